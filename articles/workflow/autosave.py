"""Keeps what somebody types before it is saved, and who has a story open. Neither is part of its history."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from articles.models.autosave import Presence, UnsavedTyping

WRITTEN_AGAIN = timedelta(seconds=10)
FORGOTTEN = timedelta(days=1)


@transaction.atomic
def keep_typing(article_id, *, tab, fields, shown, by, at=None):
    """Keep what one window of a person holds unsaved; nothing is kept where nothing differs.

    article_id  None for a story that is not saved yet
    Return the row, or None.
    """
    if not fields:
        forget_typing(by=by, tab=tab, dropped_at=None)
        return None
    kept = {"article_id": article_id, "fields": fields, "shown": shown, "kept_at": at or timezone.now()}
    row, is_new = UnsavedTyping.objects.update_or_create(user=by, tab=tab, dropped_at=None, defaults=kept)
    if is_new:
        UnsavedTyping.objects.old(at).delete()
    return row


def forget_typing(*, by, **which):
    """Forget typing that is saved: forget_typing(by=user, tab="…") or (by=user, pk=…)."""
    return UnsavedTyping.objects.filter(user=by, **which).delete()[0]


def drop_typing(pk, *, by, at=None):
    """Offer typing no more. For a day it can be brought back: a person may have pressed the wrong button."""
    rows = UnsavedTyping.objects.filter(user=by, pk=pk, dropped_at=None)
    return rows.update(dropped_at=at or timezone.now())


@transaction.atomic
def be_here(article_id, *, by, typed=False, language="", at=None):
    """Note that a person has a story open, and whether with typing that is not saved.

    Written at most every ten seconds, unless they began to type or saved.
    """
    at = at or timezone.now()
    row = Presence.objects.filter(article=article_id, user=by).first()
    if row is None:
        Presence.objects.filter(article=article_id, seen_at__lt=at - FORGOTTEN).delete()
        row, is_new = Presence.objects.get_or_create(
            article_id=article_id,
            user=by,
            defaults={"seen_at": at, "typed_at": at if typed else None, "language": language},
        )
        if is_new:
            return
    is_changed = (row.typed_at is not None, row.language) != (typed, language)
    if is_changed or row.seen_at < at - WRITTEN_AGAIN:
        row.seen_at, row.typed_at, row.language = at, at if typed else None, language
        row.save(update_fields=["seen_at", "typed_at", "language"])


def leave(article_id, *, by):
    """A person closed a story."""
    Presence.objects.filter(article=article_id, user=by).delete()
