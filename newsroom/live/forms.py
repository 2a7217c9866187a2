"""Forms to post, translate and correct live entries, including the fields of the picture."""

import json
import logging
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import lazy
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.admin.editor_widget import picture_picker
from articles.admin.forms.guarded import GuardedNumberField
from articles.admin.forms.posted_form import DraftForm
from articles.admin.library.uploads import store_upload
from articles.annotations import User
from articles.media.pictures import ACCEPT
from articles.models import Author, Image, Language, localized
from articles.models.logged import LONGEST_ALT, LONGEST_CAPTION
from articles.models.text import prose
from newsroom.live.models import LONGEST_ENTRY, LONGEST_NOTE, EntryKind, LiveEntry
from newsroom.live.pictures import SAME_PICTURE, ChosenPicture

logger = logging.getLogger(__name__)

RECENT = 40  # pictures in the list; a script offers the rest
LONGEST_NAME = 70  # characters
# Control inputs. The underscore keeps them off the page that recovers typed text after a failed save.
TOKEN, SOURCE = "_token", "_source"
WORDS = ("alt", "caption")  # texts of the picture
TEXTS = ("text", "note", *WORDS)
TYPED = (*TEXTS, "image")  # autosaved fields
capitalized = lazy(capfirst, str)


class PictureWordFields(forms.Form):
    """Alt text and caption of an entry's picture, in the language of the form."""

    picture_names = ("image", "upload", "alt", "caption")  # fields that the template shows together

    alt = forms.CharField(
        label=capitalized(LiveEntry._meta.get_field("alt").verbose_name),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_(
            "Describe the image for people who cannot see it. Leave empty to use the library’s alt text."
        ),
    )
    caption = forms.CharField(
        label=capitalized(LiveEntry._meta.get_field("caption").verbose_name),
        max_length=LONGEST_CAPTION,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Leave empty to use the library’s caption. The credit always comes from the library."),
    )

    def show_library_words(self, image: Image | None, language: str) -> None:
        """Show the library's texts as placeholders: they are printed if a field stays empty."""
        for name in WORDS:
            words = getattr(image, localized(name, language)) if image and language else ""
            self.fields[name].widget.attrs |= {"placeholder": words, "data-of-picture": name}

    def chosen_picture(self) -> ChosenPicture:
        """Return the texts as a ChosenPicture without an id."""
        return ChosenPicture(None, *(self.cleaned_data[name] for name in WORDS))


