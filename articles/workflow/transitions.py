"""Transitions between the stages of one language of a story: their table, performing and undoing them.

The user who took a step can undo it: a submission until the desk opens the text, any other step within
UNDO_WITHIN. The event of each step has the version of the text, so that writers can see the changes that the
desk made before its decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import InterfaceText, User
from articles.checks.completeness import READABLE
from articles.checks.registry import examine
from articles.events import log
from articles.models import Article, Edition, Event, EventType, LanguageProgress, Stage
from articles.models.people import display_name
from articles.refusals import Refused, has_waited_too_long
from articles.translations.freshness import stale_event_details
from articles.workflow.edit_session import LockedStory, restart_word_count
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.snapshot import Snapshot, count_changed_words

LAST_CHANGE = _(
    "You made the last change. Someone else must approve it, or you approve it without "
    "review and give a reason."
)
ONLY_AUTHOR = _(
    "You wrote all of this text. Someone else must approve it, or you approve it without review and give a "
    "reason."
)
MAIN_AUTHOR = _(
    "You wrote more than a third of this text, and %(names)s the rest. Someone else must approve it, or you "
    "approve it without review and give a reason."
)
MOST_NAMES = 3  # other writers that MAIN_AUTHOR names
UNDO_WITHIN = timedelta(seconds=30)  # screens offer it for ten seconds, and a request takes time
TOO_LATE = _("It is too late to undo this.")
OPENED = _("Someone at the desk has opened the text. Ask them to return it.")
MOVED_ON = _("The text has changed or moved on since, so this can no longer be undone.")
DECISIONS = (EventType.APPROVED, EventType.RETURNED)
SHOWN_FOR = timedelta(days=7)  # how long the story form shows the desk's changes before its decision


class TransitionRefused(Refused):
    """A refused transition; `reasons` are texts in the user's language."""


@dataclass(frozen=True)
class Transition:
    """A step from one stage to another, and its conditions.

    source, target  the stages before and after
    verb            the permission that it needs, in the language of the text
    needs_whole_text  whether headline, summary and text must all be present
    needs_reason    whether the user must give a reason
    needs_second_person  whether to refuse a user who wrote too much of the text (lacks_second_pair_of_eyes),
                    unless they confirm that they decide without review, and give a reason
    """

    source: Stage
    target: Stage
    verb: Verb
    needs_whole_text: bool = False
    needs_reason: bool = False
    needs_second_person: bool = False


# The names are values of EventType: `perform` records an event of that type.
TRANSITIONS = {
    "submit": Transition(Stage.WRITING, Stage.IN_REVIEW, Verb.WRITE, needs_whole_text=True),
    "return": Transition(Stage.IN_REVIEW, Stage.WRITING, Verb.APPROVE, needs_reason=True),
    "approve": Transition(
        Stage.IN_REVIEW, Stage.APPROVED, Verb.APPROVE, needs_whole_text=True, needs_second_person=True
    ),
    "reopen": Transition(Stage.APPROVED, Stage.WRITING, Verb.APPROVE, needs_reason=True),
}


def lacks_second_pair_of_eyes(user: Actor, progress: LanguageProgress) -> bool:
    """Return whether the setting FOUR_EYES forbids a user to approve the text, because it is their own.

    A text is their own if they changed more than a third of the words changed since the last approval. See
    is_own_text().
    """
    return settings.FOUR_EYES and user is not None and progress.is_own_text(user)


def explain_own_words(user: User, progress: LanguageProgress) -> InterfaceText:
    """Explain why a user lacks a second pair of eyes to approve the text, and name its other writers."""
    if not progress.words_by_person:
        return LAST_CHANGE
    others = [pk for pk in progress.words_by_person if pk != user.pk]
    if not others:
        return ONLY_AUTHOR
    people = get_user_model().objects.in_bulk(others[:MOST_NAMES])
    names = [display_name(people[pk]) for pk in others[:MOST_NAMES]]
    return MAIN_AUTHOR % {"names": ", ".join(names) + ("…" if len(others) > MOST_NAMES else "")}


