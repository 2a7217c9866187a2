"""Workflow actions on a story: one class each, with its button, rules, form and effect.

The bar of the story's form (articles.admin.story.bar) offers those of ACTIONS whose is_offered is true;
`views` shows the form of one, and performs it.
"""

from articles.admin.story.actions import change, desk, notices, publication

BUTTON = "_action"  # the name of the buttons; their value is "submit:ko"
# All actions by name, in the order of their buttons.
ACTIONS: dict[str, desk.StoryAction] = {
    action.name: action
    for action in (
        desk.SubmitAction(),
        desk.RecallAction(),
        desk.ApproveAction(),
        desk.ApproveAloneAction(),
        desk.ReturnAction(),
        publication.BriefAction(),
        publication.PublishAction(),
        publication.PublishAgainAction(),
        publication.PublishBeforeSourceAction(),
        publication.PublishBothAction(),
        publication.ScheduleAction(),
        change.PublishChangeAction(),
        change.ProposeChangeAction(),
        publication.PublishUnderScheduledAction(),
        publication.RescheduleAction(),
        publication.BringForwardAction(),
        publication.CancelAction(),
        publication.QuickFixAction(),
        desk.ReopenAction(),
        notices.WithdrawAction(),
        notices.RetractAction(),
        publication.HideMachineLabelAction(),
        publication.ShowMachineLabelAction(),
        desk.AssignAction(),
        desk.AssignToSelfAction(),
        desk.UnassignAction(),
        desk.WantFullAction(),
        desk.WantBriefAction(),
        desk.WantNothingAction(),
    )
}
