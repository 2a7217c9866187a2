"""Picture library: its list, the form of a picture, and the list of its uses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.base import BilingualAdmin, language_pairs
from articles.admin.display import headline_html, language_label, text_html, thumb_html
from articles.admin.forms.guarded import GuardedForm
from articles.admin.library.image_filters import (
    ContractFilter,
    CreatorFilter,
    ImageTopicFilter,
    LackingFilter,
    TagFilter,
    TakenFilter,
    UploadedFilter,
    UsableFilter,
)
from articles.admin.library.uploads import TagsMixin, change_tags_of_many, facts_message, tags_of, upload_view
from articles.admin.story.form import restrict_language
from articles.media.pictures import PictureField, PreparedPicture, discard_file, fill_from_file
from articles.media.renditions.sizes import CROPS, Rendition, fallback_width, height, widths
from articles.models import Article, Author, Edition, Image, Language, StandingPage, localized
from articles.models.logged import pictured_models
from articles.models.text import matches_any
from articles.workflow.permissions import WRITE_ANY, Verb, may, may_somewhere

TEXTS = ("alt", "caption", "credit")
OF_BOTH = (
    *("file", "focal_x", "focal_y"),
    *("creator", "place", "taken_on", "contract", "usage_terms", "rights_until"),
)
FILE = lazy(capfirst, str)(Image._meta.get_field("file").verbose_name)
CUTS = {
    "card": pgettext_lazy("crop of a picture", "In lists"),
    "wide": pgettext_lazy("crop of a picture", "Lead, on a phone"),
    "square": pgettext_lazy("crop of a picture", "Portrait"),
}
MOST_SHOWN = 20  # uses of each kind
MOST_READ = 1000  # stories whose text is searched for the picture, the last changed first


class PictureInput(forms.FileInput):
    """File input with a link to the original, without the name of the stored file."""

    def render(self, name, value, attrs=None, renderer=None):
        field = super().render(name, value, attrs, renderer)
        if not getattr(value, "url", None):
            return field
        html = '<p class="file-upload"><a href="{}">{}</a><br>{}</p>{}'
        return format_html(html, value.url, _("Open original"), _("Replace the file:"), field)


class ImageForm(TagsMixin, GuardedForm):
    """Form of a picture. A new file is verified and re-encoded, or refused with an explanation."""

    # Replaces the model's field, which would refuse a file earlier: for its name, or with less explanation.
    file = PictureField(label=FILE, widget=PictureInput({"aria-label": FILE}))
    user = None  # the current user; set on the class by ImageAdmin.get_form
    filled = ()  # columns that were filled from the contract

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language in Language if self.instance.pk else ():
            restrict_language(self, TEXTS, language, self.user)

    def changed_columns(self):
        return [*super().changed_columns(), *self.filled]


@admin.register(Image)
class ImageAdmin(BilingualAdmin):
    form = ImageForm
    fields = [
        ("file", "picture"),
        ("focal_x", "focal_y"),
        "crops",
        *language_pairs(*TEXTS),
        ("creator", "place", "taken_on"),
        "tags",
        "contract",
        "usage_terms",
        "rights_until",
    ]
    list_filter = (
        *(LackingFilter, UsableFilter, TagFilter, CreatorFilter, ImageTopicFilter, TakenFilter),
        *(UploadedFilter, ContractFilter),
    )
    list_select_related = ("created_by", "contract")
    autocomplete_fields = ("contract",)
    actions = (change_tags_of_many,)
    actions_selection_counter = False  # Django's script counts rows of a table; these are cards
    list_per_page = 48
    search_fields = (
        *(localized(name, language) for name in TEXTS for language in Language),
        "creator",
        "place",
        "tag_rows__name",
    )

    def get_urls(self):
        view = self.admin_site.admin_view(partial(upload_view, self))
        return [path("upload/", view, name="articles_image_upload"), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        own = {"user": request.user} | dict.fromkeys({"file"} & {*self.get_readonly_fields(request, obj)})
        form = type(ImageForm)("ImageForm", (ImageForm,), own)
        return super().get_form(request, obj, change=change, form=form, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = ("picture", "crops")
        return fields if obj is None or may_replace(request.user, obj) else (*fields, *OF_BOTH)

    def save_model(self, request, obj, form, change):
        prepared = form.cleaned_data.get("file")
        if isinstance(prepared, PreparedPicture):
            obj.upload_digest = prepared.upload_digest
        if not change:
            obj.created_by = request.user
        if "contract" in form.changed_data:
            form.filled = obj.fill_credit()
        if not change:
            request.read_columns = fill_from_file(obj, prepared.metadata)
        request.saved_image = None if obj.file._committed else obj
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_tags()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["uses"] = image_uses(obj, clock.now(), lambda model: self.may("view", model, request))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        """Add a message with the values read from the file, so that the user checks them."""
        if request.read_columns:
            messages.info(request, facts_message(obj, request.read_columns))
        return super().response_add(request, obj, post_url_continue)

    def changeform_view(self, request, *args, **kwargs):
        """Show or save the form. If the row cannot be saved, as on a full disk, delete its file."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except BaseException:
            if image := getattr(request, "saved_image", None):
                discard_file(image)
            raise

    def mentions(self, objs):
        models = Article, StandingPage
        shown = [model.objects.showing(image).order_by("pk") for image in objs for model in models]
        return [thing for rows in shown for thing in rows]

    def instead(self, request, image):
        if not (self.may("change", Article, request) and self.may("change", Author, request)):
            return ""
        if Edition.objects.showing(image).exists():
            return _("Published editions keep this image. Choose another here to stop using it in new ones.")
        return _("Choose another image here before deleting this one.")

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and "cl" in response.context_data:
            pictures = response.context_data["cl"].result_list
            response.context_data["cards"] = [image_card(image, request.at) for image in pictures]
        return response

    @admin.display(description=_("image"))
    def picture(self, image):
        if not image.file:
            return "—"
        height = round(image.height * 320 / image.width) if image.width else 320
        html = '<div class="focal"><img src="{}" alt="{}" width="{}" height="{}" class="thumbnail"></div>'
        return format_html(html, image.file.url, image.alt_en or image.alt_ko, 320, height)

    @admin.display(description=_("tags"))
    def tags(self, image):
        return ", ".join(tags_of(image))

    @admin.display(description=_("crops"))
    def crops(self, image):
        """Return the current crops of the public pages. A script updates them."""
        if not image.pk or not image.file or not image.width:
            return "—"
        cuts = format_html_join("", CUT, [crop_figure(image, crop) for crop in CUTS])
        return format_html('<ul class="focal-crops" data-handle="{}">{}</ul>', HANDLE, cuts)


