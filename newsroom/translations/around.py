"""What surrounds a story, as a page of its own, and the address to which each text of it is sent."""

from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from newsroom.translations.page import frame, login, media
from newsroom.translations.surroundings import (
    SurroundingConflict,
    SurroundingGone,
    SurroundingRefused,
    ask,
    beside,
    fill,
    surroundings,
)
from newsroom.translations.surroundings.item import stamp
from newsroom.translations.views import at_the_bench, is_script


@require_safe
@at_the_bench
def around(request, story):
    """All of it. Nothing depends on scripts here."""
    return page(request, story)


@require_POST
@at_the_bench
def surrounding(request, story):
    """Write one text by its key, or with `ask` ask the desk for it.

    Scripts are answered with what stands there then, 200 {said, text, seen, is_missing, missing: how many};
    or 409 {refused, theirs, seen}, 410 and 422 {refused}. Others with the page.
    """
    key = request.POST.get("key", "")
    try:
        said = take(request, story, key)
    except SurroundingConflict as conflict:
        message = _("Somebody else has written here meanwhile. Look at both, and save again.")
        return refused(request, story, message, status=409, now=conflict.text)
    except SurroundingRefused as refusal:
        return refused(request, story, str(refusal), status=422)
    except SurroundingGone:
        return refused(request, story, _("This is not beside the story any more."), status=410)
    if is_script(request):
        return JsonResponse(standing(story, key) | {"said": said})
    return HttpResponseRedirect(f"{address(story)}#{key}")


def address(story):
    return reverse("translations:around", args=[story.article.pk, story.language])


def take(request, story, key):
    """Do what was posted; return what is said of it."""
    if "ask" not in request.POST:
        seen, text = request.POST.get("seen", ""), request.POST.get("text", "")
        fill(story.article, story.language, key, text, by=story.user, seen=seen)
        return _("Saved.")
    for item in surroundings(story.article, story.language, story.user, counted=False):
        if item.key == key:
            ask(story.article, item, by=story.user)
            return _("The desk is asked.")
    raise SurroundingGone


def refused(request, story, message, *, status, now=None):
    if is_script(request):
        theirs = {} if now is None else {"theirs": now, "seen": stamp(now)}
        return JsonResponse({"refused": message} | theirs, status=status)
    typed = {name: request.POST.get(name, "") for name in ("key", "text")}
    return page(request, story, typed | {"message": message, "now": now}, status=status)


def standing(story, key):
    """What a script learns of a text that it sent."""
    story.article.refresh_from_db()
    items = surroundings(story.article, story.language, story.user, counted=False)
    told = {"text": "", "seen": "", "is_missing": False, "missing": sum(item.is_missing for item in items)}
    for item in items:  # it is not among them when nothing is left of it in either language
        if item.key == key:
            told |= {"text": item.target, "seen": item.stamp, "is_missing": item.is_missing}
    return told


def page(request, story, typed=None, *, status=200):
    context = frame(request, story.article, _("What surrounds the story"))
    context |= beside(story) | {"typed": typed, "media": media("around"), "login": login()}
    return TemplateResponse(request, "translations/around.html", context, status=status)
