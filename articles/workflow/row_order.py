"""The order of the rows that readers see in a fixed order: sections, and the pages of the footer."""

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import Event
from articles.models.logged import LoggedModel
from articles.models.people import display_name
from articles.refusals import Refused
from articles.workflow.permissions import Actor


class RowOrderRefused(Refused):
    """An order that was made of other rows, or of another order, than there are now."""


def ordered_ids(model: type[LoggedModel]) -> list[int]:
    """Return the ids of the rows in their order."""
    return list(model.objects.order_by("position", "id").values_list("pk", flat=True))


def last_position(model: type[LoggedModel]) -> int:
    """Return the position that puts a new row behind all others."""
    last = model.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@log.unit_of_work()
def arrange_rows(model: type[LoggedModel], order: list[int], *, seen: list[int], by: Actor) -> int:
    """Put all rows of a model in an order, and return how many have another position now.

    seen  the ids in the order that the person saw
    Raise PermissionDenied, or RowOrderRefused if somebody has changed the order, or `order` has other rows.
    """
    if by is not None and not by.has_perm(f"articles.change_{model._meta.model_name}"):
        raise PermissionDenied
    model.objects.lock_table()
    if ordered_ids(model) != seen:
        raise RowOrderRefused(_changed_by(model))
    if sorted(order) != sorted(seen):
        raise RowOrderRefused(_("The order does not have each row of the list once."))
    if order == seen:
        return 0
    rows = {row.pk: row for row in model.objects.select_for_update(no_key=True)}
    moved = [(rows[pk], position) for position, pk in enumerate(order) if rows[pk].position != position]
    for row, position in moved:
        row.position, row.changed_by = position, by
        row.save(update_fields=["position"])
    return len(moved)


def _changed_by(model):
    """Return the sentence about a list that changed meanwhile, with the name of who did it if known."""
    latest = Event.objects.filter(subject_type=model._meta.model_name).select_related("actor").first()
    if latest is None or latest.actor is None:
        return _("The list has changed in the meantime. Nothing was moved: this is its order now.")
    name = display_name(latest.actor)
    words = _("%(name)s changed the list in the meantime. Nothing was moved: this is its order now.")
    return words % {"name": name}
