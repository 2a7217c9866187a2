"""A whole newsroom in a folder: its export, and its import into an empty newsroom, complete or not at all.

The folder has tables/articles.Article.jsonl, media/…, media.jsonl and manifest.json. A table has a line of
JSON for each row. A text in two languages is one value with the languages as keys: a row of
articles.Section is {"id": 3, "slug": "sea", "name": {"en": "Sea", "ko": "바다"}, …}. Columns that the
database computes are left out. Permissions and content types are written by name, because their ids differ
between databases: ["articles", "article", "publish_en"] and ["articles", "article"].
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import batched
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction
from modeltranslation.fields import TranslationField

from articles import clock
from articles.models import Event
from newsroom.interchange.transfer_files import (
    ManifestFolder,
    MediaFile,
    TransferRefused,
    applied_migrations,
    copy_file,
    digest_lines,
    path_within,
    store_media_file,
    stored_media,
    write_lines,
    write_media_list,
)
from newsroom.version import VERSION

AT_ONCE = 500  # rows
MADE_BY_MIGRATIONS = {"contenttypes.ContentType", "auth.Permission"}
REBUILT_APPS = {"related", "search", "story_search"}  # by the commands that import_newsroom calls
# Models that are useless on another machine, or whose tables stay empty here.
TEMPORARY = {
    *("account.EmailConfirmation", "articles.Presence", "sessions.Session"),
    *("operations.Heartbeat", "operations.HeldCopy", "operations.TaskWorker"),
    *("django_tasks_database.DBTaskResult", "usersessions.UserSession"),
    *("story_lists.BulkChange", "story_lists.BulkStory"),
    *("socialaccount.SocialApp", "socialaccount.SocialToken", "taggit.Tag", "taggit.TaggedItem"),
}
# Not exported: readers gave their addresses only to this newsroom, and may ask it to delete them.
READERS = {"newsletters.Delivery", "newsletters.Subscription"}


class RowEncoder(DjangoJSONEncoder):
    """JSON encoder that keeps the microseconds of instants."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)


def exported_models() -> list[type[models.Model]]:
    """Return the exported models, sorted by name.

    MADE_BY_MIGRATIONS, REBUILT_APPS, TEMPORARY, READERS and unmanaged models are left out.
    """
    left_out = MADE_BY_MIGRATIONS | TEMPORARY | READERS
    exported = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.label not in left_out
        and model._meta.app_label not in REBUILT_APPS
    ]
    return sorted(exported, key=lambda model: model._meta.label)


class ForeignNames:
    """Names of rows whose ids differ between databases."""

    def __init__(self):
        types = ContentType.objects.in_bulk()
        self.names = {
            ContentType: {
                pk: [content_type.app_label, content_type.model] for pk, content_type in types.items()
            },
            Permission: {
                pk: [types[kind].app_label, types[kind].model, codename]
                for pk, kind, codename in Permission.objects.values_list("pk", "content_type", "codename")
            },
        }
        self.ids = {
            model: {tuple(name): pk for pk, name in names.items()} for model, names in self.names.items()
        }

    def name(self, field: models.Field, value):
        """Return the name of the row with this id. None and values of other fields are returned unchanged."""
        names = self.names.get(field.related_model)
        return names[value] if names and value is not None else value

    def id(self, field: models.Field, value):
        """Return the id for a name, or None if this version of the code does not have it.

        Values of other fields are returned unchanged.
        """
        ids = self.ids.get(field.related_model)
        return ids.get(tuple(value)) if ids and value is not None else value


class RowFormat:
    """Conversion of the rows of one model to JSON and back.

    columns  Fields that are not translated
    pairs    {name: {language: Field}} of texts in two languages
    """

    def __init__(self, model: type[models.Model], names: ForeignNames):
        self.model, self.names = model, names
        self.fields = [field for field in model._meta.concrete_fields if not field.generated]
        translated = [field for field in self.fields if isinstance(field, TranslationField)]
        self.pairs = {field.translated_field.name: {} for field in translated}  # type: ignore[attr-defined]  # added by modeltranslation
        for field in translated:
            self.pairs[field.translated_field.name][field.language] = field  # type: ignore[attr-defined]  # added by modeltranslation
        self.columns = [
            column for column in self.fields if column not in translated and column.name not in self.pairs
        ]

    @cached_property
    def rows(self):
        """Return all rows as a plain QuerySet, because some models' own querysets protect immutable rows."""
        return models.QuerySet(self.model)

    def lines(self) -> Iterator[str]:
        """Yield each row of the table as a line of JSON, ordered by primary key."""
        for row in self.rows.order_by("pk").iterator(chunk_size=AT_ONCE):
            yield json.dumps(self._values(row), cls=RowEncoder, ensure_ascii=False, sort_keys=True) + "\n"

    def parse_row(self, line: str) -> models.Model:
        """Return the unsaved object of a line.

        Raise ValueError, KeyError or ValidationError for an invalid line.
        """
        values = json.loads(line)
        columns = {field.attname: self._column(field, values[field.attname]) for field in self.columns}
        for name, fields in self.pairs.items():
            columns |= {field.attname: values[name][language] for language, field in fields.items()}
        return self.model(**columns)

    def insert(self, objects: list[models.Model]) -> None:
        """Insert objects unchanged, without signals and without automatic timestamps."""
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


