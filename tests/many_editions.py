"""A bilingual newspaper of many stories, with everything that readers' pages show, for measurements.

Texts consist of a few thousand sentences, each analyzed once, and rows are inserted in bulk. Stories are
not published in the order of their ids. Checksums have the right length, but are not computed.
"""

from datetime import datetime, timedelta
from html import escape
from itertools import batched
from random import Random
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

from articles.models import (
    Article,
    Author,
    ConsumerPosition,
    Edition,
    Event,
    EventType,
    Image,
    Section,
    Topic,
)
from articles.models.edition_listings import EditionByline, EditionPicture, EditionTopic
from articles.text.search.words import index_text, written_words
from articles.text.segments import segments_of
from newsroom.frontpage.models import Placement, SlotKind
from newsroom.pageviews.models import MostRead
from newsroom.related.models import Relation
from newsroom.search.index import save_known_words
from newsroom.search.models import SECONDS_UNTIL
from tests.factories import make_author, make_publication, make_section, make_standing_page, make_topic
from tests.many_texts import (
    Sentences,
    english,
    index_editions,
    korean,
    told,
    words_indexed_last,
    words_of_sentences,
)

LANGUAGES = ("en", "ko")
SECTIONS = "politics economy world society science culture sports".split()
TOPICS, AUTHORS, PICTURES = 150, 40, 400
APART = timedelta(minutes=30)  # between one story and the next
RARE = {"en": "The lighthouse stood dark for one night.", "ko": "등대는 하룻밤 불을 밝히지 못했다."}
HITS = 50  # stories that have the rare sentence
RARE_WORDS = {"en": "lighthouse", "ko": "등대"}
RELATIONS = 5  # relations of a story


class Filing(NamedTuple):
    """The parts of a story that both languages share."""

    article: Article
    number: int  # index of the story, from 0
    section: Section
    topics: list[Topic]
    author: Author
    image: Image | None
    first_at: datetime


class Printed(NamedTuple):
    """An unsaved edition, its filing, and the index entries of its sentences."""

    edition: Edition
    filing: Filing
    found: list


class Newspaper:
    """The rows that stories share, and the sentences that their texts consist of."""

    def __init__(self, chance, sentences):
        self.chance = chance
        self.sections = [make_section(slug, position=place) for place, slug in enumerate(SECTIONS)]
        self.topics = [make_topic(f"topic-{number}", **explained(number)) for number in range(TOPICS)]
        self.authors = [make_author(f"author-{number}") for number in range(AUTHORS)]
        self.images = QuerySet(Image).bulk_create(picture(number) for number in range(PICTURES))
        make_publication(legal_notice_en="Publisher: Harbor Press", legal_notice_ko="발행인: 항구신문사")
        for slug in ("about", "corrections", "privacy"):
            make_standing_page(
                slug, title_en=slug.title(), title_ko=slug, body_en="<p>Us.</p>", body_ko="<p>우리.</p>"
            )
        known = told()
        self.texts = {
            "en": Sentences(chance, [*known["en"], *english(chance, sentences)]),
            "ko": Sentences(chance, [*known["ko"], *korean(chance, sentences)]),
        }
        self.rare = {code: (text, index_text(written_words(text))) for code, text in RARE.items()}

    def make_articles(self, numbers):
        return QuerySet(Article).bulk_create(
            Article(
                title_en=f"Story {number}",
                title_ko=f"기사 {number}",
                source_language=LANGUAGES[number % 2],
                section=self.chance.choice(self.sections),
            )
            for number in numbers
        )

    def file(self, article, number, first_at):
        chance = self.chance
        return Filing(
            article,
            number,
            next(section for section in self.sections if section.pk == article.section_id),
            list({topic.pk: topic for topic in self.some_topics()}.values()),
            chance.choice(self.authors),
            chance.choice(self.images) if number % 5 else None,
            first_at,
        )

    def some_topics(self):
        """Return up to three topics. The first ones are more frequent."""
        return [self.topics[int(TOPICS * self.chance.random() ** 2)] for _time in range(3)]

    def parts(self, language, count, *, is_rare):
        """Return [(text, its index entry)] for a headline, a summary, and the sentences of a body."""
        parts = self.texts[language].some(count)
        return [*parts, self.rare[language]] if is_rare else parts


def explained(number):
    return {
        "explanation_en": f"Topic {number} is about harbors.",
        "explanation_ko": f"주제 {number}은 항구다.",
    }


def picture(number):
    words = {
        "alt_en": f"A harbor at dawn {number}",
        "alt_ko": f"새벽의 항구 {number}",
        "credit_en": "Harbor Press",
    }
    name = f"pictures/2026/03/harbor-{number}.jpg"
    return Image(file=name, width=1800, height=1200, credit_ko="항구신문", **words)


