"""Seals of editions: a salted digest of each part, and one digest that covers them all.

A part is a field, or the inside of one segment of the body. Its salt is derived from the key of the edition.
When words are removed from a part for legal reasons, the salts of the other parts replace the key, and the
part keeps the digest of its former text. The digest of the edition is then unchanged, and no one can find
the removed text by guessing.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from articles.text.canonical_html import parse_body, write_body
from articles.text.digests import digest_of, new_digest_key

FACTS = (
    "article_id",
    "section_id",
    "lead_image_id",
    "language",
    "number",
    "kind",
    "is_brief",
    "source_number",
)
TEXTS = ("headline", "summary", "slug", "note", "note_there")


type Seal = dict[str, Any]  # JSON: key, salts and removed
type Parts = dict[str, object]  # the value of each part by its name


class SealedEdition(Protocol):
    """An edition, or its historical model in a migration: has FACTS, TEXTS and the attributes below."""

    pk: int
    body: str
    printed: dict[str, Any]
    seal: Seal
    digest: str
    first_published_at: datetime
    live_from: datetime


class RemovalRecord(Protocol):
    """A Redaction. `removed` is {"editions": {edition id: {part: digest of its current text}}}."""

    removed: dict[str, Any]
    digest: str


def new_seal() -> Seal:
    """Return the seal of an edition without redactions: a key of 128 bits for the salts."""
    return {"key": new_digest_key()}


def sealed_parts(edition: SealedEdition) -> Parts:
    """Return {name: value} of the parts of an edition: fields, "body.outline", "body.0", "images.12", …"""
    parts = {name: getattr(edition, name) for name in TEXTS} | _body_parts(edition.body)
    for name, value in edition.printed.items():
        if name == "images":
            parts |= {f"images.{pk}": picture for pk, picture in value.items()}
            parts["images"] = sorted(value)
        else:
            parts[name] = value
    return parts


def _body_parts(html: str) -> dict[str, str]:
    root = parse_body(html)
    if write_body(root) != html:  # not canonical: splitting it might lose text
        return {"body": html}
    leaves = [leaf for child in root.children for _above, leaf in child.leaves()]
    parts = {f"body.{index}": leaf.html for index, leaf in enumerate(leaves)}
    for leaf in leaves:
        leaf.html = ""
    return parts | {"body.outline": write_body(root)}


def digests_of_parts(edition: SealedEdition) -> dict[str, str]:
    """Return {name: digest} of the parts; a redacted part keeps the digest of its former text."""
    removed = edition.seal.get("removed", {})
    return {
        name: removed[name]["digest"] if name in removed else _part_digest(edition.seal, name, value)
        for name, value in sealed_parts(edition).items()
    }


def _part_digest(seal: Seal, name: str, value: object) -> str:
    return digest_of([salt_of(seal, name), name, value])


def salt_of(seal: Seal, name: str) -> str:
    """Return the salt of a part, 64 hexadecimal digits; "" if the part was redacted."""
    return digest_of([seal["key"], name]) if "key" in seal else seal.get("salts", {}).get(name, "")


def edition_digest(edition: SealedEdition, parts: dict[str, str], predecessor: SealedEdition | None) -> str:
    """Return the digest of an edition over its parts and facts, chained to the digest of its predecessor."""
    facts = {name: getattr(edition, name) for name in FACTS}
    if getattr(edition, "is_sponsored", False):  # omitted otherwise: older digests stay valid
        facts["is_sponsored"] = True
    instants = {name: getattr(edition, name).timestamp() for name in ("first_published_at", "live_from")}
    chain = {"predecessor": predecessor.digest if predecessor else ""}
    return digest_of(chain | facts | instants | {"parts": parts})


def remove_from_seal(
    seal: Seal, before: Parts, after: Parts, *, redaction: int, at: datetime
) -> tuple[Seal, dict[str, str]]:
    """Return (seal after words were removed from parts, {name of a changed part: digest of its new text}).

    before, after  sealed_parts with the same names and some different values
    redaction      id of the Redaction, which keeps the digests
    """
    changed = [name for name in before if before[name] != after[name]]
    was_removed = seal.get("removed", {})
    kept = {name: salt_of(seal, name) for name in before if name not in changed and name not in was_removed}
    removed, digests = dict(was_removed), {}
    for name in changed:
        former = (
            was_removed[name]["digest"] if name in was_removed else _part_digest(seal, name, before[name])
        )
        salt = secrets.token_hex(16)
        digests[name] = digest_of([salt, name, after[name]])
        removed[name] = {"digest": former, "salt": salt, "redaction": redaction, "at": at.isoformat()}
    return {"salts": kept, "removed": removed}, digests


def fits_redactions(edition: SealedEdition, redactions: Mapping[int, RemovalRecord]) -> bool:
    """Return whether the text of each redacted part is the text that its last redaction left.

    redactions  {id: RemovalRecord}
    """
    parts = sealed_parts(edition)
    for name, removed in edition.seal.get("removed", {}).items():
        redaction = redactions.get(removed["redaction"])
        if redaction is None or redaction.digest != digest_of(redaction.removed):
            return False
        left = redaction.removed["editions"].get(str(edition.pk), {}).get(name)
        if left != digest_of([removed["salt"], name, parts.get(name)]):
            return False
    return True