class NewsroomFolder(ManifestFolder):
    """An export folder, with the paths of its parts."""

    def table(self, label: str) -> Path:
        return self.path / "tables" / f"{label}.jsonl"

    def media_file(self, name: str) -> Path:
        """Return the path of a media file. Raise TransferRefused if it is outside the folder."""
        return path_within(self.path / "media", name)


def export_newsroom(path: Path) -> Iterator[str]:
    """Export all rows and media, and yield the name of each part before it is written.

    The export is complete only when the generator is exhausted.

    Only the owner can read the folder, because it contains confidential sources and password digests. A
    repeated export replaces the tables and adds new media. The manifest is written last: a folder that has no
    manifest is incomplete.
    """
    folder = NewsroomFolder(path)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    folder.manifest.unlink(missing_ok=True)
    tables = {}
    with reading_one_instant():
        at, names = clock.read_database_clock(), ForeignNames()
        for model in exported_models():
            yield model._meta.label
            rows, digest = write_lines(folder.table(model._meta.label), RowFormat(model, names).lines())
            tables[model._meta.label] = {"rows": rows, "sha256": digest}
    files = []
    for media_file in stored_media():
        yield f"media/{media_file.name}"
        files.append(_export_file(folder, media_file))
    count, digest = write_media_list(folder.media_list, files)
    manifest = {
        "format": folder.format,
        "exported_at": at.isoformat(),
        "version": VERSION,
        "migrations": applied_migrations(),
        "tables": tables,
        "media": {"files": count, "bytes": sum(file.size for file in files), "sha256": digest},
    }
    write_lines(folder.manifest, [json.dumps(manifest, indent=1, sort_keys=True) + "\n"])


def _export_file(folder, media_file):
    """Copy a media file into the folder, and return its MediaFile.

    Only read the file if the folder already has it in the same size, because pictures never change.
    """
    target = folder.media_file(media_file.name)
    is_there = target.is_file() and target.stat().st_size == media_file.size
    with default_storage.open(media_file.name) as file:
        return MediaFile(media_file.name, *copy_file(file, None if is_there else target))


@contextmanager
def reading_one_instant() -> Iterator[None]:
    """Let all queries of the block see the rows of one instant, despite concurrent writes."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # atomic() would take the write lock
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def import_newsroom(path: Path) -> Iterator[str]:
    """Import the tables and media of a folder, and yield the name of each step before it begins.

    The import is complete only when the generator is exhausted.

    Media come first: they do no harm without their rows, and a repeated import skips existing files. If this
    raises TransferRefused, no row was written, but media may have been copied.
    """
    folder = NewsroomFolder(path)
    manifest = folder.read_manifest()
    _refuse_unfit_export(manifest)
    for media_file in folder.read_media_list():
        yield f"media/{media_file.name}"
        store_media_file(folder.media_file(media_file.name), media_file)
    names, formats = ForeignNames(), []
    with transaction.atomic():
        for model in exported_models():
            yield model._meta.label
            formats.append(RowFormat(model, names))
            _import_table(formats[-1], folder, manifest["tables"][model._meta.label])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(
                no_style(), [row_format.model for row_format in formats]
            ):
                cursor.execute(statement)
        for row_format in formats:
            yield f"digest of {row_format.model._meta.label}"
            if digest_lines(row_format.lines()) != manifest["tables"][row_format.model._meta.label]["sha256"]:
                raise TransferRefused(f"The rows of {row_format.model._meta.label} do not match the export.")


def _refuse_unfit_export(manifest):
    """Raise TransferRefused if the newsroom is not empty or the export is of another version."""
    if Event.objects.exists() or get_user_model().objects.exists():
        raise TransferRefused("This newsroom is not empty. Import into a new database, after `migrate`.")
    here, there = applied_migrations(), manifest["migrations"]
    unlike = [app for app in sorted({*here, *there}) if here.get(app) != there.get(app)]
    if unlike:
        raise TransferRefused(
            f"The export is from another version, {manifest.get('version', 'unknown')}: its migrations of "
            f"{', '.join(unlike)} differ from those here. Import it with that version, then upgrade."
        )
    labels = {model._meta.label for model in exported_models()}
    if labels != manifest["tables"].keys():
        raise TransferRefused("The tables of the export differ from the tables of this newsroom.")


def _import_table(table, folder, about):
    """Replace the rows of a table. Existing rows can only come from migrations."""
    path = folder.table(table.model._meta.label)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.model._meta.db_table)}")  # noqa: S608
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            count = 0
            for batch in batched(lines, AT_ONCE):
                table.insert([table.parse_row(line) for line in batch])
                count += len(batch)
    except (OSError, ValueError, KeyError, ValidationError, DatabaseError) as error:
        raise TransferRefused(f"{path} cannot be read: {error!r}") from error
    if count != about["rows"]:
        raise TransferRefused(f"{path} has {count} rows, and the manifest says {about['rows']}.")
