"""Preview links, by which outsiders read the working copy until the link expires or is revoked.

The address of a link holds its id, signed with the key of this site, so that none can be guessed.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer

from articles import clock
from articles.events import log
from articles.models import EventType, PreviewLink, PreviewVisit

DAYS = (1, 3, 7, 30)  # for which a link may be given
SIGNER = Signer(sep=".", salt="articles.preview_link")


def token_of(link: PreviewLink) -> str:
    """Return the signed token that identifies a link in its address."""
    return SIGNER.sign_object(link.pk)


def link_of(token: str) -> PreviewLink | None:
    """Return the link of a token, whether open or closed; None for a token that this site did not sign."""
    try:
        pk = SIGNER.unsign_object(token)
    except (BadSignature, ValueError):
        return None
    return PreviewLink.objects.filter(pk=pk).select_related("article").first()


@log.unit_of_work()
def share(article, *, for_whom, days, language: str = "", by, at: datetime | None = None) -> PreviewLink:
    """Create a link to the working copy in one language, or in both (""), that expires after some days."""
    _check(by)
    at = at or clock.now()
    link = PreviewLink.objects.create(
        article=article,
        language=language,
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
