"""Corrections of a story in either language, and the changes of an announced edition from the one before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles import body
from articles.body.block_html import chart_description
from articles.body.charts import charts_in
from articles.body.embeds import embed_description
from articles.models.edition import Edition, EditionKind
from articles.models.image import Image
from articles.models.language import localized
from articles.models.people import Role
from articles.models.taxonomy import Topic
from articles.text.differences import Piece, compare_passages
from articles.text.merge import apply_corrections
from newsroom.public.bylines import byline_label
from newsroom.public.frame import PageLink
from newsroom.public.pictures import is_shown
from newsroom.public.story_editions import AnnouncedEdition, announced_editions, changes_url


class CorrectionNote(NamedTuple):
    """A correction in the words of the page's language."""

    live_from: datetime
    note: str
    is_awaited: bool = False  # it was made in the other language; the text here has not been corrected yet
    changes_url: str = ""  # of what the edition changed by which the text contains it, if one was announced


def story_corrections(edition: Edition, history: list[Edition]) -> list[CorrectionNote]:
    """Return the corrections of a live edition, oldest first; `history` is from announced_editions."""
    here = [past for past in history if past.language == edition.language]

    def url(made):  # a preview is not an edition yet
        return changes_url(edition, made.number, here) if made and edition.pk else ""

    own = [past for past in here if past.kind == EditionKind.CORRECTION]
    found = [CorrectionNote(past.live_from, past.note, changes_url=url(past)) for past in own]
    for past in corrections_from_other_language(edition, history):
        if not any(includes_correction(mine, past) for mine in own):
            # A preview is not an edition yet, and may contain the correction.
            is_awaited = edition.pk is not None and not has_correction(edition, past, here)
            made = next((mine for mine in here if includes_correction(mine, past)), None)
            changes = "" if is_awaited else url(made)
            found.append(CorrectionNote(past.live_from, past.note_there, is_awaited, changes))
    return sorted(found)


def awaited_corrections(edition: Edition, past: list[Edition]) -> list[CorrectionNote]:
    """Return the corrections that a live edition does not contain yet; `past` is from past_editions."""
    history = announced_editions(past, edition.language)
    return [one for one in story_corrections(edition, history) if one.is_awaited]


def corrections_after(edition: Edition, past: list[Edition], at: datetime) -> list[CorrectionNote]:
    """Return the corrections that came after an instant, for the page of an earlier edition."""
    history = announced_editions(past, edition.language)
    return [one for one in story_corrections(edition, history) if one.live_from > at]


def corrections_from_other_language(edition, history):
    """Return corrections of the other language that have a note for readers of this one.

    Only those made after this language was published: a story that came back was made from the corrected
    text.
    """
    here = [past.live_from for past in history if past.language == edition.language]
    since = min(here, default=edition.first_published_at)
    return [
        past
        for past in history
        if past.language != edition.language and past.note_there and past.live_from > since
    ]


def includes_correction(edition, correction):
    """Return whether an edition was made from the corrected text in the other language."""
    if edition.source_number is not None:
        return edition.source_number >= correction.number
    return edition.live_from > correction.live_from


def has_correction(edition: Edition, correction: Edition, here: list[Edition | AnnouncedEdition]) -> bool:
    """Return whether the live text contains a correction, like EditionQuerySet.awaiting_correction."""
    if edition.source_number is not None:
        return includes_correction(edition, correction)
    return any(past.live_from > correction.live_from for past in here)


BETWEEN_CELLS = " · "


class ComparedEditions(NamedTuple):
    """The three texts that show what an announced edition changed.

    The edition is compared with the text that it replaced, which contains all earlier quick fixes. Later
    quick fixes are applied to both sides, so that a fixed typo is shown neither as a change nor in its old
    spelling, which no version has that readers can open. If nothing of the change is left, the page says so.
    """

    before: Edition  # the text that readers had the instant before
    announced: Edition  # the edition as it was announced
    mended: Edition  # its last quick fix, or itself: the text at the address of its version


