"""SHA-256 digests of data, and the digest of a text."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence

# The fields that the digest of a text covers in the rows printed with it. An author's name, for example, is
# not covered.
DIGESTED = {
    "bylines": ("author", "role"),
    "related": ("article", "url", "publisher", "title", "summary"),
    "sources": ("name", "url", "kind"),
}


def digest_of(data: object, *, length: int = 64) -> str:
    """Return the first `length` of the 64 hexadecimal digits of the SHA-256 of bytes or of JSON data.

    The order of keys does not matter. Values that JSON cannot encode are converted by str().
    """
    if not isinstance(data, bytes):
        data = json.dumps(data, sort_keys=True, separators=(",", ":"), default=str).encode()
    return hashlib.sha256(data).hexdigest()[:length]


def new_digest_key() -> str:
    """Return a secret key of 128 bits. Without it, no one can guess the text behind a digest."""
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
    bylines: Sequence[Mapping[str, object]],
    related: Sequence[Mapping[str, object]],
    sources: Sequence[Mapping[str, object]],
) -> str:
    """Return the digest of the printed content in one language of a story or edition; "" if it has no words.

    key  secret key of the story, which prevents anyone from guessing the text behind the digest
    sponsor  name of the sponsor, perhaps "", if the story is sponsored; otherwise None
    bylines, related, sources  dicts that have the fields of DIGESTED
    """
    if not any([title, summary, body]):
        return ""
    rows = {"bylines": bylines, "related": related, "sources": sources}
    printed = {kind: [{name: row[name] for name in DIGESTED[kind]} for row in rows[kind]] for kind in rows}
    texts: dict[str, str | bool] = {"title": title, "summary": summary, "slug": slug, "body": body}
    if lead_caption:  # omitted if empty: older digests, made before lead captions existed, stay valid
        texts["lead_caption"] = lead_caption
    if sponsor is not None:
        texts["sponsor"] = sponsor
    if is_ad_free:
        texts["is_ad_free"] = True
    filed = {"section": section, "lead_image": lead_image, "topics": topics}
    return digest_of([key, digest_of(texts | filed | printed)])
