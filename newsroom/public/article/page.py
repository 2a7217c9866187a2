"""The content of a story's page, related block and republication, read in a constant number of queries."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe

from articles import body
from articles.body.normal_form import followable_address
from articles.models.edition import Edition
from articles.text.sentences import minutes_to_read
from newsroom.claims.models.statement import ClaimKind
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import depend_on
from newsroom.public.article.corrections import CorrectionNote, story_corrections
from newsroom.public.article.live_coverage import LiveBlog
from newsroom.public.article.outdated_passages import OutdatedPassage, outdated_passages
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
from newsroom.public.responses import UrlBuilder
from newsroom.public.statements import ShownStatement, statements_now
from newsroom.public.story_cards import StoryCard, story_cards
from newsroom.public.story_editions import (
    EditionSummary,
    StoryEditions,
    TranslationSource,
    announced_editions,
    by_story,
    history_url,
    past_editions_of,
    shown_relations,
    side_by_side_url,
    translation_source,
)

MOST = 5  # items in a related block, unless the editor chose more
ENOUGH = 3  # items; from this number on, only close stories are added
CLOSE = 0.3  # minimum score of a close story


class RelatedBlockItem(NamedTuple):
    """A link in the related block. An editor's title or summary is in the page's language."""

    url: str  # "" for an unsafe address
    language: str  # of the linked page; "" for another publisher
    title: str
    title_language: str
    summary: str
    summary_language: str
    publisher: str
    edition: Edition | None = None  # of our own story; with_cards replaces it by `card`
    card: StoryCard | None = None  # of our own story, with its section, day and picture


def computed_related(edition: Edition) -> dict[int, float]:
    """Return {story id: score} of the computed related stories that no editor has hidden, best first.

    Return {} if the editor's links fill the block. Previews need a query; other editions are annotated with
    `related_scores`.
    """
    if len(edition.printed["related"]) >= MOST:
        return {}
    if hasattr(edition, "related_scores"):
        return dict(edition.related_scores or ())
    return dict(shown_relations(edition.article_id).values_list("other_id", "score"))


def related_block(
    edition: Edition, stories: dict[int, Edition], computed: dict[int, float], linked: set[int]
) -> list[RelatedBlockItem]:
    """Return the items of an edition's related block, without cards: the editor's choice, then computed ones.

    In both groups, items in the page's language come first. Sponsored stories are not added.

    stories   {article id: live edition}; other stories are left out
    computed  {article id: score} of the stories to add, best first
    linked    ids of the stories that the text links to, which are not added
    """
    items = [chosen_related_item(item, edition.language, stories) for item in edition.printed["related"]]
    block = sorted(filter(None, items), key=lambda item: item.language not in (edition.language, ""))
    shown = {edition.article_id, *linked, *(item["article"] for item in edition.printed["related"])}
    others = [pk for pk in computed if pk in stories and pk not in shown]
    others = [pk for pk in others if not stories[pk].is_sponsored]
    for pk in sorted(others, key=lambda pk: stories[pk].language != edition.language):
        if len(block) < (MOST if computed[pk] >= CLOSE else ENOUGH):
            block.append(story_item(stories[pk]))
    return block


def chosen_related_item(item, language, stories):
    """Return the item for a link chosen by an editor; None for a story that is not live."""
    if item["article"] is None:
        return external_item(item, language)
    target = stories.get(item["article"])
    return target and story_item(target, str(language), item["title"], item["summary"])


def story_item(target, own="", title="", summary=""):
    """Return the item of a live story. `title` and `summary` replace the story's own, unless "".

    own  language of `title` and `summary`
    """
    there = str(target.language)
    return RelatedBlockItem(
        url=target.get_absolute_url(),
        language=there,
        title=title or target.headline,
        title_language=own if title else there,
        summary=summary or target.summary,
        summary_language=own if summary else there,
        publisher="",
        edition=target,
    )


def with_cards(items: list[RelatedBlockItem], frame: Frame, at: datetime) -> list[RelatedBlockItem]:
    """Return the items with cards instead of editions for our own stories. At most three queries."""
    cards = story_cards([item.edition for item in items if item.edition], frame, at)
    by_url = {card.url: card for card in cards}
    return [item._replace(card=by_url.get(item.url), edition=None) for item in items]


def external_item(item, language):
    """Return the item of a link to another publisher. Without a title, it shows the publisher or the host."""
    return RelatedBlockItem(
        url=followable_address(item["url"]),
        language="",
        title=item["title"] or item["publisher"] or urlsplit(item["url"]).hostname or item["url"],
        title_language=language,
        summary=item["summary"],
        summary_language=language,
        publisher=item["publisher"] if item["title"] else "",
    )


class EditionText(NamedTuple):
    """The references, the word count and the reading time of an edition's text."""

    references: body.References
    words: int  # number of words, without markup and pull quotes
    minutes: int  # reading time in minutes

    @classmethod
    def of(cls, edition: Edition):
        """Return the EditionText of an edition, cached unless the edition is a preview."""
        if edition.pk is None:  # in a preview
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
    there: Edition | None  # in the other language: an edition, a notice, or None
    body: str
    picture: Picture | None
    credits: list[Credit]
    topics: list[PageLink]
    related: list[RelatedBlockItem]
    corrections: list[CorrectionNote]
    updated_at: datetime | None
    source: TranslationSource | None  # None if it is not a translation
    outdated: list[OutdatedPassage]  # passages of a translation whose source has changed since
    statements: list[ShownStatement] = field(default_factory=list)  # shown above the text
    is_corrected_by_statement: bool = False  # stays true after the statement has expired
    version: EditionSummary | None = None  # None in a preview
    explained: list[Explanation] = field(default_factory=list)  # opened at their first mentions in the body
    people: list[Signatory] = field(default_factory=list)
    history_url: str = ""  # "" without further editions or statements in the language
    side_by_side_url: str = ""  # "" unless both languages have a full text
    live: LiveBlog | None = None  # for stories that have or had live coverage

    @classmethod
    def read(cls, editions: StoryEditions, frame: Frame, at):
        """Read all content of a story's page at an instant, except its live coverage."""
        edition = editions.here
        references = EditionText.of(edition).references
        chosen = {item["article"] for item in edition.printed["related"] if item["article"]}
        computed = computed_related(edition)
        stories = live_stories(references.articles | chosen | set(computed), edition.language, at)
        topics, explanations = explained_topics(edition, references, at)
        past = editions.read_history(at)
        history = announced_editions(past, edition.language)
        [people] = signatories([edition], at)
        here = [past for past in history if past.language == edition.language]
        images = images_by_id(references.images, edition)
        statements = statements_now(edition.language, at)
        kinds = statements.kinds.get(edition.article_id, set())
        has_history = sum(past_edition.language == edition.language for past_edition in past) > 1 or bool(
            kinds
        )
        return cls(
            edition=edition,
            there=editions.there,
            body=edition_body(
                edition, stories, topics, frame.insight_name, explanations, images=images, at=at
            ),
            explained=explanations.shown,
            picture=lead_picture(edition, at),
            credits=byline_credits(people),
            people=people,
            topics=filed_topics(edition, topics),
            related=with_cards(related_block(edition, stories, computed, references.articles), frame, at),
            corrections=story_corrections(edition, history),
            updated_at=story_updated_at(edition, here),
            source=translation_source(edition, past),
            outdated=outdated_passages(editions, past),
            is_corrected_by_statement=ClaimKind.CORRECTION in kinds,
            statements=statements.above(edition.article_id),
            version=EditionSummary.of(edition, past) if edition.pk else None,
            history_url=history_url(edition) if has_history else "",
            side_by_side_url=side_by_side_url(edition) if editions.is_whole_in_both else "",
        )

    @cached_property
    def text(self):
        return EditionText.of(self.edition)

    @cached_property
    def minutes(self):
        """Return the reading time of the text in minutes; 0 for a brief."""
        if self.edition.is_brief:
            return 0
        return self.text.minutes

    @cached_property
    def contents(self):
        """Return the table of contents of a long text; [] for a short one."""
        return table_of_contents(self.body, self.minutes)

    @property
    def live_there(self):
        return StoryEditions(self.edition, self.there).live_there

    @property
    def corrections_awaited(self):
        """Return the corrections of the other language that this text does not contain yet."""
        return [correction for correction in self.corrections if correction.is_awaited]

    @property
    def corrections_made(self):
        """Return the corrections that this text contains."""
        return [correction for correction in self.corrections if not correction.is_awaited]

    @property
    def full_text_there(self):
        """Return the live full edition in the other language, for the link below a brief, or None."""
        return self.live_there if self.live_there and not self.live_there.is_brief else None


