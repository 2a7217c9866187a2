"""The page selected on the screen “Front pages”, and the placement forms."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles import clock
from articles.admin.display import as_of_query, newsroom_zone, parse_as_of
from articles.admin.forms.fields import InstantField, is_number
from articles.annotations import StaffRequest, User
from articles.models import Edition, Language, Section
from articles.models.text import line
from articles.text.punctuation import typeset_quotes
from articles.workflow.permissions import Verb, may
from newsroom.frontpage.models import (
    FrontPageScope,
    LayoutKind,
    LeadPresentation,
    Placement,
    SlotKind,
    SlotPosition,
)
from newsroom.frontpage.placement_session import replaces_plan_of_colleague

KEY = re.compile("(?P<slot>[a-z]+)-(?P<position>[0-9]{1,9})(-(?P<block>[0-9]{1,9}))?")


@dataclass
class PageSelection:
    """A front page or a section page, in one language."""

    language: str
    section: Section | None  # None for a front page
    sections: list[Section]  # all sections, in display order
    now: datetime  # the instant of the request
    at: datetime  # the instant shown
    user: User
    refusal: str = ""  # error message for an invalid instant in the URL, or ""

    @classmethod
    def of(cls, request: StaffRequest) -> "PageSelection":
        """Return the selection in the query string or the form data of a request.

        Invalid values are replaced with the interface language, the front page and the present.
        """
        fields = request.POST if request.method == "POST" else request.GET
        sections = list(Section.objects.all())
        language = fields.get("_language") or fields.get("language", "")
        slug = fields.get("_section") or fields.get("section", "")
        now = request.at
        at, refusal = read_instant(fields.get("_at") or fields.get("at", ""), now)
        return cls(
            language if language in Language.values else str(Language(get_language())),
            next((section for section in sections if section.slug == slug), None),
            sections,
            now,
            at,
            request.user,
            refusal,
        )

    @property
    def scope(self):
        return FrontPageScope.SECTION if self.section else FrontPageScope.FRONT

    @property
    def page(self):
        """Arguments for PlacementQuerySet.of_page."""
        return self.language, self.scope, self.section and self.section.pk

    def positions(self, slot: str, section: int | None = None) -> list[SlotPosition]:
        """Return the positions of a slot in page order. `section` is needed for a block."""
        section = self.section.pk if self.section else section
        numbers = range(1, SlotKind.POSITIONS[slot] + 1)
        return [SlotPosition(self.language, self.scope, slot, number, section) for number in numbers]

    @property
    def is_ahead(self):
        return self.at > self.now

    @property
    def is_past(self):
        return self.at < self.now

    @property
    def begins_at(self):
        """The instant when a change takes effect, if in the future; None for now."""
        return self.at if self.is_ahead else None

    @property
    def may_place(self):
        return not self.is_past and may(self.user, Verb.PUBLISH, self.language)

    @property
    def at_value(self):
        """The instant as a form value; "" for now."""
        return "" if self.at == self.now else self.at.isoformat()

    @property
    def address(self):
        return self.address_of()

    def address_of(self, **changes):
        """Return the URL of this selection with some values changed: address_of(language="ko", at="")."""
        slug = self.section.slug if self.section else ""
        return page_address(**{"language": self.language, "section": slug, "at": self.at_value} | changes)

    @property
    def now_address(self):
        return self.address_of(at="")

    @property
    def public_address(self):
        """URL of the public page at the selected instant."""
        name, more = ("public:section", [self.section.slug]) if self.section else ("public:front", [])
        address = reverse(name, args=[self.language, *more])
        return address if self.at == self.now else f"{address}?{as_of_query(self.at)}"

    def position(self, key: str) -> SlotPosition | None:
        """Return the position for a key such as “second-2” or “block-1-7”; None if it does not exist."""
        match = KEY.fullmatch(key)
        if match is None:
            return None
        block = int(match["block"]) if match["block"] else None
        section = self.section.pk if self.section else block
        position = SlotPosition(self.language, self.scope, match["slot"], int(match["position"]), section)
        is_ours = block is None or any(page_section.pk == block for page_section in self.sections)
        return position if position.is_known and is_ours else None

    def key(self, position: SlotPosition) -> str:
        """Return the key of a position for forms."""
        own = f"{position.slot}-{position.position}"
        return f"{own}-{position.section}" if position.slot == SlotKind.BLOCK else own


def page_address(**selection: str) -> str:
    """Return the URL of a page: page_address(language="ko", section="economy", at="2026-…")."""
    query = {name: value for name, value in selection.items() if value}
    return f"{reverse('admin:front_pages')}?{urlencode(query)}"


def read_instant(text: str, now: datetime) -> tuple[datetime, str]:
    """Return (instant, error message) for a URL or form value; (now, "") if it is empty."""
    text = text.strip()[:40]
    if not text:
        return now, ""
    # A “+” in a query string is decoded to a space.
    parsed = parse_as_of(text.replace(" ", "+")) if "T" in text else None
    try:
        return parsed or InstantField(reading=0).clean(text), ""
    except ValidationError as refusal:
        return now, " ".join(refusal.messages)


BANNER_DURATION = timedelta(hours=6)  # if no end is entered
LAYOUTS = {
    LayoutKind.CALM: gettext_lazy("Calm: the lead, four second stories, the latest beside them"),
    LayoutKind.BIG_NEWS: gettext_lazy("Big news: the headline over the whole page"),
    LayoutKind.PACKAGE: gettext_lazy("Package: the placed second stories belong to the lead"),
    LayoutKind.LIVE: gettext_lazy("Live: big news with the latest entries, as long as the lead is live"),
}


class PresentationFields(forms.Form):
    """Form fields for the layout, headline, kicker and picture of a front page's lead story."""

    layout = forms.ChoiceField(
        label=gettext_lazy("Layout of the page"),
        choices=LAYOUTS.items(),
        required=False,
        help_text=gettext_lazy("For the lead story only, like the three fields below."),
    )
    headline = forms.CharField(
        label=gettext_lazy("Headline on the front page"),
        required=False,
        max_length=Placement._meta.get_field("lead_headline").max_length,
        help_text=gettext_lazy("Leave empty for the headline of the story."),
    )
    kicker = forms.CharField(
        label=gettext_lazy("Kicker"),
        required=False,
        max_length=Placement._meta.get_field("lead_kicker").max_length,
        help_text=gettext_lazy("One or two words above the headline, such as the name of an event."),
    )
    picture = forms.TypedChoiceField(
        label=gettext_lazy("Picture on the front page"), required=False, coerce=int, empty_value=None
    )

    def prepare_presentation(self, edition: Edition, shown: LeadPresentation) -> None:
        """Set the picture choices from an edition, and initial values from the current presentation."""
        self.shown = shown
        printed = edition.printed["images"].items()
        pictures = [
            (number, picture.get("caption") or picture["alt"] or number) for number, picture in printed
        ]
        self.fields["picture"].choices = [("", _("The picture of the story")), *pictures]  # type: ignore[attr-defined]  # a field with choices
        for name, value in shown.as_data().items():
            self.fields[name].initial = value
        for name in ("headline", "kicker"):
            self.fields[name].widget.attrs["lang"] = edition.language

    @property
    def presentation(self) -> LeadPresentation:
        words = {name: typeset_quotes(self.cleaned_data[name]) for name in ("headline", "kicker")}
        layout, picture = self.cleaned_data["layout"] or LayoutKind.CALM, self.cleaned_data["picture"]
        return LeadPresentation(layout, **words, picture=picture)

    def refuse_without_lead(self, position: SlotPosition | None) -> None:
        """Add an error to each changed presentation field if the position is not a front page lead."""
        if position is None or position.is_front_lead:
            return
        for name, value in self.shown.as_data().items():
            if self.cleaned_data.get(name, value) not in (value, "", None, LayoutKind.CALM):
                self.add_error(name, _("Only the lead story has this. Choose the slot “Lead story” for it."))


