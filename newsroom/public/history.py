"""The editions of a story that readers were told of, and what each changed."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext, pgettext

from articles import body
from articles.bilingual.comparison import comparison
from articles.models.edition import Edition, EditionKind

PAGE_SIZE = 20
BETWEEN_CELLS = " · "


class Entry(NamedTuple):
    """One edition, in words.

    changes  (what changed, passages as articles.bilingual.comparison gives them), or None: nothing to
             compare it with
    """

    number: int
    name: str
    live_from: datetime
    note: str
    changes: list | None


def entries_of(article_id, language, at, before=None):
    """(Entries, the newest first, and the number that the next page begins before or None). One query.

    before  the number of an edition: those that came before it
    """
    announced = Edition.objects.begun(at).of(article_id, language).announced().order_by("-number")
    if before:
        announced = announced.filter(number__lt=before)
    found = list(announced.defer("printed")[: PAGE_SIZE + 1])
    older = found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else None
    return [entry(edition, found[place + 1 :]) for place, edition in enumerate(found[:PAGE_SIZE])], older


def entry(edition, earlier):
    """An edition beside the text that readers had before it."""
    previous = next((one for one in earlier if not one.is_notice), None)
    is_compared = previous and not edition.is_notice
    return Entry(
        edition.number,
        name_of(edition),
        edition.live_from,
        edition.note,
        changes(previous, edition) if is_compared else None,
    )


def name_of(edition):
    if edition.number == 1:
        return pgettext("an edition", "First published")
    return {
        EditionKind.CORRECTION: EditionKind.CORRECTION.label,
        EditionKind.WITHDRAWAL: EditionKind.WITHDRAWAL.label,
        EditionKind.RETRACTION: EditionKind.RETRACTION.label,
    }.get(edition.kind) or pgettext("a story", "Updated")


def changes(before, after):
    """What differs, with the words that name it: headline, summary and text."""
    parts = [
        (gettext("Headline"), [before.headline], [after.headline]),
        (gettext("Summary"), before.summary.splitlines(), after.summary.splitlines()),
        (gettext("Text"), passages(before), passages(after)),
    ]
    found = [(name, comparison(old, new)) for name, old, new in parts]
    return [(name, passages) for name, passages in found if passages]


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
