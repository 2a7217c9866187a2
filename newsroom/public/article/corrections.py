"""The corrections of a story in both languages, and the changes made by its announced editions."""

from collections.abc import Iterable, Sequence
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
    """A correction, with its note in the page's language."""

    live_from: datetime
    note: str
    is_awaited: bool = (
        False  # whether it was made in the other language and this text does not contain it yet
    )
    changes_url: str = ""  # address of the changes in the edition that contains it; "" if none was announced


def story_corrections(edition: Edition, history: list[Edition]) -> list[CorrectionNote]:
    """Return the CorrectionNotes of a live edition, oldest first.

    They include corrections of the other language, whether or not this text contains them yet, except those
    that a correction in this language carried over with its own note.

    history  from announced_editions
    """
    here = [past for past in history if past.language == edition.language]

    def url_of_changes(changed):
        # A preview has no addresses of changes: it is not an edition yet, and has no history.
        return changes_url(edition, changed.number, here) if changed and edition.pk else ""

    own = [past for past in here if past.kind == EditionKind.CORRECTION]
    notes = [CorrectionNote(past.live_from, past.note, changes_url=url_of_changes(past)) for past in own]
    for correction in corrections_from_other_language(edition, history):
        if any(is_made_from_corrected(past, correction) for past in own):
            continue
        # Nothing is awaited in a preview: it is not an edition yet, and may contain the correction.
        is_awaited = edition.pk is not None and not has_correction(edition, correction, here)
        carried_over_by = next((past for past in here if is_made_from_corrected(past, correction)), None)
        changes = "" if is_awaited else url_of_changes(carried_over_by)
        notes.append(CorrectionNote(correction.live_from, correction.note_there, is_awaited, changes))
    return sorted(notes)


def awaited_corrections(edition: Edition, past: list[Edition]) -> list[CorrectionNote]:
    """Return the CorrectionNotes that a live edition does not contain yet. `past` is from past_editions."""
    history = announced_editions(past, edition.language)
    return [note for note in story_corrections(edition, history) if note.is_awaited]


def corrections_after(edition: Edition, past: list[Edition], at: datetime) -> list[CorrectionNote]:
    """Return the CorrectionNotes made after an instant, for the page of an earlier edition."""
    history = announced_editions(past, edition.language)
    return [note for note in story_corrections(edition, history) if note.live_from > at]


def corrections_from_other_language(edition, history):
    """Return the editions that corrected the other language and have a note for readers of this one.

    Corrections made before this language was published, or published again, are left out, because its text
    was made from the corrected one.
    """
    starts = [past.live_from for past in history if past.language == edition.language]
    since = min(starts, default=edition.first_published_at)
    return [
        past
        for past in history
        if past.language != edition.language and past.note_there and past.live_from > since
    ]


def is_made_from_corrected(edition, correction):
    """Return whether an edition was made after a correction of the other language.

    The edition's source number decides; if it has none, its start.
    """
    if edition.source_number is not None:
        return edition.source_number >= correction.number
    return edition.live_from > correction.live_from


def has_correction(edition: Edition, correction: Edition, here: Sequence[Edition | AnnouncedEdition]) -> bool:
    """Return whether the live edition contains a correction of the other language.

    The rule is the same as in EditionQuerySet.awaiting_correction.

    here  announced editions in the language of the edition
    """
    if edition.source_number is not None:
        return is_made_from_corrected(edition, correction)
    return any(past.live_from > correction.live_from for past in here)


BETWEEN_CELLS = " · "


class ComparedEditions(NamedTuple):
    """The three texts needed to show the changes made by an announced edition.

    The edition is compared with the text that it replaced, including its quick fixes. Later quick fixes are
    applied to both sides, so that a fixed typo is neither shown as a change nor in its old spelling, which no
    public version contains. If no change is left, the page says so.
    """

    before: Edition  # the text that readers had just before
    announced: Edition  # the edition as it was announced
    mended: Edition  # its last quick fix, or itself: the text at its public address


