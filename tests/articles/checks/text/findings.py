"""Findings of the checks, for tests."""

from articles.checks.registry import examine
from articles.models import LanguageProgress
from tests.factories import make_whole_article


def codes_and_passages(article, language="en", **how):
    """Return [(code, passage)] of the findings in one language of a story, in order."""
    progress = LanguageProgress.objects.get(article=article, language=language)
    return [(finding.code, finding.passage) for finding in examine(article, progress, **how)]


def found_in(language="en", **columns):
    """Return [(code, passage)] for a story that is complete except for the given columns."""
    return codes_and_passages(make_whole_article(languages=(language,), **columns), language)
