"""What the partials of readers' pages are given, made of the words in en.toml and ko.toml: no row is read."""

import tomllib
from dataclasses import dataclass, field
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
from newsroom.public.banner import Banner
from newsroom.public.bylines import Credit, words_before
from newsroom.public.cards import Card
from newsroom.public.changed import Changes
from newsroom.public.corrected import Correction
from newsroom.public.correcting import Line
from newsroom.public.explained import Explanations
from newsroom.public.frame import Frame, License, Link
from newsroom.public.history import Entry
from newsroom.public.links import Resolver, Subject
from newsroom.public.month import month_of
from newsroom.public.moved_on import Outdated
from newsroom.public.pictures import Picture
from newsroom.public.related import Related
from newsroom.public.side import Cell
from newsroom.public.side_by_side import CHANGED, LACKS, Column, Passage, Remark
from newsroom.public.story import Story
from newsroom.public.style_guide.searched import Searched
from newsroom.public.version import Announced, Mended, Source, Version

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DIGEST = "5c1e" * 16
WORDS = {
    code: tomllib.loads((Path(__file__).parent / f"{code}.toml").read_text(encoding="utf-8"))
    for code in Language.values
}


@dataclass
class Text:
    """What templates ask of an edition."""

    language: str
    headline: str
    summary: str
    is_brief: bool = False
    first_published_at: datetime = MORNING
    source_number: int | None = 1
    is_notice: bool = False
    body: str = ""
    printed: dict = field(default_factory=dict)

    def get_absolute_url(self):
        return front(self.language)


class Printed(set):
    """The days of March 2026 with stories, asked as a QuerySet of editions is."""

    def first_published(self, since, until):
        return self

    def days(self):
        return self


