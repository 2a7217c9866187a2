"""What the tests of the checks share: what is found of a story."""

from articles.checks.registry import examine
from articles.models import Progress
from tests.factories import make_whole_article


def found(article, language="en", **how):
    """What preflight finds in one language of a story: [(code, passage)], in its order."""
    progress = Progress.objects.get(article=article, language=language)
    return [(finding.code, finding.passage) for finding in examine(article, progress, **how)]


def found_in(language="en", **columns):
    """The same of a story that is whole but for the given columns."""
    return found(make_whole_article(languages=(language,), **columns), language)
