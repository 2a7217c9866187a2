"""Front pages: editors place stories, now or ahead of time, and see each page as its readers will."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.dashboard.screen import may_see
from articles.admin.extensions import register_urls
from articles.admin.forms.choosing import is_number
from articles.admin.front_page_acts import Outcome, act, undoable
from articles.admin.front_page_asked import AskedPage
from articles.admin.front_page_form import EndForm, PlacingForm
from articles.admin.front_page_plans import Plans, headlines
from articles.admin.front_page_sheet import Dealt, banner_of
from articles.admin.front_page_shelf import chosen, shelf
from articles.models import Language, Placement
from articles.models.text import line


@register_urls
def front_page_urls(site):
    return [path("front-pages/", site.admin_view(front_pages(site)), name="front_pages")]


def front_pages(site):
    """The view of one admin site: GET shows a page at an instant, POST changes one thing of it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request):
        if not (may_see(request.user, "placement") and may_see(request.user, "edition")):
            raise PermissionDenied
        asked, outcome = AskedPage.of(request), Outcome(status=200)
        if request.method == "POST":
            outcome = act(request, asked)
            if outcome.told:
                messages.success(request, outcome.told)
                place = f"#place-{outcome.key}" if outcome.key else ""
                return HttpResponseRedirect(asked.address + place)
        context = site.each_context(request) | shown(request, asked, outcome)
        request.current_app = site.name
        template = "admin/front_pages/front_pages.html"
        return TemplateResponse(request, template, context, status=outcome.status)

    return view


def shown(request, asked, outcome):
    """The context of admin/front_pages/front_pages.html."""
    words = line(request.GET.get("q", ""))[:200]
    candidates, has_more = shelf(asked, words)
    page = Dealt(asked)
    banner = None if asked.section else banner_of(asked)
    asleep = page.asleep()
    headlines([*asleep, *filter(None, [banner])], asked.language)
    context = {
        "title": _("Front pages"),
        "asked": asked,
        "languages": [(language, asked.address_of(language=language.value)) for language in Language],
        "pages": pages_of(asked),
        "minute": minute(asked),
        "parts": page.parts(),
        "banner": banner,
        "asleep": asleep,
        "seen": page.all_seen,
        "candidates": candidates,
        "has_more": has_more,
        "words": words,
        "plans": Plans(asked),
        "undo": undoable(request) if asked.may_place else None,
        "refusals": [*outcome.refusals, *filter(None, [asked.refusal])],
    }
    asked_about = panel(request, asked, outcome)
    if request.GET.get("story") and asked_about["candidate"] is None and asked.may_place:
        told = _("Readers do not have this story in %(language)s, and it is not scheduled.")
        context["refusals"].append(told % {"language": Language(asked.language).label})
    return context | asked_about


def panel(request, asked, outcome):
    """What is asked about one story: where to place it, or until when its placement stands."""
    said = request.POST if request.method == "POST" else request.GET
    if not asked.may_place:
        return {"candidate": None, "placement": None}
    number = said.get("_placement") or said.get("placement", "")
    row = Placement.objects.filter(language=asked.language).select_related("section", "placed_by")
    row = row.filter(pk=int(number)).first() if is_number(number) else None
    if row and not row.stands(max(asked.now, row.placed_from)):
        row = None
    story = said.get("_story") or said.get("story", "") or (str(row.article_id) if row else "")
    candidate = chosen(asked, story)
    if row:
        headlines([row], asked.language)
    is_asked = outcome.form or row or said.get("story")
    form = outcome.form
    if candidate and is_asked and form is None:
        initial = {"where": asked.key(row.place) if row else said.get("where", "")}
        form = PlacingForm(asked=asked, candidate=candidate, initial=initial)
    return {
        "candidate": candidate if is_asked else None,
        "placement": row,
        "form": form if is_asked else None,
        "end_form": outcome.end_form or (EndForm(placement=row) if row else None),
    }


def pages_of(asked):
    """[(words, address, whether it is this one, colour)] of the front page and the sections."""
    found = [(_("Front page"), asked.address_of(section=""), asked.section is None, "")]
    return found + [
        (str(section), asked.address_of(section=section.slug), section == asked.section, section.colour)
        for section in asked.sections
    ]


def minute(asked):
    """The instant for a field that asks for another."""
    local = timezone.localtime(asked.at, timezone.get_default_timezone())
    return local.replace(tzinfo=None).isoformat(timespec="minutes")
