"""Embeds of videos, posts, audio, maps and charts: providers, their addresses, and HTML for readers.

A text stores only the name of an embed: the provider's name, a colon, and the key of the content there, as in
"youtube:dQw4w9WgXcQ". A sealed text thus fixes what it embeds, and every file with a text includes its
embeds. Pages build the addresses from the table of providers.

Readers get HTML in the language of their page. It contains nothing of the other site and loads nothing from
it until the reader presses the button that static/js/embeds.js shows. Without scripts, and on pages without
frames, it is a link. Title, author and our copy of the preview image are part of the text, and therefore
sealed. Classes for the style sheet: embed, embed--<kind>; embed__picture, embed__name, embed__title,
embed__author, embed__ask, embed__note, embed__link.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from articles.body.content import ShownEmbed, name_removed_words
from articles.body.normal_form import clean_address
from articles.text.script import language_of

PROVIDERS = Path(__file__).parent / "embed_providers.toml"
NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
# The form of every name, of known and unknown providers. None of these characters needs escaping in HTML.
SIGN = "[A-Za-z0-9._~@%:,/+!-]"
EMBED_NAME = re.compile(rf"{NAME.pattern}:{SIGN}{{1,1200}}")
ADDRESS = re.compile(r"https://[a-z0-9.-]+/")  # the start of an address
HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}")
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
INNER = r"[^&#]{1,1000}"
MAP_SIZE = (600, 450)  # pixels shown at the map's own zoom level
TILE = 256


class EmbedKind(TextChoices):
    """A kind of content, which determines its label and the height of its frame."""

    VIDEO = "video", pgettext_lazy("content of another site", "Video")
    POST = "post", pgettext_lazy("content of another site", "Post")
    AUDIO = "audio", pgettext_lazy("content of another site", "Audio")
    MAP = "map", pgettext_lazy("content of another site", "Map")
    CHART = "chart", pgettext_lazy("content of another site", "Chart")


@dataclass(frozen=True)
class EmbedForm:
    """One form of a provider's addresses. See embed_providers.toml for its fields."""

    key: str
    parts: Mapping[str, str]
    addresses: tuple[str, ...]
    frame: str
    page: str

    @cached_property
    def key_pattern(self) -> re.Pattern[str]:
        return re.compile(self.with_parts(re.sub(r"[.+]", r"\\\g<0>", self.key)))

    @cached_property
    def address_patterns(self) -> list[re.Pattern[str]]:
        return [re.compile(self.with_parts(address)) for address in self.addresses]

    @cached_property
    def script_patterns(self) -> list[str]:
        """The patterns of its addresses in JavaScript syntax."""
        return [self.with_parts(address, group="?") for address in self.addresses]

    def with_parts(self, pattern: str, group: str = "?P") -> str:
        """Return a pattern with a named group for each part."""
        parts = {**self.parts, "inner": INNER}
        return PLACEHOLDER.sub(lambda match: f"({group}<{match[1]}>{parts[match[1]]})", pattern)


@dataclass(frozen=True)
class EmbedProvider:
    """A site whose content can be embedded.

    checked  the day when its addresses were last tried
    oembed   address for fetching title, author and preview image, with {page}; "" if it has none
    hosts    targets of redirects and sources of preview images; "*.a.example" matches subdomains
    """

    name: str
    label: Mapping[str, str]
    kind: EmbedKind
    checked: date | None
    forms: tuple[EmbedForm, ...]
    oembed: str = ""
    hosts: tuple[str, ...] = ()

    def may_be_asked(self, host: str) -> bool:
        """Return whether a host is the oEmbed host or one of `hosts`."""
        below = (pattern[1:] for pattern in self.hosts if pattern.startswith("*."))
        own = {urlsplit(self.oembed).netloc, *self.hosts}
        return bool(host) and (host in own or host.endswith(tuple(below)))


