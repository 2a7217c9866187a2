"""Admin of redirects: the list with its filters, the form, and event descriptions."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.base import AutocompleteFormMixin, ChoiceFilter, DeskAdminMixin
from articles.admin.display import chip, day_html, field_html, labelled_cell
from articles.admin.forms.guarded import GuardedForm
from articles.admin.site import register_description
from articles.annotations import InterfaceText
from articles.models import Article, Event, EventType, Language, localized
from newsroom.redirects.exchange import export_redirects, import_redirects, may_import
from newsroom.redirects.models import Redirect, RedirectKind, RedirectUse, normal_address
from newsroom.redirects.rules import missing_story
from newsroom.redirects.targets import (
    AddressRefused,
    ChainRefused,
    SitePages,
    Target,
    parse_old_address,
    parse_target,
    refuse_chain,
    refuse_missing,
)

LONGEST_TYPED = 5_000  # characters; percent-encoded Korean is nine times as long
ADDRESS_INPUT = forms.TextInput({"class": "vTextField", "spellcheck": "false", "lang": "zxx"})
EVENTS: dict[str, InterfaceText] = {
    EventType.ADDED: _("redirect added: {}"),
    EventType.CHANGED: _("redirect changed: {}"),
    EventType.REMOVED: _("redirect removed: {}"),
}


@contextmanager
def refusals_as_errors():
    """Convert AddressRefused to a ValidationError."""
    try:
        yield
    except AddressRefused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class AddressInput(forms.CharField):
    """A field for an address as typed. The model's limit applies to the normal form."""

    def __init__(self, **options):
        super().__init__(**options | {"max_length": LONGEST_TYPED, "widget": ADDRESS_INPUT})


