"""What is still missing before the desk can read one language of a story."""

from articles.checks.registry import examine
from articles.checks.text.completeness import READABLE


def unfinished_text(article, progress):
    """What the text of one language lacks before the desk can read it: a list of Findings, blockers all."""
    return examine(article, progress, codes=READABLE)
