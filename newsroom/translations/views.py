"""The workbench of one translation: its page, its rows as they stand now, what helps with one of them."""

from functools import wraps

from django.contrib import admin
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.checks.registry import FindingCounts, examine
from articles.models import Language, other
from newsroom.translations.aids import aids, failing, fitted
from newsroom.translations.memory.searching import hits
from newsroom.translations.page import FILTERS, delta, filters, frame, head, login, media
from newsroom.translations.posted import LONGEST
from newsroom.translations.rows import rows
from newsroom.translations.story import SourceAsked, read_story
from newsroom.translations.surroundings import beside

PRINTS = 20_000  # rows that a page may say it knows


def is_script(request):
    return "application/json" in request.headers.get("Accept", "")


def at_the_bench(view):
    """A view of a Story, for whoever may see it. Scripts are told 401 where a person is sent to log in."""

    @wraps(view)
    def for_staff(request, article_id, language):
        try:
            found = read_story(article_id, Language(language), request.user)
        except SourceAsked as asked:
            return _source_asked(request, asked.article)
        return view(request, found)

    guarded = never_cache(admin.site.admin_view(for_staff))

    @wraps(view)
    def guard(request, **kwargs):
        if is_script(request) and not admin.site.has_permission(request):
            return JsonResponse({"refused": _("You are not logged in any more.")}, status=401)
        return guarded(request, **kwargs)

    return guard


def _source_asked(request, article):
    """Nothing is translated into the language of the source: 404, with the ways there are."""
    told = _("This is the language the story was written in")
    if is_script(request):
        return JsonResponse({"refused": told}, status=404)
    there = other(Language(article.source_language))
    context = frame(request, article, told) | {
        "there": there,
        "address": reverse("translations:story", args=[article.pk, there]),
    }
    return TemplateResponse(request, "translations/source.html", context, status=404)


def known(request):
    """The prints of the rows that a page says it shows."""
    return set(request.POST.get("known", "")[: 11 * PRINTS].split(","))


@require_safe
@at_the_bench
def story(request, story):
    """The whole story, row by row; ?show=… the rows of one filter."""
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else "all"
    found = rows(story) if story.is_wanted else []
    title = _("Translate into %(language)s") % {"language": story.language.label}
    context = frame(request, story.article, title) | head(story)
    context |= {"rows": found, "filters": filters(found, show), "show": show, "media": media()}
    context |= {
        "login": login(),
        "notes_address": reverse("admin:articles_article_notes", args=[story.article.pk]),
        "length": _("%(number)s of about %(most)s characters"),
        "sees_notes": request.user.has_perm("articles.view_note"),
    }
    context |= beside(story) if story.is_wanted else {}
    return TemplateResponse(request, "translations/story.html", context)


@at_the_bench
def rows_now(request, story):
    """GET: the token, after a new login. POST: what has changed since the page was drawn."""
    if request.method == "POST":
        return JsonResponse(delta(request, story, known(request)))
    return JsonResponse({"token": get_token(request), "user": request.user.pk})


@require_POST
@at_the_bench
def aids_of(request, story):
    """What helps with one segment as it is being written."""
    context = aids(story, request.POST)
    if context is None:
        return JsonResponse({"refused": _("That segment is not there any more.")}, status=410)
    return TemplateResponse(request, "translations/_aids.html", context)


@require_safe
@at_the_bench
def failing_now(request, story):
    """The units whose translation the checks warn of, by their names."""
    return JsonResponse({"units": failing(story)})


@require_safe
@at_the_bench
def findings_now(request, story):
    """How many findings of preflight stand, in words; "" of a text that is not begun."""
    if not story.is_begun:
        return JsonResponse({"told": "", "blockers": 0})
    counts = FindingCounts.of(examine(story.article, story.progress))
    return JsonResponse({"told": str(counts), "blockers": counts.blockers})


@require_safe
@at_the_bench
def searched(request, story):
    """Where the memory holds the words of ?q=."""
    words = request.GET.get("q", "")
    return TemplateResponse(request, "translations/_searched.html", {"words": words, "hits": hits(words)})


@require_POST
@at_the_bench
def fit(request, story):
    """A text with a term put into it, and the particle behind it fitted; where the cursor stands then."""
    text, form = (request.POST.get(name, "")[:LONGEST] for name in ("text", "form"))
    start, end = (request.POST.get(name, "") for name in ("start", "end"))
    if not all(place.isascii() and place.isdecimal() and len(place) < 7 for place in (start, end)):
        return JsonResponse({"refused": _("That is not known here.")}, status=422)
    text, cursor = fitted(text, int(start), int(end), form)
    return JsonResponse({"text": text, "cursor": cursor})
