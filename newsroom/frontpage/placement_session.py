"""A change of placements: its rules and refusals, its locks, and the rows it writes."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import formats, timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import clock
from articles.annotations import User
from articles.clock import INSTANT
from articles.events import log
from articles.models import Article, Edition, Language, localized
from articles.models.people import display_name
from articles.models.text import line
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.refusals import Refused
from articles.text.digests import new_digest_key
from articles.workflow.permissions import Verb, may
from newsroom.frontpage.models import (
    NEWS_ALONE,
    FrontPageScope,
    LeadPresentation,
    Placement,
    SlotKind,
    SlotPosition,
)

WHEN = {"en": "N j, P", "ko": "n월 j일 A g:i"}
MAX_LENGTH = Placement._meta.get_field("words").max_length


def sentence_html(sentence: str, **values) -> SafeString:
    """Interpolate values into a sentence and return safe HTML. Values that are not safe HTML are escaped."""
    return mark_safe(escape(sentence) % {name: conditional_escape(value) for name, value in values.items()})


class PlacementRefused(Refused):
    """Refusal of a change. `reasons`, as HTML or plain text, explain it in the user's language."""


class PlacementConflict(PlacementRefused):
    """Refusal of a change to a slot that another user has changed since it was shown."""


class PlanReplaced(PlacementConflict):
    """Refusal to replace a colleague's `plan` that was not shown on the form."""

    def __init__(self, plan):
        self.plan = plan
        super().__init__(_("A colleague has planned this slot. Check what you would replace."))


def replaces_plan_of_colleague(
    plan: Placement,
    article: int,
    *,
    by: User | None,
    words: str = "",
    presentation: LeadPresentation | None = None,
) -> bool:
    """Return whether a placement in the slot of a plan would change another user's plan.

    False if the placement has the same content as the plan, and for the system (by=None).
    """
    if by is None or plan.placed_by_id == by.pk:
        return False
    planned = (plan.article_id, plan.words, plan.presentation)
    return planned != (article, words, presentation or LeadPresentation())


def refuse_unseen_plan(plan: Placement, seen_plan: int | None, article: int, **placed) -> None:
    """Raise PlanReplaced if a placement replaces a colleague's plan that the user did not see.

    seen_plan  id of the plan on the form, 0 for none, None to skip the check
    placed     arguments of replaces_plan_of_colleague
    """
    is_unseen = seen_plan is not None and seen_plan != plan.pk
    if is_unseen and replaces_plan_of_colleague(plan, article, **placed):
        raise PlanReplaced(plan)


def find_edition(article: int, language: str, at: datetime) -> Edition:
    """Return the edition live at an instant, else the next scheduled one, else raise PlacementRefused."""
    editions = Edition.objects.of(article, language).select_related("section").for_list()
    edition = editions.live(at).first() or editions.ahead(at).order_by("live_from").first()
    if edition is None or edition.is_notice:
        raise PlacementRefused(
            _("This story is not live in %(language)s and not scheduled.")
            % {"language": Language(language).label}
        )
    return edition


def refuse_unfit(target: SlotPosition, edition: Edition, *, words: str = "") -> None:
    """Raise PlacementRefused if the position does not exist or does not accept this story."""
    if not target.is_known:
        raise PlacementRefused(_("There is no such slot on this page."))
    if target.slot == SlotKind.BRIEF and not edition.is_brief:
        raise PlacementRefused(_("Only briefs can be placed under “In brief”."))
    if target.slot in NEWS_ALONE and edition.is_sponsored:
        raise PlacementRefused(_("A sponsored story cannot lead a page or be breaking news."))
    if target.section is not None and edition.section_id != target.section:
        reason = _("A section page shows only its own stories. This one is in %(section)s.")
        if target.scope == FrontPageScope.FRONT:
            reason = _("A section block shows only its own stories. This one is in %(section)s.")
        raise PlacementRefused(reason % {"section": edition.section})
    if target.slot == SlotKind.BANNER and not words:
        raise PlacementRefused(_("Enter the banner text."))
    if len(words) > MAX_LENGTH:
        reason = _("The banner text is too long. Use up to %(most)d characters.")
        raise PlacementRefused(reason % {"most": MAX_LENGTH})


def refuse_unfit_presentation(
    target: SlotPosition, edition: Edition, presentation: LeadPresentation | None
) -> None:
    """Raise PlacementRefused for a presentation outside a front page lead, or another story's picture."""
    if presentation is None or presentation.is_plain:
        return
    if not target.is_front_lead:
        reason = _("Only the lead story of the front page can set the layout or have its own headline there.")
        raise PlacementRefused(reason)
    if presentation.picture and str(presentation.picture) not in edition.printed["images"]:
        raise PlacementRefused(_("This picture is not in the story. Choose one of the story’s pictures."))


def is_fit(target: SlotPosition, article: int, at: datetime) -> bool:
    """Return whether a position accepts a story at an instant."""
    try:
        refuse_unfit(target, find_edition(article, target.language, at))
    except PlacementRefused:
        return False
    return True


