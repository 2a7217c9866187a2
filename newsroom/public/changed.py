"""What an announced edition changed: in its text, and in what is printed around it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles import body
from articles.models.edition import Edition
from articles.models.image import Image
from articles.models.language import localized
from articles.models.people import Role
from articles.models.taxonomy import Topic
from articles.text.differences import Piece, compare_passages
from articles.text.merge import apply_corrections
from newsroom.public.bylines import words_before
from newsroom.public.frame import Link

BETWEEN_CELLS = " · "


class Sides(NamedTuple):
    """An announced edition between what readers had the instant before it and what became of it.

    Editions never change, and a quick fix replaces what is live without a word. Of an announcement, readers
    are owed what that changed, and nothing else: so it is held against the very text that it replaced, which
    holds what was mended before it. What was mended in it afterwards is mended on both sides; so a slip is
    told neither as its doing nor in its old spelling, which stands in no version that readers can open. Its
    own words are told as they were mended. Where nothing is left of what it changed, that is said.

    before     the text that readers had the instant before
    announced  the edition as it was announced
    mended     its last quick fix, or itself: what stands at the address of its version
    """

    before: Edition
    announced: Edition
    mended: Edition


class Changes(NamedTuple):
    """parts  [(what changed, passages as articles.text.differences gives them)]

    is_undone  it changed something, of which nothing is left since a quick fix
    """

    parts: list
    is_undone: bool = False


@dataclass
class Names:
    """What things are called whose numbers an edition keeps, in the language of the page."""

    topics: dict
    sections: dict
    hidden: set  # pictures that are shown no more

    @classmethod
    def read(cls, editions, frame, at):
        """Of editions with their lead image at hand."""
        numbers = {number for edition in editions for number in edition.printed.get("topics", [])}
        rows = Topic.objects.filter(pk__in=numbers).values_list("pk", localized("name", frame.language))
        leads = {edition.lead_image_id: edition.lead_image for edition in editions if edition.lead_image_id}
        return cls(dict(rows), frame.sections, hidden_pictures(editions, at, leads))

    def topics_of(self, edition):
        numbers = edition.printed["topics"]
        return {number: [name] for number in numbers if (name := self.topics.get(number))}

    def section_of(self, edition):
        return {edition.section_id: [self.sections.get(edition.section_id, Link("", "")).name]}


def changes(sides, names):
    """The Changes of an announced edition: in the text, and in what is printed around it."""
    found = text_changes(sides, names.hidden)
    around = compared(sides, lambda edition: around_it(edition, names), things_changed)
    has_changed = found.is_undone or around.is_undone
    parts = found.parts + around.parts
    return Changes(parts, is_undone=has_changed and not parts)


def text_changes(sides, hidden):
    """The Changes in headline, summary and text.

    hidden  the numbers of pictures that are shown no more: their captions are not told
    """
    return compared(sides, lambda edition: text_of(edition, hidden), words_changed)


def hidden_pictures(editions, at, at_hand=None):
    """The numbers of pictures whose rights have ended at an instant: pages leave them out with their words.

    at_hand  {number: Image}; a query where a text holds others
    """
    found = dict(at_hand or {})
    lacking = {number for edition in editions for number in body.references(edition.body).images} - set(found)
    found |= dict.fromkeys(lacking) | (Image.objects.in_bulk(lacking) if lacking else {})
    return {number for number, image in found.items() if image is None or not image.has_rights(at)}


def text_of(edition, hidden):
    """[(the name of a part, its passages)]"""
    return [
        (_("Headline"), [edition.headline]),
        (_("Summary"), [line for line in edition.summary.splitlines() if line]),
        (_("Text"), passages(edition, hidden)),
    ]


def around_it(edition, names):
    """[(the name of a part, {what stands there: what it is called, then what more is said of it})]"""
    return [
        (_("Pictures"), pictures(edition, names.hidden)),
        (_("Names"), bylines(edition)),
        (_("Section"), names.section_of(edition)),
        (_("Topics"), names.topics_of(edition)),
        (_("Sources"), sources(edition)),
    ]


def compared(sides, read, differ):
    """The Changes in some parts.

    read    a function: [(the name of a part, what it holds)] of an edition
    differ  a function: the passages to tell, of what it held before, as announced and as mended
    """
    found, has_changed = [], False
    for (name, before), (_name, announced), (_name, mended) in zip(*map(read, sides), strict=True):
        has_changed = has_changed or before != announced
        passages = differ(before, announced, mended)
        found += [(name, passages)] if passages else []
    return Changes(found, is_undone=has_changed and not found)


def words_changed(before, announced, mended):
    return moved(compare_passages(apply_corrections(before, announced, mended), mended))


def things_changed(before, announced, mended):
    """Of things: those that went and those that came, as they are called, and the words of those that stayed.

    Another picture is no other description of the same, and another person no other spelling of a name.
    """
    gone = [words[0] for one, words in before.items() if one not in announced and one not in mended]
    come = [words[0] for one, words in mended.items() if one in announced and one not in before]
    found = [[Piece("gone", text)] for text in gone] + [[Piece("new", text)] for text in come]
    if len(gone) == len(come) == 1:  # one took the place of the other
        found = [[*found[0], *found[1]]]
    for one in [one for one in mended if one in before and one in announced]:
        found += words_changed(before[one], announced[one], mended[one])
    return found


def moved(passages):
    """Passages in which one that was taken out and set elsewhere is told once, where it stands now."""
    gone = [pieces[0].text for pieces in passages if is_whole(pieces, "gone")]
    come = [pieces[0].text for pieces in passages if is_whole(pieces, "new")]
    both = {text for text in come if text in gone}
    return [
        [Piece("moved", pieces[0].text)] if is_whole(pieces, "new") and pieces[0].text in both else pieces
        for pieces in passages
        if not (is_whole(pieces, "gone") and pieces[0].text in both)
    ]


def is_whole(pieces, kind):
    return len(pieces) == 1 and pieces[0].kind == kind


def passages(edition, hidden):
    """What is read as one; of a table its rows, for a cell alone tells nobody where it stood."""
    found = []
    for block in body.body_blocks(edition.body):
        if block.startswith("<figure") and body.references(block).images & hidden:
            continue
        if block.startswith("<table"):
            rows = block.replace("</caption>", "</tr>").split("</tr>")
            found += filter(None, (BETWEEN_CELLS.join(texts(row)) for row in rows))
        else:
            found += texts(block)
    return found


def texts(html):
    return [text for _element, text in body.body_passages(html)]


def pictures(edition, hidden):
    """The pictures above a text and in it: what is said of each to those who cannot see it, and under it."""
    figures = [block for block in body.body_blocks(edition.body) if block.startswith("<figure")]
    shown = [(edition.lead_image_id, False)] if edition.lead_image_id else []
    shown += [(number, bool(texts(block))) for block in figures for number in body.references(block).images]
    found = {}
    for number, has_own_caption in shown:
        if number in hidden:
            found[number] = [_("A picture that is shown no more")]
        elif picture := edition.printed["images"].get(str(number)):
            caption = "" if has_own_caption else picture["caption"]
            described = picture["alt"] or picture["caption"] or _("A picture without a description")
            found[number] = list(dict.fromkeys(filter(None, (described, caption, picture["credit"]))))
    return found


def bylines(edition):
    """Names as they are signed: what somebody did beside writing stands before the name."""
    return {
        (line["author"], line["role"]): [
            line["name"] if line["role"] == Role.TEXT else f"{words_before(line['role'])} {line['name']}"
        ]
        for line in edition.printed["bylines"]
    }


def sources(edition):
    """Those that have a name in the language of the page, or none."""
    languages = ("", edition.language)
    return {
        (source["name"], source["url"]): [source["name"] or source["url"]]
        for source in edition.printed["sources"]
        if source.get("language", "") in languages
    }
