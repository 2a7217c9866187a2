"""Archives in folders of Markdown files with front matter, as Hugo, Jekyll and others keep them."""

import re
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import yaml
from markdown_it import MarkdownIt

from articles.body.manuscript.draft import TextRefused
from articles.body.manuscript.story_text import refuse_beyond_limits, story_lines
from articles.models import Language
from newsroom.interchange.archive.posts import (
    ArchivePost,
    ArchiveRefused,
    SkippedPost,
    language_refusal,
    stories_of,
)
from newsroom.interchange.archive.values import PostValues, language_code, post_of_values
from newsroom.interchange.text_files import MAX_STORY_BYTES, FileRefused, decode_text

# The parser in C, as the one in Python takes the square of the time for nested lists.
FENCES = {"---": partial(yaml.load, Loader=yaml.CSafeLoader), "+++": tomllib.loads}
MOST_FRONT_MATTER = 20_000  # characters
LANGUAGE_SUFFIX = re.compile(r"[._-](en|ko)$")
markdown = MarkdownIt("commonmark").enable("table")


class MarkdownFolder:
    """A folder of .md files. Front matter, name (a.ko.md) or folder (ko/a.md) say their language.

    Files are one story if their front matter says so, or if their paths are the same without the language.
    language  of files that do not say theirs, or ""
    """

    def __init__(self, path: Path, *, origin: str, language: str = ""):
        self.path, self.origin, self.language = path, origin, language
        self.pictures, self.notes = {}, []
        self.files = sorted(path.rglob("*.md"))
        if not self.files:
            raise ArchiveRefused(f"{path} has no files that end in .md.")

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
            return SkippedPost(name, f"cannot be read: {error.strerror}")
        except (ArchiveRefused, FileRefused, TextRefused) as refusal:
            return SkippedPost(name, f"is not understood: {refusal}")
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
        post.problems += [f"front matter is not understood: {name}" for name in values.unknown]
        return post


def split_front_matter(text: str) -> tuple[dict, str]:
    """Return (the values of YAML or TOML at the head of a file, the text behind it). Raise ArchiveRefused."""
    fence = text[:3]
    if fence not in FENCES or text[3:4] not in ("\n", "\r"):
        return {}, text
    end = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.M).search(text, 3, MOST_FRONT_MATTER)
    if end is None:
        raise ArchiveRefused(f"its front matter has no end within {MOST_FRONT_MATTER:,} characters")
    try:
        values = FENCES[fence](text[3 : end.start()])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ArchiveRefused(f"its front matter cannot be read: {' '.join(str(error).split())}") from error
    return (values if isinstance(values, dict) else {}), text[end.end() :]


def _split_language(name):
    """Return (a path without the language in it, the language or "")."""
    stem = name.removesuffix(".md")
    folder, _slash, rest = stem.partition("/")
    if rest and folder in Language.values:
        return rest, folder
    suffix = LANGUAGE_SUFFIX.search(stem)
    return (stem[: suffix.start()], suffix[1]) if suffix else (stem, "")
