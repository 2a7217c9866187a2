"""The replacement of an advertisement that readers have seen: it ends when the new one begins."""

from django.db import transaction

from newsroom.advertising.models import Advertisement


@transaction.atomic
def replace(old: Advertisement, successor: Advertisement) -> None:
    """Save a new advertisement, and let the old one end at its begin, unless it ends before."""
    old = Advertisement.objects.select_for_update().get(pk=old.pk)
    if old.placed_until is None or old.placed_until > successor.placed_from:
        old.placed_until = successor.placed_from
        old.save(update_fields=["placed_until"])
    successor.save()
