import re

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from articles.text.script import language_of


class Mail(models.TextChoices):
    """Frequency of e-mail notifications."""

    AT_ONCE = "at_once", _("Immediately")
    DIGEST = "digest", _("Once a day, in the morning")
    NEVER = "never", _("Never")


class User(AbstractUser):
    """A user account. It is deactivated instead of deleted once stored data refers to it."""

    name_ko = models.CharField(
        _("name in Korean"),
        max_length=150,
        default="",
        blank=True,
        help_text=_(
            "Shown in the Korean interface, family name first. Leave empty to use the first and last name."
        ),
    )
    language = models.CharField(
        _("interface language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default="",
        blank=True,
        help_text=_("Leave empty to use the browser’s language."),
    )

    mail = models.CharField(_("email notifications"), max_length=8, choices=Mail, default=Mail.DIGEST)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="",
        blank=True,
        help_text=_("Your time zone, e.g. Europe/Berlin. Leave empty to use newsroom time."),
    )

    ends_on = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        help_text=_("After this day the account can no longer log in. Leave empty for no end."),
    )
    second_factor_due = models.DateField(null=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            # Unique, because users can log in with the address.
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email",
                violation_error_message=_("Another account has this email address."),
            )
        ]

    @cached_property
    def has_second_factor(self):
        """Whether the user has an authenticator app, a passkey or a security key."""
        return self.authenticator_set.exclude(type="recovery_codes").exists()

    @property
    def is_waiting(self):
        """Whether the user was invited and has not chosen a password yet."""
        return self.last_login is None and not self.has_usable_password()

    def save(self, **options):
        """Save the account with its address in lower case, because addresses are compared as stored."""
        self.email = self.email.lower()
        super().save(**options)

    def get_full_name(self):
        """Return the name in the interface language; in Hangul the family name comes first."""
        if self.name_ko and get_language() == "ko":
            return self.name_ko
        name = super().get_full_name()
        return f"{self.last_name}{self.first_name}" if language_of(name) == "ko" else name

    def get_short_name(self):
        """Return the name used at work: the given name in English, the full name in Korean."""
        name = self.get_full_name()
        return name if language_of(name) == "ko" else super().get_short_name()


class AttemptCounter(models.Model):
    """Recent attempts of one name, network, browser or user against one limit.

    key      a digest of the limit and the name, which does not reveal the name
    times    the time of each attempt in seconds since 1970, ascending
    ends_at  the instant when the last attempt expires
    """

    key = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.key}: {len(self.times)}"


def free_username(email: str) -> str:
    """Return a username derived from an address, with a number if the name is taken."""
    name = re.sub(r"[^\w.+-]", "", email.lower().partition("@")[0])[:140] or "user"
    alike = User.objects.filter(username__istartswith=name).values_list("username", flat=True)
    taken = {known.casefold() for known in alike}
    number, candidate = 1, name
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name}{number}"
    return candidate
