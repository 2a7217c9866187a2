"""Chips: short labelled states. The word carries the meaning, the colour repeats it."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_lazy, pgettext

from articles.admin.links import TranslationLinks
from articles.models import Article, DisplayStatus, Language

# Mark of a translation whose source was changed in the working copy; “behind” compares what readers have.
STALE = gettext_lazy("Source changed")


def chip(kind: str, words) -> str:
    """Return one word in the colour of its kind (see static/css/admin.css)."""
    return format_html('<span class="chip chip-{}">{}</span>', kind, words)


def swatch(section) -> str:
    """Return a section's name beside its colour."""
    return format_html('<span class="swatch swatch-{}"></span>{}', section.colour, section)


def status_chips(article: Article, language: Language, translations: TranslationLinks | None = None) -> str:
    """Return the status of a language as chips, with marks for source, stale text and corrections.

    article       fetched with for_list()
    translations  the TranslationLinks of the person, or None
    """
    row = next((row for row in article.progress.all() if row.language == language), None)
    if row is None:
        return ""
    chips = [chip(row.standing, DisplayStatus(row.standing).label)]
    if row.awaits_correction:
        chips.append(chip("correction", gettext("Correction pending")))
    elif row.is_behind:
        chips.append(chip("behind", gettext("Outdated")))
    if row.is_stale:
        chips.append(chip("stale", STALE))
    if article.source_language == language:
        chips.append(format_html('<span class="source">{}</span>', pgettext("language of a story", "source")))
    if translations and (address := translations.to(row)):
        chips.append(format_html('<a href="{}">{}</a>', address, gettext("Translate")))
    # A card of a narrow screen has no head that names the language.
    name = Language(language).label
    return format_html(
        '<span class="cell-name">{}</span> {}', name, format_html_join(" ", "{}", ((one,) for one in chips))
    )
