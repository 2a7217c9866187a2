"""Headlines, names and pictures in lists, and text marked with its language."""

from django.contrib.auth.models import AbstractUser
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from articles.models import Article, Image, Language, localized, other
from articles.text.script import language_of

NO_THUMB = mark_safe('<span class="thumb thumb-none"></span>')


def headline_html(article: Article) -> str:
    """Return a story's headline in the interface language, else in the other, with its lang attribute."""
    return field_html(article, "title", css="headline")


def field_html(instance, field: str, css: str = "words") -> str:
    """Return one translated field in the language of the screens, else in the other, as HTML; "" for none."""
    mine = Language(get_language())
    for language in (mine, other(mine)):
        words = getattr(instance, localized(field, language))
        if words:
            return format_html('<span class="{}" lang="{}">{}</span>', css, language, words)
    return ""


def text_html(words: str) -> str:
    """Return typed text as HTML, marked with the language of its letters; "" for none."""
    return format_html('<span lang="{}">{}</span>', text_language(words), words) if words else ""


def text_language(words: str) -> str:
    """Return the language of typed text by its letters, or that of the screens where they do not show it."""
    return language_of(words) or get_language()


def display_name(user: AbstractUser) -> str:
    """Return a user's full name, else the username."""
    return user.get_full_name() or user.get_username()


def thumb_html(image: Image | None, width: int, height: int) -> str:
    """Return the picture's own file cut to a size around its focal point. Decorative."""
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
    """Return the third in which a focal point lies, as a name of the style sheet."""
    return "start" if percent < 34 else "end" if percent > 66 else "middle"
