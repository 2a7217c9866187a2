"""Rows of public lists: addresses suggested from names, and the order of rows.

An address is suggested while the user types, and on saving if none was entered. Rows are moved by
dragging, with the arrow keys, or with a button for each step.
"""

from typing import ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import UNDO, add_undo_message, undo_message
from articles.admin.forms.guarded import GuardedForm
from articles.models import Language, localized
from articles.models.text import free_address, suggest_address
from articles.workflow.masthead import RowOrderRefused, arrange_rows, last_position


def suggest_free_address(model, names) -> str:
    """Return a free address for a new row, from the first name with usable letters; "" without one."""
    column = model._meta.get_field("slug")
    wish = suggest_address(*names, allow_unicode=column.allow_unicode, most=column.max_length)
    if not wish:
        return ""
    known = model._base_manager.filter(slug__startswith=wish[: column.max_length - len("-9999")])
    return free_address(wish, set(known.values_list("slug", flat=True)), most=column.max_length)


class AddressForm(GuardedForm):
    """Form that makes the address of a new row from its name, if none is entered.

    The address of an existing row does not change with its name.

    address_from  the translated field with the name; its English text is used first
    """

    address_from = "name"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("slug")
        if self.instance.pk is None and field and not field.disabled:
            field.required = False
            field.help_text = _("Leave empty to derive it from the name (the English name, if there is one).")
            model = self._meta.model._meta
            names = ",".join(localized(self.address_from, language) for language in Language)
            field.widget.attrs |= {
                "data-address-name": "slug",
                "data-address-from": names,
                "data-address-url": reverse(f"admin:{model.app_label}_{model.model_name}_address"),
            }

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and "slug" in self.fields and not cleaned.get("slug", "-"):
            names = [cleaned.get(localized(self.address_from, language), "") for language in Language]
            if suggested := suggest_free_address(self._meta.model, names):
                cleaned["slug"] = suggested
            elif any(names):
                self.add_error("slug", self.fields["slug"].error_messages["required"])
        return cleaned


class AddressMixin:
    """Mixin for model admins that suggest an address for new rows. The form is an AddressForm."""

    form = AddressForm

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_address"
        view = self.admin_site.admin_view(self.address_view)
        return [path("address/", view, name=name), *super().get_urls()]

    def address_view(self, request: HttpRequest) -> JsonResponse:
        """Respond with the address that a new row with these names would get."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]  # of the admin class
            raise PermissionDenied
        names = [
            request.GET.get(localized(self.form.address_from, language), "")[:200] for language in Language
        ]
        return JsonResponse({"address": suggest_free_address(self.model, names)})  # type: ignore[attr-defined]  # of the admin class


# Names of posted fields: the button (its value is "12:up"), the ids in the new order, the ids as shown.
MOVE, ORDER, SEEN = "_move", "_order", "_seen"
STEPS = {"up": -1, "down": 1}
MOST_DIGITS = 18


class RowOrderMixin:
    """Mixin for model admins that move rows in an unfiltered one-page list. The model has a `position`."""

    change_list_template: ClassVar = "admin/articles/ordered_list.html"

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return [*columns, "moves"] if self.is_ordered(request) else columns

    def is_ordered(self, request):
        """Return whether the user may move rows, and the list shows all rows in their order."""
        if not hasattr(request, "is_list_ordered"):  # stored, because it is needed three times
            is_whole = not request.GET and self.model.objects.count() <= self.list_per_page
            request.is_list_ordered = is_whole and self.has_change_permission(request)
        return request.is_list_ordered

    @admin.display(description=gettext_lazy("order"))
    def moves(self, row):
        return render_to_string("admin/articles/_row_moves.html", {"row": row})

    def changelist_view(self, request, extra_context=None):
        """Show the list. A POST of an order or a button moves rows; a refusal answers 409."""
        if request.method != "POST" or not (MOVE in request.POST or ORDER in request.POST):
            context = {"is_ordered": self.is_ordered(request)} | (extra_context or {})
            return super().changelist_view(request, context)
        if not self.has_change_permission(request):
            raise PermissionDenied
        seen, order = posted_ids(request, SEEN), posted_order(request)
        if seen is None or order is None:
            return HttpResponseBadRequest(_("The order is not valid."), content_type="text/plain")
        try:
            moved = arrange_rows(self.model, order, seen=seen, by=request.user)
        except RowOrderRefused as refusal:
            return self._refused(request, str(refusal))
        undo = {ORDER: ",".join(map(str, seen)), SEEN: ",".join(map(str, order))}
        if is_of_script(request):  # the script has moved the rows itself
            return HttpResponse(undo_message(request, _("Moved."), request.path, undo))
        if moved and UNDO in request.POST:
            messages.success(request, _("Undone."))
        elif moved:
            add_undo_message(request, _("Moved."), request.path, undo)
        return self.response_post_save_change(request, None)

    def _refused(self, request, words):
        if is_of_script(request):
            return HttpResponse(words, status=409, content_type="text/plain")
        messages.error(request, words)
        response = super().changelist_view(request, {"is_ordered": self.is_ordered(request)})
        response.status_code = 409
        return response

    def save_model(self, request, obj, form, change):
        if not change:
            obj.position = last_position(self.model)
        super().save_model(request, obj, form, change)


def is_of_script(request):
    """Return whether the script posts the rows that it has moved, rather than an undo button."""
    return ORDER in request.POST and UNDO not in request.POST


def posted_ids(request, name):
    """Return the ids of a field such as “3,1,2”, or None if it is invalid."""
    parts = request.POST.get(name, "").split(",")
    is_list = all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts)
    return [int(part) for part in parts] if is_list else None


def posted_order(request):
    """Return the ids in the requested order, or None for an invalid request."""
    if ORDER in request.POST:
        return posted_ids(request, ORDER)
    order, (row, _colon, step) = posted_ids(request, SEEN), request.POST[MOVE].partition(":")
    if order is None or step not in STEPS or row not in map(str, order):
        return None
    index = order.index(int(row))
    order.insert(max(index + STEPS[step], 0), order.pop(index))
    return order
