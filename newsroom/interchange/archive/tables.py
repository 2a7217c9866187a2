"""Archives in one table (CSV): a row for each language of each story, with a heading for each column."""

from collections.abc import Iterator
from pathlib import Path

from newsroom.interchange.archive.markup import with_paragraphs
from newsroom.interchange.archive.posts import (
    ArchivePost,
    ArchiveRefused,
    SkippedPost,
    language_refusal,
    stories_of,
)
from newsroom.interchange.archive.values import PostValues, language_code, post_of_values
from newsroom.interchange.text_files import FileRefused, decode_text, table_rows

MOST_BYTES = 500_000_000
MOST_IN_CELL = 5_000_000  # characters
NEEDED = ("id", "headline", "text")


class TableArchive:
    """A CSV file. `text` is HTML, or paragraphs with empty lines between them.

    language  of rows that do not say theirs, or ""
    """

    def __init__(self, path: Path, *, origin: str, language: str = ""):
        self.path, self.origin, self.language = path, origin, language
        self.pictures = {}
        self.rows = self._read()
        self.notes = self._notes()

    def count_objects(self):
        return len(self.rows)

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        yield from stories_of(map(self._post, self.rows))

    def _read(self):
        try:
            text, _encoding = decode_text(self.path.read_bytes(), most=MOST_BYTES)
        except OSError as error:
            raise ArchiveRefused(f"{self.path} cannot be read: {error.strerror}") from error
        except FileRefused as refusal:
            raise ArchiveRefused(f"{self.path}: {refusal}") from refusal
        try:
            [_line, columns], *rows = table_rows(text, most_in_cell=MOST_IN_CELL)
        except FileRefused as refusal:
            raise ArchiveRefused(f"{self.path}: {refusal}") from refusal
        except ValueError as error:
            raise ArchiveRefused(f"{self.path} is empty.") from error
        rows = [PostValues(dict(zip(columns, cells, strict=False))) for _line, cells in rows]
        names = {name for values in rows for name in values.values}
        if missing := [name for name in NEEDED if name not in names]:
            raise ArchiveRefused(f"{self.path} lacks the columns: {', '.join(missing)}")
        return rows

    def _notes(self):
        unknown = dict.fromkeys(name for values in self.rows for name in values.unknown if name)
        return [f"The column “{name}” is not understood." for name in unknown]

    def _post(self, values):
        source_id, language = values.text("id"), language_code(values.text("language"), self.language)
        if not source_id:
            return SkippedPost("", "has no id")
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
