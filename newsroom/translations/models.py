"""The translation memory, and the times of first translations, which a consumer of the event log stores."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.events.consumers import event_consumer
from articles.models import Article, EventType, other
from articles.models.language import Language
from articles.models.people import person_key
from articles.models.planning import start_of
from articles.models.text import ProseField


class MemoryEntryQuerySet(models.QuerySet):
    def from_language(self, language):
        return self.filter(source_language=language)

    def latest_first(self):
        """Order by the time of the last approval or import, latest first."""
        return self.order_by("-last_seen_at", "-pk")


class MemoryEntry(models.Model):
    """One segment and its translation, as text with numbered tags for markup (articles.text.inline_tags).

    The same words may have several translations, each in its own entry. `article` is the story that last used
    it, `origin` the file it was imported from. Written only by newsroom.translations.memory_entries.
    """

    source_language = models.CharField(_("translated from"), max_length=2, choices=Language)
    source_text = ProseField(_("source text"))
    target_text = ProseField(_("translation"))
    # Digests ignore differences in white space.
    source_digest = models.CharField(max_length=64, editable=False)
    target_digest = models.CharField(max_length=64, editable=False)
    role = models.CharField(_("role"), max_length=20, default="", blank=True)
    article = models.ForeignKey(
        "articles.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("story"),
    )
    origin = models.CharField(_("from the file"), max_length=200, default="", blank=True)
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))
    uses = models.PositiveIntegerField(
        _("times used"), default=1, help_text=_("How often a story has used it.")
    )
    by = person_key(_("approved by"), null=True, blank=True)

    objects = MemoryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-pk"]
        default_permissions = ["view", "add", "delete"]  # "add" allows the import of files
        verbose_name = _("translation memory entry")
        verbose_name_plural = _("translation memory")
        constraints = [
            models.UniqueConstraint(
                name="memory_same_translation_once",
                fields=["source_language", "source_digest", "target_digest"],
            ),
            models.CheckConstraint(
                name="memory_language_is_known", condition=Q(source_language__in=Language)
            ),
            models.CheckConstraint(
                name="memory_holds_both_texts", condition=~Q(source_text="") & ~Q(target_text="")
            ),
            models.CheckConstraint(
                name="memory_last_seen_after_first", condition=Q(last_seen_at__gte=F("first_seen_at"))
            ),
            models.CheckConstraint(name="memory_was_used", condition=Q(uses__gte=1)),
        ]
        indexes = [
            models.Index(name="memory_by_number", fields=["source_language", "id"]),
            models.Index(name="memory_latest_first", fields=["-last_seen_at", "-id"]),
        ]

    def __str__(self):
        return self.source_text[:80]

    @property
    def target_language(self):
        return other(self.source_language)


class FirstTranslation(models.Model):
    """The first translation of a story: when its source was ready and when it was done.

    The chart of waiting times (WaitsChart) shows them.

    ready_at  first approval or publication of the source
    done_at   first submission of the translation, or its publication without a submission

    Written only by the event consumer below.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("story")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language)
    ready_at = models.DateTimeField(_("source ready"), null=True)
    done_at = models.DateTimeField(_("translated at"), null=True)

    class Meta:
        verbose_name = _("first translation")
        verbose_name_plural = _("first translations")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="first_translation_language_is_known", condition=Q(language__in=Language)
            ),
        ]
        indexes = [models.Index(name="first_translation_done", fields=["done_at", "language", "ready_at"])]

    def __str__(self):
        return f"{self.article_id}: {self.get_language_display()}"


# Events that make a source ready, and events that end the first translation. The first of each counts.
READY = (EventType.APPROVED, EventType.PUBLISHED)
DONE = (EventType.SUBMITTED, EventType.PUBLISHED)


@event_consumer(
    "first translations",
    wanted=lambda events: events.filter(subject_type="article", type__in={*READY, *DONE}).exclude(
        language=""
    ),
)
def first_translations(events):
    """Store the instants of the events in FirstTranslations, and return the number of stories."""
    ids = {event.subject_id for event in events}
    sources = dict(Article.objects.filter(pk__in=ids).values_list("pk", "source_language"))
    rows = FirstTranslation.objects.in_bulk(sources)
    for event in events:
        source = sources.get(event.subject_id)
        if source is None:  # the story was deleted since
            continue
        row = rows.get(event.subject_id)
        if row is None or row.language == source:  # a new row, or the source language has changed since
            row = rows[event.subject_id] = FirstTranslation(
                article_id=event.subject_id, language=other(source)
            )
        if event.language == source and event.type in READY:
            row.ready_at = row.ready_at or event.at
        elif event.language != source and event.type in DONE:
            row.done_at = row.done_at or event.at
    FirstTranslation.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["language", "ready_at", "done_at"],
    )
    return len(rows)


def waits(since: date, until: date) -> list[tuple]:
    """Return [(language, source ready at, translated at)] of first translations, with one query.

    since, until  days of done_at in the newsroom's time zone, `until` excluded

    Translations whose source was never ready are left out. The query reads only an index.
    """
    done = FirstTranslation.objects.filter(done_at__gte=start_of(since), done_at__lt=start_of(until))
    rows = done.filter(ready_at__isnull=False).order_by("done_at")
    return list(rows.values_list("language", "ready_at", "done_at"))
