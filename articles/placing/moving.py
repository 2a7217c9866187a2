"""Moving a story on its page; who stands at the other place takes its own in exchange."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Placement, Slot
from articles.placing import fitting
from articles.placing.refusals import PlacingRefused
from articles.placing.taking_back import earlier, take_away
from articles.placing.turn import Turn, concerned, iso
from articles.placing.verbs import beginning


@transaction.atomic
def move(placement, where, *, by, at=None, seen=None):
    """Take a story to another place of its page, from now or an instant to come.

    Who stands there takes its place in exchange, or gives way to the river where it does not fit there or
    another has it. Return a Step. Raise as articles.placing.place.
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
    if held is None or held.pk != own.pk:
        _exchange(turn, own, where, start)
    return turn.step


def _exchange(turn, own, where, start):
    """Close both, then insert both: at no instant does a place hold two.

    A plan that is taken away gives places back, even to its own story: what stands is read anew behind it.
    """
    if turn.is_plan(own, start):
        take_away(turn, own)
    held, along, ended = turn.occupant(where, start), [], []
    if held and held.article_id == own.article_id:
        return
    start = _leave(turn, turn.of_story(own, start), start, ended)
    if held and turn.is_plan(held, start):
        take_away(turn, held)
        _seat(turn, own.place, held, start, [])
    elif held:
        until = held.placed_until
        start = _leave(turn, held, start, ended)
        if turn.occupant(own.place, start) is None and fitting.fits(own.place, held.article_id, start):
            free = earlier(until, turn.follows(own.place, held.article_id, start))
            along = [turn.make(own.place, held.article_id, start, free).pk]
    _seat(turn, where, own, start, ended, along)


def _seat(turn, where, story, start, ended, along=()):
    """Give a place to the story of a placement; who has it, and the story's own place, end. Stay if it has it.

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
    """One that stands gives way, if there is one; it is noted. Return the instant at which its place is free."""
    if placement is None:
        return start
    ended.append([placement.pk, iso(placement.placed_until)])
    return turn.close(placement, start)
