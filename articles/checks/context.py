"""Context of a check: one language of a story, with the data that both languages share, each read once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from articles import body, clock
from articles.body.content import References
from articles.models import (
    Article,
    Edition,
    EditionKind,
    Language,
    LanguageProgress,
    Term,
    Waiver,
    Wanted,
    localized,
    other,
)
from articles.models.article import RelatedLink
from articles.previews import StoryRows, compose
from articles.text.digests import digest_of
from articles.translations.freshness import Translation, translation_of

TEXT = ("title", "summary", "body")
PICTURE_WORDS = ("alt", "caption", "credit")
# Roles of passages that are names, which the newsroom does not write itself.
NAMES = {"publisher", "credit", "name"}
# Attributes of an edition that checks read.
EDITION_ATTRIBUTES = (
    "headline",
    "summary",
    "body",
    "is_brief",
    "is_sponsored",
    "section_id",
    "lead_image_id",
    "printed",
)


@dataclass(frozen=True)
class CheckedPassage:
    """A passage of a text as readers see it: a headline, a paragraph, a list item, a cell.

    field  "title", "summary" or "body"
    role   "headline", "summary", or the name of its element: "p", "h2", "h3", "li", "cite", "figcaption",
           "caption", "td", "th"
    text   its words, without markup
    row    None

    For text printed around the story (CheckContext.surrounding_passages), field and row are the same as in a
    Finding, and role is "title", "summary" and "publisher" of a related story, "alt", "caption" and "credit"
    of a picture, "name" of a source.
    """

    field: str
    role: str
    text: str
    row: int | None = None


@dataclass
class LinkedStories:
    """Other stories as readers see them at an instant.

    live  {article id: languages with a live text}
    gone  {article id: languages with a notice in force}
    """

    live: dict[int, set[str]] = field(default_factory=dict)
    gone: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, ids: Iterable[int], at: datetime) -> "LinkedStories":
        """Return the LinkedStories for article ids. One query."""
        stories = cls()
        editions = Edition.objects.of_articles(ids).open_at(at).order_by()
        for pk, language, kind in editions.values_list("article", "language", "kind"):
            languages = stories.gone if kind in EditionKind.NOTICES else stories.live
            languages.setdefault(pk, set()).add(language)
        return stories

    def is_live(self, pk: int) -> bool:
        """Return whether a text is live in either language. Links to the other language have a label."""
        return pk in self.live

    def is_gone(self, pk: int, language: str) -> bool:
        """Return whether a notice is in force in this language, or in the other while no text is live."""
        return language in self.gone.get(pk, ()) or (pk in self.gone and pk not in self.live)


class RelatedData(StoryRows):
    """Data that both languages of a story share, each read once for all checks."""

    def __init__(self, article: Article) -> None:
        super().__init__(article)
        self._related_stories: dict[datetime, LinkedStories] = {}

    @classmethod
    def of_text(cls, article: Article) -> "RelatedData":
        """Return the RelatedData of an unsaved Article, which has no rows. Only the glossary is read."""
        rows = cls(article)
        rows.related_links = rows.sources = rows.bylines = rows.topics = rows.translated = []
        rows.waivers = {}
        return rows

    @cached_property
    def terms(self) -> list[Term]:
        """The whole glossary."""
        return list(Term.objects.all())

    @cached_property
    def digest(self) -> str:
        """The digest of all columns of these rows and of the glossary, without the translated segments."""
        rows = [*self.related_links, *self.sources, *self.bylines, *self.topics]
        rows += [byline.author for byline in self.bylines]
        return digest_of([self.glossary_digest, *map(stored_columns, rows)])

    @cached_property
    def glossary_digest(self) -> str:
        return digest_of([stored_columns(term) for term in self.terms])

    @cached_property
    def waivers(self) -> dict[tuple[str, str, str], Waiver]:
        """Return {(language, code, fingerprint): Waiver}."""
        waivers = Waiver.objects.filter(article=self.article).select_related("waived_by")
        return {(waiver.language, waiver.code, waiver.fingerprint): waiver for waiver in waivers}

    def related_stories(self, at: datetime) -> LinkedStories:
        """Return the LinkedStories of the related links to our own stories at an instant."""
        if at not in self._related_stories:
            ids = {link.target_id for link in self.related_links if link.target_id}
            self._related_stories[at] = LinkedStories.read(ids, at)
        return self._related_stories[at]


def stored_columns(row: Model) -> list[object]:
    """Return the model label and the columns of a completely loaded row, for a digest."""
    return [row._meta.label, {name: value for name, value in vars(row).items() if not name.startswith("_")}]


def related_data_as_printed(rows: RelatedData, edition: Edition) -> RelatedData:
    """Return the RelatedData that an edition prints, without links and topics added later."""
    printed = RelatedData(rows.article)
    links = {(link["article"], link["url"]) for link in edition.printed["related"]}
    printed.related_links = [link for link in rows.related_links if (link.target_id, link.url) in links]
    printed.topics = [topic for topic in rows.topics if topic.pk in edition.printed["topics"]]
    printed.bylines, printed.sources, printed.terms = rows.bylines, rows.sources, rows.terms
    printed.translated = rows.translated
    return printed


@dataclass
class CheckContext:
    """The context of a check: one language of a working copy, each part read once.

    at       planned instant of publication: rights and terms may have ended by then
    printed  the edition to check instead of the working copy: a quick fix, or a scheduled edition
    rows     the RelatedData of the article
    """

    article: Article
    progress: LanguageProgress
    at: datetime = field(default_factory=clock.now)
    printed: Edition | None = None
    rows: RelatedData = None  # type: ignore[assignment]  # __post_init__ reads them

    def __post_init__(self) -> None:
        self.rows = self.rows or RelatedData(self.article)
        self._shared: dict[Callable[..., Any], Any] = {}

    def shared[Result](self, compute: Callable[["CheckContext"], Result]) -> Result:
        """Return compute(context), computed once and shared by all checks."""
        if compute not in self._shared:
            self._shared[compute] = compute(self)
        result: Result = self._shared[compute]
        return result

    @property
    def language(self) -> str:
        return self.progress.language

    @property
    def other_language(self) -> str:
        return str(other(self.language))

    @property
    def is_source(self) -> bool:
        return self.language == self.article.source_language

    @property
    def day(self) -> date:
        """The newsroom's date at the instant `at`."""
        return timezone.localdate(self.at)

    @property
    def is_brief(self) -> bool:
        return self.printed.is_brief if self.printed else self.progress.wanted == Wanted.BRIEF

    @property
    def headline(self) -> str:
        """The headline of the edition. Like summary and body, it needs no related rows."""
        return self.printed.headline if self.printed else self.article.text("title", self.language)

    @property
    def summary(self) -> str:
        return self.printed.summary if self.printed else self.article.text("summary", self.language)

    @property
    def body(self) -> str:
        if self.printed:
            return self.printed.body
        return "" if self.is_brief else self.article.text("body", self.language)

    @cached_property
    def edition(self) -> Edition:
        """The edition to check: `printed`, or the unsaved one that publishing would insert."""
        return self.printed or compose(self.article, self.progress, self.rows)

    @cached_property
    def digest(self) -> str:
        """The digest of all input of the checks, except queries of their own, the clock and the settings.

        The findings of a check that uses these must not be cached (articles.checks.registry.Check.is_kept).
        """
        article, progress = self.article, self.progress
        texts = [article.text(name, language) for name in (*TEXT, "sponsor") for language in Language]
        edition = [getattr(self.edition, name) for name in EDITION_ATTRIBUTES]
        is_translation = not (self.is_source or self.printed)
        translated = self.rows.translated if is_translation else ()
        rows = [stored_columns(row) for row in (*translated, *filter(None, [article.section]))]
        conditions = [
            get_language(),
            self.day,
            self.language,
            progress.wanted,
            progress.planned_on,
            not self.printed,
        ]
        return digest_of([conditions, article.source_language, texts, edition, rows, self.rows.digest])

    @cached_property
    def references(self) -> References:
        """The References of the body: pictures, stories, topics and terms, by their ids."""
        return body.references(self.edition.body)

    @cached_property
    def passages(self) -> list[CheckedPassage]:
        """The CheckedPassages of headline, summary and body."""
        return checked_passages(self.edition.headline, self.edition.summary, self.edition.body)

    @cached_property
    def other_passages(self) -> list[CheckedPassage]:
        """The CheckedPassages of the working copy in the other language, at any stage."""
        return checked_passages(*(self.article.text(field, self.other_language) for field in TEXT))

    @cached_property
    def translation(self) -> Translation | None:
        """The Translation of the working copy into this language.

        None for the source language, and if an edition is checked instead of the working copy.
        """
        if self.is_source or self.printed:
            return None
        return translation_of(self.article, self.progress, kept=self.rows.translated)

    @cached_property
    def surrounding_passages(self) -> list[CheckedPassage]:
        """The CheckedPassages that are printed around the text in this language."""
        passages = [
            CheckedPassage("related_links", role, getattr(link, localized(role, self.language)), link.pk)
            for link in self.rows.related_links
            for role in ("title", "summary", "publisher")
        ]
        for pk, picture in self.edition.printed["images"].items():
            field = "lead_image" if int(pk) == self.edition.lead_image_id else "body"
            passages += [CheckedPassage(field, role, picture[role], int(pk)) for role in PICTURE_WORDS]
        caption = self.edition.printed.get("lead_caption", "")
        passages.append(CheckedPassage("lead_caption", "caption", caption))
        passages += [
            CheckedPassage("sources", "name", getattr(source, localized("name", self.language)), source.pk)
            for source in self.rows.sources
            if source.is_public
        ]
        return _without_empty(passages)


