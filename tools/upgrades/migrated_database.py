"""A plugin of pytest by which the tests of a release run on a database that the present code has migrated.

It is copied beside the released code and imports none of this project. UPGRADED_DATABASE names the database:
on SQLite a file, of which each worker gets a copy (and pytest the option --reuse-db); on PostgreSQL a
template. UPGRADED_MIGRATIONS is the number of migrations that must be in it.
"""

import os
import shutil
from functools import partial

import pytest

NAME = os.environ["UPGRADED_DATABASE"]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    from django.conf import settings
    from django.core.management.commands import flush

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        copy = f"{NAME}_copy"
        shutil.copyfile(NAME, f"{copy}_{WORKER}" if WORKER else copy)
        database["TEST"] |= {"NAME": copy}
    else:
        database["TEST"] |= {"NAME": f"{NAME}_copy", "TEMPLATE": NAME}
        # Tables that the release does not know may refer to its own; it has written nothing into them.
        flush.sql_flush = partial(flush_with_new_tables, flush.sql_flush)


@pytest.hookimpl(trylast=True)  # after pytest-django, which puts them last
def pytest_collection_modifyitems(items):
    """Begin with the pages in a browser: they take the longest, and one worker would end with them alone."""
    items.sort(key=lambda item: "live_server" not in item.fixturenames)


def flush_with_new_tables(sql_flush, style, connection, **options):
    return sql_flush(style, connection, **options | {"allow_cascade": True})


@pytest.fixture(scope="session", autouse=True)
def database_is_migrated(django_db_setup, django_db_blocker):
    """The tests would prove nothing on another database."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    with django_db_blocker.unblock():
        found = len(MigrationRecorder(connection).applied_migrations())
    expected = int(os.environ["UPGRADED_MIGRATIONS"])
    assert found == expected, f"The database has {found} migrations, and the present code {expected}."