class EditionChanges(NamedTuple):
    """The changes of one edition."""

    parts: list  # [(name of the part, passages from articles.text.differences)]
    is_undone: bool = False  # it changed something, of which nothing is left since a quick fix


@dataclass
class PrintedNames:
    """Current names of the topics and sections of some editions, in the language of the page."""

    topics: dict
    sections: dict
    hidden: set  # ids of pictures that are no longer shown

    @classmethod
    def read(cls, editions, frame, at):
        """Read the names of some editions, fetched with their lead image."""
        numbers = {number for edition in editions for number in edition.printed.get("topics", [])}
        rows = Topic.objects.filter(pk__in=numbers).values_list("pk", localized("name", frame.language))
        leads = {edition.lead_image_id: edition.lead_image for edition in editions if edition.lead_image_id}
        return cls(dict(rows), frame.sections, hidden_pictures(editions, at, leads))

    def topics_of(self, edition):
        numbers = edition.printed["topics"]
        return {number: [name] for number in numbers if (name := self.topics.get(number))}

    def section_of(self, edition):
        return {edition.section_id: [self.sections.get(edition.section_id, PageLink("", "")).name]}


def edition_changes(sides: ComparedEditions, names: PrintedNames) -> EditionChanges:
    """Return the EditionChanges in the text and in what is printed around it."""
    found = text_changes(sides, names.hidden)
    around = changes_in_parts(sides, lambda edition: printed_parts(edition, names), changed_items)
    has_changed = found.is_undone or around.is_undone
    parts = found.parts + around.parts
    return EditionChanges(parts, is_undone=has_changed and not parts)


def text_changes(sides: ComparedEditions, hidden: set[int]) -> EditionChanges:
    """Return the changes in headline, summary and text, without the captions of hidden pictures (ids)."""
    return changes_in_parts(sides, lambda edition: text_parts(edition, hidden), changed_words)


def hidden_pictures(
    editions: Iterable[Edition], at: datetime, at_hand: dict[int, Image] | None = None
) -> set[int]:
    """Return the ids of pictures without rights, which pages leave out; one query if not all are at hand."""
    found = dict(at_hand or {})
    lacking = {number for edition in editions for number in body.references(edition.body).images} - set(found)
    found |= dict.fromkeys(lacking) | (Image.objects.in_bulk(lacking) if lacking else {})
    return {number for number, image in found.items() if image is None or not is_shown(image, at)}


def text_parts(edition, hidden):
    """Return [(name of the part, its passages)]."""
    return [
        (_("Headline"), [edition.headline]),
        (_("Summary"), [line for line in edition.summary.splitlines() if line]),
        (_("Text"), edition_passages(edition, hidden)),
    ]


def printed_parts(edition, names):
    """Return [(name of the part, {key: [name, further words]})]."""
    return [
        (_("Images"), picture_words(edition, names.hidden)),
        (_("Charts"), {one: [one] for one in map(chart_description, charts_in(edition.body))}),
        (_("Embeds"), embed_words(edition)),
        (_("Credits"), byline_words(edition)),
        (_("Sponsor"), {name: [name]} if (name := edition.printed.get("sponsor")) else {}),
        (_("Section"), names.section_of(edition)),
        (_("Topics"), names.topics_of(edition)),
        (_("Sources"), source_names(edition)),
    ]


def changes_in_parts(sides, read, differ):
    """Return the EditionChanges of some parts.

    read    a function: [(name of the part, content)] of an edition
    differ  a function: the passages to show, from the content before, as announced and as mended
    """
    found, has_changed = [], False
    for (name, before), (_name, announced), (_name, mended) in zip(*map(read, sides), strict=True):
        has_changed = has_changed or before != announced
        passages = differ(before, announced, mended)
        found += [(name, passages)] if passages else []
    return EditionChanges(found, is_undone=has_changed and not found)


