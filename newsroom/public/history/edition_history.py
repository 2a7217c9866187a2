"""The editions of a story that readers were told of, and what each changed."""

from typing import NamedTuple

from django.utils.translation import pgettext

from articles.models.edition import Edition, EditionKind
from newsroom.public.edition_diff import ComparedEditions, EditionChanges, PrintedNames, edition_changes
from newsroom.public.story_editions import AnnouncedEdition

PAGE_SIZE = 20


class HistoryEntry(NamedTuple):
    """One edition, in words.

    told     its Announced: number, instant, digest, and the typos mended in it since
    note     what readers were told; "" of what was taken back, which only its notice speaks for
    url      of its text in full; "" of a notice, and of what was taken back
    changes  its newsroom.public.edition_diff.EditionChanges, or None: nothing to compare it with
    """

    told: AnnouncedEdition
    name: str
    note: str
    url: str
    changes: EditionChanges | None


def history_entries(article_id, frame, at, told, url_of, before=None):
    """(Entries, the newest first, and the number that the next page begins before or None).

    Two queries, and one where pictures stand in a text.

    told    {number: Announced} of the page's language
    url_of  a function: the address of an Announced in full; "" of what is shown no more
    before  the number of an edition: those that came before it
    """
    numbers = [number for number in sorted(told, reverse=True) if not before or number < before]
    shown = numbers[: PAGE_SIZE + 1]  # one more, to compare the last with
    wanted = {number for one in shown for number in (one, told[one].last)}
    found = Edition.objects.of(article_id, frame.language).filter(number__in=wanted)
    texts = {text.number: text for text in found.select_related("lead_image")}
    names = PrintedNames.read(texts.values(), frame, at)
    found = [history_entry(told, number, texts, url_of, names) for number in shown[:PAGE_SIZE]]
    return found, shown[PAGE_SIZE - 1] if len(shown) > PAGE_SIZE else None


def history_entry(told, number, texts, url_of, names):
    """A version and what it changed; nothing of what was taken back.

    texts  {number: edition} of it and of the version before it, as announced and as mended
    """
    one, url, text = told[number], url_of(told[number]), texts[number]
    previous = max((other for other in told if other < number), default=None)
    found = None
    if url and previous and url_of(told[previous]):
        found = edition_changes(ComparedEditions(texts[told[previous].last], text, texts[one.last]), names)
    return HistoryEntry(one, edition_name(one), one.note if url or text.is_notice else "", url, found)


def edition_name(edition):
    """What an edition is to its readers; of an Announced."""
    if edition.number == 1:
        return pgettext("an edition", "First published")
    return {
        EditionKind.CORRECTION: EditionKind.CORRECTION.label,
        EditionKind.WITHDRAWAL: EditionKind.WITHDRAWAL.label,
        EditionKind.RETRACTION: EditionKind.RETRACTION.label,
    }.get(edition.kind) or pgettext("a story", "Updated")