class RedirectForm(GuardedForm):
    """A form that stores both addresses in normal form and refuses chains."""

    class Meta:
        model = Redirect
        fields = ["old_address", "target"]
        field_classes = dict.fromkeys(fields, AddressInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pages = SitePages()

    def clean_old_address(self):
        with refusals_as_errors():
            return parse_old_address(self.cleaned_data["old_address"], self.pages)

    def clean_target(self):
        with refusals_as_errors():
            target = parse_target(self.cleaned_data["target"])
        if target.article_id and not Article.objects.filter(pk=target.article_id).exists():
            raise forms.ValidationError(missing_story(target.article_id))
        return pointed_to(target).target

    def clean(self):
        """Refuse chains under a table lock, so that no other user can complete a chain at the same time."""
        cleaned = super().clean()
        if "old_address" not in cleaned or "target" not in cleaned or not self.has_changed():
            return cleaned
        Redirect.objects.lock_table()
        target = parse_target(cleaned["target"])
        try:
            refuse_chain(pointed_to(target, pk=self.instance.pk, old_address=cleaned["old_address"]))
            refuse_missing(target, self.pages)
            self.instance.point_to(*target)
        except ChainRefused as refusal:
            self.add_error(refusal.field, chain_message(refusal))
        except AddressRefused as refusal:
            self.add_error("target", str(refusal))
        return cleaned


def pointed_to(target: Target, **fields) -> Redirect:
    """Return an unsaved redirect to a target, with other fields."""
    redirect = Redirect(**fields)
    redirect.point_to(*target)
    return redirect


def chain_message(refusal: ChainRefused) -> str:
    """Return the refusal as HTML, with the other redirect's old address as a link."""
    if refusal.other is None:
        return str(refusal)
    before, name, after = str(refusal).partition(refusal.other.old_address)
    address = reverse("admin:redirects_redirect_change", args=[refusal.other.pk])
    return format_html('{}<a href="{}">{}</a>{}', before, address, name, after)


class UseFilter(ChoiceFilter):
    title = _("state")
    parameter_name = "state"
    options = [("unused", _("Never used")), ("broken", _("Broken"))]

    def narrow(self, queryset, value, request):
        return queryset.unused() if value == "unused" else queryset.broken(request.at)


@admin.register(Redirect)
class RedirectAdmin(DeskAdminMixin, AutocompleteFormMixin, admin.ModelAdmin):
    form = RedirectForm
    joins = (RedirectUse,)
    fields = ("old_address", "target", "story", "uses_and_day")
    readonly_fields = ("story", "uses_and_day")
    list_display = ("from_address", "to", "kind_chip", "uses", "last_day")
    list_filter = ("kind", UseFilter)
    list_select_related = ("use",)
    list_per_page = 50
    search_fields = ("old_address", "target")
    search_help_text = _("Part of an old or a new address, or a whole URL.")
    sortable_by = ()

    def get_queryset(self, request):
        """Annotate the headlines of stories, without loading their texts."""
        story = Article.objects.filter(pk=OuterRef("article"))
        titles = {
            localized("title", language): Subquery(story.values(localized("title", language)))
            for language in Language.values
        }
        return super().get_queryset(request).annotate(**titles)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, searched_address(search_term))

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("import/", view(import_redirects), name="redirects_redirect_import"),
            path("export/", view(export_redirects), name="redirects_redirect_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_import": may_import(request), **(extra_context or {})})

    def get_fields(self, request, redirect=None):
        """Return two fields for a new redirect. A saved redirect also has its uses and its story, if any."""
        if redirect is None:
            return self.fields[:2]
        return [name for name in self.fields if name != "story" or redirect.article_id]

    def read_locked(self, request, row):
        Redirect.objects.lock_table()  # before the row lock, as in an import
        return super().read_locked(request, row)

    @admin.display(description=Redirect._meta.get_field("old_address").verbose_name)
    def from_address(self, redirect):
        return format_html('<span lang="zxx">{}</span>', redirect.old_address)

    @admin.display(description=Redirect._meta.get_field("target").verbose_name)
    def to(self, redirect):
        if redirect.kind == RedirectKind.GONE:
            return ""
        headline = field_html(redirect, "title", css="headline") if redirect.article_id else ""
        return format_html('<span lang="zxx">{}</span> {}', redirect.target, headline)

    @admin.display(description=_("kind"))
    def kind_chip(self, redirect):
        return chip(f"redirect-{redirect.kind}", redirect.get_kind_display())

    @admin.display(description=RedirectUse._meta.get_field("count").verbose_name)
    def uses(self, redirect):
        use = getattr(redirect, "use", None)
        return labelled_cell(_("uses"), use.count if use else 0)

    @admin.display(description=RedirectUse._meta.get_field("last_day").verbose_name)
    def last_day(self, redirect):
        use = getattr(redirect, "use", None)
        return labelled_cell(_("last used"), day_html(use.last_day)) if use else ""

    @admin.display(description=_("story"))
    def story(self, redirect):
        address = reverse("admin:articles_article_change", args=[redirect.article_id])
        return format_html('<a href="{}">{}</a>', address, field_html(redirect.article, "title"))

    @admin.display(description=RedirectUse._meta.get_field("count").verbose_name)
    def uses_and_day(self, redirect):
        use = getattr(redirect, "use", None)
        return format_html("{} · {}", use.count, day_html(use.last_day)) if use else _("never")


def searched_address(term: str) -> str:
    """Return the search term; for a whole URL or encoded text, its path and query in normal form."""
    if "://" not in term and "%" not in term:
        return term
    try:
        parts = urlsplit(term.strip())
    except ValueError:
        return term
    return normal_address(parts.path + (f"?{parts.query}" if parts.query else ""))


def describe_redirects(events: list[Event]) -> dict[int, str]:
    """Return {event id: description} for the events that have a name."""
    return {
        event.id: format_html(EVENTS[event.type], format_html('<span lang="zxx">{}</span>', name))  # type: ignore[arg-type]  # translated when it is shown
        for event in events
        if (name := event.details.get("name"))
    }


register_description("redirect", describe_redirects)
