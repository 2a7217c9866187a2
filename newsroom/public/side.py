"""One side of a story in both languages: a live edition in blocks, each as readers see it."""

import re
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles import body
from articles.body.vocabulary import KINDS, label_text
from articles.text.line_breaks import keep_together
from articles.text.translation.side_by_side import FacingBlock, facing_blocks
from newsroom.public.links import Resolver, stories, topics
from newsroom.public.pictures import images, printed_picture

ABOVE = ("headline", "summary")
BETWEEN_ITEMS = re.compile(r'</(ul|ol)><\1(?: start="\d+")?>')
KIND = re.compile(r'data-kind="([^"]+)"')


class Cell(NamedTuple):
    """One side of a passage.

    kind   of the labelled passage that it is part of; label  its words, where it begins
    """

    language: str
    html: str
    kind: str = ""
    label: str = ""


class Side:
    """One live edition, and how its blocks are shown."""

    def __init__(self, edition, at, insight_name, ids):
        self.edition, self.language = edition, str(edition.language)
        self.insight_name = insight_name
        self.blocks = facing_blocks(edition.headline, edition.summary, edition.body)
        wanted = body.references(edition.body)
        shown = images(wanted.images, edition)
        resolver = Resolver(
            stories(wanted.articles, self.language, at),
            topics(wanted.topics, self.language, at),
            lambda number: printed_picture(edition, shown.get(number), at),
        )
        self.lead = lead_block(edition)
        written = [block for block in [*self.lead, *self.blocks] if block.role not in ABOVE]
        html = body.render_parts(
            [block.html for block in written],
            language=self.language,
            resolver=resolver,
            insight_name=insight_name,
            ids=ids,
        )
        self.html = {id(block): part for block, part in zip(written, html, strict=True)}
        self.begun = set()  # the labelled passages of which a row was shown

    def written(self, block, *, is_first):
        """A block as readers see it; there is one h1, which is the headline in the page's language."""
        if block.role == "headline":
            return format_html(
                "<{0}>{1}</{0}>", "h1" if is_first else "h2", keep_together(self.edition.headline)
            )
        if block.role == "summary":
            return format_html('<p class="story__summary">{}</p>', keep_together(self.edition.summary))
        html = self.html[id(block)]
        return html.replace("<ol>", f'<ol start="{block.item}">', 1) if block.item > 1 else html

    def cell(self, blocks, *, is_first):
        """The Cell of some blocks, or None for none."""
        if not blocks:
            return None
        html = "".join(self.written(block, is_first=is_first) for block in blocks)
        found = KIND.search(blocks[0].aside)
        kind = found[1] if found and found[1] in KINDS else ""
        words = ""
        if kind and blocks[0].passage not in self.begun:
            self.begun.add(blocks[0].passage)
            words = label_text(kind, self.language, self.insight_name)
        return Cell(self.language, mark_safe(BETWEEN_ITEMS.sub("", html)), kind, words)


def lead_block(edition):
    """The lead picture as a Block, in a list; [] where there is none."""
    number = edition.lead_image_id
    html = f'<figure data-image="{number}"><figcaption></figcaption></figure>'
    return [FacingBlock("figure", html, range(0))] if number else []