def refuse_outdated(occupant: Placement | None, seen: int | None) -> None:
    """Raise PlacementConflict if the occupant of the slot is not the one that the user saw.

    occupant  the Placement that holds the slot, or None
    seen      id of the placement that the user saw, 0 for none, None to skip the check
    """
    if seen is None or seen == (occupant.pk if occupant else 0):
        return
    if occupant is None:
        raise PlacementConflict(
            _("The slot has become empty in the meantime. Check it, then place the story.")
        )
    by = display_name(occupant.placed_by) if occupant.placed_by else ""
    reason = _("%(name)s placed “%(headline)s” here in the meantime. Check it, then decide.")
    headline = desk_headline(occupant)
    raise PlacementConflict(sentence_html(reason, name=by or _("The system"), headline=headline))


def refuse_invalid_end(start: datetime, until: datetime | None, now: datetime) -> None:
    if until and until <= max(start, now):
        raise PlacementRefused(_("The end time must be after the start time and in the future."))


def conflict_of_ended(placement: Placement) -> PlacementConflict:
    """Return the refusal to change a placement that has ended."""
    reason = _("“%(headline)s” is no longer there.")
    return PlacementConflict(sentence_html(reason, headline=desk_headline(placement)))


def desk_headline(placement: Placement) -> SafeString:
    """Return the headline of the working copy as HTML with a lang attribute."""
    text = getattr(placement.article, localized("title", placement.language))
    return format_html('<span lang="{}">{}</span>', placement.language, text)


def format_beginning(at) -> str:
    """Format an instant in the newsroom's time zone and the interface language."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return formats.date_format(local, WHEN.get(get_language(), WHEN["en"]))


@dataclass
class EndedPlacement:
    """A placement whose end was changed, with its previous end as an ISO string; None if it had no end."""

    id: int
    until: str | None


@dataclass
class DeletedPlan:
    """The data needed to restore a deleted plan. start and until are ISO strings."""

    id: int
    position: dict  # fields of its SlotPosition
    article: int
    start: str
    until: str | None
    words: str
    on_cancel: dict
    presentation: dict = field(default_factory=dict)  # fields of its LeadPresentation
    placed_by: int | None = None

    def as_placement(self) -> Placement:
        """Return the plan as an unsaved Placement, for comparison and messages."""
        columns = SlotPosition(**self.position).columns | LeadPresentation(**self.presentation).columns
        planned = {"article_id": self.article, "words": self.words, "placed_by_id": self.placed_by}
        return Placement(placed_from=instant_or_none(self.start), **planned, **columns)


@dataclass
class PlacementStep:
    """Plain data about one change, sufficient to undo it. `made` lists ids of placements."""

    made: list[int] = field(default_factory=list)
    ended: list[EndedPlacement] = field(default_factory=list)
    removed: list[DeletedPlan] = field(default_factory=list)

    @classmethod
    def of(cls, kept: dict) -> "PlacementStep | None":
        """Return the step from the dict of asdict() in a session, or None if another release wrote it."""
        try:
            ended = [EndedPlacement(**fields) for fields in kept["ended"]]
            removed = [DeletedPlan(**fields) for fields in kept["removed"]]
            return cls(**kept | {"ended": ended, "removed": removed})
        except (KeyError, TypeError):
            return None


class PlacementSession:
    """Exclusive access to the placements until the unit of work ends and calls `settle_placements`.

    Stories are locked before placements, so the second of two editors sees the change of the first. Raise
    PermissionDenied for users who may not publish in the language.
    """

    def __init__(self, language, articles, *, by):
        if not may(by, Verb.PUBLISH, language):
            raise PermissionDenied
        self.language, self.by = language, by
        self.locked = sorted(set(articles))
        Article.objects.lock(self.locked)
        Placement.objects.lock_table()
        self.now = log.log_time(clock.read_database_clock())
        self.step, self.saved = PlacementStep(), {}
        log.write_last(settle_placements, self)

    def reload(self, placement):
        """Return the placement, read again. Raise PlacementConflict if it was deleted."""
        current = Placement.objects.select_related("article", "section").filter(pk=placement.pk).first()
        if current is None or current.language != self.language:
            raise PlacementConflict(_("Someone canceled this plan in the meantime."))
        return current

    def save(self, placement, **options):
        placement.changed_by = self.by
        placement.save(**options)
        self.saved[placement.pk] = placement
        return placement

    def create(
        self, target, article, start, until, *, words="", on_cancel=None, presentation=None, **restored
    ):
        """Insert a placement and return it.

        Raise PlacementConflict if its story is not locked: the insert could wait for the story's publication.

        restored  pk and placed_by_id of a deleted plan; other plans may name the pk in their on_cancel
        """
        if article not in self.locked:
            raise PlacementConflict(_("The slot has just changed. Check it, then decide."))
        shown = (presentation or LeadPresentation()).columns
        made = Placement(article_id=article, words=words, **target.columns, **shown)
        made.placed_from, made.placed_until, made.placed_by = start, until, self.by
        for name, value in restored.items():
            setattr(made, name, value)
        made.on_cancel, made.digest_key = on_cancel or {}, new_digest_key()
        for name in ("words", "lead_headline", "lead_kicker"):
            setattr(made, name, line(getattr(made, name)))  # normalised as on save, for the seal
        made.digest = made.sealed()
        self.step.made.append(self.save(made).pk)
        return made

    def close(self, placement, at):
        """End a placement at an instant, or right after a later start. Return when its slot becomes free."""
        return self.set_end(placement, max(at, placement.placed_from + INSTANT))

    def set_end(self, placement, until):
        self.step.ended.append(EndedPlacement(placement.pk, iso_or_none(placement.placed_until)))
        placement.placed_until = until
        self.save(placement, update_fields=["placed_until"])
        return until

    def delete(self, plan):
        """Delete a plan, which readers have not seen yet."""
        kept = DeletedPlan(
            id=plan.pk,
            position=plan.slot_position._asdict(),
            article=plan.article_id,
            start=plan.placed_from.isoformat(),
            until=iso_or_none(plan.placed_until),
            words=plan.words,
            on_cancel=plan.on_cancel,
            presentation=plan.presentation.as_data(),
            placed_by=plan.placed_by_id,
        )
        self.step.removed.append(kept)
        plan.changed_by = self.by
        self.saved.pop(plan.pk, None)
        plan.delete()

    def occupant(self, target, at):
        """Return the placement that holds a position at an instant, or None."""
        placements = Placement.objects.at_position(target).active(at)
        return placements.select_related("article", "section", "placed_by").first()

    def of_story(self, target, article, at):
        """Return the placement of a story on the position's page at an instant, or None."""
        placements = Placement.objects.of_page(*target.page).stories().active(at).filter(article=article)
        return placements.select_related("article", "section").first()

    def is_plan(self, placement, at):
        """Return whether a placement begins at this instant in the future. Plans are deleted, not ended."""
        return placement.placed_from == at > self.now

    def next_plan(self, target, article, at):
        """Return the next placement after an instant that needs the position or the same story, or None."""
        later = Placement.objects.ahead(at).select_related("article", "section").order_by("placed_from")
        own = None
        if target.slot != SlotKind.BANNER:
            own = later.of_page(*target.page).stories().filter(article=article).first()
        plans = [plan for plan in (later.at_position(target).first(), own) if plan]
        return min(plans, key=lambda plan: plan.placed_from, default=None)

    def free_until(self, target, article, start, until):
        """Return `until`; if it is None, the start of the next plan, or None without a plan.

        Raise PlacementRefused if the next plan begins before `until`.
        """
        plan = self.next_plan(target, article, start)
        if plan is None or (until and until <= plan.placed_from):
            return until
        if until is None:
            return plan.placed_from
        reason = _(
            "%(place)s: from %(when)s, “%(headline)s” is planned. Choose an earlier end time, or "
            "cancel that plan first."
        )
        values = {"place": plan.slot_label, "headline": desk_headline(plan)}
        raise PlacementRefused(sentence_html(reason, when=format_beginning(plan.placed_from), **values))

    def until_next_plan(self, target, article, start, until):
        """Return `until` or the start of the next plan, whichever is earlier; None if there is neither."""
        plan = self.next_plan(target, article, start)
        return min(filter(None, [until, plan and plan.placed_from]), default=None)


