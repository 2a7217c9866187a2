"""The agreed text of a statement in both languages, and its check findings."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import linebreaks

from articles.checks.context import RelatedData
from articles.checks.registry import Finding, examine_both
from articles.models import Article, Language, LanguageProgress, Wanted, localized
from articles.models.text import line, prose
from articles.text.digests import digest_of

# Fields of findings that apply to a statement → names of the statement's own fields.
FIELDS = {"title": "headline", "body": "text"}


@dataclass
class AgreedText:
    """The agreed headline and text in both languages, normalised as a Statement stores them."""

    headline_en: str
    headline_ko: str
    text_en: str
    text_ko: str

    def __post_init__(self):
        for name, text in vars(self).items():
            setattr(self, name, line(text) if name.startswith("headline") else prose(text))

    def headline(self, language: str) -> str:
        return getattr(self, localized("headline", language))

    def text(self, language: str) -> str:
        return getattr(self, localized("text", language))

    def paragraphs(self, language: str) -> list[str]:
        return self.text(language).split("\n\n")

    def stamp(self) -> str:
        """Return a digest, which a form sends back to identify the text that the user saw."""
        return digest_of(vars(self))


def examine_agreed(agreed: AgreedText, *, source_language: str, at: datetime) -> list[Finding]:
    """Return the findings of story checks about an agreed text, including comparisons of the languages.

    at  the instant of publication
    Checks of parts that only stories have (summary, section, byline, sources) are left out.
    """
    article = Article(source_language=source_language)
    is_alike = len({len(agreed.paragraphs(language)) for language in Language}) == 1
    for language in Language:
        setattr(article, localized("title", language), agreed.headline(language))
        setattr(article, localized("body", language), _body(agreed, language, is_whole=not is_alike))
    progress = [
        LanguageProgress(article=article, language=language, wanted=Wanted.FULL) for language in Language
    ]
    findings_by_language = examine_both(article, at=at, progress=progress, rows=RelatedData.of_text(article))
    return [
        finding
        for findings in findings_by_language.values()
        for finding in findings
        if finding.field in FIELDS
    ]


def _body(agreed, language, *, is_whole):
    """Return the text as the body of a story, as one paragraph if `is_whole`."""
    text = agreed.text(language)
    return linebreaks(text.replace("\n\n", "\n") if is_whole else text, autoescape=True).replace("\n", "")
