"""What readers of a story are told of its corrections: its own, and those of the other language."""

from datetime import datetime
from typing import NamedTuple

from articles.models.edition import EditionKind
from newsroom.public.story_editions import announced_editions


class CorrectionNote(NamedTuple):
    """A correction in the words of the page's language.

    is_awaited  it was made in the other language; the text here has not been mended yet
    """

    live_from: datetime
    note: str
    is_awaited: bool = False


def story_corrections(edition, history):
    """What a live edition tells of its corrections, oldest first.

    history  what readers of its language were told of, as announced_editions gives it
    """
    here = [past for past in history if past.language == edition.language]
    own = [past for past in here if past.kind == EditionKind.CORRECTION]
    found = [CorrectionNote(past.live_from, past.note) for past in own]
    for past in corrections_from_other_language(edition, history):
        if not any(includes_correction(mine, past) for mine in own):
            # What is previewed is no edition yet, and may be what mends it.
            is_awaited = edition.pk is not None and not has_correction(edition, past, here)
            found.append(CorrectionNote(past.live_from, past.note_there, is_awaited))
    return sorted(found)


def awaited_corrections(edition, past):
    """Corrections that a live edition lacks.

    past  all editions of both languages so far, as past_editions gives them
    """
    return [
        one
        for one in story_corrections(edition, announced_editions(past, edition.language))
        if one.is_awaited
    ]


def corrections_after(edition, past, at):
    """What a live edition tells of corrections that came after an instant, at which another was live."""
    return [
        one
        for one in story_corrections(edition, announced_editions(past, edition.language))
        if one.live_from > at
    ]


def corrections_from_other_language(edition, history):
    """Corrections of the other language, with a note for readers of this one, who had the story before.

    A story that came back was made from what was corrected before that.
    """
    here = [past.live_from for past in history if past.language == edition.language]
    since = min(here, default=edition.first_published_at)
    return [
        past
        for past in history
        if past.language != edition.language and past.note_there and past.live_from > since
    ]


def includes_correction(edition, correction):
    """Whether an edition was made from what the other language had become by its correction, or after it."""
    if edition.source_number is not None:
        return edition.source_number >= correction.number
    return edition.live_from > correction.live_from


def has_correction(edition, correction, here):
    """Whether the text that readers have lacks nothing of it: as EditionQuerySet.awaiting_correction asks."""
    if edition.source_number is not None:
        return includes_correction(edition, correction)
    return any(past.live_from > correction.live_from for past in here)
