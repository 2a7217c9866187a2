"""Markup inside a segment as numbered tags, which a translator places but never types.

Translators see a segment as plain text: ⟨1⟩…⟨/1⟩ represents a pair of tags, ⟨1/⟩ a break. The tags themselves
are kept separately. Translations contain only text and numbers, so they cannot introduce markup.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from articles.text.canonical_html import (
    BREAK,
    BREAK_NAME,
    MARKS,
    Leaf,
    add_mark,
    normalise_leaves,
    read_leaves,
    write_leaves,
)

# Tags without attributes may be written by name: ⟨strong⟩…⟨/strong⟩ if the source has no such tag.
PLAIN = ("strong", "em", "sub", "sup", BREAK_NAME)
# A doubled bracket is a literal bracket.
PLACEHOLDER = re.compile(rf"⟨⟨|⟨(?P<end>/?)(?P<label>[0-9]{{1,9}}|{'|'.join(PLAIN)})/?⟩")
LINE_ENDS = re.compile(r"[\t-\r]")


type Label = int | str  # the number of a tag, or its name


class TaggedText(NamedTuple):
    """Text with placeholders, and the opening tags they represent: number 1 is the first of `tags`."""

    text: str
    tags: tuple[str, ...]


class TagError(ValueError):
    """Raised for a placeholder that cannot be used.

    `kind` is unknown (no tag has this number), doubled (used before, or a name inside itself), unopened,
    unclosed or crossing (it began inside a pair and ends outside); `label` is its number, or its name:
    3 or "em".
    """

    def __init__(self, kind: str, label: Label) -> None:
        super().__init__(kind, label)
        self.kind, self.label = kind, label


def encode_tags(html: str, base: Sequence[str] | None = None) -> TaggedText:
    """Return the TaggedText of canonical inline HTML.

    Tags are numbered in document order. With `base`, the tags of the source, each tag of a target takes the
    number of the first equal tag that is free. A tag that the source lacks uses its name if it is plain, or
    else a further number. A pair that HTML must split (bold text with a link inside) is one pair here.
    """
    labels = _TagLabels(base)
    leaves = read_leaves(html)
    text: list[str] = []
    is_open: list[tuple[str, str, Label]] = []  # name, opening tag and label of each open mark
    for index, leaf in enumerate(leaves):
        kept = 0
        while kept < len(is_open) and leaf.marks.get(is_open[kept][0]) == is_open[kept][1]:
            kept += 1
        text += [f"⟨/{label}⟩" for _, _, label in reversed(is_open[kept:])]
        del is_open[kept:]
        for name in _opened_marks(leaves[index:], {name for name, _, _ in is_open}):
            label = labels.next(leaf.marks[name])
            is_open.append((name, leaf.marks[name], label))
            text.append(f"⟨{label}⟩")
        text.append(f"⟨{labels.next(BREAK_NAME)}/⟩" if leaf.text == BREAK else leaf.text.replace("⟨", "⟨⟨"))
    text += [f"⟨/{label}⟩" for _, _, label in reversed(is_open)]
    return TaggedText("".join(text), tuple(labels.tags))


def decode_tags(text: str, tags: Sequence[str], problems: list[TagError] | None = None) -> str:
    """Return the canonical inline HTML of a text with placeholders: the inverse of encode_tags.

    Markup comes from `tags` by number or from PLAIN by name; everything else is text. Spaces are folded and
    trimmed as in bodies; the caller does any other cleaning of characters. Raise TagError at the first
    placeholder that cannot be used; with a list as `problems`, skip these and append their TagErrors to it.
    """
    reader, text, position = _PlaceholderReader(tags, problems), LINE_ENDS.sub(" ", text), 0
    for match in PLACEHOLDER.finditer(text):
        reader.add(text[position : match.start()])
        reader.take(match)
        position = match.end()
    reader.add(text[position:])
    return write_leaves(normalise_leaves(reader.leaves()))


def unused_tags(text: str, tags: Sequence[str]) -> list[int]:
    """Return the numbers of the tags that a text does not use, in order."""
    used = {match["label"] for match in PLACEHOLDER.finditer(text)}
    return [number for number in range(1, len(tags) + 1) if str(number) not in used]


class _TagLabels:
    """The numbers or names of the tags of a text."""

    def __init__(self, base: Iterable[str] | None) -> None:
        self.is_source = base is None
        self.tags = list(base or ())
        self.free = list(range(len(self.tags)))

    def next(self, tag: str) -> Label:
        for index in self.free:
            if self.tags[index] == tag:
                self.free.remove(index)
                return index + 1
        if tag in PLAIN and not self.is_source:
            return tag
        self.tags.append(tag)
        return len(self.tags)


def _opened_marks(leaves: Sequence[Leaf], carried: Collection[str]) -> list[str]:
    """Return the names of the marks that begin with the first leaf, the longest first."""

    def reach(name: str) -> int:
        mark = leaves[0].marks[name]
        return next((n for n, leaf in enumerate(leaves) if leaf.marks.get(name) != mark), len(leaves))

    begun = [name for name in MARKS if name in leaves[0].marks and name not in carried]
    return sorted(begun, key=reach, reverse=True)


@dataclass(eq=False)
class _TagPair:
    """A pair of placeholders, created when its opening placeholder is read."""

    label: int | str
    tag: str
    is_closed: bool = False
    is_crossed: bool = False


class _PlaceholderReader:
    """A reader of text and placeholders in order. The complete pairs are known only at the end."""

    def __init__(self, tags: Sequence[str], problems: list[TagError] | None) -> None:
        self.tags, self.problems = tags, problems
        self.stretches: list[tuple[str, list[_TagPair]]] = []  # (text or BREAK, the pairs around it)
        # The open pairs: at most one for each tag and plain name, however long the text is.
        self.is_open: list[_TagPair] = []
        # Labels whose opening was rejected and whose end is still to come.
        self.useless: Counter[Label] = Counter()
        self.used: set[Label] = set()

    def add(self, text: str) -> None:
        if text:
            self.stretches.append((text, [*self.is_open]))

    def take(self, placeholder: re.Match[str]) -> None:
        if placeholder[0] == "⟨⟨":
            self.add("⟨")
            return
        label = placeholder["label"]
        label = int(label) if label.isdecimal() else label
        if placeholder["end"]:
            self.close(label)
        elif (tag := self.tag(label)) == BREAK_NAME:
            self.add(BREAK)
        elif tag:
            self.is_open.append(_TagPair(label, tag))
        else:
            self.useless[label] += 1

    def tag(self, label: Label) -> str | None:
        """Return the opening tag that a label represents; None if it cannot be used here."""
        if isinstance(label, str):
            problem = "doubled" if any(pair.label == label for pair in self.is_open) else ""
        else:
            problem = "doubled" if label in self.used else ""
            problem = problem if 0 < label <= len(self.tags) else "unknown"
        if problem:
            self.report(problem, label)
            return None
        if isinstance(label, str):
            return label
        self.used.add(label)
        return self.tags[label - 1]

    def close(self, label: Label) -> None:
        index = next((n for n, pair in enumerate(self.is_open) if pair.label == label), None)
        if self.useless[label]:
            self.useless[label] -= 1
        elif index is None:
            self.report("unopened", label)
        else:
            pair = self.is_open.pop(index)
            pair.is_closed = True
            for inner in self.is_open[index:]:
                inner.is_crossed = True
            if pair.is_crossed:
                self.report("crossing", label)

    def report(self, kind: str, label: Label) -> None:
        error = TagError(kind, label)
        if self.problems is None:
            raise error
        self.problems.append(error)

    def leaves(self) -> list[Leaf]:
        """Return the leaves. Pairs that cross are complete: leaves carry the marks of both."""
        for pair in self.is_open:
            self.report("unclosed", pair.label)
        leaves = []
        for text, pairs in self.stretches:
            marks: dict[str, str] = {}
            for pair in pairs:
                if pair.is_closed:
                    marks = add_mark(marks, pair.tag)
            leaves.append(Leaf(text, marks))
        return leaves
