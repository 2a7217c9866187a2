"""Undoing one change of a page. What has stood meanwhile stays told: nothing that has begun is deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.frontpage.models import Placement, Slot
from newsroom.frontpage.placements.fitting import headline_of
from newsroom.frontpage.placements.refusals import PlacingRefused, tell
from newsroom.frontpage.placements.turn import INSTANT, Turn, instant, place_of


@transaction.atomic
def take_back(step, language, *, by):
    """What the Step made ends, or is cancelled; what it ended goes on; what it deleted is planned again.

    Return the Step that this was. Raise PlacingRefused when the places are needed otherwise by now.
    """
    numbers = [*step.made, *(number for number, _until in step.ended)]
    articles = Placement.objects.filter(pk__in=numbers).values_list("article", flat=True)
    turn = Turn(language, [*articles, *(kept[1] for kept in step.removed)], by=by)
    rows = Placement.objects.filter(language=language).select_related("article", "section").in_bulk(numbers)
    gone = {kept[-1] for kept in step.removed}
    if set(rows) != set(numbers) - gone or Placement.objects.filter(pk__in=gone).exists():
        raise PlacingRefused(_("This was changed again since; it cannot be taken back in one step."))
    at, before = _unmake(turn, [rows[number] for number in reversed(step.made)]), {}
    for number, until in step.ended:
        before.setdefault(number, instant(until))  # one that was given two ends had the first of them
    for number in rows.keys() & before.keys():
        if has_longer(rows[number], before[number]):
            _cut(turn, rows[number], before[number], at)
    for kept, article, start, until, words, gave_way, number in step.removed:
        start, until = max(instant(start), at), before.get(number, instant(until))
        put_again(turn, place_of(kept), article, start, until, words, gave_way=gave_way, number=number)
    for number in rows.keys() & before.keys():
        if not has_longer(rows[number], before[number]):
            give_back(turn, rows[number], before[number], at)
    return turn.step


def _unmake(turn, made):
    """Delete what has not begun, end what stands; return the instant at which the places are free."""
    at = turn.now
    for placement in made:
        if not placement.has_begun(turn.now):
            turn.remove(placement)
        elif placement.stands(turn.now):
            at = max(at, turn.close(placement, turn.now))
    return at


def has_longer(placement, until):
    """Whether a placement ends later than at an instant; None is never."""
    return until is not None and (placement.placed_until is None or placement.placed_until > until)


def _cut(turn, placement, until, at):
    """One that was kept longer ends when it would have, or now."""
    if placement.placed_until is None or placement.placed_until > at:
        turn.close(placement, max(until, at))


def give_back(turn, placement, until, at):
    """Let one go on that was ended: as long as before, or until its place or story is needed elsewhere."""
    if until and until <= at:
        return
    is_over = placement.placed_until is not None and placement.placed_until <= turn.now
    if is_over:
        put_again(turn, placement.place, placement.article_id, at, until, placement.words)
        return
    follower = turn.follows(placement.place, placement.article_id, max(at, placement.placed_from))
    turn.end(placement, earlier(until, follower))


def take_away(turn, plan):
    """Delete a plan, and what was planned along with it; who would have given way keeps the place."""
    along = Placement.objects.ahead(turn.now).filter(pk__in=plan.gave_way.get("along", []))
    for one in [*along.select_related("article", "section"), plan]:
        turn.remove(one)
    for number, until in plan.gave_way.get("ended", []):
        former = Placement.objects.select_related("article", "section").filter(pk=number).first()
        # Whoever has been given another end since keeps that one.
        if former and former.placed_until and abs(former.placed_until - plan.placed_from) <= 2 * INSTANT:
            give_back(turn, former, instant(until), turn.now)
    return turn.step


def put_again(turn, place, article, start, until, words, **was):
    """Place a story where it stood or was to stand, if nobody holds the place and it stands nowhere else."""
    if until and until <= start:
        return
    if taken := turn.occupant(place, start):
        told = _("%(place)s is held by “%(headline)s” now; it cannot be given back.")
        raise PlacingRefused(tell(told, place=taken.place_words, headline=headline_of(taken)))
    same = Placement.objects.of_page(*place.page).stories().standing(start).filter(article=article)
    if place.slot != Slot.BANNER and same.exists():
        raise PlacingRefused(_("The story stands elsewhere on the page now."))
    until = earlier(until, turn.follows(place, article, start))
    turn.make(place, article, start, until, words=words, **was)


def earlier(until, follower):
    """An end, or the beginning of what follows when that comes before it."""
    if follower and (until is None or follower.placed_from < until):
        return follower.placed_from
    return until
