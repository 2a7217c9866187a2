"""Addresses in links: http, https and mailto, complete and validly written."""

import re
from urllib.parse import quote, urlsplit

SCHEMES = ("http", "https", "mailto")
FOLLOWED = re.compile(rf"(?:{'|'.join(SCHEMES)}):", re.IGNORECASE)
USER = re.compile(r"https?:[/\\]*[^/\\?#]*@", re.IGNORECASE)  # looks like the host, and is none
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
INVALID = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%/?:@!$&'()*+,;=~._-]+")
MAILBOX = re.compile(r"[^@?]+@[^@?]+(\?.*)?")
MAX_LENGTH = 2000


def followable_address(url: str) -> str:
    """Return an address if readers may follow it, else "": of SCHEMES, without user name and controls.

    What is stored is clean. What another program or an old version stored is held back here.
    """
    return url if FOLLOWED.match(url) and not (USER.match(url) or CONTROLS.search(url)) else ""


def clean_address(url: str) -> str | None:
    """Return an address in its stored form, or None when it is not one that readers should follow.

    Relative addresses and such with a user name are refused. International hosts are
    written in ASCII, and whatever may not stand in an address is percent-encoded.
    """
    url = CONTROLS.sub("", url).strip()
    try:
        parts = urlsplit(url)
        port = parts.port
        scheme = parts.scheme.lower()
        if not followable_address(url) or len(url) > MAX_LENGTH:
            return None
        written = _mail_address(url) if scheme == "mailto" else _web_address(scheme, parts, port)
    except (ValueError, UnicodeError):
        return None
    return written


def _mail_address(url):
    mailbox = _percent_encode(url.split(":", 1)[1])
    return f"mailto:{mailbox}" if MAILBOX.fullmatch(mailbox) else None


def _web_address(scheme, parts, port):
    host = (parts.hostname or "").encode("idna").decode().lower()
    if not HOST.fullmatch(host) or "@" in parts.netloc:
        return None
    place = host if port is None else f"{host}:{port}"
    query = f"?{_percent_encode(parts.query)}" if parts.query else ""
    fragment = f"#{_percent_encode(parts.fragment)}" if parts.fragment else ""
    return f"{scheme}://{place}{_percent_encode(parts.path)}{query}{fragment}"


def _percent_encode(part):
    return INVALID.sub(lambda match: quote(match[0], safe=""), part)
