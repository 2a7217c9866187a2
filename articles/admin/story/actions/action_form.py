"""Form of an action, with its guards and the fields that several actions share."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django import forms
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.display import format_local_datetime, parse_day
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.story.form import HeadlineInput
from articles.annotations import InterfaceText
from articles.models import Edition, EditionKind, Language, Stage
from articles.models.text import refuse_long_prose
from articles.publishing.other_language import MISSING_NOTE, MISSING_NOTES
from articles.workflow.permissions import Verb, may

# Replaces a missing edition. An edition may have ended since the form was opened.
NO_EDITION = SimpleNamespace(headline="", summary="", body="", is_brief=False)
KINDS = (EditionKind.UPDATE, EditionKind.CORRECTION, EditionKind.MINOR)
REASONS = ("reason", "optional_reason", "why", "alone_reason")
TEXTS = ("headline", "summary", "body", "note", "note_there", *REASONS)
FIELDS_HERE, FIELDS_THERE = ("here", "note"), ("cancel_there", "there", "note_there", "alone")
NOTE_HELP = _(
    "Required for a correction and shown with the story. For an update it is shown in the "
    "story’s history. A minor change is not announced."
)
NOTE_THERE_HELP = {
    Language.EN: _("For a correction: shown above the English text until it is corrected."),
    Language.KO: _("For a correction: shown above the Korean text until it is corrected."),
}
ONLY_THIS_LANGUAGE = {
    Language.EN: _("Only the English text was wrong"),
    Language.KO: _("Only the Korean text was wrong"),
}


class ConfirmedInput(forms.HiddenInput):
    """Input that the page itself renders, as one checkbox for all warnings."""

    def render(self, name, value, attrs=None, renderer=None):
        return ""


class KindInput(forms.RadioSelect):
    """Choice of the kind of an edition. With scripts, it sets the label of the submit button.

    labels  the kind_labels of a StoryAction
    """

    class Media:
        js = [Script("js/admin/submit_label.js", type="module")]

    def __init__(self, labels):
        super().__init__()
        self.labels = labels

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.labels:
            option["attrs"]["data-submit-label"] = self.labels[value]
        return option


@dataclass
class ActionFormColumn:
    """Fields of one language, with an optional sentence."""

    label: str
    fields: list
    words: str = ""


def textarea_field(
    label: InterfaceText, *, lang: str = "", required: bool = True, **options
) -> forms.CharField:
    attrs = {"rows": 4, "class": "vLargeTextField"} | ({"lang": lang} if lang else {})
    options |= {"widget": forms.Textarea(attrs), "validators": [refuse_long_prose]}
    return forms.CharField(label=label, required=required, **options)


def reason_field(
    label: InterfaceText = "", *, required: bool = True, help_text: InterfaceText = ""
) -> forms.CharField:
    help_text = help_text or _("For the newsroom only. Readers do not see it.")
    return textarea_field(label or _("Reason"), required=required, help_text=help_text)


class ActionForm(forms.Form):
    """Form of an action, with guards that hold the state that the user saw.

    The action's `form_parts` add the fields, because most depend on the status of both languages.

    status, there  the LanguageStatus of the action's language and of the other
    keywords       {name of a field: keyword of StoryAction.perform}
    """

    presets = ()  # [(value, label)] of buttons that submit the form with another time; see InstantForm
    seen, after, after_there = GuardedNumberField(), GuardedNumberField(), GuardedNumberField()
    planned_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, action, status, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.action, self.status, self.there, self.user = action, status, status.there, user
        self.edition = status.edition or NO_EDITION
        self.keywords = {}
        for add_part in action.form_parts:
            add_part(self)
        if action.is_inspected or action.shows_findings:
            self.add("confirmed", forms.CharField(required=False, widget=ConfirmedInput))

    def add(self, name, field, keyword=""):
        """Add a field. Its value is passed to the action as `keyword` (default: its name)."""
        self.fields[name] = field
        self.keywords[name] = keyword or name

    @property
    def submit_label(self):
        """Return the label of the submit button for the selected kind."""
        kind = self["kind"].value() if "kind" in self.fields else None
        return self.action.kind_labels.get(kind, self.action.submit_label)

    def instant_on_day(self, day):
        """Return {"at": the scheduled time, moved to a day like 2026-03-04}; {} if either is missing.

        The value is a naive datetime on the newsroom's clock, for the initial data of the form.
        """
        chosen_day = parse_day(day, None)
        if chosen_day is None or "at" not in self.fields or not self.status.is_ahead:
            return {}
        zone = timezone.get_default_timezone()
        local = self.status.ahead.live_from.astimezone(zone)
        return {"at": datetime.combine(chosen_day, local.time())}

    def current_guards(self):
        """Return {name: current value} of the guards."""
        return {
            "seen": self.status.progress.version,
            "after": self.status.after,
            "after_there": self.there.after,
            "assignee_seen": self.status.progress.assignee_id or 0,
            "planned_for": guard_of_schedule(self.status),
        }

    def renew_guards(self):
        """Update the guards after a refusal, so that the next submission is compared with this state."""
        self.data = self.data.copy()
        for guard, value in self.current_guards().items():
            self.data[guard] = str(value)

    def clean(self):
        """Report all missing notes of a correction at once; publishing would report one at a time."""
        cleaned = super().clean()
        is_published = self.action.is_inspected  # for a proposal, the publishing user adds missing notes
        if is_published and cleaned.get("kind") == EditionKind.CORRECTION:
            if "note" in self.fields and not cleaned.get("note"):
                self.add_error("note", MISSING_NOTE)
            is_needed = "note_there" in self.fields and self.there.is_live and not cleaned.get("alone")
            if is_needed and not cleaned.get("note_there"):
                self.add_error("note_there", MISSING_NOTES[self.there.language])
        return cleaned

    def conflict_reasons(self):
        """Return [reason] if the scheduled edition that the user saw was moved or is gone, else []."""
        seen = self.cleaned_data.get("planned_for")
        return list(filter(None, [seen and self.schedule_conflict(self.status, seen)]))

    def schedule_conflict(self, status, seen):
        """Return the reason if the scheduled edition of a LanguageStatus moved or is gone, else "".

        seen  the value of the guard that the user saw, not ""
        """
        if seen == guard_of_schedule(status):
            return ""
        if not status.is_ahead:
            return _("It is no longer scheduled: it is live already, or someone canceled it. Check it again.")
        when = format_local_datetime(status.ahead.live_from)
        return _("Someone moved it to %(when)s in the meantime. Check it again.") % {"when": when}

    def perform_kwargs(self):
        kwargs = {keyword: self.cleaned_data[name] for name, keyword in self.keywords.items()}
        if self.action.guards_there:
            kwargs["after_there"] = self.cleaned_data["after_there"]
        return kwargs

    def clean_confirmed(self):
        """Return the fingerprints of the confirmed findings, or of all shown if no confirmation is needed."""
        return self.cleaned_data["confirmed"].split()

    @property
    def posted_confirmations(self):
        """Return the fingerprints of the warnings that were confirmed with a refused form."""
        return (self["confirmed"].data or "").split() if self.action.is_inspected else []

    @property
    def judged_at(self):
        """Return the entered instant as the time for preflight; None means now."""
        return self.cleaned_data.get("at") if self.is_bound else None

    @property
    def languages(self):
        """Return the language of the action, and the other language if the action can include it."""
        is_for_both = self.action.is_for_both or "both" in self.fields
        return {self.status.language, *([self.there.language] if is_for_both else [])}

    @property
    def columns(self):
        """Return an ActionFormColumn for each language; [] if nothing concerns the other language."""
        there = ActionFormColumn(
            self.there.language.label, self._bound(FIELDS_THERE), self.explanation_there()
        )
        if not (there.fields or there.words):
            return []
        return [ActionFormColumn(self.status.language.label, self._bound(FIELDS_HERE)), there]

    @property
    def above(self):
        """Return the visible fields outside the columns."""
        beside = {*FIELDS_HERE, *FIELDS_THERE} if self.columns else set()
        return [field for field in self.visible_fields() if field.name not in beside]

    @property
    def unused_texts(self):
        """Return the texts that were typed into fields that the form no longer has."""
        texts = (self.data.get(name, "").strip() for name in TEXTS if name not in self.fields)
        return list(filter(None, texts))

    def explanation_there(self):
        """Return a sentence for the column of the other language, or ""."""
        return ""

    def _bound(self, names):
        return [self[name] for name in names if name in self.fields]

    def add_reason(self):
        self.add("reason", reason_field())

    def add_reason_if_approved(self):
        if self.status.progress.stage == Stage.APPROVED:
            self.add_reason()

    def add_optional_reason(self):
        self.add("optional_reason", reason_field(required=False), "reason")

    def add_headline(self):
        widget = HeadlineInput({"lang": self.status.language})
        field = forms.CharField(
            label=_("Headline"), max_length=200, initial=self.edition.headline, widget=widget
        )
        self.add("headline", field)

    def add_summary(self):
        initial = self.edition.summary
        self.add("summary", textarea_field(_("Summary"), initial=initial, lang=self.status.language))

    def add_kind(self):
        """Add the kind of a change. A first edition has no choice of kind."""
        if self.status.is_live:
            choices = [(kind.value, kind.label) for kind in KINDS]
            widget = KindInput(self.action.kind_labels)
            self.add("kind", forms.ChoiceField(label=_("Kind"), choices=choices, widget=widget))

    def add_note(self):
        if self.status.is_live:
            self.add("note", self._note_field(NOTE_HELP))
        elif not self.action.is_for_both:
            self.add("note", self._note_field(_("Shown in the story’s history.")))

    def add_note_there(self):
        """Add the note for readers of the other language, and the choice “Only this language was wrong”."""
        has_readers = self.there.is_live or self.there.is_ahead
        if not (self.status.is_live and has_readers) or self.status.progress.awaits_correction:
            return
        language = self.there.language
        field = textarea_field(
            _("Public note"), required=False, help_text=NOTE_THERE_HELP[language], lang=language
        )
        self.add("note_there", field)
        label = ONLY_THIS_LANGUAGE[self.status.language]
        self.add("alone", forms.BooleanField(label=label, label_suffix="", required=False))

    def _note_field(self, help_text):
        initial = carried_over_note(self.status)
        options = {"help_text": help_text, "initial": initial, "lang": self.status.language}
        return textarea_field(_("Public note"), required=False, **options)

    def add_both(self):
        """Offer to include the other language, if its state allows it and the user may publish it."""
        if not may(self.user, Verb.PUBLISH, self.there.language):
            return
        if self.status.is_ahead:
            is_possible = self.there.is_ahead and self.there.ahead.live_from == self.status.ahead.live_from
            label = _("Also %(language)s, which is scheduled for the same time")
        else:
            is_possible = self.there.may_be_published()
            label = _("Also %(language)s, at the same time: both or neither")
        if is_possible:
            label = label % {"language": self.there.language.label}
            initial = self.status.is_ahead
            self.add("both", forms.BooleanField(label=label, required=False, initial=initial))

    def add_before_source(self):
        """Add the option to publish a translation before its source, if that could happen."""
        if not self.status.may_precede:
            return
        source = self.status.source or self.status
        help_text = _("Recorded in the log and in the morning report.")
        if source.is_ahead:
            when = format_local_datetime(source.ahead.live_from)
            sentence = _("On %(when)s the source goes live.") % {"when": when}
            help_text = f"{sentence} {help_text}"
        label = _("Publish the translation before its source")
        self.add("before_source", forms.BooleanField(label=label, required=False, help_text=help_text))

    def add_why(self):
        """Add the reason for publishing before the source."""
        if self.status.may_precede:
            self.add(
                "why", reason_field(_("Reason for publishing before the source"), required=False), "reason"
            )


CHANGE_PARTS = (ActionForm.add_kind, ActionForm.add_note, ActionForm.add_note_there)


def guard_of_schedule(status):
    """Return the scheduled time of a language as a value for a hidden field; "" if not scheduled."""
    return status.ahead.live_from.isoformat() if status.is_ahead else ""


def carried_over_note(status):
    """Return the note about a correction of the other language that this text still lacks, or ""."""
    if not status.progress.awaits_correction:
        return ""
    corrections = Edition.objects.begun().filter(article=status.progress.article_id).with_note_there()
    newest = corrections.exclude(language=status.language).order_by("-number")
    return newest.values_list("note_there", flat=True).first()
