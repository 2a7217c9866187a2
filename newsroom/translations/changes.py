"""What became of a segment since it was translated, in words and sentence by sentence."""

from django.utils.translation import gettext as _

from articles.text.differences import compare_passages
from articles.text.inline_tags import encode_tags
from articles.text.sentences import sentences
from articles.text.translation.freshness import Freshness
from newsroom.translations.labels import role_label


def reason(unit, sources):
    """Why a segment asks for something, as a sentence; "" where its state says all."""
    if unit.state == Freshness.MARKUP:
        return _of_form(unit.made.sources[0], sources[0])
    return {
        Freshness.STALE: _("The words of the source have changed since this was translated."),
        Freshness.MOVED: _("Only its place has changed; the words are the same."),
        Freshness.REMOVED: _("The source no longer has this."),
    }.get(unit.state, "")


def _of_form(before, now):
    if before.path != now.path:
        names = [role_label(one) or _("Paragraph") for one in (before, now)]
        if names[0] != names[1]:
            return _("The words are the same. It was “%(before)s” and is “%(now)s” now.") % {
                "before": names[0],
                "now": names[1],
            }
        return _("Only its place in the text’s form has changed; the words are the same.")
    tags = [encode_tags(one.html).tags for one in (before, now)]
    elements = [[tag.split(" ", 1)[0] for tag in one] for one in tags]
    changed = {before.split(" ", 1)[0] for before, now in zip(*tags, strict=False) if before != now}
    if elements[0] == elements[1] and changed == {"a"}:
        return _("Only a link’s address has changed.")
    return _("Only its tags have changed; the words are the same.")


def passages(unit, sources):
    """The sentences of the source that differ from those that were translated: lists of Pieces.

    An empty list stands for what stayed. Of what is gone from the source, all of it.
    """
    if unit.made is None or unit.state not in (Freshness.STALE, Freshness.REMOVED):
        return []
    before, now = (
        [sentence for one in side for sentence in sentences(one.words)]
        for side in (unit.made.sources, sources)
    )
    return compare_passages(before, now)
