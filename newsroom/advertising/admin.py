"""Admin of advertisements: form with preview, list, and permissions to change and delete."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.base import AutocompleteFormMixin, ChoiceFilter, DeskAdminMixin
from articles.admin.display import chip, language_label
from articles.admin.forms.fields import is_number
from articles.admin.forms.guarded import GuardedForm
from articles.media.pictures import PictureField
from articles.models import Language, localized
from newsroom.advertising.models import SEEN_BY_READERS, AdSize, AdSlot, Advertisement
from newsroom.advertising.publication import (
    MAX_KILOBYTES,
    prepare_advertisement_picture,
    replace,
    sizes_label,
)

PICTURES = {localized(size, language): size for language in Language.values for size in AdSize.values}
BOX = '<label for="{0}"><input type="checkbox" name="{1}" id="{0}"> {2}</label>'


class AdPictureInput(forms.ClearableFileInput):
    """A file input with a link to the stored picture and a checkbox to remove it."""

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
    """A field whose uploads are prepared like all pictures. The form checks their size: it knows the slot."""

    widget = AdPictureInput

    def __init__(self, *, max_length=None, **options):
        super().__init__(**options)  # max_length is dropped: the name of the uploaded file is not kept


class AdvertisementForm(GuardedForm):
    """Form of an advertisement. The slot, which cannot change once saved, determines the sizes of pictures.

    replaced  the Advertisement that a new one replaces, or None; its pictures are reused unless others
              are uploaded
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
        """Add an error for each missing part of a language that has other parts.

        A database constraint requires at least one language.
        """
        for language in Language.values:
            names = [localized(part, language) for part in ("wide", "phone", "alt")]
            given = [name for name in names if self._value(cleaned, name) or name in self.errors]
            for name in names if given else ():
                if name not in given:
                    self.add_error(name, _("This language needs both pictures and an alt text."))

    def _value(self, cleaned, name):
        return cleaned[name] if name in cleaned else getattr(self.instance, name)

    def _clean_planned(self, cleaned, at):
        """Move a start in the past to now. Require a start after the replaced advertisement's start."""
        begin = cleaned.get("placed_from")
        if not begin:
            return
        cleaned["placed_from"] = max(begin, at)
        if self.replaced and cleaned["placed_from"] <= self.replaced.placed_from:
            self.add_error(
                "placed_from", _("It must begin after the start of the advertisement that it replaces.")
            )

    def _clean_begun(self, cleaned, at):
        """Refuse changes to fields that readers have seen. Move an end in the past to now."""
        row, end = self.instance, cleaned.get("placed_until")
        for name in SEEN_BY_READERS:
            if name in self.fields and name in self.changed_data:
                self.add_error(name, _("Readers have seen this advertisement. Replace it with a new one."))
        if "placed_until" not in self.changed_data or "placed_until" in self.errors:
            return
        if row.is_over(at):
            self.add_error("placed_until", _("This advertisement has ended. Place a new one."))
        elif end and row.placed_from < end < at:
            cleaned["placed_until"] = at


def replaced_advertisement(number: str | int | None) -> Advertisement | None:
    """Return the advertisement with this id from a query or a form, or None if it has not begun."""
    number = str(number or "")
    row = Advertisement.objects.filter(pk=number).first() if is_number(number) else None
    return row if row and row.has_begun(clock.now()) else None


FIGURE = (
    "<figure><figcaption>{} · {}</figcaption>"
    '<div lang="{}"><p>{}</p><img src="{}" width="{}" height="{}" alt="{}"></div></figure>'
)
ADD = "admin:advertising_advertisement_add"
BEGUN_FIELDS = [
    ("name", "advertiser"),
    "is_house",
    "slot",
    "link",
    ("placed_from", "placed_until"),
    "preview",
]
SAME_IN_REPLACEMENT = ("name", "advertiser", "is_house")
STATES = {
    "live": gettext_lazy("Running"),
    "ahead": gettext_lazy("Planned"),
    "over": gettext_lazy("Ended"),
}
CHIPS = {"live": "live", "ahead": "scheduled", "over": "withdrawn"}


def is_fixed(advertisement, request) -> bool:
    """Return whether the fields that readers have seen are read-only in the form.

    If a form was opened before the advertisement began and is posted later, they stay editable, so that no
    input is lost.
    """
    posted = {*request.POST, *request.FILES}
    return advertisement.has_begun(clock.now()) and posted.isdisjoint(SEEN_BY_READERS)


class RunFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = list(STATES.items())

    def narrow(self, queryset, value, request):
        if value == "over":
            return queryset.filter(placed_until__lte=request.at)
        return queryset.live(request.at) if value == "live" else queryset.ahead(request.at)


@admin.register(Advertisement)
class AdvertisementAdmin(DeskAdminMixin, AutocompleteFormMixin, admin.ModelAdmin):
    form = AdvertisementForm
    change_form_template = "admin/advertising/change_form.html"
    fields = [
        "replaces",
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
    actions = None  # no bulk deletion: an advertisement that has begun can only be ended
    search_fields = ("name", "advertiser", "link", "alt_en", "alt_ko")
    sortable_by = ("name", "advertiser", "placed_from", "placed_until")

    class Media:
        css = {"all": ["css/advertising_desk.css"]}

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ("sizes", "preview")
        fields = ["sizes", "preview", "slot"]
        if is_fixed(obj, request):
            fields += SEEN_BY_READERS
        if obj.is_over(clock.now()) and "placed_until" not in request.POST:
            fields.append("placed_until")
        return tuple(dict.fromkeys(fields))

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields[:-1]
        return BEGUN_FIELDS if is_fixed(obj, request) else self.fields[1:]

    def get_changeform_initial_data(self, request):
        """Return the initial values of a replacement: a copy that begins when the old one ends, or now."""
        old = replaced_advertisement(request.GET.get("replaces"))
        if old is None:
            return super().get_changeform_initial_data(request)
        at = clock.now()
        same = {name: getattr(old, name) for name in (*SAME_IN_REPLACEMENT, *SEEN_BY_READERS)}
        return same | {"replaces": old.pk, "placed_from": max(old.placed_until or at, at)}

    def save_model(self, request, obj, form, change):
        if not change and form.replaced:
            replace(form.replaced, obj)
        else:
            super().save_model(request, obj, form, change)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and obj.has_begun(clock.now()):
            context["has_begun"] = True
            if self.has_add_permission(request):
                context["replace_address"] = f"{reverse(ADD)}?replaces={obj.pk}"
        if obj is None:
            context["replaced"] = context["adminform"].form.replaced
        return super().render_change_form(request, context, add, change, form_url, obj)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in PICTURES:
            kwargs["widget"] = AdPictureInput
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name.startswith("alt_"):
            field.widget.attrs["lang"] = db_field.name[-2:]
        return field

    def has_delete_permission(self, request, obj=None):
        """Refuse to delete an advertisement that has begun: it can only be ended."""
        begun = obj is not None and obj.has_begun(clock.now())
        return not begun and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("sizes of the pictures"))
    def sizes(self, _advertisement):
        """Return an HTML list of the sizes that each slot accepts, in pixels."""
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
        return ", ".join(str(Language(language).label) for language in advertisement.languages)

    @admin.display(description=gettext_lazy("state"))
    def state(self, advertisement):
        at = clock.now()
        state = "over" if advertisement.is_over(at) else "live" if advertisement.has_begun(at) else "ahead"
        return chip(CHIPS[state], STATES[state])
