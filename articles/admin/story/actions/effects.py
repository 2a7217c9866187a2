"""What the buttons do: each calls one verb of review or publication.

All take (article, language), `by`, the guards `seen` (version of the text) and `after` (number
of the latest edition), and what the person filled in.
"""

from django.utils.translation import gettext as _

from articles import publishing
from articles.models import other
from articles.workflow.saving import EditConflict, want
from articles.workflow.transitions import TransitionRefused, perform


def transition(name):
    def take(article, language, *, by, seen, after, reason=""):
        return perform(name, article, language=language, by=by, reason=reason, seen=seen)

    return take


def approve_alone(article, language, *, by, seen, after, reason):
    return perform("approve", article, language=language, by=by, reason=reason, seen=seen, alone=True)


def publish(article, language, *, by, seen, after, both=False, after_there=None, **told):
    if not both:
        return publishing.publish(article, language, by=by, after=after, **told)
    for decision in ("before_source", "reason"):  # its source goes with it
        told.pop(decision, None)
    return publishing.publish_together(article, language, by=by, after=after, after_there=after_there, **told)


def publish_both(article, language, *, by, seen, after, **told):
    return publish(article, language, by=by, seen=seen, after=after, both=True, **told)


def publish_under(article, language, *, by, seen, after, **told):
    return publishing.publish_under_scheduled(article, language, by=by, after=after, **told)


def withdraw(kind):
    def take(article, language, *, by, seen, after, note, after_there=None, **chosen):
        """Without a choice it takes this language alone."""
        there = other(language)
        notes = {language: note} if chosen.get("here", True) else {}
        notes |= {there: chosen["note_there"]} if chosen.get("there") else {}
        afters = {language: after, there: after_there}
        return publishing.withdraw_together(article, notes, by=by, kind=kind, after=afters)

    return take


def quick_fix(article, language, *, by, seen, after, **texts):
    return publishing.quick_fix(article, language, by=by, after=after, **texts)


def brief(article, language, *, by, seen, after, **told):
    try:
        return publishing.brief(article, language, by=by, seen=seen, after=after, **told)
    except EditConflict:
        raise TransitionRefused([_("The text has changed since you read it; read it again.")]) from None


def moving(alone, together):
    """What a scheduled edition is taken to by itself, or together with that of the other language."""

    def take(article, language, *, by, seen, after, both=False, after_there=None, **told):
        if not both:
            return alone(article, language, by=by, after=after, **told)
        told.pop("before_source", None)
        if together is not publishing.cancel_together:
            told.pop("reason", None)
        return together(article, language, by=by, after=after, after_there=after_there, **told)

    return take


cancel = moving(publishing.cancel, publishing.cancel_together)
bring_forward = moving(publishing.bring_forward, publishing.bring_forward_together)
reschedule = moving(publishing.reschedule, publishing.reschedule_together)


def ask_for(wanted):
    def take(article, language, *, by, seen, after):
        return want(article, language, wanted, by=by)

    return take