def may_replace(user, image):
    """Return whether a user may change the file and focal point, which both languages share.

    True for the user who uploaded it, for desks, and for users who write both languages.
    """
    writes = user.has_perm(WRITE_ANY) and all(may(user, Verb.WRITE, language) for language in Language)
    return writes or may_somewhere(user, Verb.APPROVE) or image.created_by_id == user.pk


def image_card(image, at):
    """Return the context of a picture's card: see admin/articles/image/change_list.html."""
    words = {
        language.value: {
            "alt": getattr(image, localized("alt", language)),
            "credit": getattr(image, localized("credit", language)),
            "name": language.label,
        }
        for language in sorted(Language, key=lambda language: language != get_language())
    }
    return {
        "image": image,
        "thumb": thumb_html(image, 320, 213),
        "words": words,
        "contract": text_html(str(image.contract)) if image.contract else "",
        "is_usable": image.is_usable(at),
        "lacks_alt": any(not texts["alt"] for texts in words.values()),
        "lacks_credit": any(not texts["credit"] for texts in words.values()),
    }


CUT = '<li><img src="{}" alt="" width="{}" height="{}" loading="lazy" data-crop="{}"><span>{}</span></li>'
HANDLE = _(
    "Focal point in percent: %(x)s from the left, %(y)s from the top. Arrow keys move it; "
    "with Shift, farther."
)


