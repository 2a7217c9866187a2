"""The page with both languages of a story side by side, row by row, in the order of the page's language."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from django.http import HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.annotations import NewsroomRequest
from articles.body.charts import charts_in
from articles.body.content import INSERTS, KINDS, label_text
from articles.models.language import localized
from articles.models.publication import Publication
from articles.text.edition_alignment import FacingBlock, FacingRow, facing_blocks, facing_rows
from articles.text.freshness import Freshness
from articles.text.punctuation import keep_together
from newsroom.pagecache.addresses import STORY_PART
from newsroom.public.article.corrections import awaited_corrections
from newsroom.public.article.outdated_passages import TranslationComparison
from newsroom.public.article.story_page import story_page
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.links import LinkResolver
from newsroom.public.pictures import images_by_id, printed_picture
from newsroom.public.statements import statements_now
from newsroom.public.story_editions import StoryEditions, labelled_headline, past_editions, side_by_side_url

FIGURE = re.compile(r'<figure class="picture">(.*?)(?:<figcaption>(.*)</figcaption>)?</figure>', re.DOTALL)


class ColumnHead(NamedTuple):
    """The head of a column; `role` is "original", "translation", or "" if unknown."""

    language: str
    url: str
    role: str
    live_from: datetime


class PassageRemark(NamedTuple):
    """A remark on a passage, with changes to show below it."""

    words: str
    changes: list  # sentences from articles.text.differences, or []
    language: str  # of the changes


@dataclass
class PassagePair:
    """A row of the page: a passage in both languages.

    number    number of a passage of text, from 1; 0 for others, such as headings and pictures
    role      role of its first FacingBlock, such as "p" or "headline"
    cells     two PassageCells, the page's language first; None for an empty side
    lacks     explanation of an empty side, or ""
    picture   HTML of a picture that is shown once for both sides, or ""
    is_ruled  whether a horizontal rule comes before it
    remarks   PassageRemarks
    """

    number: int
    role: str
    cells: list
    lacks: str = ""
    picture: str = ""
    is_ruled: bool = False
    remarks: list = field(default_factory=list)

    @property
    def has_words(self):
        return any(cell and cell.html for cell in self.cells)


@dataclass
class SideBySidePage:
    """Both languages of a story: ColumnHeads, the page's language first, and PassagePairs."""

    columns: list
    passages: list

    @classmethod
    def of(cls, editions: StoryEditions, past, at, insight_name):
        here, there = editions.here, editions.live_there
        publication, ids = Publication.objects.current(), set()
        there_name = getattr(publication, localized("insight_name", there.language))
        sides = [EditionSide(here, at, insight_name, ids), EditionSide(there, at, there_name, ids)]
        translation, source = translation_and_source(here, there)
        comparison = TranslationComparison.of(translation, source, past)
        if translation is here:
            units = [(unit.targets, unit.sources, unit) for unit in comparison.units]
        else:
            units = [(unit.sources, unit.targets, unit) for unit in comparison.units]
        rows = with_lead_pictures(facing_rows(sides[0].blocks, sides[1].blocks, units), sides)
        builder = PairBuilder(sides, comparison, source.language)
        columns = [column_head(side.edition, translation) for side in sides]
        return cls(columns, number_passages([builder.passage(row) for row in rows]))


def translation_and_source(here, there):
    """Return (translation, source) of two live editions.

    If each was made from the other, the newer one is the translation. If neither was, the Korean one is.
    """
    translations = [edition for edition in (here, there) if edition.source_number is not None]
    if translations:
        translation = sorted(translations, key=attrgetter("live_from"))[-1]
    else:
        translation = max(here, there, key=attrgetter("language"))
    return translation, there if translation is here else here


def column_head(edition, translation):
    role = "translation" if edition is translation else "original"
    return ColumnHead(
        str(edition.language),
        edition.get_absolute_url(),
        role if translation.source_number else "",
        edition.live_from,
    )


def with_lead_pictures(rows, sides):
    """Return the rows with the lead pictures below headline and summary; one row if both are the same."""
    above = sum(any(block.role in ABOVE for block in (*row.left, *row.right)) for row in rows)
    left, right = sides[0].lead, sides[1].lead
    is_same = left and right and sides[0].edition.lead_image_id == sides[1].edition.lead_image_id
    leads = [FacingRow(left, right)] if is_same else [FacingRow(left, []), FacingRow([], right)]
    return [*rows[:above], *(row for row in leads if row.left or row.right), *rows[above:]]


