"""Announced editions of a story and their changes."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import pgettext

from articles.models.edition import Edition, EditionKind
from newsroom.public.edition_diff import ComparedEditions, EditionChanges, PrintedNames, edition_changes
from newsroom.public.frame import Frame
from newsroom.public.pagination import PAGE_SIZE
from newsroom.public.story_editions import AnnouncedEdition


class HistoryEntry(NamedTuple):
    """One edition in the history."""

    edition: AnnouncedEdition  # its number, instant, digest, and typos fixed since
    name: str
    note: str  # the public note; "" for an edition that was taken back
    url: str  # of its full text; "" for a notice or an edition that was taken back
    changes: EditionChanges | None  # None if there is nothing to compare with


def history_entries(
    article_id: int, frame: Frame, at: datetime, announced: dict[int, AnnouncedEdition], url_of, before=None
) -> tuple[list[HistoryEntry], int | None]:
    """Return (HistoryEntries, newest first, and the number that the next page starts before or None).

    Two queries, and one more if a text has pictures.

    announced  {number: AnnouncedEdition} of the page's language
    url_of     a function: the address of an AnnouncedEdition, or ""
    before     an edition number: show those before it
    """
    numbers = [number for number in sorted(announced, reverse=True) if not before or number < before]
    shown = numbers[: PAGE_SIZE + 1]  # one more, to compare the last one
    wanted = {number for one in shown for number in (one, announced[one].last)}
    found = Edition.objects.of(article_id, frame.language).filter(number__in=wanted)
    texts = {text.number: text for text in found.select_related("lead_image")}
    names = PrintedNames.read(texts.values(), frame, at)
    found = [history_entry(announced, number, texts, url_of, names) for number in shown[:PAGE_SIZE]]
    return found, shown[PAGE_SIZE - 1] if len(shown) > PAGE_SIZE else None


def history_entry(announced, number, texts, url_of, names):
    """Return an edition with its changes from {number: edition}; without them if it was taken back."""
    one, url, text = announced[number], url_of(announced[number]), texts[number]
    previous = max((other for other in announced if other < number), default=None)
    found = None
    if url and previous and url_of(announced[previous]):
        found = edition_changes(
            ComparedEditions(texts[announced[previous].last], text, texts[one.last]), names
        )
    return HistoryEntry(one, edition_name(one), one.note if url or text.is_notice else "", url, found)


def edition_name(edition: AnnouncedEdition) -> str:
    """Return the label of an AnnouncedEdition for readers."""
    if edition.kind == EditionKind.IMPORTED:
        return pgettext("an edition", "First published elsewhere")
    if edition.number == 1:
        return pgettext("an edition", "First published")
    if edition.kind in (EditionKind.CORRECTION, *EditionKind.NOTICES):
        return EditionKind(edition.kind).label
    return pgettext("a story", "Updated")
