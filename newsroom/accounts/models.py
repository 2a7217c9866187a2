from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody with an account. Never deleted once something of theirs is kept: deactivated."""

    language = models.CharField(
        _("language of the screens"),
        max_length=2,
        choices=settings.LANGUAGES,
        default="",
        blank=True,
        help_text=_("Empty: as the browser asks."),
    )
