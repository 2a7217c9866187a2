"""Checks of the configuration: secrets, proxy, Django’s own checks, the imprint and accounts."""

import platform
from datetime import timedelta
from ipaddress import ip_address

import django
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import checks as django_checks
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from environs import ValidationError

from articles.models import Language, Publication
from articles.models.language import localized
from articles.models.publication import StandingPageVersion
from articles.workflow.permissions import Verb, people_who_may
from newsroom.accounts.models import User
from newsroom.demo.content import password_path
from newsroom.environment import is_secret
from newsroom.operations.installation.check import InstallationCheck, attention, broken, fine
from newsroom.operations.installation.servers import is_on_this_machine
from newsroom.security.models import SecurityEvent, SecurityEventKind
from newsroom.version import VERSION

KOREA = "Asia/Seoul"  # a newspaper in this time zone is under Korean press law
MOST_NAMES = 5
HOUR = timedelta(hours=1)


class VersionCheck(InstallationCheck):
    name = "version"
    label = gettext_lazy("Version")
    needs_database = False

    def examine(self):
        return fine(
            f"`Majubon {VERSION}`, `Python {platform.python_version()}`, `Django {django.__version__}`"
        )


class SecretsCheck(InstallationCheck):
    name = "secrets"
    label = gettext_lazy("Secrets")
    needs_database = False

    def examine(self):
        if settings.DEBUG:
            return broken(
                _("`DEBUG` is on: error pages show code and settings to everyone."),
                _("Remove `DEBUG` from the environment, and restart the newsroom."),
            )
        try:
            is_secret(settings.SECRET_KEY)
        except ValidationError:
            return broken(
                _("`SECRET_KEY` is easy to guess. Anyone who guesses it can log in as any user."),
                _("Set `SECRET_KEY` to the output of `make secret`. All users then have to log in again."),
            )
        if not settings.HTTPS and not is_on_this_machine():
            return attention(
                _("HTTPS is off: passwords and sessions are sent unencrypted."),
                _("Remove `HTTPS=0` from the environment, and set `BEHIND_PROXY=1` if a proxy ends https."),
            )
        return fine(_("`SECRET_KEY` is hard to guess, and `DEBUG` is off."))


class ProxyCheck(InstallationCheck):
    """Check that a public site has a reverse proxy, and that the settings know about it."""

    name = "proxy"
    label = gettext_lazy("Proxy")
    needs_database = False

    def examine(self):
        if is_on_this_machine():
            return fine(_("The site is for this machine only."))
        if settings.BEHIND_PROXY:
            return fine(_("Requests come through a proxy."))
        if is_loopback(settings.BIND):
            return attention(
                _("`BEHIND_PROXY` is off, though `BIND` can be reached from this machine only."),
                _(
                    "If a proxy is in front, set `BEHIND_PROXY=1`: "
                    "attempts to log in all count for its address."
                ),
            )
        return attention(
            _(
                "There is no proxy in front: gunicorn itself answers at `%(address)s`. As many slow "
                "connections as it has threads (8 by default) block all other users."
            )
            % {"address": settings.BIND},
            _("Put nginx in front (`docs/en/operators.md`), and set `BEHIND_PROXY=1` and `BIND`."),
        )


def is_loopback(bind: str) -> bool:
    """Return whether a bind address of gunicorn is reachable from this machine only."""
    host = bind.rpartition(":")[0].strip("[]")
    return bind.startswith("unix:") or host == "localhost" or is_loopback_address(host)


def is_loopback_address(host):
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class DjangoChecksCheck(InstallationCheck):
    name = "django"
    label = gettext_lazy("Django’s checks")
    needs_database = False

    def examine(self):
        messages = django_checks.run_checks(include_deployment_checks=not is_on_this_machine())
        messages = [
            message
            for message in messages
            if message.level >= django_checks.WARNING and not message.is_silenced()
        ]
        if not messages:
            return fine(_("Django reports no problems."))
        words = ngettext(
            "Django reports %(count)d warning: `%(ids)s`.",
            "Django reports %(count)d warnings: `%(ids)s`.",
            len(messages),
        )
        ids = ", ".join(sorted({message.id or message.msg for message in messages}))
        report = broken if any(message.is_serious() for message in messages) else attention
        return report(
            words % {"count": len(messages), "ids": ids},
            _("Run `python manage.py check --deploy` and follow its instructions."),
        )


