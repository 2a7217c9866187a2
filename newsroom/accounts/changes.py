"""Change messages of Django's admin log, which stores the labels of fields in English."""

import json

from django.contrib.admin.models import LogEntry
from django.utils import translation
from django.utils.text import capfirst

in_django = LogEntry.get_change_message


def told(entry):
    """LogEntry.get_change_message with fields called as the screens call them."""
    kept = entry.change_message
    try:
        entry.change_message = json.dumps(_called(json.loads(kept), _labels(entry)))
    except (TypeError, ValueError):  # words from elsewhere, or none
        return in_django(entry)
    try:
        return in_django(entry)
    finally:
        entry.change_message = kept


def _called(changes, labels):
    for change in changes:
        changed = change.get("changed", {})
        if "fields" in changed:
            changed["fields"] = [labels.get(field, field) for field in changed["fields"]]
    return changes


def _labels(entry):
    """{label in English: label in the language of the screens} of one model."""
    model = entry.content_type and entry.content_type.model_class()
    columns = [field for field in model._meta.get_fields() if not field.auto_created] if model else []
    with translation.override("en"):
        english = [str(column.verbose_name) for column in columns]
    mine = [capfirst(str(column.verbose_name)) for column in columns]
    return {capfirst(label): called for label, called in zip(english, mine, strict=True)}
