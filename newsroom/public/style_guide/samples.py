"""Sample data for the partials of readers' pages, from the texts in en.toml and ko.toml, without a query."""

import tomllib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

from articles import body
from articles.models.edition import EditionKind
from articles.models.language import Language, localized, other
from articles.models.people import Role
from articles.models.taxonomy import Colour
from articles.text.differences import compare_passages, compare_sentences
from newsroom.advertising.models import AdSlot
from newsroom.live.models import EntryKind
from newsroom.public.advertisements import AdPicture, ShownAdvertisement
from newsroom.public.article.corrections import CorrectionNote, EditionChanges
from newsroom.public.article.history import HistoryEntry
from newsroom.public.article.live_coverage import LiveBlog, ShownEntry
from newsroom.public.article.outdated_passages import OutdatedPassage
from newsroom.public.article.page import ArticlePage, ContentsEntry, RelatedBlockItem
from newsroom.public.article.side_by_side import (
    CHANGED,
    LACKS,
    ColumnHead,
    PassageCell,
    PassagePair,
    PassageRemark,
)
from newsroom.public.bylines import Credit, byline_label
from newsroom.public.frame import Banner, Frame, ImprintItem, License, PageLink
from newsroom.public.links import Explanations, LinkResolver, TopicSummary
from newsroom.public.lists.corrections import CorrectionRow
from newsroom.public.lists.views import archive_month
from newsroom.public.pictures import Picture
from newsroom.public.statements import ShownStatement
from newsroom.public.story_cards import StoryCard
from newsroom.public.story_editions import AnnouncedEdition, EditionSummary, MinorEdition, TranslationSource
from newsroom.public.style_guide.search_samples import SearchSamples

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
WORDS = {
    code: tomllib.loads((Path(__file__).parent / f"{code}.toml").read_text(encoding="utf-8"))
    for code in Language.values
}


@dataclass
class SampleEdition:
    """An edition with the attributes that templates read."""

    language: str
    headline: str
    summary: str
    is_brief: bool = False
    is_sponsored: bool = False
    first_published_at: datetime = MORNING
    source_number: int | None = 1
    is_notice: bool = False
    body: str = ""
    printed: dict = field(default_factory=dict)
    pk: int | None = None  # not stored

    def get_absolute_url(self):
        return sample_url(self.language)


class SampleDays(set):
    """Days with stories, with the QuerySet methods that archive_month calls."""

    def first_published(self, since, until):
        return self

    def days(self):
        return self


def sample_edition(language, **fields):
    words = WORDS[language]
    url, *elsewhere = [{"name": name, "url": "", "language": language} for name in words["sources"]]
    sources = [url | {"url": "https://example.org/"}, *elsewhere]
    return SampleEdition(**words["stories"][0], language=language, printed={"sources": sources}, **fields)


def sample_url(language):
    return reverse("public:front", args=[language])


DAY = timedelta(days=1)
DIGEST = "5c1e" * 16


