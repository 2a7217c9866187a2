"""Snapshots of a working copy, for comparison."""

from dataclasses import dataclass

from articles.models import Article, Language, RelatedLink, Source, localized
from articles.models.people import is_credited
from articles.text.digests import text_digest

TEXT_FIELDS = ("title", "summary", "slug", "body")
FILING_COLUMNS = ("source_language", "section_id", "lead_image_id")
BYLINE_COLUMNS = ("author_id", "role", "position")
# Of a row of each kind: the columns that belong to no language, and those that are translated.
COLUMNS = {
    "related": ("position", "target_id", "url"),
    "sources": ("kind", "url", "note", "segment", "is_public", "checked_by_id", "checked_at"),
}
WORDS = {"related": ("publisher", "title", "summary"), "sources": ("name",)}


@dataclass(frozen=True)
class Snapshot:
    """The text of each language and the filing, as JSON data.

    text    {"en": {"title", "summary", "slug", "body"}, "ko": …}
    filing  {"source_language", "section_id", "lead_image_id", "topics": [id],
             "bylines": [{"author_id", "role", "position"}],
             "related": [{"id", …}], "sources": [{"id", …}]} with the columns of COLUMNS, and of WORDS in
            both languages: "title_en", "title_ko"
    """

    text: dict
    filing: dict

    @classmethod
    def of(cls, article: Article) -> "Snapshot":
        """Read the article's related rows and take its columns as the object holds them."""
        text = {
            language.value: {field: article.text(field, language) for field in TEXT_FIELDS}
            for language in Language
        }
        filing = {
            **{column: getattr(article, column) for column in FILING_COLUMNS},
            "topics": list(article.topic_items.order_by("id").values_list("tag_id", flat=True)),
            "bylines": list(article.bylines.values(*BYLINE_COLUMNS)),
            "related": [_row("related", link) for link in article.related_links.all()],
            "sources": [_row("sources", source) for source in article.sources.all()],
        }
        return cls(text, filing)

    def changed_parts(self, before: "Snapshot") -> set[str]:
        """Return those of "en", "ko" and "filing" that differ from an earlier snapshot.

        A row that has no words in a language is no part of the text of that language.
        """
        parts = {language for language in self.text if self._written(language) != before._written(language)}
        return parts | ({"filing"} if self._filed() != before._filed() else set())

    def _written(self, language):
        """Return the text of a language, and the words of rows in it."""
        rows = {
            kind: {row["id"]: words_of(kind, row, language) for row in self.filing[kind]} for kind in WORDS
        }
        written = {
            kind: {pk: words for pk, words in found.items() if any(words)} for kind, found in rows.items()
        }
        return self.text[language] | written

    def _filed(self):
        """Return the filing without the words of rows."""
        rows = {
            kind: [{name: row[name] for name in ("id", *columns)} for row in self.filing[kind]]
            for kind, columns in COLUMNS.items()
        }
        return self.filing | rows

    def text_digest(self, language: str, *, with_body: bool) -> str:
        """Return the text_digest that an edition of this text would have; "" while nothing is written."""
        text, filing = self.text[language], self.filing
        return text_digest(
            title=text["title"],
            summary=text["summary"],
            slug=text["slug"],
            body=text["body"] if with_body else "",
            section=filing["section_id"],
            lead_image=filing["lead_image_id"],
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


def _row(kind, item):
    """Return the columns of a row as JSON data."""
    translated = [localized(word, language) for word in WORDS[kind] for language in Language]
    row = {name: getattr(item, name) for name in ("id", *COLUMNS[kind], *translated)}
    if row.get("checked_at"):
        row["checked_at"] = row["checked_at"].isoformat()
    return row
