"""Posts of another system, as the readers of its files give them to the import."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from articles.refusals import Refused
from articles.text.digests import digest_of


class ArchiveRefused(Refused):
    """An archive that cannot be read at all; the message says why and what to do."""


class ArchiveName(NamedTuple):
    """A section, topic or author of the archive; slug and name in the other language may be ""."""

    name: str
    slug: str = ""
    name_there: str = ""


class ArchivePicture(NamedTuple):
    """A picture of the archive: its address or path, and its texts in the language of the post."""

    address: str
    alt: str = ""
    caption: str = ""


@dataclass
class ArchivePost:
    """One language of a story of the archive.

    source_id     what the archive calls it; the same in each export
    group         shared by the posts of one story; "" for a post by itself
    is_translation  whether the archive says that it was translated
    published_at  when it came out; None for a draft
    html          its text, in any HTML
    other_urls    further addresses that led to it
    problems      what the reader of the file did not understand
    """

    source_id: str
    language: str
    headline: str
    html: str
    summary: str = ""
    group: str = ""
    is_translation: bool = False
    published_at: datetime | None = None
    slug: str = ""
    url: str = ""
    other_urls: list[str] = field(default_factory=list)
    sections: list[ArchiveName] = field(default_factory=list)
    topics: list[ArchiveName] = field(default_factory=list)
    authors: list[ArchiveName] = field(default_factory=list)
    lead_picture: ArchivePicture | None = None
    problems: list[str] = field(default_factory=list)

    def digest(self) -> str:
        """Return the digest of all that is imported of it, by which a later export shows that it changed."""
        return digest_of({name: value for name, value in vars(self).items() if name != "problems"})


class SkippedPost(NamedTuple):
    """An object of the archive that is no story, or none that can be imported, and the reason."""

    source_id: str
    reason: str


class Archive(Protocol):
    """An archive that can be read more than once, in the same order.

    origin    its name for people and in the log, such as "harbor.example"
    pictures  {address: ArchivePicture} of what it knows about pictures in texts
    """

    origin: str
    pictures: dict[str, ArchivePicture]

    def count_objects(self) -> int:
        """Return how many objects `read_stories` goes through, for a progress bar."""

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        """Yield each story as its posts, one a language, and each object that is none."""
