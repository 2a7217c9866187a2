"""Formats for each language, which replace formats of Django and modeltranslation."""

from django.utils.translation import gettext, gettext_lazy

LANGUAGE_NAMES = {"en": gettext_lazy("English"), "ko": gettext_lazy("Korean")}


def label_in(label: str, language: str) -> str:
    """Return the label of a translated column in the active language, such as "title (English)"."""
    return gettext("%(field)s (%(language)s)") % {"field": label, "language": LANGUAGE_NAMES[language]}
