"""Files for translators from the screen: of one story, or of several at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Language, Progress
from newsroom.translations.exchange import Refused
from newsroom.translations.exchanging.files import KINDS, MOST_STORIES, response
from newsroom.translations.exchanging.forms import MOST_BYTES, TranslationFileForm
from newsroom.translations.exchanging.incoming import CHANGED, write
from newsroom.translations.exchanging.parcels import parcels
from newsroom.translations.exchanging.preview import Shown
from newsroom.translations.queue import writable_languages
from newsroom.translations.queue_filters import QueueFilters
from newsroom.translations.screen import frame_context, translation_view

LONGEST_NUMBER = 18  # digits, as addresses have them
LARGEST = MOST_BYTES // 2  # bytes of a file that is taken away: it comes back twice as large


@sensitive_post_parameters("kept")
@require_http_methods(["GET", "HEAD", "POST"])
@translation_view
def exchange(request, story):
    """One story: its file to take away, and the form for what comes back."""
    if request.method == "POST" and not story.may_write:
        raise PermissionDenied

    def page(form, status=200):
        context = frame_context(request, story.article, _("Files for translators")) | shown(form)
        context |= {"story": story, "kinds": KINDS, "sees_notes": request.user.has_perm("articles.view_note")}
        return TemplateResponse(request, "translations/exchange.html", context, status=status)

    return received(request, page, story.address, only=story.article.pk)


@require_safe
@translation_view
def exchanged(request, story):
    """The file of one story."""
    return sent(request, [story.article.pk], story.language)


@sensitive_post_parameters("kept")
@require_http_methods(["GET", "HEAD", "POST"])
def exchanges(request):
    """Several stories: those that the queue shows under the same choices, and a form for what comes back."""
    languages = writable_languages(request.user)
    if not languages:
        raise PermissionDenied

    def page(form, status=200):
        context = admin.site.each_context(request) | shown(form) | {"kinds": KINDS}
        context |= {
            "title": _("Files for translators"),
            "lists": wanted(request, languages),
            "sees_notes": request.user.has_perm("articles.view_note"),
        }
        return TemplateResponse(request, "translations/exchanges.html", context, status=status)

    return received(request, page, reverse("translations:exchanges"))


@require_safe
def exchanged_many(request):
    """The stories that are named by their numbers, in one file: ?language=ko&article=12&article=15."""
    if not writable_languages(request.user) and not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    told, language = request.GET.getlist("article"), request.GET.get("language")
    numbers = [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) <= LONGEST_NUMBER]
    if language not in Language or len(numbers) > MOST_STORIES:
        raise Http404
    return sent(request, numbers, language)


def sent(request, numbers, language):
    kind = request.GET.get("kind", "1.2")
    if kind not in KINDS:
        raise Http404
    found = parcels(numbers, request.user, language=language, with_notes="notes" in request.GET)
    if not any(parcel.units for parcel in found):
        raise Http404
    file = response(found, kind)
    if len(found) > 1 and len(file.content) > LARGEST:
        words = _(
            "The file would be too large to be taken in when it comes back translated. Choose fewer stories."
        )
        messages.warning(request, words)
        return HttpResponseRedirect(reverse("translations:exchanges"))
    return file


def wanted(request, languages):
    """[(Language, rows of the queue)] under the choices of the address, MOST_STORIES of each at most."""
    found = QueueFilters(request, languages, getattr(request, "at", None) or timezone.now()).found
    rows = Progress.objects.select_related("article").in_bulk([row.pk for row in found[: 2 * MOST_STORIES]])
    ordered = [rows[row.pk] for row in found if row.pk in rows]
    lists = [(one, [row for row in ordered if row.language == one][:MOST_STORIES]) for one in languages]
    return [one for one in lists if one[1]]


def shown(form):
    """What a page says of a file: a Shown of each story."""
    told = [Shown(plan) for plan in form.plans]
    return {"form": form, "told": told, "is_empty": all(plan.is_empty for plan in form.plans)}


def received(request, page, done, *, only=None):
    """A file: its preview; with “write” what was agreed to, unless it would do something else by now."""
    if request.method != "POST":
        return page(TranslationFileForm(user=request.user, only=only))
    form = TranslationFileForm(request.POST, request.FILES, user=request.user, only=only)
    if not form.is_valid():
        return page(form, status=422)
    status = 422 if all(plan.refusal for plan in form.plans) else 200
    if "_write" in request.POST and not form.cleaned_data["file"]:
        if form.is_agreed:
            taken(request, form.plans)
            return HttpResponseRedirect(done)
        messages.warning(request, _("%(why)s Nothing was written.") % {"why": CHANGED})
        status = 409
    form.carry()
    return page(form, status=status)


def taken(request, plans):
    """Write each story by itself, and tell of each."""
    chosen = set(request.POST.getlist("chosen"))
    for plan in plans:
        if plan.is_empty:
            continue
        here = {one.partition(":")[2] for one in chosen if one.startswith(f"{plan.read.id}:")}
        told = {"headline": str(plan.parcel.article)}
        try:
            count = write(plan, here, by=request.user)
        except Refused as refused:
            words = _("“%(headline)s”: %(why)s Nothing was written.")
            messages.error(request, words % (told | {"why": refused}))
            continue
        words = ngettext(
            "“%(headline)s”: %(count)d segment was written.",
            "“%(headline)s”: %(count)d segments were written.",
            count,
        )
        messages.success(request, words % (told | {"count": count}))
