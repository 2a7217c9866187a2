"""Rules for migrations after a release. Its code must still work on the database that they changed.

A breach is a line that names an operation which would break the released code or block people at work. A
migration that breaks a rule for a good reason names it: `safe_for_released_code = "…"` in its class.
"""

from collections.abc import Iterable

from django.contrib.postgres import operations as postgres
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Value
from django.db.models.fields import NOT_PROVIDED

from articles.index_operations import AddIndexWithoutLock
from tools.upgrades.released_code import all_migrations

REASON = "safe_for_released_code"
SHORTEST_REASON = 20  # letters
# Migrations of other projects, which we cannot mark: {"app.name": reason}.
REVIEWED: dict[str, str] = {}

SAFE = {
    migrations.AlterModelManagers,
    migrations.AlterModelOptions,
    migrations.AlterModelTableComment,
    migrations.CreateModel,
    migrations.RemoveConstraint,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    postgres.BtreeGistExtension,
    postgres.RemoveIndexConcurrently,
    postgres.TrigramExtension,
    postgres.ValidateConstraint,
}
UNSAFE = {
    migrations.AddConstraint: "the released code may write rows that break the constraint",
    postgres.AddConstraintNotValid: "the released code may write rows that break the constraint",
    migrations.AddIndex: "PostgreSQL keeps writers waiting while it builds the index: AddIndexWithoutLock",
    migrations.AlterIndexTogether: "its consequences are not known: add and remove indexes",
    migrations.AlterModelTable: "the released code asks for the table by its old name",
    migrations.AlterOrderWithRespectTo: "the released code does not write the order",
    migrations.AlterUniqueTogether: "the released code may write rows that break the constraint",
    migrations.DeleteModel: "the released code asks for the table",
    migrations.RemoveField: "the released code asks for the column",
    migrations.RenameField: "the released code asks for the column by its old name",
    migrations.RenameModel: "the released code asks for the table by its old name",
    migrations.RunPython: "a function cannot be judged by its operation",
    migrations.RunSQL: "SQL cannot be judged by its operation",
}
CONCURRENT = {AddIndexWithoutLock, postgres.AddIndexConcurrently}
WITHOUT_ATOMIC = "an index is built beside others only in a migration with `atomic = False`"
NO_VALUE = "the released code writes no value: give the column a db_default, or allow NULL"
REWRITTEN = (
    "PostgreSQL may write the table anew, while everybody waits: take a constant, or fill the column later"
)
INDEXED = (
    "PostgreSQL keeps writers waiting while it builds the index: AddIndexWithoutLock, and db_index=False"
)
# Arguments of fields that only Python reads, in addition to the field's own non_db_attrs.
IN_PYTHON = {"auto_now", "auto_now_add", "default"}


def find_breaches(loader: MigrationLoader, later: Iterable[tuple[str, str]]) -> list[str]:
    """Return the breaches of migrations that were added after a release.

    later  their (app, name). Tables that no release has may be changed freely
    """
    state, new_models, breaches, later = ProjectState(), set(), [], set(later)
    for node in all_migrations(loader):
        migration = loader.graph.nodes[node]
        if node in later:
            breaches += migration_breaches(migration, state.clone(), new_models)
        migration.mutate_state(state, preserve=False)
    return breaches


def migration_breaches(migration, state: ProjectState, new_models: set[tuple[str, str]]) -> list[str]:
    """Return the breaches of one migration, none if it gives a reason for them.

    state       the models before it; it is changed
    new_models  (app, model) of tables that the release does not have; new ones are added
    """
    name, found = f"{migration.app_label}.{migration.name}", []
    for operation in migration.operations:
        for part in _database_operations(operation):
            if words := _breach(part, migration, state, new_models):
                found.append(f"{name}: {part.describe()}: {words}.")
        operation.state_forwards(migration.app_label, state)
    reason = getattr(migration, REASON, "") or REVIEWED.get(name, "")
    if reason and len(reason.strip()) < SHORTEST_REASON:
        return [f"{name}: {REASON} gives no reason that others could judge."]
    return [] if reason else found


def _database_operations(operation):
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return operation.database_operations
    return [operation]


def _breach(operation, migration, state, new_models):
    """Return why an operation is not safe, or ""."""
    kind, app = type(operation), migration.app_label
    model = (app, getattr(operation, "model_name_lower", None) or getattr(operation, "name_lower", ""))
    if kind is migrations.CreateModel:
        new_models.add(model)
    if kind is migrations.RenameModel and (app, operation.old_name_lower) in new_models:
        new_models.add((app, operation.new_name_lower))
        return ""
    if kind in CONCURRENT:
        return WITHOUT_ATOMIC if migration.atomic else ""
    if model in new_models and kind not in (migrations.RunPython, migrations.RunSQL) or kind in SAFE:
        return ""
    if kind is migrations.AddField:
        return _breach_of_new_field(operation.field)
    if kind is migrations.AlterField:
        old = state.models[model].get_field(operation.name_lower)
        return ", ".join(_tightened(old, operation.field))
    if kind in (migrations.RunPython, migrations.RunSQL) and not operation.reversible:
        return f"{UNSAFE[kind]}, and it has no reverse"
    return UNSAFE.get(kind, "an operation of this kind is not known")


def _breach_of_new_field(field):
    if field.many_to_many:
        return ""
    if field.generated:
        return REWRITTEN
    if not field.null and field.db_default is NOT_PROVIDED:
        return NO_VALUE
    if hasattr(field.db_default, "resolve_expression") and not isinstance(field.db_default, Value):
        return REWRITTEN
    return INDEXED if field.unique or field.db_index else ""


def _tightened(old, new):
    """Yield the permitted values that a field loses, and its changes to another kind of column."""
    if old.get_internal_type() != new.get_internal_type():
        yield f"the column becomes a {new.get_internal_type()}"
        return
    before, after = _column(old), _column(new)
    for key in sorted(before.keys() | after.keys()):
        was, becomes = before.get(key), after.get(key)
        if was != becomes and not _is_looser(key, was, becomes):
            yield f"{key} changes from {was!r} to {becomes!r}"


def _column(field):
    """Return the arguments of a field that the database knows, as {name: value}."""
    arguments = field.deconstruct()[3]
    column = {key: value for key, value in arguments.items() if key not in {*field.non_db_attrs, *IN_PYTHON}}
    return column | {"db_column": field.db_column, "db_index": field.db_index, "unique": field.unique}


def _is_looser(key, was, becomes):
    match key:
        case "null":
            return bool(becomes)
        case "unique" | "db_index":
            return not becomes
        case "max_length":
            return becomes is None or (was is not None and becomes > was)
        case "db_default":
            return was is None
    return False
