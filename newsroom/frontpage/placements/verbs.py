"""Place, end, keep until, cancel: one function each, each one Step that may be taken back."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models.text import line
from newsroom.frontpage.models import Placement
from newsroom.frontpage.placements import fitting
from newsroom.frontpage.placements.refusals import PlacingRefused
from newsroom.frontpage.placements.taking_back import take_away
from newsroom.frontpage.placements.turn import Turn, concerned, iso


@transaction.atomic
def place(article, where, *, by, at=None, until=None, words="", seen=None):
    """Put a story at a place, from now or an instant to come, until an instant or until somebody ends it.

    article  a story or its number; where  a models.Place; words  of the banner
    seen     the number of the placement that the person saw at the place, 0 for none; None: not asked
    Who stands there gives way, and what is planned from just then is planned no more. A story that readers do
    not have yet comes when its embargo lifts.
    Return a Step. Raise PermissionDenied, PlacingRefused, or PlaceMoved.
    """
    article, words = getattr(article, "pk", article), line(words)
    there = Placement.objects.at_place(where).not_over()
    turn = Turn(where.language, [article, *concerned(*there)], by=by)
    start = beginning(turn, at)
    edition = fitting.edition_for(article, where.language, start)
    start = max(start, edition.live_from)
    fitting.refuse_unfit(where, edition, words=words)
    held = turn.occupant(where, start)
    fitting.refuse_overtaken(held, seen)
    fitting.refuse_end(start, until, turn.now)
    if held and turn.is_plan(held, start):
        take_away(turn, held)
        held = turn.occupant(where, start)
        if held and (held.article_id, held.words) == (article, words):  # it would have given way to the plan
            turn.end(held, fitting.free_until(turn, where, article, start, until))
            return turn.step
    fitting.refuse_second(where, article, start)
    until = fitting.free_until(turn, where, article, start, until)
    gave_way = {}
    if held:
        gave_way = {"ended": [[held.pk, iso(held.placed_until)]]}
        start = turn.close(held, start)
    turn.make(where, article, start, until, words=words, gave_way=gave_way)
    return turn.step


@transaction.atomic
def end(placement, *, by):
    """Take a story from its place, now; the river fills it. A plan that lies ahead is cancelled."""
    turn = Turn(placement.language, concerned(placement), by=by)
    own = turn.read(placement)
    if not own.has_begun(turn.now):
        return take_away(turn, own)
    if not own.stands(turn.now):
        raise fitting.gone(own)
    turn.close(own, turn.now)
    return turn.step


@transaction.atomic
def cancel(placement, *, by):
    """Take away what lies ahead; who would have given way to it keeps the place."""
    turn = Turn(placement.language, concerned(placement), by=by)
    own = turn.read(placement)
    if own.has_begun(turn.now):
        raise PlacingRefused(_("It has begun: readers have seen it. It can be ended, not cancelled."))
    return take_away(turn, own)


@transaction.atomic
def keep_until(placement, *, until, by):
    """Say until when a story keeps its place; None: until somebody ends it or another takes it."""
    turn = Turn(placement.language, concerned(placement), by=by)
    own = turn.read(placement)
    if own.has_begun(turn.now) and not own.stands(turn.now):
        raise fitting.gone(own)
    fitting.refuse_end(own.placed_from, until, turn.now)
    turn.end(own, fitting.free_until(turn, own.place, own.article_id, own.placed_from, until))
    return turn.step


def beginning(turn, at):
    """When it begins: now, or an instant that has not passed."""
    if at is None:
        return turn.now
    if at < turn.now:
        raise PlacingRefused(_("That instant has passed; choose a later one."))
    return at
