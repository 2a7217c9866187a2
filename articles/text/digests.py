"""Digests: one function makes all of them, and one says what that of a text covers."""

import hashlib
import json
import secrets
from typing import Any

# Of the rows printed with a text, the fields that its digest covers: an author's name, say, is not in it.
DIGESTED = {
    "bylines": ("author", "role"),
    "related": ("article", "url", "publisher", "title", "summary"),
    "sources": ("name", "url", "kind"),
}


def digest_of(data: Any, *, length: int = 64) -> str:
    """Return the SHA-256 of bytes or of JSON data as hexadecimal digits, the first `length` of 64.

    The order of keys does not count. Of what JSON does not know, the words of str() count.
    """
    if not isinstance(data, bytes):
        data = json.dumps(data, sort_keys=True, separators=(",", ":"), default=str).encode()
    return hashlib.sha256(data).hexdigest()[:length]


def new_digest_key() -> str:
    """Return a secret of 128 bits for a digest, without which nobody can try which words it is of."""
    return secrets.token_hex(16)


def text_digest(
    key: str,
    *,
    title: str,
    summary: str,
    slug: str,
    body: str,
    section: int | None,
    lead_image: int | None,
    lead_caption: str,
    sponsor: str | None,
    is_ad_free: bool,
    topics: list[int],
    bylines: list[dict],
    related: list[dict],
    sources: list[dict],
) -> str:
    """Return the digest of what one language of a working copy or an edition prints; "" for no words.

    key  of the story, without which nobody can tell from the digest which words are in the text
    sponsor  of a sponsored story, perhaps ""; None for any other
    bylines, related, sources  dicts that have the fields of DIGESTED
    """
    if not any([title, summary, body]):
        return ""
    rows = {"bylines": bylines, "related": related, "sources": sources}
    printed = {kind: [{name: row[name] for name in DIGESTED[kind]} for row in rows[kind]] for kind in rows}
    texts = {"title": title, "summary": summary, "slug": slug, "body": body}
    if lead_caption:  # without one the digest stays what it was before there were any
        texts["lead_caption"] = lead_caption
    if sponsor is not None:
        texts["sponsor"] = sponsor
    if is_ad_free:
        texts["is_ad_free"] = True
    filed = {"section": section, "lead_image": lead_image, "topics": topics}
    return digest_of([key, digest_of(texts | filed | printed)])
