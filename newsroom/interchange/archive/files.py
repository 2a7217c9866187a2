"""Archives in hand-written files: a table (CSV), or a folder of Markdown files with front matter.

A table has one row per language of each story, and a heading for each column. Folders are laid out as in
Hugo, Jekyll and similar systems. Columns and front matter use the same names.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import refuse_beyond_limits, story_lines
from articles.models import Language
from newsroom.interchange.archive.markup import with_paragraphs
from newsroom.interchange.archive.posts import (
    ArchiveName,
    ArchivePicture,
    ArchivePost,
    ArchiveRefused,
    SkippedPost,
    join_address,
    language_refusal,
    stories_of,
)
from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text, table_rows

# Our field names, each with the names that other systems use for it.
NAMES = {
    "id": ["source_id"],
    "language": ["lang", "locale"],
    "story": ["group", "translation_key", "translationkey"],
    "translated": ["is_translation"],
    "headline": ["title"],
    "summary": ["description", "excerpt", "subtitle"],
    "published": ["date", "published_at", "publishdate", "pubdate"],
    "draft": [],
    "section": ["category", "categories", "sections"],
    "topics": ["tags", "topic", "tag"],
    "authors": ["author", "byline", "bylines"],
    "picture": ["image", "cover", "thumbnail", "feature_image", "featured_image"],
    "picture_alt": ["image_alt", "cover_alt"],
    "picture_caption": ["image_caption", "cover_caption"],
    "address": ["url", "permalink", "link"],
    "aliases": ["redirect_from"],
    "slug": [],
    "text": ["body", "content", "html"],
}
OUR_NAMES = {other: name for name, others in NAMES.items() for other in (name, *others)}
YES = {"true", "yes", "1", "draft"}
MOST_BYTES = 500_000_000  # larger tables are refused
MOST_IN_CELL = 5_000_000  # characters; tables with longer cells are refused
DEEPEST = 5  # levels of nested lists that are searched for a text
NEEDED = ("id", "headline", "text")
# {line around the front matter: parser}. YAML's Python parser would take quadratic time for nested lists.
FENCES = {"---": partial(yaml.load, Loader=yaml.CSafeLoader), "+++": tomllib.loads}
MOST_FRONT_MATTER = 20_000  # characters; files with more are skipped
LANGUAGE_SUFFIX = re.compile(r"[._-](en|ko)$")
markdown = MarkdownIt("commonmark").enable("table")


class PostValues:
    """The values of one post under our field names.

    unknown  names that are not recognised
    """

    def __init__(self, values: Mapping[str, Any]):
        self.values, self.unknown = {}, []
        for name, value in values.items():
            ours = OUR_NAMES.get(str(name).strip().casefold().replace(" ", "_").replace("-", "_"))
            if ours is None:
                self.unknown.append(str(name))
            elif value not in (None, ""):
                self.values.setdefault(ours, value)

    def text(self, name: str) -> str:
        """Return a value as a string. For a list or mapping, use its first value."""
        value = self.values.get(name, "")
        for _level in range(DEEPEST):  # a YAML list may contain itself
            if isinstance(value, list | dict) and value:
                value = next(iter(value.values() if isinstance(value, dict) else value))
        return _as_text(value)

    def texts(self, name: str) -> list[str]:
        """Return a value as a list of strings. Split a string at its semicolons, or else at its commas."""
        value = self.values.get(name, [])
        if isinstance(value, str):
            value = value.split(";" if ";" in value else ",")
        listed = value if isinstance(value, list) else [value]
        return list(filter(None, map(_as_text, listed)))

    def instant(self, name: str) -> datetime | None:
        """Return a value as an instant, or None if there is none. Raise ValueError if it is not a date.

        A date without an offset is in the newsroom's time zone, a date without a time is midnight.
        """
        value = self.values.get(name)
        if isinstance(value, str):
            value = datetime.fromisoformat(value.strip())
        if value is None:
            return None
        if not isinstance(value, datetime):
            if not isinstance(value, date):
                raise ValueError(f"{value!r} is not a date")
            value = datetime.combine(value, time())
        zone = timezone.get_default_timezone()
        try:
            return (value if timezone.is_aware(value) else value.replace(tzinfo=zone)).astimezone(UTC)
        except OverflowError as error:  # at either end of the calendar
            raise ValueError(f"{value} is out of range in UTC") from error


def _as_text(value):
    """Return a value as a string; "" for lists, mappings, and numbers that are too long to convert."""
    try:
        return str(value).strip() if isinstance(value, str | int | float | date) else ""
    except ValueError:
        return ""


def post_of_values(
    values: PostValues, *, source_id: str, language: str, group: str, html: str, base_url: str
) -> ArchivePost:
    """Build an ArchivePost from values. Each kind of file states the keyword arguments in its own way.

    A post whose date is not understood becomes a draft, with a message in `problems`.
    """
    problems = []
    try:
        at = values.instant("published")
    except ValueError:
        at = None
        problems.append(_("its date is not understood: %(date)s") % {"date": values.text("published")})
    is_draft = values.text("draft").casefold() in YES
    if at is None and not is_draft:
        problems.append(_("has no date: imported as a draft"))
    picture = values.text("picture")
    texts = {"alt": values.text("picture_alt"), "caption": values.text("picture_caption")}
    return ArchivePost(
        source_id=source_id,
        language=language,
        group=group,
        is_translation=values.text("translated").casefold() in YES,
        headline=values.text("headline"),
        summary=values.text("summary"),
        html=html,
        base_url=base_url,
        published_at=None if is_draft else at,
        slug=values.text("slug"),
        url=join_address(base_url, values.text("address")) if values.text("address") else "",
        other_urls=values.texts("aliases"),
        sections=[ArchiveName(name) for name in values.texts("section")],
        topics=[ArchiveName(name) for name in values.texts("topics")],
        authors=[ArchiveName(name) for name in values.texts("authors")],
        lead_picture=ArchivePicture(picture, **texts) if picture else None,
        problems=problems,
    )


def language_code(text: str, default: str) -> str:
    """Return "en" or "ko" for codes such as "ko-KR", other codes unchanged, and `default` for ""."""
    code = text.strip().casefold()[:2]
    return code if code in Language.values else (text.strip() or default)


class FileArchive:
    """Base class for archives in hand-written files, which do not name a site.

    language  language of texts that do not state one, or ""
    """

    site, former_origins, is_named = "", frozenset(), True

    def __init__(self, path: Path, *, origin: str, language: str):
        self.path, self.origin, self.language = path, origin, language
        self.pictures, self.addresses, self.notes, self.left_out = {}, {}, [], Counter()


class TableArchive(FileArchive):
    """A CSV file. Its column “text” contains HTML, or paragraphs separated by empty lines.

    Raise ArchiveRefused if the file cannot be read, is empty or lacks a column of NEEDED.
    """

    def __init__(self, path: Path, *, origin: str, language: str = ""):
        super().__init__(path, origin=origin, language=language)
        self.rows = self._read()
        self.notes = self._notes()

    def count_objects(self):
        return len(self.rows)

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        yield from stories_of(map(self._post, self.rows))

    def _read(self):
        try:
            text, _encoding = decode_text(self.path.read_bytes(), most=MOST_BYTES)
            [_line, columns], *rows = table_rows(text, most_in_cell=MOST_IN_CELL)
        except OSError as error:
            problem = _("%(path)s cannot be read: %(reason)s.")
            raise ArchiveRefused(problem % {"path": self.path, "reason": error.strerror}) from error
        except FileRefused as refusal:
            raise ArchiveRefused(f"{self.path}: {refusal}") from refusal
        except ValueError as error:
            raise ArchiveRefused(_("%(path)s is empty.") % {"path": self.path}) from error
        rows = [PostValues(dict(zip(columns, cells, strict=False))) for _line, cells in rows]
        names = {name for values in rows for name in values.values}
        if missing := [name for name in NEEDED if name not in names]:
            problem = _("%(path)s lacks the columns: %(names)s")
            raise ArchiveRefused(problem % {"path": self.path, "names": ", ".join(missing)})
        return rows

    def _notes(self):
        unknown = dict.fromkeys(name for values in self.rows for name in values.unknown if name)
        return [_("The column “%(name)s” is not understood.") % {"name": name} for name in unknown]

    def _post(self, values):
        source_id, language = values.text("id"), language_code(values.text("language"), self.language)
        if not source_id:
            return SkippedPost("", _("has no id"))
        if reason := language_refusal(language):
            return SkippedPost(source_id, reason)
        return post_of_values(
            values,
            source_id=source_id,
            language=language,
            group=values.text("story"),
            html=with_paragraphs(values.text("text")),
            base_url=f"https://{self.origin}/",
        )


class MarkdownFolder(FileArchive):
    """A folder of .md files. Front matter, file name (a.ko.md) or folder (ko/a.md) state the language.

    Files form one story if their front matter groups them, or if their paths are equal without the language.
    Raise ArchiveRefused if the folder has no .md files.
    """

    def __init__(self, path: Path, *, origin: str, language: str = ""):
        super().__init__(path, origin=origin, language=language)
        self.files = sorted(path.rglob("*.md"))
        if not self.files:
            raise ArchiveRefused(_("%(path)s has no files that end in .md.") % {"path": path})

    def count_objects(self):
        return len(self.files)

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        yield from stories_of(map(self._read, self.files))

    def _read(self, file):
        name = file.relative_to(self.path).as_posix()
        try:
            text, _encoding = decode_text(file.read_bytes(), most=MAX_STORY_BYTES)
            front_matter, text = split_front_matter(text)
            refuse_beyond_limits(text, story_lines(text))
        except OSError as error:
            return SkippedPost(name, _("cannot be read: %(reason)s") % {"reason": error.strerror})
        except (ArchiveRefused, FileRefused, TextRefused) as refusal:
            return SkippedPost(name, _("is not understood: %(reason)s") % {"reason": refusal})
        values = PostValues(front_matter)
        group, told = _split_language(name)
        language = language_code(values.text("language") or told, self.language)
        if reason := language_refusal(language):
            return SkippedPost(name, reason)
        post = post_of_values(
            values,
            source_id=name[:200],
            language=language,
            group=values.text("story") or group,
            html=markdown.render(text),
            base_url=f"https://{self.origin}/{quote(name)}",
        )
        problem = _("front matter is not understood: %(name)s")
        post.problems += [problem % {"name": name} for name in values.unknown]
        return post


def split_front_matter(text: str) -> tuple[dict, str]:
    """Return (values of the front matter in YAML or TOML, remaining text) of a file.

    The values are {} if there is no front matter. Raise ArchiveRefused if the front matter has no end or
    cannot be parsed.
    """
    fence = text[:3]
    if fence not in FENCES or text[3:4] not in ("\n", "\r"):
        return {}, text
    end = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.M).search(text, 3, MOST_FRONT_MATTER)
    if end is None:
        problem = _("its front matter has no end within %(count)s characters")
        raise ArchiveRefused(problem % {"count": f"{MOST_FRONT_MATTER:,}"})
    try:
        values = FENCES[fence](text[3 : end.start()])  # type: ignore[operator]  # a parser
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        problem = _("its front matter cannot be read: %(reason)s")
        raise ArchiveRefused(problem % {"reason": " ".join(str(error).split())}) from error
    return (values if isinstance(values, dict) else {}), text[end.end() :]


def _split_language(name):
    """Return (path without the language, language or "")."""
    stem = name.removesuffix(".md")
    folder, _slash, rest = stem.partition("/")
    if rest and folder in Language.values:
        return rest, folder
    suffix = LANGUAGE_SUFFIX.search(stem)
    return (stem[: suffix.start()], suffix[1]) if suffix else (stem, "")
