"""The two languages, and the one way to name a column of theirs."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    EN = "en", _("English")
    KO = "ko", _("Korean")


# The texts of a story, which stay in the database where lists read it.
STORY_BODIES = ("article__body", "article__body_en", "article__body_ko")


def other(language: str) -> "Language":
    """The language that is not this one."""
    return Language.KO if language == Language.EN else Language.EN


def localized(field: str, language: str) -> str:
    """The column that holds a translated field in one language: ("title", "ko") → "title_ko".

    Code that must not depend on the active language names columns through this alone.
    """
    return f"{field}_{Language(language).value}"
