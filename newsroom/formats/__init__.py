"""Formats of the languages, where Django's or a library's are not used."""

from django.utils.translation import gettext, gettext_lazy

LANGUAGE_NAMES = {"en": gettext_lazy("English"), "ko": gettext_lazy("Korean")}


def label_in(label: str, language: str) -> str:
    """The label of a translated column: “title (English)”, in the language of the screens."""
    return gettext("%(field)s (%(language)s)") % {"field": label, "language": LANGUAGE_NAMES[language]}