class Samples:
    """Sample data in one language. Create and use it while that language is active."""

    def __init__(self, language):
        self.language, self.there = language, other(language).value
        self.words = WORDS[language]
        self.at = MORNING
        self.sections = [
            PageLink(name, sample_url(language), colour)
            for name, colour in zip(self.words["sections"], Colour.values, strict=True)
        ]
        self.section = self.sections[0]
        described = [self.words[name] for name in ("alt", "caption", "credit")]
        self.picture = Picture(static("img/sample.svg"), 1200, 800, *described)
        self.here, self.elsewhere = sample_edition(language), sample_edition(self.there)
        self.brief_here = sample_edition(language, is_brief=True)

    @property
    def frame(self):
        return Frame(
            language=self.language,
            name=self.words["name"],
            legal_notice=self.words["legal_notice"],
            contact="desk@lantern.example",
            imprint=dict(enumerate(ImprintItem(*item) for item in self.words["imprint"])),
            sections=dict(enumerate(self.sections)),
            pages=[PageLink(name, sample_url(self.language)) for name in self.words["pages"]],
        )

    @property
    def search(self):
        return SearchSamples(self)

    @property
    def stories(self):
        """Return cards, all but the second with a picture."""
        return [
            self.card(number, words, has_picture=number != 1)
            for number, words in enumerate(self.words["stories"])
        ]

    @property
    def banner(self):
        return Banner(self.stories[0].headline, self.stories[0].url)

    @property
    def briefs(self):
        return [
            self.card(number, words, is_brief=True) for number, words in enumerate(self.words["briefs"], 5)
        ]

    @property
    def listed(self):
        """Return cards for a list: stories, a brief, and a story only available in the other language."""
        foreign = Samples(self.there).stories[3]._replace(section=self.sections[3])
        return [*self.stories[:3], self.briefs[0], foreign]

    def card(self, number, words, *, has_picture=False, is_brief=False):
        return StoryCard(
            **words,
            url=sample_url(self.language),
            language=self.language,
            published_at=MORNING - number * DAY,
            is_brief=is_brief,
            section=self.sections[number],
            picture=self.picture if has_picture else None,
        )

    @property
    def story(self):
        """Return an ArticlePage. Its first correction was made in the other language and is awaited here."""
        return ArticlePage(
            edition=self.here,
            there=self.elsewhere,
            body=self.body,
            picture=self.picture,
            credits=self.credits,
            topics=[PageLink(name, sample_url(self.language)) for name in self.words["topics"]],
            related=self.related,
            corrections=[
                CorrectionNote(MORNING + day * DAY, note, is_awaited=day == 1)
                for day, note in enumerate(self.words["corrections"], 1)
            ],
            updated_at=MORNING + 2 * DAY,
            source=TranslationSource(MORNING, is_updated=True),
            outdated=self.outdated,
            version=self.version,
            history_url=sample_url(self.language),
            side_by_side_url=sample_url(self.language),
        )

    @property
    def contents(self):
        return [ContentsEntry(f"s-{index}", name) for index, name in enumerate(self.words["topics"])]

    @property
    def version(self):
        """Return the EditionSummary of a translation with three updates and two minor editions."""
        return EditionSummary(
            live_from=MORNING + 2 * DAY,
            is_original=False,
            minor=2,
            updates=3,
            changes_url=sample_url(self.language),
            verify_url=sample_url(self.language),
        )

    @property
    def correction(self):
        """Return a CorrectionRow with its changes."""
        correction = self.story.corrections[1]
        return CorrectionRow(
            correction, self.here, correction.note, "", sample_url(self.language), self.entry.changes
        )

    @property
    def statement(self):
        """Return a ShownStatement of the kind “reply”."""
        headline, text = self.words["statement"]
        times = MORNING + DAY, MORNING + 3 * DAY
        return ShownStatement(1, 1, "reply", headline, text, *times, None, sample_url(self.language))

    @property
    def live(self):
        """Return an open LiveBlog with a pictured entry, a quote, and an entry in the other language.

        Of its two key points, the second is not among the entries and therefore has its picture.
        """
        url, texts = sample_url(self.language), [story["summary"] for story in self.words["stories"]]
        rows = [
            sample_entry(3, self.language, texts[0], byline=self.words["people"][0]),
            sample_entry(2, self.language, texts[1], kind=EntryKind.QUOTE),
            sample_entry(1, self.there, WORDS[self.there]["changed"][1]),
        ]
        at = MORNING + DAY
        entries = [SampleEntry(row, row.language == self.language, False, at, url) for row in rows]
        entries[0] = pictured = replace(entries[0], sample=self.picture)
        earlier = sample_entry(1, self.language, texts[2])
        points = [replace(pictured, sample=None), replace(pictured, row=earlier)]
        return LiveBlog(url, MORNING, None, points, entries, older=None, is_first=True)

    @property
    def advertisement(self):
        picture = AdPicture(self.picture.src, 320, 213)
        return ShownAdvertisement(AdSlot.STORY, "https://example.org/", self.picture.alt, picture, picture)

    @property
    def outdated(self):
        """Return a list of one OutdatedPassage."""
        return [OutdatedPassage(self.words["changed"][0], compare_sentences(*WORDS[self.there]["changed"]))]

    @property
    def columns(self):
        """Return the column heads of both languages."""
        roles = {self.language: "original", self.there: "translation"}
        return [ColumnHead(code, sample_url(code), role, MORNING) for code, role in roles.items()]

    @property
    def pairs(self):
        """Return two PassagePairs: one whose source has changed, and one that the other language lacks."""
        both = self.language, self.there
        cells = [PassageCell(code, format_html("<p>{}</p>", WORDS[code]["changed"][1])) for code in both]
        remark = PassageRemark(
            CHANGED[self.language], compare_sentences(*self.words["changed"]), self.language
        )
        lone = PassageCell(self.language, format_html("<p>{}</p>", self.words["stories"][0]["summary"]))
        lacks = LACKS[self.there]
        return [PassagePair(1, "p", cells, remarks=[remark]), PassagePair(2, "p", [lone, None], lacks=lacks)]

    @property
    def entry(self):
        """Return the HistoryEntry of a correction that was followed by a quick fix."""
        before, after = self.words["changed"]
        changed = self.words["label"], compare_passages([before, before], [before, after])
        edition = AnnouncedEdition(
            2, EditionKind.CORRECTION, MORNING + DAY, DIGEST, [MinorEdition(3, MORNING + 2 * DAY, DIGEST)], 3
        )
        note = self.words["corrections"][1]
        return HistoryEntry(
            edition, EditionKind.CORRECTION.label, note, sample_url(self.language), EditionChanges([changed])
        )

    @property
    def entries(self):
        return [self.entry]

    @property
    def credits(self):
        """Return credits: two authors, a photographer and a translator."""
        people = [PageLink(name, sample_url(self.language)) for name in self.words["people"]]
        parts = {Role.TEXT: people[:2], Role.PHOTOS: people[2:3], Role.TRANSLATION: people[3:]}
        return [Credit(byline_label(role), who) for role, who in parts.items()]

    @property
    def body(self):
        resolver = LinkResolver(
            stories={1: sample_edition("en"), 2: sample_edition("ko")},
            topics={1: TopicSummary("", self.words["mention"]["explanation"], sample_url(self.language))},
            picture={1: self.picture, 2: self.picture._replace(width=800, height=1000)}.get,
        )
        html = body.sanitise(self.words["body"])
        insight_name = self.words["insight_name"]
        return body.render(html, language=self.language, resolver=resolver, insight_name=insight_name)

    @property
    def mention(self):
        """Return a template context: `body`, a paragraph with an explained term, and its `explanations`."""
        words = self.words["mention"]
        topic = TopicSummary(words["topic"], "", sample_url(self.language))
        term = SimpleNamespace(topic_id=1, **{localized(part, self.language): words[part] for part in words})
        explanations = Explanations(self.language, {1: term}, {1: topic})
        resolver = LinkResolver({}, {}, None, explanations)
        html = body.render(body.sanitise(words["body"]), language=self.language, resolver=resolver)
        return {"body": html, "explanations": explanations.shown}

    @property
    def related(self):
        """Return four items: with picture and summary, without both, in the other language, and external."""
        _lead, unpictured, pictured, elsewhere, *_others = self.stories
        return [
            sample_related(pictured),
            sample_related(unpictured)._replace(summary=""),
            sample_related(self.listed[-1]),
            sample_related(elsewhere)._replace(
                url="https://example.org/", language="", publisher=self.words["publisher"], card=None
            ),
        ]

    @property
    def license(self):
        name, *terms = self.words["license"]
        return License(name, "", "\n".join(terms))

    @property
    def to_copy(self):
        return f"<h1>{self.here.headline}</h1>\n<p><strong>{self.here.summary}</strong></p>"

    @property
    def month(self):
        days = SampleDays(date(2026, 3, number) for number in (1, 2, 5, 6, 9, 12, 20))
        return archive_month(date(2026, 3, 2), self.language, days)


def sample_related(card):
    own = card.language
    return RelatedBlockItem(card.url, own, card.headline, own, card.summary, own, "", card=card)


@dataclass(frozen=True)
class SampleEntry(ShownEntry):
    """An entry with a picture that is not in the library."""

    sample: Picture | None = None

    def _picture(self, *uses):
        return self.sample


def sample_entry(number, language, text, *, kind=EntryKind.UPDATE, byline=""):
    """Return an object with the attributes of a LiveEntry that a page reads.

    It was posted `number` × 20 minutes after MORNING.
    """
    at = MORNING + number * timedelta(minutes=20)
    words = {"kind": kind, "byline": byline, "posted_at": at, "changed_at": None, "redacted_at": None}
    return SimpleNamespace(number=number, language=language, text=text, image_id=None, **words)
