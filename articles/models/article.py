from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles import clock
from articles.annotations import User
from articles.body import BodyField
from articles.models.edition import Edition
from articles.models.language import Language, localized, other
from articles.models.people import person_key
from articles.models.progress import LanguageProgress
from articles.models.stages import IS_OPEN, DisplayStatus
from articles.models.taxonomy import TopicsOfArticle
from articles.models.text import (
    AddressField,
    LineField,
    PrintedLineField,
    PrintedProseField,
    ProseField,
    WebAddressField,
    line,
    matches_any,
)
from articles.text.digests import new_digest_key
from articles.text.punctuation import typeset_body, typeset_quotes
from articles.text.search.query import split_query


class ArticleQuerySet(models.QuerySet):
    def lock(self, ids):
        """Lock stories until the transaction ends. Return the ids of those that exist, sorted.

        Lock all stories in one call, before the log is locked. Include stories that a written row only
        references: PostgreSQL would lock these at commit, when the log is locked already, and a concurrent
        publication of such a story would wait for the log.
        """
        rows = self.select_for_update().filter(pk__in=ids).order_by("pk")
        return list(rows.values_list("pk", flat=True))

    def for_list(self, at=None):
        """Fetch the columns of the desk's story list, without bodies, in a constant number of queries."""
        progress = LanguageProgress.objects.with_standing(at).select_related("assignee").order_by("language")
        return (
            self.select_related("section", "lead_image")
            .defer("body", "body_en", "body_ko")
            .prefetch_related(Prefetch("progress", queryset=progress))
        )

    def standing(self, language, standings, at=None):
        """Return the articles whose status in a language is one of the given DisplayStatuses."""
        rows = LanguageProgress.objects.in_standings(standings, at)
        # Use EXISTS, because most stories are live and SQLite would first collect all of them for IN.
        if DisplayStatus.LIVE in standings:
            return self.filter(Exists(rows.filter(article=OuterRef("pk"), language=language)))
        return self._with_progress(language, rows)

    def behind(self, language, at=None):
        """Return the articles whose translation into the language is behind its source."""
        return self._with_progress(language, LanguageProgress.objects.behind(at))

    def stale(self, language):
        """Return the articles whose complete translation is older than the source in the working copy."""
        return self._with_progress(language, LanguageProgress.objects.filter(IS_OPEN, is_stale=True))

    def awaiting_correction(self, language, at=None):
        """Return the articles whose text in a language lacks a correction made in the other language."""
        return self._with_progress(language, LanguageProgress.objects.awaiting_correction(at))

    def _with_progress(self, language, rows):
        return self.filter(pk__in=rows.filter(language=language).values("article"))

    def showing(self, image):
        """Return the articles that show a picture in the text of the working copy or of an edition."""
        mark = f'data-image="{image.pk}"'
        printed = Edition.objects.filter(body__contains=mark).values("article")
        return self.filter(Q(body_en__contains=mark) | Q(body_ko__contains=mark) | Q(pk__in=printed))

    def among(self, ids):
        """Return the articles whose id is among many `ids`, for queries that read most articles anyway.

        Each article that is read is compared with the ids. For such queries, this is faster than
        `pk__listed`, which looks up each id.
        """
        number = models.ExpressionWrapper(models.F("pk") + 0, models.BigIntegerField())
        return self.alias(number=number).filter(number__listed=ids)

    def matching(self, words):
        """Return the articles that contain every word in a title or summary of either language.

        A number also matches the article with that id. A quoted phrase counts as one word. Words beyond the
        limits of split_query are ignored.
        """
        articles = self
        for word, _is_phrase in split_query(line(words)).words:
            columns = [localized(field, language) for field in ("title", "summary") for language in Language]
            condition = matches_any(columns, word)
            if word.isdecimal() and len(word) < 19:
                condition |= Q(pk=int(word))
            articles = articles.filter(condition)
        return articles


# {field of a story: function that sets typographic quotation marks in its text}
TYPESET = {"title": typeset_quotes, "summary": typeset_quotes, "body": typeset_body}


