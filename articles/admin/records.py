"""Records that are not edited: published editions, and redactions.

A redaction is the request of one person, the list of what it removes, and the confirmation by a second one.
"""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AbstractUser
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.base import AutocompleteFormMixin, DecisionAdmin, ReadOnlyAdmin
from articles.admin.display import as_data, chip, datetime_html, field_html, headline_html, who_and_when
from articles.admin.forms.fields import body_html, is_number, reading_html
from articles.admin.site import register_panel
from articles.admin.story_rows import story_address
from articles.models import Article, Edition, Language, Redaction, localized
from articles.models.people import display_name
from articles.redaction.performing import (
    CONFIRM,
    RedactionRefused,
    cancel_redaction,
    check_request,
    digest_of_affected,
    leave_out,
    perform_redaction,
    removal_of,
    request_redaction,
)
from articles.redaction.registry import AffectedObject, find_affected_objects, with_instances


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ("title", "language", "number", "kind", "extent", "state", "since", "until")
    list_filter = ("language", "kind", "is_brief")
    list_per_page = 50
    sortable_by = ("since",)
    search_fields = ("headline", "summary")
    ordering = ("-live_from",)
    view_on_site = False
    readonly_fields = (
        *("story", "extent", "address", "section_name", "picture"),
        *("headline_as_read", "summary_as_read", "body_as_read", "printed_as_read"),
    )
    fieldsets = [
        (None, {"fields": ["story", ("language", "number", "kind", "extent"), "address"]}),
        (
            _("Text"),
            {"fields": ["headline_as_read", "summary_as_read", "body_as_read", "note", "source_number"]},
        ),
        (
            _("Visible to readers"),
            {"fields": [("live_from", "live_until"), "first_published_at"]},
        ),
        (_("Settings and checksum"), {"fields": ["section_name", "picture", "printed_as_read", "digest"]}),
    ]

    def get_queryset(self, request):
        texts = ["body", "printed", *(f"article__{localized('body', language)}" for language in Language)]
        filed = super().get_queryset(request).select_related("section", "lead_image", "article")
        return filed.defer("article__body", *texts)

    class Media:
        css = {"all": ("css/story_form.css",)}  # styles of reading text

    @admin.display(description=_("headline"), ordering="headline")
    def title(self, edition):
        if edition.is_notice:
            return format_html("{}: {}", edition.get_kind_display(), headline_html(edition.article))
        return format_html('<span class="headline" lang="{}">{}</span>', edition.language, edition.headline)

    @admin.display(description=_("format"))
    def extent(self, edition):
        return "" if edition.is_notice else _("Brief") if edition.is_brief else _("Full text")

    @admin.display(description=_("state"))
    def state(self, edition):
        """Render whether it is scheduled, live or superseded now."""
        now = clock.now()
        if edition.live_from > now:
            return chip("scheduled", _("Scheduled"))
        if edition.live_until and edition.live_until <= now:
            return chip("past", _("Superseded"))
        return chip("withdrawn", _("Notice")) if edition.is_notice else chip("live", _("Live"))

    @admin.display(description=_("live from"), ordering="live_from")
    def since(self, edition):
        return datetime_html(edition.live_from)

    @admin.display(description=_("live until"), ordering="live_until")
    def until(self, edition):
        return datetime_html(edition.live_until) if edition.live_until else ""

    @admin.display(description=_("story"))
    def story(self, edition):
        address = reverse("admin:articles_article_change", args=[edition.article_id])
        return format_html('<a href="{}">{} {}</a>', address, edition.article_id, edition.article)

    @admin.display(description=_("address"))
    def address(self, edition):
        return uri_to_iri(edition.get_absolute_url())

    @admin.display(description=_("section"))
    def section_name(self, edition):
        return str(edition.section)

    @admin.display(description=_("lead image"))
    def picture(self, edition):
        return str(edition.lead_image or "—")

    @admin.display(description=_("headline"))
    def headline_as_read(self, edition):
        return reading_html(edition.headline, edition.language)

    @admin.display(description=_("summary"))
    def summary_as_read(self, edition):
        return reading_html(edition.summary, edition.language)

    @admin.display(description=_("body"))
    def body_as_read(self, edition):
        return reading_html(body_html(edition.body, edition.language), edition.language)

    @admin.display(description=_("as published"))
    def printed_as_read(self, edition):
        return as_data(edition.printed)


# Models of which few may know that there are rows, and the permission to know.
CONFIDENTIAL = dict.fromkeys(("claims.claim", "articles.legalhold"), "claims.view_claim")
DONE, CANCELED, OPEN = _("Removed"), _("Canceled"), _("To be confirmed")
EVERYWHERE = _(
    "The words or the image are removed from every story that has them, in both languages. The next page "
    "lists these stories; mark there those that are to keep them."
)
NOT_THERE_ALONE = _(
    "The words or the image are removed from every story that has them, not only from “{story}”. The next "
    "page lists these stories; mark there those that are to keep them."
)


