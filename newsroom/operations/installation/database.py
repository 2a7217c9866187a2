"""Checks of the database: whether it answers, its encoding and locale, its clock, its tables."""

import time

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import clock
from newsroom.log_format import describe_database_error
from newsroom.operations.installation.check import InstallationCheck, Readiness, attention, broken, fine

SLOW = 0.25  # seconds for SELECT 1
WRONG = 60.0  # seconds by which no clock is off that anybody looks after


class DatabaseCheck(InstallationCheck):
    name = "database"
    label = gettext_lazy("Database")
    readiness = Readiness.REQUIRED
    needs_database = False
    is_of_database = True

    def examine(self):
        began = time.monotonic()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error as error:
            connection.close()
            return broken(
                _("The database does not answer: `%(error)s`") % {"error": describe_database_error(error)},
                _("Start the database, and compare `DATABASE_URL` with its address, name and user."),
            )
        seconds = time.monotonic() - began
        values = {"name": connection.display_name, "milliseconds": round(seconds * 1000)}
        if seconds > SLOW:
            return attention(
                _("%(name)s takes %(milliseconds)d ms to answer.") % values,
                _("Look at the load of the database server and at the network in between."),
            )
        return fine(_("%(name)s answers in %(milliseconds)d ms.") % values)


class LocaleCheck(InstallationCheck):
    name = "locale"
    label = gettext_lazy("Encoding and locale of the database")

    def examine(self):
        encoding, knows_hangul = read_locale()
        if encoding.replace("-", "").upper() != "UTF8":
            return broken(
                _("The encoding of the database is `%(encoding)s`.") % {"encoding": encoding},
                _("Create the database with the encoding UTF8, and restore a backup into it."),
            )
        if not knows_hangul:
            return broken(
                _("The locale of the database does not know Hangul as letters."),
                _("Create the database with the locale `C.UTF-8`, and restore a backup into it."),
            )
        return fine(_("The encoding is UTF-8, and Hangul counts as letters."))


def read_locale() -> tuple[str, bool]:
    """Return the encoding of the database, and whether it takes Hangul for letters."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("PRAGMA encoding")
            return cursor.fetchone()[0], True
        cursor.execute("SELECT current_setting('server_encoding'), '한' ~ '[[:alpha:]]'")
        return cursor.fetchone()


class ClockCheck(InstallationCheck):
    name = "clock"
    label = gettext_lazy("Clock")
    readiness = Readiness.REPORTED

    def examine(self):
        seconds = clock.difference().total_seconds()
        if abs(seconds) <= clock.TOLERANCE.total_seconds():
            return fine(_("The clocks of this server and of the database agree."))
        found = _("The clock of this server and that of the database differ by %(seconds).1f seconds.")
        report = broken if abs(seconds) > WRONG else attention
        return report(
            found % {"seconds": abs(seconds)},
            _("Turn on the time service (NTP) of both servers, for example `systemd-timesyncd`."),
        )


class MigrationsCheck(InstallationCheck):
    name = "migrations"
    label = gettext_lazy("Tables of the database")

    def examine(self):
        executor = MigrationExecutor(connection)
        number = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if not number:
            return fine(_("All migrations have been applied."))
        found = ngettext(
            "%(count)d migration has not been applied.", "%(count)d migrations have not been applied.", number
        )
        return broken(found % {"count": number}, _("Run `python manage.py migrate`."))
