"""Texts that a person may read but not write, as readers would see them."""

from django import forms
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.safestring import mark_safe

from articles import body
from articles.models import Publication, localized
from articles.previews import pictures


class DeskResolver:
    """Answers articles.body.render: links lead to the desk's own pages, pictures are the library's."""

    def __init__(self, html, language):
        self.language = language
        self.pictures = pictures(html, None, language)

    def article(self, number):
        return reverse("admin:articles_article_change", args=[number]), self.language

    def topic(self, number):
        return reverse("admin:articles_topic_change", args=[number])

    def term(self, number):
        return reverse("admin:articles_term_change", args=[number])

    def image(self, number):
        picture = self.pictures.get(str(number))
        return picture and {**picture, "src": default_storage.url(picture["src"])}


def read_body(html, language):
    """A canonical body with its labels, pictures and links, for people of the desk."""
    return body.render(
        html,
        language=language,
        resolver=DeskResolver(html, language),
        insight_name=getattr(Publication.objects.current(), localized("insight_name", language)),
    )


def reading(text, language):
    """A text, or HTML that is safe, in the type of what is read."""
    return format_html('<div class="reading" lang="{}">{}</div>', language, text or "—")


class ReadingWidget(forms.Widget):
    """Shows a text that the person may read but not write. Posts nothing."""

    def __init__(self, language="", is_html=False):
        super().__init__({"lang": language} if language else None)
        self.language, self.is_html = language, is_html

    def id_for_label(self, id_):
        return ""

    def render(self, name, value, attrs=None, renderer=None):
        if self.is_html:
            text = read_body(value or "", self.language)
        else:
            text = mark_safe(linebreaks(value, autoescape=True)) if value else ""
        return reading(text, self.language)

    def value_omitted_from_data(self, data, files, name):
        return True
