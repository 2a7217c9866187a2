from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models.edition_queries import (
    CORRECTIONS_AND_NOTICES,
    CalendarQuerySet,
    ColumnsQuerySet,
    CorrectionQuerySet,
    SitemapQuerySet,
)
from articles.models.language import Language
from articles.models.people import Role
from articles.text.digests import digest_of
from articles.text.seals import digests_of_parts, edition_digest, new_seal
from articles.text.segments import segments_of

# Columns that readers see and that do not depend on the number or kind of an edition.
CONTENT = ("language", "is_brief", "headline", "summary", "body", "slug")


@lru_cache(maxsize=2000)  # a page uses the same URLs many times
def story_url(_prefix, language, article_id, slug, page="article"):
    return reverse(f"public:{page}", args=[language, article_id, slug])


class EditionKind(models.TextChoices):
    ORIGINAL = "original", _("Original")
    UPDATE = "update", _("Update")
    CORRECTION = "correction", _("Correction")
    MINOR = "minor", _("Minor change")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    RETRACTION = "retraction", _("Retraction")
    IMPORTED = "imported", _("Imported")

    NOTICES: ClassVar[tuple["EditionKind", ...]]
    NOT_SUBSTANTIVE: ClassVar[tuple["EditionKind", ...]]


# Set outside the class body, where a tuple would become a choice.
EditionKind.NOTICES = (EditionKind.WITHDRAWAL, EditionKind.RETRACTION)
# Kinds that do not change the story: a minor change fixes a typo, a notice replaces the text.
EditionKind.NOT_SUBSTANTIVE = (EditionKind.MINOR, *EditionKind.NOTICES)


