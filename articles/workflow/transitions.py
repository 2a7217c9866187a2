"""Transitions between the stages of one language of a story: their table, and how one is performed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles.checks.registry import examine
from articles.checks.text.completeness import READABLE
from articles.events import log
from articles.models import Article, Edition, EventType, LanguageProgress, Stage
from articles.models.people import display_name
from articles.refusals import Refused
from articles.translations.freshness import stale_event_details
from articles.workflow.contributions import begin_count
from articles.workflow.edit_session import EditSession
from articles.workflow.permissions import Actor, Verb, may

LAST_CHANGE = _(
    "You made the last change. Someone else must approve it, or you approve it without "
    "review and give a reason."
)
ONLY_AUTHOR = _(
    "Only you have written what is to be approved. Someone else must approve it, or you approve it without "
    "review and give a reason."
)
MAIN_AUTHOR = _(
    "You have written more than a third of what is to be approved, %(names)s the rest. Someone else must "
    "approve it, or you approve it without review and give a reason."
)
MOST_NAMES = 3


class TransitionRefused(Refused):
    """A transition that is refused; `reasons` are texts in the user's language."""


@dataclass(frozen=True)
class Transition:
    """A step from one stage to another, and its conditions.

    may         the permission
    needs_whole_text  whether headline, summary and text must all be there
    by_another  whether it is not for somebody who lacks a second pair of eyes, unless alone and with a reason
    """

    source: Stage
    target: Stage
    may: Verb
    needs_whole_text: bool = False
    needs_reason: bool = False
    by_another: bool = False


TRANSITIONS = {
    "submit": Transition(Stage.WRITING, Stage.IN_REVIEW, Verb.WRITE, needs_whole_text=True),
    "return": Transition(Stage.IN_REVIEW, Stage.WRITING, Verb.APPROVE, needs_reason=True),
    "approve": Transition(
        Stage.IN_REVIEW, Stage.APPROVED, Verb.APPROVE, needs_whole_text=True, by_another=True
    ),
    "reopen": Transition(Stage.APPROVED, Stage.WRITING, Verb.APPROVE, needs_reason=True),
}


def lacks_second_pair_of_eyes(user: Actor, progress: LanguageProgress) -> bool:
    """Return whether a person would approve mostly their own words, where the setting FOUR_EYES forbids that.

    Everybody who changed the text since its last approval counts, by the words that they changed.
    """
    return settings.FOUR_EYES and user is not None and progress.is_own_text(user)


def explain_own_words(user: Actor, progress: LanguageProgress) -> str:
    """Return the sentence that says why such a person cannot approve the text, and who else wrote it."""
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
) -> LanguageProgress:
    """Move one language of an article along a named transition and record who did it.

    seen   version of the text that the person saw; an older one is refused
    alone  whether to approve without a second pair of eyes, with a reason; the log records both
    Return the LanguageProgress, freshly read. Raise PermissionDenied, or TransitionRefused with reasons.
    """
    step = TRANSITIONS[name]
    if not may(by, step.may, language):
        raise PermissionDenied
    edit = EditSession(article.pk, by=by)
    progress = edit.progress[language]
    is_alone = step.by_another and lacks_second_pair_of_eyes(by, progress)
    _refuse_outdated(step, progress, seen)
    _refuse_unreasoned(step, progress, reason, by=by, is_alone=is_alone, is_confirmed=alone)
    if step.needs_whole_text and (missing := examine(edit.article, progress, codes=READABLE, rows=edit.rows)):
        raise TransitionRefused(*missing)
    details = {"version": progress.version} | ({"alone": True} if is_alone else {})
    if step.source == Stage.APPROVED:
        begin_count(progress)
    if step.source == Stage.WRITING:
        progress.opened_at = None
    progress.stage = step.target
    progress.save(update_fields=["stage", "counted_version", "opened_at"])
    if step.target == Stage.APPROVED and not Edition.objects.of(article, language).exists():
        # For a published text, the publication of the change records stale segments.
        details |= stale_event_details(edit, language)
    log.record(EventType(name), article, by=by, language=language, reason=reason, **details)
    return progress


def _refuse_unreasoned(step, progress, reason, *, by, is_alone, is_confirmed):
    """Raise TransitionRefused for own words that nobody has confirmed, and where a reason is missing."""
    if is_alone and not is_confirmed:
        raise TransitionRefused(explain_own_words(by, progress))
    if (step.needs_reason or is_alone) and not reason.strip():
        raise TransitionRefused(_("Give a reason."))


def _refuse_outdated(step, progress, seen):
    """Raise TransitionRefused where the stage or the text is another one than the person saw."""
    if progress.stage != step.source:
        raise TransitionRefused(
            _("Someone changed the stage in the meantime: the text is now at “%(stage)s”.")
            % {"stage": progress.get_stage_display()}
        )
    if seen is not None and seen != progress.version:
        raise TransitionRefused(_("The text has changed since you read it. Read it again."))
