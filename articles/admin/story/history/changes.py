"""What differs between two states of a story, word by word, in the order of its form."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from django.utils.translation import gettext as _

from articles.admin.story.history.names import StateNames, piece_label
from articles.models import Language
from articles.text.differences import differences
from articles.workflow.states import NOTHING, part_of

MIN_FOLDED_LINES = 2  # so many unchanged lines, or more, are folded


@dataclass
class Stretch:
    """Some lines of one language that stayed ("same"), or what became of them ("changed").

    pieces   of articles.text.differences; of unchanged lines, one
    is_form  only the form differs: links, emphasis, headings. The pieces are then of the text as it is stored
    is_first of its row
    """

    kind: str
    language: str
    pieces: list
    lines: int = 0
    is_form: bool = False
    is_first: bool = False

    @property
    def is_folded(self):
        return self.kind == "same" and self.lines >= MIN_FOLDED_LINES

    @property
    def whole(self):
        """ "gone" or "new" where the whole stretch is, else ""."""
        return self.pieces[0][0] if self.kind == "changed" and len(self.pieces) == 1 else ""


@dataclass
class PieceChange:
    """One piece that two states do not have in common."""

    piece: str
    label: str
    languages: list
    stretches: list

    @property
    def part(self):
        return part_of(self.piece)


def diff_states(before, after, names):
    """The Changes that lead from one State to another."""
    return [
        PieceChange(
            piece,
            piece_label(piece),
            after.languages_of(piece, before),
            diff_rows(names.lines(before, piece), names.lines(after, piece)),
        )
        for piece in after.differing(before)
    ]


def diff_pairs(pairs):
    """The Changes of several pairs of States, with one reading of all names; a missing State is NOTHING."""
    pairs = [(before or NOTHING, after) for before, after in pairs]
    names = StateNames([state for pair in pairs for state in pair])
    return [diff_states(before, after, names) for before, after in pairs]


def diff_rows(before, after):
    """The Stretches of each row, those of the later state in its order, then those that are gone."""
    found = []
    for number in dict.fromkeys([*after, *before]):
        row = diff_lines(before.get(number, []), after.get(number, []))
        if row:
            row[0].is_first = True
        found += row
    return found


def diff_lines(before, after):
    """The Stretches that lead from some Lines to others."""
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            for language, lines in groupby(before[i:j], lambda line: line.language):
                lines = list(lines)
                text = "\n".join(line.text for line in lines)
                found.append(Stretch("same", language, [("same", text)], len(lines)))
        else:
            found += diff_replaced_lines(before[i:j], after[k:m])
    return found


def diff_replaced_lines(gone, come):
    """Lines that others took the place of: those of one language are compared word by word."""
    languages = list(dict.fromkeys(line.language for line in [*gone, *come]))
    found = []
    for language in languages:
        old, new = ([line for line in lines if line.language == language] for lines in (gone, come))
        before, after = ("\n".join(line.text for line in lines) for lines in (old, new))
        is_form = before == after
        if is_form:
            before, after = ("\n".join(line.key for line in lines) for lines in (old, new))
        found.append(Stretch("changed", language, differences(before, after), is_form=is_form))
    return found


def group_by_part(found, language=None):
    """Changes as the form has them: [(the part's code, its name, [Change])]; of one language when asked."""
    groups = {str(part): (part.label, []) for part in Language} | {"filing": (_("Filing"), [])}
    for change in found:
        if language in (None, change.part) or language in change.languages:
            groups[change.part][1].append(change)
    return [(part, label, group) for part, (label, group) in groups.items() if group]
