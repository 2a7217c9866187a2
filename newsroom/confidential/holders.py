"""Holders of confidential sources and restricted stories who leave."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction

from newsroom.confidential.models import ConfidentialSource, RestrictedStory
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

KINDS = {
    ConfidentialSource: SecurityEventKind.SOURCE_CHANGED,
    RestrictedStory: SecurityEventKind.STORY_CHANGED,
}


def count_held(person: AbstractUser) -> int:
    """Return how many rows a person holds, which nobody might know any more without them."""
    return sum(model.objects.filter(held_by=person).count() for model in KINDS)


@transaction.atomic
def pass_on(person: AbstractUser, *, to: AbstractUser, by: AbstractUser) -> None:
    """Let somebody else hold what a person holds. Whoever does it learns nothing of it."""
    for model, kind in KINDS.items():
        for row in model.objects.select_for_update().filter(held_by=person).order_by("pk"):
            row.held_by = to
            row.save(update_fields=["held_by"])
            row.people.remove(to)
            record(kind, user=by, account=to, about=row, fields=["held_by"])
