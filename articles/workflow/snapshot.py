"""Snapshots of the current working copy and of its history records, for comparison and restoration.

A snapshot consists of pieces, which are compared and restored separately: texts of one language ("title_en"),
and kinds of filing ("topics", "sources").
"""

from dataclasses import dataclass

from articles.body import body_blocks, plain_text
from articles.models import Article, Language, RelatedLink, Source, localized
from articles.models.article import ArticleSnapshot
from articles.models.people import is_credited
from articles.previews import StoryRows
from articles.text.differences import changed_words, matching_steps
from articles.text.digests import text_digest

TEXT_FIELDS = ("title", "summary", "slug", "body", "lead_caption", "sponsor")
SWITCHES = ("is_sponsored", "is_ad_free")  # columns that are true or false
FILING_COLUMNS = ("source_language", "section_id", "lead_image_id", *SWITCHES)
BYLINE_COLUMNS = ("author_id", "role", "position")
# COLUMNS: {kind of row: its untranslated columns}. WORDS: {kind of row: its translated fields}.
COLUMNS = {
    "related": ("position", "target_id", "url"),
    "sources": ("kind", "url", "note", "segment", "is_public", "checked_by_id", "checked_at"),
}
WORDS = {"related": ("publisher", "title", "summary"), "sources": ("name",)}

TEXTS = tuple(localized(field, language) for language in Language for field in TEXT_FIELDS)
ROWS = tuple(COLUMNS)
FILING = (*FILING_COLUMNS, "topics", "bylines", *ROWS)
PIECES = (*TEXTS, *FILING)


def part_of(piece: str) -> str:
    """Return the part of a story that a piece belongs to: "en", "ko" or "filing"."""
    return piece[-2:] if piece in TEXTS else "filing"


