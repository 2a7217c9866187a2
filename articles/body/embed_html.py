"""HTML in the place of something that another site shows, in the language of the page.

Nothing of that site is in it and nothing is loaded from there, until the reader presses the button that
static/js/embeds.js shows. Without scripts, and where a page loads no frames, it is a link.
Classes for the style sheet: embed, embed--<kind>; embed__name, embed__ask, embed__note, embed__link.
"""

from html import escape
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from articles.body.embeds import EmbedKind, EmbedProvider, EmbedReference, read_embed

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


def embed_opening(name: str, language: str, *, has_frame: bool) -> str:
    """Return the start of the figure of an embed, up to its caption; "" where nobody knows what it shows."""
    found = read_embed(name)
    if found is None:
        return ""
    site = {"site": found.provider.label[language]}
    label = escape(embed_label(found, language))
    parts = [f'<figure class="embed embed--{found.provider.kind}"><p class="embed__name">{label}</p>']
    with translation.override(language):
        if has_frame:
            host = f'<code lang="zxx">{urlsplit(found.origin).netloc}</code>'
            note = gettext("This connects your browser to %(host)s, which can see your network address.")
            parts += [
                f'<div class="embed__ask" data-frame="{escape(found.frame)}" data-name="{label}" hidden>',
                f'<button type="button">{escape(str(BUTTONS[found.provider.kind]) % site)}</button>',
                f'<p class="embed__note">{escape(note) % {"host": host}}</p></div>',
            ]
        link = escape(str(LINK) % site)
    parts.append(f'<p class="embed__link"><a href="{escape(found.page)}" rel="noopener">{link}</a></p>')
    return "".join(parts)