class EditionQuerySet(ColumnsQuerySet, CorrectionQuerySet, SitemapQuerySet, CalendarQuerySet):  # type: ignore[override]  # as_manager() returns another class in each
    def unended(self, at=None):
        """Return the editions and notices that have not ended at an instant (default: now), begun or not."""
        return self.filter(Q(live_until=None) | Q(live_until__gt=at or clock.now()))

    def open_at(self, at=None):
        """Return the editions and notices in force at an instant (default: now)."""
        at = at or clock.now()
        return self.unended(at).filter(live_from__lte=at)

    def live(self, at=None):
        """Return the editions that readers see at an instant (default: now); notices are left out."""
        return self.open_at(at).exclude(kind__in=EditionKind.NOTICES)

    def notices(self, at=None):
        """Return the notices of withdrawal and retraction in force at an instant (default: now)."""
        return self.open_at(at).filter(kind__in=EditionKind.NOTICES)

    def ahead(self, at=None):
        """Return the scheduled editions, which are not yet public at an instant (default: now)."""
        return self.filter(live_from__gt=at or clock.now())

    def of(self, article, language):
        """Return all editions of one language of an article, given as an object or by its id."""
        return self.filter(article=article, language=language)

    def begun(self, at=None):
        """Return the editions and notices that have begun by an instant (default: now)."""
        return self.filter(live_from__lte=at or clock.now())

    def showing(self, image):
        """Return the editions that were published with a picture, as lead image or in the text."""
        return self.filter(Q(lead_image=image) | Q(body__contains=f'data-image="{image.pk}"'))

    def in_language(self, language):
        return self.filter(language=language)

    def in_section(self, section):
        return self.filter(section=section)

    def of_articles(self, ids):
        """Return the editions of several articles, given by id, in both languages."""
        return self.filter(article__in=ids)

    def not_live_in(self, language, at=None):
        """Return the editions of articles that are not live in a language at an instant."""
        there = Edition.objects.live(at).filter(article=OuterRef("article"), language=language)
        return self.exclude(Exists(there))

    def not_taken_back(self, at=None):
        """Return the editions begun by an instant (default: now) that no later notice has taken back."""
        later = Edition.objects.begun(at).filter(
            article=OuterRef("article"), language=OuterRef("language"), number__gt=OuterRef("number")
        )
        notice = Exists(later.filter(kind__in=EditionKind.NOTICES))
        return self.begun(at).exclude(kind__in=EditionKind.NOTICES).exclude(notice)

    def printing(self, name):
        """Return the editions that printed a picture with this file name."""
        return self.filter(picture_filings__name=name)

    def on_topic(self, topic, language):
        """Return the editions under a topic in one language. newest_first() then uses the filing's index."""
        return self._filed("topic_filings", topic_filings__topic=topic, topic_filings__language=language)

    def by_author(self, author, language):
        """Return the editions with the author's byline in one language. See on_topic() for their order."""
        return self._filed("byline_filings", byline_filings__author=author, byline_filings__language=language)

    def newest_first(self):
        """Order by first publication, newest first, so that a minor change does not move a story."""
        return self.order_by(*[f"-{column}" for column in self._order_columns()])

    def older_than(self, first_published_at, article_id):
        """Return the rows after a position in `newest_first`, for keyset paging."""
        published, article = self._order_columns()
        return self.filter(
            Q(**{f"{published}__lt": first_published_at})
            | Q(**{published: first_published_at, f"{article}__lt": article_id}),
            # Redundant, but lets the database seek in the index.
            **{f"{published}__lte": first_published_at},
        )

    def _filed(self, filings, **lookups):
        """Filter by columns of a filing, and annotate the filing's first publication and article."""
        return self.filter(**lookups).annotate(
            filed_at=F(f"{filings}__first_published_at"), filed_article=F(f"{filings}__article_id")
        )

    def _order_columns(self):
        """Return the sort columns of `newest_first`: those in the filing, if one was joined."""
        if "filed_at" in self.query.annotations:
            return "filed_at", "filed_article"
        return "first_published_at", "article_id"

    def substantive(self):
        """Return the editions that changed the story for readers: all except minor changes and notices."""
        return self.exclude(kind__in=EditionKind.NOT_SUBSTANTIVE)

    def announced(self):
        """Return the editions that are announced to readers: all except minor changes."""
        return self.exclude(kind=EditionKind.MINOR)

    def _refuse(self, *args, **kwargs):
        raise TypeError(
            "Past editions never change. Use articles.publishing to close, insert and cancel editions."
        )

    update = bulk_update = bulk_create = delete = _refuse