def explained_topics(edition, wanted, at):
    """Return ({topic id: TopicSummary}, Explanations of the marked terms and topics in the text).

    The topics include the story's own, marked topics, and the topics of marked terms.

    wanted  articles.body.References in the text
    """
    terms = marked_terms(wanted.terms, edition.language)
    marked = wanted.topics | {term.topic_id for term in terms.values() if term.topic_id}
    filed = set(edition.printed["topics"])
    summaries = topic_summaries(marked | filed, edition.language, at, filed if edition.is_live(at) else ())
    return summaries, Explanations(edition.language, terms, summaries)


def announced_histories(numbers: list[int], language: str, at: datetime) -> dict[int, list[Edition]]:
    """Return {article id: announced_editions for readers of a language, oldest first}, without texts."""
    editions = by_story(past_editions_of(numbers, at).announced())  # type: ignore[attr-defined]  # a queryset of its own class
    return {number: announced_editions(past, language) for number, past in editions.items()}


def story_updated_at(edition: Edition, here: list[Edition]) -> datetime | None:
    """Return when a story last changed in substance; None if it has not since its first publication.

    here  the announced editions in the language of the edition
    """
    last = max((past.live_from for past in here), default=edition.first_published_at)
    return last if last > edition.first_published_at else None


def filed_topics(edition: Edition, summaries: dict[int, TopicSummary]) -> list[PageLink]:
    """Return the PageLinks of a story's topics that have a page. Each page is linked once."""
    topics = [summaries[number] for number in edition.printed["topics"] if number in summaries]
    return list(dict.fromkeys(PageLink(topic.name, topic.url) for topic in topics if topic.url))


