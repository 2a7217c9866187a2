"""A migration adds an index while others write, on both databases."""

import pytest
from django.apps import apps
from django.db import NotSupportedError, connection, models, transaction
from django.db.migrations.state import ProjectState

from articles.index_operations import AddIndexWithoutLock
from articles.models import Section

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "section_by_colour_tried"


@pytest.fixture
def add_index():
    """Return a function that adds the index, or with `back=True` removes it."""
    operation = AddIndexWithoutLock("section", models.Index(name=NAME, fields=["colour"]))
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("articles", after)

    def run(*, back=False):
        with connection.schema_editor(atomic=False) as editor:
            if back:
                operation.database_backwards("articles", editor, after, before)
            else:
                operation.database_forwards("articles", editor, before, after)

    yield run
    if NAME in indexes():
        run(back=True)


def indexes():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, Section._meta.db_table)


def test_index_comes_and_goes(add_index):
    add_index()
    assert indexes()[NAME]["columns"] == ["colour"]
    add_index(back=True)
    assert NAME not in indexes()


@pytest.mark.postgresql
def test_leftover_of_an_interrupted_attempt_is_replaced(add_index):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {NAME} ON articles_section (slug)")
    add_index()
    assert indexes()[NAME]["columns"] == ["colour"]


@pytest.mark.postgresql
def test_limits_of_the_connection_hold_again(add_index):
    limits = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    with connection.cursor() as cursor:
        before = cursor.execute(limits).fetchone()
        add_index()
        assert cursor.execute(limits).fetchone() == before


@pytest.mark.postgresql
def test_transaction_is_refused(add_index):
    with pytest.raises(NotSupportedError), transaction.atomic():
        add_index()