@log.unit_of_work()
def perform(
    name: str,
    article: Article,
    *,
    language: str,
    by: Actor,
    reason: str = "",
    seen: int | None = None,
    alone: bool = False,
    inspect: Callable[[LockedStory], dict] | None = None,
) -> LanguageProgress:
    """Perform a named transition of one language of an article and record it.

    seen     version of the text that the user saw; an older one is refused
    alone    whether the user confirms an approval without a second pair of eyes; it needs a reason
    inspect  called with the LockedStory after all other checks; returns a dict of more details for the log,
             or raises a refusal

    Return the LanguageProgress, freshly read. Raise PermissionDenied, or TransitionRefused with reasons.
    """
    step = TRANSITIONS[name]
    if not may(by, step.verb, language):
        raise PermissionDenied
    story = LockedStory(article.pk, by=by)
    progress = story.progress[language]
    is_alone = step.needs_second_person and lacks_second_pair_of_eyes(by, progress)
    _refuse_outdated(step, progress, seen)
    _refuse_unreasoned(step, progress, reason, by=by, is_alone=is_alone, is_confirmed=alone)
    _refuse_incomplete(step, story, progress)
    details = {"version": progress.version} | ({"alone": True} if is_alone else {})
    details |= inspect(story) if inspect else {}
    if step.source == Stage.APPROVED:
        restart_word_count(progress)
    if step.source == Stage.WRITING:
        progress.opened_at = None
    progress.stage = step.target
    progress.save(update_fields=["stage", "counted_version", "opened_at"])
    if step.target == Stage.APPROVED and not Edition.objects.of(article, language).exists():
        # For a published text, stale segments are recorded when the change is published.
        details |= stale_event_details(story, language)
    log.record(EventType(name), article, by=by, language=language, reason=reason, **details)
    return progress


def _refuse_incomplete(step, story, progress):
    """Raise TransitionRefused if parts are missing that the desk needs to read a text."""
    missing = step.needs_whole_text and examine(story.article, progress, codes=READABLE, rows=story.rows)
    if missing:
        raise TransitionRefused(*missing)


def _refuse_unreasoned(step, progress, reason, *, by, is_alone, is_confirmed):
    """Raise TransitionRefused if an approval without review is not confirmed, or a reason is missing.

    is_alone      whether the user would decide without a second pair of eyes
    is_confirmed  whether the user has confirmed doing so
    """
    if is_alone and not is_confirmed:
        raise TransitionRefused(explain_own_words(by, progress))
    if (step.needs_reason or is_alone) and not reason.strip():
        raise TransitionRefused(_("Give a reason."))


def _refuse_outdated(step, progress, seen):
    """Raise TransitionRefused if the stage or the text has changed since the user read it."""
    if progress.stage != step.source:
        raise TransitionRefused(
            _("Someone changed the stage in the meantime: the text is now at “%(stage)s”.")
            % {"stage": progress.get_stage_display()}
        )
    if seen is not None and seen != progress.version:
        raise TransitionRefused(_("The text has changed since you read it. Read it again."))


@log.unit_of_work()
def undo(article: Article, language: str, *, by: User, step: int) -> LanguageProgress:
    """Undo the latest step of a text, by the user who took it. The log keeps both events.

    step  id of the event of that step, as the user saw it

    Return the LanguageProgress, freshly read. Raise PermissionDenied, or TransitionRefused with the reason.
    """
    progress = LockedStory(article.pk, by=by).progress[language]
    event = latest_step(article.pk, language)
    if event is None or event.pk != step or event.type not in EventType.UNDOABLE:
        raise TransitionRefused(MOVED_ON)
    transition = TRANSITIONS[event.type]
    if event.actor_id != by.pk or not may(by, transition.verb, language):
        raise PermissionDenied
    if progress.stage != transition.target:
        raise TransitionRefused(MOVED_ON)
    if event.type == EventType.SUBMITTED:
        if progress.opened_at is not None:
            raise TransitionRefused(OPENED)
    else:
        _refuse_late(progress, event)
    progress.stage = transition.source
    progress.save(update_fields=["stage"])
    log.record(EventType.UNDONE, article, by=by, language=language, undone=event.pk, step=event.type)
    return progress


def _refuse_late(progress, event):
    """Raise TransitionRefused if a step is too old, or if the text has changed or has later events."""
    if clock.now() - event.at > UNDO_WITHIN:
        raise TransitionRefused(TOO_LATE)
    later = Event.objects.filter(subject_type="article", subject_id=event.subject_id, id__gt=event.pk)
    has_changed = event.details.get("version") != progress.version
    if has_changed or later.filter(language__in=[event.language, ""]).exists():
        raise TransitionRefused(MOVED_ON)


