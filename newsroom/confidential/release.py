"""The release of a restricted story: from then on it is a story like others."""

from articles.events import log
from articles.models import Article, Language, localized
from articles.workflow.edit_session import create_article
from newsroom.confidential.models import RestrictedStory

TEXTS = ("title", "summary", "body")


@log.unit_of_work()
def release(story: RestrictedStory, *, by) -> Article:
    """Make a story of a restricted one, which ends; return it. It is written, and nothing is published.

    It belongs to whoever held it, so that an intern keeps writing what they began.
    """
    columns = {localized(text, language): "" for text in TEXTS for language in Language}
    columns = {column: getattr(story, column) for column in columns}
    article = create_article(
        by=story.held_by, source_language=story.source_language, section=story.section, **columns
    )
    story.delete()
    return article
