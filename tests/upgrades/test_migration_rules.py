"""The rules for migrations after a release: each kind of operation, on invented models."""

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently, BtreeGistExtension
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Q
from django.db.models.functions import Now

from articles.index_operations import AddIndexWithoutLock
from tests.upgrades.migration_rules import find_breaches, migration_breaches
from tools.upgrades.released_code import (
    changed_migrations,
    later_migrations,
    migration_digests,
    read_releases,
)

TITLE = models.CharField(max_length=50)
INDEX = models.Index(name="story_by_title", fields=["title"])
CHECK = models.CheckConstraint(name="story_has_a_title", condition=~Q(title=""))
REASON = "Nothing has written this column since 2026."


def make_migration(*operations, **attributes):
    kind = type("Migration", (migrations.Migration,), {"operations": list(operations), **attributes})
    return kind("0002_change", "press")


def breaches(*operations, **attributes):
    """Return the breaches of a migration with these operations, on a released table of stories."""
    state, new_models = ProjectState(), set()
    released = migrations.CreateModel(
        "Story",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("title", TITLE),
            ("slug", models.SlugField(null=True)),
            ("place", models.CharField(max_length=50, db_default="", db_index=True)),
        ],
    )
    released.state_forwards("press", state)
    return migration_breaches(make_migration(*operations, **attributes), state, new_models)


def add(field):
    return migrations.AddField("story", "added", field)


def alter(name, field):
    return migrations.AlterField("story", name, field)


NEW = migrations.CreateModel("Caption", [("id", models.BigAutoField(primary_key=True)), ("words", TITLE)])
ADDITIVE = {
    "a column that may be null": add(models.TextField(null=True)),
    "a column with a default of the database": add(models.IntegerField(db_default=0)),
    "a foreign key without an index": add(
        models.ForeignKey("press.Story", models.CASCADE, null=True, db_index=False)
    ),
    "a relation through a table of its own": add(models.ManyToManyField("press.Story")),
    "a longer column": alter("title", models.CharField(max_length=80)),
    "a column that may be null now": alter("title", models.CharField(max_length=50, null=True)),
    "a default of the database": alter("title", models.CharField(max_length=50, db_default="")),
    "a label": alter("title", models.CharField("headline", max_length=50, default="x")),
    "an index less": alter("place", models.CharField(max_length=50, db_default="")),
    "an index that is no longer there": migrations.RemoveIndex("story", "story_by_title"),
    "an extension": BtreeGistExtension(),
    "options": migrations.AlterModelOptions("story", {"verbose_name": "story"}),
}
UNSAFE = {
    "a column without a default": add(models.IntegerField()),
    "a column with a default of Python alone": add(models.IntegerField(default=0)),
    "a computed default": add(models.DateTimeField(db_default=Now())),
    "a generated column": add(
        models.GeneratedField(expression=models.F("title"), output_field=models.TextField(), db_persist=True)
    ),
    "a column with an index": add(models.SlugField(null=True)),
    "a unique column": add(models.IntegerField(null=True, unique=True)),
    "a foreign key with an index": add(models.ForeignKey("press.Story", models.CASCADE, null=True)),
    "a shorter column": alter("title", models.CharField(max_length=20)),
    "a length where there was none": alter("slug", models.SlugField(max_length=20, null=True)),
    "another type": alter("title", models.IntegerField()),
    "not null": alter("slug", models.SlugField()),
    "a default that is taken away": alter("place", models.CharField(max_length=50, db_index=True)),
    "unique": alter("title", models.CharField(max_length=50, unique=True)),
    "an index by the field": alter("title", models.CharField(max_length=50, db_index=True)),
    "another column": alter("title", models.CharField(max_length=50, db_column="headline")),
    "a column that is gone": migrations.RemoveField("story", "title"),
    "a table that is gone": migrations.DeleteModel("Story"),
    "a column of another name": migrations.RenameField("story", "title", "headline"),
    "a table of another name": migrations.RenameModel("Story", "Report"),
    "a table elsewhere": migrations.AlterModelTable("story", "reports"),
    "a constraint": migrations.AddConstraint("story", CHECK),
    "unique together": migrations.AlterUniqueTogether("story", {("title", "slug")}),
    "an index under a lock": migrations.AddIndex("story", INDEX),
    "an index beside others within a transaction": AddIndexConcurrently("story", INDEX),
    "SQL": migrations.RunSQL("DELETE FROM press_story", migrations.RunSQL.noop),
    "a function": migrations.RunPython(print, print),
    "a constraint behind the state's back": migrations.SeparateDatabaseAndState(
        [migrations.AddConstraint("story", CHECK)]
    ),
    "an operation of another project": type("AddPartition", (migrations.AddField,), {})(
        "story", "added", models.TextField(null=True)
    ),
}