class Samples:
    """Everything that specimens in one language show. To be made and used while that language is active."""

    def __init__(self, language):
        self.language, self.there = language, other(language).value
        self.words = WORDS[language]
        self.at = MORNING
        self.sections = [
            Link(name, front(language), colour)
            for name, colour in zip(self.words["sections"], Colour.values, strict=True)
        ]
        self.section = self.sections[0]
        self.picture = picture(language)
        self.name, self.position, self.bio = (
            self.words["people"][0],
            self.words["position"],
            self.words["bio"],
        )
        self.section_words = self.words["section_words"]
        self.type = self.words["type"]
        self.here, self.elsewhere = text(language), text(self.there)
        self.brief_here = text(language, is_brief=True)

    @property
    def frame(self):
        return Frame(
            language=self.language,
            name=self.words["name"],
            legal_notice=self.words["legal_notice"],
            contact="desk@lantern.example",
            sections=dict(enumerate(self.sections)),
            pages=[Link(name, front(self.language)) for name in self.words["pages"]],
        )

    @property
    def search(self):
        return Searched(self)

    @property
    def stories(self):
        """Cards with pictures, the second one's story without."""
        return [
            self.card(number, words, has_picture=number != 1)
            for number, words in enumerate(self.words["stories"])
        ]

    @property
    def lead(self):
        return self.stories[0]

    @property
    def seconds(self):
        return self.stories[1:]

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
        """As lists show them: stories, a brief, one that is there in the other language alone."""
        foreign = Samples(self.there).stories[3]._replace(section=self.sections[3])
        return [*self.stories[:3], self.briefs[0], foreign]

    def card(self, number, words, *, has_picture=False, is_brief=False):
        return Card(
            **words,
            url=front(self.language),
            language=self.language,
            published_at=MORNING - number * DAY,
            is_brief=is_brief,
            section=self.sections[number],
            picture=self.picture if has_picture else None,
        )

    @property
    def story(self):
        """Its first correction is one of the other language, which the text does not hold yet."""
        return Story(
            edition=self.here,
            there=self.elsewhere,
            body=self.body,
            picture=self.picture,
            credits=self.credits,
            topics=[Link(name, front(self.language)) for name in self.words["topics"]],
            related=self.related,
            corrections=[
                Correction(MORNING + day * DAY, note, is_awaited=day == 1)
                for day, note in enumerate(self.words["corrections"], 1)
            ],
            updated_at=MORNING + 2 * DAY,
            source=Source(2, MORNING, newest=3),
            outdated=self.outdated,
            version=self.version,
            history_url=front(self.language),
            side_by_side_url=front(self.language),
        )

    @property
    def version(self):
        """A translation with two typos mended."""
        return Version(4, MORNING + 2 * DAY, self.language, DIGEST, False, minor=2)

    @property
    def correction(self):
        """One line of the list of corrections."""
        correction = self.story.corrections[1]
        return Line(correction, self.here, correction.note, "", front(self.language), self.entry.changes)

    @property
    def outdated(self):
        """A passage of which the source has changed since."""
        return [Outdated(self.words["changed"][0], compare_sentences(*WORDS[self.there]["changed"]))]

    @property
    def columns(self):
        """Over both languages of a story."""
        roles = {self.language: "original", self.there: "translation"}
        return [Column(code, front(code), role, 2, MORNING) for code, role in roles.items()]

    @property
    def pairs(self):
        """A passage that has changed since it was translated, and one that the other language lacks."""
        cells = [Cell(code, format_html("<p>{}</p>", WORDS[code]["changed"][1])) for code in self.both]
        remark = Remark(CHANGED[self.language](), compare_sentences(*self.words["changed"]), self.language)
        lone = Cell(self.language, format_html("<p>{}</p>", self.words["stories"][0]["summary"]))
        lacks = LACKS[self.there]()
        return [Passage(1, "p", cells, remarks=[remark]), Passage(2, "p", [lone, None], lacks=lacks)]

    @property
    def both(self):
        return self.language, self.there

    @property
    def entry(self):
        """An edition in the history of a story."""
        before, after = self.words["changed"]
        changed = self.words["label"], compare_passages([before, before], [before, after])
        told = Announced(
            2, EditionKind.CORRECTION, MORNING + DAY, DIGEST, [Mended(3, MORNING + 2 * DAY, DIGEST)], 3
        )
        note = self.words["corrections"][1]
        return Entry(told, EditionKind.CORRECTION.label, note, front(self.language), Changes([changed]))

    @property
    def credits(self):
        """Two wrote it, one did each of the other things."""
        people = [Link(name, front(self.language)) for name in self.words["people"]]
        parts = {Role.TEXT: people[:2], Role.PHOTOS: people[2:3], Role.TRANSLATION: people[3:]}
        return [Credit(words_before(role), who) for role, who in parts.items()]

    @property
    def body(self):
        resolver = Resolver(
            stories={1: text("en"), 2: text("ko")},
            topics={1: Link("", front(self.language))},
            picture={1: self.picture}.get,
        )
        html = body.sanitise(self.words["body"])
        insight_name = self.words["insight_name"]
        return body.render(html, language=self.language, resolver=resolver, insight_name=insight_name)

    @property
    def mention(self):
        """A paragraph with a term that it explains, and the Explanations that it opens."""
        words = self.words["mention"]
        topic = Subject(words["topic"], "", front(self.language))
        term = SimpleNamespace(topic_id=1, **{localized(part, self.language): words[part] for part in words})
        explanations = Explanations(self.language, {1: term}, {1: topic})
        resolver = Resolver({}, {}, None, explanations)
        html = body.render(body.sanitise(words["body"]), language=self.language, resolver=resolver)
        return {"body": html, "explanations": explanations.shown}

    @property
    def related(self):
        """One of ours, one without summary, one in the other language, one elsewhere."""
        ours, there = self.words["stories"], WORDS[self.there]["stories"]
        return [
            related(self.language, ours[1]),
            related(self.language, ours[2] | {"summary": ""}),
            related(self.there, there[4]),
            related(self.language, ours[3])._replace(
                url="https://example.org/", language="", publisher=self.words["publisher"]
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
        days = Printed(date(2026, 3, number) for number in (1, 2, 5, 6, 9, 12, 20))
        return month_of(date(2026, 3, 2), self.language, days)


def front(language):
    return reverse("public:front", args=[language])


def related(language, words):
    return Related(front(language), language, words["headline"], language, words["summary"], language, "")


def picture(language):
    words = WORDS[language]
    return Picture(static("img/sample.svg"), 1200, 800, words["alt"], words["caption"], words["credit"])


def text(language, **fields):
    words = WORDS[language]
    url, *elsewhere = [{"name": name, "url": "", "language": language} for name in words["sources"]]
    sources = [url | {"url": "https://example.org/"}, *elsewhere]
    return Text(**words["stories"][0], language=language, printed={"sources": sources}, **fields)
