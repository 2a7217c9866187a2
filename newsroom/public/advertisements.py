"""Advertisements on pages: one per slot, chosen by page and hour, without cookies or counting."""

import zlib
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from newsroom.advertising.models import AdSize, AdSlot, Advertisement
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import ADVERTISING, depend_on_keys, expire_at
from newsroom.public.pictures import picture_url

TURN = timedelta(hours=1)  # time until a page shows the next of several advertisements
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AdPicture(NamedTuple):
    """The URL of a picture, and the size in CSS pixels that the page reserves for it."""

    src: str
    width: int
    height: int


class ShownAdvertisement(NamedTuple):
    """An advertisement in the language of a page."""

    slot: str
    link: str
    alt: str
    wide: AdPicture
    phone: AdPicture


def advertisement_for(slot: str, language: str, path: str, at: datetime) -> ShownAdvertisement | None:
    """Return the advertisement for a slot of a page at an instant, or None. At most one query.

    If there are several, they alternate by the hour and by `path`, any text that identifies the page. The
    choice is not random, so that cached and new versions of a page agree.
    """
    advertisements = kept_part(("advertising", language), lambda: _live_advertisements(language, at)).get(
        slot, []
    )
    if len(advertisements) < 2:
        return advertisements[0] if advertisements else None
    turn = (at - EPOCH) // TURN
    expire_at([EPOCH + (turn + 1) * TURN])
    return advertisements[(turn + zlib.crc32(path.encode())) % len(advertisements)]


def _live_advertisements(language, at) -> dict[str, list[ShownAdvertisement]]:
    """Return {slot: its advertisements, oldest first} in a language.

    The page depends on advertising, and expires when an advertisement begins or ends.
    """
    depend_on_keys(ADVERTISING)
    shown = {}
    for row in Advertisement.objects.not_over(at).order_by("pk"):
        expire_at([row.placed_from, row.placed_until])
        if row.placed_from <= at and (creative := row.creative(language)):
            pictures = {
                size: AdPicture(picture_url(getattr(creative, size)), *AdSlot.SIZES[row.slot][size])
                for size in AdSize.values
            }
            advertisement = ShownAdvertisement(row.slot, row.link, creative.alt, **pictures)
            shown.setdefault(row.slot, []).append(advertisement)
    return shown