def changed_words(before, announced, mended):
    return mark_moved(compare_passages(apply_corrections(before, announced, mended), mended))


def changed_items(before, announced, mended):
    """Return removed and added items by name, and the changed words of those that stayed.

    Another picture is not a new description of the same one, nor another person a new spelling of a name.
    """
    gone = [words[0] for one, words in before.items() if one not in announced and one not in mended]
    come = [words[0] for one, words in mended.items() if one in announced and one not in before]
    found = [[Piece("gone", text)] for text in gone] + [[Piece("new", text)] for text in come]
    if len(gone) == len(come) == 1:  # a replacement
        found = [[*found[0], *found[1]]]
    for one in [one for one in mended if one in before and one in announced]:
        found += changed_words(before[one], announced[one], mended[one])
    return found


def mark_moved(passages):
    """Show a passage that was moved once, at its new place."""
    gone = [pieces[0].text for pieces in passages if is_single_piece(pieces, "gone")]
    come = [pieces[0].text for pieces in passages if is_single_piece(pieces, "new")]
    both = {text for text in come if text in gone}
    return [
        [Piece("moved", pieces[0].text)]
        if is_single_piece(pieces, "new") and pieces[0].text in both
        else pieces
        for pieces in passages
        if not (is_single_piece(pieces, "gone") and pieces[0].text in both)
    ]


def is_single_piece(pieces, kind):
    return len(pieces) == 1 and pieces[0].kind == kind


def edition_passages(edition, hidden):
    """Return the passages of a text; of a table its rows, since a cell alone has no context."""
    found = []
    for block in body.body_blocks(body.without_galleries(edition.body)):
        if block.startswith("<figure data-image") and body.references(block).images & hidden:
            continue
        if block.startswith("<table"):
            rows = block.replace("</caption>", "</tr>").split("</tr>")
            found += filter(None, (BETWEEN_CELLS.join(passage_texts(row)) for row in rows))
        else:
            found += passage_texts(block)
    return found


def passage_texts(html):
    return [text for _element, text in body.body_passages(html)]


def picture_words(edition, hidden):
    """Return {id: [description, caption, credit]} of the pictures above a text and in it."""
    blocks = body.body_blocks(body.without_galleries(edition.body))
    figures = [block for block in blocks if block.startswith("<figure")]
    shown = [(edition.lead_image_id, False)] if edition.lead_image_id else []
    shown += [
        (number, bool(body.embed_names(block) or passage_texts(block)))
        for block in figures
        for number in body.references(block).images
    ]
    found = {}
    for number, has_own_caption in shown:
        if number in hidden:
            found[number] = [_("Image no longer available")]
        elif picture := edition.printed["images"].get(str(number)):
            is_lead = number == edition.lead_image_id and number not in found
            caption = "" if has_own_caption else picture["caption"]
            caption = edition.printed.get("lead_caption", caption) if is_lead else caption
            described = picture["alt"] or picture["caption"] or _("Image without a description")
            found[number] = list(dict.fromkeys(filter(None, (described, caption, picture["credit"]))))
    return found


def embed_words(edition):
    """Return {name: [description, title, author]} of the embeds in a text."""
    return {
        one.name: [embed_description(one.name), *filter(None, (one.title, one.author))]
        for one in body.shown_embeds(edition.body)
    }


def byline_words(edition):
    """Return {(author, role): [name]}, with a label before the name for roles other than the text."""
    return {
        (line["author"], line["role"]): [
            line["name"] if line["role"] == Role.TEXT else f"{byline_label(line['role'])} {line['name']}"
        ]
        for line in edition.printed["bylines"]
    }


def source_names(edition):
    """Return {(name, url): [name]} of the sources in the page's language or in none."""
    languages = ("", edition.language)
    return {
        (source["name"], source["url"]): [source["name"] or source["url"]]
        for source in edition.printed["sources"]
        if source.get("language", "") in languages
    }
