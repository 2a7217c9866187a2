"""The translation screen of one story: its data, who may open it, and what of it has changed."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, wraps
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from js_asset import ImportMap, Media
from js_asset.js import Script

from articles.checks.context import TEXT
from articles.models import Article, Event, Language, LanguageProgress, Note, Stage, Wanted, other
from articles.models.event import EventType
from articles.text.reading_time import count_words as words_in
from articles.text.script import language_of
from articles.text.translation.freshness import WORDLESS
from articles.translations.freshness import Translation, Workload, translation_of
from articles.workflow.permissions import Verb, may, may_any
from articles.workflow.transitions import is_last_writer
from newsroom.translations.accompanying_texts import accompanying_texts_context
from newsroom.translations.rows import segment_rows


class SourceLanguageRequested(Exception):
    """A request to translate a story into its source language; `article` is the story."""

    def __init__(self, article):
        self.article = article
        super().__init__(str(article))


@dataclass
class StoryTranslation:
    """One translation of a story, as a person may see and change it.

    progress     of the translation, with its holder
    translation  the present Translation
    """

    article: Article
    progress: LanguageProgress
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
        """The event that returned it to its writer, or None if it is not with them any more. One query."""
        if self.progress.stage != Stage.WRITING:
            return None
        steps = Event.objects.about(self.article).filter(
            language=self.language, happening__in=EventType.STEPS
        )
        latest = steps.select_related("actor").first()
        return latest if latest and latest.reason else None

    @property
    def reason_language(self):
        """The language of the reason for which it was sent back, found by its script."""
        return language_of(self.sent_back.reason) or self.language

    @cached_property
    def judgement(self):
        """{"approve" or "return": address of that step's page} for people who may review it now."""
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
        """The open threads about a passage of either text, if the person may read notes; one query."""
        if not self.user.has_perm("articles.view_note"):
            return []
        found = Note.objects.threads().open().filter(article=self.article).exclude(passage="")
        return list(found.values_list("pk", "language", "passage"))

    @cached_property
    def measure(self):
        """Counts of segments and words, done and in total, and of the words left; see Workload."""
        size = Workload.of(self.translation, self.language)
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


def load_story_translation(article_id, language, user) -> StoryTranslation:
    """Return the StoryTranslation for a person who may see stories, in a constant number of queries.

    Raise Http404, PermissionDenied, or SourceLanguageRequested for the language of the source.
    """
    if not (user.has_perm("articles.view_article") or user.has_perm("articles.change_article")):
        raise PermissionDenied
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise Http404
    if language == article.source_language:
        raise SourceLanguageRequested(article)
    progress = LanguageProgress.objects.select_related("holder").get(article=article, language=language)
    return StoryTranslation(article, progress, user, translation_of(article, progress))


MODULES = ("rows", "requests", "status", "store", "unsaved", "autosave", "tags", "verbs", "keys", "filters")
MODULES += ("aids", "notes", "accompanying_texts", "preflight", "memory_search")
# name: (label, keys)
FILTERS = {
    "all": (pgettext_lazy("segments", "All"), "f a"),
    "open": (pgettext_lazy("segments", "Open"), "f o"),
    "untranslated": (pgettext_lazy("segments", "Untranslated"), "f u"),
    "stale": (pgettext_lazy("segments", "Source changed"), "f s"),
    "drafts": (pgettext_lazy("segments", "Drafts"), "f d"),
    "failing": (pgettext_lazy("segments", "Failing checks"), "f c"),
    "notes": (pgettext_lazy("segments", "With notes"), "f n"),
}


def screen_media(start="start") -> Media:
    """Return the Media of a screen: an import map of its scripts, and the one that starts them."""
    names = {f"newsroom-translations/{name}": f"js/translations/{name}.js" for name in MODULES}
    names["newsroom-notes"] = "js/admin/notes.js"
    return Media(importmap=ImportMap(names), js=[Script(f"js/translations/{start}.js", type="module")])


def login_address() -> str:
    """Return the address for logging in again, in another window."""
    return f"{reverse('admin:login')}?next={reverse('admin:index')}"


def frame_context(request, article, title) -> dict:
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


def head_context(story):
    """Return the context of the head of the page, which a save may change."""
    return {
        "story": story,
        "measure": story.measure,
        "may_submit": story.may_write and story.progress.stage == Stage.WRITING,
        "is_overdue": bool(story.progress.due_at and story.progress.due_at < timezone.now()),
        "preflight": reverse("admin:articles_article_preflight", args=[story.article.pk]),
    }


def filter_links(found, chosen):
    """Return [(name, label, keys, number of rows, whether chosen)] of the filters."""
    counts = Counter(kind for row in found for kind in row.kinds)
    return [(name, label, keys, counts[name], name == chosen) for name, (label, keys) in FILTERS.items()]


def changed_parts(request, story, known, here=None) -> dict:
    """Return the parts of the page that have changed, as a dict for JSON.

    known  fingerprints of the rows that the page shows
    order  fingerprints of all rows, of which `rows` has the HTML of the new ones; `here`, that of the row in
           use
    """
    found = segment_rows(story)
    context = {"story": story, "show": "all"}
    fresh = [row for row in found if row.print not in known]
    return {
        "order": [row.print for row in found],
        "rows": {
            row.print: render_to_string("translations/_segment_row.html", context | {"row": row}, request)
            for row in fresh
        },
        "head": render_to_string("translations/_screen_head.html", head_context(story), request),
        "here": found[here].print if here is not None and here < len(found) else "",
    }


MOST_KNOWN_ROWS = 20_000


def is_script_request(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def translation_view(view):
    """Decorate a view of a StoryTranslation; answer scripts with 401 where people are sent to log in."""

    @wraps(view)
    def for_staff(request, article_id, language):
        try:
            found = load_story_translation(article_id, Language(language), request.user)
        except SourceLanguageRequested as asked:
            return _source_language_page(request, asked.article)
        return view(request, found)

    guarded = never_cache(admin.site.admin_view(for_staff))

    @wraps(view)
    def guard(request, **kwargs):
        if is_script_request(request) and not admin.site.has_permission(request):
            return JsonResponse({"refused": _("You are not logged in any more.")}, status=401)
        return guarded(request, **kwargs)

    return guard


def _source_language_page(request, article):
    """Answer 404 for the language of the source, with links to the translation and the story."""
    told = _("This is the language the story was written in")
    if is_script_request(request):
        return JsonResponse({"refused": told}, status=404)
    there = other(Language(article.source_language))
    context = frame_context(request, article, told) | {
        "there": there,
        "address": reverse("translations:story", args=[article.pk, there]),
    }
    return TemplateResponse(request, "translations/source_language.html", context, status=404)


def known_prints(request) -> set[str]:
    """Return the fingerprints of the rows that a page says it shows."""
    return set(request.POST.get("known", "")[: 11 * MOST_KNOWN_ROWS].split(","))


@require_safe
@translation_view
def translation_page(request, story):
    """Show the whole story, row by row; with ?show=…, the rows of one filter."""
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    found = segment_rows(story) if story.is_wanted else []
    title = _("Translate into %(language)s") % {"language": story.language.label}
    context = frame_context(request, story.article, title) | head_context(story)
    context |= {"rows": found, "filters": filter_links(found, show), "show": show, "media": screen_media()}
    context |= {
        "login": login_address(),
        "notes_address": reverse("admin:articles_article_notes", args=[story.article.pk]),
        "length": _("%(number)s of about %(most)s characters"),
        "sees_notes": request.user.has_perm("articles.view_note"),
    }
    context |= accompanying_texts_context(story) if story.is_wanted else {}
    return TemplateResponse(request, "translations/story.html", context)


@translation_view
def changed_rows(request, story):
    """Return the CSRF token for GET, after a new login; for POST, the changed parts of the page."""
    if request.method == "POST":
        return JsonResponse(changed_parts(request, story, known_prints(request)))
    return JsonResponse({"token": get_token(request), "user": request.user.pk})
