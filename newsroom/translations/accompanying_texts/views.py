"""The page of accompanying texts, and the view to which each of them is posted."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from newsroom.translations.accompanying_texts.edits import (
    AccompanyingTextConflict,
    AccompanyingTextGone,
    AccompanyingTextRefused,
    ask_for_text,
    write_text,
)
from newsroom.translations.accompanying_texts.overview import accompanying_texts, accompanying_texts_context
from newsroom.translations.accompanying_texts.texts import text_stamp
from newsroom.translations.story_translation import (
    StoryTranslation,
    frame_context,
    is_script_request,
    login_address,
    screen_media,
    translation_view,
)


@require_safe
@translation_view
def accompanying_texts_page(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Show all accompanying texts; the page works without scripts."""
    return _render_texts_page(request, story)


@require_POST
@translation_view
def post_accompanying_text(request: HttpRequest, story: StoryTranslation) -> HttpResponse:
    """Write one text by its key, or with `ask` ask the desk for it.

    Answer scripts with 200 and its new state {message, text, seen, is_missing, missing: number of missing
    texts}; with 409 {refused, theirs, seen}, 410 or 422 {refused}. Answer plain forms with the page.
    """
    key = request.POST.get("key", "")
    try:
        message = _save_or_ask(request, story, key)
    except AccompanyingTextConflict as conflict:
        refusal = _("Someone else changed this in the meantime. Compare both versions and save again.")
        return _refusal_response(request, story, refusal, status=409, now=conflict.text)
    except AccompanyingTextRefused as refusal:
        return _refusal_response(request, story, str(refusal), status=422)
    except AccompanyingTextGone:
        return _refusal_response(request, story, _("This no longer belongs to the story."), status=410)
    if is_script_request(request):
        return JsonResponse(_text_state(story, key) | {"message": message})
    address = reverse("translations:accompanying_texts", args=[story.article.pk, story.language])
    return HttpResponseRedirect(f"{address}#{key}")


def _save_or_ask(request, story, key):
    """Write the posted text or ask for it; return the message for the person."""
    if "ask" not in request.POST:
        seen, text = request.POST.get("seen", ""), request.POST.get("text", "")
        write_text(story.article, story.language, key, text, by=story.user, seen=seen)
        return _("Saved.")
    for item in accompanying_texts(story.article, story.language, story.user, counted=False):
        if item.key == key:
            ask_for_text(story.article, item, by=story.user)
            return _("Sent to the desk.")
    raise AccompanyingTextGone


def _refusal_response(request, story, message, *, status, now=None):
    if is_script_request(request):
        theirs = {} if now is None else {"theirs": now, "seen": text_stamp(now)}
        return JsonResponse({"refused": message} | theirs, status=status)
    typed = {name: request.POST.get(name, "") for name in ("key", "text")}
    return _render_texts_page(request, story, typed | {"message": message, "now": now}, status=status)


def _text_state(story, key):
    """Return the state of a text, for the script that sent it."""
    story.article.refresh_from_db()
    items = accompanying_texts(story.article, story.language, story.user, counted=False)
    state = {"text": "", "seen": "", "is_missing": False, "missing": sum(item.is_missing for item in items)}
    for item in items:  # it is not among them when nothing is left of it in either language
        if item.key == key:
            state |= {"text": item.target, "seen": item.stamp, "is_missing": item.is_missing}
    return state


def _render_texts_page(request, story, typed=None, *, status=200):
    context = frame_context(request, story.article, _("Accompanying texts"))
    context |= accompanying_texts_context(story) | {
        "typed": typed,
        "media": screen_media("accompanying_texts"),
        "login": login_address(),
    }
    return TemplateResponse(request, "translations/accompanying_texts.html", context, status=status)
