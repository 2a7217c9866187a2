"""One translation of a story with its user's permissions, and the frame of the pages about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from js_asset import ImportMap, Media
from js_asset.js import Script

from articles import clock
from articles.annotations import User
from articles.checks.context import TEXT
from articles.models import (
    Article,
    DisplayStatus,
    Event,
    Language,
    LanguageProgress,
    Note,
    Stage,
    Wanted,
    other,
)
from articles.models.event import EventType
from articles.text.freshness import WORDLESS
from articles.text.script import language_of
from articles.text.sentences import count_words
from articles.translations.freshness import Translation, Workload, translation_of
from articles.translations.segments import TranslationSession
from articles.workflow.permissions import Verb, may, may_any, may_touch
from articles.workflow.transitions import lacks_second_pair_of_eyes, mark_opened


@dataclass
class StoryTranslation:
    """One translation of a story, and a user's permissions for it.

    progress  progress of the translation, with its assignee and status
    """

    article: Article
    progress: LanguageProgress
    user: User = field(repr=False)

    @cached_property
    def translation(self) -> Translation:
        """The current Translation. Uses one query, except after a save (`as_saved`)."""
        return translation_of(self.article, self.progress)

    def as_saved(self, session: TranslationSession) -> "StoryTranslation":
        """Return the StoryTranslation that a TranslationSession has saved. Uses one query, for the status."""
        saved = StoryTranslation(session.article, _read_progress(session.article, self.language), self.user)
        saved.translation = session.translation
        return saved

    @property
    def language(self):
        return Language(self.progress.language)

    @property
    def source_language(self):
        return other(self.language)

    @property
    def day(self) -> date:
        """The planned day of the translation, or today."""
        return self.progress.planned_on or timezone.localdate()

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
        may_write = may(self.user, Verb.WRITE, self.language) and may_touch(self.user, self.article)
        return self.is_wanted and may_write

    @property
    def status_chips(self) -> list[str]:
        """The status as in lists of the desk, followed by the stage if the status only concerns readers."""
        # Imported here, because machine drafts load this module in processes without screens.
        from articles.admin.display import chip
        from articles.admin.story_rows import StoryRow

        stage, standing = Stage(self.progress.stage), self.progress.standing  # type: ignore[attr-defined]  # annotated by the query
        chips = StoryRow(self.progress, clock.now()).status_chips
        if stage == Stage.APPROVED or standing in {stage, DisplayStatus.WANTED, DisplayStatus.NOTHING}:
            return chips
        return [*chips, chip(stage, stage.label)]

    @property
    def has_machine(self):
        """Whether an engine for machine drafts is configured."""
        return bool(settings.MACHINE_TRANSLATION["engine"])

    @property
    def may_be_assigned(self):
        may_work = may_any(self.user, self.language) and may_touch(self.user, self.article)
        return self.is_wanted and may_work

    @cached_property
    def sent_back(self):
        """The event that returned the translation to its writer, or None if it is not with the writer now.

        Uses one query.
        """
        if self.progress.stage != Stage.WRITING:
            return None
        steps = Event.objects.about(self.article).filter(language=self.language, type__in=EventType.STEPS)
        latest = steps.not_undone().select_related("actor").first()
        return latest if latest and latest.reason else None

    @property
    def reason_language(self):
        """The language of the reason why the translation was returned, detected from its script."""
        return language_of(self.sent_back.reason) or self.language

    @property
    def judgement(self):
        """The judgement_links with the translation screen as `back`."""
        return self.judgement_links(self.address)

    def judgement_links(self, back: str) -> dict[str, str]:
        """Return {"approve": URL, "return": URL} of the pages that do this, or {} if the user may not now.

        back  URL to return to from these pages
        """
        if self.progress.stage != Stage.IN_REVIEW or not may(self.user, Verb.APPROVE, self.language):
            return {}
        is_alone = lacks_second_pair_of_eyes(self.user, self.progress)
        actions = {"approve": "approve-alone" if is_alone else "approve", "return": "return"}
        query = urlencode({"next": back})
        links = {}
        for step, name in actions.items():
            address = reverse("admin:articles_article_action", args=[self.article.pk, self.language, name])
            links[step] = f"{address}?{query}"
        return links

    @property
    def address(self):
        return reverse("translations:story", args=[self.article.pk, self.language])

    @property
    def review(self):
        return reverse("translations:review", args=[self.article.pk, self.language])

    @property
    def preview(self):
        return f"{reverse('admin:articles_article_preview', args=[self.article.pk])}?language={self.language}"

    @cached_property
    def open_notes(self):
        """[(pk, language, passage)] of the open threads about a passage of either text, with one query.

        [] if the user may not read notes.
        """
        if not self.user.has_perm("articles.view_note"):
            return []
        threads = Note.objects.threads().open().filter(article=self.article).exclude(passage="")
        return list(threads.values_list("pk", "language", "passage"))

    @cached_property
    def measure(self):
        """Counts of segments and words, done and in total, and of the words left (see Workload)."""
        size = Workload.of(self.translation, self.language)
        segments = self.translation.source
        of_words = sum(count_words(segment.words, self.source_language) for segment in segments)
        return {
            "segments": size.done,
            "of_segments": size.total,
            "words": of_words - size.words,
            "of_words": of_words,
            "left": size.words,
            "percent": 100 * (of_words - size.words) // max(of_words, 1),
            "wordless": sum(unit.state in WORDLESS for unit in self.translation.units),
        }


def load_story_translation(article_id: int, language: str, user: User) -> StoryTranslation:
    """Return the StoryTranslation for a user who may see stories, with a constant number of queries.

    Raise Http404 if the story does not exist, and PermissionDenied if the user may not see stories.
    """
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        raise PermissionDenied
    article = get_object_or_404(Article, pk=article_id)
    return StoryTranslation(article, _read_progress(article, language), user)


def _read_progress(article, language):
    rows = LanguageProgress.objects.with_standing().select_related("assignee")
    return rows.get(article=article, language=language)


def is_script_request(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def translation_view(view: Callable) -> Callable:
    """Decorate a view of a StoryTranslation. Scripts get 401 instead of a redirect to the login.

    A request for the source language gets 404. The first view by an approver is recorded (mark_opened).
    """

    @wraps(view)
    def for_staff(request, article_id, language):
        story = load_story_translation(article_id, language, request.user)
        if language == story.article.source_language:
            return _source_language_page(request, story.article)
        mark_opened(story.progress, request.user)
        return view(request, story)

    guarded = never_cache(admin.site.admin_view(for_staff))

    @wraps(view)
    def guard(request, **kwargs):
        if is_script_request(request) and not admin.site.has_permission(request):
            return JsonResponse({"refused": _("You are logged out.")}, status=401)
        return guarded(request, **kwargs)

    return guard


def _source_language_page(request, article):
    """Respond with 404 for the source language, with links to the translation and the story."""
    message = _("This is the language the story was written in")
    if is_script_request(request):
        return JsonResponse({"refused": message}, status=404)
    there = other(Language(article.source_language))
    context = frame_context(request, article, message) | {
        "there": there,
        "address": reverse("translations:story", args=[article.pk, there]),
    }
    return TemplateResponse(request, "translations/source_language.html", context, status=404)


MODULES = ("rows", "requests", "status", "store", "unsaved", "autosave", "tags", "drafts", "verbs", "keys")
MODULES += ("filters", "aids", "notes", "accompanying_texts", "preflight", "memory_search")


def screen_media(start: str = "start") -> Media:
    """Return the Media of a screen: an import map of its scripts, and the script that starts them."""
    names = {f"newsroom-translations/{name}": f"js/translations/{name}.js" for name in MODULES}
    names |= {f"newsroom-{name}": f"js/admin/{name}.js" for name in ("lengths", "login", "notes")}
    return Media(importmap=ImportMap(names), js=[Script(f"js/translations/{start}.js", type="module")])


def login_address() -> str:
    """Return the URL for logging in again, in another window."""
    return f"{reverse('admin:login')}?next={reverse('admin:index')}"


def frame_context(request: HttpRequest, article: Article, title: str) -> dict:
    """Return the context of the frame around a page about a story: admin/articles/article/page.html."""
    mine = Language(get_language())
    request.current_app = admin.site.name
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "original": article,
        "headline_language": mine if article.text("title", mine) else other(mine),
        "is_nav_sidebar_enabled": False,
        "title": title,
    }
