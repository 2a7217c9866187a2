"""The buttons that bring a text to its readers, now or at an instant, and that move what is scheduled."""

from django.utils.translation import gettext_lazy as _

from articles.admin.story.actions import effects as act
from articles.admin.story.actions.step import Step, in_both, in_copy, in_planned
from articles.admin.story.language_status import LanguageStatus
from articles.workflow.permissions import Verb

PUBLISH = (Verb.PUBLISH,)
NOTES = ("kind", "note", "note_there", "alone")
INSTANT = ("clock", "at", "reading")
ORDER = ("both", "before_source", "why")


def is_ahead(place):
    return place.is_ahead


def is_alone(place):
    """Whether it may go out, over nothing that is live, and waits for no source."""
    return place.may_be_published() and not place.is_live and not place.may_precede


def may_both(place):
    return place.may_be_published() and place.there is not None and place.there.may_be_published()


OUT = {
    # Over what is live one says what the change is to readers: publish-as.
    "publish": Step(
        _("Publish now"),
        _("Published."),
        PUBLISH,
        lambda place: is_alone(place) and place.edition is None,
        act.publish,
        finds=in_copy,
    ),
    # What was taken from readers does not come back by one press.
    "publish-again": Step(
        _("Publish again…"),
        _("Published. Readers have the story again."),
        PUBLISH,
        lambda place: is_alone(place) and place.edition is not None,
        act.publish,
        asks=("partner", "kind", "note"),
        guide=_("Readers find a notice now. The story comes back in its place."),
        finds=in_copy,
    ),
    "publish-first": Step(
        _("Publish before its source…"),
        _("Published. The morning report names you and your reason."),
        PUBLISH,
        lambda place: place.may_be_published() and place.may_precede,
        act.publish,
        asks=("before_source", "why"),
        guide=_("Readers do not have the source yet. Its desk should know of it."),
        finds=in_copy,
    ),
    "publish-both": Step(
        _("Publish both languages…"),
        _("Published, both languages."),
        PUBLISH,
        may_both,
        act.publish_both,
        asks=("partner", *NOTES),
        guide=_("Both languages go live together: both or neither."),
        is_for_both=True,
        finds=in_both,
    ),
    "schedule": Step(
        _("Schedule…"),
        _("Scheduled."),
        PUBLISH,
        LanguageStatus.may_be_published,
        act.publish,
        asks=(*INSTANT, *NOTES, *ORDER),
        guide=_("It goes live by itself at that instant."),
        finds=in_copy,
    ),
}
AHEAD = {
    "reschedule": Step(
        _("Reschedule…"),
        _("Rescheduled."),
        PUBLISH,
        is_ahead,
        act.reschedule,
        asks=(*INSTANT, *ORDER),
        guide=_("The scheduled edition goes live at another instant, its text as it is."),
        finds=in_planned(lambda place: place.ahead.live_from),
    ),
    "bring-forward": Step(
        _("Bring forward…"),
        _("Brought forward."),
        PUBLISH,
        is_ahead,
        act.bring_forward,
        asks=("when", *INSTANT, *ORDER),
        guide=_("The scheduled edition goes live now, or at an earlier instant than planned."),
        finds=in_planned(lambda place: None),
    ),
    "cancel": Step(
        _("Cancel the scheduled edition…"),
        _("Cancelled; nothing is scheduled any more."),
        PUBLISH,
        is_ahead,
        act.cancel,
        asks=("both", "before_source", "optional_reason"),
        guide=_("Nobody has read it. What is live stays live, and the text stays as it is here."),
    ),
}
