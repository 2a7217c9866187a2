"""Posts of another system, as the readers of its files give them to the import."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from articles.models import Language
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
    base_url      the address of its text, for relative addresses in it
    url           where readers found it, with other_urls that led there; "" if they did not
    problems      what the reader of the file did not understand
    """

    source_id: str
    language: str
    headline: str
    html: str
    base_url: str
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
    notes     what of the whole is not understood
    pictures  {address: ArchivePicture} of what it knows about pictures in texts
    """

    origin: str
    notes: list[str]
    pictures: dict[str, ArchivePicture]

    def count_objects(self) -> int:
        """Return how many objects `read_stories` goes through, for a progress bar."""

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        """Yield each story as its posts, one a language, and each object that is none."""


def stories_of(found: Iterable[ArchivePost | SkippedPost]) -> Iterator[list[ArchivePost] | SkippedPost]:
    """Yield what is no story, then each story as the list of its posts, in the order of their first ones."""
    stories = {}
    for one in found:
        if isinstance(one, SkippedPost):
            yield one
        else:
            stories.setdefault(one.group or ("", one.source_id), []).append(one)
    yield from stories.values()


def language_refusal(language: str) -> str:
    """Return why a post is left out for its language, or ""."""
    if language in Language.values:
        return ""
    return f"is in the language “{language}”" if language else "has no language: choose --language"
