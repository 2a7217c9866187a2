"""Slots of front pages and section pages, and the placements of stories in them."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.language import Language, localized
from articles.models.logged import IntervalQuerySet, SealedModel
from articles.models.text import LineField
from articles.text.digests import digest_of


class FrontPageScope(models.TextChoices):
    """Kinds of pages with a layout."""

    FRONT = "front", _("Front page")
    SECTION = "section", _("Section page")

    SLOTS: ClassVar[dict["FrontPageScope", tuple["SlotKind", ...]]]


class SlotKind(models.TextChoices):
    """Kinds of slots on a page."""

    BANNER = "banner", _("Breaking news")
    LEAD = "lead", _("Lead story")
    SECOND = "second", _("Second story")
    BRIEF = "brief", _("In brief")
    BLOCK = "block", _("Section block")

    POSITIONS: ClassVar[dict[str, int]]


# Number of positions by slot. In the class body, a dict would become a choice.
SlotKind.POSITIONS = {
    SlotKind.BANNER: 1,
    SlotKind.LEAD: 1,
    SlotKind.SECOND: 4,
    SlotKind.BRIEF: 4,
    SlotKind.BLOCK: 4,
}
NEWS_ALONE = (SlotKind.BANNER, SlotKind.LEAD)  # slots that exclude sponsored stories
FrontPageScope.SLOTS = {
    FrontPageScope.FRONT: tuple(SlotKind),
    FrontPageScope.SECTION: (SlotKind.LEAD, SlotKind.SECOND),
}


class LayoutKind(models.TextChoices):
    """Layouts of a front page, by the weight of its lead story."""

    CALM = "calm", _("Calm")
    BIG_NEWS = "big", _("Big news")
    PACKAGE = "package", _("Package")
    LIVE = "live", pgettext_lazy("layout of a front page", "Live")  # big news once the coverage has ended


@dataclass(frozen=True)
class LeadPresentation:
    """Layout, headline, kicker and picture of a lead story on the front page.

    With "" or None, the story's own value is used. picture is the id of an image in the story.
    """

    layout: str = LayoutKind.CALM
    headline: str = ""
    kicker: str = ""
    picture: int | None = None

    @property
    def columns(self):
        """The fields as columns of a Placement."""
        columns = {"lead_headline": self.headline, "lead_kicker": self.kicker}
        return {"layout": self.layout, **columns, "lead_picture_id": self.picture}

    @property
    def is_plain(self):
        """Whether it leaves the page and the story as they are."""
        return self == LeadPresentation()

    as_data = asdict


class SlotPosition(NamedTuple):
    """One position on one page."""

    language: str
    scope: str
    slot: str
    position: int = 1  # from 1 to SlotKind.POSITIONS of the slot
    section: int | None = None  # id of the section of a section page or a block

    @property
    def page(self):
        """The page: (language, scope, section id or None)."""
        return (self.language, self.scope, self.section if self.scope == FrontPageScope.SECTION else None)

    @property
    def columns(self):
        """The fields as columns of a Placement."""
        values = self._asdict()
        return {"section_id": values.pop("section"), **values}

    @property
    def is_front_lead(self):
        """Whether a story at this position may have a LeadPresentation."""
        return (self.scope, self.slot) == (FrontPageScope.FRONT, SlotKind.LEAD)

    @property
    def is_known(self):
        """Whether this position exists on a page."""
        needs_section = self.scope == FrontPageScope.SECTION or self.slot == SlotKind.BLOCK
        return (
            self.slot in FrontPageScope.SLOTS.get(self.scope, ())
            and 1 <= self.position <= SlotKind.POSITIONS[self.slot]
            and needs_section == (self.section is not None)
        )


class PlacementQuerySet(IntervalQuerySet):
    interval = ("placed_from", "placed_until")

    def active(self, at=None):
        """Return the placements that are active at an instant (default: now)."""
        at = at or clock.now()
        return self.filter(Q(placed_until=None) | Q(placed_until__gt=at), placed_from__lte=at)

    def of_page(self, language, scope, section=None):
        """Return the placements of one page. `section` is used for a section page only."""
        placements = self.filter(language=language, scope=scope)
        return placements.filter(section=section) if scope == FrontPageScope.SECTION else placements

    def at_position(self, position):
        return self.filter(**position.columns)

    def beginning(self, position, at):
        """Return the placements at a position that begin exactly at an instant."""
        return self.at_position(position).filter(placed_from=at)

    def stories(self):
        """Exclude banners, which only link to a story."""
        return self.exclude(slot=SlotKind.BANNER)

    def banners(self, language):
        return self.filter(language=language, scope=FrontPageScope.FRONT, slot=SlotKind.BANNER)


class Placement(SealedModel):
    """A story in a slot of a page during [placed_from, placed_until).

    It refers to the story, not to an edition, so that a correction keeps the slot. The past never changes:
    an active placement can be ended, and a planned one can be deleted. Neither needs a background job.
    The visible content is sealed with a digest, so different words need a new placement. Events contain the
    digest, so the digests of days cover it. Placements older than the seals have an empty digest.

    Written only by newsroom.frontpage.placements.

    `on_cancel` is applied when a plan is canceled, so that the previous occupant keeps the slot:
    {"restore": [[id, previous end or None]], "delete": [ids of placements made together with it]}.
    """

    end = "placed_until"

    language = models.CharField(_("language"), max_length=2, choices=Language)
    scope = models.CharField(_("page"), max_length=8, choices=FrontPageScope, default=FrontPageScope.FRONT)
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("section"),
    )
    slot = models.CharField(_("place"), max_length=8, choices=SlotKind)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="placements", verbose_name=_("story")
    )
    words = LineField(_("banner text"), max_length=120, default="", blank=True)
    layout = models.CharField(
        _("layout"),
        max_length=8,
        choices=LayoutKind,
        default=LayoutKind.CALM,
        db_default=LayoutKind.CALM,
    )
    lead_headline = LineField(
        _("headline on the front page"), max_length=120, default="", db_default="", blank=True
    )
    lead_kicker = LineField(
        _("kicker on the front page"), max_length=40, default="", db_default="", blank=True
    )
    lead_picture = models.ForeignKey(
        "articles.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture on the front page"),
    )
    placed_from = models.DateTimeField(_("from"), default=timezone.now)
    placed_until = models.DateTimeField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("placed by"),
    )
    on_cancel = models.JSONField(default=dict, editable=False)
    digest_key = models.CharField(max_length=32, default="", db_default="", blank=True, editable=False)
    digest = models.CharField(
        _("checksum"), max_length=64, default="", db_default="", blank=True, editable=False
    )
    redacted_at = models.DateTimeField(_("words removed at"), null=True, editable=False)

    objects = PlacementQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["placed_from", "id"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        base_manager_name = "objects"
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                name="placement_ends_after_it_starts",
                condition=Q(placed_until=None) | Q(placed_until__gt=F("placed_from")),
            ),
            models.CheckConstraint(name="placement_language_is_known", condition=Q(language__in=Language)),
            models.CheckConstraint(
                name="placement_slot_is_one_of_its_page",
                condition=Q(scope="front", slot__in=["banner", "lead", "second", "brief"], section=None)
                | Q(scope="front", slot="block", section__isnull=False)
                | Q(scope="section", slot__in=["lead", "second"], section__isnull=False),
            ),
            models.CheckConstraint(
                name="placement_position_is_one_of_its_slot",
                condition=Q(slot__in=["banner", "lead"], position=1)
                | Q(slot__in=["second", "brief", "block"], position__range=(1, 4)),
            ),
            models.CheckConstraint(
                name="placement_banner_alone_has_words",
                condition=(Q(slot="banner") & ~Q(words="")) | (~Q(slot="banner") & Q(words="")),
            ),
            models.CheckConstraint(
                name="placement_layout_is_known", condition=Q(layout__in=LayoutKind.values)
            ),
            models.CheckConstraint(
                name="placement_front_lead_alone_is_presented",
                condition=Q(scope="front", slot="lead")
                | Q(layout="calm", lead_headline="", lead_kicker="", lead_picture=None),
            ),
            # For open-ended placements. On PostgreSQL, exclusion constraints cover all placements.
            models.UniqueConstraint(
                "language",
                "scope",
                Coalesce("section", 0),
                "slot",
                "position",
                name="placement_one_open_per_slot",
                condition=Q(placed_until=None),
            ),
            models.UniqueConstraint(
                "language",
                "scope",
                Case(When(scope="section", then=F("section")), default=Value(0)),
                "article",
                name="placement_story_open_once_per_page",
                condition=Q(placed_until=None) & ~Q(slot="banner"),
            ),
        ]
        indexes = [
            models.Index(name="placement_of_page", fields=["language", "scope", "slot", "-placed_from"]),
            models.Index(name="placement_of_story", fields=["article", "-placed_from"]),
            # Finds active placements by their end, among all past ones.
            models.Index(name="placement_not_over", fields=["language", "scope", "placed_until"]),
        ]

    def __str__(self):
        return f"{self.page_label} ({Language(self.language).label}), {self.slot_label}: {self._headline}"

    def sealed(self) -> str:
        """Return the digest of the story, slot, banner text, presentation and start."""
        known = {**self.slot_position._asdict(), **self.presentation.columns}
        known |= {"article": self.article_id, "words": self.words}
        return digest_of({"key": self.digest_key, "from": self.placed_from.astimezone(UTC)} | known)

    @property
    def is_sound(self):
        return not self.digest or super().is_sound

    @property
    def _headline(self):
        return getattr(self.article, localized("title", self.language))

    @property
    def slot_position(self):
        return SlotPosition(self.language, self.scope, self.slot, self.position, self.section_id)

    @property
    def presentation(self):
        return LeadPresentation(self.layout, self.lead_headline, self.lead_kicker, self.lead_picture_id)

    @property
    def page_label(self):
        return str(self.section) if self.scope == FrontPageScope.SECTION else gettext("Front page")

    @property
    def slot_label(self):
        """Label such as “Second story 2” or “Block “Culture” 1”."""
        label = SlotKind(self.slot).label
        if self.slot == SlotKind.BLOCK:
            label = gettext("Block “%(section)s”") % {"section": self.section}
        return f"{label} {self.position}" if SlotKind.POSITIONS[self.slot] > 1 else str(label)

    def log_details(self):
        """Return the details for the event log, which remain readable after the placement is deleted."""
        return super().log_details() | {
            "name": self._headline,
            "where": self._where(),
            "article": self.article_id,
            "position": self.slot_position._asdict(),
            **({"layout": self.layout} if self.layout != LayoutKind.CALM else {}),
            **self.log_interval(),
        }

    def log_interval(self):
        """Return the interval as event details."""
        until = self.placed_until.isoformat() if self.placed_until else None
        return {"from": self.placed_from.isoformat(), "until": until}

    def _where(self):
        """Return {interface language: page and slot}."""
        labels = {}
        for language in Language:
            with override(language):
                labels[language.value] = f"{self.page_label}, {self.slot_label}"
        return labels

    @classmethod
    def from_log(cls, details):
        """Return an unsaved placement from event details, because a canceled plan has no row any more.

        It lacks banner text, headline, kicker and picture, which the details do not contain.
        """
        until = details["until"]
        return cls(
            **SlotPosition(**details["position"]).columns,
            article_id=details["article"],
            layout=details.get("layout", LayoutKind.CALM),
            placed_from=datetime.fromisoformat(details["from"]),
            placed_until=datetime.fromisoformat(until) if until else None,
        )

    def has_begun(self, at=None):
        return self.placed_from <= (at or clock.now())

    def is_active(self, at=None):
        at = at or clock.now()
        return self.has_begun(at) and (self.placed_until is None or self.placed_until > at)
