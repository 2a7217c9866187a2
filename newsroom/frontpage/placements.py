"""The functions that write placements; no other code does.

An active placement can be ended, a planned one can be deleted, and the past never changes. A new placement
takes its slot from the previous occupant, who keeps the slot if that placement is deleted before it begins.
Each function returns a PlacementStep for undo.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from articles.annotations import User
from articles.events import log
from articles.models import Article
from articles.models.text import line
from articles.text.punctuation import typeset_quotes
from newsroom.frontpage.models import LeadPresentation, Placement, SlotKind, SlotPosition
from newsroom.frontpage.placement_session import (
    INSTANT,
    PlacementConflict,
    PlacementRefused,
    PlacementSession,
    PlacementStep,
    affected_stories,
    conflict_of_ended,
    desk_headline,
    find_edition,
    instant_or_none,
    is_fit,
    iso_or_none,
    refuse_invalid_end,
    refuse_outdated,
    refuse_unfit,
    refuse_unfit_presentation,
    refuse_unseen_plan,
    sentence_html,
)


def lock_positions(article: int, targets: Iterable[SlotPosition]) -> None:
    """Lock several positions, for a unit of work that then places one story at each of them.

    All stories are locked before the placements, as in a change of one position. Raise PlacementConflict if
    another story was placed at one of the positions between the two locks.
    """
    targets = list(targets)

    def find_stories():
        there = [row for target in targets for row in Placement.objects.at_position(target).not_over()]
        return {article, *affected_stories(*there)}

    stories = find_stories()
    Article.objects.lock(sorted(stories))
    Placement.objects.lock_table()
    if not find_stories() <= stories:
        raise PlacementConflict(_("The slot has just changed. Check it, then decide."))


@log.unit_of_work()
def place_story(
    article: Article | int,
    target: SlotPosition,
    *,
    by,
    at=None,
    until=None,
    words="",
    seen=None,
    seen_plan: int | None = None,
    presentation: LeadPresentation | None = None,
) -> PlacementStep:
    """Place a story at a position, from now or a future instant, until an instant or until it is ended.

    article       a story or its id
    words         the text of a banner
    seen          id of the occupant that the user saw, 0 for none, None to skip the check
    seen_plan     id of the colleague's plan that the user agreed to replace; 0 and None as for `seen`
    presentation  LeadPresentation of a front page lead; if the story already leads the page, only its
                  presentation changes, and its end stays

    The occupant is ended, and a plan that begins at the same instant is deleted. An embargoed story is placed
    from the end of its embargo. Raise PermissionDenied, PlacementRefused or PlacementConflict.
    """
    article, words = getattr(article, "pk", article), typeset_quotes(line(words))
    there = Placement.objects.at_position(target).not_over()
    session = PlacementSession(target.language, [article, *affected_stories(*there)], by=by)
    start = _beginning(session, at)
    edition = find_edition(article, target.language, start)  # type: ignore[arg-type]  # its id
    start = max(start, edition.live_from)
    refuse_unfit(target, edition, words=words)
    refuse_unfit_presentation(target, edition, presentation)
    occupant = session.occupant(target, start)
    refuse_outdated(occupant, seen)
    if occupant and session.is_plan(occupant, start):
        placed = {"words": words, "presentation": presentation}
        refuse_unseen_plan(occupant, seen_plan, article, by=by, **placed)  # type: ignore[arg-type]  # its id
    refuse_invalid_end(start, until, session.now)
    _occupy(session, target, article, start, until, occupant, words, presentation)
    return session.step


def _occupy(session, target, article, start, until, occupant, words, presentation):
    """Give a position to a story: end its occupant, or delete a plan that begins at the same instant."""
    is_planned = bool(occupant) and session.is_plan(occupant, start)
    if is_planned:
        until = _kept_end(until, occupant, article, presentation)
        _delete_plan(session, occupant)
        occupant = session.occupant(target, start)
    is_own = bool(occupant) and (occupant.article_id, occupant.words) == (article, words)
    if is_own and (is_planned or presentation is not None):
        until = _kept_end(until, occupant, article, presentation)
        if presentation in (None, occupant.presentation):  # the story keeps its placement
            if is_planned or until != occupant.placed_until:
                session.set_end(occupant, session.free_until(target, article, start, until))
            return
    elif target.slot != SlotKind.BANNER and (other := session.of_story(target, article, start)):
        reason = _("It is already on this page: %(place)s. Move it from there.")
        raise PlacementRefused(reason % {"place": other.slot_label})
    until, on_cancel = session.free_until(target, article, start, until), {}
    if occupant:
        on_cancel = {"restore": [[occupant.pk, iso_or_none(occupant.placed_until)]]}
        start = session.close(occupant, start)
    shown = {"words": words, "on_cancel": on_cancel, "presentation": presentation}
    session.create(target, article, start, until, **shown)


def _kept_end(until, occupant, article, presentation):
    """Return `until`, or the end of the story's current placement if only its presentation changes."""
    is_change = presentation is not None and occupant.article_id == article
    return until or (occupant.placed_until if is_change else None)