class RedactionForm(forms.ModelForm):
    """A request, refused with the reason if its expressions cannot be removed."""

    class Meta:
        model = Redaction
        fields = ["words", "image", "ground", "reference"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            try:
                check_request(cleaned["words"], cleaned["image"], cleaned["reference"])
            except RedactionRefused as refusal:
                self.add_error(refusal.field, str(refusal))
        return cleaned


@admin.register(Redaction)
class RedactionAdmin(AutocompleteFormMixin, DecisionAdmin):
    decision_template = "admin/articles/redaction/redaction.html"
    closed = ("change", "delete")
    form = RedactionForm
    autocomplete_fields = ("image",)
    addable = ()  # nothing is uploaded in order to be removed
    list_display = ("subject", "state", "asked", "ended")
    list_select_related = ("requested_by", "performed_by")

    def get_fieldsets(self, request, obj=None):
        """Say what a request is about: never one story, also where somebody comes from one (?article=)."""
        pk = request.GET.get("article")
        story = Article.objects.filter(pk=pk).first() if is_number(pk) else None
        reach = EVERYWHERE
        if story is not None and request.user.has_perm("articles.view_article"):
            words = field_html(story, "title") or story
            link = format_html('<a href="{}">{}</a>', story_address(story.pk), words)
            reach = format_html(str(NOT_THERE_ALONE), story=link)
        return [(None, {"description": reach, "fields": RedactionForm.Meta.fields})]

    @admin.display(description=_("redaction"))
    def subject(self, redaction):
        return str(redaction)

    @admin.display(description=_("state"))
    def state(self, redaction):
        return redaction_chip(redaction)

    @admin.display(description=_("requested"), ordering="requested_at")
    def asked(self, redaction):
        return who_and_when(redaction.requested_by, redaction.requested_at)

    @admin.display(description=_("confirmed"), ordering="performed_at")
    def ended(self, redaction):
        person = redaction.performed_by
        return who_and_when(person, redaction.performed_at) if person else ""

    def save_form(self, request, form, change):
        return request_redaction(**form.cleaned_data, by=request.user)

    def save_model(self, request, obj, form, change):
        """Do nothing: save_form has stored the request and its event."""

    def save_related(self, request, form, formsets, change):
        """Do nothing: a request has no related rows."""

    def construct_change_message(self, request, form, formsets, add=False):
        return [{"added": {}}]

    def response_add(self, request, obj, post_url_continue=None):
        return HttpResponseRedirect(self._address(obj))

    def act(self, request, redaction):
        posted = request.POST
        if "_cancel" in posted:
            cancel_redaction(redaction, by=request.user)
            return _("The request was canceled. Nothing was removed.")
        if "_confirm" in posted:
            perform_redaction(redaction, by=request.user, seen=posted.get("seen") or "none")
            return _("Removed for good.")
        leave_out(redaction, posted.getlist("kept"), by=request.user)
        return _("The selection was saved.")

    def decision_context(self, request, redaction):
        """Return what a redaction removes, or has removed."""
        if redaction.is_open:
            affected = find_affected_objects(removal_of(redaction))
        else:
            objects = redaction.removed.get("objects", {})
            affected = with_instances(
                [AffectedObject(name, pk) for name, ids in objects.items() for pk in ids]
            )
        is_own = redaction.requested_by_id == request.user.pk
        return {
            "title": str(redaction),
            "state": redaction_chip(redaction),
            "lines": [self._line(request, one, redaction) for one in affected],
            "counts": [
                (model_words(label), count)
                for label, count in redaction.removed.get("counts", {}).items()
                if label not in CONFIDENTIAL or request.user.has_perm(CONFIDENTIAL[label])
            ],
            "seen": digest_of_affected(redaction, affected) if redaction.is_open else "",
            "is_own": is_own,
            "may_confirm": request.user.has_perm(CONFIRM) and not is_own,
            "asked": self.asked(redaction),
            "ended": self.ended(redaction),
        }

    def _line(self, request, affected: AffectedObject, redaction):
        """Return the context of one story or other object that holds the words."""
        instance = affected.instance
        words = headline_html(instance) if isinstance(instance, Article) else instance
        return {
            "name": affected.name,
            "kind": capfirst(instance._meta.verbose_name) if instance else affected.model,
            "words": words or affected.pk,
            "address": self._address(instance) if instance else "",
            "rows": affected.rows,
            "is_kept": affected.pk in redaction.left_out.get(affected.model, ()),
        }

    def _address(self, instance):
        try:
            name = f"{instance._meta.app_label}_{instance._meta.model_name}_change"
            return reverse(f"admin:{name}", args=[instance.pk])
        except NoReverseMatch:
            return ""


def redaction_chip(redaction: Redaction) -> str:
    """Return the state of a redaction as a chip."""
    if redaction.performed_at:
        return chip("done", DONE)
    return chip("quiet", CANCELED) if redaction.canceled_at else chip("missing", OPEN)


def model_words(label: str) -> str:
    """Return the name of a model, given as "app.model", in the language of the screens."""
    model = apps.get_model(label)
    name = _("History") if model is Article.history.model else model._meta.verbose_name_plural
    return capfirst(str(name))


def open_redactions(user: AbstractUser, at) -> dict | None:
    """Return the context of the panel of redactions that a person may confirm; None without one."""
    if not user.has_perm(CONFIRM):
        return None
    rows = Redaction.objects.open().exclude(requested_by=user).select_related("requested_by")
    found = [
        {
            "words": str(one),
            "address": reverse("admin:articles_redaction_change", args=[one.pk]),
            "by": display_name(one.requested_by),
            "at": datetime_html(one.requested_at),
        }
        for one in rows
    ]
    return {"redactions": found} if found else None


register_panel("admin/articles/redaction/_panel.html", open_redactions, position=0)
