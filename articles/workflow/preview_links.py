"""Preview links, by which outsiders read the working copy until the link expires or is revoked.

The address of a link holds a random token. Only its digest is stored: whoever makes a link sees the address
once, and nobody finds it in the database, in a backup or on a screen later.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied

from articles import clock
from articles.events import log
from articles.models import EventType, PreviewLink, PreviewVisit

DAYS = (1, 3, 7, 30)  # for which a link may be given
TOKEN_BYTES = 24


def digest_of(token: str) -> str:
    """Return the digest of a token. It is random and long, so that no slow hash is needed."""
    return sha256(token.encode(errors="replace")).hexdigest()


def link_of(token: str) -> PreviewLink | None:
    """Return the link of a token, whether open or closed; None for a token that no link has."""
    # Without its story: who guesses a token makes no query of the working copy.
    return PreviewLink.objects.filter(token_digest=digest_of(token)).first()


@log.unit_of_work()
def share(article, *, for_whom, days, language: str = "", by, at: datetime | None = None) -> PreviewLink:
    """Create a link to the working copy in one language, or in both (""), that expires after some days.

    The link that is returned has its `token`, which cannot be found out later.
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
    link.token = token
    return link


@log.unit_of_work()
def revoke(link: PreviewLink, *, by: AbstractUser, at: datetime | None = None) -> PreviewLink:
    """Revoke a link now. One that was revoked or has expired stays as it is."""
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
    """Record a visit by a link: its time, browser and network."""
    return PreviewVisit.objects.create(
        link=link, at=at or clock.now(), browser=browser[:200], network=network[:60]
    )


def _check(by):
    if not by.has_perm("articles.add_previewlink"):
        raise PermissionDenied