@dataclass(frozen=True)
class EmbedReference:
    """An item of a provider that a text embeds. `values` are the parts of its key."""

    provider: EmbedProvider
    form: EmbedForm
    values: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name in a text: "youtube:dQw4w9WgXcQ"."""
        return f"{self.provider.name}:{self.form.key.format_map(self.values)}"

    @property
    def page(self) -> str:
        return self.form.page.format_map(self.values)

    @property
    def frame(self) -> str:
        values = {**self.values, "page": quote(self.page, safe="")}
        if "{box}" in self.form.frame:
            values["box"] = map_box(*(float(values[name]) for name in ("zoom", "lat", "lon")))
        return self.form.frame.format_map(values)

    @property
    def oembed(self) -> str:
        """The address for fetching its title, author and preview image; "" if there is none."""
        return self.provider.oembed.format(page=quote(self.page, safe=""))

    @property
    def origin(self) -> str:
        """The origin of its frame, for the content security policy."""
        return f"https://{urlsplit(self.frame).netloc}"


def map_box(zoom: float, latitude: float, longitude: float) -> str:
    """Return the map area around a point as URL-encoded west, south, east and north."""
    east = MAP_SIZE[0] / 2 * 360 / (TILE * 2**zoom)
    north = MAP_SIZE[1] / MAP_SIZE[0] * east * math.cos(math.radians(min(abs(latitude), 85)))
    corners = (longitude - east, latitude - north, longitude + east, latitude + north)
    return "%2C".join(f"{corner:.5f}" for corner in corners)


@lru_cache(maxsize=1)
def embed_providers() -> dict[str, EmbedProvider]:
    """Return {name: EmbedProvider}: our providers, and those in the file of the setting EMBED_PROVIDERS.

    A provider in that file replaces ours of the same name. Raise ImproperlyConfigured for an invalid one.
    """
    table = tomllib.loads(PROVIDERS.read_text(encoding="utf-8"))
    own = Path(settings.EMBED_PROVIDERS)
    try:
        if own.exists():
            table |= tomllib.loads(own.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"EMBED_PROVIDERS: {own} cannot be read: {error}") from error
    return {name: _read_provider(name, fields) for name, fields in table.items()}


def _read_provider(name: str, fields: Mapping[str, Any]) -> EmbedProvider:
    try:
        if not NAME.fullmatch(name):
            raise ValueError("a name can contain only lowercase letters, digits and hyphens")
        checked = fields.get("checked", "")
        provider = EmbedProvider(
            name=name,
            label={language: fields["label"][language] for language in ("en", "ko")},
            kind=EmbedKind(fields["kind"]),
            checked=date.fromisoformat(checked) if checked else None,
            forms=tuple(
                EmbedForm(**form | {"addresses": tuple(form["addresses"])}) for form in fields["forms"]
            ),
            oembed=fields.get("oembed", ""),
            hosts=tuple(fields.get("hosts", ())),
        )
        _judge_oembed(provider)
        for form in provider.forms:
            _judge_form(form)
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise ImproperlyConfigured(f"The embed provider “{name}” is invalid: {error!r}") from error
    return provider


def _judge_oembed(provider: EmbedProvider) -> None:
    if provider.oembed:
        provider.oembed.format(page="1")
        if "{page}" not in provider.oembed or not ADDRESS.match(provider.oembed):
            raise ValueError("oembed must begin with https:// and a host, and contain {page}")
    if wrong := [host for host in provider.hosts if not HOST.fullmatch(host)]:
        raise ValueError(f"{wrong[0]} in hosts is not a host name")


def _judge_form(form: EmbedForm) -> None:
    """Raise an error for an invalid form, such as a missing part or an address without https."""
    _ = form.key_pattern, form.address_patterns
    for field in ("frame", "page"):
        address = getattr(form, field)
        known = {*form.parts, "page"} if field == "frame" else {*form.parts}
        known |= {"box"} if field == "frame" and {"zoom", "lat", "lon"} <= known else set()
        address.format_map(dict.fromkeys(known, "1"))
        if not ADDRESS.match(address):
            raise ValueError(f"{field} must begin with https:// and a host")
    if set(PLACEHOLDER.findall(form.key)) != {*form.parts}:
        raise ValueError("every part of key needs a name")
    if not re.fullmatch(f"{SIGN}*", PLACEHOLDER.sub("", form.key)):
        raise ValueError("key contains a character that is not allowed in texts")


def read_embed(name: str) -> EmbedReference | None:
    """Return the reference for an embed name, or None if its provider is unknown or its key invalid."""
    provider_name, _colon, key = name.partition(":")
    provider = embed_providers().get(provider_name)
    if provider is None or not EMBED_NAME.fullmatch(name):
        return None
    for form in provider.forms:
        if match := form.key_pattern.fullmatch(key):
            return EmbedReference(provider, form, match.groupdict())
    return None


def find_embed(address: str, *, is_inner: bool = False) -> EmbedReference | None:
    """Return the reference for an address of a known provider, or None. Tracking parameters are ignored."""
    if address.startswith("//"):
        address = f"https:{address}"
    scheme, _slashes, rest = (clean_address(address) or "").partition("://")
    for provider in embed_providers().values() if scheme in ("http", "https") else ():
        for form in provider.forms:
            for pattern in form.address_patterns:
                if not (match := pattern.fullmatch(rest)):
                    continue
                values = match.groupdict()
                if inner := values.pop("inner", None):
                    return None if is_inner else find_embed(unquote(inner), is_inner=True)
                return read_embed(EmbedReference(provider, form, values).name)
    return None


@lru_cache(maxsize=1)
def provider_origins() -> frozenset[str]:
    """Return the origins of all frames of the providers."""
    forms = (form for provider in embed_providers().values() for form in provider.forms)
    return frozenset(f"https://{urlsplit(form.frame).netloc}" for form in forms)


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
    """Return the label of a provider's content as plain text, by default in the active language.

    “Video on YouTube”, “유튜브 동영상”
    """
    language = language or translation.get_language() or "en"
    with translation.override(language):
        return str(NAMES[provider.kind]) % {"site": provider.label[language]}


def embed_label(found: EmbedReference, language: str | None = None) -> str:
    return provider_label(found.provider, language)


def embed_description(name: str) -> str:
    """Return an embed's name for lists and messages, in the active language: “Video on YouTube (key)”."""
    embed = read_embed(name)
    return f"{embed_label(embed)} ({name.partition(':')[2]})" if embed else name


