"""The admin screen “Front pages”: GET shows a page at an instant, POST makes one change to it."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.display import datetime_html
from articles.admin.forms.fields import is_number
from articles.admin.site import register_description, register_panel, register_urls
from articles.models import Edition, Language
from articles.models.people import display_name
from articles.models.text import line
from newsroom.frontpage import placements
from newsroom.frontpage.edited_page import (
    EditedPage,
    PageSchedule,
    add_headlines,
    current_banner,
    find_placeable_story,
    placeable_stories,
)
from newsroom.frontpage.forms import PageSelection, PlacementEndForm, PlacementForm
from newsroom.frontpage.models import Placement, SlotKind
from newsroom.frontpage.overview import describe_placements, front_pages_panel
from newsroom.frontpage.placement_session import (
    PlacementRefused,
    PlacementStep,
    PlanReplaced,
    desk_headline,
    replaces_plan_of_colleague,
    sentence_html,
)

LAST_STEP = "front_pages_undo"  # session key of the user's last step
UNDO_SECONDS = 15 * 60

register_panel("admin/front_pages/_overview_panel.html", front_pages_panel, position=20)
register_description("placement", describe_placements)


@register_urls
def front_page_urls(site: AdminSite) -> list[URLPattern]:
    return [path("front-pages/", site.admin_view(front_pages_view(site)), name="front_pages")]


def front_pages_view(site: AdminSite):
    """Return the view for an admin site. With ?public=1 it redirects to the selected public page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request):
        if not request.user.has_perms(["articles.view_edition", "frontpage.view_placement"]):
            raise PermissionDenied
        selection, result = PageSelection.of(request), ChangeResult(status=200)
        if "public" in request.GET and not selection.refusal:
            return HttpResponseRedirect(selection.public_address)
        if request.method == "POST":
            result = change_page(request, selection)
            if result.address:
                return HttpResponseRedirect(result.address)
            if result.message:
                messages.success(request, result.message)
                fragment = f"#place-{result.key}" if result.key else ""
                return HttpResponseRedirect(selection.address + fragment)
        context = site.each_context(request) | _page_context(request, selection, result)
        request.current_app = site.name
        template = "admin/front_pages/front_pages.html"
        return TemplateResponse(request, template, context, status=result.status)

    return view


@dataclass
class ChangeResult:
    """Result of a POST: a success message, or refusals with the panel to show again.

    key             key of the slot that the page scrolls to, or ""
    form, end_form  the submitted forms, if a refusal concerns them
    status          HTTP status of the page that shows refusals
    address         a page to redirect to, if nothing was changed
    """

    message: str = ""
    key: str = ""
    refusals: list[str] = field(default_factory=list)
    form: PlacementForm | None = None
    end_form: PlacementEndForm | None = None
    status: int = 409
    address: str = ""


def _page_context(request, selection, result):
    words = line(request.GET.get("q", ""))[:200]
    stories, has_more = placeable_stories(selection, words)
    page = EditedPage(selection)
    banner = None if selection.section else current_banner(selection)
    hidden = page.hidden_placements()
    local = timezone.localtime(selection.at, timezone.get_default_timezone())
    add_headlines([*hidden, *filter(None, [banner])], selection.language)
    context = {
        "title": _("Front pages"),
        "selection": selection,
        "languages": [(language, selection.address_of(language=language.value)) for language in Language],
        "pages": _page_links(selection),
        "minute": local.replace(tzinfo=None).isoformat(timespec="minutes"),
        "groups": page.groups(),
        "latest": page.layout.latest,
        "banner": banner,
        "hidden": hidden,
        "seen": page.all_seen,
        "stories": stories,
        "has_more": has_more,
        "words": words,
        "schedule": PageSchedule(selection),
        "undo": last_step(request) if selection.may_place else None,
        "refusals": [*result.refusals, *filter(None, [selection.refusal])],
    }
    panel = _panel_context(request, selection, result)
    if request.GET.get("story") and panel["story"] is None and selection.may_place:
        reason = _("This story is not live in %(language)s and not scheduled.")
        context["refusals"].append(reason % {"language": Language(selection.language).label})
    return context | panel


def _panel_context(request, selection, result):
    """Return the context of the panel for one story: its placement form, and the end of its placement."""
    fields = request.POST if request.method == "POST" else request.GET
    if not selection.may_place:
        return {"story": None, "placement": None}
    row = _placement_by_id(selection, fields.get("_placement") or fields.get("placement", ""))
    if row and not row.is_active(max(selection.now, row.placed_from)):
        row = None
    article = fields.get("_story") or fields.get("story", "") or (str(row.article_id) if row else "")
    story = find_placeable_story(selection, article)
    if row:
        add_headlines([row], selection.language)
    is_open = result.form or row or fields.get("story")
    form = result.form
    if story and is_open and form is None:
        initial = {"where": selection.key(row.slot_position) if row else fields.get("where", "")}
        form = PlacementForm(selection=selection, story=story, initial=initial)
    return {
        "story": story if is_open else None,
        "placement": row,
        "form": form if is_open else None,
        "replaced": _replaced_by_form(form) if story and is_open else None,
        "end_form": result.end_form or (PlacementEndForm(placement=row) if row else None),
    }


