"""Snapshots of a working copy, for comparison."""

from dataclasses import dataclass, field

from articles.models import Language, localized
from articles.models.edition import text_digest
from articles.models.people import is_credited

TEXT_FIELDS = ("title", "summary", "slug", "body")
FILING_COLUMNS = ("source_language", "section_id", "lead_image_id")


@dataclass(frozen=True)
class Snapshot:
    """The text of each language and the filing, as JSON data.

    text    {"en": {"title", "summary", "slug", "body",
             "related": [[id, publisher, title, summary]], "sources": [[id, name]]}, "ko": …}
    filing  {"source_language", "section_id", "lead_image_id", "topics", "bylines", "related", "sources"}
    names   {"publishers": {"12": [English, Korean]}, "sources": {…}} as written; `text` has them as printed,
            where the name of one language may stand in for that of the other
    """

    text: dict
    filing: dict
    names: dict = field(default_factory=dict)

    @classmethod
    def of(cls, article):
        """Read the article's related rows and take its columns as the object holds them."""
        topics = list(article.topic_items.order_by("id").values_list("tag_id", flat=True))
        bylines = list(article.bylines.values_list("author_id", "role", "position"))
        links = list(article.related_links.all())
        sources = list(article.sources.all())
        text = {
            language.value: {
                **{field: article.text(field, language) for field in TEXT_FIELDS},
                "related": [
                    [
                        link.pk,
                        link.publisher_in(language),
                        getattr(link, f"title_{language}"),
                        getattr(link, f"summary_{language}"),
                    ]
                    for link in links
                ],
                "sources": [[source.pk, source.named_in(language)[0]] for source in sources],
            }
            for language in Language
        }
        filing = {
            **{column: getattr(article, column) for column in FILING_COLUMNS},
            "topics": topics,
            "bylines": [list(byline) for byline in bylines],
            "related": [[link.pk, link.position, link.target_id, link.url] for link in links],
            "sources": [_source(source) for source in sources],
        }
        names = {"publishers": _written("publisher", links), "sources": _written("name", sources)}
        return cls(text, filing, names)

    def changed_parts(self, before):
        """Return those of "en", "ko" and "filing" that differ from an earlier snapshot.

        A row that has no words in a language is no part of the text of that language.
        """
        parts = {
            language for language in self.text if self._written_in(language) != before._written_in(language)
        }
        return parts | ({"filing"} if self.filing != before.filing else set())

    def _written_in(self, language):
        text, place = self.text[language], list(Language).index(language)
        names = {kind: {pk: both[place] for pk, both in rows.items()} for kind, rows in self.names.items()}
        related = {pk: [names["publishers"][str(pk)], *words] for pk, _printed, *words in text["related"]}
        rows = {pk: words for pk, words in related.items() if any(words)}
        sources = {pk: name for pk, name in names["sources"].items() if name}
        return text | {"related": rows, "sources": sources}

    def text_digest(self, language, *, with_body):
        """Return the text_digest that an edition of this text would have; "" while nothing is written."""
        text, filing = self.text[language], self.filing
        words = {pk: words for pk, *words in text["related"]}
        names = dict(text["sources"])
        return text_digest(
            title=text["title"],
            summary=text["summary"],
            slug=text["slug"],
            body=text["body"] if with_body else "",
            filing=[filing["section_id"], filing["lead_image_id"], filing["topics"]],
            bylines=[
                [author, role]
                for author, role, _position in filing["bylines"]
                if is_credited(role, language, filing["source_language"])
            ],
            related=[
                [target, url, *words[pk]] for pk, _position, target, url in filing["related"] if target or url
            ],
            sources=[
                [names[pk], url, kind]
                for pk, kind, url, _note, _segment, is_public, *_checked in filing["sources"]
                if is_public
            ],
        )


def _written(column, rows):
    return {str(row.pk): [getattr(row, localized(column, language)) for language in Language] for row in rows}


def _source(source):
    """Return the columns of a source as a list, without its name, which belongs to the languages."""
    checked_at = source.checked_at.isoformat() if source.checked_at else None
    return [
        source.pk,
        source.kind,
        source.url,
        source.note,
        source.segment,
        source.is_public,
        source.checked_by_id,
        checked_at,
    ]