class PlacementForm(PresentationFields):
    """Form for the position, start and end of a PlaceableStory's placement, and for a banner's text."""

    where = forms.ChoiceField(label=gettext_lazy("Slot"))
    words = forms.CharField(
        label=gettext_lazy("Banner text"),
        required=False,
        help_text=gettext_lazy("One short sentence. Without an end time it is shown for six hours."),
        widget=forms.TextInput({"maxlength": Placement._meta.get_field("words").max_length}),
    )

    def __init__(self, *args, selection, story, **kwargs):
        super().__init__(*args, **kwargs)
        self.selection, self.story, self.is_ahead = selection, story, story.is_ahead
        self.fields["where"].choices = position_choices(selection, story.edition)
        self.fields["words"].widget.attrs["lang"] = selection.language
        help_text = _("Leave empty to start now. Newsroom time: %(zone)s.") % {"zone": newsroom_zone()}
        self.fields["begins"] = optional_instant_field(_("From"), help_text, selection.begins_at)
        help_text = _("Leave empty to keep it until someone removes or replaces it.")
        if story.is_placed:
            help_text = _("Leave empty to keep the current end time.")
        self.fields["ends"] = optional_instant_field(_("Until"), help_text)
        self.prepare_presentation(story.edition, story.presentation)
        for name in ("words", *LeadPresentation().as_data()) if selection.section else ():
            del self.fields[name]
        self.order_fields(["where", "layout", "headline", "kicker", "picture", "words", "begins", "ends"])

    def clean(self):
        if not self.selection.section:
            self.refuse_without_lead(self.position)
        return self.cleaned_data

    @property
    def position(self):
        return self.selection.position(self.cleaned_data.get("where", ""))

    @property
    def options(self):
        """Keyword arguments for placements.place_story."""
        fields = self.cleaned_data
        options = {"at": fields["begins"], "until": fields["ends"], "seen": self.seen}
        seen_plan = self.data.get("_seen_plan", "")
        options["seen_plan"] = int(seen_plan) if is_number(seen_plan) else 0
        if self.position.is_front_lead:
            options["presentation"] = self.presentation
        if self.position.slot == SlotKind.BANNER:
            options["until"] = options["until"] or (options["at"] or clock.now()) + BANNER_DURATION
            options["words"] = fields["words"]
        return options

    @cached_property
    def replaced_plan(self) -> Placement | None:
        """The colleague's plan that the placement would replace with the current form values, or None."""
        known = self.cleaned_data if self.is_bound else self.initial
        first_choice = self.fields["where"].choices[0][1][0][0]  # type: ignore[attr-defined]  # a field with choices; preselected by browsers in a new form
        where = known.get("where") or ("" if self.is_bound else first_choice)
        position = self.selection.position(where)
        begins = known.get("begins") if self.is_bound else self.selection.begins_at
        start = max(filter(None, [begins, self.story.edition.live_from, self.selection.now]))
        if position is None or start <= self.selection.now:
            return None
        plans = Placement.objects.beginning(position, start)
        plan = plans.select_related("article", "section", "placed_by").first()
        placed = {"words": typeset_quotes(line(known.get("words") or ""))}
        if position.slot != SlotKind.BANNER:
            placed = {"presentation": self._shown_at(position)}
        options = {"by": self.selection.user, **placed}
        is_replaced = plan and replaces_plan_of_colleague(plan, self.story.edition.article_id, **options)
        return plan if is_replaced else None

    def _shown_at(self, position):
        """Return the presentation for a position, from the submitted fields if all are valid."""
        if not position.is_front_lead:
            return LeadPresentation()
        is_readable = (
            self.is_bound and {"layout", "headline", "kicker", "picture"} <= self.cleaned_data.keys()
        )
        return self.presentation if is_readable else self.shown

    @property
    def seen(self):
        """Id of the placement that the user saw at the chosen position, or 0 for none.

        None if the new placement starts at another instant than the one shown.
        """
        if "_seen" not in self.data or self.is_ahead:
            return None
        if self.cleaned_data["begins"] != self.selection.begins_at:
            return None
        seen = dict(entry.split(":", 1) for entry in self.data["_seen"][:5000].split() if ":" in entry)
        pk = seen.get(self.cleaned_data["where"], "0")
        return int(pk) if is_number(pk) else None


