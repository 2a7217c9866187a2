"""The forms of live entries: one to post, one to translate, one to correct."""

from uuid import uuid4

from django import forms
from django.contrib.auth.models import AbstractUser
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.forms.guarded import GuardedNumberField
from articles.models import Author, Language
from articles.models.text import prose
from newsroom.live.models import LONGEST_ENTRY, LONGEST_NOTE, EntryKind, LiveEntry

# Inputs beside what is typed, which a page of typed text does not repeat because of the underscore.
TOKEN, SOURCE = "_token", "_source"
TYPED = ("text", "note")  # what is autosaved


class LiveEntryForm(forms.Form):
    """The text of an entry, and the token by which a form that is sent twice posts once.

    is_judged  False where nobody has asked for publication: filled from an autosaved draft
    """

    is_judged = True

    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_ENTRY,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Plain text. An empty line begins a paragraph, and addresses become links."),
    )

    def __init__(self, data=None, *, language: str = "", **options):
        super().__init__(data, **options)
        self.fields[TOKEN] = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
        for name in TYPED:
            if name in self.fields:
                self.fields[name].widget.attrs |= {"lang": language} if language else {}
                self.fields[name].show_hidden_initial = True

    def full_clean(self):
        if self.is_judged:
            super().full_clean()
        else:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def clean_text(self):
        """Return the text in its normal form. Refuse one of nothing but invisible signs."""
        text = prose(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def renew(self, **values) -> None:
        """Let the next submission be another entry, or be judged by what the person has seen now."""
        self.data = self.data.copy()
        self.data[TOKEN] = str(uuid4())
        for name, value in values.items():
            self.data[name] = str(value)


class LivePostForm(LiveEntryForm):
    """The form of a new entry, in one of the languages that a person may post in."""

    field_order = ["language", "text", "kind", "author", "is_pinned"]

    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(
        label=pgettext_lazy("a live entry", "Kind"),
        choices=EntryKind.choices,
        initial=EntryKind.UPDATE,
    )
    is_pinned = forms.BooleanField(label=_("Key point"), label_suffix="", required=False)
    author = forms.ModelChoiceField(
        Author.objects.filter(is_active=True),
        label=_("Byline"),
        required=False,
        empty_label=_("No byline"),
    )

    def __init__(self, data=None, *, languages: list[Language], user: AbstractUser):
        author = Author.objects.filter(user=user, is_active=True).first()
        super().__init__(data, initial={"author": author, "language": languages[0]})
        self.fields["language"].choices = [(one.value, one.label) for one in languages]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
            self.fields["text"].widget.attrs["lang"] = languages[0].value


class LiveTranslationForm(LiveEntryForm):
    """The form of the other language of an entry. seen: the version of the source."""

    seen = GuardedNumberField()


class LiveCorrectionForm(LiveEntryForm):
    """The form of another text in place of one that readers have. seen: its version."""

    seen = GuardedNumberField()
    note = forms.CharField(
        label=_("Public note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Readers see it below the entry: what was wrong, for example."),
    )

    def __init__(self, data=None, *, row: LiveEntry | None, source: LiveEntry | None, **options):
        initial = {"text": row.text, "note": row.note, "seen": row.version} if row else {}
        super().__init__(data, initial=initial, **options)
        self.fields[SOURCE] = forms.IntegerField(
            required=False, min_value=1, initial=source and source.version, widget=forms.HiddenInput
        )


class LiveReasonForm(forms.Form):
    """The question before an entry is taken down."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For the newsroom only. Readers do not see it."),
    )