class ImprintCheck(InstallationCheck):
    name = "imprint"
    label = gettext_lazy("Imprint")

    def examine(self):
        publication = Publication.objects.current()
        shown = ("name",) if publication.has_imprint else ("name", "legal_notice")
        columns = [localized(name, language) for name in shown for language in Language]
        empty = [column_name(column) for column in (*columns, "contact") if not getattr(publication, column)]
        if empty:
            return attention(
                _("Empty: %(fields)s.") % {"fields": ", ".join(empty)},
                _("Fill in these fields under “Publication” in the admin."),
            )
        languages = set(StandingPageVersion.objects.live().values_list("language", flat=True))
        missing = [str(language.label) for language in Language if language.value not in languages]
        if missing:
            return attention(
                _("No static page is published in: %(languages)s.") % {"languages": ", ".join(missing)},
                _("Publish a page on the newsroom under “Static pages” in the admin."),
            )
        return fine(_("Name, contact, imprint and static pages are there in both languages."))


class PressLawCheck(InstallationCheck):
    """Check of the imprint, if the newspaper has filled it in or is in Seoul's time zone."""

    name = "press_law"
    label = gettext_lazy("Imprint under Korean press law")

    def examine(self):
        publication = Publication.objects.current()
        if not publication.has_imprint and settings.TIME_ZONE != KOREA:
            return fine(
                _("Not required of newspapers outside Korea. The fields of the imprint are optional.")
            )
        missing = [column_name(column) for column in publication.missing_in_korea()]
        if not missing:
            return fine(_("The imprint contains everything that Korean press law requires."))
        return attention(
            _("Empty: %(fields)s.") % {"fields": ", ".join(missing)},
            _(
                "Article 21 of the Act on the Promotion of Newspapers requires these of newspapers in Korea. "
                "Fill them in under “Publication” in the admin. Newspapers elsewhere can leave them empty."
            ),
        )


def column_name(column):
    return capfirst(str(Publication._meta.get_field(column).verbose_name))


class PublishersCheck(InstallationCheck):
    name = "publishers"
    label = gettext_lazy("People who publish")

    def examine(self):
        missing = [
            str(language.label)
            for language in Language
            if not people_who_may([Verb.PUBLISH], language.value).exists()
        ]
        if missing:
            return attention(
                _("No one can publish in: %(languages)s.") % {"languages": ", ".join(missing)},
                _("Add a user to the group of a desk or of managing editors under “Users” in the admin."),
            )
        return fine(_("At least one user can publish in each language."))


class SecondFactorCheck(InstallationCheck):
    name = "second_factors"
    label = gettext_lazy("Second factors of superusers")

    def examine(self):
        factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        bare = User.objects.filter(~Exists(factors), is_active=True, is_superuser=True).order_by("username")
        names = list(bare.values_list("username", flat=True)[: MOST_NAMES + 1])
        if not names or not settings.SECOND_FACTOR:
            return fine(
                _("All superusers have a second factor.")
                if not names
                else _("Second factors are not required here.")
            )
        words = ngettext(
            "A superuser without a second factor: %(names)s.",
            "Superusers without a second factor: %(names)s.",
            len(names),
        )
        listed = ", ".join(names[:MOST_NAMES]) + " …" * (len(names) > MOST_NAMES)
        return attention(
            words % {"names": listed},
            _("Ask them to set one up under “Login and security”, or remove their superuser status."),
        )


class LockedLoginsCheck(InstallationCheck):
    name = "locked_logins"
    label = gettext_lazy("Login attempts")

    def examine(self):
        recent = SecurityEvent.objects.between(timezone.now() - HOUR, None)
        number = recent.filter(kind=SecurityEventKind.LOGIN_LOCKED).count()
        if not number:
            return fine(_("No one was locked out in the last hour."))
        words = ngettext(
            "In the last hour, there was one lockout after too many attempts.",
            "In the last hour, there were %(count)d lockouts after too many attempts.",
            number,
        )
        return attention(
            words % {"count": number},
            _("Check the security log for the names and networks."),
        )


class DemoAccountsCheck(InstallationCheck):
    name = "demo_accounts"
    label = gettext_lazy("Demo accounts")

    def examine(self):
        if is_on_this_machine() or not password_path().exists():
            return fine(_("No account has the demo password, or the site is available on this machine only."))
        return attention(
            _("The demo data was loaded into this newsroom: its accounts share one password."),
            _("Deactivate these accounts under “Users”, and delete `demo_password` in the data folder."),
        )
