"""Redactions: the request of one user, the passages that it removes, the confirmation by another user."""

from django import forms
from django.apps import apps
from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.base import AutocompleteFormMixin, DecisionAdmin
from articles.admin.display import chip, datetime_html, field_html, headline_html, who_and_when
from articles.admin.forms.fields import is_number
from articles.admin.site import register_panel
from articles.admin.story_rows import story_address
from articles.annotations import User
from articles.models import Article, Language, Redaction, other
from articles.models.people import display_name
from articles.redaction.counterparts import Counterpart, expression_language
from articles.redaction.passages import AffectedPassages, passages_by_object
from articles.redaction.performing import (
    ASK,
    CONFIRM,
    RedactionRefused,
    cancel_redaction,
    check_request,
    choose_counterparts,
    counterpart_search,
    digest_of_affected,
    leave_out,
    perform_redaction,
    request_redaction,
)
from articles.redaction.registry import (
    CONFIDENTIAL,
    AffectedObject,
    Removal,
    find_affected_objects,
    find_occurrences,
    is_confidential,
    with_instances,
)
from articles.redaction.session import removal_of

DONE, CANCELED, OPEN = _("Removed"), _("Canceled"), _("To be confirmed")
EVERYWHERE = _(
    "The words or the image are removed from every story that contains them, in both languages. The next "
    "page lists these stories. You can exclude stories there."
)
NOT_THERE_ALONE = _(
    "The words or the image are removed from every story that contains them, not only from “{story}”. The "
    "next page lists these stories. You can exclude stories there."
)


class RedactionForm(forms.ModelForm):
    """Form of a request. Shows the reason if the words or the image cannot be removed."""

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
    addable = ()  # no link to add an image: none is uploaded in order to be removed
    list_display = ("subject", "state", "asked", "ended")
    list_select_related = ("requested_by", "performed_by")

    def get_fieldsets(self, request, obj=None):
        """Return one fieldset that describes the scope: every story, even if ?article= names one."""
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
        if may_choose(request.user, redaction):
            words = [*posted.getlist("counterpart"), *posted.get("further", "").splitlines()]
            choose_counterparts(redaction, words, by=request.user)
        leave_out(redaction, posted.getlist("kept"), by=request.user)
        return _("The selection was saved.")

    def decision_context(self, request, redaction):
        """Return the context of the passages that a redaction removes, or has removed."""
        context = open_context(redaction, request.user) if redaction.is_open else done_context(redaction)
        for line in context["lines"]:
            line["address"] = self._address(line["instance"]) if line["instance"] else ""
        is_own = redaction.requested_by_id == request.user.pk
        may_confirm = request.user.has_perm(CONFIRM) and not is_own and not context.get("is_undecided")
        return context | {
            "title": str(redaction),
            "state": redaction_chip(redaction),
            "counts": [
                (model_words(label), count)
                for label, count in redaction.removed.get("counts", {}).items()
                if label not in CONFIDENTIAL or request.user.has_perm(CONFIDENTIAL[label])
            ],
            "is_own": is_own,
            "asker": display_name(redaction.requested_by),
            "may_choose": may_choose(request.user, redaction),
            "may_confirm": may_confirm,
            "asked": self.asked(redaction),
            "ended": self.ended(redaction),
        }

    def _address(self, instance):
        try:
            name = f"{instance._meta.app_label}_{instance._meta.model_name}_change"
            return reverse(f"admin:{name}", args=[instance.pk])
        except NoReverseMatch:
            return ""


def may_choose(user: User, redaction: Redaction) -> bool:
    """Return whether a user may choose counterparts: only the requester, since another user confirms them."""
    return user.has_perm(ASK) and redaction.requested_by_id == user.pk


def done_context(redaction: Redaction) -> dict:
    """Return the context of a performed or canceled redaction: its objects, without the words."""
    objects = redaction.removed.get("objects", {})
    affected = with_instances([AffectedObject(name, pk) for name, ids in objects.items() for pk in ids])
    return {
        "lines": [object_context(affected_object, redaction) for affected_object in affected],
        "counterparts": redaction.removed.get("counterparts"),
    }


def open_context(redaction: Redaction, user: User) -> dict:
    """Return the context of an open redaction: counterparts, and each passage that it removes."""
    removal, affected = removal_of(redaction), find_affected_objects(removal_of(redaction))
    search = counterpart_search(redaction)
    offered = search.counterparts
    words = Removal([*removal.expressions, *(counterpart.words for counterpart in offered)])
    chosen = [
        expression
        for expression in redaction.chosen
        if expression not in {counterpart.words for counterpart in offered}
    ]
    return {
        "lines": [
            object_context(group.owner, redaction) | {"languages": language_contexts(group)}
            for group in passages_by_object(occurrences_for(removal, user), removal, affected)
        ],
        "offers": offer_contexts(redaction, offered, user),
        "further": "\n".join(chosen),
        "missing": [
            (expression, other(expression_language(expression))) for expression in search.unmatched(removal)
        ],
        "facing": search.unanswered(words),
        "is_undecided": bool(offered) and redaction.counterparts is None,
        "seen": digest_of_affected(redaction, affected, offered),
    }


