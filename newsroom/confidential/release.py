"""The release of a restricted story: from then on it is a story like others."""

from articles.events import log
from articles.models import Article, Language, localized
from articles.workflow.autosave import keep_typing
from articles.workflow.edit_session import create_article
from newsroom.confidential.models import RestrictedStory, RestrictedStoryDraft

TEXTS = ("title", "summary", "body")
COLUMNS = {localized(text, language) for text in TEXTS for language in Language}


@log.unit_of_work()
def release(story: RestrictedStory, *, by) -> Article:
    """Make a story of a restricted one, which ends; return it. It is written, and nothing is published.

    It belongs to whoever held it, so that an intern keeps writing what they began. What others of its people
    have typed and not saved goes on as a draft of the story.
    """
    columns = {column: getattr(story, column) for column in COLUMNS}
    article = create_article(
        by=story.held_by, source_language=story.source_language, section=story.section, **columns
    )
    for draft in story.drafts.filter(dropped_at=None):
        pass_on_draft(draft, article)
    story.delete()
    return article


def pass_on_draft(draft: RestrictedStoryDraft, article: Article) -> None:
    """Keep the texts of a draft as one of the story."""
    fields = {name: values for name, values in draft.fields.items() if name in COLUMNS}
    shown = {name: values for name, values in draft.shown.items() if name.removeprefix("initial-") in COLUMNS}
    if fields:
        keep_typing(article.pk, tab=draft.tab, fields=fields, shown=shown, by=draft.user, at=draft.kept_at)
