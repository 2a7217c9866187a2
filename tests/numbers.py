"""Ids of rows: SQLite restarts them in each test, PostgreSQL never reuses them."""

from django.db import connection


def count_on(table, after, column="id"):
    """Make the next row of a table get the id after `after`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, after])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, after])
