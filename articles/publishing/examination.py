"""Preflight of what is to be published, before the transaction that publishes it.

Checks read and compute for a while, during which nobody should have to wait: on SQLite a transaction keeps
everybody else from writing, on PostgreSQL those who write the story.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Max

from articles.checks.registry import Finding, examine
from articles.models import Article, Edition, LanguageProgress, Waiver
from articles.publishing.session import require_permission
from articles.workflow.permissions import Actor


class Examination:
    """Findings about a story, kept for as long as nobody changes the story, its editions or its waivers.

    Other things that checks read (terms, related stories) may change between the examination and the
    publication, as they may right after it.
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
        for progress in examination.progress_rows(article, languages):
            edition = None
            if planned:
                edition = Edition.objects.of(progress.article, progress.language).ahead().first()
            if edition or not planned:
                examination.examine(progress.article, progress, at=at, planned=edition)
        return examination

    @staticmethod
    def progress_rows(article: Article, languages: Iterable[str]) -> list[LanguageProgress]:
        """Return the progress of languages, each with its article, freshly read; none in a transaction."""
        if connection.in_atomic_block:
            return []
        rows = LanguageProgress.objects.filter(article=article.pk, language__in=list(languages))
        return list(rows.select_related("article"))

    def examine(
        self,
        article: Article,
        progress: LanguageProgress,
        *,
        at: datetime | None,
        mended: Edition | None = None,
        planned: Edition | None = None,
    ) -> list[Finding]:
        """Return the findings as articles.checks.registry.examine does, computed once for the same story."""
        printed = [edition and edition.content_digest() for edition in (mended, planned)]
        key = (progress.language, *printed, *_state(article))
        if key not in self._found:
            self._found[key] = examine(article, progress, at=at, mended=mended, planned=planned)
        return self._found[key]


def _state(article):
    """Return what changes with the texts, the filing, the editions and the waivers of a story."""
    progress = LanguageProgress.objects.filter(article=article.pk).order_by("language")
    editions = Edition.objects.of_articles([article.pk]).order_by("language").values_list("language")
    waivers = Waiver.objects.filter(article=article.pk).order_by("pk")
    return (
        tuple(progress.values_list("version", "stage", "article__version")),
        tuple(editions.annotate(Max("number"), Max("live_from"))),
        tuple(waivers.values_list("pk", flat=True)),
    )
