"""Changes of advertisements that readers have seen: replacement, and words removed for legal reasons."""

from django.db import models, transaction

from articles.redaction.registry import PerformedRedaction, on_redaction
from newsroom.advertising.models import Advertisement


@transaction.atomic
def replace(old: Advertisement, successor: Advertisement) -> None:
    """Save a new advertisement, and let the old one end at its begin, unless it ends before."""
    old = Advertisement.objects.select_for_update().get(pk=old.pk)
    if old.placed_until is None or old.placed_until > successor.placed_from:
        old.placed_until = successor.placed_from
        old.save(update_fields=["placed_until"])
    successor.save()


@on_redaction()
def keep_redacted_advertisements(redaction: PerformedRedaction) -> None:
    """Make the digests in the log useless for guesses at the words that were removed."""
    changed = redaction.objects.get("advertisement", [])
    models.QuerySet(Advertisement).filter(pk__in=changed).update(digest_key="")