def settle_placements(sessions: list[PlacementSession], now: datetime) -> None:
    """Move the starts and ends that are meant as “now” to the instant when the log was locked.

    Raise PlacementConflict if a plan has begun since the session started.
    """
    rows = models.QuerySet(Placement)
    ours = [pk for session in sessions for pk in session.saved]
    for session in sessions:
        own = {"language": session.language, "placed_from__gt": session.now, "placed_from__lte": now}
        if session.now < now and rows.filter(**own).exclude(pk__in=ours).exists():
            raise PlacementConflict(_("The slot has just changed. Check it, then decide."))
        begun, ended = [], []
        for placement in session.saved.values():
            for column, moved in (("placed_from", begun), ("placed_until", ended)):
                if getattr(placement, column) == session.now != now:
                    setattr(placement, column, now)
                    moved.append(placement)
        for placement in begun:
            placement.digest = placement.sealed()
        for placement in session.saved.values():
            log.amend(placement, **placement.log_interval())
        # Starts first: a slot may be empty for an instant, but must never hold two placements.
        rows.bulk_update(begun, ["placed_from", "digest"])
        rows.bulk_update(ended, ["placed_until"])


def affected_stories(*placements) -> list[int]:
    """Return the ids of the stories that a change of placements affects, with those named in `on_cancel`."""
    related, articles = [], [placement.article_id for placement in placements]
    for placement in placements:
        related += [pk for pk, _until in placement.on_cancel.get("restore", [])]
        related += placement.on_cancel.get("delete", [])
    return [*articles, *Placement.objects.filter(pk__in=related).values_list("article", flat=True)]


def iso_or_none(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def instant_or_none(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@on_redaction()
def keep_redacted_placements(redaction: PerformedRedaction) -> None:
    redaction.drop_keys(Placement)
