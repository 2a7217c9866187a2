"""A story as its translator has it: both texts, where the translation stands, what may be done."""

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from articles.checks.context import TEXT
from articles.models import Article, Event, Language, Note, Progress, Stage, Wanted, other
from articles.models.event import Happening
from articles.text.reading_time import count_words as words_in
from articles.text.script import language_of
from articles.text.translation.freshness import WORDLESS
from articles.translations.freshness import Size, Translation, translation_of
from articles.workflow.permissions import Verb, may, may_any
from articles.workflow.transitions import is_last_writer


class SourceAsked(Exception):
    """The workbench was asked for the language that the story was written in; `article` is the story."""

    def __init__(self, article):
        self.article = article
        super().__init__(str(article))


@dataclass
class Story:
    """One translation at the workbench.

    progress     of the translation, with its holder
    translation  the Translation as it stands
    """

    article: Article
    progress: Progress
    user: object = field(repr=False)
    translation: Translation = field(repr=False, default=None)

    @property
    def language(self):
        return Language(self.progress.language)

    @property
    def source_language(self):
        return other(self.language)

    @property
    def is_wanted(self):
        return self.progress.wanted != Wanted.NOTHING

    @property
    def is_brief(self):
        return self.progress.wanted == Wanted.BRIEF

    @property
    def is_begun(self):
        return any(self.article.text(field, self.language) for field in TEXT)

    @cached_property
    def may_write(self):
        return self.is_wanted and may(self.user, Verb.WRITE, self.language)

    @property
    def may_hold(self):
        return may_any(self.user, self.language)

    @cached_property
    def sent_back(self):
        """The event that sent it back to its writer, where it still is with them; or None. One query."""
        if self.progress.stage != Stage.WRITING:
            return None
        steps = Event.objects.about(self.article).filter(
            language=self.language, happening__in=Happening.STEPS
        )
        latest = steps.select_related("actor").first()
        return latest if latest and latest.reason else None

    @property
    def reason_language(self):
        """The language of the reason for which it was sent back, as its letters tell."""
        return language_of(self.sent_back.reason) or self.language

    @cached_property
    def judgement(self):
        """{"approve" or "return": the page of that step}, which leads back here, for who may judge it now."""
        if self.progress.stage != Stage.IN_REVIEW or not may(self.user, Verb.APPROVE, self.language):
            return {}
        names = {
            "approve": "approve-alone" if is_last_writer(self.user, self.progress) else "approve",
            "return": "return",
        }
        query, here = urlencode({"next": self.address}), [self.article.pk, self.language]
        return {
            judged: f"{reverse('admin:articles_article_step', args=[*here, name])}?{query}"
            for judged, name in names.items()
        }

    @property
    def address(self):
        return reverse("translations:story", args=[self.article.pk, self.language])

    @property
    def preview(self):
        return f"{reverse('admin:articles_article_preview', args=[self.article.pk])}?language={self.language}"

    @cached_property
    def open_notes(self):
        """The open threads about a passage of either text, for whoever may read notes; one query."""
        if not self.user.has_perm("articles.view_note"):
            return []
        found = Note.objects.threads().open().filter(article=self.article).exclude(passage="")
        return list(found.values_list("pk", "language", "passage"))

    @cached_property
    def measure(self):
        """How much is done of how much, and how much is left, as the queue counts it."""
        size = Size.of(self.translation, self.language)
        of_words = sum(words_in(one.words, self.source_language) for one in self.translation.source)
        counts = self.translation.counts
        return {
            "segments": size.done,
            "of_segments": size.total,
            "words": of_words - size.words,
            "of_words": of_words,
            "left": size.words,
            "percent": 100 * (of_words - size.words) // max(of_words, 1),
            "wordless": sum(counts[state] for state in WORDLESS),
        }


def read_story(article_id, language, user):
    """The Story for who may see stories, in a constant number of queries.

    Raise Http404, PermissionDenied, or SourceAsked where nothing is translated into that language.
    """
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        raise PermissionDenied
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise Http404
    if language == article.source_language:
        raise SourceAsked(article)
    progress = Progress.objects.select_related("holder").get(article=article, language=language)
    return Story(article, progress, user, translation_of(article, progress))
