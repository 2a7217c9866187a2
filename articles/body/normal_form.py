"""The normal form of stored text and link addresses.

Text is NFC without invisible characters, with no-break spaces only where they have a meaning. Addresses are
http, https and mailto, absolute and valid.
"""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit

# Text that needs no cleaning: no controls, unusual spaces, joiners or combining characters.
PLAIN = re.compile(
    r"[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u203b\u3001-\u3029\uac00-\ud7a3\u4e00-\u9fff]*"
)
SPACES = re.compile(r"[\t\n\r\f\v\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]")
# Soft hyphens, zero-width spaces, byte order marks, direction marks, controls, noncharacters.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff\U000e0000\U000e0001]"
)
# Joiners belong to emoji and to scripts such as Devanagari; between Latin or Hangul they are stray.
LOOSE_JOINER = re.compile(
    r"(?<![^\s\x00-\u024f\u1100-\u11ff\u200c\u200d\u3130-\u318f\uac00-\ud7a3])[\u200c\u200d]"
)
NO_BREAK = "\u00a0"
NO_BREAKS = re.compile(r"[\u00a0\u2007\u202f]")
UNITS = (
    r"(?:[%‰€£¥₩$]|°[CF]?|[kKMGT]?(?:Wh?|V|A|Hz|B|Pa|N|J|cal)|[µmckd]?[mgl][²³]?|km/h|t|ha|bn|mn|won"
    r"|원|달러|엔|위안|유로|명|개|건|년|월|일|시|분|초|배|톤|억|조|만)"
)
LOOSE_NO_BREAK = re.compile(rf"(?<![0-9])\u00a0|\u00a0(?!{UNITS}(?!\w)|[0-9])")
BLANKS = re.compile(r" {2,}")


def clean_text(text: str) -> str:
    """Clean text for storage: NFC, one kind of space, runs of spaces collapsed.

    A no-break space is kept between a digit and a digit or unit (10 000, 25 km). Elsewhere
    it becomes a plain space: web editors insert no-break spaces by accident. Idempotent.
    """
    while not PLAIN.fullmatch(text):
        before, text = text, _clean_once(text)
        if text == before:
            break
    return BLANKS.sub(" ", text)


def _clean_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = INVISIBLE.sub("", SPACES.sub(" ", text))
    text = LOOSE_JOINER.sub("", text)
    text = LOOSE_NO_BREAK.sub(" ", NO_BREAKS.sub(NO_BREAK, text))
    return BLANKS.sub(" ", unicodedata.normalize("NFC", text))


def drop_surrogates(text: str) -> str:
    """Return the string without lone surrogates, which no parser or database accepts."""
    return text if text.isascii() else text.encode("utf-8", "ignore").decode()


SCHEMES = ("http", "https", "mailto")
FOLLOWED = re.compile(rf"(?:{'|'.join(SCHEMES)}):", re.IGNORECASE)
USER = re.compile(r"https?:[/\\]*[^/\\?#]*@", re.IGNORECASE)  # a user name that looks like a host
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
INVALID = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9%/?:@!$&'()*+,;=~._-]+")
MAILBOX = re.compile(r"[^@?]+@[^@?]+(\?.*)?")
MAX_LENGTH = 2000


def followable_address(url: str) -> str:
    """Return an address if readers may follow it, else "".

    It must have one of the SCHEMES, and neither a user name nor control characters. Stored addresses are
    clean; this rejects addresses stored by another program or an old version.
    """
    return url if FOLLOWED.match(url) and not (USER.match(url) or CONTROLS.search(url)) else ""


def clean_address(url: str) -> str | None:
    """Return an address in its stored form, or None if readers should not follow it.

    Relative addresses and addresses with a user name are refused. International hosts are
    written in ASCII; invalid characters are percent-encoded.
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


def _mail_address(url: str) -> str | None:
    mailbox = _percent_encode(url.split(":", 1)[1])
    return f"mailto:{mailbox}" if MAILBOX.fullmatch(mailbox) else None


def _web_address(scheme: str, parts: SplitResult, port: int | None) -> str | None:
    host = (parts.hostname or "").encode("idna").decode().lower()
    if not HOST.fullmatch(host) or "@" in parts.netloc:
        return None
    authority = host if port is None else f"{host}:{port}"
    query = f"?{_percent_encode(parts.query)}" if parts.query else ""
    fragment = f"#{_percent_encode(parts.fragment)}" if parts.fragment else ""
    return f"{scheme}://{authority}{_percent_encode(parts.path)}{query}{fragment}"


def _percent_encode(part: str) -> str:
    return INVALID.sub(lambda match: quote(match[0], safe=""), part)
