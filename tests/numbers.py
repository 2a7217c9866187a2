"""First ids of rows: SQLite starts anew in each test, PostgreSQL never counts back."""

from django.db import connection


def count_on(table, after, column="id"):
    """The next row of a table gets the number that follows this one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, after])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, after])
