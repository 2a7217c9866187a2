"""Content of a feed in any format, with absolute URLs and the tag URIs (RFC 4151) of its entries."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings

from newsroom.public.bylines import Signatory
from newsroom.public.frame import PageLink
from newsroom.public.pictures import Picture

# Of a feed in which nothing stands yet: a feed must tell when it changed.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class FeedEntry:
    """A story or a correction.

    updated_at  when it last changed for readers; a fixed typo does not count
    """

    name: str
    url: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    people: list[Signatory] = field(default_factory=list)
    section: PageLink | None = None
    topics: list[PageLink] = field(default_factory=list)
    picture: Picture | None = None


class RemovedEntry(NamedTuple):
    """A story that was taken back: its tag URI, and when."""

    name: str
    at: datetime


@dataclass
class Feed:
    """One feed.

    url         of the page with the same content
    addresses   {"atom": the feed's own address, "json": …}
    icon, logo  addresses of the publication's images: the square icon and the logo
    changed_at  when anything in it may have changed last, or None if unknown
    """

    name: str
    title: str
    subtitle: str
    language: str
    url: str
    addresses: dict
    publisher: PageLink
    rights: str
    icon: str
    logo: str
    entries: list[FeedEntry]
    gone: list[RemovedEntry] = field(default_factory=list)
    changed_at: datetime | None = None

    @property
    def updated_at(self):
        told = [entry.updated_at for entry in self.entries] + [gone.at for gone in self.gone]
        return max(told, default=NEVER)


SINCE = 2026  # the year in which these names began; part of each


def tag_uri(language, *path):
    return f"tag:{settings.FEED_AUTHORITY},{SINCE}:{'/'.join(map(str, [language, *path]))}"


def feed_tag(language, *path):
    """Return the id of a feed: ("en", "sections", 3) → tag:news.example,2026:en/sections/3/feed."""
    return tag_uri(language, *path, "feed")


def story_tag(language, article_id):
    """Return the id of a story in one language, the same for all its editions."""
    return tag_uri(language, "articles", article_id)


def correction_tag(language, edition):
    """Return the id of a correction in the feed of a language; its edition may be in the other one."""
    return tag_uri(language, "corrections", f"{edition.article_id}-{edition.language}-{edition.number}")