def crop_figure(image, crop):
    offered = widths((image.width, image.height), crop)
    rendition = Rendition(crop, (image.focal_x, image.focal_y), fallback_width(offered), "jpg")
    address = reverse("public:media", args=[f"{image.file.name}/{rendition.name}"])
    width = 180
    return address, width, height(CROPS[crop], crop, width), " ".join(map(str, CROPS[crop])), CUTS[crop]


@dataclass
class UseGroup:
    """Uses of one kind: [(address or "", name as safe HTML, note)]; `has_more` if some are not shown."""

    title: str
    uses: list[tuple[str, str, str]]
    has_more: bool


def image_uses(image: Image, at: datetime, may_view: Callable[[type[Model]], bool]) -> list[UseGroup]:
    """Return the UseGroups of a picture, without empty groups. Five queries.

    may_view  whether the user may open objects of a model; others get no address

    Working copies are searched only in the stories changed last. Uses in editions are complete.
    """
    editions = Edition.objects.filter(picture_filings__image=image).defer("body", "printed")
    kinds = [
        (stories_showing(image), story_use),
        (editions.order_by("-live_from", "-pk"), partial(edition_use, at=at)),
        (StandingPage.objects.showing(image).order_by("pk"), object_use),
        (Author.objects.filter(photo=image).order_by("pk"), object_use),
    ]
    groups = [use_group(rows, describe, may_view(rows.model)) for rows, describe in kinds]  # type: ignore[arg-type]  # a function of the row
    return [group for group in groups if group.uses]


def stories_showing(image: Image) -> QuerySet[Article]:
    """Return the stories whose working copy or live entries show a picture.

    Only the texts of the MOST_READ stories changed last are searched.
    """
    mark = f'data-image="{image.pk}"'
    columns = [localized("body", language) for language in Language]
    in_text = matches_any(columns, mark, "contains")
    recent = Article.objects.order_by("-changed_at", "-id").values("pk")[:MOST_READ]
    articles = Article.objects.filter(pk__in=recent).filter(in_text).values("pk")
    ids = set(articles.values_list("pk", flat=True))
    for model in pictured_models():
        ids.update(model.objects.filter(image=image).order_by().values_list("article_id", flat=True))  # type: ignore[misc]  # a model of stories
    shown = Article.objects.filter(Q(lead_image=image) | Q(pk__in=ids))
    return shown.defer("body", *columns).order_by("-changed_at", "-pk")


def use_group(queryset: QuerySet, describe: Callable, may_open: bool) -> UseGroup:
    rows = list(queryset[: MOST_SHOWN + 1])
    model = queryset.model
    page = f"admin:articles_{model._meta.model_name}_change"
    uses = [(reverse(page, args=[row.pk]) if may_open else "", *describe(row)) for row in rows[:MOST_SHOWN]]
    return UseGroup(capfirst(str(model._meta.verbose_name_plural)), uses, len(rows) > MOST_SHOWN)


def story_use(article):
    return headline_html(article), ""


def object_use(row):
    return str(row), ""


def edition_use(edition, *, at):
    """Return (headline, "English, edition 2 · live") of an edition."""
    if edition.live_from > at:
        state = gettext("scheduled")
    else:
        state = pgettext("an edition", "live") if edition.is_live(at) else pgettext("an edition", "former")
    note = gettext("%(language)s, edition %(number)s · %(state)s") % {
        "language": language_label(edition.language),
        "number": edition.number,
        "state": state,
    }
    return format_html('<span lang="{}">{}</span>', edition.language, edition.headline), note
