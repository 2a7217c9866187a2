"""What one language of a story may be taken to by a press of a button: a table of steps."""

from django.utils.translation import gettext_lazy as _

from articles.admin.story.actions import assigning, brief, scheduling
from articles.admin.story.actions import effects as act
from articles.admin.story.actions.scheduling import NOTES
from articles.admin.story.actions.step import Step, at_stage, in_copy, nothing_yet
from articles.models import EditionKind, Stage, Wanted
from articles.workflow.permissions import Verb
from articles.workflow.transitions import OWN_WORDS

BUTTON = "_step"  # the name of the buttons; their value is step and language: "submit:ko"
WRITE, APPROVE, PUBLISH = (Verb.WRITE,), (Verb.APPROVE,), (Verb.PUBLISH,)
LANGUAGES = ("here", "note", "there", "note_there")
STEPS = {
    "submit": Step(
        _("Submit for review"),
        _("Submitted for review."),
        WRITE,
        lambda place: place.progress.stage == Stage.WRITING and place.progress.wanted != Wanted.NOTHING,
        act.transition("submit"),
        is_review=True,
    ),
    "approve": Step(
        _("Approve"),
        _("Approved."),
        APPROVE,
        at_stage(Stage.IN_REVIEW),
        act.transition("approve"),
        alone=False,
        is_review=True,
    ),
    "approve-alone": Step(
        _("Approve alone…"),
        _("Approved. The morning report names you and your reason."),
        APPROVE,
        at_stage(Stage.IN_REVIEW),
        act.approve_alone,
        asks=("reason",),
        guide=OWN_WORDS,
        alone=True,
        is_review=True,
    ),
    "return": Step(
        _("Return to the writer…"),
        _("Returned to the writer."),
        APPROVE,
        at_stage(Stage.IN_REVIEW),
        act.transition("return"),
        asks=("reason",),
        guide=_("The text goes back to writing. Say what is to be done; the log keeps it."),
    ),
    **brief.STEPS,
    **scheduling.OUT,
    "publish-as": Step(
        _("Publish as correction, update or minor change…"),
        _("Published."),
        PUBLISH,
        lambda place: place.is_live and not place.is_ahead and place.progress.stage == Stage.APPROVED,
        act.publish,
        asks=NOTES,
        guide=_("A correction tells readers what was wrong and what is right, in a public note."),
        finds=in_copy,
    ),
    "publish-under": Step(
        _("Publish now, under the scheduled edition…"),
        _("Published; the scheduled edition holds the change as well."),
        PUBLISH,
        lambda place: place.is_live and place.is_ahead and place.progress.stage == Stage.APPROVED,
        act.publish_under,
        asks=NOTES,
        guide=_("The change goes live now, and into the edition that is scheduled, which keeps its instant."),
        finds=in_copy,
    ),
    **scheduling.AHEAD,
    "quick-fix": Step(
        _("Quick fix of the live text…"),
        _("Fixed. Readers see it now."),
        PUBLISH,
        lambda place: place.is_live,
        act.quick_fix,
        asks=("headline", "summary", "body", "under"),
        guide=_(
            "Mend a slip in what readers see. It goes live at once and into the text of the story, whose"
            " unpublished changes stay unpublished."
        ),
        finds=nothing_yet,
    ),
    "reopen": Step(
        _("Reopen…"),
        _("Reopened for writing."),
        APPROVE,
        at_stage(Stage.APPROVED),
        act.transition("reopen"),
        asks=("reason",),
        guide=_("The approved text goes back to writing. What readers see does not change."),
    ),
    "withdraw": Step(
        _("Withdraw…"),
        _("Withdrawn. Readers see the notice."),
        PUBLISH,
        lambda place: place.is_live and not place.is_ahead,
        act.withdraw(EditionKind.WITHDRAWAL),
        asks=LANGUAGES,
        guide=_("Readers find a notice with your note in place of the story."),
        is_grave=True,
    ),
    "retract": Step(
        _("Retract…"),
        _("Retracted. Readers see the notice."),
        PUBLISH,
        lambda place: (place.is_live or place.is_withdrawn) and not place.is_ahead,
        act.withdraw(EditionKind.RETRACTION),
        asks=LANGUAGES,
        guide=_("For a story that was wrong. Readers find a notice with your note in its place."),
        is_grave=True,
    ),
    **assigning.STEPS,
    **{
        f"want-{wanted}": Step(
            label,
            _("Noted what is wanted."),
            assigning.ANY,
            lambda place, wanted=wanted: place.progress.wanted != wanted,
            act.ask_for(wanted),
        )
        for wanted, label in [
            (Wanted.FULL, _("Ask for the full text")),
            (Wanted.BRIEF, _("Ask for a brief")),
            (Wanted.NOTHING, _("Ask for nothing")),
        ]
    },
}


def offered(place, user):
    """The names of the steps that a person may take where a language stands, in the order of work."""
    language = place.progress.language
    return [
        name
        for name, step in STEPS.items()
        if step.may(user, language) and step.fits(place) and step.suits(user, place)
    ]