def name_in_language(words: str, language: str) -> str:
    """Return HTML of a title or a name, with a lang attribute if its language is not the page's.

    The language is detected, so users need not enter it.
    """
    html, own = name_removed_words(escape(words)), language_of(words)
    return html if own in (None, language) else f'<span lang="{own}">{html}</span>'


def _fact_lines(embed: ShownEmbed, language: str) -> list[str]:
    """Return the lines of the title and the author of an embed."""
    lines, own = [], language_of(embed.title)
    if embed.title:
        note = "" if own in (None, language) else f' <span class="language-note">({TITLE_NOTES[own]})</span>'
        title = name_in_language(embed.title, language)
        lines.append(f'<p class="embed__title"><cite>{title}</cite>{note}</p>')
    if embed.author:
        lines.append(f'<p class="embed__author">{name_in_language(embed.author, language)}</p>')
    return lines


def embed_opening(
    embed: ShownEmbed, language: str, *, picture: str = "", has_frame: bool, rel: str = "noopener"
) -> str:
    """Return the start of an embed's figure, before its caption; "" if its name is not known.

    picture    HTML of its preview picture, or ""
    has_frame  whether readers may load the content on the page
    rel        rel attribute of the link to the other site
    """
    reference = read_embed(embed.name)
    if reference is None:
        return ""
    site = {"site": reference.provider.label[language]}
    label = escape(embed_label(reference, language))
    parts = [f'<figure class="embed embed--{reference.provider.kind}">']
    parts += [f'<div class="embed__picture">{picture}</div>'] if picture else []
    parts.append(f'<p class="embed__name">{label}</p>')
    with translation.override(language):
        parts += _fact_lines(embed, language)
        if has_frame:
            host = f'<code lang="zxx">{urlsplit(reference.origin).netloc}</code>'
            name = f"{label}: {escape(embed.title)}" if embed.title else label
            note = gettext("This connects your browser to %(host)s, which can see your network address.")
            parts += [
                f'<div class="embed__ask" data-frame="{escape(reference.frame)}" data-name="{name}" hidden>',
                f'<button type="button">{escape(str(BUTTONS[reference.provider.kind]) % site)}</button>',
                f'<p class="embed__note">{escape(note) % {"host": host}}</p></div>',
            ]
        link = escape(str(LINK) % site)
    parts.append(f'<p class="embed__link"><a href="{escape(reference.page)}" rel="{rel}">{link}</a></p>')
    return "".join(parts)
