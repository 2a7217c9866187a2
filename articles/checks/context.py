"""Context of a check: one language of a story, with the data that both languages share, each read once."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from articles import body, clock
from articles.models import Edition, EditionKind, Language, Term, Waiver, Wanted, localized, other
from articles.previews import StoryRows, compose
from articles.text.digests import digest_of
from articles.translations.freshness import translation_of

TEXT = ("title", "summary", "body")
PICTURE_WORDS = ("alt", "caption", "credit")
# Names of others, which nobody here translates or looks up.
NAMES = {"publisher", "credit", "name"}
# The attributes of an edition that checks read.
EDITED = ("headline", "summary", "body", "is_brief", "is_sponsored", "section_id", "lead_image_id", "printed")


@dataclass(frozen=True)
class CheckedPassage:
    """One passage of a text as its reader sees it.

    field  "title", "summary" or "body"; role  "headline", "summary", or the element that it stands in: "p",
    "h2", "h3", "li", "cite", "figcaption", "caption", "td", "th"; text  without markup
    Around the text (CheckContext.around), field and row are those of a Finding; role is "title", "summary"
    and "publisher" of a related story, "alt", "caption" and "credit" of a picture, "name" of a source.
    """

    field: str
    role: str
    text: str
    row: int | None = None


@dataclass
class LinkedStories:
    """Other stories as readers see them at an instant: {id: {language}} of texts and of notices."""

    live: dict = field(default_factory=dict)
    gone: dict = field(default_factory=dict)

    @classmethod
    def read(cls, ids, at):
        """Read the editions of stories by their ids. One query."""
        found = cls()
        editions = Edition.objects.of_articles(ids).open_at(at).order_by()
        for pk, language, kind in editions.values_list("article", "language", "kind"):
            place = found.gone if kind in EditionKind.NOTICES else found.live
            place.setdefault(pk, set()).add(language)
        return found

    def is_live(self, pk):
        """Return whether a text is live in either language; the other language is shown with a label."""
        return pk in self.live

    def is_gone(self, pk, language):
        """Return whether a notice stands in this language, or in the other with nothing beside it."""
        return language in self.gone.get(pk, ()) or (pk in self.gone and pk not in self.live)


class RelatedData(StoryRows):
    """Data that both languages of a story share, each read once however many checks ask."""

    def __init__(self, article):
        super().__init__(article)
        self._related_stories = {}

    @cached_property
    def terms(self):
        """The whole glossary."""
        return list(Term.objects.all())

    @cached_property
    def digest(self):
        """The digest of all columns of these rows and of the glossary; not of the translated segments."""
        rows = [*self.related_links, *self.sources, *self.bylines, *self.topics]
        rows += [byline.author for byline in self.bylines]
        return digest_of([self.glossary_digest, *map(stored_columns, rows)])

    @cached_property
    def glossary_digest(self):
        return digest_of([stored_columns(term) for term in self.terms])

    @cached_property
    def waivers(self):
        """Return {(language, code, fingerprint): Waiver}."""
        found = Waiver.objects.filter(article=self.article).select_related("waived_by")
        return {(waiver.language, waiver.code, waiver.fingerprint): waiver for waiver in found}

    def related_stories(self, at):
        """Return the LinkedStories of the related links to our own stories at an instant."""
        if at not in self._related_stories:
            ids = {link.target_id for link in self.related_links if link.target_id}
            self._related_stories[at] = LinkedStories.read(ids, at)
        return self._related_stories[at]


def stored_columns(row: Model) -> list:
    """Return the model of a row that was read whole, with its columns by name, for a digest."""
    return [row._meta.label, {name: value for name, value in vars(row).items() if not name.startswith("_")}]


def related_data_as_printed(rows: RelatedData, edition: Edition) -> RelatedData:
    """Return the RelatedData that an edition prints, without rows that have joined since."""
    printed, own = edition.printed, RelatedData(rows.article)
    related = {(link["article"], link["url"]) for link in printed["related"]}
    own.related_links = [link for link in rows.related_links if (link.target_id, link.url) in related]
    own.topics = [topic for topic in rows.topics if topic.pk in printed["topics"]]
    own.bylines, own.sources, own.terms = rows.bylines, rows.sources, rows.terms
    own.translated = rows.translated
    return own


@dataclass
class CheckContext:
    """The context of a check: one language of a working copy, all of it read once.

    at       the instant at which readers would have it: rights and terms may have ended by then
    printed  the edition that is judged instead of the working copy: a quick fix, or one that lies ahead
    """

    article: object
    progress: object
    at: datetime = field(default_factory=clock.now)
    printed: Edition | None = None
    rows: RelatedData = None

    def __post_init__(self):
        self.rows = self.rows or RelatedData(self.article)
        self._shared = {}

    def shared(self, work):
        """Return work(context), done once for all checks that ask for it."""
        if work not in self._shared:
            self._shared[work] = work(self)
        return self._shared[work]

    @property
    def language(self):
        return self.progress.language

    @property
    def other_language(self):
        return str(other(self.language))

    @property
    def is_source(self):
        return self.language == self.article.source_language

    @property
    def day(self):
        """The newsroom's date on which it is judged."""
        return timezone.localdate(self.at)

    @property
    def is_brief(self):
        return self.printed.is_brief if self.printed else self.progress.wanted == Wanted.BRIEF

    @property
    def headline(self):
        """The headline of the edition, for which no related row need be read; so are summary and body."""
        return self.printed.headline if self.printed else self.article.text("title", self.language)

    @property
    def summary(self):
        return self.printed.summary if self.printed else self.article.text("summary", self.language)

    @property
    def body(self):
        if self.printed:
            return self.printed.body
        return "" if self.is_brief else self.article.text("body", self.language)

    @cached_property
    def edition(self):
        """The unsaved edition that publishing would make of it."""
        return self.printed or compose(self.article, self.progress, self.rows)

    @cached_property
    def digest(self):
        """The digest of all that checks read, but for what they ask of the database, clock and settings.

        A check that reads anything else must not be kept (articles.checks.registry.Check.is_kept).
        """
        article, progress = self.article, self.progress
        texts = [article.text(name, language) for name in (*TEXT, "sponsor") for language in Language]
        edition = [getattr(self.edition, name) for name in EDITED]
        is_translation = not (self.is_source or self.printed)
        translated = self.rows.translated if is_translation else ()
        around = [stored_columns(row) for row in (*translated, *filter(None, [article.section]))]
        asked = [
            get_language(),
            self.day,
            self.language,
            progress.wanted,
            progress.planned_on,
            not self.printed,
        ]
        return digest_of([asked, article.source_language, texts, edition, around, self.rows.digest])

    @cached_property
    def references(self):
        """The References of its body: pictures, stories, topics and terms, by their ids."""
        return body.references(self.edition.body)

    @cached_property
    def segments(self):
        return checked_passages(self.edition.headline, self.edition.summary, self.edition.body)

    @cached_property
    def other_segments(self):
        """The same of the other language as it stands at the desk, however far it is."""
        return checked_passages(*(self.article.text(field, self.other_language) for field in TEXT))

    @cached_property
    def translation(self):
        """The Translation that its text at the desk is, or None for the source itself.

        Also None where an edition is judged instead of the working copy.
        """
        if self.is_source or self.printed:
            return None
        return translation_of(self.article, self.progress, kept=self.rows.translated)

    @cached_property
    def around(self):
        """The CheckedPassages that are printed around the text, in this language."""
        found = [
            CheckedPassage("related_links", role, getattr(link, localized(role, self.language)), link.pk)
            for link in self.rows.related_links
            for role in ("title", "summary", "publisher")
        ]
        for pk, picture in self.edition.printed["images"].items():
            place = "lead_image" if int(pk) == self.edition.lead_image_id else "body"
            found += [CheckedPassage(place, role, picture[role], int(pk)) for role in PICTURE_WORDS]
        caption = self.edition.printed.get("lead_caption", "")
        found.append(CheckedPassage("lead_caption", "caption", caption))
        found += [
            CheckedPassage("sources", "name", getattr(source, localized("name", self.language)), source.pk)
            for source in self.rows.sources
            if source.is_public
        ]
        return [segment for segment in found if segment.text.strip()]


