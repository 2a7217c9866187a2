"""Drafts of live entries, kept while a person types, and offered when the page is opened again."""

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, QueryDict
from django.urls import URLPattern, include, path
from django.utils.translation import gettext as _

from articles.admin.autosave.fields import INITIAL, UnsavedField, accepted_values
from articles.admin.autosave.form import RecoveredTexts
from articles.admin.autosave.views import DRAFT, AutosaveViews
from articles.admin.forms.guarded import posted_values
from articles.admin.site import register_urls
from articles.models import Article
from articles.text.differences import differences
from newsroom.live.admin.desk import desk_address, posting_languages
from newsroom.live.admin.forms import TYPED, LiveCorrectionForm, LivePostForm
from newsroom.live.models import LiveDraft


class LiveAutosave(AutosaveViews):
    """Addresses at which drafts of live entries are kept and dropped, and what the forms show of them."""

    drafts = LiveDraft

    def __init__(self, site: AdminSite):
        self.site, self.url_prefix = site, "live_drafts"

    @property
    def model_admin(self):
        """The admin of stories, which knows who may see one."""
        return self.site.get_model_admin(Article)

    def form_address(self, row_id):
        return desk_address(row_id)

    def accepted(self, request, row, typed, shown):
        may_write = TYPED.__contains__
        return accepted_values(typed, may_write), accepted_values(shown, may_write, prefix=INITIAL)

    def _may_type(self, request, row):
        return row is not None and bool(posting_languages(request.user, row))

    def unsaved(self, draft, row):
        """Return the texts of a draft."""
        labels = {name: LiveCorrectionForm.base_fields[name].label for name in TYPED}
        return [
            UnsavedField(labels[name], "", differences("", "".join(values)))
            for name, values in draft.fields.items()
            if name in labels
        ]


@register_urls
def draft_urls(site: AdminSite) -> list[URLPattern]:
    return [path("live/drafts/", include(LiveAutosave(site).urls()))]


def recovered_form(
    request: HttpRequest, form: LivePostForm, article: Article
) -> tuple[LivePostForm, RecoveredTexts | None]:
    """Return the form of a new entry filled from the draft that the query names, and its notice."""
    if DRAFT not in request.GET:
        return form, None
    draft = LiveAutosave(admin.site).requested(request, article)
    if draft is None:
        messages.warning(request, _("Your draft is no longer available."))
        return form, None
    data = QueryDict(mutable=True)
    for field in form:
        data.setlist(field.html_name, posted_values(field.field.prepare_value(field.initial)))
    data["text"] = "\n\n".join("".join(draft.fields.get(name, [])) for name in TYPED).strip()
    data[f"{INITIAL}text"] = ""
    filled = LivePostForm(data, languages=posting_languages(request.user, article), user=request.user)
    filled.is_judged = False
    return filled, RecoveredTexts(draft)
