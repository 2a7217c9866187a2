"""What became of a segment since it was translated, in words and sentence by sentence."""

from django.utils.translation import gettext as _

from articles.text.comparison import comparison
from articles.text.sentences import sentences
from articles.text.tags import tagged
from articles.text.translation.freshness import State
from newsroom.translations.labels import role_label


def change_reason(unit, sources):
    """Why a segment asks for something, as a sentence; "" where its state says all."""
    if unit.state == State.MARKUP:
        return _form_change_reason(unit.made.sources[0], sources[0])
    return {
        State.STALE: _("The words of the source have changed since this was translated."),
        State.MOVED: _("Only its place has changed; the words are the same."),
        State.REMOVED: _("The source no longer has this."),
    }.get(unit.state, "")


def _form_change_reason(before, now):
    if before.path != now.path:
        names = [role_label(one) or _("Paragraph") for one in (before, now)]
        if names[0] != names[1]:
            return _("The words are the same. It was “%(before)s” and is “%(now)s” now.") % {
                "before": names[0],
                "now": names[1],
            }
        return _("Only its place in the text’s form has changed; the words are the same.")
    tags = [tagged(one.html).tags for one in (before, now)]
    elements = [[tag.split(" ", 1)[0] for tag in one] for one in tags]
    changed = {before.split(" ", 1)[0] for before, now in zip(*tags, strict=False) if before != now}
    if elements[0] == elements[1] and changed == {"a"}:
        return _("Only a link’s address has changed.")
    return _("Only its tags have changed; the words are the same.")


def changed_passages(unit, sources):
    """The sentences of the source that differ from those that were translated: lists of Pieces.

    An empty list stands for what stayed. Of what is gone from the source, all of it.
    """
    if unit.made is None or unit.state not in (State.STALE, State.REMOVED):
        return []
    before, now = (
        [sentence for one in side for sentence in sentences(one.words)]
        for side in (unit.made.sources, sources)
    )
    return comparison(before, now)
