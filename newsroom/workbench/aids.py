"""What helps with one segment: each source of help is a function of an Asked, empty where it knows none."""

from dataclasses import dataclass

from articles.workflow.bench import SegmentGone
from newsroom.workbench.posted import Posted


@dataclass(frozen=True)
class Asked:
    """A segment that is being written.

    sources  its Segments in the source; texts  the translation as it is typed, with numbered tags
    """

    story: object
    unit: object
    sources: tuple
    texts: tuple


def aids(story, data):
    """The context of workbench/_aids.html, or None where the segment is gone."""
    posted = Posted.of(data)
    try:
        unit = story.translation.units[posted.place_in(story.translation)]
    except SegmentGone:
        return None
    asked = Asked(story, unit, tuple(story.translation.sources_of(unit)), tuple(posted.texts))
    return {"story": story, "asked": asked}
