"""The states of a working copy: each record of its history, and what stands now, in one form.

A state is read piece by piece. A piece is what can be compared and brought back by itself:
a text of one language ("title_en"), or a kind of filing ("topics", "sources").
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
    """A working copy at one moment: {piece: what it says}.

    Rows are {number: {column: value}} in their order, of both languages: "title_en", "title_ko".
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
        """The pieces that are not the same in another state, in their order."""
        return [piece for piece in PIECES if self[piece] != other[piece]]

    def languages_of(self, piece, other):
        """The languages whose words differ in a piece that belongs to no language alone."""
        if piece in TEXTS:
            return [Language(part_of(piece))]
        if piece not in ROWS:
            return []
        return [
            language for language in Language if self._words(piece, language) != other._words(piece, language)
        ]

    def _words(self, kind, language):
        names = [localized(word, language) for word in WORDS[kind]]
        words = {number: [row[name] for name in names] for number, row in self[kind].items()}
        return {number: said for number, said in words.items() if any(said)}


def filing_of(filing, words):
    """The pieces of the filing. A record of before the snapshots has none of them."""
    found = {column: filing.get(column) for column in FILING_COLUMNS}
    found |= {"topics": filing.get("topics", []), "bylines": filing.get("bylines", [])}
    for kind in ROWS:
        found[kind] = {
            number: dict(zip(COLUMNS[kind], columns, strict=True)) | words_of(kind, number, words)
            for number, *columns in filing.get(kind, [])
        }
    return found


def words_of(kind, number, words):
    """The translated columns of a row, as they were written."""
    found = {}
    for language in Language:
        rows = {row[0]: row[1:] for row in words.get(kind, {}).get(language, [])}
        said = rows.get(number, [""] * len(WORDS[kind]))
        found |= {localized(word, language): text for word, text in zip(WORDS[kind], said, strict=True)}
    name = WORDS[kind][0]
    names = [localized(name, language) for language in Language]
    kept = words.get("names", {}).get("publishers" if kind == "related" else "sources", {}).get(str(number))
    if kept is None and found[names[0]] == found[names[1]]:
        # An older record has what was printed: one name for both, which is that of its letters.
        own = localized(name, language_of(found[names[0]]) or Language.EN)
        kept = [found[column] if column == own else "" for column in names]
    return found | (dict(zip(names, kept, strict=True)) if kept else {})


# Before the first record.
NOTHING = HistoryState(dict.fromkeys(TEXTS, "") | filing_of({}, {}))
