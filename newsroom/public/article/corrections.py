"""Corrections of a story: its own, and those made in the other language."""

from datetime import datetime
from typing import NamedTuple

from articles.models.edition import Edition, EditionKind
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
