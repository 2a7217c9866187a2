"""Custody of what is confidential: passed on when its holder leaves, ended when a story is released."""

from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import Value

from articles import clock
from articles.events import log
from articles.models import Article, Language, localized
from articles.models.autosave import keep_typing
from articles.workflow.edit_session import create_article
from newsroom.confidential.models import (
    ConfidentialModel,
    ConfidentialSource,
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


def count_held(person: AbstractUser) -> int:
    """Return how many rows a person holds, which nobody might know any more without them."""
    return sum(model.objects.filter(held_by=person).count() for model in KINDS)


def handed_over_rows(person: AbstractUser, *, since: datetime, most: int) -> list[ConfidentialModel]:
    """Return the rows of both kinds handed over since an instant that a person holds or is named for.

    At most so many, the latest first. One query where there are none.
    """
    columns = ("kind", "pk", "handed_over_at")
    kinds = [
        model.objects.handed_over_since(since, person)
        .annotate(kind=Value(position))
        .order_by()
        .values_list(*columns)
        for position, model in enumerate(KINDS)
    ]
    latest = list(kinds[0].union(*kinds[1:], all=True).order_by("-handed_over_at", "kind", "pk")[:most])
    rows = {}
    for position, model in enumerate(KINDS):
        if pks := [pk for kind, pk, _at in latest if kind == position]:
            people = model.objects.select_related("held_by", "handed_over_from")
            rows |= {(position, pk): row for pk, row in people.in_bulk(pks).items()}
    return [rows[kind, pk] for kind, pk, _at in latest]


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
