"""Drafts of live entries, kept while a person types, and offered where they were typed."""

import re
from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import URLPattern, include, path, reverse
from django.utils.translation import gettext as _

from articles.admin.autosave import DRAFT, AutosaveViews, RecoveredTexts
from articles.admin.forms.posted_form import INITIAL, UnsavedField, accepted_values, untouched_data
from articles.admin.site import register_urls
from articles.models import Article
from articles.text.differences import differences
from newsroom.live.admin.desk import desk_address, posting_languages
from newsroom.live.admin.forms import TEXTS, TYPED, LiveCorrectionForm, LiveEntryForm
from newsroom.live.models import LiveDraft, LiveEntry

PLACE = "place"  # query parameter of an autosave, and key of a draft: the entry and language, “12-ko”
PLACE_FORM = re.compile(r"([1-9][0-9]{0,8})-(en|ko)")


class LiveAutosave(AutosaveViews):
    """Addresses at which drafts of live entries are kept and dropped, and what the forms show of them.

    place  of the form: the entry and language that it corrects or translates, “12-ko”; "" for a new entry
    """

    drafts = LiveDraft

    def __init__(self, site: AdminSite, place: str = ""):
        self.site, self.url_prefix, self.place = site, "live_drafts", place

    @property
    def model_admin(self):
        """The admin of stories, which knows who may see one."""
        return self.site.get_model_admin(Article)

    def form_address(self, row_id):
        return desk_address(row_id)

    def accepted(self, request, row, typed, shown):
        may_write = TYPED.__contains__
        fields, place = accepted_values(typed, may_write), request.GET.get(PLACE, "")
        if fields and PLACE_FORM.fullmatch(place):
            fields[PLACE] = [place]
        return fields, accepted_values(shown, may_write, prefix=INITIAL)

    def _may_type(self, request, row):
        return row is not None and bool(posting_languages(request.user, row))

    def context(self, request, row, recovered, *, with_drafts):
        context = super().context(request, row, recovered, with_drafts=with_drafts)
        if self.place:
            context["autosave"]["address"] += f"?{PLACE}={self.place}"
        return context

    def unsaved(self, draft, row):
        """Return the texts of a draft that was typed in this form, or in one that is gone; else nothing."""
        place = place_of(draft)
        if place != self.place and (self.place or is_open(row, place)):
            return []
        labels = {name: LiveCorrectionForm.base_fields[name].label for name in TYPED}
        typed = {name: "".join(values) for name, values in draft.fields.items() if name in labels}
        return [
            UnsavedField(labels[name], "", differences("", text) if name in TEXTS else [])
            for name, text in typed.items()
        ]


def place_of(draft: LiveDraft) -> str:
    return "".join(draft.fields.get(PLACE, []))


def is_open(article: Article, place: str) -> bool:
    """Return whether the entry of a form is there, so that the form opens."""
    match = PLACE_FORM.fullmatch(place)
    return bool(match) and LiveEntry.objects.open().filter(article=article, number=match[1]).exists()


def unfinished_forms(request: HttpRequest, article: Article) -> list[tuple[str, int]]:
    """Return [(address, number of the entry)] of the forms of entries in which the person left a draft."""
    drafts = LiveDraft.objects.of(request.user, article).filter(dropped_at=None)[:10]
    found = dict.fromkeys(place for draft in drafts if is_open(article, place := place_of(draft)))
    parts = [PLACE_FORM.fullmatch(place) for place in found]
    return [(reverse("admin:live_entry", args=[article.pk, *one.groups()]), int(one[1])) for one in parts]


@register_urls
def draft_urls(site: AdminSite) -> list[URLPattern]:
    return [path("live/drafts/", include(LiveAutosave(site).urls()))]


def recovered_form(
    request: HttpRequest, article: Article, make_form: Callable[..., LiveEntryForm]
) -> tuple[LiveEntryForm, RecoveredTexts | None]:
    """Return the form filled from the draft that the query names, and its notice; else an empty one, None.

    make_form  a function of data, or of nothing
    Where the text on which the draft was based has changed, the form is sent as one of an old version, so
    that the person sees both texts before anything is overwritten.
    """
    form = make_form()
    if DRAFT not in request.GET:
        return form, None
    draft = LiveAutosave(admin.site).requested(request, article)
    if draft is None:
        messages.warning(request, _("Your draft is no longer available."))
        return form, None
    data = untouched_data(form)
    typed = {name: "".join(draft.fields[name]) for name in TYPED if name in draft.fields}
    lost = [text for name, text in typed.items() if name in TEXTS and name not in form.fields]
    for name in set(typed).intersection(form.fields):
        data[name] = typed[name]
    if lost:
        data["text"] = "\n\n".join([data["text"], *lost]).strip()
    shown = {name: "".join(draft.shown.get(f"{INITIAL}{name}", [])) for name in typed}
    known = [name for name in typed if name in form.fields]
    if "seen" in form.fields and any(
        shown[name].split() != data[f"{INITIAL}{name}"].split() for name in known
    ):
        data["seen"] = "0"
    filled = make_form(data)
    filled.is_judged = False
    return filled, RecoveredTexts(draft)
