"""All actions of a story, in the order of their buttons."""

from django.contrib.auth.models import AbstractUser

from articles.admin.story.actions import assignment, publication, review, schedule
from articles.admin.story.actions.base import StoryAction
from articles.admin.story.language_status import LanguageStatus

BUTTON = "_action"  # the name of the buttons; their value is "submit:ko"
ACTIONS: dict[str, StoryAction] = {
    action.name: action
    for action in (
        review.SubmitAction(),
        review.ApproveAction(),
        review.ApproveAloneAction(),
        review.ReturnAction(),
        publication.BriefAction(),
        publication.PublishAction(),
        publication.PublishAgainAction(),
        publication.PublishBeforeSourceAction(),
        publication.PublishBothAction(),
        schedule.ScheduleAction(),
        publication.PublishChangeAction(),
        publication.PublishUnderScheduledAction(),
        schedule.RescheduleAction(),
        schedule.BringForwardAction(),
        schedule.CancelAction(),
        publication.QuickFixAction(),
        review.ReopenAction(),
        publication.WithdrawAction(),
        publication.RetractAction(),
        assignment.AssignAction(),
        assignment.HoldAction(),
        assignment.LetGoAction(),
        review.WantFullAction(),
        review.WantBriefAction(),
        review.WantNothingAction(),
    )
}


def offered_actions(status: LanguageStatus, user: AbstractUser) -> list[str]:
    """Return the names of the actions that a user may take at the status of a language, in order."""
    return [name for name, action in ACTIONS.items() if action.is_offered(user, status)]
