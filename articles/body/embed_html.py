"""HTML in the place of something that another site shows, in the language of the page.

Nothing of that site is in it and nothing is loaded from there, until the reader presses the button that
static/js/embeds.js shows. Without scripts, and where a page loads no frames, it is a link.
Its title, its author and our copy of its preview image are part of the text, and so of what is sealed.
Classes for the style sheet: embed, embed--<kind>; embed__picture, embed__name, embed__title, embed__author,
embed__ask, embed__note, embed__link.
"""

from html import escape
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from articles.body.content import ShownEmbed, name_removed_words
from articles.body.embeds import EmbedKind, EmbedProvider, EmbedReference, read_embed
from articles.text.script import language_of

NAMES = {
    EmbedKind.VIDEO: gettext_lazy("Video on %(site)s"),
    EmbedKind.POST: gettext_lazy("Post on %(site)s"),
    EmbedKind.AUDIO: gettext_lazy("Audio on %(site)s"),
    EmbedKind.MAP: gettext_lazy("Map on %(site)s"),
    EmbedKind.CHART: gettext_lazy("Chart on %(site)s"),
}
BUTTONS = {
    EmbedKind.VIDEO: gettext_lazy("Load the video from %(site)s"),
    EmbedKind.POST: gettext_lazy("Load the post from %(site)s"),
    EmbedKind.AUDIO: gettext_lazy("Load the audio from %(site)s"),
    EmbedKind.MAP: gettext_lazy("Load the map from %(site)s"),
    EmbedKind.CHART: gettext_lazy("Load the chart from %(site)s"),
}
TITLE_NOTES = {
    "en": pgettext_lazy("title of an embed", "in English"),
    "ko": pgettext_lazy("title of an embed", "in Korean"),
}
LINK = pgettext_lazy("something that another site shows", "Open on %(site)s")


def provider_label(provider: EmbedProvider, language: str | None = None) -> str:
    """Return the words for what a provider shows, as plain text, by default in the active language.

    “Video on YouTube”, “유튜브 동영상”
    """
    language = language or translation.get_language() or "en"
    with translation.override(language):
        return str(NAMES[provider.kind]) % {"site": provider.label[language]}


def embed_label(found: EmbedReference, language: str | None = None) -> str:
    return provider_label(found.provider, language)


def embed_description(name: str) -> str:
    """Return an embed as lists and messages name it, in the active language: “Video on YouTube (key)”."""
    found = read_embed(name)
    return f"{embed_label(found)} ({name.partition(':')[2]})" if found else name


def name_in_language(words: str, language: str) -> str:
    """Return HTML of a title or a name, with its language if that is not the page's.

    The words themselves say which language that is: who enters them need not.
    """
    html, own = name_removed_words(escape(words)), language_of(words)
    return html if own in (None, language) else f'<span lang="{own}">{html}</span>'


def _fact_lines(embed, language):
    """Return the lines of the title and the author of an embed."""
    found, own = [], language_of(embed.title)
    if embed.title:
        note = "" if own in (None, language) else f' <span class="language-note">({TITLE_NOTES[own]})</span>'
        title = name_in_language(embed.title, language)
        found.append(f'<p class="embed__title"><cite>{title}</cite>{note}</p>')
    if embed.author:
        found.append(f'<p class="embed__author">{name_in_language(embed.author, language)}</p>')
    return found


def embed_opening(
    embed: ShownEmbed, language: str, *, picture: str = "", has_frame: bool, rel: str = "noopener"
) -> str:
    """Return the start of the figure of an embed, up to its caption; "" where nobody knows what it shows.

    picture  HTML of our picture of it, or ""
    rel      of the link to the other site
    """
    found = read_embed(embed.name)
    if found is None:
        return ""
    site = {"site": found.provider.label[language]}
    label = escape(embed_label(found, language))
    parts = [f'<figure class="embed embed--{found.provider.kind}">']
    parts += [f'<div class="embed__picture">{picture}</div>'] if picture else []
    parts.append(f'<p class="embed__name">{label}</p>')
    with translation.override(language):
        parts += _fact_lines(embed, language)
        if has_frame:
            host = f'<code lang="zxx">{urlsplit(found.origin).netloc}</code>'
            name = f"{label}: {escape(embed.title)}" if embed.title else label
            note = gettext("This connects your browser to %(host)s, which can see your network address.")
            parts += [
                f'<div class="embed__ask" data-frame="{escape(found.frame)}" data-name="{name}" hidden>',
                f'<button type="button">{escape(str(BUTTONS[found.provider.kind]) % site)}</button>',
                f'<p class="embed__note">{escape(note) % {"host": host}}</p></div>',
            ]
        link = escape(str(LINK) % site)
    parts.append(f'<p class="embed__link"><a href="{escape(found.page)}" rel="{rel}">{link}</a></p>')
    return "".join(parts)
