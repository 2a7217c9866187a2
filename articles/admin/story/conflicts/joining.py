"""Joins what two people made of one text, and shows the places where only one of them can stand."""

import json
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from articles.admin.forms.guarded import normal
from articles.body import BodyField, blocks, plain_text, sanitise
from articles.text.differences import differences
from articles.text.merge import merge_blocks, merge_text

CONTEXT = 60  # characters


@dataclass
class Overlap:
    """One place that both changed: as one typed it, and as somebody else saved it.

    before, after  some words around it, where the place itself is a few words of a line
    """

    mine: str
    theirs: str
    is_body: bool
    before: str = ""
    after: str = ""

    @property
    def as_read(self):
        """Both as text that people read; as safe HTML where only the markup differs."""
        texts = [plain_text(text) if self.is_body else text for text in (self.mine, self.theirs)]
        return None if texts[0] == texts[1] else texts

    @property
    def pieces(self):
        """[(kind, text)] of one's own: what the other one lacks is "new"."""
        return [piece for piece in differences(*reversed(self.as_read)) if piece.kind != "gone"]

    @property
    def their_pieces(self):
        return [piece for piece in differences(*self.as_read) if piece.kind != "gone"]

    @property
    def markup(self):
        return [mark_safe(text) for text in (self.mine, self.theirs)]


@dataclass
class JoinedText:
    """A text in the order it is read: strings that are joined, and an Overlap where it is to be asked."""

    parts: list

    @property
    def text(self):
        """The text with one's own words at every place that is asked about."""
        return "".join(part.mine if isinstance(part, Overlap) else part for part in self.parts)

    @property
    def overlaps(self):
        found = [place for place, part in enumerate(self.parts) if isinstance(part, Overlap)]
        for place in found:
            if not self.parts[place].is_body:
                # Between two overlaps there is always a string, and one at either end.
                self.parts[place].before = last_words(self.parts[place - 1])
                self.parts[place].after = first_words(self.parts[place + 1])
        return [self.parts[place] for place in found]

    def shown(self, *, field, language, name):
        """The overlaps as HTML under their field, with what a script needs to take either.

        field  the id of the field; name  who saved the other text
        """
        parts = [[part.mine, part.theirs] if isinstance(part, Overlap) else part for part in self.parts]
        context = {"overlaps": self.overlaps, "parts": json.dumps(parts), "field": field}
        context |= {"language": language, "name": name}
        return render_to_string("admin/articles/article/_overlaps.html", context)


def join_texts(column, *, base, mine, theirs):
    """Merge two changes of one column, block by block and word by word; return a Joined."""
    is_body = isinstance(column, BodyField)
    texts = [normal(column, text) for text in (base, theirs, mine)]
    # The merge keeps the third where two overlap: what was typed stays in its field.
    merged = merge_blocks(*map(blocks, texts)) if is_body else merge_text(*texts)
    tidy = sanitise if is_body else str
    parts, start = [], 0
    for place, (other, own) in zip(merged.places, merged.conflicts, strict=True):
        parts.append(tidy("".join(merged.items[start:place])))
        parts.append(Overlap(mine="".join(own), theirs="".join(other), is_body=is_body))
        start = place + len(own)
    return JoinedText([*parts, tidy("".join(merged.items[start:]))])


def changed_paragraphs(before, after):
    """The numbers, from 1, of the blocks of a body that are not as they were before."""
    known = set(blocks(before))
    return [number for number, block in enumerate(blocks(after), 1) if block not in known]


def last_words(text):
    start = text.find(" ", max(len(text) - CONTEXT, 0)) if len(text) > CONTEXT else -1
    return ("… " if start >= 0 else "") + text[start + 1 :]


def first_words(text):
    end = text.rfind(" ", 0, CONTEXT) if len(text) > CONTEXT else -1
    return text[:end] + " …" if end >= 0 else text
