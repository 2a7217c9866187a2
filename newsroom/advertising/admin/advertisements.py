"""Advertisements in the admin: their list, their form with a preview, and who may delete them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.base import AutocompleteFormMixin, ChoiceFilter, SafeListMixin
from articles.admin.conflicts import ConflictMixin
from articles.admin.deletion import DeletionMixin
from articles.admin.display import chip, language_label
from articles.admin.forms.fields import ReadOnlyFormMixin
from articles.admin.forms.guarded import GuardedForm
from articles.media.pictures import PictureField
from articles.models import Language, localized
from newsroom.advertising.models import AdSize, AdSlot, Advertisement
from newsroom.advertising.pictures import MAX_KILOBYTES, prepare_advertisement_picture, sizes_label

PICTURES = {localized(size, language): size for language in Language.values for size in AdSize.values}
BOX = '<label for="{0}"><input type="checkbox" name="{1}" id="{0}"> {2}</label>'
FIGURE = (
    "<figure><figcaption>{} · {}</figcaption>"
    '<div lang="{}"><p>{}</p><img src="{}" width="{}" height="{}" alt="{}"></div></figure>'
)
STATES = {
    "live": gettext_lazy("Running"),
    "ahead": gettext_lazy("Planned"),
    "over": gettext_lazy("Ended"),
}
CHIPS = {"live": "live", "ahead": "scheduled", "over": "withdrawn"}


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
    """A form whose pictures have the sizes of the slot. The slot of a stored advertisement stays."""

    class Meta:
        model = Advertisement
        fields = []
        field_classes = dict.fromkeys(PICTURES, AdPictureField)

    def clean(self):
        cleaned = super().clean()
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


class RunFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = list(STATES.items())

    def narrow(self, queryset, value, request):
        if value == "over":
            return queryset.filter(placed_until__lte=request.at)
        return queryset.live(request.at) if value == "live" else queryset.ahead(request.at)


@admin.register(Advertisement)
class AdvertisementAdmin(
    ConflictMixin, ReadOnlyFormMixin, DeletionMixin, SafeListMixin, AutocompleteFormMixin, admin.ModelAdmin
):
    form = AdvertisementForm
    fields = [
        ("name", "advertiser"),
        "is_house",
        "slot",
        "sizes",
        "link",
        ("placed_from", "placed_until"),
        *[tuple(localized(size, language) for size in AdSize.values) for language in Language.values],
        tuple(localized("alt", language) for language in Language.values),
        "preview",
    ]
    list_display = ("name", "advertiser", "slot", "shown_in", "placed_from", "placed_until", "state")
    list_filter = (RunFilter, "slot", "is_house")
    list_per_page = 50
    actions = None  # what has begun is ended, not deleted
    search_fields = ("name", "advertiser", "link", "alt_en", "alt_ko")
    sortable_by = ("name", "advertiser", "placed_from", "placed_until")

    class Media:
        css = {"all": ["css/advertising_desk.css"]}

    def get_readonly_fields(self, request, obj=None):
        return ("sizes", "preview") if obj is None else ("sizes", "preview", "slot")

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[:-1]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in PICTURES:
            kwargs["widget"] = AdPictureInput
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name.startswith("alt_"):
            field.widget.attrs["lang"] = db_field.name[-2:]
        return field

    def has_delete_permission(self, request, obj=None):
        """Keep what readers have seen: it is ended, not deleted."""
        begun = obj is not None and obj.has_begun(clock.now())
        return not begun and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("sizes of the pictures"))
    def sizes(self, _advertisement):
        """Return a list of the sizes that each slot takes, in pixels."""
        lines = [
            (slot.label, AdSize.WIDE.label, sizes_label(slot, AdSize.WIDE),
             AdSize.PHONE.label, sizes_label(slot, AdSize.PHONE))
            for slot in AdSlot
        ]  # fmt: skip
        row = "<li>{}: {} {}, {} {}</li>"
        most = _("Up to %(most)d KB each.") % {"most": MAX_KILOBYTES}
        return format_html('<ul class="ad-sizes">{}</ul>{}', format_html_join("", row, lines), most)

    @admin.display(description=gettext_lazy("preview"))
    def preview(self, advertisement):
        """Return the pictures with their label, as readers see them."""
        shown = []
        for language in advertisement.languages:
            for size in AdSize:
                file = getattr(advertisement, localized(size, language))
                width, height = AdSlot.SIZES[advertisement.slot][size]
                alt = getattr(advertisement, localized("alt", language))
                with translation.override(language):
                    label = _("Advertisement")
                name = language_label(language)
                shown.append((name, size.label, language, label, file.url, width, height, alt))
        return format_html('<div class="ad-preview">{}</div>', format_html_join("", FIGURE, shown))

    @admin.display(description=gettext_lazy("languages"))
    def shown_in(self, advertisement):
        return ", ".join(str(Language(one).label) for one in advertisement.languages)

    @admin.display(description=gettext_lazy("state"))
    def state(self, advertisement):
        at = clock.now()
        state = "over" if advertisement.is_over(at) else "live" if advertisement.has_begun(at) else "ahead"
        return chip(CHIPS[state], STATES[state])