def occurrences_for(removal: Removal, user: User):
    """Yield the Occurrences that a user may read. Confidential rows need the permission in CONFIDENTIAL."""
    for occurrence in find_occurrences(removal):
        permission = CONFIDENTIAL.get(occurrence.row._meta.label_lower)
        if not is_confidential(occurrence.row) or (permission and user.has_perm(permission)):
            yield occurrence


def object_context(affected: AffectedObject | None, redaction: Redaction) -> dict:
    """Return the context of an object that contains the words, such as a story.

    affected  None for all rows that belong to no object
    """
    if affected is None:
        return {"name": "", "kind": "", "words": _("Elsewhere"), "instance": None}
    instance = affected.instance
    words = headline_html(instance) if isinstance(instance, Article) else instance
    return {
        "name": affected.name,
        "kind": capfirst(instance._meta.verbose_name) if instance else affected.model,
        "words": words or affected.pk,
        "instance": instance,
        "rows": affected.rows,
        "is_kept": affected.pk in redaction.left_out.get(affected.model, ()),
    }


def language_contexts(group: AffectedPassages) -> list[dict]:
    """Return [{language, label, passages: [(Passage, names of the rows that contain it)]}]."""
    return [
        {
            "language": language,
            "label": language.label,
            "passages": [
                (passage, rows_in_words(rows)) for passage, rows in group.passages[language].items()
            ],
        }
        for language in Language
        if language in group.passages
    ]


def rows_in_words(rows: dict[tuple[str, int | None], set[int]]) -> str:
    """Return the names of rows with a passage: “Edition 1, Edition 2, History (5)”."""
    names = []
    for (label, number), ids in rows.items():
        name = gettext("Edition %(number)d") % {"number": number} if number else model_words(label)
        if label == Article._meta.label_lower:
            name = gettext("Working text")
        names.append(f"{name} ({len(ids)})" if len(ids) > 1 else name)
    return ", ".join(names)


def offer_contexts(redaction: Redaction, offered: list[Counterpart], user: User) -> list[dict]:
    """Return the contexts of offered counterparts. Before a choice is made, the certain ones are ticked."""
    removal = Removal([counterpart.words for counterpart in offered])
    occurrences = list(occurrences_for(removal, user)) if offered else []
    affected = find_affected_objects(removal) if offered else []
    contexts = []
    for counterpart in offered:
        own = Removal([counterpart.words])
        groups = passages_by_object(occurrences, own, affected)
        contexts.append(
            {
                "words": counterpart.words,
                "language": counterpart.language,
                "expressions": sorted(counterpart.expressions),
                "models": ", ".join(sorted(map(model_words, counterpart.models))),
                "count": counterpart.passages,
                "is_ticked": counterpart.is_certain
                if redaction.counterparts is None
                else counterpart.words in redaction.chosen,
                "places": [
                    object_context(group.owner, redaction) | {"languages": language_contexts(group)}
                    for group in groups
                    if group.passages
                ],
            }
        )
    return contexts


def redaction_chip(redaction: Redaction) -> str:
    """Return the state of a redaction as a chip."""
    if redaction.performed_at:
        return chip("done", DONE)
    return chip("quiet", CANCELED) if redaction.canceled_at else chip("missing", OPEN)


def model_words(label: str) -> str:
    """Return the name of a model, given as "app.model", in the interface language."""
    model = apps.get_model(label)
    name = _("History") if model is Article.history.model else model._meta.verbose_name_plural
    return capfirst(str(name))


def open_redactions(user: User, at) -> dict | None:
    """Return the context of the panel of redactions that the user may confirm; None without any."""
    if not user.has_perm(CONFIRM):
        return None
    rows = Redaction.objects.open().exclude(requested_by=user).select_related("requested_by")
    redactions = [
        {
            "words": str(redaction),
            "address": reverse("admin:articles_redaction_change", args=[redaction.pk]),
            "by": display_name(redaction.requested_by),
            "at": datetime_html(redaction.requested_at),
        }
        for redaction in rows
    ]
    return {"redactions": redactions} if redactions else None


register_panel("admin/articles/redaction/_panel.html", open_redactions, position=0)