@pytest.mark.parametrize("operation", ADDITIVE.values(), ids=ADDITIVE)
def test_released_code_survives(operation):
    assert breaches(operation) == []


@pytest.mark.parametrize("operation", UNSAFE.values(), ids=UNSAFE)
def test_released_code_does_not_survive(operation):
    [breach] = breaches(operation)
    assert breach.startswith("press.0002_change: ")
    assert breaches(operation, safe_for_released_code=REASON) == []


def test_index_is_built_beside_others_outside_a_transaction():
    assert breaches(AddIndexWithoutLock("story", INDEX), atomic=False) == []


def test_new_table_may_have_anything():
    change = [
        migrations.AddField("caption", "credit", TITLE),
        migrations.AddConstraint("caption", CHECK),
        migrations.AddIndex("caption", INDEX),
        migrations.RenameModel("Caption", "Legend"),
        migrations.RemoveField("legend", "words"),
    ]
    assert breaches(NEW, *change) == []
    assert len(breaches(NEW, *change, migrations.AddConstraint("story", CHECK))) == 1


def test_what_cannot_be_undone_says_so():
    [breach] = breaches(migrations.RunSQL("DROP TABLE press_story"))
    assert "no reverse" in breach


def test_reason_has_words():
    assert "no reason" in breaches(UNSAFE["SQL"], safe_for_released_code="fine")[0]


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


class TestThisProject:
    """The migrations of this project, without a database."""

    def test_migrations_since_the_release_are_additive(self, loader):
        for release in read_releases()[-1:]:
            assert find_breaches(loader, later_migrations(release, loader)) == []

    def test_released_migrations_are_as_they_were(self, loader):
        for release in read_releases():
            assert changed_migrations(release, migration_digests(loader)) == []

    def test_rules_find_what_was_not_additive_before_the_first_release(self, loader):
        """This shows that the rules can read real migrations, with the state of all earlier ones."""
        later = {("articles", "0018_preview_token_digests"), ("security", "0004_withdrawn_requests")}
        found = find_breaches(loader, later)
        assert {line.partition(":")[0].partition(".")[2] for line in found} == {name for _app, name in later}

    def test_new_choices_replace_the_constraint_that_lists_them(self, loader):
        """The autodetector does not notice: the constraint contains the class of the choices."""
        lacking = []
        for (app, name), migration in loader.disk_migrations.items():
            replaced = {
                one.constraint.name
                for one in migration.operations
                if isinstance(one, migrations.AddConstraint)
            }
            for operation in migration.operations:
                if isinstance(operation, migrations.AlterField) and operation.field.choices:
                    known = constraints_on_choices(app, operation) - replaced
                    if known and values_before(loader, (app, name), operation) != values(operation.field):
                        lacking += [f"{app} {name}: {constraint}" for constraint in known]
        assert lacking == []


def values(field):
    """Return the values of the choices of a field, without their labels."""
    return {value for value, _label in field.choices or ()}


def values_before(loader, migration, operation):
    """Return the values of the choices of an altered field before its migration."""
    state = loader.project_state(migration, at_end=False)
    return values(state.models[migration[0], operation.model_name_lower].fields[operation.name])


def constraints_on_choices(app, operation):
    """Return the names of the constraints "…_is_known" that list the choices of an altered field."""
    model = apps.get_app_config(app).models.get(operation.model_name)
    return {
        constraint.name
        for constraint in (model._meta.constraints if model else ())
        if constraint.name.endswith("_is_known") and f"'{operation.name}__in'" in repr(constraint)
    }
