"""Posts of another system in the form that the import needs, and the report on the import."""

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
    """Return an absolute address, or `address` unchanged if it is an invalid URL such as “http://[…]”."""
    try:
        return urljoin(base_url, address)
    except ValueError:
        return address


def address_parts(address: str) -> SplitResult:
    """Return the parts of an address, all empty if it is not a valid URL."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic)$", re.I)


def is_picture(address: str) -> bool:
    """Return whether an address has the file extension of a picture."""
    return bool(IMAGE_FILE.search(address))


class ArchiveRefused(Refused):
    """Raised for an archive or story that cannot be imported. The message gives the reason."""


class ArchiveName(NamedTuple):
    """A section, topic or author of the archive. The slug and the name in the other language may be ""."""

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

    source_id     the archive's id of the post, the same in each export
    group         key shared by the posts of one story; "" for a post without translations
    is_translation  whether the archive marks it as translated
    published_at  time of publication; None for a draft
    html          its text as HTML, which may contain any elements
    base_url      address of the text, for relative addresses in it
    url           former public address, or ""
    other_urls    addresses that redirected to `url`
    problems      messages about parts that were not understood when the file was read
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
        """Return a digest of all imported values, to detect changes in later exports."""
        return digest_of({name: value for name, value in vars(self).items() if name != "problems"})


class SkippedPost(NamedTuple):
    """An object of the archive that is not a story or cannot be imported, with the reason.

    is_counted  whether the archive counts it in `left_out`
    """

    source_id: str
    reason: str
    is_counted: bool = False


class LeftOut(TextChoices):
    """Kinds of archive content that an import leaves out."""

    TYPES = "types", gettext_lazy("Objects of other types")
    COMMENTS = "comments", gettext_lazy("Comments")
    FIELDS = "fields", gettext_lazy("Custom fields of posts")
    TERMS = "terms", gettext_lazy("Terms of other taxonomies")
    PINS = "pins", gettext_lazy("Posts pinned to the top of a list")
    FILES = "files", gettext_lazy("Files that are not pictures")
    PICTURES = (
        "pictures",
        gettext_lazy("Pictures in its library that were not found or are not used in an imported post"),
    )


class Archive(Protocol):
    """An archive that can be read more than once, in the same order.

    origin    its name for users and in the log, such as "harbor.example"
    is_named  whether the user chose that name
    former_origins  other names that earlier imports may have used for its posts
    site      address of the site without a scheme, "" if the archive names no site
    addresses  {source_id: address} of its posts, if it names a site
    notes     messages about parts of the archive that were not understood
    pictures  {address: ArchivePicture} with known texts of pictures
    left_out  Counter of (LeftOut, name or ""), complete after all stories were read
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
        """Return the number of objects that `read_stories` processes, for a progress bar."""

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        """Yield each story as a list of posts, one per language, and each other object as a SkippedPost."""


def stories_of(entries: Iterable[ArchivePost | SkippedPost]) -> Iterator[list[ArchivePost] | SkippedPost]:
    """Yield skipped posts, then each story as a list of its posts. A story comes where its first post was."""
    stories = {}
    for entry in entries:
        if isinstance(entry, SkippedPost):
            yield entry
        else:
            stories.setdefault(entry.group or ("", entry.source_id), []).append(entry)
    yield from stories.values()


def language_refusal(language: str) -> str:
    """Return the reason to skip a post because of its language, or ""."""
    if language in Language.values:
        return ""
    if language:
        return _("is in the language “%(language)s”") % {"language": language}
    return _("has no language: choose --language")


MOST_NAMED = 20  # maximum names for each LeftOut, and maximum categories, in the report
COUNTED = {
    "stories": gettext_lazy("%(count)s stories were imported"),
    "published": gettext_lazy("%(count)s texts are published, with their own dates"),
    "drafts": gettext_lazy("%(count)s texts are drafts"),
    "unchanged": gettext_lazy("%(count)s posts were imported before"),
    "changed": gettext_lazy(
        "%(count)s posts were imported before and have changed in the archive since; nothing was overwritten"
    ),
    "repeated": gettext_lazy("%(count)s posts are in the archive more than once; the first was taken"),
    "skipped": gettext_lazy("%(count)s objects are not stories"),
    "refused": gettext_lazy("%(count)s posts could not be imported"),
    "redirects": gettext_lazy("%(count)s old addresses lead to the stories"),
}
CREATED = {
    "topic": gettext_lazy("%(count)s topics are new"),
    "author": gettext_lazy("%(count)s authors are new"),
}


class ArchiveProblem(NamedTuple):
    """A change or omission in an imported post, or the reason why a post was not imported."""

    source_id: str
    url: str
    message: str


class ImportReport:
    """Counts and problems of an import. Each problem is also written to `file`, if given.

    counts   Counter with the keys of COUNTED
    kinds    Counter of problems by the text before the first colon
    varied   kinds whose messages differ after the colon
    """

    def __init__(self, file: TextIO | None = None):
        self.counts, self.kinds, self.examples, self.varied = Counter(), Counter(), {}, set()
        self.writer = csv.writer(file) if file else None
        if self.writer:
            self.writer.writerow(["post", "address", "problem"])

    def add(self, problem: ArchiveProblem, *, is_counted: bool = False) -> None:
        """Add a problem. If `is_counted`, only write it to the file, because it is counted elsewhere."""
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

        created   number of new rows by model
        unfiled   number of posts by category without a section
        pictures  number of pictures by "stored" and "missing"
        left_out  number of omitted objects and parts by (LeftOut, name or "")
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
    """Yield a line for each LeftOut, with its total and the most frequent names."""
    for kind in LeftOut:
        names = Counter(
            {name: count for (entry_kind, name), count in left_out.items() if entry_kind == kind and count}
        )
        if not names:
            continue
        listed = [f"{name or '–'} {count:,}" for name, count in names.most_common(MOST_NAMED)]
        if len(names) > MOST_NAMED:
            listed.append(_("%(count)s other names") % {"count": f"{len(names) - MOST_NAMED:,}"})
        named = "" if list(names) == [""] else f" ({', '.join(listed)})"
        yield f"  {kind.label}: {names.total():,}{named}"