def checked_passages(headline: str, summary: str, html: str) -> list[CheckedPassage]:
    """Return the CheckedPassages of a text in order, without empty ones or pull quotes that repeat it."""
    passages = [CheckedPassage("title", "headline", headline), CheckedPassage("summary", "summary", summary)]
    html = body.without_repetitions(html)
    passages += [CheckedPassage("body", role, text) for role, text in body.body_passages(html)]
    return _without_empty(passages)


def _without_empty(passages: Iterable[CheckedPassage]) -> list[CheckedPassage]:
    return [passage for passage in passages if passage.text.strip()]


def own_passages(context: CheckContext) -> list[CheckedPassage]:
    """Return the passages written by the newsroom: the text, and everything around it except NAMES."""
    surrounding = [passage for passage in context.surrounding_passages if passage.role not in NAMES]
    return [*context.passages, *surrounding, *foreign_related(context)]


def foreign_related(context: CheckContext) -> list[CheckedPassage]:
    """Return the passages of unresolved related stories that have words only in the other language.

    Such links come from imported texts. They have nothing to show in this language.
    """
    passages = []
    for link in context.rows.related_links:
        own = _link_words(link, context.language)
        if link.is_resolved or any(own.values()):
            continue
        for role, text in _link_words(link, context.other_language).items():
            if text:
                passages.append(CheckedPassage("related_links", role, text, link.pk))
    return passages


def _link_words(link: RelatedLink, language: str) -> dict[str, str]:
    """Return {"title": …, "summary": …} of a related link in one language."""
    return {role: getattr(link, localized(role, language)).strip() for role in ("title", "summary")}