def checked_passages(headline: str, summary: str, html: str) -> list[CheckedPassage]:
    """Return the CheckedPassages of a text in its order: no empty ones, no words that pull quotes repeat."""
    found = [CheckedPassage("title", "headline", headline), CheckedPassage("summary", "summary", summary)]
    told = body.without_repetitions(html)
    found += [CheckedPassage("body", role, text) for role, text in body.body_passages(told)]
    return [segment for segment in found if segment.text.strip()]


def own_passages(context: CheckContext) -> list[CheckedPassage]:
    """Return the passages that we write ourselves: the text, titles around it, descriptions of pictures."""
    around = [segment for segment in context.around if segment.role not in NAMES]
    return [*context.segments, *around, *foreign_related(context)]


def foreign_related(context: CheckContext) -> list[CheckedPassage]:
    """Return the passages of unresolved related stories that are written in the other language alone.

    So they come out of an imported text: the page of this language has no words for them.
    """
    found = []
    for link in context.rows.related_links:
        own, foreign = (
            {role: getattr(link, localized(role, language)).strip() for role in ("title", "summary")}
            for language in (context.language, context.other_language)
        )
        if not link.is_resolved and not any(own.values()):
            found += [
                CheckedPassage("related_links", role, text, link.pk) for role, text in foreign.items() if text
            ]
    return found
