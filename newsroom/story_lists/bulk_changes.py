"""Bulk changes: begun, worked off a batch a request, stopped, gone on with.

Each batch is a POST of the person who chose the stories, so that no worker is needed, their permissions count
as they are at that moment, and a copy that is held changes nothing by itself. A story and its outcome are
written in one transaction: whatever is killed or repeated, no story is changed twice.
"""

from time import monotonic

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.events import log
from articles.models import Article
from articles.refusals import Refused
from articles.workflow.edit_session import EditConflict
from newsroom.story_lists.bulk_actions import ACTIONS
from newsroom.story_lists.models import BulkChange, BulkOutcome, BulkState, BulkStory

AT_ONCE = 50  # stories in one request
SECONDS = 3  # after which a request begins no other story
AT_LEAST = 1


@log.unit_of_work()
def choose_stories(action: str, stories: QuerySet, *, by: AbstractUser) -> BulkChange:
    """Keep the chosen stories, in the order of the list, for an action that is begun later."""
    change = BulkChange.objects.create(action=action, started_by=by)
    ids = dict.fromkeys(stories.values_list("pk", flat=True))
    BulkStory.objects.bulk_create([BulkStory(change=change, article_id=pk) for pk in ids])
    return change


def begin(change: BulkChange, options: dict, *, reason: str = "") -> bool:
    """Begin a bulk change with what its form gave; False where it was begun before."""
    begun = {"state": BulkState.RUNNING, "options": options, "reason": reason}
    is_begun = BulkChange.objects.filter(pk=change.pk, state=BulkState.CHOSEN).update(**begun)
    change.refresh_from_db()
    return bool(is_begun)


def stop(change: BulkChange) -> None:
    """Stop a bulk change before its next story."""
    BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING).update(state=BulkState.STOPPED)


def go_on(change: BulkChange) -> None:
    """Let a bulk change that was stopped go on with the stories that wait."""
    BulkChange.objects.filter(pk=change.pk, state=BulkState.STOPPED).update(state=BulkState.RUNNING)


def work_on(change: BulkChange, *, by: AbstractUser) -> None:
    """Work on the next batch of a bulk change that runs; finish it when no story waits."""
    begun_at, waiting = monotonic(), change.stories.filter(outcome=BulkOutcome.WAITING)
    ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for place, pk in enumerate(ids):
        if place >= AT_LEAST and monotonic() - begun_at > SECONDS:
            return
        if not BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING).exists():
            return
        change_story(change, pk, by=by)
    if not waiting.exists():
        running = BulkChange.objects.filter(pk=change.pk, state=BulkState.RUNNING)
        running.update(state=BulkState.FINISHED)


def change_story(change: BulkChange, pk: int, *, by: AbstractUser) -> None:
    """Do the action to one story that waits, and store the outcome with it; a refusal is an outcome."""
    try:
        with log.unit_of_work():
            _change_waiting(change, pk, by)
    except PermissionDenied:
        _refuse(pk, _("You may not change this story, or not in this language."))
    except EditConflict:
        _refuse(pk, _("Somebody else changed it at the same moment."))
    except Refused as refusal:
        _refuse(pk, str(refusal))


def _change_waiting(change, pk, by):
    story = BulkStory.objects.select_for_update().filter(pk=pk, outcome=BulkOutcome.WAITING).first()
    if story is None:  # another request was faster
        return
    article = Article.objects.select_for_update(of=("self",)).filter(pk=story.article_id).first()
    if article is None:
        raise Refused(_("The story was deleted."))
    known = {"by": by, "reason": change.reason, "bulk": change.pk}
    has_changed = ACTIONS[change.action].perform(article, **known, **change.options)
    story.outcome = BulkOutcome.DONE if has_changed else BulkOutcome.UNCHANGED
    story.save(update_fields=["outcome"])


def _refuse(pk, reason):
    """Store a refusal, unless another request has had an outcome meanwhile."""
    rows = BulkStory.objects.filter(pk=pk, outcome=BulkOutcome.WAITING)
    rows.update(outcome=BulkOutcome.REFUSED, reason=reason)
