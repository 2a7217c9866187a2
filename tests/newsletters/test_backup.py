"""Addresses of readers are not in backups; a separate file moves them."""

import io
import sqlite3
import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase

from newsroom.newsletters.models import Subscription
from newsroom.operations.backup import databases
from newsroom.operations.backup.databases import LEFT_OUT, copied_rows, empty_tables
from newsroom.security.models import SecurityEvent
from tests.newsletters.issues import make_subscription


def test_a_copy_holds_no_address_not_even_in_its_free_pages(tmp_path):
    path = tmp_path / "copy.sqlite3"
    with sqlite3.connect(path) as copy:
        for table in LEFT_OUT:
            copy.execute(f"CREATE TABLE {table} (address text)")
            copy.execute(f"INSERT INTO {table} VALUES ('ada@example.com')")  # noqa: S608
    copy.close()
    assert b"ada@example.com" in path.read_bytes()
    empty_tables(path)
    assert b"ada@example.com" not in path.read_bytes()


def test_postgresql_is_told_to_leave_them_out(monkeypatch, tmp_path, db):
    calls = []
    monkeypatch.setattr(databases, "run_tool", lambda *options, **_named: calls.append(options))
    monkeypatch.setattr(databases, "copied_rows", lambda _cursor: {})
    monkeypatch.setattr(databases.transaction, "atomic", _Nothing)
    monkeypatch.setattr(databases, "connection", _Connection())
    databases._dump_postgresql(tmp_path / "dump", print)
    assert {f"--exclude-table-data={table}" for table in LEFT_OUT} < set(calls[0])


class _Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return False


class _Connection(_Nothing):
    def cursor(self):
        return self

    def execute(self, *_statement):
        return None

    def fetchone(self):
        return ["snapshot"]


class FileTests(TestCase):
    def test_the_manifest_counts_no_row(self):
        make_subscription()
        with connection.cursor() as cursor:
            self.assertEqual([copied_rows(cursor)[table] for table in LEFT_OUT], [0, 0])

    def test_confirmed_ones_are_written_and_stored_with_their_links(self):
        row = make_subscription(suspended_at=None)
        make_subscription("bo@example.com", confirmed_at=None)
        output = io.StringIO()
        call_command("export_subscriptions", stdout=output)
        self.assertEqual(SecurityEvent.objects.get(kind="exported").details["count"], 1)
        Subscription.objects.all().delete()
        call_command("import_subscriptions", self.file(output.getvalue()), stdout=io.StringIO())
        found = Subscription.objects.get()
        self.assertEqual((found.address, found.token), (row.address, row.token))
        output = io.StringIO()
        call_command("import_subscriptions", self.file(""), stdout=output)
        self.assertIn("0 subscriptions", output.getvalue())

    def test_those_that_are_there_stay_as_they_are(self):
        row = make_subscription()
        make_subscription("bo@example.com")
        written = io.StringIO()
        call_command("export_subscriptions", stdout=written)
        Subscription.objects.filter(pk=row.pk).update(token="f" * 32)
        Subscription.objects.exclude(pk=row.pk).delete()
        output = io.StringIO()
        call_command("import_subscriptions", self.file(written.getvalue()), stdout=output)
        self.assertIn("1 subscriptions were stored.", output.getvalue())
        row.refresh_from_db()
        self.assertEqual(row.token, "f" * 32)

    def test_a_line_that_is_none_stores_nothing(self):
        good = '{"address": "a@b.example", "language": "en", "asked_at": "2026-03-02T12:00:00Z"}\n'
        early = good.replace("}", ', "confirmed_at": "2026-03-01T12:00:00Z"}')
        for line in ("x", "[]", '{"address": "a"}', '{"address": "a@b.example", "language": "fr"}', early):
            with pytest.raises(CommandError, match="line 2 is not a subscription"):
                call_command("import_subscriptions", self.file(good + line))
        self.assertFalse(Subscription.objects.exists())

    def file(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", delete=False) as file:
            file.write(text)
        self.addCleanup(Path(file.name).unlink)
        return file.name
