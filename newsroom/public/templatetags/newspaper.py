"""How templates of readers' pages set dates and foreign words."""

import re

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from articles.text.line_breaks import keep_together
from newsroom.public import dates

register = template.Library()
register.filter(keep_together)
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile("[A-Za-z]{2}")


@register.simple_tag
def instant(at, language):
    """An instant with date, time and zone, as a <time>."""
    return format_html('<time datetime="{}">{}</time>', iso(at), dates.instant(at, language))


@register.simple_tag
def day(at, language, *, weekday=False):
    """The day of an instant, as a <time>; with its weekday when asked for."""
    return format_html('<time datetime="{}">{}</time>', iso(at), dates.day(at, language, weekday=weekday))


@register.simple_tag
def plain_day(at, language):
    """The day of an instant in words alone, for text that is taken elsewhere."""
    return dates.day(at, language)


@register.simple_tag
def time(at, language):
    """The time of day of an instant, as a <time>."""
    return format_html('<time datetime="{}">{}</time>', iso(at), dates.time(at, language))


@register.simple_tag
def day_address(at, language):
    """The address of the archive of an instant's day."""
    date = dates.local(at)
    return reverse("public:day", args=[language, date.year, date.month, date.day])


@register.filter
def iso(at):
    """2026-03-02T15:05:00+09:00, in the newsroom's time zone."""
    return dates.local(at).isoformat(timespec="seconds")


@register.filter
def foreign(text, language):
    """The text, marked with the other language when it is written in that one's script.

    For words that have no language of their own: names of publishers and of hosts.
    """
    script = "ko" if HANGUL.search(text) else "en" if LATIN.search(text) else language
    return text if script == language else format_html('<span lang="{}">{}</span>', script, text)


def has_letters_of_the_other(text, language):
    """Whether a text has a word in the letters of the language that is not this one."""
    return bool((LATIN if language == "ko" else HANGUL).search(text))


@register.filter
def in_its_language(text, language):
    """The text, marked with its language when that is told and not the page's own."""
    if language and language != get_language():
        return format_html('<span lang="{}">{}</span>', language, text)
    return text
