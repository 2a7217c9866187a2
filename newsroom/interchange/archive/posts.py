"""Posts of another system, as the readers of its files give them to the import, and the report on them."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, TextIO
from urllib.parse import SplitResult, urljoin, urlsplit

from articles.models import Language
from articles.refusals import Refused
from articles.text.digests import digest_of
from newsroom.interchange.text_files import escape_formula


def join_address(base_url: str, address: str) -> str:
    """Return an address as an absolute one; as it is where that is no URL, as “http://[…]” is none."""
    try:
        return urljoin(base_url, address)
    except ValueError:
        return address


def address_parts(address: str) -> SplitResult:
    """Return the parts of an address; all empty where it is no URL."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


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


MOST_NAMED = 20  # problems of one kind, or categories, that a terminal shows
COUNTED = {
    "stories": "stories were imported",
    "published": "texts are published, with their own dates",
    "drafts": "texts are drafts",
    "unchanged": "posts were imported before",
    "changed": "posts were imported before and have changed in the archive since; nothing was overwritten",
    "skipped": "objects are no stories",
    "refused": "posts could not be imported",
    "redirects": "old addresses lead to the stories",
}


class ArchiveProblem(NamedTuple):
    """Something about a post that was changed or left out, or the reason why it was not imported."""

    source_id: str
    url: str
    message: str


class ImportReport:
    """Counts and problems of an import; each problem goes to a file, if there is one, as it is found.

    counts   Counter with the keys of COUNTED
    kinds    Counter of problems by the words before the first colon
    """

    def __init__(self, file: TextIO | None = None):
        self.counts, self.kinds, self.examples = Counter(), Counter(), {}
        self.writer = csv.writer(file) if file else None
        if self.writer:
            self.writer.writerow(["post", "address", "problem"])

    def add(self, problem: ArchiveProblem) -> None:
        kind = problem.message.partition(":")[0]
        self.kinds[kind] += 1
        self.examples.setdefault(kind, problem)
        if self.writer:
            self.writer.writerow(map(escape_formula, problem))

    def lines(self, *, created: Counter, unfiled: Counter, pictures: Counter) -> Iterator[str]:
        """Yield the lines of the report for a terminal; the counts are those of the references of posts."""
        for key, words in COUNTED.items():
            if self.counts[key]:
                yield f"{self.counts[key]:,} {words}"
        for model, count in sorted(created.items()):
            yield f"{count:,} {model}s are new"
        if pictures:
            found, missing = pictures["stored"], pictures["missing"]
            yield f"{found:,} pictures were found, {missing:,} were not"
        if unfiled:
            yield "Categories without a section, which became topics:"
            yield from (f"  {name}: {count:,}" for name, count in unfiled.most_common(MOST_NAMED))
        if self.kinds:
            yield "Please check:"
        for kind, count in self.kinds.most_common(MOST_NAMED):
            example = self.examples[kind]
            yield f"  {count:,} × {kind}, such as post {example.source_id} {example.url}".rstrip()
