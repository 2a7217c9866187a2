"""Preflight of what is to be published, before the transaction that publishes it.

Checks read and compute for a while, during which nobody should have to wait: on SQLite a transaction keeps
everybody else from writing, on PostgreSQL those who write the story.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection

from articles.checks.context import RelatedData
from articles.checks.registry import Finding, examine, with_waivers
from articles.models import Article, Edition, LanguageProgress
from articles.publishing.session import require_permission
from articles.workflow.permissions import Actor


class Examination:
    """Findings about a story, kept for as long as nobody changes the story.

    Their waivers are read whenever they are asked for. Other things that checks read (terms, related stories)
    may change between the examination and the publication, as they may right after it.
    """

    def __init__(self):
        self._found = {}

    @classmethod
    def before(
        cls,
        article: Article,
        languages: Iterable[str],
        *,
        by: Actor,
        at: datetime | None = None,
        planned: bool = False,
    ) -> "Examination":
        """Examine languages of a story before the transaction; nothing, where one has begun.

        planned  whether the scheduled editions are examined, instead of the working copy
        Raise PermissionDenied, before anything is read, for a person who may not publish all the languages.
        """
        for language in languages:
            require_permission(by, language)
        examination = cls()
        if connection.in_atomic_block:
            return examination
        story = read_story(article)
        for language in languages:
            edition = Edition.objects.of(article, language).ahead().first() if planned else None
            if edition or not planned:
                examination.examine(*story, language, at=at, planned=edition)
        return examination

    def examine(
        self,
        rows: RelatedData,
        progress: Mapping[str, LanguageProgress],
        language: str,
        *,
        at: datetime | None,
        mended: Edition | None = None,
        planned: Edition | None = None,
    ) -> list[Finding]:
        """Return the findings as articles.checks.registry.examine does, computed once for the same story.

        rows      the RelatedData of the story; its `article` is examined
        progress  {language: LanguageProgress} of both languages
        """
        article, printed = rows.article, mended or planned
        versions = [article.version, *(progress[one].version for one in sorted(progress))]
        key = (str(language), printed and printed.content_digest(), mended is None, *versions)
        if key in self._found:
            found = self._found[key]
            return with_waivers(found, rows.waivers) if found else []
        found = examine(article, progress[language], at=at, mended=mended, planned=planned, rows=rows)
        self._found[key] = found
        return found


def read_story(article: Article) -> tuple[RelatedData, dict[str, LanguageProgress]]:
    """Read a story anew; return it for Examination.examine. One query.

    Raise Article.DoesNotExist for a story that is gone.
    """
    found = LanguageProgress.objects.filter(article=article.pk).select_related("article__section")
    progress = {row.language: row for row in found}
    if not progress:
        raise Article.DoesNotExist
    return RelatedData(next(iter(progress.values())).article), progress