def number_passages(passages):
    """Number the passages of text from 1, as readers would count. Return the passages with content."""
    shown = [passage for passage in passages if passage.has_words or passage.picture]
    counted = [passage for passage in shown if passage.role not in UNCOUNTED and passage.has_words]
    for number, passage in enumerate(counted, 1):
        passage.number = number
    return shown


class PairBuilder:
    """Builder of PassagePairs.

    sides            two EditionSides, the page's language first
    comparison       TranslationComparison of the two editions
    source_language  language of the source in that comparison
    """

    def __init__(self, sides, comparison, source_language):
        self.sides, self.comparison, self.source_language = sides, comparison, str(source_language)

    def passage(self, row):
        """Return the PassagePair of a FacingRow."""
        cells = [
            side.cell(blocks, is_first=side is self.sides[0])
            for side, blocks in zip(self.sides, (row.left, row.right), strict=True)
        ]
        first = (row.left or row.right)[0]
        pair = PassagePair(0, first.role, cells, is_ruled=first.is_ruled, remarks=self.remarks(row))
        if not all(cells):
            empty = self.sides[1] if row.left else self.sides[0]
            pair.lacks = self.lacks(row, empty.language)
        elif first.role == "figure":
            share_picture(pair, row)
        return pair

    def outdated(self, row):
        """Return the TranslationUnits of a row whose source has changed; [] if no change was announced."""
        return [unit for unit in row.units if self.comparison.has_news and self.comparison.is_outdated(unit)]

    def lacks(self, row, language):
        """Return the explanation for an empty side in a language."""
        states = {unit.state for unit in self.outdated(row)}
        if Freshness.NEW in states:
            return NOT_YET[language]
        if Freshness.REMOVED in states:
            return NO_LONGER[language]
        return LACKS[language]

    def remarks(self, row):
        """Return PassageRemarks on changes since the translation, and on a different order of the texts."""
        remarks = []
        for unit in self.outdated(row):
            is_all_new = unit.state == Freshness.NEW and not (row.left and row.right)
            if not is_all_new:
                words, changes = CHANGED[self.source_language], self.comparison.changes(unit)
                remarks.append(PassageRemark(words, changes, self.source_language))
        if row.is_moved:
            remarks.append(PassageRemark(ELSEWHERE[self.sides[1].language], [], ""))
        return remarks


def share_picture(passage, row):
    """Move the picture to the pair if both figures of a row show the same one. Captions stay in the cells."""
    parts = [FIGURE.fullmatch(cell.html) for cell in passage.cells]
    if not all(parts) or row.left[0].html.split(">")[0] != row.right[0].html.split(">")[0]:
        return
    passage.picture = mark_safe(f'<figure class="picture">{parts[0][1]}</figure>')
    passage.cells = [
        cell._replace(html=mark_safe(f'<p class="pair__caption">{part[2]}</p>' if part[2] else ""))
        for cell, part in zip(passage.cells, parts, strict=True)
    ]


# {language named in the message: message}
LACKS = {"en": gettext_lazy("Not in the English text"), "ko": gettext_lazy("Not in the Korean text")}
NOT_YET = {
    "en": gettext_lazy("Not in the English text yet"),
    "ko": gettext_lazy("Not in the Korean text yet"),
}
NO_LONGER = {
    "en": gettext_lazy("No longer in the English text"),
    "ko": gettext_lazy("No longer in the Korean text"),
}
CHANGED = {
    "en": gettext_lazy("The English text has changed since this was translated."),
    "ko": gettext_lazy("The Korean text has changed since this was translated."),
}
ELSEWHERE = {
    "en": gettext_lazy("This appears elsewhere in the English text."),
    "ko": gettext_lazy("This appears elsewhere in the Korean text."),
}


ABOVE = ("headline", "summary")
UNCOUNTED = (*ABOVE, "h2", "h3", "figure", "hr", "pull-quote")
BETWEEN_ITEMS = re.compile(r'</(ul|ol)><\1(?: start="\d+")?>')
KIND = re.compile(r'data-kind="([^"]+)"')


