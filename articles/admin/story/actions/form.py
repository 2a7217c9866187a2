"""The page of a step that asks for something first: a reason, a public note, an instant, a mended text."""

from types import SimpleNamespace

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.admin.editor import BodyEditor
from articles.admin.forms.guarded import SeenNumber
from articles.admin.story.actions.assigning import AskingAssignment
from articles.admin.story.actions.brief import AskingBrief
from articles.admin.story.actions.notes import NotesForBoth
from articles.admin.story.actions.when import AskingWhen
from articles.admin.story.form import HeadlineInput
from articles.admin.story.language_status import format_local_datetime
from articles.models import EditionKind
from articles.models.edition import Edition

# What stands in place of an edition, for a form that was filled before there was none any more.
NOTHING = SimpleNamespace(pk=None, headline="", summary="", is_brief=False)
KINDS = (EditionKind.UPDATE, EditionKind.CORRECTION, EditionKind.MINOR)


class LookedAt(forms.HiddenInput):
    """Drawn by the step's page beside the warnings, as one box to tick; its value names all of them."""

    def render(self, name, value, attrs=None, renderer=None):
        return ""


class StepForm(NotesForBoth, AskingWhen, AskingBrief, AskingAssignment, forms.Form):
    """The fields that a step asks for, and what the person had seen when they opened it.

    place, there  the Place of the step's language and of the other
    `told` gives what was filled in as keyword arguments of the step.
    """

    seen, after, after_there = SeenNumber(), SeenNumber(), SeenNumber()
    planned_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, step, place, there, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.place, self.there, self.user = step, place, there, user
        self.language = place.language
        self.standing = place.edition or NOTHING
        self.asked = {}
        self.is_for_notice = "kind" not in step.asks
        for name in step.asks:
            keyword, field = getattr(self, f"ask_{name}")(place)
            if field is None:
                continue
            self.fields[name] = field
            if keyword:
                self.asked[name] = keyword
        if step.is_inspected:
            self.fields["confirmed"] = forms.CharField(required=False, widget=LookedAt)
            self.asked["confirmed"] = "confirmed"

    def move_on(self):
        """After a refusal that was read: the next press is judged by what stands now."""
        self.data = self.data.copy()
        for guard, number in self.standing_now().items():
            self.data[guard] = str(number)

    def standing_now(self):
        return {
            "seen": self.place.progress.version,
            "after": self.place.after,
            "after_there": self.there.after,
            "held": self.place.progress.holder_id or 0,
            "planned_for": self.place.ahead.live_from.isoformat() if self.place.is_ahead else "",
        }

    def overtaken(self):
        """That somebody moved what is scheduled, which keeps its number; else []."""
        seen, now = self.cleaned_data["planned_for"], self.standing_now()["planned_for"]
        if not (seen and now) or seen == now:
            return []
        when = format_local_datetime(self.place.ahead.live_from)
        return [_("Somebody has moved it to %(when)s since you looked; look again.") % {"when": when}]

    def told(self):
        told = {keyword: self.cleaned_data[name] for name, keyword in self.asked.items()}
        if {"both", "partner"} & set(self.step.asks):
            told["after_there"] = self.cleaned_data["after_there"]
        return told

    def clean_confirmed(self):
        """The fingerprints of the warnings that the person has looked at."""
        return self.cleaned_data["confirmed"].split()

    def ask_reason(self, place):
        return "reason", self._words(_("Reason"), help_text=_("For the newsroom; readers do not see it."))

    def ask_optional_reason(self, place):
        keyword, field = self.ask_reason(place)
        field.required = False
        return keyword, field

    def ask_kind(self, place):
        """What the new edition is to the one that is live, chosen by a person; the first has no choice."""
        if not place.is_live:
            return "kind", None
        choices = [(kind.value, kind.label) for kind in KINDS]
        return "kind", forms.ChoiceField(label=_("Kind"), choices=choices, widget=forms.RadioSelect)

    def ask_headline(self, place):
        return "headline", forms.CharField(
            label=_("Headline"),
            max_length=200,
            initial=self.standing.headline,
            widget=HeadlineInput({"lang": self.language}),
        )

    def ask_summary(self, place):
        return "summary", self._words(_("Summary"), initial=self.standing.summary, lang=self.language)

    def ask_body(self, place):
        if self.standing.is_brief:
            return "body", None
        # The place leaves the text in the database, for the bar of buttons has no use for it.
        text = Edition.objects.filter(pk=self.standing.pk).values_list("body", flat=True).first()
        return "body", forms.CharField(
            label=_("Text"), initial=text, widget=BodyEditor(language=self.language)
        )

    def ask_under(self, place):
        if not place.is_ahead:
            return "under", None
        return "under", forms.BooleanField(
            label=_("Put the fix into the scheduled edition as well"), initial=True, required=False
        )

    def _words(self, label, *, lang="", required=True, **options):
        attrs = {"rows": 4, "class": "vLargeTextField"} | ({"lang": lang} if lang else {})
        return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs), **options)
