"""Preview links: outsiders read the working copy until the link expires or is revoked.

The address of a link has a random token. Only the token's digest is stored. The user who creates the link
sees the address once; it cannot be found later in the database, in a backup or on a screen.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied

from articles import clock
from articles.annotations import User
from articles.events import log
from articles.models import EventType, PreviewLink, PreviewVisit

DAYS = (1, 3, 7, 30)  # choices for the lifetime of a link
TOKEN_BYTES = 24


def digest_of(token: str) -> str:
    """Return the digest of a token. The token is long and random, so no slow hash is needed."""
    return sha256(token.encode(errors="replace")).hexdigest()


def link_of(token: str) -> PreviewLink | None:
    """Return the link with a token, open or closed, or None if no link has it."""
    # The story is not joined: guessing a token must not cause a query of the working copy.
    return PreviewLink.objects.filter(token_digest=digest_of(token)).first()


@log.unit_of_work()
def share(article, *, for_whom, days, language: str = "", by, at: datetime | None = None) -> PreviewLink:
    """Create a link to the working copy in one language, or in both (""), that expires after `days`.

    The returned link has an attribute `token`, which cannot be found out later.
    """
    _check(by)
    at, token = at or clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        article=article,
        language=language,
        token_digest=digest_of(token),
        for_whom=for_whom,
        created_by=by,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    log.record(
        EventType.PREVIEW_SHARED,
        article,
        by=by,
        language=language,
        reason=link.for_whom,
        link=link.pk,
        until=link.expires_at.isoformat(),
    )
    link.token = token  # type: ignore[attr-defined]  # not stored, and shown once
    return link


@log.unit_of_work()
def revoke(link: PreviewLink, *, by: User, at: datetime | None = None) -> PreviewLink:
    """Revoke a link now. A link that was revoked or has expired does not change."""
    _check(by)
    at = at or clock.now()
    link = PreviewLink.objects.select_for_update().select_related("article").get(pk=link.pk)
    if link.is_closed(at):
        return link
    link.revoked_by, link.revoked_at = by, at
    link.save(update_fields=["revoked_by", "revoked_at"])
    log.record(
        EventType.PREVIEW_REVOKED,
        link.article,
        by=by,
        language=link.language,
        reason=link.for_whom,
        link=link.pk,
    )
    return link


def open_with(
    link: PreviewLink, *, browser: str = "", network: str = "", at: datetime | None = None
) -> PreviewVisit:
    """Record a visit through a link: its time, browser and network."""
    return PreviewVisit.objects.create(
        link=link, at=at or clock.now(), browser=browser[:200], network=network[:60]
    )


def _check(by):
    if not by.has_perm("articles.add_previewlink"):
        raise PermissionDenied
