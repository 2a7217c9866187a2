"""Workflow actions on a story. Each class defines a button, its rules, its form and its effect.

The bar of the story form (articles.admin.story.bar) offers the ACTIONS whose is_offered is true.
`views` shows their forms and performs them.
"""

from articles.admin.story.actions import change, desk, notices, publication

BUTTON = "_action"  # name of the buttons; a value is an action and a language, "submit:ko"
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
