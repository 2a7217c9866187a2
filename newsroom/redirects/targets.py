"""Parsing and validation of typed addresses: the old address and the target of a redirect.

An old address must not be a page of this site. A target on this site must be a page, as far as its URL shows.
Refusals are in the user's language.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from articles.body.normal_form import clean_address
from articles.models.language import Language
from articles.refusals import Refused
from newsroom.redirects.models import (
    LONGEST,
    LONGEST_TARGET,
    NAMED_PAGES,
    Redirect,
    RedirectKind,
    normal_address,
    normal_target,
)

# Path prefixes without public pages.
RESERVED = ("/admin", "/static", "/media", "/preview")
STORY = re.compile(
    rf"/(?P<language>{'|'.join(Language.values)})/articles/(?P<id>[1-9][0-9]{{0,17}})(/(?![^/]*\.jpg$)[^/]+)?/?"
)
URL = re.compile(r"https?://", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
GONE_WORDS = {"gone", "410"}  # targets that mean "gone" in files, where an empty cell may be a mistake


class SitePages:
    """Lookup of public pages by path. The slugs of each kind of page are read once."""

    def __init__(self):
        self._slugs = {}

    def has_page(self, path: str) -> bool:
        """Return whether a decoded path, with or without a trailing slash, is a public page.

        Sections, topics, authors and standing pages must exist. Paths of stories always count as pages.
        """
        match = _resolve(path) or _resolve(f"{path}/")
        if match is None or match.app_names != ["public"]:
            return False
        _root, _language, *parts = path.split("/")
        model = NAMED_PAGES.get(parts[0]) if len(parts) > 1 and "slug" in match.kwargs else None
        return model is None or match.kwargs["slug"] in self._slugs_of(model)

    def _slugs_of(self, model):
        if model not in self._slugs:
            self._slugs[model] = set(model.objects.values_list("slug", flat=True))
        return self._slugs[model]


def is_reserved(path: str) -> bool:
    return path.startswith(tuple(f"{prefix}/" for prefix in RESERVED)) or path in RESERVED


def story_of(path: str) -> tuple[int, str] | None:
    """Return (id, language) if the path is a story's page or its short address, else None."""
    match = STORY.fullmatch(path)
    return (int(match["id"]), match["language"]) if match else None


def with_page_slash(path: str) -> str:
    """Return the path with the trailing slash of its page, which avoids a further redirect."""
    return path if _resolve(path) or not _resolve(f"{path}/") else f"{path}/"


def _resolve(path):
    try:
        return resolve(path)
    except Resolver404:
        return None


class AddressRefused(Refused):
    """Raised if an old address or a target is refused."""


class Target(NamedTuple):
    """Target of a redirect: a path of this site, a URL of another, or a story. All empty means gone."""

    address: str = ""
    article_id: int | None = None
    language: str = ""


def parse_old_address(text: str, pages: SitePages) -> str:
    """Return the normal form of an old address, typed as a path or a whole URL. Raise AddressRefused."""
    text = _without_controls(text)
    if URL.match(text):
        text = _path_of_url(text)
    if not text.startswith("/") or text.startswith("//"):
        raise AddressRefused(
            _("An old address begins with one slash, e.g. /2019/05/harbor/ or /?p=123, or is a whole URL.")
        )
    address = normal_address(text)
    if len(address) > LONGEST:
        raise AddressRefused(_("An old address can have up to %(most)d characters.") % {"most": LONGEST})
    _refuse_taken(address, pages)
    return address


def parse_target(text: str) -> Target:
    """Parse a typed target. Raise AddressRefused if it is invalid.

    A path must be well-formed, but need not exist: it may be another old address (see refuse_missing).
    """
    text = _without_controls(text)
    if not text or text.casefold() in GONE_WORDS:
        return Target()
    if URL.match(text) and is_own_url(text):
        text = _path_of_url(text, with_fragment=True)
    if URL.match(text):
        return Target(_clean_url(text))
    if SCHEME.match(text) or not text.startswith("/") or text.startswith(("//", "/\\")):
        raise AddressRefused(
            _("A new address begins with one slash, e.g. /en/pages/about/, or with https:// or http://.")
        )
    address = normal_target(text)
    end = re.search(r"[?#]|$", address).start()
    path = unquote(address[:end])
    if with_page_slash(path) != path:
        address = f"{address[:end]}/{address[end:]}"
    if len(address) > LONGEST:
        raise AddressRefused(
            _("A new address on this site can have up to %(most)d characters.") % {"most": LONGEST}
        )
    story = story_of(path)
    return Target("", *story) if story else Target(address)


