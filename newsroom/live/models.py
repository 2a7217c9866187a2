"""Live coverage: the intervals when a story is live, and its entries as sealed rows."""

from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.models.autosave import AutosavedDraft
from articles.models.edition import Edition, EditionKind
from articles.models.language import Language, localized
from articles.models.logged import IntervalQuerySet, LoggedModel, PicturedModel
from articles.models.people import person_key
from articles.models.text import LineField, PrintedLineField, PrintedProseField
from articles.text.digests import digest_of

LONGEST_ENTRY = 5_000  # characters
LONGEST_NOTE = 300  # characters
NAME_LENGTH = 80  # characters of the entry that the log keeps as its name
# Columns that the digest of an entry covers, besides its instants and its picture.
SEALED = (
    *("article_id", "number", "language", "version", "kind", "is_pinned", "text", "author_id", "byline"),
    *("note", "source_version"),
)


class EntryKind(models.TextChoices):
    """Kinds of live entries."""

    UPDATE = "update", pgettext_lazy("a live entry", "Update")
    QUOTE = "quote", pgettext_lazy("a live entry", "Quote")
    BACKGROUND = "background", pgettext_lazy("a live entry", "Background")
    CORRECTION = "correction", pgettext_lazy("a live entry", "Correction")


class LiveCoverageQuerySet(IntervalQuerySet):
    interval = ("begun_at", "ended_at")

    def delete(self):
        raise TypeError("Live coverage cannot be deleted.")

    def open(self):
        """Return the coverages that have not ended."""
        return self.filter(ended_at=None)