class EditionChanges(NamedTuple):
    """The changes made by an announced edition."""

    parts: list  # [(name of the part, passages from articles.text.differences)]
    is_undone: bool = False  # whether a later quick fix reverted all its changes


@dataclass
class PrintedNames:
    """Names and hidden pictures that are needed to show the changes between editions.

    topics    {topic id: current name}, in the language of the page
    sections  {section id: PageLink}, in the language of the page
    hidden    ids of the pictures that pages leave out, from hidden_pictures
    """

    topics: dict
    sections: dict
    hidden: set

    @classmethod
    def read(cls, editions, frame, at):
        """Read the names for some editions, fetched with their lead image, in at most two queries."""
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
    """Return the EditionChanges in the text_parts and printed_parts of an edition."""
    in_text = text_changes(sides, names.hidden)
    around = changes_in_parts(sides, lambda edition: printed_parts(edition, names), changed_items)
    has_changed = in_text.is_undone or around.is_undone
    parts = in_text.parts + around.parts
    return EditionChanges(parts, is_undone=has_changed and not parts)


def text_changes(sides: ComparedEditions, hidden: set[int]) -> EditionChanges:
    """Return the EditionChanges in headline, summary and text, without the captions of hidden pictures.

    hidden  ids of those pictures
    """
    return changes_in_parts(sides, lambda edition: text_parts(edition, hidden), changed_words)


def hidden_pictures(
    editions: Iterable[Edition], at: datetime, at_hand: dict[int, Image] | None = None
) -> set[int]:
    """Return the ids of pictures in some texts that pages hide, because they are deleted or without rights.

    One query for the pictures that are not in at_hand.

    at_hand  {id: Image} of pictures that are already read; they are examined, too
    """
    images = dict(at_hand or {})
    printed = {number for edition in editions for number in body.references(edition.body).images}
    lacking = printed - images.keys()
    images |= dict.fromkeys(lacking)  # None for a deleted picture
    if lacking:
        images |= Image.objects.in_bulk(lacking)
    return {number for number, image in images.items() if image is None or not is_shown(image, at)}


def text_parts(edition, hidden):
    """Return [(name of the part, [passage])] of headline, summary and text."""
    return [
        (_("Headline"), [edition.headline]),
        (_("Summary"), [line for line in edition.summary.splitlines() if line]),
        (_("Text"), edition_passages(edition, hidden)),
    ]


def printed_parts(edition, names):
    """Return [(name of the part, {key of an item: [its name, *further texts]})] of all other parts."""
    return [
        (_("Images"), picture_words(edition, names.hidden)),
        (
            _("Charts"),
            {description: [description] for description in map(chart_description, charts_in(edition.body))},
        ),
        (_("Embeds"), embed_words(edition)),
        (_("Credits"), byline_words(edition)),
        (_("Sponsor"), {name: [name]} if (name := edition.printed.get("sponsor")) else {}),
        (_("Section"), names.section_of(edition)),
        (_("Topics"), names.topics_of(edition)),
        (_("Sources"), source_names(edition)),
    ]


def changes_in_parts(sides, read, differ):
    """Return the EditionChanges in some parts.

    read    function that returns [(name of the part, content)] of an edition
    differ  function of the three contents (see ComparedEditions) that returns the passages to show
    """
    parts, has_changed = [], False
    for (name, before), (_name, announced), (_name, mended) in zip(*map(read, sides), strict=True):
        has_changed = has_changed or before != announced
        passages = differ(before, announced, mended)
        parts += [(name, passages)] if passages else []
    return EditionChanges(parts, is_undone=has_changed and not parts)


def changed_words(before, announced, mended):
    return mark_moved(compare_passages(apply_corrections(before, announced, mended), mended))


