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
from newsroom.live.admin.picture_fields import WORDS, PictureFields, PictureWordFields
from newsroom.live.models import LONGEST_ENTRY, LONGEST_NOTE, EntryKind, LiveEntry
from newsroom.live.pictures import SAME_PICTURE, ChosenPicture

# Inputs beside what is typed, which a page of typed text does not repeat because of the underscore.
TOKEN, SOURCE = "_token", "_source"
TEXTS = ("text", "note", *WORDS)
TYPED = (*TEXTS, "image")  # what is autosaved


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

    def __init__(self, data=None, files=None, *, language: str = "", **options):
        super().__init__(data, files, **options)
        self.fields[TOKEN] = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
        for name in set(TYPED).intersection(self.fields):
            self.fields[name].show_hidden_initial = True
            if language and name in TEXTS:
                self.fields[name].widget.attrs["lang"] = language

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


class LivePostForm(PictureFields, LiveEntryForm):
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

    def __init__(self, data=None, files=None, *, languages: list[Language], user: AbstractUser):
        author = Author.objects.filter(user=user, is_active=True).first()
        super().__init__(data, files, initial={"author": author, "language": languages[0]})
        self.fields["language"].choices = [(one.value, one.label) for one in languages]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
            for name in ("text", *WORDS):
                self.fields[name].widget.attrs["lang"] = languages[0].value
        self.offer_pictures(user, self["language"].value() if len(languages) > 1 else languages[0].value)


class LiveTranslationForm(PictureWordFields, LiveEntryForm):
    """The form of the other language of an entry. seen: the version of the source."""

    field_order = ["text"]

    seen = GuardedNumberField()

    def __init__(self, data=None, files=None, *, language: str, source: LiveEntry | None):
        initial = {"seen": source.version} if source else {}
        super().__init__(data, files, language=language, initial=initial)
        if source and source.image_id:
            self.show_library_words(source.image, language)
        else:
            drop_fields(self, *WORDS)

    def chosen_picture(self) -> ChosenPicture:
        return super().chosen_picture() if "alt" in self.fields else SAME_PICTURE


class LiveCorrectionForm(PictureFields, LiveEntryForm):
    """The form of another text in place of one that readers have. seen: its version.

    source  of a translation: it has the picture, and the form its words
    """

    field_order = ["text", "note"]

    seen = GuardedNumberField()
    note = forms.CharField(
        label=_("Public note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Readers see it below the entry: what was wrong, for example."),
    )

    def __init__(
        self,
        data=None,
        files=None,
        *,
        language: str,
        row: LiveEntry | None,
        source: LiveEntry | None,
        user: AbstractUser,
    ):
        initial = {"text": row.text, "note": row.note, "seen": row.version} if row else {}
        initial |= {name: getattr(row, name) for name in (*WORDS, "image")} if row else {}
        super().__init__(data, files, language=language, initial=initial)
        self.fields[SOURCE] = forms.IntegerField(
            required=False, min_value=1, initial=source and source.version, widget=forms.HiddenInput
        )
        self.is_translation = source is not None
        if not self.is_translation:
            self.offer_pictures(user, language)
        elif source.image_id:
            drop_fields(self, "image", "upload")
            self.show_library_words(source.image, language)
        else:
            drop_fields(self, "image", "upload", *WORDS)

    def chosen_picture(self) -> ChosenPicture | None:
        if not self.is_translation:
            is_asked = self.add_initial_prefix("image") in self.data  # not by a page of an older version
            return super().chosen_picture() if is_asked else SAME_PICTURE
        return PictureWordFields.chosen_picture(self) if "alt" in self.fields else SAME_PICTURE


def drop_fields(form: forms.Form, *names: str) -> None:
    for name in names:
        form.fields.pop(name, None)


class LiveReasonForm(forms.Form):
    """The question before an entry is taken down."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For the newsroom only. Readers do not see it."),
    )
