"""Translations of labels that Django's admin stores or shows in English.

They cover groups, permissions, change messages and icons.
"""

import json

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

# The project's own groups. Other groups keep the name that was typed.
OURS = {
    gettext_noop("Interns"),
    gettext_noop("Reporters"),
    gettext_noop("English translators"),
    gettext_noop("Korean translators"),
    gettext_noop("English desk"),
    gettext_noop("Korean desk"),
    gettext_noop("Managing editors"),
    gettext_noop("Administrators"),
}
ACTS = {
    "add": _("%(things)s: add"),
    "change": _("%(things)s: change"),
    "delete": _("%(things)s: delete"),
    "view": _("%(things)s: view"),
}
# Models that a library names partly in English.
THINGS = {"historicalarticle": _("story history")}
django_change_message = LogEntry.get_change_message


def translate_group_name(group: Group) -> str:
    return gettext(group.name) if group.name in OURS else group.name


def translate_permission_name(permission: Permission) -> str:
    """Return “Stories: change”, or the newsroom’s own name, such as “Can publish Korean”."""
    kind = permission.content_type
    act, _underscore, model_name = permission.codename.partition("_")
    model = kind.model_class()
    if model is None or model_name != kind.model or act not in ACTS:
        return gettext(permission.name)
    things = THINGS.get(kind.model, model._meta.verbose_name_plural)
    return ACTS[act] % {"things": capfirst(str(things))}


def translate_change_message(entry: LogEntry) -> str:
    """Return LogEntry.get_change_message with field labels in the interface language."""
    try:
        changes = json.loads(entry.change_message)
        model = entry.content_type and entry.content_type.model_class()
        for change in changes:
            changed = change.get("changed", {})
            if fields := changed.get("fields"):
                labels = _labels(_changed_model(model, changed.get("name")))
                changed["fields"] = [labels.get(field, field) for field in fields]
    except (TypeError, ValueError):  # not our JSON, or empty
        return django_change_message(entry)
    return django_change_message(LogEntry(change_message=json.dumps(changes)))


def _changed_model(model, name):
    """Return the model that a change message is about; None if unknown.

    name  the English name of the model of inline rows, or None for the form's own model
    """
    if not (model and name):
        return model
    with translation.override("en"):
        rows = [relation.related_model for relation in model._meta.related_objects]
        return next(
            (related_model for related_model in rows if str(related_model._meta.verbose_name) == name), None
        )


def _labels(model):
    """Return {English label: label in the interface language} for one model."""
    columns = [field for field in model._meta.get_fields() if not field.auto_created] if model else []
    with translation.override("en"):
        english = [capfirst(str(column.verbose_name)) for column in columns]
    return dict(zip(english, [capfirst(str(column.verbose_name)) for column in columns], strict=True))


def boolean_icon(value: bool | None) -> SafeString:
    """Return the icon of a boolean in lists, with alternative text."""
    sign, words = {True: ("yes", _("Yes")), False: ("no", _("No"))}.get(value, ("unknown", _("Unknown")))
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{sign}.svg"), words)
