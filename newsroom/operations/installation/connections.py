"""Checks of servers beside the database: mail, an engine of translations, the cache of readers' pages."""

import smtplib
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.mail import mailers
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.operations.installation.check import InstallationCheck, Readiness, attention, broken, fine

MAIL_TIMEOUT = 5  # seconds
KEY = "installation-check"
PRICES = ("price", "input_price", "output_price")


class MailCheck(InstallationCheck):
    """Whether the mail server can be reached and takes the user's name and password; nothing is sent."""

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
                _("Email is written to files in `%(folder)s` and reaches nobody.")
                % {"folder": options["file_path"]},
                _("Set `MAIL_URL` to a mail server: `smtp://user:password@host:587`."),
            )
        if kind == "filebased":
            return fine(_("Email is written to files in `%(folder)s`.") % {"folder": options["file_path"]})
        return attention(
            _("Email is sent to nobody (`%(backend)s`).") % {"backend": kind},
            _("Set `MAIL_URL` to a mail server: `smtp://user:password@host:587`."),
        )


def examine_smtp(options):
    server = {"host": options["host"], "port": options["port"]}
    connection = mailers["default"]
    connection.timeout = MAIL_TIMEOUT
    try:
        connection.open()
        connection.close()
    except smtplib.SMTPAuthenticationError:
        return broken(
            _("`%(host)s` refuses the user or the password.") % server,
            _("Compare user and password in `MAIL_URL` with those of the mail server."),
        )
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        found = _("The mail server `%(host)s:%(port)s` does not answer (`%(error)s`).")
        return broken(
            found % (server | {"error": type(error).__name__}),
            _("Compare host, port and encryption in `MAIL_URL` with those of the mail server."),
        )
    return fine(_("`%(host)s:%(port)s` answers.") % server)


def is_on_this_machine() -> bool:
    """Return whether the site is one for this machine alone, as under make run."""
    return settings.SITE_URL.split("://")[-1].startswith(("localhost", "127.0.0.1", "[::1]"))


class MachineTranslationCheck(InstallationCheck):
    """Whether the settings of machine drafts fit together; the engine is not called, which could cost."""

    name = "machine_translation"
    label = gettext_lazy("Machine translation")
    needs_database = False

    def examine(self):
        found = settings.MACHINE_TRANSLATION
        if not found["engine"]:
            return fine(_("No engine is set: no text is sent anywhere."))
        if found["engine"] == "deepl" and not found["key"]:
            return broken(
                _("`MACHINE_TRANSLATION_KEY` is not set: the engine refuses each request."),
                _("Set `MACHINE_TRANSLATION_KEY` to the key of your account."),
            )
        address = urlsplit(found["address"])
        if address.scheme == "http" and address.hostname not in {"localhost", "127.0.0.1", "::1"}:
            return attention(
                _("Texts travel in the clear to `%(host)s`.") % {"host": address.hostname},
                _("Begin `MACHINE_TRANSLATION_ADDRESS` with `https://`."),
            )
        if not found["monthly_limit"] and any(found[name] for name in PRICES):
            return attention(
                _("`MACHINE_TRANSLATION_MONTHLY_LIMIT` is 0: nothing that costs is sent."),
                _("Set `MACHINE_TRANSLATION_MONTHLY_LIMIT` to what may be spent in a month."),
            )
        words = _("`%(engine)s` in `%(country)s`, at most `%(limit)s %(currency)s` a month.")
        values = {"limit": found["monthly_limit"], "engine": address.hostname or found["engine"]}
        return fine(words % (found | values))


class PageCacheCheck(InstallationCheck):
    name = "page_cache"
    label = gettext_lazy("Cache of pages")
    readiness = Readiness.REPORTED
    needs_database = False

    def examine(self):
        cache = caches["pages"]
        if isinstance(cache, DummyCache):
            if settings.DEBUG:
                return fine(_("Pages are not kept while the newsroom is being developed."))
            return attention(
                _("Readers’ pages are not kept: each one is made anew."),
                _("Set `PAGE_CACHE_URL` to `memory:` or to the address of Valkey."),
            )
        word = get_random_string(12)
        try:
            cache.set(KEY, word, 10)
            is_kept = cache.get(KEY) == word
        except Exception as error:  # each backend has errors of its own
            return broken(
                _("The cache of pages does not answer (`%(error)s`); each page is made anew.")
                % {"error": type(error).__name__},
                _("Start Valkey, and compare `PAGE_CACHE_URL` with its address."),
            )
        if not is_kept:
            return attention(
                _("The cache of pages forgets at once what it is given."),
                _("Give Valkey more memory (`maxmemory`) and the policy `allkeys-lru`."),
            )
        return fine(_("The cache of pages answers."))