class PlacementEndForm(forms.Form):
    """Form for the end of a placement."""

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        help_text = _("Leave empty to keep it until someone removes or replaces it.")
        self.fields["ends"] = optional_instant_field(_("Until"), help_text, placement.placed_until)


def optional_instant_field(label: str, help_text: str, initial=None) -> InstantField:
    """Return an optional field for an instant in the newsroom's time zone."""
    return InstantField(reading=0, label=label, required=False, help_text=help_text, initial=initial)


def position_choices(selection: PageSelection, edition: Edition) -> list:
    """Return the positions of a page as grouped choices. Blocks and briefs appear only if the story fits."""
    [lead] = selection.positions(SlotKind.LEAD)
    top = [(selection.key(lead), _("Lead story")), *_numbered_choices(selection, SlotKind.SECOND)]
    groups = [(_("Top of the page"), top)]
    if selection.section:
        return groups
    if edition.is_brief:
        groups.append((_("In brief"), _numbered_choices(selection, SlotKind.BRIEF)))
    groups += [
        (str(section), _numbered_choices(selection, SlotKind.BLOCK, section.pk))
        for section in selection.sections
        if section.pk == edition.section_id
    ]
    [banner] = selection.positions(SlotKind.BANNER)
    return [*groups, (_("Above every page"), [(selection.key(banner), _("Breaking news"))])]


def _numbered_choices(selection, slot, section=None):
    label = {
        SlotKind.SECOND: _("Second story %(number)d"),
        SlotKind.BRIEF: _("In brief %(number)d"),
        SlotKind.BLOCK: _("Slot %(number)d in the block"),
    }[slot]
    positions = selection.positions(slot, section)
    return [(selection.key(position), label % {"number": position.position}) for position in positions]
