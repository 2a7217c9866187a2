"""Formats for each language, used in place of formats of Django or of a library."""

from django.utils.translation import gettext, gettext_lazy

LANGUAGE_NAMES = {"en": gettext_lazy("English"), "ko": gettext_lazy("Korean")}


def label_in(label: str, language: str) -> str:
    """Return the label of a translated column, “title (English)”, in the active language."""
    return gettext("%(field)s (%(language)s)") % {"field": label, "language": LANGUAGE_NAMES[language]}
