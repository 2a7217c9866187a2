"""A pytest plugin that runs the tests of a release on a database migrated by the present code.

It is copied beside the released code and imports nothing of this project. UPGRADED_DATABASE names the
database: a file on SQLite, copied for each worker (pytest then needs --reuse-db); a template on PostgreSQL.
UPGRADED_MIGRATIONS is the number of migrations that the database must have.
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
        # Flush in cascade: tables that the release neither knows nor writes to may refer to its tables.
        flush.sql_flush = partial(flush_with_new_tables, flush.sql_flush)


@pytest.hookimpl(trylast=True)  # after pytest-django, which moves these tests to the end
def pytest_collection_modifyitems(items):
    """Run browser tests first: they take longest, and one worker would still run them at the end."""
    items.sort(key=lambda item: "live_server" not in item.fixturenames)


def flush_with_new_tables(sql_flush, style, connection, **options):
    return sql_flush(style, connection, **options | {"allow_cascade": True})


@pytest.fixture(scope="session", autouse=True)
def database_is_migrated(django_db_setup, django_db_blocker):
    """Check the number of migrations: on another database, the tests would prove nothing."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    with django_db_blocker.unblock():
        applied = len(MigrationRecorder(connection).applied_migrations())
    expected = int(os.environ["UPGRADED_MIGRATIONS"])
    assert applied == expected, f"The database has {applied} migrations, and the present code {expected}."
