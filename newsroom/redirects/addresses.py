"""Addresses in the one form in which they are stored and looked up. Text in, text out, in linear time.

`/2020/01/%ed%95%ad%ea%b5%ac/?b=2&a=1` and `/2020/01/항구?a=1&b=2` are one address: percent-encoding is
undone as far as it can be, Hangul is composed, the query is in order, and the path has no slash at its end.
The normal form of a normal form is itself.
"""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

LONGEST = 500  # characters of a normal form, which an index has to hold
# What stays percent-encoded: signs that have a meaning in an address, and what nobody would see.
INVISIBLE = r"\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
IN_PATH = re.compile(rf"[{INVISIBLE}\\%?#]")
IN_QUERY = re.compile(rf"[{INVISIBLE}\\%&=+#]")
# Parameters that say where a reader comes from, not which page is meant.
TRACKING = re.compile(
    r"(utm_[^=]*|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl|n_media"
    r"|napm|nacn)(=|$)"
)


class AddressParts(NamedTuple):
    """The path of an address and its parameters, each in its normal form."""

    path: str
    parameters: list[str]

    def __str__(self):
        return self.path + (f"?{'&'.join(self.parameters)}" if self.parameters else "")


def split_address(address: str) -> AddressParts:
    """Return the parts of a path with an optional query; a fragment is left out."""
    path, _mark, query = address.partition("#")[0].partition("?")
    names = [_decoded(name, IN_PATH) for name in path.split("/")]
    names = [name for part in names for name in part.split("/") if name]  # a slash may have been encoded
    parameters = sorted(_parameter(one) for one in query.split("&") if one)
    return AddressParts("/" + "/".join(names), parameters)


def normal_address(address: str) -> str:
    """Return the normal form of a path with an optional query."""
    return str(split_address(address))


def requested_address(path: str, query: str) -> str:
    """Return the address of a request, whose path the server has decoded already."""
    # What is no UTF-8 is percent-encoded still: Django writes it so.
    path = re.sub(r"%(?![89A-Fa-f][0-9A-Fa-f])", "%25", path)
    return path.replace("?", "%3F").replace("#", "%23") + (f"?{query}" if query else "")


def address_candidates(parts: AddressParts) -> list[str]:
    """Return the stored addresses that may be meant, the most precise first.

    With all parameters; without those of campaigns; by the path alone. None for `/`, which is a page, unless
    it has parameters of its own.
    """
    own = [one for one in parts.parameters if not TRACKING.match(one)]
    if parts.path == "/" and not own:
        return []
    found = [str(parts), str(AddressParts(parts.path, own)), parts.path]
    return [one for one in dict.fromkeys(found) if one != "/" and len(one) <= LONGEST]


def tracking_parameters(parts: AddressParts) -> list[str]:
    return [one for one in parts.parameters if TRACKING.match(one)]


def with_parameters(target: str, parameters: list[str]) -> str:
    """Return an address with more parameters, before its fragment."""
    if not parameters:
        return target
    address, mark, fragment = target.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{'&'.join(parameters)}{mark}{fragment}"


def normal_target(address: str) -> str:
    """Return a path of this site as readers are sent to it: in normal form, with its slash and fragment."""
    rest, mark, fragment = address.partition("#")
    path, query = split_address(rest)
    if path != "/" and rest.partition("?")[0].endswith("/"):
        path += "/"
    return f"{AddressParts(path, query)}{mark}{_decoded(fragment, IN_PATH)}"


def _parameter(text):
    name, mark, value = text.partition("=")
    return _decoded(name.replace("+", " "), IN_QUERY) + mark + _decoded(value.replace("+", " "), IN_QUERY)


def _decoded(part, held):
    """Undo percent-encoding, except of signs that are `held` and of bytes that are no UTF-8."""
    data = unquote_to_bytes(part.encode("utf-8", "ignore"))
    text = unicodedata.normalize("NFC", data.decode("utf-8", "surrogateescape"))
    return held.sub(lambda match: quote(match[0].encode("utf-8", "surrogateescape"), safe=""), text)
