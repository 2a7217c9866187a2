"""What the buttons do: each calls one verb of review or publication.

All take (article, language), `by`, the guards `seen` (version of the text) and `after` (number
of the latest edition), and what the person filled in.
"""

from articles import publishing
from articles.models import other
from articles.workflow.saving import want
from articles.workflow.transitions import perform


def transition(name):
    def take(article, language, *, by, seen, after, reason=""):
        return perform(name, article, language=language, by=by, reason=reason, seen=seen)

    return take


def approve_alone(article, language, *, by, seen, after, reason):
    return perform("approve", article, language=language, by=by, reason=reason, seen=seen, alone=True)


def publish(article, language, *, by, seen, after, **told):
    return publishing.publish(article, language, by=by, after=after, **told)


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


def cancel(article, language, *, by, seen, after, reason=""):
    return publishing.cancel(article, language, by=by, reason=reason, after=after)


def bring_forward(article, language, *, by, seen, after, at=None):
    return publishing.bring_forward(article, language, by=by, at=at, after=after)


def ask_for(wanted):
    def take(article, language, *, by, seen, after):
        return want(article, language, wanted, by=by)

    return take