def refuse_missing(target: Target, pages: SitePages) -> None:
    """Raise AddressRefused if the target is a path of this site without a page. Stories are not checked."""
    if not target.address.startswith("/"):
        return
    path = unquote(target.address.partition("#")[0].partition("?")[0])
    if is_reserved(path) and not path.startswith(settings.MEDIA_URL) or not pages.has_page(path):
        raise AddressRefused(
            _(
                "There is no page at the new address “%(address)s”. Open the page in a browser and copy "
                "its address."
            )
            % {"address": target.address}
        )


class ChainRefused(AddressRefused):
    """Raised for a redirect that leads to another redirect, or that another redirect leads to.

    field  name of the field to change
    other  the other Redirect, or None if a redirect leads to itself
    """

    def __init__(self, reason, field, other):
        super().__init__(reason)
        self.field, self.other = field, other


def refuse_chain(redirect: Redirect) -> None:
    """Raise ChainRefused if the target is an old address, or the old address is a target."""
    others = Redirect.objects.exclude(pk=redirect.pk)
    if redirect.target_key == redirect.old_address:
        raise ChainRefused(_("The new address is the old one. Enter another."), "target", None)
    following = others.filter(old_address=redirect.target_key).first() if redirect.target_key else None
    if following and following.kind == RedirectKind.GONE:
        reason = _("“%(old)s” is an old address itself, of a page that is gone. Leave this field empty.")
        raise ChainRefused(reason % {"old": following.old_address}, "target", following)
    if following:
        raise ChainRefused(
            _("“%(old)s” is an old address itself and leads to “%(new)s”. Enter that address here.")
            % {"old": following.old_address, "new": following.target},
            "target",
            following,
        )
    if leading := others.filter(target_key=redirect.old_address).first():
        raise ChainRefused(
            _("“%(old)s” leads to this address. Point it to “%(new)s” first, then save this one.")
            % {"old": leading.old_address, "new": redirect.target or _("gone")},
            "old_address",
            leading,
        )


def is_own_url(url: str) -> bool:
    """Return whether a URL belongs to this site under any host name. A redirect to it could loop."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return parts.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower() or validate_host(host, names)


def _refuse_taken(address, pages):
    path, _mark, query = address.partition("?")
    path = unquote(path)
    if is_reserved(path):
        raise AddressRefused(
            _("Addresses below %(paths)s belong to the newsroom itself and cannot be redirected.")
            % {"paths": ", ".join(f"{prefix}/" for prefix in RESERVED)}
        )
    if (path == "/" and query) or not pages.has_page(path):
        return
    if story_of(path):
        raise AddressRefused(
            _("“%(address)s” is the address of a story here. Stories keep their own addresses.")
            % {"address": address}
        )
    raise AddressRefused(
        _("“%(address)s” is the address of a page of this site. Readers could no longer open that page.")
        % {"address": address}
    )


def _without_controls(text):
    text = text.strip()
    if CONTROLS.search(text):
        raise AddressRefused(_("The address contains a line break or another control character. Remove it."))
    return text


def _path_of_url(url, *, with_fragment=False):
    """Return the path and query of a URL, optionally with its fragment. Raise AddressRefused."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise AddressRefused(_("“%(url)s” is not a valid URL.") % {"url": url}) from error
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if with_fragment and parts.fragment else ""
    path = re.sub("^/+", "/", parts.path)
    return (path or "/") + query + fragment


def _clean_url(url):
    cleaned = clean_address(url)
    if cleaned is None:
        raise AddressRefused(
            _("“%(url)s” is not a URL that readers can be sent to. Check it, and leave out user names.")
            % {"url": url[:200]}
        )
    if len(cleaned) > LONGEST_TARGET:
        raise AddressRefused(
            _("The address of another site can have up to %(most)d characters.") % {"most": LONGEST_TARGET}
        )
    return cleaned