@dataclass(frozen=True)
class Snapshot:
    """The text of each language and the filing, as JSON data.

    text    {"en": {"title", "summary", "slug", "body", "lead_caption", "sponsor"}, "ko": …}
    filing  {"source_language", "section_id", "lead_image_id", "is_sponsored", "is_ad_free", "topics": [id],
             "bylines": [{"author_id", "role", "position"}],
             "related": [{"id", …}], "sources": [{"id", …}]} with the columns of COLUMNS, and of WORDS in
            both languages: "title_en", "title_ko"
    """

    text: dict
    filing: dict

    @classmethod
    def of(cls, article: Article, rows: StoryRows | None = None) -> "Snapshot":
        """Return the Snapshot of an article: its columns as they are in memory, and its rows.

        rows  the StoryRows of the article, or None to read them
        """
        rows = rows or StoryRows(article)
        filing = {
            **{column: getattr(article, column) for column in FILING_COLUMNS},
            "topics": [topic.pk for topic in rows.topics],
            "bylines": [{name: getattr(byline, name) for name in BYLINE_COLUMNS} for byline in rows.bylines],
            "related": [_row("related", link) for link in rows.related_links],
            "sources": [_row("sources", source) for source in rows.sources],
        }
        return cls(_texts(article), filing)

    @classmethod
    def of_record(cls, record: ArticleSnapshot) -> "Snapshot":
        return cls(_texts(record), EMPTY_SNAPSHOT.filing | record.snapshot.get("filing", {}))

    def __getitem__(self, piece):
        """Return the value of a piece; for related stories and sources {id: {column: value}}, in order."""
        if piece in TEXTS:
            return self.text[part_of(piece)][piece[:-3]]
        if piece not in ROWS:
            return self.filing[piece]
        return {
            row["id"]: {name: value for name, value in row.items() if name != "id"}
            for row in self.filing[piece]
        }

    def differing(self, other: "Snapshot") -> list[str]:
        """Return the pieces that differ from another snapshot, in the order of PIECES."""
        return [piece for piece in PIECES if self[piece] != other[piece]]

    def languages_of(self, piece, other: "Snapshot") -> list[Language]:
        """Return the languages of a piece that differs from another snapshot; [] if no words differ."""
        if piece in TEXTS:
            return [Language(part_of(piece))]
        if piece not in ROWS:
            return []
        return [
            language for language in Language if self._words(piece, language) != other._words(piece, language)
        ]

    def changed_parts(self, before: "Snapshot") -> set[str]:
        """Return the parts ("en", "ko", "filing") that differ from an earlier snapshot.

        A row without words in a language is not part of the text of that language.
        """
        parts = {language for language in self.text if self._written(language) != before._written(language)}
        return parts | ({"filing"} if self._filed() != before._filed() else set())

    def passages(self, language: Language) -> list[str]:
        """Return the texts of a language, the body as blocks of HTML, for count_changed_words()."""
        text = self.text[language]
        rows = [" ".join(words_of(kind, row, language)) for kind in ROWS for row in self.filing[kind]]
        return [text["title"], text["summary"], text["slug"], *rows, *body_blocks(text["body"])]

    def _written(self, language):
        """Return the text of a language, including the words of rows."""
        return self.text[language] | {kind: self._words(kind, language) for kind in ROWS}

    def _words(self, kind, language):
        words = {row["id"]: words_of(kind, row, language) for row in self.filing[kind]}
        return {pk: texts for pk, texts in words.items() if any(texts)}

    def _filed(self):
        """Return the filing without the words of rows."""
        rows = {
            kind: [{name: row[name] for name in ("id", *columns)} for row in self.filing[kind]]
            for kind, columns in COLUMNS.items()
        }
        return self.filing | rows

    def text_digest(self, key: str, language: str, *, with_body: bool) -> str:
        """Return the text_digest that an edition of this text would have; "" if no text is written."""
        text, filing = self.text[language], self.filing
        return text_digest(
            key,
            title=text["title"],
            summary=text["summary"],
            slug=text["slug"],
            body=text["body"] if with_body else "",
            section=filing["section_id"],
            lead_image=filing["lead_image_id"],
            lead_caption=text["lead_caption"] if filing["lead_image_id"] else "",
            sponsor=text["sponsor"] if filing["is_sponsored"] else None,
            is_ad_free=filing["is_ad_free"],
            topics=filing["topics"],
            bylines=[
                {"author": byline["author_id"], "role": byline["role"]}
                for byline in filing["bylines"]
                if is_credited(byline["role"], language, filing["source_language"])
            ],
            related=[
                {
                    "article": row["target_id"],
                    "url": row["url"],
                    "publisher": RelatedLink(**row).publisher_in(language),
                    "title": row[localized("title", language)],
                    "summary": row[localized("summary", language)],
                }
                for row in filing["related"]
                if row["target_id"] or row["url"]
            ],
            sources=[
                {"name": Source(**row).named_in(language)[0], "url": row["url"], "kind": row["kind"]}
                for row in filing["sources"]
                if row["is_public"]
            ],
        )


def words_of(kind: str, row: dict, language: str) -> list[str]:
    """Return the translated columns of a row in one language."""
    return [row[localized(word, language)] for word in WORDS[kind]]


def count_changed_words(old: list[str], new: list[str]) -> int:
    """Return the number of words that differ between two texts, given as lists of plain or HTML passages.

    Only passages that differ are split into words.
    """
    gone, come = [], []
    for tag, i, j, k, m in matching_steps(old, new):
        if tag != "equal":
            gone += old[i:j]
            come += new[k:m]
    return changed_words(*("\n".join(plain_text(passage) for passage in side) for side in (gone, come)))


def _texts(item):
    return {
        language.value: {field: getattr(item, localized(field, language)) for field in TEXT_FIELDS}
        for language in Language
    }


def _row(kind, item):
    """Return the columns of a row as JSON data."""
    translated = [localized(word, language) for word in WORDS[kind] for language in Language]
    row = {name: getattr(item, name) for name in ("id", *COLUMNS[kind], *translated)}
    if row.get("checked_at"):
        row["checked_at"] = row["checked_at"].isoformat()
    return row


# The state before the first record.
EMPTY_SNAPSHOT = Snapshot(
    {language.value: dict.fromkeys(TEXT_FIELDS, "") for language in Language},
    dict.fromkeys(FILING_COLUMNS)
    | dict.fromkeys(SWITCHES, False)
    | {kind: [] for kind in ("topics", "bylines", *ROWS)},
)
