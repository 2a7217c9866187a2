"""A transaction that gives up rather than wait: what it writes matters less than the desk's work."""

from contextlib import contextmanager

from django.db import connection, transaction

MILLISECONDS = 100  # for a lock


@contextmanager
def without_patience():
    """Within it, a lock that somebody else holds is an error after a tenth of a second."""
    if connection.vendor == "sqlite":
        with _sqlite_patience(), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{MILLISECONDS}ms"])
            yield


@contextmanager
def _sqlite_patience():
    """A PRAGMA takes no parameters; the connection's own setting is put back afterwards."""
    usual = round(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    _set_busy_timeout(MILLISECONDS)
    try:
        yield
    finally:
        _set_busy_timeout(usual)


def _set_busy_timeout(milliseconds):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = %d" % milliseconds)  # noqa: UP031