class Article(models.Model):
    """The working copy of a story, with both languages in one row. Only staff see it.

    Written only through articles.workflow.edit_session. `version` grows with each change of the filing
    (section, topics, picture, bylines, related block, sources).
    """

    source_language = models.CharField(_("written in"), max_length=2, choices=Language, default=Language.EN)
    title = LineField(_("headline"), max_length=200, default="", blank=True)
    summary = ProseField(_("summary"), default="", blank=True)
    body = BodyField(_("text"), default="", blank=True)
    slug = AddressField(
        _("address"),
        max_length=200,
        default="",
        blank=True,
        allow_unicode=True,
        db_index=False,
        help_text=_("Leave empty to use the headline at first publication."),
    )
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("section"),
    )
    topics = TaggableManager(
        _("topics"), through="articles.ArticleTopic", manager=TopicsOfArticle, blank=True, help_text=""
    )
    lead_image = models.ForeignKey(
        "articles.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_of",
        verbose_name=_("lead image"),
    )
    lead_caption = PrintedProseField(_("caption of the lead image"), default="", db_default="", blank=True)
    is_sponsored = models.BooleanField(
        _("sponsored"),
        default=False,
        db_default=False,
        help_text=_(
            "Someone outside the newsroom pays for this story. Readers see the label wherever it is listed."
        ),
    )
    sponsor = PrintedLineField(
        _("sponsor"),
        max_length=200,
        default="",
        db_default="",
        blank=True,
        help_text=_("Shown to readers of this language as “Paid for by …”."),
    )
    is_ad_free = models.BooleanField(
        _("no advertising beside this story"),
        default=False,
        db_default=False,
        help_text=_("For obituaries and disasters, from the next publication on."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = person_key(null=True, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    # Key of the digests of its texts. A redaction replaces it.
    digest_key = models.CharField(max_length=32, default=new_digest_key, editable=False)

    objects = ArticleQuerySet.as_manager()
    history: ClassVar[Any]  # the manager of simple_history

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                name="article_has_a_headline", condition=~Q(title_en="") | ~Q(title_ko="")
            ),
            models.CheckConstraint(
                name="article_source_language_is_known", condition=Q(source_language__in=Language)
            ),
        ]
        indexes = [
            models.Index(name="article_by_change", fields=["-changed_at", "-id"]),
            models.Index(name="article_by_creator", fields=["created_by", "id"]),
        ]

    def __str__(self):
        return self.title or self.headline()

    def text(self, field, language):
        """Return the value of a translated column, such as text("title", "ko")."""
        return getattr(self, localized(field, language))

    def set_text(self, field, language, text):
        setattr(self, localized(field, language), text)

    def typeset(self, columns: Iterable[str]) -> None:
        """Set typographic quotation marks in the given columns that hold a text."""
        for field, typeset in TYPESET.items():
            for name in {localized(field, language) for language in Language}.intersection(columns):
                setattr(self, name, typeset(getattr(self, name)))

    def headline(self):
        """Return the headline in the source language, or in the other language if it is empty."""
        return self.text("title", self.source_language) or self.text("title", other(self.source_language))


class RelatedLink(models.Model):
    """One item of a related block: another story (`target`), an external address, or neither yet.

    An imported item has neither until a user chooses one or deletes the item. A target is shown with the
    headline and summary of its live edition, unless the item overrides them.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="related_links")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    target = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="related_from",
        verbose_name=_("our story"),
    )
    url = WebAddressField(_("external address"), max_length=500, default="", blank=True)
    title = PrintedLineField(_("title"), max_length=200, default="", blank=True)
    summary = PrintedProseField(_("summary"), default="", blank=True)
    publisher = PrintedLineField(
        _("publisher"),
        max_length=100,
        default="",
        blank=True,
        help_text=_("For an external address. Leave empty to use the name in the other language."),
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        constraints = [
            models.CheckConstraint(name="related_link_has_one_target", condition=Q(target=None) | Q(url="")),
            models.CheckConstraint(
                name="related_link_is_not_to_itself",
                condition=Q(target=None) | ~Q(target=models.F("article")),
            ),
        ]

    def __str__(self):
        title = self.title or self.title_en or self.title_ko
        return title or (self.summary_en or self.summary_ko)[:80] or self.url or str(self.target or "")

    @property
    def is_resolved(self):
        return bool(self.target_id or self.url)

    def publisher_in(self, language):
        """Return the publisher's name in a language, else in the other language, else ""."""
        own, foreign = (
            getattr(self, localized("publisher", column_language))
            for column_language in (language, other(language))
        )
        return own or foreign


class SourceKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organization")
    DOCUMENT = "document", _("Document")
    DATA = "data", _("Data")
    MEDIA = "media", _("News report")
    OBSERVATION = "observation", _("First-hand observation")


class Source(models.Model):
    """A source of a passage, or of the whole story. Public sources are printed under the story."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=12, choices=SourceKind, default=SourceKind.DOCUMENT)
    name = PrintedLineField(_("name"), max_length=200, default="", blank=True)
    url = WebAddressField(_("address"), max_length=500, default="", blank=True)
    note = ProseField(_("note"), default="", blank=True)
    segment = ProseField(
        _("passage"),
        default="",
        blank=True,
        help_text=_(
            "The words of the story that it supports, exactly as written. Leave empty for the whole story."
        ),
    )
    checked_by = person_key(_("checked by"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to readers"), default=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                name="source_is_checked_by_somebody_at_some_time",
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="source_has_a_name_or_address", condition=~Q(name_en="") | ~Q(name_ko="") | ~Q(url="")
            ),
        ]

    def __str__(self):
        return self.name or self.name_en or self.name_ko or self.url

    def named_in(self, language):
        """Return (name, language of the name).

        If the source has neither a name in this language nor an address, return its name in the other
        language. The name of a source with an address may be "".
        """
        if not (self.url or getattr(self, localized("name", language))):
            language = other(language) if getattr(self, localized("name", other(language))) else language
        return getattr(self, localized("name", language)), str(language)


class ArticleSnapshot(models.Model):
    """Base class of a story's history records.

    `snapshot` holds the parts that are not columns: filing, related block, sources and versions.

    Written by articles.workflow.edit_session, read by articles.workflow.snapshot.
    """

    # Columns of the history record, which simple_history adds.
    id: int
    history_id: int

    snapshot = models.JSONField(_("story settings"), default=dict)

    class Meta:
        abstract = True


def add_history_record(article: Article, *, by: User | None, change: str, snapshot: dict) -> ArticleSnapshot:
    """Add one record of the whole working copy, in both languages, to its history.

    change  "+" for the first record, "~" for each later one

    Called by articles.workflow.edit_session once per save, after the inlines are saved.
    """
    record = type(article).history.model
    columns = {field.attname: getattr(article, field.attname) for field in record.tracked_fields}
    return record.objects.create(
        history_date=clock.now(),
        history_type=change,
        history_user=by,
        history_change_reason="",
        snapshot=snapshot,
        **columns,
    )
