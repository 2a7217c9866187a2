"""The content of our test newspaper: the addresses of pages to measure, and rows for the peer's database."""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from articles.models import Author, Edition, Image, Section, Topic
from newsroom.pageviews.models import MostRead
from newsroom.public.pagination import PAGE_SIZE, Cursor
from newsroom.related.models import Relation
from tests.many_editions import RARE_WORDS

LANGUAGE = "en"
NAMES = ("name_en", "name_ko")
TEXTS = {"headline": "title", "slug": "slug", "summary": "summary", "body": "body"}  # {ours: the peer's}
AT_ONCE = 500
MANY_ARTICLES = 300


class Addresses(NamedTuple):
    """Addresses of the same pages on our site and on the peer, by name; the peer has not all of them."""

    ours: dict[str, str]
    peer: dict[str, str]
    articles: tuple[str, ...]  # of MANY_ARTICLES stories of all ages, on both


def page_addresses(at) -> Addresses:
    """Return the addresses in English, of pages of middling size."""
    live = Edition.objects.live(at).in_language(LANGUAGE)
    section, topic = Section.objects.get(slug="economy"), Topic.objects.get(slug="topic-20")
    of_section = live.in_section(section).newest_first()
    middle = of_section.count() // 2
    before = Cursor.behind(of_section[middle])
    story = of_section.filter(lead_image__isnull=False, is_brief=False)[middle // 2]
    common = {
        "front page": f"/{LANGUAGE}/",
        "article": story.get_absolute_url(),
        "section": f"/{LANGUAGE}/sections/{section.slug}/",
        "topic": f"/{LANGUAGE}/topics/{topic.slug}/",
        "search": f"/{LANGUAGE}/search/?q={quote(RARE_WORDS[LANGUAGE])}",
        "feed": f"/{LANGUAGE}/feed.atom",
    }
    ours = {
        "deep page": f"{common['section']}?before={before}",
        "sitemap index": "/sitemap.xml",
        "sitemap": "/sitemaps/stories-1.xml",
    }
    peer = {"deep page": f"{common['section']}?page={middle // PAGE_SIZE + 1}"}
    numbers = live.filter(is_brief=False).order_by("article_id").values_list("pk", flat=True)
    some = live.filter(pk__in=list(numbers[:: max(len(numbers) // MANY_ARTICLES, 1)]))
    return Addresses(common | ours, common | peer, tuple(one.get_absolute_url() for one in some))


def rows_for_peer(at) -> Iterator[str]:
    """Yield lines of JSON: the rows that stories share, then each story with its live editions."""
    images = Image.objects.values(
        "id", "file", "width", "height", "alt_en", "alt_ko", "credit_en", "credit_ko"
    )
    yield json.dumps(
        {
            "sections": list(Section.objects.values("id", "slug", "position", *NAMES)),
            "topics": list(Topic.objects.values("id", "slug", *NAMES)),
            "authors": list(Author.objects.values("id", *NAMES)),
            "images": list(images),
        }
    )
    ids = Edition.objects.live(at).order_by("article_id").values_list("article_id", flat=True).distinct()
    ids = list(ids)
    reads = dict(MostRead.objects.filter(language=LANGUAGE).values_list("article_id", "reads"))
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        related, stories = {}, {}
        for one, other in Relation.objects.filter(article_id__in=batch).values_list("article_id", "other_id"):
            related.setdefault(one, []).append(other)
        for edition in Edition.objects.live(at).of_articles(batch):
            row = stories.setdefault(edition.article_id, shared_columns(edition))
            row |= {f"{theirs}_{edition.language}": getattr(edition, ours) for ours, theirs in TEXTS.items()}
        for number, row in stories.items():
            row |= {"related": related.get(number, []), "view_count": reads.get(number, 0)}
        yield from map(json.dumps, stories.values())


def shared_columns(edition):
    """Return the columns of the peer's row that both languages of a story share."""
    return {
        "id": edition.article_id,
        "category_id": edition.section_id,
        "writer_id": edition.printed["bylines"][0]["author"],
        "photo_id": edition.lead_image_id,
        "published_at": edition.first_published_at.isoformat(),
        "topics": edition.printed["topics"],
    }
