"""What a working copy says at one moment, so that two moments can be compared."""

from dataclasses import dataclass

from articles.models import Language
from articles.models.edition import text_digest

TEXT_FIELDS = ("title", "summary", "slug", "body")
FILING_COLUMNS = ("source_language", "section_id", "lead_image_id")


@dataclass(frozen=True)
class Snapshot:
    """The text of each language and the filing, as JSON data.

    text    {"en": {"title", "summary", "slug", "body", "related": [[id, title, summary]], "sources": [[id, name]]}}
    filing  {"source_language", "section_id", "lead_image_id", "topics", "bylines", "related", "sources"}
    """

    text: dict
    filing: dict

    @classmethod
    def of(cls, article):
        """Read the article's related rows and take its columns as the object holds them."""
        topics = sorted(article.topic_items.values_list("tag_id", flat=True))
        bylines = list(article.bylines.values_list("author_id", "role", "position"))
        links = list(article.related_links.all())
        sources = list(article.sources.all())
        text = {
            language.value: {
                **{field: article.text(field, language) for field in TEXT_FIELDS},
                "related": [
                    [link.pk, getattr(link, f"title_{language}"), getattr(link, f"summary_{language}")]
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
            "related": [[link.pk, link.position, link.target_id, link.url, link.publisher] for link in links],
            "sources": [_source(source) for source in sources],
        }
        return cls(text, filing)

    def changed_parts(self, before):
        """Which of "en", "ko" and "filing" differ from an earlier snapshot."""
        parts = {language for language, text in self.text.items() if text != before.text[language]}
        return parts | ({"filing"} if self.filing != before.filing else set())

    def text_digest(self, language, *, with_body):
        """What an edition of this text would have as its text_digest; "" while nothing is written."""
        text = self.text[language]
        leads_somewhere = {
            pk for pk, _position, target, url, _publisher in self.filing["related"] if target or url
        }
        printed = {source[0] for source in self.filing["sources"] if source[5]}
        return text_digest(
            title=text["title"],
            summary=text["summary"],
            slug=text["slug"],
            body=text["body"] if with_body else "",
            related=[[title, summary] for pk, title, summary in text["related"] if pk in leads_somewhere],
            sources=[name for pk, name in text["sources"] if pk in printed],
        )


def _source(source):
    """A source without its name, which belongs to the languages."""
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