class PictureFields(PictureWordFields):
    """Fields to choose or upload the picture of an entry, and its texts.

    An upload is stored in the library at once and stays selected if the form is shown again.
    """

    image = forms.ModelChoiceField(
        Image.objects.all(), label=_("Image"), required=False, empty_label=_("No image")
    )
    upload = forms.FileField(
        label=_("Upload an image"),
        required=False,
        allow_empty_file=True,  # the library's error message suggests a remedy
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    user: User | None = None

    def offer_pictures(self, user: User, language: str) -> None:
        """Offer recent pictures of the library, and an upload to users who may add pictures."""
        self.user, self.language = user, language
        if not user.has_perm("articles.add_image"):
            del self.fields["upload"]
        recent = list(Image.objects.usable(clock.now()).order_by("-pk")[:RECENT])
        self.chosen_image = self._find(self["image"].value(), recent)
        if self.chosen_image and self.chosen_image not in recent:
            recent.append(self.chosen_image)
        names = [(image.pk, Truncator(str(image)).chars(LONGEST_NAME)) for image in recent]
        self.fields["image"].widget.choices = [("", self.fields["image"].empty_label), *names]  # type: ignore[attr-defined]  # a field with choices
        self.show_library_words(self.chosen_image, language)
        self.picker = json.dumps(picture_picker(language or Language.EN), cls=DjangoJSONEncoder)

    def _find(self, value, recent):
        """Return the Image for a value of the field, or None. Make no query if it is in `recent`."""
        known = {str(image.pk): image for image in recent}
        if not value or str(value) in known:
            return known.get(str(value))
        try:
            return self.fields["image"].clean(value)
        except forms.ValidationError:
            return None

    def clean(self):
        cleaned = super().clean()
        if uploaded := self.cleaned_data.get("upload"):
            self._take_upload(uploaded)
        return cleaned

    def _take_upload(self, uploaded: UploadedFile):
        language = self.cleaned_data.get("language") or self.language
        texts = {localized(name, language): self.cleaned_data.get(name, "") for name in WORDS if language}
        try:
            report = store_upload(uploaded, by=self.user, **texts)
        except OSError as error:
            logger.warning("A picture of a live entry was not stored: %r", error)
            self.add_error("upload", _("The image could not be stored. Try again, or publish without it."))
            return
        if report.errors:
            self.add_error("upload", list(report.errors))
            return
        self.cleaned_data["image"] = self.chosen_image = report.image
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data["image"] = str(report.image.pk)  # type: ignore[index]  # a QueryDict
        self.fields["image"].widget.choices += [(report.image.pk, str(report.image))]

    def chosen_picture(self) -> ChosenPicture | None:
        """Return the chosen picture or None. Drop unedited texts that were shown for another picture."""
        image, words = self.cleaned_data["image"], {name: self.cleaned_data[name] for name in WORDS}
        if image is None:
            return None
        shown = {name: self.data.get(self.add_initial_prefix(name), "") for name in ("image", *WORDS)}
        if str(image.pk) != shown["image"]:
            words = {
                name: "" if text.split() == shown[name].split() else text for name, text in words.items()
            }
        return ChosenPicture(image.pk, **words)


class LiveEntryForm(DraftForm):
    """Base form of an entry: its text, and a token that prevents double posting."""

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

    def clean_text(self):
        """Return the normalised text. Refuse a text that has only invisible characters."""
        text = prose(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def renew(self, **values) -> None:
        """Prepare the form for another submission, with a new token and values that the user now sees."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data[TOKEN] = str(uuid4())  # type: ignore[index]  # a QueryDict
        for name, value in values.items():
            self.data[name] = str(value)  # type: ignore[index]  # a QueryDict


class LivePostForm(PictureFields, LiveEntryForm):
    """Form for a new entry, in one of the languages that the user may post in."""

    field_order = ["language", "text", "kind", "author", "is_pinned"]

    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect)  # type: ignore[assignment]  # replaces the attribute by a field
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

    def __init__(self, data=None, files=None, *, languages: list[Language], user: User):
        author = Author.objects.filter(user=user, is_active=True).first()
        super().__init__(data, files, initial={"author": author, "language": languages[0]})
        self.fields["language"].choices = [(language.value, language.label) for language in languages]  # type: ignore[attr-defined]  # a field with choices
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
            for name in ("text", *WORDS):
                self.fields[name].widget.attrs["lang"] = languages[0].value
        chosen = self["language"].value() if len(languages) > 1 else languages[0]
        self.offer_pictures(user, Language(chosen).value if chosen in languages else "")


class LiveTranslationForm(PictureWordFields, LiveEntryForm):
    """Form for the translation of an entry. seen: the version of the source that was shown."""

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
    """Form to correct a published entry. seen: the version that was shown.

    source  for a translation, its source; the form then has only the texts of the source's picture
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
        user: User,
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
            is_asked = self.add_initial_prefix("image") in self.data  # pages of older releases lack it
            return super().chosen_picture() if is_asked else SAME_PICTURE
        return PictureWordFields.chosen_picture(self) if "alt" in self.fields else SAME_PICTURE


def drop_fields(form: forms.Form, *names: str) -> None:
    for name in names:
        form.fields.pop(name, None)


class LiveReasonForm(forms.Form):
    """Confirmation form for taking an entry down."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For the newsroom only. Readers do not see it."),
    )
