"""The only writer of legal holds. Whoever calls it has checked the person's permission.

A hold and what it forbids both lock the story, so that neither overtakes the other.
"""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models import Article, LegalHold
from articles.models.text import prose
from articles.refusals import Refused

HELD = _(
    "This story is under a legal hold: its texts are evidence. Publish the change as an update or a "
    "correction, or ask a managing editor to release the hold."
)


@transaction.atomic
def place_hold(article: Article, *, by: AbstractUser) -> LegalHold:
    """Put a story under a hold."""
    Article.objects.lock([article.pk])
    return LegalHold.objects.create(article=article, placed_by=by, placed_at=clock.now())


@transaction.atomic
def release_hold(hold: LegalHold, *, by: AbstractUser, reason: str) -> LegalHold:
    """Release a hold, for a reason. Other holds on the same story stay."""
    hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if not hold.is_standing:
        raise Refused(_("The hold has been released in the meantime."))
    if not prose(reason):
        raise Refused(_("Give the reason."))
    hold.released_by, hold.released_at, hold.release_reason = by, clock.now(), prose(reason)
    hold.save(update_fields=["released_by", "released_at", "release_reason"])
    return hold


def held_stories(ids: Iterable[int]) -> list[int]:
    """Return those of the stories that are under a hold, in order."""
    return sorted(LegalHold.objects.stories().filter(article__in=list(ids)))