def _replaced_by_form(form):
    """Return (the colleague's plan that the form would replace, a sentence about it), or None."""
    plan = form.replaced_plan
    sentence = _("This replaces “%(headline)s”, planned for %(when)s by %(name)s.")
    return (plan, describe_replaced(plan, sentence)) if plan else None


def _page_links(selection):
    """Return [(label, address, whether it is selected, colour)] for the front page and the sections."""
    front = (_("Front page"), selection.address_of(section=""), selection.section is None, "")
    return [front] + [
        (
            str(section),
            selection.address_of(section=section.slug),
            section == selection.section,
            section.colour,
        )
        for section in selection.sections
    ]


def change_page(request, selection: PageSelection) -> ChangeResult:
    """Make the change that a button names. Raise PermissionDenied as the functions in `placements` do."""
    name, _colon, argument = request.POST.get("_act", "").partition(":")
    change = CHANGES.get(name)
    if change is None or selection.is_past:
        return ChangeResult(refusals=[_("The request was not valid. Check the page and try again.")])
    try:
        return change(request, selection, argument)
    except PlacementRefused as refusal:
        return ChangeResult(refusals=[str(reason) for reason in refusal.reasons])


def _drop_story(request, selection, argument):
    """Place a story that the user drags, moves up or down, or fixes at its automatic position.

    argument  "key of the position:id of the placement seen at this position:story id"
    """
    key, seen, article, *_more = [*argument.split(":"), "", "", ""]  # type: ignore[misc]  # argument is a text
    story, position = find_placeable_story(selection, article), selection.position(key)
    if story is None or position is None:
        raise PlacementRefused(_("This slot or story is no longer on the page."))
    seen = int(seen) if is_number(seen) else None
    options = {"by": request.user, "at": selection.begins_at, "seen": seen}
    if position.slot == SlotKind.BANNER:
        raise PlacementRefused(_("Breaking news needs its own text. Choose “Place…” and enter it."))
    if story.placement:
        step = placements.move_story(story.placement, position, **options)
    else:
        step = placements.place_story(story.edition.article_id, position, **options)
    return _placed(request, selection, step, _headline_html(story.edition), key)


def _place_from_form(request, selection, _argument):
    story = find_placeable_story(selection, request.POST.get("_story", ""))
    if story is None:
        raise PlacementRefused(_("This slot or story is no longer on the page."))
    form = PlacementForm(request.POST, selection=selection, story=story)
    if not form.is_valid() or form.position is None:
        return ChangeResult(form=form, status=422)
    try:
        is_move = story.placement and form.position.slot != SlotKind.BANNER
        is_move = is_move and not (story.leads and form.position.is_front_lead)
        change, subject = placements.place_story, story.edition.article_id
        if is_move:
            change, subject = placements.move_story, story.placement
        step = change(subject, form.position, by=request.user, **form.options)
    except PlanReplaced as refusal:
        form.replaced_plan = refusal.plan
        form.add_error(None, refusal.reasons)
        return ChangeResult(form=form)
    except PlacementRefused as refusal:
        form.add_error(None, refusal.reasons)
        return ChangeResult(form=form)
    if step.ended and not step.made:
        return _end_set(request, selection, step, _find_placement(selection, str(step.ended[-1].id)))
    headline = _headline_html(story.edition)
    return _placed(request, selection, step, headline, selection.key(form.position))


def _preview_from_form(request, selection, _argument):
    """Redirect to a preview of the front page with the form's story. No placement is saved."""
    story = find_placeable_story(selection, request.POST.get("_story", ""))
    if story is None or selection.section:
        raise PlacementRefused(_("This slot or story is no longer on the page."))
    form = PlacementForm(request.POST, selection=selection, story=story)
    if not form.is_valid() or form.position is None:
        return ChangeResult(form=form, status=422)
    if form.position.slot == SlotKind.BANNER:
        form.add_error("where", _("A preview shows no new breaking news. Choose another slot."))
        return ChangeResult(form=form, status=422)
    at = max(form.cleaned_data["begins"] or selection.now, story.edition.live_from)
    query = {"story": story.edition.article_id, "where": form.cleaned_data["where"]}
    query |= form.presentation.as_data() | ({"at": at.isoformat()} if at > selection.now else {})
    address = reverse("previews:front", args=[selection.language])
    kept = {name: value for name, value in query.items() if value not in ("", None)}
    return ChangeResult(address=f"{address}?{urlencode(kept)}")


def _end_or_cancel(request, selection, argument):
    """End a placement now, or cancel a plan."""
    row = _find_placement(selection, argument)
    values = {"headline": _reader_headline(row), "place": row.slot_label}
    message = _("“%(headline)s” was removed from %(place)s. The latest stories fill the slot.")
    key = selection.key(row.slot_position)
    if not row.has_begun():
        message, key = _("The plan for “%(headline)s” was canceled."), ""
    _remember_step(request, selection, placements.end_placement(row, by=request.user))
    return ChangeResult(message=sentence_html(message, **values), key=key)


