"""All actions of a story, in the order of their buttons."""

from articles.admin.story.actions import assignment, publication, review, schedule
from articles.admin.story.actions.base import StoryAction

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
