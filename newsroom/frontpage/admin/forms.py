"""Forms of the screen “Front pages”: position, beginning and end of a placement."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.display import newsroom_zone
from articles.admin.forms.fields import is_number
from articles.admin.forms.instant_field import InstantField
from articles.models import Edition
from newsroom.frontpage.admin.selection import PageSelection
from newsroom.frontpage.models import Placement, SlotKind

BANNER_DURATION = timedelta(hours=6)  # unless another end is typed


class PlacementForm(forms.Form):
    """Position, beginning and end of the placement of a PlaceableStory; the words of a banner."""

    where = forms.ChoiceField(label=gettext_lazy("Slot"))
    words = forms.CharField(
        label=gettext_lazy("Banner text"),
        required=False,
        help_text=gettext_lazy("One short sentence. Without an end time it is shown for six hours."),
        widget=forms.TextInput({"maxlength": Placement._meta.get_field("words").max_length}),
    )

    def __init__(self, *args, selection, story, **kwargs):
        super().__init__(*args, **kwargs)
        self.selection, self.is_ahead = selection, story.is_ahead
        self.fields["where"].choices = position_choices(selection, story.edition)
        self.fields["words"].widget.attrs["lang"] = selection.language
        help_text = _("Leave empty to start now. Newsroom time: %(zone)s.") % {"zone": newsroom_zone()}
        self.fields["begins"] = optional_instant_field(_("From"), help_text, selection.begins_at)
        help_text = _("Leave empty to keep it until someone removes or replaces it.")
        if story.is_placed:
            help_text = _("Leave empty to keep the current end time.")
        self.fields["ends"] = optional_instant_field(_("Until"), help_text)
        if selection.section:
            del self.fields["words"]
        self.order_fields(["where", "words", "begins", "ends"])

    @property
    def position(self):
        return self.selection.position(self.cleaned_data["where"])

    @property
    def options(self):
        """The keyword arguments of placements.place_story."""
        fields = self.cleaned_data
        options = {"at": fields["begins"], "until": fields["ends"], "seen": self.seen}
        if self.position.slot == SlotKind.BANNER:
            options["until"] = options["until"] or (options["at"] or clock.now()) + BANNER_DURATION
            options["words"] = fields["words"]
        return options

    @property
    def seen(self):
        """The id of the placement that was seen at the position; None for another instant than shown."""
        if "_seen" not in self.data or self.is_ahead:
            return None
        if self.cleaned_data["begins"] != self.selection.begins_at:
            return None
        seen = dict(one.split(":", 1) for one in self.data["_seen"][:5000].split() if ":" in one)
        pk = seen.get(self.cleaned_data["where"], "0")
        return int(pk) if is_number(pk) else None


class PlacementEndForm(forms.Form):
    """The end of a placement."""

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        help_text = _("Leave empty to keep it until someone removes or replaces it.")
        self.fields["ends"] = optional_instant_field(_("Until"), help_text, placement.placed_until)


def optional_instant_field(label: str, help_text: str, initial=None) -> InstantField:
    """Return a field for an instant in the newsroom's zone that may be left empty."""
    return InstantField(reading=0, label=label, required=False, help_text=help_text, initial=initial)


def position_choices(selection: PageSelection, edition: Edition) -> list:
    """Return the positions of a page in groups; of blocks and briefs, only those that the story fits."""
    [lead] = selection.positions(SlotKind.LEAD)
    top = [(selection.key(lead), _("Lead story")), *_numbered_choices(selection, SlotKind.SECOND)]
    groups = [(_("Top of the page"), top)]
    if selection.section:
        return groups
    if edition.is_brief:
        groups.append((_("In brief"), _numbered_choices(selection, SlotKind.BRIEF)))
    groups += [
        (str(one), _numbered_choices(selection, SlotKind.BLOCK, one.pk))
        for one in selection.sections
        if one.pk == edition.section_id
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
    return [(selection.key(one), label % {"number": one.position}) for one in positions]