class PassageCell(NamedTuple):
    """One side of a PassagePair."""

    language: str
    html: str
    kind: str = ""  # kind of the labelled passage that it belongs to, if any
    label: str = ""  # label of that passage, only in its first row


class EditionSide:
    """One live edition, rendered block by block.

    ids  ids used on the page; both sides share the set, so that ids are unique
    """

    def __init__(self, edition, at, insight_name, ids):
        self.edition, self.language = edition, str(edition.language)
        self.insight_name = insight_name
        self.blocks = facing_blocks(edition.headline, edition.summary, edition.body)
        wanted = body.references(edition.body)
        shown = images_by_id(wanted.images, edition)
        resolver = LinkResolver.read(
            wanted,
            self.language,
            at,
            lambda number: printed_picture(edition, shown.get(number), at),
            is_sponsored=edition.is_sponsored,
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
        self.begun = set()  # labelled passages whose first row has been rendered

    def written(self, block, *, is_first):
        """Return the HTML of a block. The headline is an h1 on the first side, else an h2."""
        if block.role == "headline":
            return format_html(
                "<{0}>{1}</{0}>", "h1" if is_first else "h2", keep_together(self.edition.headline)
            )
        if block.role == "summary":
            return format_html('<p class="story__summary">{}</p>', keep_together(self.edition.summary))
        html = self.html[id(block)]
        return html.replace("<ol>", f'<ol start="{block.item}">', 1) if block.item > 1 else html

    def cell(self, blocks, *, is_first):
        """Return the PassageCell of the blocks in one row, or None without blocks."""
        if not blocks:
            return None
        html = "".join(self.written(block, is_first=is_first) for block in blocks)
        match = KIND.search(blocks[0].aside)
        kind = match[1] if match and match[1] in KINDS | INSERTS else ""
        words = ""
        if kind and blocks[0].passage not in self.begun:
            self.begun.add(blocks[0].passage)
            words = label_text(kind, self.language, self.insight_name)
        return PassageCell(self.language, mark_safe(BETWEEN_ITEMS.sub("", html)), kind, words)


def lead_block(edition):
    """Return [FacingBlock of the lead picture], or [] without one."""
    number = edition.lead_image_id
    caption = escape(edition.printed.get("lead_caption", ""))
    html = f'<figure data-image="{number}"><figcaption>{caption}</figcaption></figure>'
    return [FacingBlock("figure", html, range(0))] if number else []


@story_page(STORY_PART)
def side_by_side_page(
    request: NewsroomRequest, language: str, editions: StoryEditions, slug: str
) -> HttpResponse:
    """Show both live texts side by side; redirect to the story if one is a brief or missing."""
    edition = editions.here
    if not editions.is_whole_in_both:
        return HttpResponseRedirect(edition.get_absolute_url())
    if slug != edition.slug:
        return HttpResponsePermanentRedirect(side_by_side_url(edition))
    frame = Frame.read(language)
    past = past_editions(article_id=edition.article_id, at=request.at)
    both = SideBySidePage.of(editions, past, request.at, frame.insight_name)
    return render_page(
        request,
        "public/side_by_side.html",
        frame,
        side_by_side_head(editions),
        section=frame.sections[edition.section_id],
        awaited=[
            (code, awaited_corrections(live_edition, past)) for code, live_edition in editions.live.items()
        ],
        statements=statements_now(language, request.at).above(edition.article_id),
        is_sponsored=any(live_edition.is_sponsored for live_edition in editions.live.values()),
        columns=both.columns,
        passages=both.passages,
        has_charts=any(charts_in(live_edition.body) for live_edition in editions.live.values()),
        has_embeds=any(body.embed_names(live_edition.body) for live_edition in editions.live.values()),
        has_inserts=any(body.has_inserts(live_edition.body) for live_edition in editions.live.values()),
        url_there=side_by_side_url(editions.there),
    )


def side_by_side_head(editions):
    """Return the head. The page is not indexed, because it repeats two indexed pages."""
    return Head(
        headline=_("Side by side: %(headline)s") % {"headline": labelled_headline(editions.here)},
        description=editions.here.summary,
        canonical=side_by_side_url(editions.here),
        alternates={code: side_by_side_url(edition) for code, edition in editions.live.items()},
        robots="noindex, follow",
    )
