"""Where editors put stories: the places of front pages and of sections' pages, and who stands there when."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from articles.models.language import Language, localized
from articles.models.logged import LoggedModel, LoggedQuerySet
from articles.models.text import LineField


class Sheet(models.TextChoices):
    """The kinds of page that editors lay out."""

    FRONT = "front", _("Front page")
    SECTION = "section", _("Page of a section")


class Slot(models.TextChoices):
    BANNER = "banner", _("Breaking news")
    LEAD = "lead", _("Lead story")
    SECOND = "second", _("Second story")
    BRIEF = "brief", _("In brief")
    BLOCK = "block", _("Block of a section")


# Outside the class body: a dict there would become a choice. How many places each has.
Slot.PLACES = {Slot.BANNER: 1, Slot.LEAD: 1, Slot.SECOND: 4, Slot.BRIEF: 4, Slot.BLOCK: 4}
Sheet.SLOTS = {Sheet.FRONT: tuple(Slot), Sheet.SECTION: (Slot.LEAD, Slot.SECOND)}


class Place(NamedTuple):
    """One place of one page.

    section   the number of the section whose page it is, or whose block of the front page; else None
    position  from 1 to Slot.PLACES of its slot
    """

    language: str
    sheet: str
    slot: str
    position: int = 1
    section: int | None = None

    @property
    def page(self):
        """What page it is of: (language, sheet, section's number or None)."""
        return (self.language, self.sheet, self.section if self.sheet == Sheet.SECTION else None)

    @property
    def is_known(self):
        """Whether pages have such a place."""
        needs_section = self.sheet == Sheet.SECTION or self.slot == Slot.BLOCK
        return (
            self.slot in Sheet.SLOTS.get(self.sheet, ())
            and 1 <= self.position <= Slot.PLACES[self.slot]
            and needs_section == (self.section is not None)
        )


class PlacementQuerySet(LoggedQuerySet):
    def standing(self, at=None):
        """Those that hold their place at an instant (now by default)."""
        at = at or timezone.now()
        return self.filter(Q(placed_until=None) | Q(placed_until__gt=at), placed_from__lte=at)

    def ahead(self, at=None):
        """Those that have not begun."""
        return self.filter(placed_from__gt=at or timezone.now())

    def not_over(self, at=None):
        """Those that stand or lie ahead."""
        return self.filter(Q(placed_until=None) | Q(placed_until__gt=at or timezone.now()))

    def of_page(self, language, sheet, section=None):
        """Those of one page; the section is that of a section's page."""
        found = self.filter(language=language, sheet=sheet)
        return found.filter(section=section) if sheet == Sheet.SECTION else found

    def at_place(self, place):
        return self.filter(**place._asdict())

    def changes_around(self, at):
        """The last instant before one at which any begins or ends, and the next after it; None for none."""
        ends = {"from": "placed_from", "until": "placed_until"}
        told = {
            f"before_{name}": Max(column, filter=Q(**{f"{column}__lt": at})) for name, column in ends.items()
        }
        told |= {
            f"after_{name}": Min(column, filter=Q(**{f"{column}__gt": at})) for name, column in ends.items()
        }
        found = self.aggregate(**told)
        before = [found["before_from"], found["before_until"]]
        after = [found["after_from"], found["after_until"]]
        return max(filter(None, before), default=None), min(filter(None, after), default=None)

    def stories(self):
        """Those that put a story somewhere: all but banners, which lead to one."""
        return self.exclude(slot=Slot.BANNER)

    def banners(self, language):
        return self.filter(language=language, sheet=Sheet.FRONT, slot=Slot.BANNER)


class Placement(LoggedModel):
    """A story's place on a page, during [placed_from, placed_until).

    It names the story, not an edition, so that a correction keeps the place. The past never changes: one that
    has begun is ended, one that lies ahead may be deleted. Nothing has to run for it to begin or to end.
    Written only by newsroom.frontpage.placements.

    `gave_way` is what it takes back if it is cancelled: {"ended": [[number, its end before or None]],
    "along": [numbers of placements made with it]}.
    """

    language = models.CharField(_("language"), max_length=2, choices=Language)
    sheet = models.CharField(_("page"), max_length=8, choices=Sheet, default=Sheet.FRONT)
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("section"),
    )
    slot = models.CharField(_("place"), max_length=8, choices=Slot)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="placements", verbose_name=_("story")
    )
    words = LineField(_("words of the banner"), max_length=120, default="", blank=True)
    placed_from = models.DateTimeField(_("from"), default=timezone.now)
    placed_until = models.DateTimeField(_("until"), null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("placed by"),
    )
    gave_way = models.JSONField(default=dict, editable=False)

    objects = PlacementQuerySet.as_manager()

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
                condition=Q(sheet="front", slot__in=["banner", "lead", "second", "brief"], section=None)
                | Q(sheet="front", slot="block", section__isnull=False)
                | Q(sheet="section", slot__in=["lead", "second"], section__isnull=False),
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
            # While open-ended; on PostgreSQL an exclusion constraint holds it for every interval.
            models.UniqueConstraint(
                "language",
                "sheet",
                Coalesce("section", 0),
                "slot",
                "position",
                name="placement_one_open_per_place",
                condition=Q(placed_until=None),
            ),
            models.UniqueConstraint(
                "language",
                "sheet",
                Case(When(sheet="section", then=F("section")), default=Value(0)),
                "article",
                name="placement_story_open_once_per_page",
                condition=Q(placed_until=None) & ~Q(slot="banner"),
            ),
        ]
        indexes = [
            models.Index(name="placement_of_page", fields=["language", "sheet", "slot", "-placed_from"]),
            models.Index(name="placement_of_story", fields=["article", "-placed_from"]),
            # What stands is found among all that ever stood, by its end.
            models.Index(name="placement_not_over", fields=["language", "sheet", "placed_until"]),
        ]

    def __str__(self):
        return f"{self.page_words} ({Language(self.language).label}), {self.place_words}: {self._headline}"

    @property
    def _headline(self):
        return getattr(self.article, localized("title", self.language))

    @property
    def place(self):
        return Place(self.language, self.sheet, self.slot, self.position, self.section_id)

    @property
    def page_words(self):
        return str(self.section) if self.sheet == Sheet.SECTION else gettext("Front page")

    @property
    def place_words(self):
        """“Second story 2”, “Block “Culture” 1”."""
        words = Slot(self.slot).label
        if self.slot == Slot.BLOCK:
            words = gettext("Block “%(section)s”") % {"section": self.section}
        return f"{words} {self.position}" if Slot.PLACES[self.slot] > 1 else str(words)

    def log_details(self):
        """What the log keeps of it, to be read long after the place is gone."""
        until = self.placed_until.isoformat() if self.placed_until else None
        own = {"name": self._headline, "where": self._where(), "article": self.article_id}
        own |= {"place": list(self.place)}
        own |= {"from": self.placed_from.isoformat(), "until": until}
        return super().log_details() | own

    def _where(self):
        """{language of the screens: its page and place}"""
        told = {}
        for language in Language:
            with override(language):
                told[language.value] = f"{self.page_words}, {self.place_words}"
        return told

    @classmethod
    def as_logged(cls, details):
        """One as the log kept it, not to be saved: a plan that was cancelled is gone."""
        language, sheet, slot, position, section = details["place"]
        start, until = details["from"], details["until"]
        return cls(
            language=language,
            sheet=sheet,
            slot=slot,
            position=position,
            section_id=section,
            article_id=details["article"],
            placed_from=datetime.fromisoformat(start),
            placed_until=datetime.fromisoformat(until) if until else None,
        )

    def has_begun(self, at=None):
        return self.placed_from <= (at or timezone.now())

    def stands(self, at=None):
        at = at or timezone.now()
        return self.has_begun(at) and (self.placed_until is None or self.placed_until > at)