def make_many_editions(count, *, at, sentences=2500, seed=1, at_once=500):
    """Make `count` stories, the newest an hour old at `at`, most of them in full in both languages.

    sentences  number for each language, in addition to some hundreds that are always used
    """
    chance = Random(seed)
    newspaper = Newspaper(chance, sentences)
    latest = int(at.timestamp()) << SECONDS_UNTIL
    save_known_words(words_of_sentences(newspaper.texts, latest))
    order = chance.sample(range(count), count)
    rare = set(range(0, count, max(count // HITS, 1))[:HITS])
    with words_indexed_last():
        for start in range(0, count, at_once):
            numbers = range(start, min(start + at_once, count))
            printed = []
            for article, number in zip(newspaper.make_articles(numbers), numbers, strict=True):
                filing = newspaper.file(article, number, at - timedelta(hours=1) - APART * order[number])
                printed += editions_of(newspaper, filing, is_rare=number in rare)
            save_editions(printed, at)
    make_events()
    make_relations(count, chance)
    make_placements(at, chance)
    make_ranking(at)
    read_log()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def editions_of(newspaper, filing, *, is_rare):
    """Yield the Printed of each edition of a story.

    Every tenth story is in its source language only, and every eighth is a brief in the other language. Every
    twentieth was corrected, half of these in the source only, so that the translation is outdated.
    """
    article, number = filing.article, filing.number
    source = article.source_language
    count = newspaper.chance.randrange(34, 60)
    for language in sorted(LANGUAGES, key=lambda code: code != source):
        is_source = language == source
        if not is_source and number % 10 == 1:
            continue
        parts = newspaper.parts(language, count, is_rare=is_rare)
        is_brief = not is_source and number % 8 == 2
        edition = edition_from(newspaper, filing, language, parts[:2] if is_brief else parts)
        if number % 20 or (number % 40 and not is_source):
            yield Printed(edition, filing, [found for _text, found in parts])
            continue
        corrected = edition.copy()
        corrected.number, corrected.kind = 2, "correction"
        corrected.note = "An earlier version gave a wrong number of ships."
        corrected.source_number = None if is_source else 2
        corrected.live_from = edition.live_until = edition.live_from + timedelta(minutes=20)
        corrected.digest = newspaper.chance.randbytes(32).hex()
        for one in (edition, corrected):
            yield Printed(one, filing, [found for _text, found in parts])


def edition_from(newspaper, filing, language, parts):
    """Return the first edition of a story in one language; a brief of two parts has no body."""
    (headline, _one), (summary, _two), *body = parts
    is_source = language == filing.article.source_language
    first_at = filing.first_at if is_source else filing.first_at + timedelta(minutes=5)
    html = body_from([text for text, _found in body], filing, newspaper) if body else ""
    printed = {
        "bylines": [byline(filing.author, language, "text")],
        "topics": [topic.pk for topic in filing.topics],
        "images": {str(filing.image.pk): printed_words(filing.image, language)} if filing.image else {},
        "related": [],
        "sources": [{"name": "Harbor office", "url": "", "kind": "document", "language": language}],
    }
    if not is_source:
        places = range(len(segments_of(headline, summary, html)))
        printed["bylines"].append(byline(newspaper.authors[0], language, "translation"))
        printed["alignment"] = [[[place], [place], ""] for place in places]
    return Edition(
        article=filing.article,
        language=language,
        number=1,
        is_brief=not body,
        headline=headline[:200],
        summary=summary,
        body=html,
        slug=slugify(headline, allow_unicode=True)[:80],
        section=filing.section,
        lead_image=filing.image,
        first_published_at=first_at,
        live_from=first_at,
        source_number=None if is_source else 1,
        printed=printed,
        digest=newspaper.chance.randbytes(32).hex(),
    )


def byline(author, language, role):
    return {
        "author": author.pk,
        "slug": author.slug,
        "name": getattr(author, f"name_{language}"),
        "role": role,
    }


def printed_words(image, language):
    words = {name: getattr(image, f"{name}_{language}") for name in ("alt", "caption", "credit")}
    return {"src": image.file.name, "width": image.width, "height": image.height, **words}


def body_from(texts, filing, newspaper):
    """Return an HTML body of two sentences per paragraph, with headings, a quotation, links and a picture."""
    texts = [escape(text, quote=False) for text in texts]
    blocks = [f"<p>{' '.join(texts[place : place + 2])}</p>" for place in range(0, len(texts), 2)]
    story = max(filing.article.pk - newspaper.chance.randrange(1, 100), 1)
    blocks[1] += f'<p><a data-article="{story}">{texts[0]}</a></p>'
    blocks[2] += f'<p><a data-topic="{filing.topics[0].pk}">{texts[1]}</a></p>'
    blocks[3] += f"<blockquote><p>{texts[2]}</p><cite>{texts[3]}</cite></blockquote>"
    for place in (4, 8):
        blocks[place] += f"<h2>{texts[place]}</h2>"
    if filing.image and filing.number % 3 == 0:
        blocks[5] += f'<figure data-image="{filing.image.pk}"><figcaption></figcaption></figure>'
    blocks.append(f'<aside data-kind="why-it-matters"><p>{texts[5]}</p></aside>')
    return "".join(blocks)


def save_editions(printed, at):
    """Insert editions with their filings and index entries."""
    editions = QuerySet(Edition).bulk_create((one.edition for one in printed), batch_size=250)
    filed = [(one, {name: getattr(one.edition, name) for name in FILED}) for one in printed]
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=one.edition, topic=topic, **columns)
        for one, columns in filed
        for topic in one.filing.topics
    )
    EditionByline.objects.bulk_create(
        EditionByline(edition=one.edition, author=one.filing.author, **columns) for one, columns in filed
    )
    EditionPicture.objects.bulk_create(
        EditionPicture(
            edition=one.edition, image=one.filing.image, name=one.filing.image.file.name, **columns
        )
        for one, columns in filed
        if one.filing.image
    )
    # The index of a brief has only its headline and summary.
    index_editions(editions, [one.found[:2] if one.edition.is_brief else one.found for one in printed], at)


FILED = ("language", "first_published_at", "article_id")


def make_events():
    """Log the publication of all editions, in the order of publication."""
    columns = ["live_from", "article_id", "language", "number", "digest"]
    rows = Edition.objects.order_by("live_from", "pk").values_list(*columns)
    insert(Event, (published(*row) for row in rows.iterator()))


def published(at, article_id, language, number, digest):
    return Event(
        at=at,
        type=EventType.PUBLISHED,
        subject_type="article",
        subject_id=article_id,
        language=language,
        edition_number=number,
        edition_digest=digest,
    )


def make_relations(count, chance):
    """Relate each story to some others."""
    ids = list(Article.objects.values_list("pk", flat=True).order_by("pk"))
    pairs = ((one, other) for one in ids for other in chance.sample(ids, min(RELATIONS, count)))
    insert(
        Relation,
        (
            Relation(article_id=one, other_id=other, score=round(chance.uniform(0.2, 0.8), 3))
            for one, other in pairs
            if one != other
        ),
    )


def insert(model, rows):
    """Insert rows in batches, to limit memory."""
    for some in batched(rows, 5000):
        QuerySet(model).bulk_create(some)


def make_placements(at, chance):
    """Place recent stories on all pages, and add a past lead placement for each of the last hours."""
    rows = []
    for language in LANGUAGES:
        recent = Edition.objects.live(at).in_language(language).filter(is_brief=False).newest_first()[:300]
        recent = chance.sample(list(recent), len(recent))
        fields = {"language": language, "placed_from": at - timedelta(minutes=50)}
        for slot in (SlotKind.LEAD, SlotKind.SECOND):
            for position in range(1, SlotKind.POSITIONS[slot] + 1):
                rows.append(
                    Placement(article_id=recent.pop().article_id, slot=slot, position=position, **fields)
                )
        for section in Section.objects.all():
            own = [edition.article_id for edition in recent if edition.section_id == section.pk]
            block = fields | {"section": section}
            rows += [
                Placement(article_id=article, slot=SlotKind.BLOCK, position=position, **block)
                for position, article in enumerate(own[1:3], 1)
            ]
            rows += [
                Placement(article_id=article, scope="section", slot=SlotKind.LEAD, **block)
                for article in own[:1]
            ]
        rows += [
            Placement(
                article_id=edition.article_id,
                language=language,
                slot=SlotKind.LEAD,
                placed_from=at - timedelta(hours=hour + 2),
                placed_until=at - timedelta(hours=hour + 1),
            )
            for hour, edition in enumerate(recent)
        ]
    QuerySet(Placement).bulk_create(rows)


def make_ranking(at):
    """Record a ranking with the newest stories as the most read."""
    for language in LANGUAGES:
        newest = Edition.objects.live(at).in_language(language).newest_first()[:20]
        MostRead.objects.bulk_create(
            MostRead(
                language=language,
                place=place,
                article_id=edition.article_id,
                reads=500 - place,
                counted_at=at,
            )
            for place, edition in enumerate(newest, 1)
        )


def read_log():
    """Record that all consumers have read the log."""
    from articles.events.consumers import _consumers

    last = Event.objects.order_by("id").last().pk
    ConsumerPosition.objects.bulk_create(
        [ConsumerPosition(name=name, last_event_id=last) for name in _consumers],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["last_event_id"],
    )
