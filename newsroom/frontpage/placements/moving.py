"""Moving a story on its page; who stands at the other place takes its own in exchange."""

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.frontpage.models import Placement, Slot
from newsroom.frontpage.placements import fitting
from newsroom.frontpage.placements.refusals import PlacingRefused
from newsroom.frontpage.placements.taking_back import earlier, take_away
from newsroom.frontpage.placements.turn import Turn, concerned, iso
from newsroom.frontpage.placements.verbs import beginning


@transaction.atomic
def move(placement, where, *, by, at=None, until=None, seen=None):
    """Take a story to another place of its page, from now or an instant to come.

    Who stands there takes its place in exchange, or gives way to the river where it does not fit there or
    another has it. Its end stays, unless `until` is another. Return a Step. Raise as placements.place.
    """
    there = Placement.objects.at_place(where).not_over()
    turn = Turn(where.language, concerned(placement, *there), by=by)
    own = turn.read(placement)
    if own.place.page != where.page or Slot.BANNER in (own.slot, where.slot):
        raise PlacingRefused(_("A story moves within its page; elsewhere it is placed anew."))
    start = max(beginning(turn, at), own.placed_from)
    if own.placed_until and own.placed_until <= start:
        raise fitting.gone(own)
    fitting.refuse_unfit(where, fitting.edition_for(own.article_id, where.language, start))
    held = turn.occupant(where, start)
    fitting.refuse_overtaken(held, seen)
    fitting.refuse_end(start, until, turn.now)
    if held is None or held.pk != own.pk:
        _exchange(turn, own, where, start, until)
    elif until:
        turn.end(own, fitting.free_until(turn, where, own.article_id, start, until))
    return turn.step


def _exchange(turn, own, where, start, until):
    """Close both, then insert both: at no instant does a place hold two.

    A plan that is taken away gives places back, even to its own story: what stands is read anew behind it.
    """
    if turn.is_plan(own, start):
        take_away(turn, own)
    held, along, ended = turn.occupant(where, start), [], []
    if held and held.article_id == own.article_id:
        if until:
            turn.end(held, fitting.free_until(turn, where, own.article_id, start, until))
        return
    start = _leave(turn, turn.of_story(own, start), start, ended)
    if held and turn.is_plan(held, start):
        take_away(turn, held)
        _seat(turn, own.place, held, start, [])
    elif held:
        held_until = held.placed_until
        start = _leave(turn, held, start, ended)
        if turn.occupant(own.place, start) is None and fitting.fits(own.place, held.article_id, start):
            free = earlier(held_until, turn.follows(own.place, held.article_id, start))
            along = [turn.make(own.place, held.article_id, start, free).pk]
    if until:
        own.placed_until = fitting.free_until(turn, where, own.article_id, start, until)
    _seat(turn, where, own, start, ended, along)


def _seat(turn, where, story, start, ended, along=()):
    """Give a place to the story of a placement, unless it has it; who has it, and its own place, end.

    ended  [[number, its end before]] of those that gave way already; along  numbers that were made with it
    """
    held, until = turn.occupant(where, start), story.placed_until
    if not fitting.fits(where, story.article_id, start) or (held and held.article_id == story.article_id):
        return
    for one in (turn.of_story(story, start), held):
        start = _leave(turn, one, start, ended)
    free = earlier(until, turn.follows(where, story.article_id, start))
    gave_way = {"ended": ended, "along": list(along)}
    turn.make(where, story.article_id, start, free, gave_way=gave_way)


def _leave(turn, placement, start, ended):
    """One that stands gives way, if any, and is noted. Return the instant at which its place is free."""
    if placement is None:
        return start
    ended.append([placement.pk, iso(placement.placed_until)])
    return turn.close(placement, start)
