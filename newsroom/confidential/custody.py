"""Custody of confidential rows: passed on when the holder leaves, ended when a story is released."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db import transaction

from articles import clock
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


def knows_more(user: AbstractUser, person: AbstractUser) -> bool:
    """Return whether an account opens confidential rows that another person may not know."""
    hidden = (
        model.objects.visible_to(user).exclude(pk__in=model.objects.visible_to(person).values("pk"))
        for model in KINDS
    )
    return any(rows.exists() for rows in hidden)


def is_access_guarded(user: AbstractUser, person: AbstractUser) -> bool:
    """Return whether a person who opened an account could read confidential material that they may not know.

    So may be what waits to be handed over to it.
    """
    is_other = user.pk != person.pk
    return is_other and (knows_more(user, person) or CustodyRequest.objects.open().filter(to=user).exists())


@dataclass(frozen=True)
class HandedOver:
    """A hand-over of one row.

    row          a ConfidentialModel with its key and nothing else
    before, now  its former and its new holder
    """

    row: ConfidentialModel
    before: AbstractUser
    now: AbstractUser
    at: datetime


def count_held(person: AbstractUser) -> int:
    """Return the number of rows that a person holds."""
    return sum(model.objects.filter(held_by=person).count() for model in KINDS)


def latest_hand_overs(person: AbstractUser, *, since: datetime, most: int) -> list[HandedOver]:
    """Return the rows that a person knows and that changed hands since an instant, the latest first.

    One query, and a second one for the names if there are any.
    """
    querysets = [model.objects.handed_over_since(since, person) for model in KINDS]
    rows = list(querysets[0].union(*querysets[1:], all=True).order_by("-handed_over_at")[:most])
    people = get_user_model().objects.in_bulk({pk for row in rows for pk in row[1:3]}) if rows else {}
    models = {model._meta.model_name: model for model in KINDS}
    return [
        HandedOver(models[name](pk=pk), people[before], people[now], at) for pk, before, now, at, name in rows
    ]


@transaction.atomic
def pass_on_confidential(
    person: AbstractUser, *, to: AbstractUser, by: AbstractUser
) -> list[ConfidentialModel]:
    """Make another person the holder of all rows of a person; return the rows."""
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
    """Make a story of a restricted one, which ends; return it. It is written, and nothing is published.

    It belongs to whoever held it, so that an intern keeps writing what they began. What others of its people
    have typed and not saved goes on as a draft of the story.
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
    """Keep the texts of a draft as one of the story."""
    fields = {name: values for name, values in draft.fields.items() if name in COLUMNS}
    shown = {name: values for name, values in draft.shown.items() if name.removeprefix("initial-") in COLUMNS}
    if fields:
        keep_typing(article.pk, tab=draft.tab, fields=fields, shown=shown, by=draft.user, at=draft.kept_at)
