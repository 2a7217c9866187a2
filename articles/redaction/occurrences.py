"""Rows of any table that hold words to remove, and the stories and other objects that they belong to."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from articles.models import Article, Edition, EditionPicture, Event, PictureTag, Redaction
from articles.models.logged import LOGGED, pictured_models, subject_model
from articles.redaction.registry import DERIVED_MODELS, PerformedRedaction, Removal, on_redaction

# Accounts, what opens them, and the names of models: a person who works here is known by name.
EXEMPT_APPS = {"accounts", "auth", "contenttypes", "account", "mfa", "usersessions", "socialaccount"}
# Addresses of readers, to which newsletters go: a mark in one would send them to nobody.
EXEMPT_MODELS = {"newsletters.subscription"}
# Columns that only programs read: a redacted word may be spelled like one of their values.
FOR_PROGRAMS = {
    *("seal", "fingerprint", "language", "subject_type", "object_id", "code", "field", "tab", "on_cancel"),
    *("task_path", "worker_ids", "queue_name", "backend_name", "exception_class_path", "history_type"),
    *("object_type", "network", "user_name", "account_name"),  # names of accounts, as above
    *("picture_file", "withheld"),
}


def exempt_models() -> set[type[models.Model]]:
    """Return the models whose texts are never searched."""
    found = {model for model in apps.get_models(include_auto_created=True) if not model._meta.managed}
    found |= {model for label in EXEMPT_APPS for model in apps.get_app_config(label).get_models()}
    found |= {model for model in apps.get_models() if model._meta.label_lower in EXEMPT_MODELS}
    return found | {Redaction, Session}


def text_models() -> list[type[models.Model]]:
    """Return the models with texts that may hold words of a story, but those that are derived from others."""
    left_out = exempt_models() | DERIVED_MODELS
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in left_out and text_fields(model)
    ]


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the columns of a model that hold text or JSON data, except choices, digests and files."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not field.primary_key
        and not field.name.endswith(("digest", "digest_key"))
        and field.name not in FOR_PROGRAMS
    ]


@dataclass
class Occurrence:
    """One row with words to remove.

    owner    (model name, id) of the story or other object that it belongs to, or None
    changes  {column: text without them}
    """

    row: models.Model
    owner: tuple[str, int] | None
    changes: dict[str, Any]


@dataclass
class AffectedObject:
    """A story or another object that holds words to remove, and the number of its rows that do."""

    model: str
    pk: int
    rows: int = 0
    instance: models.Model | None = field(default=None, compare=False)

    @property
    def name(self):
        return f"{self.model}-{self.pk}"


def find_occurrences(removal: Removal, articles: list[int] = ()) -> Iterator[Occurrence]:
    """Yield the rows that hold words to remove.

    articles  ids of stories all of whose rows are read; of others, the database has to find an expression
    """
    for model in text_models():
        fields = text_fields(model)
        wanted, of_story = removal.condition([one.attname for one in fields]), story_lookup(model)
        if articles and of_story:
            wanted |= Q(**{f"{of_story}__in": articles})
        for row in models.QuerySet(model).filter(wanted).order_by("pk").iterator(chunk_size=200):
            changes = _changes(row, fields, removal)
            if changes:
                yield Occurrence(row, owner_of(row), changes)


def find_affected_objects(removal: Removal) -> list[AffectedObject]:
    """Return the stories and other objects that hold words to remove or the picture, stories first."""
    counts = Counter(occurrence.owner for occurrence in find_occurrences(removal) if occurrence.owner)
    if removal.image_id:
        counts["image", removal.image_id] += 1
        printed = EditionPicture.objects.filter(image=removal.image_id)
        for rows in (printed, *(one.objects.filter(image=removal.image_id) for one in pictured_models())):
            counts.update(("article", pk) for pk in rows.order_by().values_list("article_id", flat=True))
        stories = Article.objects.filter(lead_image=removal.image_id)
        counts.update(("article", pk) for pk in stories.values_list("pk", flat=True))
    return with_instances([AffectedObject(model, pk, rows) for (model, pk), rows in counts.items()])


def with_instances(found: list[AffectedObject]) -> list[AffectedObject]:
    """Return AffectedObjects with their instances, stories first; None where an object has been deleted."""
    for name in {one.model for one in found}:
        rows = subject_model(name)._base_manager.in_bulk([one.pk for one in found if one.model == name])
        for one in found:
            one.instance = rows.get(one.pk) if one.model == name else one.instance
    return sorted(found, key=lambda one: (one.model != "article", one.model, one.pk))


def _changes(row, fields, removal):
    changes = {}
    for one in fields:
        before = row.__dict__[one.attname]  # the column itself, where an attribute is that of a language
        after = _changed(one, before, removal, row)
        if after != before:
            changes[one.attname] = after
    return changes


def _changed(one, before, removal, row):
    if isinstance(one, models.JSONField):
        return removal.data(before)
    if isinstance(one, models.SlugField):
        default = "story" if isinstance(row, Edition | Article) else f"{row._meta.model_name}-{row.pk}"
        return removal.address(before, default) if before else before
    if isinstance(row, LogEntry) and one.name == "change_message" and before.startswith("["):
        return json.dumps(removal.data(json.loads(before)))
    after = removal.text(before or "") if before else before
    return after[: one.max_length] if one.max_length and after else after


@on_redaction(PictureTag)
def forget_tags(redaction: PerformedRedaction) -> None:
    """Delete the tags with an expression: the mark in its place would be no tag, and the same one twice."""
    removal = redaction.removal
    for tag in PictureTag.objects.filter(removal.condition(["name"])):
        if removal.text(tag.name) != tag.name:
            tag.delete()


def story_lookup(model: type[models.Model]) -> str:
    """Return the lookup by which the rows of a model are filtered by the id of their story; "" for none."""
    if model is Article:
        return "pk"
    if model is Article.history.model:
        return "id"
    names = {one.attname: one for one in model._meta.concrete_fields}
    return "article_id" if "article_id" in names else ""


def owner_of(row: models.Model) -> tuple[str, int] | None:
    """Return (model name, id) of the story or other object that a row belongs to; None if it has none."""
    if isinstance(row, Event):
        story = row.details.get("article") if row.subject_type != "article" else row.subject_id
        return ("article", story) if story else (row.subject_type, row.subject_id)
    if isinstance(row, LogEntry):
        kind = row.content_type.model if row.content_type else ""
        is_ours = kind == "article" or kind in LOGGED
        return (kind, int(row.object_id)) if is_ours and (row.object_id or "").isdecimal() else None
    if lookup := story_lookup(type(row)):
        story = getattr(row, lookup)
        return ("article", story) if story else None
    if hasattr(row, "page_id"):
        return ("standingpage", row.page_id)
    return (row._meta.model_name, row.pk) if row._meta.model_name in LOGGED else None