@log.unit_of_work()
def end_placement(placement: Placement, *, by: User | None) -> PlacementStep:
    """Remove a story from its slot now, or delete a plan, so that the previous occupant keeps the slot.

    Raise PermissionDenied, or PlacementConflict if the placement was deleted or has ended.
    """
    session = PlacementSession(placement.language, affected_stories(placement), by=by)
    own = session.reload(placement)
    if not own.has_begun(session.now):
        return _delete_plan(session, own)
    if not own.is_active(session.now):
        raise conflict_of_ended(own)
    session.close(own, session.now)
    return session.step


@log.unit_of_work()
def keep_until(placement: Placement, *, until: datetime | None, by: User | None) -> PlacementStep:
    """Set the end of a placement. With None, it stays until it is removed or replaced.

    Raise PermissionDenied, PlacementConflict if the placement was deleted or has ended, or PlacementRefused
    if the end is invalid or after the start of a plan.
    """
    session = PlacementSession(placement.language, affected_stories(placement), by=by)
    own = session.reload(placement)
    if own.has_begun(session.now) and not own.is_active(session.now):
        raise conflict_of_ended(own)
    refuse_invalid_end(own.placed_from, until, session.now)
    session.set_end(own, session.free_until(own.slot_position, own.article_id, own.placed_from, until))
    return session.step


def _beginning(session, at):
    """Return the instant when a change takes effect. Raise PlacementRefused if it has passed."""
    if at is None:
        return session.now
    if at < session.now:
        raise PlacementRefused(_("That time has passed. Choose a later time."))
    return at


@log.unit_of_work()
def move_story(
    placement: Placement,
    target: SlotPosition,
    *,
    by: User | None,
    at=None,
    until=None,
    seen=None,
    seen_plan: int | None = None,
    presentation: LeadPresentation | None = None,
) -> PlacementStep:
    """Move a story to another position of its page, from now or a future instant.

    The occupant takes the former position of the story if it fits there and no other story holds it. The
    placement keeps its end unless `until` is given. A lead that moves elsewhere loses its presentation. Raise
    the same exceptions as place_story.
    """
    there = Placement.objects.at_position(target).not_over()
    session = PlacementSession(target.language, affected_stories(placement, *there), by=by)
    own = session.reload(placement)
    if own.slot_position.page != target.page or SlotKind.BANNER in (own.slot, target.slot):
        raise PlacementRefused(
            _("A story can only be moved within its page. Place it again on the other page.")
        )
    start = max(_beginning(session, at), own.placed_from)
    if own.placed_until and own.placed_until <= start:
        raise conflict_of_ended(own)
    edition = find_edition(own.article_id, target.language, start)
    refuse_unfit(target, edition)
    refuse_unfit_presentation(target, edition, presentation)
    occupant = session.occupant(target, start)
    refuse_outdated(occupant, seen)
    if occupant and session.is_plan(occupant, start):
        refuse_unseen_plan(occupant, seen_plan, own.article_id, by=by, presentation=presentation)
    refuse_invalid_end(start, until, session.now)
    if occupant is None or occupant.pk != own.pk:
        _exchange(session, own, target, start, until, presentation)
    elif until:
        session.set_end(own, session.free_until(target, own.article_id, start, until))
    return session.step


def _exchange(session, own, target, start, until, presentation):
    """Exchange a placement with the occupant of a position.

    Both placements are closed before the new ones are inserted, so that a position never holds two stories.
    The deletion of a plan restores the placements that it ended, perhaps one of the same story. Therefore the
    occupant is read again afterwards.
    """
    if session.is_plan(own, start):
        _delete_plan(session, own)
    occupant, along, ended = session.occupant(target, start), [], []
    if occupant and occupant.article_id == own.article_id:
        if until:
            session.set_end(occupant, session.free_until(target, own.article_id, start, until))
        return
    start = _close_noted(session, session.of_story(own.slot_position, own.article_id, start), start, ended)
    if occupant and session.is_plan(occupant, start):
        _delete_plan(session, occupant)
        _move_into(session, own.slot_position, occupant, start, [])
    elif occupant:
        occupant_until = occupant.placed_until
        start = _close_noted(session, occupant, start, ended)
        is_free = session.occupant(own.slot_position, start) is None
        if is_free and is_fit(own.slot_position, occupant.article_id, start):
            free = session.until_next_plan(own.slot_position, occupant.article_id, start, occupant_until)
            along = [session.create(own.slot_position, occupant.article_id, start, free).pk]
    if until:
        own.placed_until = session.free_until(target, own.article_id, start, until)
    _move_into(session, target, own, start, ended, along, presentation)


