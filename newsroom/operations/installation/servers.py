"""Checks of servers: database, clock, mail, machine translation and page cache."""

import smtplib
import ssl
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.mail import mailers
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import clock
from newsroom.logs import describe_database_error
from newsroom.operations.installation.check import InstallationCheck, Readiness, attention, broken, fine

SLOW = 0.25  # seconds for SELECT 1; a slower database needs attention
WRONG = 60.0  # seconds; if the clocks differ by more, the check is broken
MAIL_TIMEOUT = 5  # seconds
KEY = "installation-check"
PRICES = ("price", "input_price", "output_price")


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
                _("The locale of the database does not treat Hangul as letters."),
                _("Create the database with the locale `C.UTF-8`, and restore a backup into it."),
            )
        return fine(_("The encoding is UTF-8, and Hangul is treated as letters."))


def read_locale() -> tuple[str, bool]:
    """Return the encoding of the database, and whether it classifies Hangul as letters."""
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
        words = _("The clocks of this server and the database differ by %(seconds).1f seconds.")
        report = broken if abs(seconds) > WRONG else attention
        return report(
            words % {"seconds": abs(seconds)},
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
        words = ngettext(
            "%(count)d migration has not been applied.", "%(count)d migrations have not been applied.", number
        )
        return broken(words % {"count": number}, _("Run `python manage.py migrate`."))


class MailCheck(InstallationCheck):
    """Check of the mail server: it must answer and accept the login. No mail is sent."""

    name = "mail"
    label = gettext_lazy("Mail server")
    needs_database = False

    def examine(self):
        mailer = settings.MAILERS["default"]
        kind, options = mailer["BACKEND"].split(".")[-2], mailer.get("OPTIONS", {})
        if kind == "smtp":
            return examine_smtp(options)
        if kind == "filebased" and not is_on_this_machine():
            return attention(
                _("Email is written to files in `%(folder)s` and is not delivered.")
                % {"folder": options["file_path"]},
                _("Set `MAIL_URL` to a mail server: `smtp://user:password@host:587`."),
            )
        if kind == "filebased":
            return fine(_("Email is written to files in `%(folder)s`.") % {"folder": options["file_path"]})
        return attention(
            _("Email is not delivered (`%(backend)s`).") % {"backend": kind},
            _("Set `MAIL_URL` to a mail server: `smtp://user:password@host:587`."),
        )


def examine_smtp(options):
    server = {"host": options["host"], "port": options["port"]}
    mailer = mailers["default"]
    mailer.timeout = MAIL_TIMEOUT
    try:
        mailer.open()
        mailer.close()
    except smtplib.SMTPAuthenticationError:
        return broken(
            _("`%(host)s` refuses the user or the password.") % server,
            _("Compare user and password in `MAIL_URL` with those of the mail server."),
        )
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        words = _("The mail server `%(host)s:%(port)s` does not answer (`%(error)s`).")
        return broken(
            words % (server | {"error": type(error).__name__}),
            _("Compare host, port and encryption in `MAIL_URL` with those of the mail server."),
        )
    return fine(_("`%(host)s:%(port)s` answers.") % server)


def is_on_this_machine() -> bool:
    """Return whether the site is served on this machine only, as with make run."""
    return settings.SITE_URL.split("://")[-1].startswith(("localhost", "127.0.0.1", "[::1]"))


class MachineTranslationCheck(InstallationCheck):
    """Check of the settings of machine translation. The engine is not called, because that may cost money."""

    name = "machine_translation"
    label = gettext_lazy("Machine translation")
    needs_database = False

    def examine(self):
        options = settings.MACHINE_TRANSLATION
        if not options["engine"]:
            return fine(_("No engine is set: no text is sent anywhere."))
        if options["engine"] == "deepl" and not options["key"]:
            return broken(
                _("`MACHINE_TRANSLATION_KEY` is not set: the engine refuses each request."),
                _("Set `MACHINE_TRANSLATION_KEY` to the key of your account."),
            )
        address = urlsplit(options["address"])
        if address.scheme == "http" and address.hostname not in {"localhost", "127.0.0.1", "::1"}:
            return attention(
                _("Texts are sent unencrypted to `%(host)s`.") % {"host": address.hostname},
                _("Begin `MACHINE_TRANSLATION_ADDRESS` with `https://`."),
            )
        if not options["monthly_limit"] and any(options[name] for name in PRICES):
            return attention(
                _("`MACHINE_TRANSLATION_MONTHLY_LIMIT` is 0: no paid requests are sent."),
                _("Set `MACHINE_TRANSLATION_MONTHLY_LIMIT` to the monthly budget."),
            )
        words = _("`%(engine)s` in `%(country)s`, at most `%(limit)s %(currency)s` a month.")
        values = {"limit": options["monthly_limit"], "engine": address.hostname or options["engine"]}
        return fine(words % (options | values))


class PageCacheCheck(InstallationCheck):
    name = "page_cache"
    label = gettext_lazy("Cache of pages")
    readiness = Readiness.REPORTED
    needs_database = False

    def examine(self):
        cache = caches["pages"]
        if isinstance(cache, DummyCache):
            if settings.DEBUG:
                return fine(_("Pages are not cached in development."))
            return attention(
                _("Readers’ pages are not cached: each request renders the page again."),
                _("Set `PAGE_CACHE_URL` to `memory:` or to the address of Valkey."),
            )
        word = get_random_string(12)
        try:
            cache.set(KEY, word, 10)
            is_kept = cache.get(KEY) == word
        except Exception as error:  # each backend raises its own errors
            return broken(
                _("The page cache does not respond (`%(error)s`). Each request renders the page again.")
                % {"error": type(error).__name__},
                _("Start Valkey, and compare `PAGE_CACHE_URL` with its address."),
            )
        if not is_kept:
            return attention(
                _("The page cache does not keep its entries."),
                _("Give Valkey more memory (`maxmemory`) and the policy `allkeys-lru`."),
            )
        return fine(_("The cache of pages answers."))
