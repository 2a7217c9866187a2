"""The checklist before one language of a story is submitted."""

from articles.checks.registry import examine
from articles.checks.text.completeness import READABLE


def unfinished_text(article, progress):
    """Return blocking Findings for what the text of one language lacks before it can be submitted."""
    return examine(article, progress, codes=READABLE)