def _keep_until_end(request, selection, argument):
    row = _find_placement(selection, argument)
    form = PlacementEndForm(request.POST, placement=row)
    if not form.is_valid():
        return ChangeResult(end_form=form, status=422)
    try:
        step = placements.keep_until(row, until=form.cleaned_data["ends"], by=request.user)
    except PlacementRefused as refusal:
        form.add_error(None, refusal.reasons)
        return ChangeResult(end_form=form)
    return _end_set(request, selection, step, _find_placement(selection, argument))


def _undo_last_step(request, selection, _argument):
    kept = last_step(request)
    request.session.pop(LAST_STEP, None)
    if kept is None:
        raise PlacementRefused(_("There is nothing left to undo."))
    step = PlacementStep.of(kept["step"])
    if step is None:
        reason = _(
            "The newsroom was updated after that step, so it can no longer be undone. Change it by hand."
        )
        raise PlacementRefused(reason)
    placements.undo_step(step, kept["language"], by=request.user)
    return ChangeResult(message=_("Undone."))


# {name in the value of a button: function that makes the change and returns a ChangeResult}
CHANGES = {
    "drop": _drop_story,
    "place": _place_from_form,
    "preview": _preview_from_form,
    "end": _end_or_cancel,
    "until": _keep_until_end,
    "undo": _undo_last_step,
}


def _placed(request, selection, step, headline, key):
    """Remember a step that placed a story, and report its start and end."""
    _remember_step(request, selection, step)
    row = Placement.objects.select_related("section").filter(pk__in=step.made[-1:]).first()
    if row is None:
        message = _("“%(headline)s” is already there.")
        return ChangeResult(message=sentence_html(message, headline=headline), key=key)
    values = {"headline": headline, "place": row.slot_label, "when": datetime_html(row.placed_from)}
    values["until"] = datetime_html(row.placed_until) if row.placed_until else ""
    message = _("“%(headline)s” is now in “%(place)s”.")
    if not row.has_begun():
        message = _("“%(headline)s” is planned for “%(place)s” (%(when)s).")
    if row.placed_until:
        message = f"{message} {_('Until: %(until)s')}"
    sentences = [sentence_html(message, **values), *_replaced_plans(request, step, row)]
    return ChangeResult(message=format_html_join(" ", "{}", ((sentence,) for sentence in sentences)), key=key)


def _replaced_plans(request, step, row):
    """Return a sentence for each plan of a colleague that a placement has replaced in its slot."""
    placed = {"by": request.user, "words": row.words, "presentation": row.presentation}
    plans = [plan.as_placement() for plan in step.removed]
    return [
        describe_replaced(plan, _("It replaces “%(headline)s”, planned for %(when)s by %(name)s."))
        for plan in plans
        if plan.slot_position == row.slot_position
        and replaces_plan_of_colleague(plan, row.article_id, **placed)
    ]


def describe_replaced(plan: Placement, sentence: str) -> SafeString:
    """Return a sentence with the headline, planner and start of a plan, as HTML."""
    values = {
        "name": display_name(plan.placed_by) or _("The system"),
        "when": datetime_html(plan.placed_from),
    }
    return sentence_html(sentence, headline=desk_headline(plan), **values)


def _end_set(request, selection, step, row):
    """Remember a step that set the end of a placement, and report the end."""
    _remember_step(request, selection, step)
    when = datetime_html(row.placed_until) if row.placed_until else ""
    message = _("“%(headline)s” keeps its slot until %(when)s")
    if row.placed_until is None:
        message = _("“%(headline)s” keeps its slot until someone removes or replaces it.")
    message = sentence_html(message, headline=_reader_headline(row), when=when)
    return ChangeResult(message=message, key=selection.key(row.slot_position))


def _remember_step(request, selection, step):
    """Keep a step in the session, so that the user can undo it. Ignore a step without changes."""
    if not (step.made or step.ended or step.removed):
        return
    at = timezone.now().isoformat()
    request.session[LAST_STEP] = {"language": selection.language, "step": asdict(step), "at": at}


def last_step(request) -> dict | None:
    """Return the user's last step as {"language", "step", "at"}, or None if it can no longer be undone."""
    kept = request.session.get(LAST_STEP)
    if kept is None:
        return None
    age = (timezone.now() - datetime.fromisoformat(kept["at"])).total_seconds()
    return kept if 0 <= age <= UNDO_SECONDS else None


def _find_placement(selection, text):
    """Return the page's placement with the id that a button names, or raise PlacementRefused."""
    row = _placement_by_id(selection, text)
    if row is None:
        raise PlacementRefused(_("Someone canceled this plan in the meantime."))
    return row


def _placement_by_id(selection, text):
    rows = Placement.objects.filter(language=selection.language)
    rows = rows.select_related("article", "section", "placed_by")
    return rows.filter(pk=int(text)).first() if is_number(text) else None


def _reader_headline(row):
    """Return the headline that readers see now or will see."""
    editions = Edition.objects.of(row.article_id, row.language).for_list().order_by("-number")
    return _headline_html(editions.first())


def _headline_html(edition):
    return format_html('<span lang="{}">{}</span>', edition.language, edition.headline)
