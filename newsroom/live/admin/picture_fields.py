"""The fields of an entry's picture: chosen from the library or uploaded, with its words."""

import json
import logging

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import lazy
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.editor.widget import picture_picker
from articles.admin.library.uploads import store_upload
from articles.media.pictures import ACCEPT
from articles.models import Image, Language, localized
from articles.models.logged import LONGEST_ALT, LONGEST_CAPTION
from newsroom.live.models import LiveEntry
from newsroom.live.pictures import ChosenPicture

logger = logging.getLogger(__name__)

RECENT = 40  # pictures in the list; a script offers all
LONGEST_NAME = 70  # characters
WORDS = ("alt", "caption")
capitalized = lazy(capfirst, str)


class PictureWordFields(forms.Form):
    """Alt text and caption of an entry's picture, in the language of the form."""

    picture_names = ("image", "upload", "alt", "caption")  # shown together

    alt = forms.CharField(
        label=capitalized(LiveEntry._meta.get_field("alt").verbose_name),
        max_length=LONGEST_ALT,
        required=False,
        help_text=_("Describe the image for people who cannot see it. Empty: as in the library."),
    )
    caption = forms.CharField(
        label=capitalized(LiveEntry._meta.get_field("caption").verbose_name),
        max_length=LONGEST_CAPTION,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Empty: as in the library. The credit is always that of the library."),
    )

    def show_library_words(self, image: Image | None, language: str) -> None:
        """Show what is printed where a field stays empty."""
        for name in WORDS:
            words = getattr(image, localized(name, language)) if image and language else ""
            self.fields[name].widget.attrs |= {"placeholder": words, "data-of-picture": name}

    def chosen_picture(self) -> ChosenPicture:
        """Return the words for the picture of another row."""
        return ChosenPicture(None, *(self.cleaned_data[name] for name in WORDS))


class PictureFields(PictureWordFields):
    """The choice of an entry's picture, an upload in place of it, and its words.

    An upload goes to the library at once: a form that is shown again has it chosen.
    """

    image = forms.ModelChoiceField(
        Image.objects.all(), label=_("Image"), required=False, empty_label=_("No image")
    )
    upload = forms.FileField(
        label=_("Upload an image"),
        required=False,
        allow_empty_file=True,  # the refusal of the library names the way out
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    user = None

    def offer_pictures(self, user: AbstractUser, language: str) -> None:
        """Offer the last pictures of the library, and an upload to those who may add pictures."""
        self.user, self.language = user, language
        if not user.has_perm("articles.add_image"):
            del self.fields["upload"]
        recent = list(Image.objects.usable(clock.now()).order_by("-pk")[:RECENT])
        self.chosen_image = self._find(self["image"].value(), recent)
        if self.chosen_image and self.chosen_image not in recent:
            recent.append(self.chosen_image)
        names = [(one.pk, Truncator(str(one)).chars(LONGEST_NAME)) for one in recent]
        self.fields["image"].widget.choices = [("", self.fields["image"].empty_label), *names]
        self.show_library_words(self.chosen_image, language)
        self.picker = json.dumps(picture_picker(language or Language.EN), cls=DjangoJSONEncoder)

    def _find(self, value, recent):
        """Return the Image of a value of the field, or None; one of the recent ones without a query."""
        known = {str(one.pk): one for one in recent}
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
        self.data = self.data.copy()
        self.data["image"] = str(report.image.pk)
        self.fields["image"].widget.choices += [(report.image.pk, str(report.image))]

    def chosen_picture(self) -> ChosenPicture | None:
        """Return the picture that was chosen. The words that the form showed of another one do not count."""
        image, words = self.cleaned_data["image"], {name: self.cleaned_data[name] for name in WORDS}
        if image is None:
            return None
        shown = {name: self.data.get(self.add_initial_prefix(name), "") for name in ("image", *WORDS)}
        if str(image.pk) != shown["image"]:
            words = {
                name: "" if text.split() == shown[name].split() else text for name, text in words.items()
            }
        return ChosenPicture(image.pk, **words)
