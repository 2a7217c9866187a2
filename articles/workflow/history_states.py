"""States of a working copy, of each record of its history and of now, in one form.

A state consists of pieces, which are compared and restored separately: texts of one language ("title_en"),
and kinds of filing ("topics", "sources").
"""

from dataclasses import dataclass

from articles.models import Language, localized
from articles.text.script import language_of
from articles.workflow.snapshot import FILING_COLUMNS, TEXT_FIELDS, Snapshot

TEXTS = tuple(localized(field, language) for language in Language for field in TEXT_FIELDS)
ROWS = ("related", "sources")
FILING = (*FILING_COLUMNS, "topics", "bylines", *ROWS)
PIECES = (*TEXTS, *FILING)
# The translated columns of a row, and the columns that belong to no language.
WORDS = {"related": ("publisher", "title", "summary"), "sources": ("name",)}
COLUMNS = {
    "related": ("position", "target_id", "url"),
    "sources": ("kind", "url", "note", "segment", "is_public", "checked_by_id", "checked_at"),
}


def part_of(piece):
    """Return the part of a story that a piece belongs to: "en", "ko" or "filing"."""
    return piece[-2:] if piece in TEXTS else "filing"


@dataclass(frozen=True)
class HistoryState:
    """A working copy at one instant: {piece: value}.

    The value of related stories and sources is {id: {column: value}} in their order, with the columns of both
    languages: "title_en", "title_ko".
    """

    pieces: dict

    @classmethod
    def now(cls, article):
        snapshot = Snapshot.of(article)
        texts = {name: getattr(article, name) for name in TEXTS}
        related = {language: text["related"] for language, text in snapshot.text.items()}
        sources = {language: text["sources"] for language, text in snapshot.text.items()}
        words = {"related": related, "sources": sources, "names": snapshot.names}
        return cls(texts | filing_of(snapshot.filing, words))

    @classmethod
    def of_record(cls, record):
        texts = {name: getattr(record, name) for name in TEXTS}
        return cls(texts | filing_of(record.snapshot.get("filing", {}), record.snapshot))

    def __getitem__(self, piece):
        return self.pieces[piece]

    def differing(self, other):
        """Return the pieces that differ in another state, in the order of PIECES."""
        return [piece for piece in PIECES if self[piece] != other[piece]]

    def languages_of(self, piece, other):
        """Return the languages in which a piece differs in another state."""
        if piece in TEXTS:
            return [Language(part_of(piece))]
        if piece not in ROWS:
            return []
        return [
            language for language in Language if self._words(piece, language) != other._words(piece, language)
        ]

    def _words(self, kind, language):
        names = [localized(word, language) for word in WORDS[kind]]
        words = {pk: [row[name] for name in names] for pk, row in self[kind].items()}
        return {pk: texts for pk, texts in words.items() if any(texts)}


def filing_of(filing, words):
    """Return the pieces of the filing; the oldest records have none of them."""
    found = {column: filing.get(column) for column in FILING_COLUMNS}
    found |= {"topics": filing.get("topics", []), "bylines": filing.get("bylines", [])}
    for kind in ROWS:
        found[kind] = {
            pk: dict(zip(COLUMNS[kind], columns, strict=True)) | words_of(kind, pk, words)
            for pk, *columns in filing.get(kind, [])
        }
    return found


def words_of(kind, pk, words):
    """Return the translated columns of a row, as they were written."""
    found = {}
    for language in Language:
        rows = {row[0]: row[1:] for row in words.get(kind, {}).get(language, [])}
        texts = rows.get(pk, [""] * len(WORDS[kind]))
        found |= {localized(word, language): text for word, text in zip(WORDS[kind], texts, strict=True)}
    name = WORDS[kind][0]
    names = [localized(name, language) for language in Language]
    stored = words.get("names", {}).get("publishers" if kind == "related" else "sources", {}).get(str(pk))
    if stored is None and found[names[0]] == found[names[1]]:
        # An older record has the name as printed, the same in both languages: its script tells whose it is.
        own = localized(name, language_of(found[names[0]]) or Language.EN)
        stored = [found[column] if column == own else "" for column in names]
    return found | (dict(zip(names, stored, strict=True)) if stored else {})


# The state before the first record.
EMPTY_STATE = HistoryState(dict.fromkeys(TEXTS, "") | filing_of({}, {}))