class LiveCoverage(LoggedModel):
    """The interval [begun_at, ended_at) when a story is live; ended_at is None while it continues.

    A story that is live again later gets another row. Only newsroom.live.publication writes it.
    """

    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="live_coverages", verbose_name=_("story")
    )
    begun_at = models.DateTimeField(_("begun"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    begun_by = person_key(_("begun by"), null=True)
    ended_by = person_key(_("ended by"), null=True, blank=True)

    objects = LiveCoverageQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-begun_at"]
        verbose_name = _("live coverage")
        verbose_name_plural = _("live coverages")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="live_coverage_ends_after_it_begins",
                condition=Q(ended_at=None) | Q(ended_at__gt=F("begun_at")),
            ),
            models.UniqueConstraint(
                name="live_coverage_one_open_per_story", fields=["article"], condition=Q(ended_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.begun_at:%Y-%m-%d %H:%M}"

    def save(self, *args, update_fields=None, **kwargs):
        if not self._state.adding and set(update_fields or ()) != {"ended_at", "ended_by"}:
            raise TypeError("Only the end of live coverage can be set.")
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Live coverage cannot be deleted.")

    def log_details(self):
        headline = getattr(self.article, localized("title", self.article.source_language))
        return {"name": headline, "article": self.article_id}


class LiveEntryQuerySet(IntervalQuerySet):
    def delete(self):
        raise TypeError("Take a live entry down instead of deleting it.")

    def live(self, at: datetime | None = None):
        """Return the rows that readers see at an instant (default: now)."""
        at = at or clock.now()
        return super().live(at).exclude(taken_back(at))

    def live_or_taken_down(self, at: datetime | None = None):
        """Return the latest row of each entry and language at an instant (default: now).

        Unlike `live`, include entries that were taken down: their latest row has ended.
        """
        at = at or clock.now()
        versions = self.model.objects.begun(at).filter(version__gt=OuterRef("version"))  # type: ignore[attr-defined]  # LiveEntry has this queryset
        newer = versions.filter(**{name: OuterRef(name) for name in ("article", "number", "language")})
        return self.begun(at).exclude(taken_back(at)).exclude(Exists(newer))

    def with_standing(self):
        """Annotate is_taken_back: whether the row was removed with its story, even if the story is back."""
        return self.annotate(is_taken_back=taken_back(clock.now()))

    def open(self):
        """Return the rows that have not been corrected or taken down."""
        return self.filter(live_until=None)

    def before(self, number: int | None):
        """Return the rows of entries with a lower number, or all rows if `number` is None."""
        return self if number is None else self.filter(number__lt=number)

    def waiting_for_translation(self):
        """Return the open source rows without a translation, or with a translation of an older version."""
        there = self.model.objects.open().filter(article=OuterRef("article"), number=OuterRef("number"))
        there = there.exclude(language=OuterRef("language"))
        current = there.filter(source_version=OuterRef("version"))
        return self.open().filter(~Exists(current), source_version=None)

    def newest_first(self):
        return self.order_by("-number", "language")

    def oldest_first(self):
        """Order by entry, and the rows of each entry by their start."""
        return self.order_by("number", "live_from", "language")


def taken_back(at: datetime) -> Exists:
    """Return an SQL condition: the story was withdrawn in the row's language after the row went live.

    Such a row stays hidden when the story is published again, like the editions before the notice.
    """
    notices = Edition.objects.begun(at).filter(kind__in=EditionKind.NOTICES)
    of_row = {name: OuterRef(name) for name in ("article", "language")}
    return Exists(notices.filter(live_from__gte=OuterRef("live_from"), **of_row))


class LiveEntry(PicturedModel):
    """One language of a live entry as readers see it during [live_from, live_until).

    All rows of a story with the same number form one entry. Entries are numbered as they are posted. A
    correction closes the row and adds one with the next version. Immutable like an edition: only live_until
    is set, once. Its events include its digest, so that the daily digests cover it. A redaction changes the
    texts and drops the key. Only newsroom.live.publication writes it.

    posted_at       time when the entry was first posted, in any language
    changed_at      time of the last correction shown to readers, or None
    source_version  for a translation, the version of the source that it translates; else None
    token           token of the form that posted it; a form that is sent twice posts once
    """

    article = models.ForeignKey(
        "articles.Article", models.PROTECT, related_name="live_entries", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    version = models.PositiveIntegerField(_("version"), default=1)
    kind = models.CharField(
        pgettext_lazy("a live entry", "kind"), max_length=10, choices=EntryKind, default=EntryKind.UPDATE
    )
    is_pinned = models.BooleanField(_("key point"), default=False)
    text = PrintedProseField(_("text"))
    author = models.ForeignKey(
        "articles.Author", models.PROTECT, null=True, related_name="+", verbose_name=_("author")
    )
    byline = LineField(_("byline"), max_length=100, default="", blank=True)
    note = PrintedLineField(_("public note"), max_length=LONGEST_NOTE, default="", blank=True)
    source_version = models.PositiveIntegerField(_("translated version"), null=True)
    posted_at = models.DateTimeField(_("posted"))
    changed_at = models.DateTimeField(_("changed"), null=True)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True)
    published_by = person_key(_("published by"), null=True)
    token = models.UUIDField(unique=True, default=uuid4)
    digest_key = models.CharField(max_length=32, default="", blank=True)
    digest = models.CharField(_("checksum"), max_length=64)
    redacted_at = models.DateTimeField(_("words removed at"), null=True)

    step = ""  # the change that writes the row, for the log

    objects = LiveEntryQuerySet.as_manager()  # type: ignore[misc]  # the base class has a manager of another class

    class Meta:
        ordering = ["-number", "language", "version"]
        verbose_name = _("live entry")
        verbose_name_plural = _("live entries")
        base_manager_name = "objects"
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="live_entry_language_is_known", condition=Q(language__in=Language.values)
            ),
            models.CheckConstraint(name="live_entry_kind_is_known", condition=Q(kind__in=EntryKind.values)),
            models.CheckConstraint(name="live_entry_has_a_text", condition=~Q(text="")),
            models.CheckConstraint(
                name="live_entry_ends_after_it_starts",
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
            ),
            models.CheckConstraint(
                name="live_entry_was_posted_before_it_changed", condition=Q(posted_at__lte=F("live_from"))
            ),
            models.CheckConstraint(
                name="live_entry_picture_has_a_file",
                condition=Q(image=None, picture_file="", alt="", caption="", credit="")
                | Q(image__isnull=False) & ~Q(picture_file=""),
            ),
            models.UniqueConstraint(
                name="live_entry_version_is_unique", fields=["article", "number", "language", "version"]
            ),
            # Covers open-ended rows. On PostgreSQL, an exclusion constraint covers every interval.
            models.UniqueConstraint(
                name="live_entry_one_open_per_language",
                fields=["article", "number", "language"],
                condition=Q(live_until=None),
            ),
        ]
        indexes = [
            models.Index(name="live_entry_of_story", fields=["article", "-number"]),
            models.Index(
                name="live_entry_picture_file", fields=["picture_file"], condition=~Q(picture_file="")
            ),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.number} · {self.language}"

    def save(self, *args, **kwargs):
        if self._state.adding:
            kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Take a live entry down instead of deleting it.")

    @property
    def is_translation(self):
        return self.source_version is not None

    def sealed(self) -> str:
        """Return the digest of the entry's public content and its instants."""
        known = {name: getattr(self, name) for name in SEALED}
        instants = {name: getattr(self, name) for name in ("posted_at", "changed_at", "live_from")}
        instants = {name: at and at.astimezone(UTC) for name, at in instants.items()}
        return digest_of({"key": self.digest_key} | known | instants | self.picture_columns())

    def log_details(self):
        name = Truncator(" ".join(self.text.split())).chars(NAME_LENGTH)
        details = {"name": name, "article": self.article_id, "number": self.number, "version": self.version}
        return details | {"step": self.step} | ({"image": self.image_id} if self.image_id else {})


class LiveDraft(AutosavedDraft):
    """An autosaved draft of a live entry form, visible only to its user."""

    row_name = "article"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")

    class Meta(AutosavedDraft.Meta):
        constraints = [
            models.UniqueConstraint(
                name="live_draft_once_per_tab", fields=["user", "tab"], condition=Q(dropped_at=None)
            ),
        ]
