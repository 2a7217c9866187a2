"""Custody of confidential rows: hand-over when the holder leaves, and release of restricted stories."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction

from articles import clock
from articles.annotations import User
from articles.events import log
from articles.models import Article, Language, localized
from articles.models.autosave import keep_typing
from articles.workflow.edit_session import create_article
from newsroom.confidential.models import (
    ConfidentialModel,
    ConfidentialSource,
    CustodyRequest,
    RestrictedStory,
    RestrictedStoryDraft,
)
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

KINDS = {
    ConfidentialSource: SecurityEventKind.SOURCE_CHANGED,
    RestrictedStory: SecurityEventKind.STORY_CHANGED,
}
TEXTS = ("title", "summary", "body")
COLUMNS = {localized(text, language) for text in TEXTS for language in Language}


def knows_more(user: User, person: User) -> bool:
    """Return whether `user` may know confidential rows that `person` may not."""
    hidden = (
        model.objects.visible_to(user).exclude(pk__in=model.objects.visible_to(person).values("pk"))
        for model in KINDS
    )
    return any(rows.exists() for rows in hidden)


def is_access_guarded(user: User, person: User) -> bool:
    """Return whether the account of `user` would give `person` access to more confidential rows.

    Rows in an open request to hand them over to `user` count, too.
    """
    is_other = user.pk != person.pk
    return is_other and (knows_more(user, person) or CustodyRequest.objects.open().filter(to=user).exists())


@dataclass(frozen=True)
class HandedOver:
    """The hand-over of one row.

    row          a ConfidentialModel with only its primary key set
    before, now  its former and its new holder
    """

    row: ConfidentialModel
    before: User
    now: User
    at: datetime


def count_held(person: User) -> int:
    """Return the number of confidential rows that the user holds."""
    return sum(model.objects.filter(held_by=person).count() for model in KINDS)


def latest_hand_overs(person: User, *, since: datetime, most: int) -> list[HandedOver]:
    """Return the hand-overs since an instant of rows that the user holds or is named for, latest first.

    most  maximum number of hand-overs
    Make one query, and another for the users if there are hand-overs.
    """
    querysets = [model.objects.handed_over_since(since, person) for model in KINDS]
    rows = list(querysets[0].union(*querysets[1:], all=True).order_by("-handed_over_at")[:most])
    people = get_user_model().objects.in_bulk({pk for row in rows for pk in row[1:3]}) if rows else {}
    models = {model._meta.model_name: model for model in KINDS}
    return [
        HandedOver(models[name](pk=pk), people[before], people[now], at)  # type: ignore[misc]  # each has an id
        for pk, before, now, at, name in rows
    ]


@transaction.atomic
def pass_on_confidential(person: User, *, to: User, by: User) -> list[ConfidentialModel]:
    """Make another user the holder of all rows that a user holds, and return the rows."""
    passed = []
    for model, kind in KINDS.items():
        for row in model.objects.select_for_update().filter(held_by=person).order_by("pk"):
            row.held_by, row.handed_over_from, row.handed_over_at = to, person, clock.now()
            row.save(update_fields=["held_by", "handed_over_from", "handed_over_at"])
            row.people.remove(to)
            record(kind, user=by, account=to, about=row, fields=["held_by"])
            passed.append(row)
    return passed


@log.unit_of_work()
def release_story(story: RestrictedStory, *, by) -> Article:
    """Turn a restricted story into a story, delete the restricted one, and return the new story.

    Nothing is published. The holder counts as the creator, so that an intern can keep writing the story.
    Autosaved drafts of the restricted story become drafts of the new one.
    """
    columns = {column: getattr(story, column) for column in COLUMNS}
    article = create_article(
        by=story.held_by, source_language=story.source_language, section=story.section, **columns
    )
    for draft in story.drafts.filter(dropped_at=None):
        pass_on_draft(draft, article)
    story.delete()
    return article


def pass_on_draft(draft: RestrictedStoryDraft, article: Article) -> None:
    """Copy the texts of a draft into a draft of the released story."""
    fields = {name: values for name, values in draft.fields.items() if name in COLUMNS}
    shown = {name: values for name, values in draft.shown.items() if name.removeprefix("initial-") in COLUMNS}
    if fields:
        keep_typing(article.pk, tab=draft.tab, fields=fields, shown=shown, by=draft.user, at=draft.kept_at)
