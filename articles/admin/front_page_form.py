"""What the panel of “Front pages” asks: where a story is to stand, from when, until when."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.forms.choosing import is_number
from articles.admin.forms.instant_field import InstantField
from articles.admin.forms.instants import far_instant_refused
from articles.admin.story.language_status import newsroom_zone
from articles.models import Place, Placement, Sheet, Slot

BANNER_STANDS = timedelta(hours=6)  # unless another end is typed


class PlacingForm(forms.Form):
    """Where, from when, until when; the words of a banner.

    asked  an AskedPage; candidate  what is placed; `told` are the keyword arguments of articles.placing.place
    """

    where = forms.ChoiceField(label=gettext_lazy("Place on the page"))
    words = forms.CharField(
        label=gettext_lazy("Words of the banner"),
        required=False,
        help_text=gettext_lazy("One short sentence. Without an end it stands for six hours."),
        widget=forms.TextInput({"maxlength": Placement._meta.get_field("words").max_length}),
    )

    def __init__(self, *args, asked, candidate, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked, self.is_ahead = asked, candidate.is_ahead
        self.fields["where"].choices = choices(asked, candidate.edition)
        self.fields["words"].widget.attrs["lang"] = asked.language
        told = {"zone": newsroom_zone()}
        self.fields["begins"] = instant_field(
            _("From"), _("Empty: at once. The newsroom’s time: %(zone)s.") % told, asked.begins
        )
        ends = _("Empty: until somebody ends it or another takes the place.")
        if candidate.is_placed:
            ends = _("Empty: as long as before.")
        self.fields["ends"] = instant_field(_("Until"), ends)
        if asked.section:
            del self.fields["words"]
        self.order_fields(["where", "words", "begins", "ends"])

    def clean_begins(self):
        return far_instant_refused(self.cleaned_data["begins"])

    def clean_ends(self):
        return far_instant_refused(self.cleaned_data["ends"])

    @property
    def place(self):
        return self.asked.place(self.cleaned_data["where"])

    @property
    def told(self):
        said = self.cleaned_data
        told = {"at": said["begins"], "until": said["ends"], "seen": self.seen}
        if self.place.slot == Slot.BANNER:
            told["until"] = told["until"] or (told["at"] or timezone.now()) + BANNER_STANDS
            told["words"] = said["words"]
        return told

    @property
    def seen(self):
        """The number of the placement that was seen at the place; None for another instant than shown."""
        if "_seen" not in self.data or self.cleaned_data["begins"] != self.asked.begins or self.is_ahead:
            return None
        seen = dict(one.split(":", 1) for one in self.data["_seen"][:5000].split() if ":" in one)
        number = seen.get(self.cleaned_data["where"], "0")
        return int(number) if is_number(number) else None


class EndForm(forms.Form):
    """Until when a placement keeps its place."""

    def __init__(self, *args, placement, **kwargs):
        super().__init__(*args, **kwargs)
        help_text = _("Empty: until somebody ends it or another takes the place.")
        self.fields["ends"] = instant_field(_("Until"), help_text, placement.placed_until)

    def clean_ends(self):
        return far_instant_refused(self.cleaned_data["ends"])


def instant_field(label, help_text, initial=None):
    zone = timezone.get_default_timezone()
    field = InstantField(zone=zone, reading=0, label=label, required=False, help_text=help_text)
    field.initial = timezone.localtime(initial, zone) if initial else None
    return field


def choices(asked, edition=None):
    """The places of a page in groups; of blocks and briefs, those alone in which the story may stand."""
    section = asked.section.pk if asked.section else None
    lead = Place(asked.language, asked.sheet, Slot.LEAD, 1, section)
    top = [(asked.key(lead), _("Lead story"))]
    top += many(asked, Slot.SECOND, section)
    groups = [(_("Top of the page"), top)]
    if asked.section:
        return groups
    if edition is None or edition.is_brief:
        groups.append((_("In brief"), many(asked, Slot.BRIEF)))
    for one in asked.sections:
        if edition is None or edition.section_id == one.pk:
            groups.append((str(one), many(asked, Slot.BLOCK, one.pk)))
    banner = Place(asked.language, Sheet.FRONT, Slot.BANNER)
    return [*groups, (_("Over every page"), [(asked.key(banner), _("Breaking news"))])]


def many(asked, slot, section=None):
    places = [
        Place(asked.language, asked.sheet, slot, number, section)
        for number in range(1, Slot.PLACES[slot] + 1)
    ]
    words = {
        Slot.SECOND: _("Second story %(number)d"),
        Slot.BRIEF: _("In brief %(number)d"),
        Slot.BLOCK: _("In the block, place %(number)d"),
    }[slot]
    return [(asked.key(place), words % {"number": place.position}) for place in places]
