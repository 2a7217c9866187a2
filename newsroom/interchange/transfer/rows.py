"""Rows of all tables as JSON, a line each. Texts in two languages are one value with the language as a key.

A row of articles.Section is {"id": 3, "slug": "sea", "name": {"en": "Sea", "ko": "바다"}, …}. Columns that
the database computes are left out. Permissions and content types, whose ids differ from one database to the
next, are named: ["articles", "article", "publish_en"] and ["articles", "article"].
"""

import json
from collections.abc import Iterator
from functools import cached_property

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from modeltranslation.fields import TranslationField

AT_ONCE = 500  # rows
MADE_BY_MIGRATIONS = {"contenttypes.ContentType", "auth.Permission"}
REBUILT_APPS = {"related", "search", "story_search"}  # by the commands of import_newsroom
# Of no use on another machine, or of apps that keep nothing in them here.
TEMPORARY = {
    *("account.EmailConfirmation", "articles.Presence", "sessions.Session"),
    *("operations.Heartbeat", "operations.HeldCopy", "operations.TaskWorker"),
    *("django_tasks_database.DBTaskResult", "usersessions.UserSession"),
    *("story_lists.BulkChange", "story_lists.BulkStory"),
    *("socialaccount.SocialApp", "socialaccount.SocialToken", "taggit.Tag", "taggit.TaggedItem"),
}
# Addresses of readers, who gave them to this newsroom alone and may have asked it since to delete them.
READERS = {"newsletters.Delivery", "newsletters.Subscription"}


class RowEncoder(DjangoJSONEncoder):
    """JSON with instants to the microsecond."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)


def exported_models() -> list[type[models.Model]]:
    """Return the models of which all rows are exported, by name: all that are not left out above."""
    left_out = MADE_BY_MIGRATIONS | TEMPORARY | READERS
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.label not in left_out
        and model._meta.app_label not in REBUILT_APPS
    ]
    return sorted(found, key=lambda model: model._meta.label)


class ForeignNames:
    """Names of the rows whose ids differ from one database to the next."""

    def __init__(self):
        types = ContentType.objects.in_bulk()
        self.names = {
            ContentType: {pk: [one.app_label, one.model] for pk, one in types.items()},
            Permission: {
                pk: [types[kind].app_label, types[kind].model, codename]
                for pk, kind, codename in Permission.objects.values_list("pk", "content_type", "codename")
            },
        }
        self.ids = {
            model: {tuple(name): pk for pk, name in names.items()} for model, names in self.names.items()
        }

    def name(self, field: models.Field, value):
        """Return the name in place of an id, or the value itself."""
        names = self.names.get(field.related_model)
        return names[value] if names and value is not None else value

    def id(self, field: models.Field, value):
        """Return the id of a name; None for one that this version does not know. Anything else stays."""
        ids = self.ids.get(field.related_model)
        return ids.get(tuple(value)) if ids and value is not None else value


class RowFormat:
    """The rows of one model as JSON, and back.

    columns  the Fields of what is in one language or in none
    pairs    {name: {language: Field}} of texts in two languages
    """

    def __init__(self, model: type[models.Model], names: ForeignNames):
        self.model, self.names = model, names
        self.fields = [field for field in model._meta.concrete_fields if not field.generated]
        translated = [field for field in self.fields if isinstance(field, TranslationField)]
        self.pairs = {field.translated_field.name: {} for field in translated}
        for field in translated:
            self.pairs[field.translated_field.name][field.language] = field
        self.columns = [one for one in self.fields if one not in translated and one.name not in self.pairs]

    @cached_property
    def rows(self):
        """Return all rows, past the refusals of models whose past does not change."""
        return models.QuerySet(self.model)

    def lines(self) -> Iterator[str]:
        """Yield each row of the table as a line, by primary key."""
        for row in self.rows.order_by("pk").iterator(chunk_size=AT_ONCE):
            yield json.dumps(self._values(row), cls=RowEncoder, ensure_ascii=False, sort_keys=True) + "\n"

    def read(self, line: str) -> models.Model:
        """Return the unsaved object of a line. Raise ValueError or KeyError for one that is none."""
        values = json.loads(line)
        columns = {field.attname: self._column(field, values[field.attname]) for field in self.columns}
        for name, fields in self.pairs.items():
            columns |= {field.attname: values[name][language] for language, field in fields.items()}
        return self.model(**columns)

    def insert(self, objects: list[models.Model]) -> None:
        """Insert objects as they are: no signal is sent, and no column is set to the present time."""
        self.rows._insert(objects, fields=self.fields, using=self.rows.db, raw=True)

    def _values(self, row):
        values = {field.attname: self._value(field, row) for field in self.columns}
        for name, fields in self.pairs.items():
            values[name] = {language: getattr(row, field.attname) for language, field in fields.items()}
        return values

    def _value(self, field, row):
        value = getattr(row, field.attname)
        if isinstance(field, models.FileField):
            return value.name
        if isinstance(field, models.BinaryField):
            return field.value_to_string(row)
        return self.names.name(field, value)

    def _column(self, field, value):
        return field.to_python(self.names.id(field, value))
