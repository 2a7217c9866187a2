"""Posts of another system, as the readers of its files give them to the import, and the report on them."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, TextIO
from urllib.parse import SplitResult, urljoin, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic)$", re.I)


def is_picture(address: str) -> bool:
    """Return whether an address belongs to a picture, by its ending."""
    return bool(IMAGE_FILE.search(address))


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
    """An object of the archive that is no story, or none that can be imported, and the reason.

    is_counted  whether the archive counts it in `left_out`
    """

    source_id: str
    reason: str
    is_counted: bool = False


class LeftOut(TextChoices):
    """Kinds of things that an archive has and an import leaves out."""

    TYPES = "types", gettext_lazy("Objects of other types")
    COMMENTS = "comments", gettext_lazy("Comments")
    FIELDS = "fields", gettext_lazy("Custom fields of posts")
    TERMS = "terms", gettext_lazy("Terms of other taxonomies")
    PINS = "pins", gettext_lazy("Posts pinned to the top of a list")
    FILES = "files", gettext_lazy("Files that are no pictures")
    PICTURES = "pictures", gettext_lazy("Pictures of its library, not found or in no imported post")


class Archive(Protocol):
    """An archive that can be read more than once, in the same order.

    origin    its name for people and in the log, such as "harbor.example"
    is_named  whether a person chose that name
    former_origins  further names under which its posts may have been imported
    site      address of the site without a scheme, "" where the archive names none
    addresses  {source_id: address} of its posts, as far as it names a site
    notes     what of the whole is not understood
    pictures  {address: ArchivePicture} of what it knows about pictures in texts
    left_out  Counter of (LeftOut, name or ""), complete once all stories were read
    """

    origin: str
    is_named: bool
    former_origins: Set[str]
    site: str
    addresses: Mapping[str, str]
    notes: list[str]
    pictures: dict[str, ArchivePicture]
    left_out: Counter

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
    if language:
        return _("is in the language “%(language)s”") % {"language": language}
    return _("has no language: choose --language")


MOST_NAMED = 20  # names of one kind, or categories, that a terminal shows
COUNTED = {
    "stories": gettext_lazy("%(count)s stories were imported"),
    "published": gettext_lazy("%(count)s texts are published, with their own dates"),
    "drafts": gettext_lazy("%(count)s texts are drafts"),
    "unchanged": gettext_lazy("%(count)s posts were imported before"),
    "changed": gettext_lazy(
        "%(count)s posts were imported before and have changed in the archive since; nothing was overwritten"
    ),
    "repeated": gettext_lazy("%(count)s posts are in the archive more than once; the first was taken"),
    "skipped": gettext_lazy("%(count)s objects are no stories"),
    "refused": gettext_lazy("%(count)s posts could not be imported"),
    "redirects": gettext_lazy("%(count)s old addresses lead to the stories"),
}
CREATED = {
    "topic": gettext_lazy("%(count)s topics are new"),
    "author": gettext_lazy("%(count)s authors are new"),
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
    varied   kinds whose other words differ
    """

    def __init__(self, file: TextIO | None = None):
        self.counts, self.kinds, self.examples, self.varied = Counter(), Counter(), {}, set()
        self.writer = csv.writer(file) if file else None
        if self.writer:
            self.writer.writerow(["post", "address", "problem"])

    def add(self, problem: ArchiveProblem, *, is_counted: bool = False) -> None:
        """Note a problem. `is_counted`: it is counted elsewhere, and only goes to the file."""
        if not is_counted:
            kind = problem.message.partition(":")[0]
            self.kinds[kind] += 1
            example = self.examples.setdefault(kind, problem)
            if example.message != problem.message:
                self.varied.add(kind)
        if self.writer:
            self.writer.writerow(map(escape_formula, problem))

    def lines(
        self, *, created: Counter, unfiled: Counter, pictures: Counter, left_out: Counter
    ) -> Iterator[str]:
        """Yield the lines of the report for a terminal, in the active language.

        created, unfiled, pictures  counts of the references of posts
        left_out                    Counter of (LeftOut, name or "")
        """
        for key, words in COUNTED.items():
            if self.counts[key]:
                yield words % {"count": f"{self.counts[key]:,}"}
        for model, count in sorted(created.items()):
            yield CREATED[model] % {"count": f"{count:,}"}
        if pictures:
            values = {"found": f"{pictures['stored']:,}", "missing": f"{pictures['missing']:,}"}
            yield _("%(found)s pictures were found, %(missing)s were not") % values
        if unfiled:
            yield _("Categories without a section, which became topics:")
            yield from (f"  {name}: {count:,}" for name, count in unfiled.most_common(MOST_NAMED))
        if +left_out:
            yield _("Left out of the import:")
            yield from _lines_by_kind(left_out)
        if self.kinds:
            yield _("Please check:")
        for kind, count in self.kinds.most_common():
            example = self.examples[kind]
            kind = kind if kind in self.varied else example.message
            values = {"count": f"{count:,}", "kind": kind, "post": example.source_id, "address": example.url}
            yield (_("  %(count)s × %(kind)s, such as post %(post)s %(address)s") % values).rstrip()


def _lines_by_kind(left_out):
    """Yield a line for each LeftOut: how many there are, and the names of the most frequent."""
    for kind in LeftOut:
        names = Counter({name: count for (one, name), count in left_out.items() if one == kind and count})
        if not names:
            continue
        listed = [f"{name or '–'} {count:,}" for name, count in names.most_common(MOST_NAMED)]
        if len(names) > MOST_NAMED:
            listed.append(_("%(count)s other names") % {"count": f"{len(names) - MOST_NAMED:,}"})
        named = "" if list(names) == [""] else f" ({', '.join(listed)})"
        yield f"  {kind.label}: {names.total():,}{named}"
