"""Addresses suggested from names: while somebody types, and on saving where none was entered."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.forms.guarded import GuardedForm
from articles.models import Language, localized
from articles.models.text import free_address, suggest_address


def suggest_free_address(model, names) -> str:
    """Return an address for a new row that no other row has, of the first name that has letters for it."""
    column = model._meta.get_field("slug")
    wish = suggest_address(*names, allow_unicode=column.allow_unicode, most=column.max_length)
    if not wish:
        return ""
    known = model._base_manager.filter(slug__startswith=wish[: column.max_length - len("-9999")])
    return free_address(wish, set(known.values_list("slug", flat=True)), most=column.max_length)


class AddressForm(GuardedForm):
    """A form in which the address of a new row may be left empty. Existing addresses never follow a name.

    address_from  the translated field whose texts it is made of, the English one first
    """

    address_from = "name"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("slug")
        if self.instance.pk is None and field and not field.disabled:
            field.required = False
            field.help_text = _("Leave empty to make it from the name: the English one, if there is one.")
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
    """A model admin whose new rows get a suggested address. Its form is an AddressForm."""

    form = AddressForm

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_address"
        view = self.admin_site.admin_view(self.address_view)
        return [path("address/", view, name=name), *super().get_urls()]

    def address_view(self, request: HttpRequest) -> JsonResponse:
        """Answer the address that a new row with these names would get."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        names = [
            request.GET.get(localized(self.form.address_from, language), "")[:200] for language in Language
        ]
        return JsonResponse({"address": suggest_free_address(self.model, names)})
