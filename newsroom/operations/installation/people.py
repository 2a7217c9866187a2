"""Checks of accounts: somebody can publish, weighty accounts are protected, none is of the demonstration."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Language
from articles.workflow.permissions import Verb, people_who_may
from newsroom.accounts.models import User
from newsroom.demo.accounts import password_path
from newsroom.operations.installation.check import InstallationCheck, attention, fine
from newsroom.operations.installation.servers import is_on_this_machine
from newsroom.security.models import SecurityEvent, SecurityEventKind

MOST_NAMES = 5
HOUR = timedelta(hours=1)


class PublishersCheck(InstallationCheck):
    name = "publishers"
    label = gettext_lazy("People who publish")

    def examine(self):
        missing = [
            str(one.label) for one in Language if not people_who_may([Verb.PUBLISH], one.value).exists()
        ]
        if missing:
            return attention(
                _("Nobody can publish in: %(languages)s.") % {"languages": ", ".join(missing)},
                _("Add somebody to the group of a desk or of managing editors under “Users” in the admin."),
            )
        return fine(_("Somebody can publish in each language."))


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
            return fine(_("No superuser is without one.") if not names else _("None is required here."))
        found = ngettext(
            "A superuser without a second factor: %(names)s.",
            "Superusers without a second factor: %(names)s.",
            len(names),
        )
        listed = ", ".join(names[:MOST_NAMES]) + " …" * (len(names) > MOST_NAMES)
        return attention(
            found % {"names": listed},
            _("Let them set one up under “Log-in and security”, or take the rights of a superuser away."),
        )


class LockedLoginsCheck(InstallationCheck):
    name = "locked_logins"
    label = gettext_lazy("Attempts to log in")

    def examine(self):
        recent = SecurityEvent.objects.between(timezone.now() - HOUR, None)
        number = recent.filter(kind=SecurityEventKind.LOGIN_LOCKED).count()
        if not number:
            return fine(" ".join([_("Nobody was locked out in the last hour."), *self._limits_of_workers()]))
        found = ngettext(
            "In the last hour, somebody was locked out once after too many attempts.",
            "In the last hour, somebody was locked out %(count)d times after too many attempts.",
            number,
        )
        return attention(
            " ".join([found % {"count": number}, *self._limits_of_workers()]),
            _("Look in the security log for the names and the networks."),
        )

    @staticmethod
    def _limits_of_workers():
        """Yield a sentence where attempts and used codes are in the memory of each process."""
        if isinstance(caches["default"], LocMemCache):
            yield _("Each worker counts attempts and used codes for itself: the limits hold for each.")


class DemoAccountsCheck(InstallationCheck):
    name = "demo_accounts"
    label = gettext_lazy("Accounts of the demonstration")

    def examine(self):
        if is_on_this_machine() or not password_path().exists():
            return fine(
                _("No account has the password of the demonstration, or this machine alone is served.")
            )
        return attention(
            _("The demonstration was loaded into this newsroom: its accounts have one password."),
            _("Deactivate these accounts under “Users”, and delete `demo_password` in the data folder."),
        )
