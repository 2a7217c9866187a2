"""The form of an advertisement: pictures have the sizes of its slot, and what readers have seen stays."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import GuardedForm
from articles.media.pictures import PictureField
from articles.models import Language, localized
from newsroom.advertising.models import SEEN_BY_READERS, AdSize, AdSlot, Advertisement
from newsroom.advertising.pictures import prepare_advertisement_picture

PICTURES = {localized(size, language): size for language in Language.values for size in AdSize.values}
BOX = '<label for="{0}"><input type="checkbox" name="{1}" id="{0}"> {2}</label>'


class AdPictureInput(forms.ClearableFileInput):
    """A file input with a link to the stored picture, and a box that removes it."""

    def render(self, name, value, attrs=None, renderer=None):
        own = self.get_context(name, value, attrs)["widget"]
        field = forms.FileInput(self.attrs).render(name, None, attrs, renderer)
        if not own["is_initial"]:
            return field
        box = (
            "" if own["required"] else format_html(BOX, own["checkbox_id"], own["checkbox_name"], _("Remove"))
        )
        stored = '<p class="file-upload"><a href="{}">{}</a> {}<br>{}</p>{}'
        return format_html(stored, value.url, _("Open original"), box, _("Replace the file:"), field)


class AdPictureField(PictureField):
    """An upload that is prepared as pictures are; its size is judged by the form, which knows the slot."""

    widget = AdPictureInput

    def __init__(self, *, max_length=None, **options):
        super().__init__(**options)  # the name of the upload is not kept, however long it is


class AdvertisementForm(GuardedForm):
    """A form whose pictures have the sizes of the slot. The slot of a stored advertisement stays.

    replaced  the Advertisement that a new one takes the place of, or None; its pictures are used again
              unless others are sent
    """

    replaces = forms.CharField(
        label=gettext_lazy("Replaced advertisement"), required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Advertisement
        fields = []
        field_classes = dict.fromkeys(PICTURES, AdPictureField)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None and "replaces" in self.fields
        asked = self.data.get("replaces") if self.is_bound else self.initial.get("replaces")
        self.replaced = replaced_advertisement(asked) if is_new else None
        if self.replaced:
            self.initial |= {name: getattr(self.replaced, name) for name in ("slot", *PICTURES)}
            self.fields["slot"].disabled = True
            self.fields["slot"].show_hidden_initial = False

    def clean(self):
        cleaned = super().clean()
        at = clock.now()
        if self.instance.pk and self.instance.has_begun(at):
            self._clean_begun(cleaned, at)
        else:
            self._clean_planned(cleaned, at)
        slot = cleaned.get("slot") or self.instance.slot
        for name, size in PICTURES.items():
            file = cleaned.get(name)
            if name not in self.changed_data or not isinstance(file, File) or slot not in AdSlot.values:
                continue
            try:
                cleaned[name] = prepare_advertisement_picture(file, slot, size)
            except ValidationError as refusal:
                self.add_error(name, refusal)
        self._refuse_halves(cleaned)
        return cleaned

    def _refuse_halves(self, cleaned):
        """Name the parts that a language lacks. That there is a language, a constraint asks for."""
        for language in Language.values:
            names = [localized(part, language) for part in ("wide", "phone", "alt")]
            given = [name for name in names if self._value(cleaned, name) or name in self.errors]
            for name in names if given else ():
                if name not in given:
                    self.add_error(name, _("This language needs both pictures and an alt text."))

    def _value(self, cleaned, name):
        return cleaned[name] if name in cleaned else getattr(self.instance, name)

    def _clean_planned(self, cleaned, at):
        """Let an advertisement that would begin in the past begin now, and after the one that it replaces."""
        begin = cleaned.get("placed_from")
        if not begin:
            return
        cleaned["placed_from"] = max(begin, at)
        if self.replaced and cleaned["placed_from"] <= self.replaced.placed_from:
            self.add_error("placed_from", _("It begins after the advertisement that it replaces."))

    def _clean_begun(self, cleaned, at):
        """Refuse changes of what readers have seen. An advertisement that would end in the past ends now."""
        row, end = self.instance, cleaned.get("placed_until")
        for name in SEEN_BY_READERS:
            if name in self.fields and name in self.changed_data:
                self.add_error(name, _("Readers have seen this advertisement. Replace it by a new one."))
        if "placed_until" not in self.changed_data or "placed_until" in self.errors:
            return
        if row.is_over(at):
            self.add_error("placed_until", _("This advertisement has ended. Place a new one."))
        elif end and row.placed_from < end < at:
            cleaned["placed_until"] = at


def replaced_advertisement(number: str | int | None) -> Advertisement | None:
    """Return the advertisement of an id in a query or a form, if it has begun, else None."""
    number = str(number or "")
    row = Advertisement.objects.filter(pk=number).first() if is_number(number) else None
    return row if row and row.has_begun(clock.now()) else None
