"""The two languages, and names of translated columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    EN = "en", _("English")
    KO = "ko", _("Korean")


# Body columns of a joined story. Lists defer them.
STORY_BODIES = ("article__body", "article__body_en", "article__body_ko")


def other(language: str) -> "Language":
    """Return the other of the two languages."""
    return Language.KO if language == Language.EN else Language.EN


def localized(field: str, language: str) -> str:
    """Return the column of a translated field in one language: ("title", "ko") → "title_ko".

    Code that must not depend on the active language names columns only through this function.
    """
    return f"{field}_{Language(language).value}"