class Edition(models.Model):
    """One published text of an article in one language, or the notice that it is gone.

    Live during [live_from, live_until). The text never changes: a correction is a new edition. A brief has
    only headline and summary, a notice at most headline and authors. A text from another system is
    imported as a first edition that begins in the past. Written only by articles.publishing.

    `printed` holds everything else that was printed: {"bylines": [{author, slug, name, role}],
    "topics": [id], "images": {id: {src, width, height, alt, caption, credit}},
    "related": [{article, url, title, summary, publisher}], "sources": [{name, url, kind}]}. A translation
    has "alignment" with the edition source_number (articles.text.edition_alignment), and "machine" if a
    machine drafted some of it (articles.previews.machine_translation). "lead_caption" is
    printed instead of the lead picture's caption in "images", if the story has its own.
    "sponsor" is the name of the paying sponsor; "is_ad_free" keeps advertising off its page.
    """

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="editions")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=EditionKind, default=EditionKind.ORIGINAL)
    is_brief = models.BooleanField(_("brief"), default=False)
    is_sponsored = models.BooleanField(_("sponsored"), default=False, db_default=False)
    headline = models.CharField(_("headline"), max_length=200, blank=True, default="")
    summary = models.TextField(_("summary"), blank=True, default="")
    body = models.TextField(_("body"), blank=True, default="")
    slug = models.SlugField(_("address"), max_length=200, allow_unicode=True, db_index=False)
    note = models.TextField(_("public note"), blank=True, default="")
    note_there = models.TextField(
        _("public note in the other language"),
        blank=True,
        default="",
        help_text=_("Shown to readers of the other language until their text is corrected."),
    )
    section = models.ForeignKey("articles.Section", models.PROTECT, related_name="editions")
    lead_image = models.ForeignKey(
        "articles.Image", models.PROTECT, null=True, blank=True, related_name="lead_of_editions"
    )
    first_published_at = models.DateTimeField(_("first published"))
    source_number = models.PositiveIntegerField(
        _("source edition"),
        null=True,
        blank=True,
        help_text=_("The number of the source-language edition that this one translates."),
    )
    printed = models.JSONField(_("as published"), default=dict)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    digest = models.CharField(_("checksum"), max_length=64, editable=False)
    seal = models.JSONField(default=dict, editable=False)  # see articles.text.seals
    # Digest of the published working copy, so that the desk can show unpublished changes.
    text_digest = models.CharField(max_length=64, default="", editable=False)

    # Set by newsroom.frontpage.layout.placed_editions.
    placement: int
    slot: str
    position: int
    block: int | None
    presentation: Any

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-live_from"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        base_manager_name = "objects"  # otherwise section.editions.add(edition) would bypass the refusals
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                name="edition_ends_after_it_starts",
                condition=Q(live_until=None) | Q(live_until__gt=F("live_from")),
            ),
            models.UniqueConstraint(
                name="edition_one_open_per_language",
                fields=["article", "language"],
                condition=Q(live_until=None),
            ),
            models.UniqueConstraint(
                name="edition_number_is_unique", fields=["article", "language", "number"]
            ),
            models.UniqueConstraint(
                name="edition_start_is_unique", fields=["article", "language", "live_from"]
            ),
            models.CheckConstraint(name="edition_language_is_known", condition=Q(language__in=Language)),
            models.CheckConstraint(name="edition_kind_is_known", condition=Q(kind__in=EditionKind.values)),
            models.CheckConstraint(
                name="edition_is_imported_before_any_other", condition=~Q(kind="imported") | Q(number=1)
            ),
            models.CheckConstraint(
                name="edition_is_a_notice_or_has_a_text",
                condition=Q(kind__in=["withdrawal", "retraction"], summary="", body="", is_brief=False)
                | (~Q(kind__in=["withdrawal", "retraction"]) & ~Q(headline="") & ~Q(summary="")),
            ),
            models.CheckConstraint(
                name="edition_is_brief_when_it_has_no_body",
                condition=Q(kind__in=["withdrawal", "retraction"])
                | Q(is_brief=True, body="")
                | (Q(is_brief=False) & ~Q(body="")),
            ),
            models.CheckConstraint(
                name="edition_correction_tells_what_it_corrects",
                condition=~Q(kind__in=["correction", "withdrawal", "retraction"]) | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="edition_was_first_published_before_it_went_on",
                condition=Q(first_published_at__lte=F("live_from")),
            ),
        ]
        indexes = [
            models.Index(name="edition_river", fields=["language", "-first_published_at", "-article"]),
            models.Index(
                name="edition_section_river",
                fields=["section", "language", "-first_published_at", "-article"],
            ),
            # With the columns that the calendar counts, so that it reads only the index.
            models.Index(name="edition_by_start", fields=["-live_from", "-id", "language", "number"]),
            models.Index(
                name="edition_corrections",
                fields=["-live_from", "-article"],
                condition=Q(kind__in=CORRECTIONS_AND_NOTICES),
            ),
            models.Index(
                name="edition_notices",
                fields=["-live_from", "-article"],
                condition=Q(kind__in=["withdrawal", "retraction"]),
            ),
        ]

    def __str__(self):
        edition = _("edition %(number)s") % {"number": self.number}
        headline = self.headline or self.get_kind_display()
        return f"{self.article_id} · {self.get_language_display()} · {edition}: {headline}"

    def save(self, *args, **kwargs):
        """Insert the edition, or save `live_until` or `text_digest`. Raise TypeError for other changes."""
        if self._state.adding:
            kwargs["force_insert"] = True  # a duplicate number would overwrite that edition
        elif set(kwargs.get("update_fields") or ["all"]) not in ({"live_until"}, {"text_digest"}):
            raise TypeError("Past editions never change: only live_until of an edition can be set.")
        super().save(*args, **kwargs)

    def get_absolute_url(self, page="article"):
        return story_url(get_script_prefix(), str(self.language), self.article_id, self.slug, page)

    def delete(self, *args, **kwargs):
        """Delete a scheduled edition. Raise TypeError if it has begun."""
        if self.live_from <= clock.now():
            raise TypeError("Past editions never change: readers have seen this edition.")
        return super().delete(*args, **kwargs)

    @property
    def segments(self):
        """Return the segments of its text, in order."""
        return segments_of(self.headline, self.summary, self.body)

    @property
    def is_notice(self):
        return self.kind in EditionKind.NOTICES

    @property
    def is_substantive(self):
        """Return whether it changed the story for readers. See EditionQuerySet.substantive."""
        return self.kind not in EditionKind.NOT_SUBSTANTIVE

    def is_in_force(self, at):
        """Return whether EditionQuerySet.open_at includes it at an instant."""
        return self.live_from <= at and (self.live_until is None or self.live_until > at)

    def is_live(self, at):
        """Return whether EditionQuerySet.live includes it at an instant. False if unsaved, as in previews."""
        return self.pk is not None and not self.is_notice and self.is_in_force(at)

    def copy(self):
        """Return an unsaved copy without an end. It keeps number and digest until it is inserted again."""
        values = {
            field.attname: deepcopy(getattr(self, field.attname))
            for field in self._meta.concrete_fields
            if field.attname not in {"id", "live_until"}
        }
        return Edition(**values)

    def notice(self, kind, note, *, names=None):
        """Return the unsaved notice that replaces this edition.

        names  the Edition whose headline and authors the notice shows, or None to show neither
        """
        bylines = names.printed["bylines"] if names else []
        authors = [byline for byline in bylines if byline["role"] == Role.TEXT]
        return Edition(
            article_id=self.article_id,
            language=self.language,
            kind=kind,
            headline=names.headline if names else "",
            printed={"bylines": authors} if names else {},
            note=note,
            slug=self.slug,
            is_sponsored=self.is_sponsored,
            section_id=self.section_id,
        )

    def says_the_same_as(self, other):
        """Return whether both have the same content, address and section."""
        return self.content_digest() == other.content_digest()

    def content_digest(self) -> str:
        """Return the digest of content, address and section, regardless of number and dates."""
        filed = {"section": self.section_id, "lead_image": self.lead_image_id}
        words = {name: getattr(self, name) for name in CONTENT}
        printed = {name: value for name, value in self.printed.items() if name != "alignment"}
        return digest_of(filed | words | {"printed": printed})

    def start(self, at, predecessor):
        """Set the start and seal the edition. `predecessor` is an Edition or None.

        Call it before the edition is public.
        """
        self.seal = new_seal()
        self._part_digests = digests_of_parts(self)
        self.move_start(at, predecessor)

    def move_start(self, at, predecessor):
        """Change the start of an edition that start() has sealed. Its text stays the same."""
        self.live_from = at
        self.first_published_at = predecessor.first_published_at if predecessor else at
        self.digest = edition_digest(self, self._part_digests, predecessor)

    def sealed(self, predecessor):
        """Return the digest of content and start, chained to the predecessor's, if any.

        The end is not covered, since it may change.
        """
        return edition_digest(self, digests_of_parts(self), predecessor)

    @property
    def redacted_at(self):
        """Return the instant of the last redaction of words or a picture, or None."""
        removed = self.seal.get("removed", {}).values()
        return max((datetime.fromisoformat(removal["at"]) for removal in removed), default=None)
