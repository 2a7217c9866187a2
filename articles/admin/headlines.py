"""A story's headline and picture as lists show them, and words in whatever language they are."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from articles.models import Language, localized, other
from articles.text.script import language_of

NO_THUMB = mark_safe('<span class="thumb thumb-none"></span>')


def headline_html(article):
    """In the language of the screens where there is one, else in the other, which is said to machines."""
    return field_html(article, "title", css="headline")


def field_html(thing, field, css="words"):
    """One translated field in the language of the screens, else in the other, as HTML; "" for none."""
    mine = Language(get_language())
    for language in (mine, other(mine)):
        words = getattr(thing, localized(field, language))
        if words:
            return format_html('<span class="{}" lang="{}">{}</span>', css, language, words)
    return ""


def text_html(words):
    """What somebody typed, in the language that its letters tell, as HTML; "" for nothing."""
    return format_html('<span lang="{}">{}</span>', text_language(words), words) if words else ""


def text_language(words):
    """The language of what somebody typed; that of the screens where its letters tell none."""
    return language_of(words) or get_language()


def thumb_html(image, width, height):
    """The picture's own file cut to a size, around its focal point. Says nothing: words stand beside it."""
    if not image or not image.file:
        return NO_THUMB
    return format_html(
        '<img class="thumb" src="{}" alt="" width="{}" height="{}" loading="lazy" data-x="{}" data-y="{}">',
        image.file.url,
        width,
        height,
        thumb_edge(image.focal_x),
        thumb_edge(image.focal_y),
    )


def thumb_edge(percent):
    """Where a point lies, in words that the style sheet knows."""
    return "start" if percent < 34 else "end" if percent > 66 else "middle"
