"""Factories of stories for the checks, and their findings."""

from articles.checks.registry import examine
from articles.models import LanguageProgress, Source
from tests.factories import NOON, make_article, make_user, rewrite


def findings_of(article, code, language="en"):
    """Return the Findings of one check about one language of a story."""
    progress = LanguageProgress.objects.get(article=article, language=language)
    return [finding for finding in examine(article, progress) if finding.code == code]


def passages_of(article, code, language="en"):
    return [finding.passage for finding in findings_of(article, code, language)]


def make_story(*paragraphs, language="en", **fields):
    """Make a story of these paragraphs, or of the given HTML."""
    html = "".join(text if text.startswith("<") else f"<p>{text}</p>" for text in paragraphs)
    return make_article(languages=(language,), **{f"body_{language}": html}, **fields)


def check_source(article, segment, *, is_checked=True):
    checker = make_user("checker") if is_checked else None
    at = NOON if is_checked else None
    return Source.objects.create(
        article=article, name_en="A letter", segment=segment, checked_by=checker, checked_at=at
    )


__all__ = ["check_source", "findings_of", "passages_of", "rewrite", "make_story"]
