"""Content of the page of a story, read in a constant number of queries."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.models.edition import Edition
from articles.text.sentences import minutes_to_read
from newsroom.claims.models.statement import ClaimKind
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import depend_on
from newsroom.public.article.corrections import CorrectionNote, story_corrections
from newsroom.public.article.live_coverage import LiveBlog
from newsroom.public.article.outdated_passages import OutdatedPassage, outdated_passages
from newsroom.public.article.related_block import RelatedBlockItem, found_related, related_block, with_cards
from newsroom.public.bylines import Credit, Signatory, byline_credits, signatories
from newsroom.public.frame import Frame, PageLink
from newsroom.public.links import (
    Explanation,
    Explanations,
    TopicSummary,
    edition_body,
    live_stories,
    marked_terms,
    topic_summaries,
)
from newsroom.public.pictures import Picture, images_by_id, lead_picture
from newsroom.public.statements import ShownStatement, statements_now
from newsroom.public.story_editions import (
    EditionSummary,
    StoryEditions,
    TranslationSource,
    announced_editions,
    by_story,
    history_url,
    past_editions_of,
    side_by_side_url,
    translation_source,
)


class EditionText(NamedTuple):
    """Facts of the text of an edition."""

    references: body.References
    words: int  # without markup and pull quotes, as they are counted
    minutes: int  # to read them

    @classmethod
    def of(cls, edition: Edition):
        """Return the facts, which are kept: a published text does not change but by a redaction."""
        if edition.pk is None:  # of a preview
            return cls._of(edition)

        def make():
            depend_on("story", edition.article_id)
            return cls._of(edition)

        return kept_part(("text", edition.pk), make)

    @classmethod
    def _of(cls, edition):
        plain = body.plain_text(body.without_pull_quotes(edition.body))
        minutes = minutes_to_read(plain, language=edition.language)
        return cls(body.references(edition.body), len(plain.split()), minutes)


@dataclass
class ArticlePage:
    """The page of one live edition."""

    edition: Edition
    there: Edition | None  # the other language: an edition, a notice, or None
    body: str
    picture: Picture | None
    credits: list[Credit]
    topics: list[PageLink]
    related: list[RelatedBlockItem]
    corrections: list[CorrectionNote]
    updated_at: datetime | None
    source: TranslationSource | None  # of a translation
    outdated: list[OutdatedPassage]  # passages of a translation whose source has changed
    statements: list[ShownStatement] = field(default_factory=list)  # above it, for the time that was agreed
    is_corrected_by_statement: bool = False  # also after that time
    version: EditionSummary | None = None  # None in a preview
    explained: list[Explanation] = field(default_factory=list)  # open at first mentions in the body
    people: list[Signatory] = field(default_factory=list)
    history_url: str = ""  # once there is more than one edition, also by a quick fix
    side_by_side_url: str = ""  # if both languages have a full text
    live: LiveBlog | None = None  # on the page itself, of a story that is or was live

    @classmethod
    def read(cls, editions: StoryEditions, frame: Frame, at):
        edition = editions.here
        wanted = EditionText.of(edition).references
        related = {item["article"] for item in edition.printed["related"] if item["article"]}
        found = found_related(edition)
        stories_found = live_stories(wanted.articles | related | set(found), edition.language, at)
        topics_found, explanations = explained_topics(edition, wanted, at)
        past = editions.read_history(at)
        history = announced_editions(past, edition.language)
        [people] = signatories([edition], at)
        here = [past for past in history if past.language == edition.language]
        images = images_by_id(wanted.images, edition)
        statements = statements_now(edition.language, at)
        kinds = statements.kinds.get(edition.article_id, set())
        has_history = sum(one.language == edition.language for one in past) > 1 or bool(kinds)
        return cls(
            edition=edition,
            there=editions.there,
            body=edition_body(
                edition, stories_found, topics_found, frame.insight_name, explanations, images=images, at=at
            ),
            explained=explanations.shown,
            picture=lead_picture(edition, at),
            credits=byline_credits(people),
            people=people,
            topics=filed_topics(edition, topics_found),
            related=with_cards(related_block(edition, stories_found, found, wanted.articles), frame, at),
            corrections=story_corrections(edition, history),
            updated_at=story_updated_at(edition, here),
            source=translation_source(edition, past),
            outdated=outdated_passages(editions, past),
            is_corrected_by_statement=ClaimKind.CORRECTION in kinds,
            statements=statements.above(edition.article_id),
            version=EditionSummary.read(edition, past) if edition.pk else None,
            history_url=history_url(edition) if has_history else "",
            side_by_side_url=side_by_side_url(edition) if editions.is_whole_in_both else "",
        )

    @cached_property
    def text(self):
        return EditionText.of(self.edition)

    @cached_property
    def minutes(self):
        """Return the reading time of the text in minutes; 0 for a brief, which has none."""
        if self.edition.is_brief:
            return 0
        return self.text.minutes

    @cached_property
    def contents(self):
        """Return the table of contents of a long text; [] for others."""
        return table_of_contents(self.body, self.minutes)

    @property
    def live_there(self):
        return StoryEditions(self.edition, self.there).live_there

    @property
    def awaited(self):
        """Return corrections made in the other language that this text does not contain yet."""
        return [correction for correction in self.corrections if correction.is_awaited]

    @property
    def made(self):
        """Return the corrections that the text contains."""
        return [correction for correction in self.corrections if not correction.is_awaited]

    @property
    def full_text_there(self):
        """Return the full text in the other language that a brief links to, or None."""
        return self.live_there if self.live_there and not self.live_there.is_brief else None


def explained_topics(edition, wanted, at):
    """Return ({id: TopicSummary} of the topics in a text and its own, the Explanations of its marks)."""
    terms = marked_terms(wanted.terms, edition.language)
    marked = wanted.topics | {term.topic_id for term in terms.values() if term.topic_id}
    filed = set(edition.printed["topics"])
    found = topic_summaries(marked | filed, edition.language, at, filed if edition.is_live(at) else ())
    return found, Explanations(edition.language, terms, found)


def announced_histories(numbers: list[int], language: str, at: datetime) -> dict[int, list[Edition]]:
    """Return {article id: its announced editions, oldest first}, without texts."""
    found = by_story(past_editions_of(numbers, at).announced())
    return {number: announced_editions(past, language) for number, past in found.items()}


def story_updated_at(edition: Edition, here: list[Edition]) -> datetime | None:
    """Return when the story last changed in substance, or None if not since first publication."""
    last = max((past.live_from for past in here), default=edition.first_published_at)
    return last if last > edition.first_published_at else None


def filed_topics(edition: Edition, found: dict[int, TopicSummary]) -> list[PageLink]:
    """Return the PageLinks of the topics of a story, each once: two may have been merged into one."""
    topics = [found[number] for number in edition.printed["topics"] if number in found]
    return list(dict.fromkeys(PageLink(topic.name, topic.url) for topic in topics if topic.url))


MANY_HEADINGS = 4  # from which on any text has a table of contents
FEW_HEADINGS = 2  # enough in a text that takes long to read
LONG_MINUTES = 8

HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
LABEL = re.compile(r'<span class="heading-label[^>]*>.*?</span></span> ?', re.DOTALL)
NOTE = re.compile(r' ?<span class="language-note">.*?</span>', re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")


class ContentsEntry(NamedTuple):
    """A heading: its id in the page, and its words as HTML without links."""

    id: str
    words: SafeString


def table_of_contents(html: str, minutes: int) -> list[ContentsEntry]:
    """Return the entries of a text from articles.body.render; [] for a text that is short.

    minutes  that it takes to read
    """
    found = [ContentsEntry(name, words) for name, inside in HEADING.findall(html) if (words := entry(inside))]
    least = FEW_HEADINGS if minutes >= LONG_MINUTES else MANY_HEADINGS
    return found if len(found) >= least else []


def entry(inside):
    """Return the words of a heading; those of its label only if it has no others."""
    words = LINK.sub("", NOTE.sub("", inside))
    return mark_safe((LABEL.sub("", words) or words).strip())  # rendered, so already safe
