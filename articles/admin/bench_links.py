"""From the lists of the desk into the translators' workbench."""

from articles.models import Language, Stage, Wanted
from articles.translations import translation_address
from articles.workflow.permissions import Verb, may


class BenchLinks:
    """The addresses for one person; "" where there is nothing for them to translate."""

    def __init__(self, user):
        self.user = user
        self.languages = {language.value for language in Language if may(user, Verb.WRITE, language)}

    def to(self, row):
        """Of a row of Progress with its story and freshness: its translation is the next thing to do."""
        is_translation = row.language != row.article.source_language and row.wanted != Wanted.NOTHING
        is_open = row.stage == Stage.WRITING or row.is_stale
        is_free = row.holder_id in (None, self.user.pk)
        if not (is_translation and is_open and is_free and row.language in self.languages):
            return ""
        return translation_address(row.article_id, row.language)
