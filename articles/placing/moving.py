"""Moving a story on its page; who stands at the other place takes its own in exchange."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Placement, Slot
from articles.placing import fitting
from articles.placing.refusals import PlacingRefused
from articles.placing.taking_back import earlier, take_away
from articles.placing.turn import Turn, iso
from articles.placing.verbs import beginning, concerned


@transaction.atomic
def move(placement, where, *, by, at=None, seen=None):
    """Take a story to another place of its page, from now or an instant to come.

    Who stands there takes its place in exchange, or gives way to the river where it does not fit there.
    Return a Step. Raise as articles.placing.place.
    """
    there = Placement.objects.at_place(where).not_over().values_list("article", flat=True)
    turn = Turn(where.language, [*concerned(placement), *there], by=by)
    own = turn.read(placement)
    if own.place.page != where.page or Slot.BANNER in (own.slot, where.slot):
        raise PlacingRefused(_("A story moves within its page; elsewhere it is placed anew."))
    start = max(beginning(turn, at), own.placed_from)
    if own.placed_until and own.placed_until <= start:
        raise fitting.gone(own)
    fitting.refuse_unfit(where, fitting.edition_for(own.article_id, where.language, start))
    held = turn.occupant(where, start)
    fitting.refuse_overtaken(held, seen)
    if held is None or held.pk != own.pk:
        _exchange(turn, own, held, where, start)
    return turn.step


def _exchange(turn, own, held, where, start):
    """Close both, then insert both: at no instant does a place hold two."""
    here, until, gave_way = own.place, own.placed_until, []
    if own.placed_from > turn.now and own.placed_from == start:
        take_away(turn, own)
    else:
        gave_way.append([own.pk, iso(until)])
        start = turn.close(own, start)
    if held:
        held_until = held.placed_until
        gave_way.append([held.pk, iso(held_until)])
        start = turn.close(held, start)
        if fitting.fits(here, held.article_id, start):
            free = earlier(held_until, turn.follows(here, held.article_id, start))
            turn.make(here, held.article_id, start, free)
    gave_way = {"ended": gave_way, "along": list(turn.step.made)}
    free = earlier(until, turn.follows(where, own.article_id, start))
    turn.make(where, own.article_id, start, free, gave_way=gave_way)