def changed_items(before, announced, mended):
    """Return passages with the names of removed and added items, and the changed words of items that stayed.

    Items are identified by key, so that another picture is not shown as a new description of the old one, nor
    another person as a new spelling.
    """
    gone = [words[0] for key, words in before.items() if key not in announced and key not in mended]
    new = [words[0] for key, words in mended.items() if key in announced and key not in before]
    passages = [[Piece("gone", text)] for text in gone] + [[Piece("new", text)] for text in new]
    if len(gone) == len(new) == 1:  # a replacement
        passages = [[*passages[0], *passages[1]]]
    for key in mended:
        if key in before and key in announced:
            passages += changed_words(before[key], announced[key], mended[key])
    return passages


def mark_moved(passages):
    """Return passages with each moved passage only once, at its new place, as a "moved" Piece."""
    gone = {pieces[0].text for pieces in passages if is_single_piece(pieces, "gone")}
    new = {pieces[0].text for pieces in passages if is_single_piece(pieces, "new")}
    moved = gone & new
    shown = []
    for pieces in passages:
        text = pieces[0].text if pieces else ""
        if is_single_piece(pieces, "gone") and text in moved:
            continue
        is_moved = is_single_piece(pieces, "new") and text in moved
        shown.append([Piece("moved", text)] if is_moved else pieces)
    return shown


def is_single_piece(pieces, kind):
    return len(pieces) == 1 and pieces[0].kind == kind


def edition_passages(edition, hidden):
    """Return the passages of a text as plain text, without the captions of hidden pictures.

    A row of a table is one passage, because a single cell has no context.
    """
    passages = []
    for block in body.body_blocks(body.without_galleries(edition.body)):
        if block.startswith("<figure data-image") and body.references(block).images & hidden:
            continue
        if block.startswith("<table"):
            rows = block.replace("</caption>", "</tr>").split("</tr>")
            passages += filter(None, (BETWEEN_CELLS.join(passage_texts(row)) for row in rows))
        else:
            passages += passage_texts(block)
    return passages


def passage_texts(html):
    return [text for _element, text in body.body_passages(html)]


def picture_words(edition, hidden):
    """Return {id: [description, caption, credit]} of the pictures above a text and in it.

    Empty and repeated texts are left out. A hidden picture has only a note.
    """
    blocks = body.body_blocks(body.without_galleries(edition.body))
    figures = [block for block in blocks if block.startswith("<figure")]
    shown = [(edition.lead_image_id, False)] if edition.lead_image_id else []
    shown += [
        (number, bool(body.embed_names(block) or passage_texts(block)))
        for block in figures
        for number in body.references(block).images
    ]
    pictures = {}
    for number, has_own_caption in shown:
        if number in hidden:
            pictures[number] = [_("Image no longer available")]
        elif picture := edition.printed["images"].get(str(number)):
            is_lead = number == edition.lead_image_id and number not in pictures
            caption = "" if has_own_caption else picture["caption"]
            caption = edition.printed.get("lead_caption", caption) if is_lead else caption
            described = picture["alt"] or picture["caption"] or _("Image without a description")
            pictures[number] = list(dict.fromkeys(filter(None, (described, caption, picture["credit"]))))
    return pictures


def embed_words(edition):
    """Return {name: [description, title, author]} of the embeds in a text."""
    return {
        embed.name: [embed_description(embed.name), *filter(None, (embed.title, embed.author))]
        for embed in body.shown_embeds(edition.body)
    }


def byline_words(edition):
    """Return {(author, role): [name]}, with a label before the name for all roles except the text."""
    return {
        (line["author"], line["role"]): [
            line["name"] if line["role"] == Role.TEXT else f"{byline_label(line['role'])} {line['name']}"
        ]
        for line in edition.printed["bylines"]
    }


def source_names(edition):
    """Return {(name, url): [name]} of the sources in the page's language or without a language."""
    languages = ("", edition.language)
    return {
        (source["name"], source["url"]): [source["name"] or source["url"]]
        for source in edition.printed["sources"]
        if source.get("language", "") in languages
    }
