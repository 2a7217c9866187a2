"""Template tags and filters of readers' pages: dates, pictures, words in another language, cached parts."""

import re

from django import template
from django.templatetags.i18n import do_translate
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from articles.body.block_html import whole_names
from articles.body.manuscript.line_shapes import display_width
from articles.body.normal_form import followable_address
from articles.text.punctuation import keep_together
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import collected_dependencies, end_of_day, expire_at
from newsroom.public import dates
from newsroom.public.bylines import machine_label
from newsroom.public.pictures import place_picture

register = template.Library()
register.filter(keep_together)
register.filter(followable_address)
register.filter(machine_label)
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
LATIN = re.compile("[A-Za-z]{2}")
FETCHED_FIRST, FETCHED_LAZILY = ' fetchpriority="high"', ' loading="lazy" decoding="async"'
LONG_HEADLINES = {"longest": 110, "long": 70}  # minimum width in Latin letters; a Hangul syllable counts two


@register.filter
def names_on_one_line(text):
    """Return a plain text as escaped HTML without line breaks at the hyphens of names."""
    return mark_safe(whole_names(conditional_escape(text)))


def time_tag(words_of):
    """Return a template tag that shows an instant in a language, as a <time> element.

    words_of  function of an instant, a language and options that returns the text
    """

    def tag(at, language, **options):
        words = words_of(at, language, **options)
        return format_html('<time datetime="{}">{}</time>', dates.format_iso_time(at), words)

    return tag


register.simple_tag(time_tag(dates.format_datetime), name="datetime")
register.simple_tag(time_tag(dates.format_day), name="day")  # weekday=True adds the weekday
register.simple_tag(time_tag(dates.format_time), name="time")
register.simple_tag(dates.format_day, name="plain_day")  # for text that is copied elsewhere


@register.simple_tag
def day_url(at, language):
    """Return the address of the archive page for the day of an instant in the newsroom's time zone."""
    date = dates.local_time(at)
    return reverse("public:day", args=[language, date.year, date.month, date.day])


class ConstantWordsNode(template.Node):
    """The node of a `{% translate %}` with constant words. It caches the translation into each language."""

    def __init__(self, translate_node):
        self.translate_node, self.words = translate_node, {}

    def render(self, context):
        language = get_language()
        words = self.words.get(language)
        if words is None:
            words = self.words[language] = self.translate_node.render(context)
        return words


@register.tag
def translate(parser, token):
    """Translate like Django's tag, but look up constant words only once in each language.

    A page has two dozen of them. A template uses this tag if it loads this library after `i18n`.
    """
    node = do_translate(parser, token)
    is_constant = node.filter_expression.var.lookups is None and not node.filter_expression.filters
    if not is_constant or node.asvar or (node.message_context and node.message_context.is_var):
        return node
    return ConstantWordsNode(node)


class KeptNode(template.Node):
    """The node of `{% kept %}`. It caches its output as a part (newsroom.pagecache.kept_parts)."""

    def __init__(self, nodelist, name, values):
        self.nodelist, self.name, self.values = nodelist, name, values

    def render(self, context):
        values = [value.resolve(context) for value in self.values]
        values = [tuple(value) if isinstance(value, list) else value for value in values]

        def make():
            page = collected_dependencies()
            expire_at([page and end_of_day(page.at)])
            return self.nodelist.render(context)

        return kept_part(("template", self.name, get_language(), *values), make)


@register.tag
def kept(parser, token):
    """Cache a block that many pages share, up to {% endkept %}: {% kept "footer" frame.language %}.

    After the name, list every value that the output depends on, except the active language.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, name, [parser.compile_filter(value) for value in values])


@register.simple_tag
def headline_length(headline):
    """Return an attribute for style sheets to reduce the size of a long headline; "" for a shorter one."""
    width = display_width(headline)
    size = next((name for name, least in LONG_HEADLINES.items() if width >= least), "")
    return format_html(' data-length="{}"', size) if size else ""


@register.filter
def foreign(text, language):
    """Return a text, wrapped in <span lang> if it is in the script of the other language.

    Used for words whose language is not stored, such as names of publishers and hosts.

    language  language of the page
    """
    script = "ko" if HANGUL.search(text) else "en" if LATIN.search(text) else language
    return text if script == language else format_html('<span lang="{}">{}</span>', script, text)


def has_letters_of_the_other(text: str, language: str) -> bool:
    """Return whether a text has Hangul, for English, or two Latin letters in a row, for Korean."""
    return bool((LATIN if language == "ko" else HANGUL).search(text))


@register.filter
def in_its_language(text, language):
    """Return a text, wrapped in <span lang> unless `language` is "" or the active language."""
    if language and language != get_language():
        return format_html('<span lang="{}">{}</span>', language, text)
    return text


@register.simple_tag(name="picture")
def picture_tag(picture, place, *, css="", language="", first=False):
    """Return the <picture> element for one of newsroom.public.pictures.PLACES, in all formats and widths.

    Written in Python, because a template took three times as long and a list has up to thirty pictures.

    css       class of the <img>
    language  of the alternative text, if not the page's
    first     true for the first visible picture: fetched before others, and not lazily
    """
    shown = place_picture(picture, place)
    sources = [
        f'\n    <source type="{source.type}"{attribute("media", source.media)}'
        f' srcset="{escape(source.srcset)}" sizes="{source.sizes}">\n  '
        for source in shown.sources
    ]
    image = (
        f'<img{attribute("class", css)} src="{escape(shown.src)}" width="{shown.width}"'
        f' height="{shown.height}" alt="{escape(picture.alt)}"{attribute("lang", language)}'
        f"{FETCHED_FIRST if first else FETCHED_LAZILY}>"
    )
    # Addresses and texts are escaped above. The rest is from PLACES and our templates.
    return mark_safe(f"\n<picture>\n  {''.join(sources)}\n  {image}\n</picture>\n")  # noqa: S308


def attribute(name, value):
    """Return an escaped attribute for an element, with a leading space; "" without a value."""
    return f' {name}="{escape(value)}"' if value else ""
