"""All actions of a story, in the order of their buttons."""

from articles.admin.story.actions import desk, publication, schedule
from articles.admin.story.actions.base import StoryAction

BUTTON = "_action"  # the name of the buttons; their value is "submit:ko"
ACTIONS: dict[str, StoryAction] = {
    action.name: action
    for action in (
        desk.SubmitAction(),
        desk.ApproveAction(),
        desk.ApproveAloneAction(),
        desk.ReturnAction(),
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
        desk.ReopenAction(),
        publication.WithdrawAction(),
        publication.RetractAction(),
        desk.AssignAction(),
        desk.HoldAction(),
        desk.LetGoAction(),
        desk.WantFullAction(),
        desk.WantBriefAction(),
        desk.WantNothingAction(),
    )
}