def latest_step(article_id: int, language: str) -> Event | None:
    """Return the event of the step that led to the current stage of a text, with its actor, or None."""
    events = Event.objects.filter(subject_type="article", subject_id=article_id, language=language)
    return events.filter(type__in=EventType.STEPS).not_undone().select_related("actor").first()


def undo_address(article_id: int, language: str, *, back: str = "") -> str:
    """Return the URL that undoes the latest step of a text by POST; "" before the first step.

    back  the address to redirect to afterwards
    """
    if not (step := latest_step(article_id, language)):
        return ""
    address = reverse("admin:articles_article_undo", args=[article_id, language, step.pk])
    return f"{address}?{urlencode({'next': back})}" if back else address


def may_recall(user: Actor, progress: LanguageProgress, step: Event | None) -> bool:
    """Return whether a user may undo the submission of a text: it is theirs, and the desk has not opened it.

    step  the latest_step of the text
    """
    is_submitted = step is not None and step.type == EventType.SUBMITTED
    is_own = user is not None and step is not None and step.actor_id == user.pk
    return is_submitted and is_own and progress.opened_at is None


def mark_opened(progress: LanguageProgress, user: User) -> None:
    """Record that an approver has opened a submitted text: its writer can no longer recall it.

    Do nothing for other users and texts, or if the database is busy.
    """
    is_read_first = progress.stage == Stage.IN_REVIEW and progress.opened_at is None
    if not is_read_first or not may(user, Verb.APPROVE, progress.language):
        return
    step = latest_step(progress.article_id, progress.language)
    if step is None or step.type != EventType.SUBMITTED or step.actor_id == user.pk:
        return
    progress.opened_at = clock.now()
    rows = LanguageProgress.objects.filter(pk=progress.pk, stage=Stage.IN_REVIEW, opened_at=None)
    try:
        rows.update(opened_at=progress.opened_at)
    except OperationalError as error:  # reading must not fail because the database is busy
        if not has_waited_too_long(error):
            raise


@dataclass(frozen=True)
class DeskChange:
    """Changes in one language of a story from its submission to the decision of the desk.

    before, after  ids of the history records with the text at these two times
    words          number of changed words, at least 1
    writer_id      user who submitted it
    """

    article_id: int
    language: str
    before: int
    after: int
    words: int
    writer_id: int

    @property
    def address(self) -> str:
        """Return the address of the page that compares both texts."""
        query = {"from": self.before, "to": self.after, "language": self.language}
        return f"{reverse('admin:articles_article_history', args=[self.article_id])}?{urlencode(query)}"


def desk_change(decision: Event) -> DeskChange | None:
    """Return the changes of a text from its submission to an approval or return, or None.

    None if only the user who submitted the text changed it. Also None for events of release 0.9.0, which lack
    the version of the text. At most three queries.
    """
    steps = Event.objects.filter(subject_type="article", subject_id=decision.subject_id)
    steps = steps.filter(language=decision.language, type=EventType.SUBMITTED, id__lt=decision.id)
    submission = steps.not_undone().first()
    if submission is None or submission.actor_id in (None, decision.actor_id):
        return None
    submitted, decided = submission.details.get("version"), decision.details.get("version")
    if submitted is None or decided is None or submitted >= decided:
        return None
    saves = _saves(decision, until=decided)
    before = [pk for pk, _user, version in saves if version <= submitted]
    after = [(pk, user) for pk, user, version in saves if version > submitted]
    if not before or all(user == submission.actor_id for _pk, user in after):
        return None
    last_before, (last_after, _user) = before[-1], after[-1]
    words = _words_between(last_before, last_after, decision.language)
    if not words:
        return None
    return DeskChange(
        article_id=decision.subject_id,
        language=decision.language,
        before=last_before,
        after=last_after,
        words=words,
        writer_id=submission.actor_id,
    )


def _saves(decision, *, until):
    """Return [(id, user, version)] of the history records up to a version of the text, in order."""
    version = f"snapshot__versions__{decision.language}"
    records = Article.history.filter(id=decision.subject_id).order_by("history_date", "history_id")
    rows = records.values_list("history_id", "history_user_id", version)
    return [row for row in rows if row[2] is not None and row[2] <= until]


def _words_between(before, after, language):
    """Return the number of words that differ between two records: at least 1 if they differ, else 0."""
    records = Article.history.in_bulk([before, after])
    states = [Snapshot.of_record(records[pk]) for pk in (before, after)]
    if language not in states[1].changed_parts(states[0]):
        return 0
    return max(1, count_changed_words(*(state.passages(language) for state in states)))
