"""Drafts of breaking news, kept while a person types into its form, and offered when it is opened again."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.forms import BooleanField
from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext as _

from articles.admin.autosave import DRAFT, AutosaveViews, RecoveredTexts
from articles.admin.forms.posted_form import (
    INITIAL,
    UnsavedField,
    accepted_values,
    draft_form_data,
    untouched_data,
)
from articles.admin.site import register_urls
from articles.admin.story.form_screen import first_language
from articles.body import plain_text
from articles.models import Language, localized, other
from articles.text.differences import differences
from newsroom.breaking_news.admin.forms import FIRST, BreakingForm
from newsroom.breaking_news.models import BreakingDraft, BreakingStory
from newsroom.breaking_news.publication import may_publish_breaking


class BreakingAutosave(AutosaveViews):
    """Addresses at which drafts of breaking news are kept and dropped, and what its form shows of them."""

    drafts = BreakingDraft

    def __init__(self, site: AdminSite):
        self.model_admin, self.site, self.url_prefix = None, site, "breaking_news"

    def form_address(self, row_id):
        return reverse("admin:breaking_news")

    def accepted(self, request, row, typed, shown):
        fields = empty_form(request).fields
        names = {name for name, field in fields.items() if field.show_hidden_initial}
        choices = {name for name in names if isinstance(fields[name], BooleanField)}
        return (
            accepted_values(typed, names.__contains__, may_be_empty=choices),
            accepted_values(shown, names.__contains__, may_be_empty=choices, prefix=INITIAL),
        )

    def _may_type(self, request, row):
        return bool(offered_languages(request))

    def unsaved(self, draft, row):
        """Return the fields of a draft that the form still has and that somebody filled, with their texts."""
        form = BreakingForm(languages=list(Language), user=draft.user, seen=0)
        labels = {field.name: (field, column) for column in form.columns for field in column.fields}
        found = []
        for name, values in draft.fields.items():
            field, column = labels.get(name, (form[name] if name in form.fields else None, None))
            is_typed = field is not None and not field.is_hidden
            if is_typed and not _is_from_headline(name, values, draft.fields):
                found.append(_unsaved_field(field, column, values))
        return found


def _is_from_headline(name, values, fields):
    """Return whether a banner has the words of its headline, which a script writes there."""
    headlines = {localized("banner", one): localized("headline", one) for one in Language}
    headline = fields.get(headlines.get(name), [""])
    return name in headlines and "".join(values).strip() == "".join(headline).strip()


def _unsaved_field(field, column, values):
    if column is None:
        return UnsavedField(field.label)
    label = f"{field.label} ({column.label})"
    if isinstance(field.field, BooleanField):
        return UnsavedField(label)
    as_read = plain_text if field.name.startswith("body") else str
    return UnsavedField(label, column.language.value, differences("", as_read("".join(values))))


@register_urls
def draft_urls(site: AdminSite) -> list[URLPattern]:
    return [path("breaking-news/", include(BreakingAutosave(site).urls()))]


def offered_languages(request: HttpRequest) -> list[Language]:
    """Return the languages that the person may publish at once, that of a new story first."""
    shown = request.POST.get(FIRST, "")
    first = Language(shown) if shown in Language.values else first_language(request)
    return [one for one in (first, other(first)) if may_publish_breaking(request.user, one)]


def latest_id() -> int:
    return BreakingStory.objects.values_list("pk", flat=True).first() or 0


def empty_form(request: HttpRequest) -> BreakingForm:
    """Return the form as it is opened, in the languages that a person may publish."""
    return BreakingForm(languages=offered_languages(request), user=request.user, seen=latest_id())


def recovered_form(request: HttpRequest, site: AdminSite) -> tuple[BreakingForm, RecoveredTexts | None]:
    """Return the form filled from the draft that the query names, and its notice; else an empty one."""
    form = empty_form(request)
    if DRAFT not in request.GET:
        return form, None
    draft = BreakingAutosave(site).requested(request, None)
    if draft is None:
        messages.warning(request, _("Your draft is no longer available."))
        return form, None
    data = untouched_data(form)
    for name, values in draft_form_data(draft).lists():
        if name.removeprefix(INITIAL) in form.fields:
            data.setlist(name, values)
    form = BreakingForm(data, languages=form.languages, user=request.user, seen=int(data["seen"]))
    form.is_judged = False
    return form, RecoveredTexts(draft)
