"""What a Plan would do, for people to read before they agree: every list of a Report in words."""

from dataclasses import dataclass, field

from articles.models import other
from articles.text.comparison import words
from articles.text.tags import tagged
from newsroom.translations.exchange import wording
from newsroom.translations.segment_display import role_label

MOST = 300  # segments of a list that are shown: a story has forty


@dataclass
class Row:
    """One segment.

    source    its words in the source, tags as numbers
    pieces    what differs between the translation here and in the file, [] where none of both is shown
    problems  what is wrong with its tags, in sentences; reason  why it is not taken
    """

    id: str
    label: str = ""
    source: str = ""
    pieces: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    reason: str = ""


class Shown:
    """A Plan as the preview has it: lists of Rows, the first MOST of each, and how many there are."""

    def __init__(self, plan):
        self.plan, self.refusal = plan, plan.refusal
        self.headline = str(plan.parcel.article) if plan.parcel else plan.read.id[:20]
        if plan.refusal:
            return
        self.report, self.language = plan.report, plan.parcel.language
        self.source_language = other(self.language)
        self.standing = {unit.id: unit for unit in plan.parcel.story.units}
        self.taken = [self._compared(one) for one in self.report.taken[:MOST]]
        self.conflicts = [self._compared(one) for one in self.report.conflicts[:MOST]]
        self.stale = [Row(one.id, "", one.source, _new(one.target)) for one in self.report.stale[:MOST]]
        self.dropped = [self._dropped(one) for one in self.report.dropped[:MOST]]

    @property
    def lists(self):
        """[(name, rows, how many there are)] of those that are not empty."""
        names = ("taken", "conflicts", "stale", "dropped")
        found = [(name, getattr(self, name), len(getattr(self.report, name))) for name in names]
        return [one for one in found if one[1]]

    def _compared(self, one):
        unit = self.standing[one.id]
        source = tagged(unit.source_html)
        before, tags = tagged(unit.target_html, source.tags)
        after = tagged(one.html, tags).text
        pieces = words(before, after) if before else _new(after)
        problems = [wording.problem(error) for error in one.problems]
        return Row(one.id, self._label(one.id), source.text, pieces, problems)

    def _dropped(self, one):
        unit = self.standing.get(one.id)
        source = tagged(unit.source_html).text if unit else ""
        return Row(one.id, self._label(one.id), source, _new(one.target), reason=wording.reason(one))

    def _label(self, name):
        if name not in self.plan.parcel.units:
            return ""
        _place, unit = self.plan.parcel.units[name]
        return role_label(self.plan.parcel.translation.sources_of(unit)[0])


def _new(text):
    return [("same", text)] if text.strip() else []
