"""What the buttons of “Front pages” do: each POST changes one thing, through a verb of articles.placing."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import placing
from articles.admin.dates import datetime_html
from articles.admin.forms.choices import is_number
from articles.admin.front_page_form import EndForm, PlacingForm
from articles.admin.front_page_shelf import chosen
from articles.models import Edition, Placement, Slot
from articles.placing import PlacingRefused, Step

UNDO = "front_pages_undo"  # in the session: the last step of the person
UNDO_FOR = 15 * 60  # seconds


@dataclass
class Outcome:
    """What came of a POST: what is said of it, or why it was refused, and the panel to show again.

    form, end_form  as they were filled, where the refusal concerns them
    """

    told: str = ""
    key: str = ""
    refusals: list = field(default_factory=list)
    form: PlacingForm | None = None
    end_form: EndForm | None = None
    status: int = 409


def act(request, asked):
    """Do what a button asks for; return the Outcome. Raise PermissionDenied as the verbs do."""
    name, _colon, rest = request.POST.get("_act", "").partition(":")
    verb = {"drop": drop, "place": place, "end": end, "until": until, "undo": undo}.get(name)
    if verb is None or asked.is_past:
        return Outcome(refusals=[_("The page did not understand this. Look again, then decide.")])
    try:
        return verb(request, asked, rest)
    except PlacingRefused as refusal:
        return Outcome(refusals=[str(reason) for reason in refusal.reasons])


def drop(request, asked, rest):
    """A story that was dropped on a place, moved up or down, or kept where the river brought it.

    rest  "key of the place:number of the placement that was seen there:number of the story"
    """
    key, seen, story, *_more = [*rest.split(":"), "", "", ""]
    candidate, where = chosen(asked, story), asked.place(key)
    if candidate is None or where is None:
        raise PlacingRefused(_("There is no such place or story on this page any more."))
    told = {"by": request.user, "at": asked.begins, "seen": int(seen) if is_number(seen) else None}
    if where.slot == Slot.BANNER:
        raise PlacingRefused(_("Breaking news needs words of its own: choose “Place…” and write them."))
    if candidate.placement:
        step = placing.move(candidate.placement, where, **told)
    else:
        step = placing.place(candidate.edition.article_id, where, **told)
    return done(request, asked, step, spoken(candidate.edition), key)


def place(request, asked, rest):
    """The panel was filled: a place, from when, until when, perhaps words."""
    candidate = chosen(asked, request.POST.get("_story", ""))
    if candidate is None:
        raise PlacingRefused(_("There is no such place or story on this page any more."))
    form = PlacingForm(request.POST, asked=asked, candidate=candidate)
    if not form.is_valid() or form.place is None:
        return Outcome(form=form, status=422)
    try:
        is_move = candidate.placement and form.place.slot != Slot.BANNER
        if is_move:
            step = placing.move(candidate.placement, form.place, by=request.user, **form.told)
        else:
            step = placing.place(candidate.edition.article_id, form.place, by=request.user, **form.told)
    except PlacingRefused as refusal:
        form.add_error(None, [str(reason) for reason in refusal.reasons])
        return Outcome(form=form)
    if is_move and step.ended and not step.made:
        return kept_until(request, asked, step, row_of(asked, str(step.ended[-1][0])))
    return done(request, asked, step, spoken(candidate.edition), asked.key(form.place))


def end(request, asked, rest):
    """A story leaves its place now; a plan is cancelled."""
    row = row_of(asked, rest)
    is_plan, words, headline = not row.has_begun(), row.place_words, headline_of(row)
    step = placing.end(row, by=request.user)
    keep(request, asked, step)
    if is_plan:
        return Outcome(told=say(_("The plan for “%(headline)s” is cancelled."), headline=headline))
    told = _("“%(headline)s” has left %(place)s; the river fills it.")
    return Outcome(told=say(told, headline=headline, place=words), key=asked.key(row.place))


def until(request, asked, rest):
    """Until when a story keeps its place."""
    row = row_of(asked, rest)
    form = EndForm(request.POST, placement=row)
    if not form.is_valid():
        return Outcome(end_form=form, status=422)
    try:
        step = placing.keep_until(row, until=form.cleaned_data["ends"], by=request.user)
    except PlacingRefused as refusal:
        form.add_error(None, [str(reason) for reason in refusal.reasons])
        return Outcome(end_form=form)
    return kept_until(request, asked, step, row_of(asked, rest))


def kept_until(request, asked, step, row):
    """Say until when a placement stands."""
    keep(request, asked, step)
    said = {"headline": headline_of(row), "when": datetime_html(row.placed_until) if row.placed_until else ""}
    told = _("“%(headline)s” keeps its place until then: %(when)s")
    if row.placed_until is None:
        told = _("“%(headline)s” keeps its place until somebody ends it or another takes it.")
    return Outcome(told=say(told, **said), key=asked.key(row.place))


def undo(request, asked, rest):
    """The last step of this person is taken back."""
    kept = undoable(request)
    request.session.pop(UNDO, None)
    if kept is None:
        raise PlacingRefused(_("There is nothing to take back any more."))
    step = Step.of(kept["step"])
    if step is None:
        told = _(
            "The newsroom was updated since that step; it cannot be taken back any more. Change it by hand."
        )
        raise PlacingRefused(told)
    placing.take_back(step, kept["language"], by=request.user)
    return Outcome(told=_("Taken back."))


def done(request, asked, step, headline, key):
    keep(request, asked, step)
    row = Placement.objects.select_related("section").filter(pk__in=step.made[-1:]).first()
    if row is None:
        return Outcome(told=say(_("“%(headline)s” stands there already."), headline=headline), key=key)
    said = {"headline": headline, "place": row.place_words, "when": datetime_html(row.placed_from)}
    said["until"] = datetime_html(row.placed_until) if row.placed_until else ""
    told = _("“%(headline)s” stands at “%(place)s” now.")
    if not row.has_begun():
        told = _("“%(headline)s” comes to “%(place)s”: %(when)s.")
    if row.placed_until:
        told = f"{told} {_('Until: %(until)s')}"
    return Outcome(told=say(told, **said), key=key)


def keep(request, asked, step):
    """Remember a step that changed anything, so that this person can take it back in a while."""
    if not (step.made or step.ended or step.removed):
        return
    at = timezone.now().isoformat()
    request.session[UNDO] = {"language": asked.language, "step": asdict(step), "at": at}


def undoable(request):
    """The last step of this person, while it is young; or None."""
    kept = request.session.get(UNDO)
    if kept is None:
        return None
    age = (timezone.now() - datetime.fromisoformat(kept["at"])).total_seconds()
    return kept if 0 <= age <= UNDO_FOR else None


def row_of(asked, text):
    """The placement of a page, or the banner of its language, that a button names by its number."""
    rows = Placement.objects.filter(language=asked.language).select_related("article", "section")
    row = rows.filter(pk=int(text)).first() if is_number(text) else None
    if row is None:
        raise PlacingRefused(_("Somebody has taken this plan away since you looked."))
    return row


def headline_of(row):
    """As readers have it, or will have it, with its language."""
    found = Edition.objects.of(row.article_id, row.language).for_list().order_by("-number")
    return spoken(found.first())


def spoken(edition):
    return format_html('<span lang="{}">{}</span>', edition.language, edition.headline)


def say(told, **said):
    """A sentence with its words put in, as safe HTML."""
    return mark_safe(escape(told) % {name: conditional_escape(words) for name, words in said.items()})