def _move_into(session, target, placement, start, ended, along=(), presentation=None):
    """Give a position to a placement's story, ending its former placement and the occupant of the position.

    ended  [[id, previous end]] of placements that are already closed
    along  ids of placements made together with it

    Do nothing if the story already has the position or does not fit.
    """
    occupant, article, until = session.occupant(target, start), placement.article_id, placement.placed_until
    if (occupant and occupant.article_id == article) or not is_fit(target, article, start):
        return
    for former in (session.of_story(target, article, start), occupant):
        start = _close_noted(session, former, start, ended)
    free = session.until_next_plan(target, article, start, until)
    on_cancel = {"restore": ended, "delete": list(along)}
    session.create(target, article, start, free, on_cancel=on_cancel, presentation=presentation)


def _close_noted(session, placement, start, ended):
    """Close a placement, if any, and add it to `ended`. Return the instant when its slot becomes free."""
    if placement is None:
        return start
    ended.append([placement.pk, iso_or_none(placement.placed_until)])
    return session.close(placement, start)


@log.unit_of_work()
def undo_step(step: PlacementStep, language: str, *, by: User | None) -> PlacementStep:
    """End or delete the placements that a step made, continue those it ended, and restore deleted plans.

    Placements that have begun are never deleted. Raise PlacementRefused if the slots are no longer available.
    """
    ids = [*step.made, *(ended.id for ended in step.ended)]
    articles = Placement.objects.filter(pk__in=ids).values_list("article", flat=True)
    session = PlacementSession(language, [*articles, *(plan.article for plan in step.removed)], by=by)
    rows = Placement.objects.filter(language=language).select_related("article", "section").in_bulk(ids)
    deleted = {plan.id for plan in step.removed}
    if set(rows) != set(ids) - deleted or Placement.objects.filter(pk__in=deleted).exists():
        raise PlacementRefused(_("This has changed since then and cannot be undone in one step."))
    at, before = _remove_made(session, [rows[pk] for pk in reversed(step.made)]), {}
    for ended in step.ended:
        before.setdefault(ended.id, instant_or_none(ended.until))  # the first of two ends is the original
    for pk in rows.keys() & before.keys():
        row, until = rows[pk], before[pk]
        if _ends_later(row, until) and _ends_later(row, at):
            session.close(row, max(until, at))
    for plan in step.removed:
        start, until = max(instant_or_none(plan.start), at), before.get(plan.id, instant_or_none(plan.until))
        restored = {"words": plan.words, "on_cancel": plan.on_cancel, "pk": plan.id}
        restored["presentation"] = LeadPresentation(**plan.presentation)
        if plan.placed_by:
            restored["placed_by_id"] = plan.placed_by
        _place_again(session, SlotPosition(**plan.position), plan.article, start, until, **restored)
    for pk in rows.keys() & before.keys():
        if not _ends_later(rows[pk], before[pk]):
            _restore_end(session, rows[pk], before[pk], at)
    return session.step


def _remove_made(session, made):
    """Delete plans, end active placements; return the instant when the slots are free."""
    at = session.now
    for placement in made:
        if not placement.has_begun(session.now):
            session.delete(placement)
        elif placement.is_active(session.now):
            at = max(at, session.close(placement, session.now))
    return at


def _ends_later(placement, until):
    """Return whether a placement ends after `until`. None means “never”, for both ends."""
    return until is not None and (placement.placed_until is None or placement.placed_until > until)


def _restore_end(session, placement, until, at):
    """Continue an ended placement until its previous end or the next plan for its slot or story.

    If it ended in the past, place the story again. Raise PlacementRefused as _place_again does.
    """
    if until and until <= at:
        return
    slot, article = placement.slot_position, placement.article_id
    if placement.placed_until is not None and placement.placed_until <= session.now:
        shown = {"words": placement.words, "presentation": placement.presentation}
        _place_again(session, slot, article, at, until, **shown)
    else:
        start = max(at, placement.placed_from)
        session.set_end(placement, session.until_next_plan(slot, article, start, until))


def _delete_plan(session, plan):
    """Delete a plan and the plans made together with it; the previous occupant keeps the slot."""
    along = Placement.objects.ahead(session.now).filter(pk__in=plan.on_cancel.get("delete", []))
    for row in [*along.select_related("article", "section"), plan]:
        session.delete(row)
    for pk, until in plan.on_cancel.get("restore", []):
        former = Placement.objects.select_related("article", "section").filter(pk=pk).first()
        # If its end has been changed since, keep that end.
        if former and former.placed_until and abs(former.placed_until - plan.placed_from) <= 2 * INSTANT:
            _restore_end(session, former, instant_or_none(until), session.now)
    return session.step


def _place_again(session, target, article, start, until, **restored):
    """Restore a placement. Raise PlacementRefused if the slot is taken or the story has moved."""
    if until and until <= start:
        return
    if occupant := session.occupant(target, start):
        reason = _("%(place)s now holds “%(headline)s”, so this cannot be undone.")
        headline = desk_headline(occupant)
        raise PlacementRefused(sentence_html(reason, place=occupant.slot_label, headline=headline))
    if target.slot != SlotKind.BANNER and session.of_story(target, article, start):
        raise PlacementRefused(_("The story is now elsewhere on the page."))
    until = session.until_next_plan(target, article, start, until)
    session.create(target, article, start, until, **restored)