MANY_HEADINGS = 4  # from this number on, any text has a table of contents
FEW_HEADINGS = 2  # enough if the reading time is LONG_MINUTES or more
LONG_MINUTES = 8

HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
LABEL = re.compile(r'<span class="heading-label[^>]*>.*?</span></span> ?', re.DOTALL)
NOTE = re.compile(r' ?<span class="language-note">.*?</span>', re.DOTALL)
LINK = re.compile(r"</?a\b[^>]*>")


class ContentsEntry(NamedTuple):
    """A heading: its id in the page, and its text as HTML without links."""

    id: str
    words: SafeString


def table_of_contents(html: str, minutes: int) -> list[ContentsEntry]:
    """Return the ContentsEntries of a text from articles.body.render; [] if it has too few headings.

    minutes  reading time of the text
    """
    headings = [ContentsEntry(name, heading_words(inside)) for name, inside in HEADING.findall(html)]
    entries = [heading for heading in headings if heading.words]
    fewest = FEW_HEADINGS if minutes >= LONG_MINUTES else MANY_HEADINGS
    return entries if len(entries) >= fewest else []


def heading_words(inside):
    """Return the text of a heading without its label, or the label if there is no other text."""
    words = LINK.sub("", NOTE.sub("", inside))
    return mark_safe((LABEL.sub("", words) or words).strip())  # rendered, so already safe


def republication_url(frame: Frame, edition: Edition) -> str:
    """Return the address of a story's republication page; "" for a brief or if republishing is forbidden."""
    if frame.license is None or edition.is_brief or is_republication_reserved(edition):
        return ""
    return edition.get_absolute_url("republication")


def is_republication_reserved(edition):
    """Return whether the rights of a story are reserved, or it is sponsored.

    In a preview, reserved rights are unknown and do not count.
    """
    return edition.is_sponsored or getattr(edition, "is_reserved", False)


def is_republication_refused(frame: Frame, edition: Edition) -> bool:
    """Return whether the page must say that the story, unlike others, may not be republished."""
    return frame.license is not None and not edition.is_brief and is_republication_reserved(edition)


def terms_url(frame: Frame, edition: Edition, absolute: UrlBuilder) -> str:
    """Return the URL of a story's license or else republication page; "" if republishing is forbidden."""
    page = republication_url(frame, edition)
    return page and (frame.license.url or absolute(page))
