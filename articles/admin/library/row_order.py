"""Lists whose rows are put in order: by dragging, with the arrow keys, or with a button for each step."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import UNDO, add_undo_message, undo_message
from articles.workflow.row_order import RowOrderRefused, arrange_rows, last_position

MOVE, ORDER, SEEN = "_move", "_order", "_seen"  # a button "12:up"; ids in a new order; those in the shown one
STEPS = {"up": -1, "down": 1}
MOST_DIGITS = 18


class RowOrderMixin:
    """A model admin whose list, shown whole and without a filter, moves rows; the model has a `position`."""

    change_list_template = "admin/articles/ordered_list.html"

    def get_list_display(self, request):
        found = super().get_list_display(request)
        return [*found, "moves"] if self.is_ordered(request) else found

    def is_ordered(self, request):
        """Return whether the person may move rows, and the list shows all in their order."""
        if not hasattr(request, "is_list_ordered"):  # the list asks three times
            is_whole = not request.GET and self.model.objects.count() <= self.list_per_page
            request.is_list_ordered = is_whole and self.has_change_permission(request)
        return request.is_list_ordered

    @admin.display(description=gettext_lazy("order"))
    def moves(self, row):
        return render_to_string("admin/articles/_row_moves.html", {"row": row})

    def changelist_view(self, request, extra_context=None):
        """Show the list; a POST with an order, or of a button, moves rows."""
        if request.method != "POST" or not (MOVE in request.POST or ORDER in request.POST):
            context = {"is_ordered": self.is_ordered(request)} | (extra_context or {})
            return super().changelist_view(request, context)
        if not self.has_change_permission(request):
            raise PermissionDenied
        seen, order = posted_ids(request, SEEN), posted_order(request)
        if seen is None or order is None:
            return HttpResponseBadRequest(_("This is not an order of the list."), content_type="text/plain")
        try:
            moved = arrange_rows(self.model, order, seen=seen, by=request.user)
        except RowOrderRefused as refusal:
            return self._refused(request, str(refusal))
        undo = {ORDER: ",".join(map(str, seen)), SEEN: ",".join(map(str, order))}
        if is_of_script(request):  # which has moved the rows itself
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
    """Return whether the script sends the rows that it has moved, not a button that undoes it."""
    return ORDER in request.POST and UNDO not in request.POST


def posted_ids(request, name):
    """Return the ids of a field as “3,1,2”, or None for anything else."""
    parts = request.POST.get(name, "").split(",")
    is_list = all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in parts)
    return [int(part) for part in parts] if is_list else None


def posted_order(request):
    """Return the ids in the order that a request asks for, or None for a request that nobody can send."""
    if ORDER in request.POST:
        return posted_ids(request, ORDER)
    order, (row, _colon, step) = posted_ids(request, SEEN), request.POST[MOVE].partition(":")
    if order is None or step not in STEPS or row not in map(str, order):
        return None
    place = order.index(int(row))
    order.insert(max(place + STEPS[step], 0), order.pop(place))
    return order
