"""What a feed says, however it is written: absolute addresses, and words in the feed's language."""

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
    """A story, or a correction.

    updated_at  when it last changed for its readers; a mended typo is no change
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
    """A story that was taken back: its name, and when."""

    name: str
    at: datetime


@dataclass
class Feed:
    """One feed.

    url         of the page that shows the same to readers
    addresses   {"atom": its own address, "json": …}
    icon, logo  addresses of pictures of the newspaper, a square and its mark
    changed_at  when anything in it may have changed last, or None where nobody knows
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
    """The name of a feed: ("en", "sections", 3) → tag:news.example,2026:en/sections/3/feed."""
    return tag_uri(language, *path, "feed")


def story_tag(language, article_id):
    """The name of a story in one language, through all its editions."""
    return tag_uri(language, "articles", article_id)


def correction_tag(language, edition):
    """The name of what readers of a language were told by one edition, which may be of the other language."""
    return tag_uri(language, "corrections", f"{edition.article_id}-{edition.language}-{edition.number}")
