"""Contracts with picture suppliers: their list and form, and live stories with pictures of a contract."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import clock
from articles.admin.base import BilingualAdmin, ChoiceFilter, language_pairs
from articles.admin.display import (
    chip,
    field_html,
    format_day,
    labelled_cell,
    language_label,
    text_html,
    thumb_html,
)
from articles.admin.site import may_see, register_panel
from articles.admin.story_rows import story_address
from articles.models import ContractState, EditionPicture, Image, Language, PictureContract
from articles.models.edition_listings import first_ids, live_pictures, overdue_pictures
from articles.models.planning import day_of

DATE = {"en": "N j, Y", "ko": "Y년 n월 j일"}
CHIPS = {
    ContractState.TO_COME: "scheduled",
    ContractState.IN_FORCE: "live",
    ContractState.ENDING: "stale",
    ContractState.ENDED: "withdrawn",
}
MOST_SHOWN, MOST_TO_DO = 50, 8
OVERDUE, KEPT = "contracts:overdue-rows", 15  # cache key of the overdue rows, and seconds in the cache


class StateFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    options = ContractState.choices

    def narrow(self, queryset, value, request):
        return queryset.in_state(value, day_of(request.at))


@dataclass(frozen=True)
class LiveUse:
    """Row of live_pictures with a picture of a contract. `address` is the address of its story, or ""."""

    filing: Model
    address: str

    @property
    def headline(self):
        row = self.filing
        words = row.edition.headline if isinstance(row, EditionPicture) else row.log_details()["name"]
        return format_html('<span lang="{}">{}</span>', row.language, words)

    @property
    def language(self):
        return language_label(self.filing.language)

    @property
    def image(self):
        return reverse("admin:articles_image_change", args=[self.filing.image_id])

    @property
    def image_name(self):
        return image_name(self.filing.image)

    @property
    def contract(self):
        return text_html(str(self.filing.image.contract))


def live_uses(kinds: list[QuerySet], may_open: bool, most: int) -> list[LiveUse]:
    """Return a LiveUse for each of the first rows of live_pictures. One query for each kind."""
    rows = [row for kind in kinds for row in kind[:most]][:most]
    return [LiveUse(row, story_address(row.article_id) if may_open else "") for row in rows]


def image_name(image: Image) -> str:
    """Return the alt text of a picture in its language, as HTML; without alt text, its number."""
    return field_html(image, "alt") or str(image)


@admin.register(PictureContract)
class PictureContractAdmin(BilingualAdmin):
    fields = [
        ("supplier", "kind"),
        "number",
        ("first_day", "last_day"),
        "language",
        ("allows_lead", "allows_social", "allows_feeds"),
        "keeps_archive",
        *language_pairs("credit"),
        "contact",
        "note",
    ]
    list_display = ("name", "kind", "last_day", "state", "limits", "pictures")
    list_filter = (StateFilter, "kind")
    list_per_page = 50
    search_fields = ("supplier", "number", "contact", "note")
    sortable_by = ("name", "kind", "last_day")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(count=Count("images"))

    def get_changeform_initial_data(self, request):
        return {"first_day": day_of(clock.now())} | super().get_changeform_initial_data(request)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "language":
            kwargs["choices"] = [("", _("Both languages")), *Language.choices]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "keeps_archive":
            kwargs["help_text"] = _(
                "Stories published by the last day keep the image. Otherwise, the first screen lists the "
                "stories that still show the image after that day, so that it can be removed."
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= contract_context(obj, clock.now(), may_see(request.user, "article"))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def instead(self, request, contract):
        return _("Choose another contract in these images before deleting this one.")

    @admin.display(description=gettext_lazy("contract"), ordering="supplier")
    def name(self, contract):
        return text_html(str(contract))

    @admin.display(description=gettext_lazy("state"))
    def state(self, contract):
        state = contract.state_on(day_of(clock.now()))
        return chip(CHIPS[state], state.label)

    @admin.display(description=gettext_lazy("not permitted"))
    def limits(self, contract):
        limits = limits_text(contract)
        return labelled_cell(_("not permitted"), limits) if limits else ""

    @admin.display(description=gettext_lazy("images"))
    def pictures(self, contract):
        if not contract.count:
            return ""
        link = format_html('<a href="{}">{}</a>', pictures_address(contract), contract.count)
        return labelled_cell(_("images"), link)


def limits_text(contract: PictureContract) -> str:
    """Return the uses that a contract forbids, as text; "" if it permits all."""
    limits = [str(use.label) for use in contract.forbidden_uses]
    if contract.language:
        limits.append(
            _("other languages than %(language)s") % {"language": language_label(contract.language)}
        )
    return ", ".join(limits)


def pictures_address(contract):
    return f"{reverse('admin:articles_image_changelist')}?contract={contract.pk}"


def contract_context(contract: PictureContract, at: datetime, may_open: bool) -> dict:
    """Return the context of admin/articles/picturecontract/change_form.html, in four queries."""
    state = contract.state_on(day_of(at))
    filings = [rows.filter(image__contract=contract) for rows in live_pictures(at)]
    images = contract.images.order_by("-pk")[:MOST_SHOWN]
    return {
        "state_chip": chip(CHIPS[state], state.label),
        "last_day": format_day(contract.last_day, DATE) if contract.last_day else "",
        "is_overdue": state == ContractState.ENDED and not contract.keeps_archive,
        "images": [(image.pk, thumb_html(image, 120, 80), image_name(image)) for image in images],
        "pictures_address": pictures_address(contract),
        "live_uses": live_uses(filings, may_open, MOST_SHOWN),
    }


def overdue_uses(user, at):
    """Return the context of the panel of live stories with overdue pictures, or None."""
    if not user.has_perm("articles.change_picturecontract"):
        return None
    kinds = overdue_pictures(at)
    ids = cache.get_or_set(OVERDUE, lambda: first_ids(kinds, MOST_TO_DO), KEPT)
    kinds = [kinds[index].filter(pk__in=pks) for index, pks in ids.items()]
    uses = live_uses(kinds, may_see(user, "article"), MOST_TO_DO)
    return {"uses": uses} if uses else None


register_panel("admin/articles/picturecontract/_panel.html", overdue_uses, position=0)
