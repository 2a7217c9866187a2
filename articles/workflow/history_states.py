"""States of a working copy, of each record of its history and of now, in one form.

A state consists of pieces, which are compared and restored separately: texts of one language ("title_en"),
and kinds of filing ("topics", "sources").
"""

from dataclasses import dataclass

from articles.models import Article, Language, localized
from articles.models.article import ArticleSnapshot
from articles.workflow.snapshot import FILING_COLUMNS, TEXT_FIELDS, Snapshot, words_of

TEXTS = tuple(localized(field, language) for language in Language for field in TEXT_FIELDS)
ROWS = ("related", "sources")
FILING = (*FILING_COLUMNS, "topics", "bylines", *ROWS)
PIECES = (*TEXTS, *FILING)


def part_of(piece) -> str:
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
    def now(cls, article: Article) -> "HistoryState":
        texts = {name: getattr(article, name) for name in TEXTS}
        return cls(texts | filing_of(Snapshot.of(article).filing))

    @classmethod
    def of_record(cls, record: ArticleSnapshot) -> "HistoryState":
        texts = {name: getattr(record, name) for name in TEXTS}
        return cls(texts | filing_of(record.snapshot.get("filing", {})))

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
        words = {pk: words_of(kind, row, language) for pk, row in self[kind].items()}
        return {pk: texts for pk, texts in words.items() if any(texts)}


def filing_of(filing: dict) -> dict:
    """Return the pieces of the filing of a Snapshot; an empty one has none of them."""
    found = {column: filing.get(column) for column in FILING_COLUMNS}
    found |= {"topics": filing.get("topics", []), "bylines": filing.get("bylines", [])}
    for kind in ROWS:
        found[kind] = {
            row["id"]: {name: value for name, value in row.items() if name != "id"}
            for row in filing.get(kind, [])
        }
    return found


# The state before the first record.
EMPTY_STATE = HistoryState(dict.fromkeys(TEXTS, "") | filing_of({}))
