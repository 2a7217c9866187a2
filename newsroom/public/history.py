"""The editions of a story that readers were told of, and what each changed."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles import body
from articles.bilingual.comparison import comparison
from articles.bilingual.differences import Piece
from articles.models.edition import Edition, EditionKind
from articles.models.language import localized
from articles.models.taxonomy import Topic
from newsroom.public.frame import Link
from newsroom.public.version import Announced

PAGE_SIZE = 20
BETWEEN_CELLS = " · "


class Entry(NamedTuple):
    """One edition, in words.

    told     its Announced: number, instant, digest, and the typos mended in it since
    note     what readers were told; "" of what was taken back, which only its notice speaks for
    url      of its text in full; "" of a notice, and of what was taken back
    changes  (what changed, passages as articles.bilingual.comparison gives them), or None: nothing to
             compare it with
    """

    told: Announced
    name: str
    note: str
    url: str
    changes: list | None


@dataclass
class Names:
    """What things are called whose numbers an edition keeps, in the language of the page."""

    topics: dict
    sections: dict

    @classmethod
    def read(cls, editions, frame):
        numbers = {number for edition in editions for number in edition.printed.get("topics", [])}
        rows = Topic.objects.filter(pk__in=numbers).values_list("pk", localized("name", frame.language))
        return cls(dict(rows), frame.sections)

    def topics_of(self, edition):
        return [name for number in edition.printed["topics"] if (name := self.topics.get(number))]

    def section_of(self, edition):
        return [self.sections.get(edition.section_id, Link("", "")).name]


def entries_of(article_id, frame, told, url_of, before=None):
    """(Entries, the newest first, and the number that the next page begins before or None). Two queries.

    told    {number: Announced} of the page's language
    url_of  a function: the address of an Announced in full; "" of what is shown no more
    before  the number of an edition: those that came before it
    """
    numbers = [number for number in sorted(told, reverse=True) if not before or number < before]
    shown = numbers[: PAGE_SIZE + 1]  # one more, to compare the last with
    texts = Edition.objects.of(article_id, frame.language).filter(
        number__in=[told[one].last for one in shown]
    )
    by_number = {edition.number: edition for edition in texts}
    names = Names.read(by_number.values(), frame)
    versions = [Shown(told[one], by_number[told[one].last], url_of(told[one])) for one in shown]
    entries = [entry(one, versions[place + 1 :], names) for place, one in enumerate(versions[:PAGE_SIZE])]
    return entries, shown[PAGE_SIZE - 1] if len(shown) > PAGE_SIZE else None


class Shown(NamedTuple):
    """An Announced, its text with the typos mended in it, and its address; "" where it is shown no more."""

    told: Announced
    text: Edition
    url: str


def entry(one, earlier, names):
    """A version beside the text that readers had before it; nothing of what was taken back."""
    previous = next((other for other in earlier if not other.text.is_notice), None)
    is_compared = one.url and previous and previous.url
    found = changes(previous.text, one.text, names) if is_compared else None
    note = one.told.note if one.url or one.text.is_notice else ""
    return Entry(one.told, name_of(one.told), note, one.url, found)


def name_of(edition):
    """What an edition is to its readers; of an Announced."""
    if edition.number == 1:
        return pgettext("an edition", "First published")
    return {
        EditionKind.CORRECTION: EditionKind.CORRECTION.label,
        EditionKind.WITHDRAWAL: EditionKind.WITHDRAWAL.label,
        EditionKind.RETRACTION: EditionKind.RETRACTION.label,
    }.get(edition.kind) or pgettext("a story", "Updated")


def changes(before, after, names):
    """What differs, with the words that name it: the text, and what is printed around it."""
    parts = [
        (_("Pictures"), pictures(before), pictures(after)),
        (_("Names"), bylines(before), bylines(after)),
        (_("Section"), names.section_of(before), names.section_of(after)),
        (_("Topics"), names.topics_of(before), names.topics_of(after)),
        (_("Sources"), sources(before), sources(after)),
    ]
    return text_changes(before, after) + compared(parts)


def text_changes(before, after):
    """What differs in headline, summary and text."""
    parts = [
        (_("Headline"), [before.headline], [after.headline]),
        (_("Summary"), before.summary.splitlines(), after.summary.splitlines()),
        (_("Text"), passages(before), passages(after)),
    ]
    return compared(parts)


def compared(parts):
    found = [(name, moved(comparison(old, new))) for name, old, new in parts]
    return [(name, passages) for name, passages in found if passages]


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


def passages(edition):
    """What is read as one; of a table its rows, for a cell alone tells nobody where it stood."""
    found = []
    for block in body.blocks(edition.body):
        if block.startswith("<table"):
            rows = block.replace("</caption>", "</tr>").split("</tr>")
            found += filter(None, (BETWEEN_CELLS.join(texts(row)) for row in rows))
        else:
            found += texts(block)
    return found


def texts(html):
    return [text for _element, text in body.passages(html)]


def pictures(edition):
    """The pictures above a text and in it, by what is said of them to those who cannot see them."""
    printed = edition.printed["images"]
    numbers = [edition.lead_image_id, *sorted(body.references(edition.body).images)]
    found = [printed[str(number)] for number in dict.fromkeys(numbers) if str(number) in printed]
    return [picture["alt"] or picture["caption"] or _("A picture without a description") for picture in found]


def bylines(edition):
    return [line["name"] for line in edition.printed["bylines"]]


def sources(edition):
    """Those that have a name in the language of the page, or none."""
    languages = ("", edition.language)
    return [
        source["name"] or source["url"]
        for source in edition.printed["sources"]
        if source.get("language", "") in languages
    ]
