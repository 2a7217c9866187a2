"""Readable facts of security events: objects, fields, permissions, exports and steps."""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.display import text_html
from articles.admin.site import may_see
from articles.checks.registry import CHECKS
from newsroom.security.models import SecurityEvent

EXPORTS = {
    "calendar": _("Deadlines in your own calendar"),
    "evidence": _("Evidence"),
    "glossary": _("Glossary"),
    "memory": _("Translation memory"),
    "newsletter address": _("Newsletter subscription"),
    "newsletter subscriptions": _("Newsletter subscriptions"),
    "readership": _("Readership"),
    "redirects": _("Redirects"),
    "translations": pgettext_lazy("of an export", "Translations"),
}
# Steps of claims, of the legal hold on their story, of a consent, and of a user's calendar address.
STEPS = {
    "recorded": pgettext_lazy("of a claim", "recorded"),
    "accepted": pgettext_lazy("of a claim", "accepted"),
    "refused": pgettext_lazy("of a claim", "refused"),
    "settled": pgettext_lazy("of a claim", "settled"),
    "withdrawn": pgettext_lazy("of a claim", "dropped"),
    "published": pgettext_lazy("of a claim", "published"),
    "dates": pgettext_lazy("of a claim", "dates changed"),
    "shortened": pgettext_lazy("of a claim", "end of the statement moved"),
    "held": _("legal hold placed"),
    "released": _("legal hold released"),
    "consented": pgettext_lazy("to machine translation", "given"),
    "consent_withdrawn": pgettext_lazy("to machine translation", "taken back"),
    "address_made": pgettext_lazy("of a calendar", "address created"),
    "address_renewed": pgettext_lazy("of a calendar", "address renewed"),
    "address_ended": pgettext_lazy("of a calendar", "address ended"),
}
LABELS = {
    "step": _("Step"),
    "days": _("Before"),
    "fields": _("Fields"),
    "was": _("Before"),
    "marks": _("Status"),
    "groups": _("Groups"),
    "group": _("Group"),
    "left": _("Groups left"),
    "members": _("Members"),
    "permissions": _("Permissions"),
    "method": _("Method"),
    "page": _("Page"),
    "object": _("Object"),
    "what": _("Exported"),
    "format": _("Format"),
    "count": _("Entries"),
    "stories": _("Stories"),
    "until": _("Until"),
    "request_id": _("Request"),
    "factor": _("Second factor"),
    "email": _("Email address"),
    "sessions": _("Sessions"),
    "story": _("Story"),
    "engine": _("Engine"),
    "country": _("Country"),
    "to": _("Goes to"),
    "reason": _("Reason"),
    "language": _("Language"),
    "warnings": _("Confirmed warnings"),
    "confirmed": _("Digests of confirmed findings"),
    "waived": _("Waived blockers"),
    "waiver": _("Reason for the waiver"),
}


def object_html(event: SecurityEvent) -> str:
    """Return kind and name of an event's object as HTML, with a link if event.viewer may see its page.

    Return "" for an event without an object.
    """
    if not event.object_type:
        return ""
    model = model_of(event)
    if model is None:
        return text_html(event.object_text)
    try:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        words = f"{capfirst(str(model._meta.verbose_name))}: "
        address = reverse(name, args=[event.object_id])
    except NoReverseMatch:
        return text_html(event.object_text)
    if not may_see(event.viewer, model._meta.model_name, model._meta.app_label):  # type: ignore[attr-defined]  # set by the screen that shows the event
        return format_html("{}{}", words, text_html(translate(event.object_text)))
    return format_html('{}<a href="{}">{}</a>', words, address, text_html(translate(event.object_text)))


def fact_html(event: SecurityEvent, name: str) -> str:
    """Return one fact of an event in the interface language, as HTML or as text to be escaped."""
    value = event.details[name]
    if name == "permissions":
        return format_html_join("", "<br>{}", ((words,) for words in permission_words(value)))
    if name == "fields":
        return ", ".join(field_words(field, model_of(event)) for field in value)
    if name == "marks":
        return ", ".join(mark_words(value))
    if name == "was":
        return ", ".join(f"{field_words(field, get_user_model())} “{text}”" for field, text in value.items())
    if name in {"what", "step"}:
        return str((EXPORTS if name == "what" else STEPS).get(value, value))
    if name in {"warnings", "waived"}:
        return ", ".join(str(CHECKS[code].title) if code in CHECKS else code for code in value)
    if name == "days":
        return format_html('<span lang="zxx">{}</span>', ", ".join(filter(None, value.values())))
    if name in {"groups", "group", "left"}:
        return ", ".join(translate(group) for group in ([value] if isinstance(value, str) else value))
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return format_html('<span lang="zxx">{}</span>', text)


def mark_words(names: list[str]) -> list[str]:
    """Return the labels of account columns, such as “Staff status”."""
    return [field_words(name, get_user_model()) for name in names]


def model_of(event: SecurityEvent) -> type[Model] | None:
    """Return the model of an event's object, or the user model; None if it no longer exists."""
    try:
        return apps.get_model(event.object_type) if event.object_type else get_user_model()
    except (LookupError, ValueError):
        return None


def field_words(name: str, model: type[Model] | None) -> str:
    """Return the label of a field, or its name if the model no longer has it."""
    try:
        return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]  # a column, not a relation
    except (AttributeError, FieldDoesNotExist):
        return name


def permission_words(names):
    """Return the labels of permissions; a permission that no longer exists keeps its name."""
    codenames = {name.partition(".")[2] for name in names}
    permissions = Permission.objects.filter(codename__in=codenames).select_related("content_type")
    words = {
        f"{permission.content_type.app_label}.{permission.codename}": str(permission)
        for permission in permissions
    }
    return [words.get(name, name) for name in names]
