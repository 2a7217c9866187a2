"""Unsaved typing, and the presence of people who have a story open. Neither is part of its history."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from articles import clock
from articles.models.autosave import AutosavedDraft, Presence, UnsavedTyping

UPDATE_EVERY = timedelta(seconds=10)
FORGET_AFTER = timedelta(days=1)


@transaction.atomic
def keep_typing(
    row_id: int | None, *, tab: str, fields, shown, by, at=None, drafts: type[AutosavedDraft] = UnsavedTyping
) -> AutosavedDraft | None:
    """Store the unsaved typing of one browser tab, or forget it where no field differs.

    row_id  of the story or other row; None for one that is not saved yet
    drafts  the model of its drafts
    """
    if not fields:
        forget_typing(by=by, drafts=drafts, tab=tab, dropped_at=None)
        return None
    columns = {"fields": fields, "shown": shown, "kept_at": at or clock.now()}
    if drafts.row_name:
        columns[f"{drafts.row_name}_id"] = row_id
    draft, is_new = drafts.objects.update_or_create(user=by, tab=tab, dropped_at=None, defaults=columns)
    if is_new:
        drafts.objects.old(at).delete()
    return draft


def forget_typing(*, by: AbstractUser, drafts: type[AutosavedDraft] = UnsavedTyping, **which) -> int:
    """Delete unsaved typing: forget_typing(by=user, tab="…") or (by=user, pk=…). Return the count."""
    return drafts.objects.filter(user=by, **which).delete()[0]


def drop_typing(pk: int, *, by: AbstractUser, drafts: type[AutosavedDraft] = UnsavedTyping) -> int:
    """Mark unsaved typing as dropped, so that it is offered no more. For a day it can be restored."""
    rows = drafts.objects.filter(user=by, pk=pk, dropped_at=None)
    return rows.update(dropped_at=timezone.now())


@transaction.atomic
def be_here(
    article_id: int, *, by: AbstractUser, typed: bool = False, language: str = "", at: datetime | None = None
) -> None:
    """Record that a person has a story open, and whether with unsaved typing.

    Written at most every ten seconds, unless they have begun to type, or saved.
    """
    at = at or clock.now()
    row = Presence.objects.filter(article=article_id, user=by).first()
    if row is None:
        Presence.objects.filter(article=article_id, seen_at__lt=at - FORGET_AFTER).delete()
        row = Presence(article_id=article_id, user=by, seen_at=at, language=language)
        row.typed_at = at if typed else None
        # Another window of theirs may have been faster.
        Presence.objects.bulk_create([row], ignore_conflicts=True)
        return
    is_changed = (row.typed_at is not None, row.language) != (typed, language)
    if is_changed or row.seen_at < at - UPDATE_EVERY:
        row.seen_at, row.typed_at, row.language = at, at if typed else None, language
        row.save(update_fields=["seen_at", "typed_at", "language"])


def leave(article_id: int, *, by: AbstractUser) -> None:
    """Record that a person has closed a story."""
    Presence.objects.filter(article=article_id, user=by).delete()
