"""The live coverage of a story in the language of a page: key points, and entries, newest first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Max, Q
from django.http import Http404
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.body.normal_form import clean_address
from articles.models.edition import Edition
from articles.models.image import Image, PictureUse
from articles.models.language import Language
from articles.models.logged import OTHER_LANGUAGE
from newsroom.live.models import EntryKind, LiveCoverage, LiveEntry
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import COVERAGES, depend_on, depend_on_keys, end_of_day, expire_at
from newsroom.public.dates import local_time
from newsroom.public.pictures import Picture, images_by_id, row_picture

PAGE_SIZE = 20  # entries
MOST_KEY_POINTS = 10
UNDER_LEAD = 3  # entries below the lead of a front page
IN_FEED = 10  # entries of a story in a feed
SHORT = 160  # characters of a shortened entry
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
ADDRESS = re.compile(r"https?://[^\s<>\"“”‘’]+")
NO_IMAGES = MappingProxyType({})
AFTER_ADDRESS = ".,;:!?)…"  # punctuation after an address, not part of it


@dataclass(frozen=True)
class ShownEntry:
    """An entry on a page.

    row            its LiveEntry in the language of the page, else in the other language
    is_here        whether the row is in the language of the page
    is_old         whether the row translates an entry that has been corrected since
    at             the instant of the page
    url            path of a page that begins with the entry, with the entry's anchor
    is_sponsored   whether the story is sponsored; its links then say so to search engines
    is_taken_down  whether the page shows a notice instead of the text
    image          the image of the row, if the page shows pictures
    """

    row: LiveEntry
    is_here: bool
    is_old: bool
    at: datetime
    url: str
    is_sponsored: bool = False
    is_taken_down: bool = False
    image: Image | None = None

    @property
    def day(self) -> date:
        return local_time(self.at).date()

    @property
    def is_of_today(self):
        return local_time(self.row.posted_at).date() == self.day

    @property
    def is_changed_today(self):
        return local_time(self.row.changed_at).date() == self.day

    @property
    def foreign(self):
        """Return the language of its text if it is not the language of the page, else ""."""
        return "" if self.is_here else self.row.language

    @property
    def anchor(self):
        return f"e{self.row.number}"

    @property
    def label(self):
        """Return the label of its kind; "" for an ordinary update."""
        return "" if self.row.kind == EntryKind.UPDATE else EntryKind(self.row.kind).label

    @property
    def html(self):
        return entry_html(self.row.text, is_sponsored=self.is_sponsored)

    @property
    def picture(self) -> Picture | None:
        """Return its picture for the page of the story."""
        return self._picture()

    @property
    def feed_picture(self) -> Picture | None:
        return self._picture(PictureUse.FEEDS)

    @property
    def shared_picture(self) -> Picture | None:
        """Return its picture for search engines."""
        return self._picture(PictureUse.SOCIAL)

    def _picture(self, *uses):
        if self.is_taken_down:
            return None
        uses = uses if self.is_here else (*uses, OTHER_LANGUAGE)
        return row_picture(self.row, self.image, self.at, *uses)

    @property
    def short(self):
        """Return the beginning of its text, on one line."""
        return Truncator(" ".join(self.row.text[: 4 * SHORT].split())).chars(SHORT)

    @property
    def availability(self):
        """Return a note for readers if the entry exists only in the other language, else ""."""
        if self.is_here:
            return ""
        labels = {Language.KO: _("Only in Korean so far"), Language.EN: _("Only in English so far")}
        return labels[Language(self.row.language)]

    @property
    def warning(self):
        """Return a warning for readers if `is_old`, else ""."""
        if not self.is_old:
            return ""
        labels = {
            Language.EN: _("Corrected in Korean since. The English text has not been updated yet."),
            Language.KO: _("Corrected in English since. The Korean text has not been updated yet."),
        }
        return labels[Language(self.row.language)]


@dataclass(frozen=True)
class LiveBlog:
    """The live coverage of a story on one of its pages.

    url         path of the story
    ended_at    None while the coverage is open
    older       the `before` of the next page, or None
    is_first    whether this is the page with the newest entries
    is_gone     whether a page with `?before=` has only entries that were taken down; its status is then 410
    """

    url: str
    begun_at: datetime
    ended_at: datetime | None
    key_points: list[ShownEntry]
    entries: list[ShownEntry]
    older: int | None
    is_first: bool
    is_gone: bool = False

    @classmethod
    def read(cls, edition: Edition, at: datetime, before: str | None = None) -> "LiveBlog | None":
        """Return the coverage of a story at an instant; None if the story was never covered live.

        Three queries, and one more if entries have pictures.

        before  the query parameter: show only entries with lower numbers. Raise Http404 if it is not a
                number, or if no entry with a lower number was ever posted
        """
        if not getattr(edition, "has_live", False):
            return None
        if before is not None and not NUMBER.fullmatch(before):
            raise Http404
        depend_on("live", edition.article_id)
        coverages = list(
            LiveCoverage.objects.begun(at).filter(article=edition.article_id).order_by("begun_at")
        )
        ended_at = coverages[-1].ended_at
        all_rows = LiveEntry.objects.filter(article=edition.article_id).newest_first()
        # An entry has at most two rows. One entry more than a page shows reveals whether older ones exist.
        rows = list(all_rows.live_or_taken_down(at).before(before and int(before))[: 2 * PAGE_SIZE + 2])
        pinned = list(all_rows.live(at).filter(is_pinned=True)[: 2 * MOST_KEY_POINTS])
        images = images_of([*rows, *pinned])
        entries = shown_entries(rows, edition, at, images)
        shown = entries[:PAGE_SIZE]
        key_points = shown_entries(pinned, edition, at, images)[:MOST_KEY_POINTS]
        is_gone = before is not None and all(entry.is_taken_down for entry in shown)
        posted = LiveEntry.objects.begun(at).filter(article=edition.article_id)
        if is_gone and not shown and not posted.before(int(before)).exists():
            raise Http404
        return cls(
            url=edition.get_absolute_url(),
            begun_at=coverages[0].begun_at,
            ended_at=ended_at if ended_at and ended_at <= at else None,
            key_points=[_without_picture_of(entry, shown) for entry in key_points],
            entries=shown,
            older=shown[-1].row.number if len(entries) > PAGE_SIZE else None,
            is_first=before is None,
            is_gone=is_gone,
        )

    @property
    def is_open(self):
        return self.ended_at is None

    @property
    def older_url(self):
        return f"{self.url}?before={self.older}" if self.older else ""

    @property
    def changed_at(self) -> datetime:
        """Return when the coverage last began or ended, or one of the shown entries changed."""
        entries = (*self.entries, *self.key_points)
        changes = [entry.row.live_until if entry.is_taken_down else entry.row.live_from for entry in entries]
        return max([self.ended_at or self.begun_at, *changes])

    @property
    def live_entries(self) -> list[ShownEntry]:
        return [entry for entry in self.entries if not entry.is_taken_down]


def _without_picture_of(point, entries):
    """Return a key point. It has no picture if it is also one of the entries, which show their pictures."""
    is_below = any(entry.row.number == point.row.number for entry in entries)
    return replace(point, image=None) if is_below else point


def latest_entries(edition: Edition, at: datetime) -> list[ShownEntry]:
    """Return the newest UNDER_LEAD entries of a story, for a front page that it leads.

    One query, and one more if entries have pictures.
    """
    depend_on("live", edition.article_id)
    expire_at([end_of_day(at)])  # an entry of today shows only its time
    entries = LiveEntry.objects.live(at).filter(article=edition.article_id).newest_first()
    rows = list(entries[: 2 * UNDER_LEAD])
    return shown_entries(rows, edition, at, images_of(rows))[:UNDER_LEAD]


class LiveExcerpt(NamedTuple):
    """The newest entries of a story, and the last change of any of its entries; None without entries."""

    entries: list[ShownEntry]
    changed_at: datetime | None


def live_excerpts(editions: list[Edition], at: datetime) -> dict[int, LiveExcerpt]:
    """Return {story id: LiveExcerpt} of the stories that are covered live or have entries, for feeds.

    At most three queries, and one more if entries have pictures.
    """
    ids = {edition.article_id for edition in editions}
    changed_at = dict.fromkeys(ids & stories_with_live_coverage(at))
    ended = Max("live_until", filter=Q(live_until__lte=at))
    changes = LiveEntry.objects.begun(at).filter(article__in=ids).order_by().values_list("article")
    for story, *instants in changes.annotate(began=Max("live_from"), ended=ended):
        changed_at[story] = max(filter(None, instants))
    if not changed_at:
        return {}
    # SQLite allows a slice in a subquery of a union, but not directly in the union.
    live = LiveEntry.objects.live(at)
    newest = [live.filter(article=story).newest_first()[: 2 * IN_FEED].values("pk") for story in changed_at]
    parts = [LiveEntry.objects.filter(pk__in=ids).order_by() for ids in newest]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("-number", "language"))
    images, rows_by_story = images_of(rows), {}
    for row in rows:
        rows_by_story.setdefault(row.article_id, []).append(row)
    excerpts = {}
    for edition in editions:
        story = edition.article_id
        if story in changed_at:
            entries = shown_entries(rows_by_story.get(story, []), edition, at, images)
            excerpts[story] = LiveExcerpt(entries[:IN_FEED], changed_at[story])
    return excerpts


def images_of(rows: list[LiveEntry]) -> dict[int, Image]:
    """Return {id: Image} of the pictures of some rows. One query, or none without pictures."""
    return images_by_id({row.image_id for row in rows} - {None})


def shown_entries(
    rows: Iterable[LiveEntry], edition: Edition, at: datetime, images: Mapping[int, Image] = NO_IMAGES
) -> list[ShownEntry]:
    """Return the ShownEntries of some rows, in the language of the edition if possible.

    rows    ordered by number
    images  {id: Image} of the rows, if the page shows pictures
    """
    entries, url, language = [], edition.get_absolute_url(), edition.language
    for number, group in groupby(rows, key=attrgetter("number")):
        by_language = {row.language: row for row in group}
        row = by_language.get(language) or next(iter(by_language.values()))
        source = next((other for other in by_language.values() if not other.is_translation), None)
        entries.append(
            ShownEntry(
                row=row,
                is_here=row.language == language,
                is_old=bool(row.is_translation and source and source.version > row.source_version),
                at=at,
                url=f"{url}?before={number + 1}#e{number}",
                is_sponsored=edition.is_sponsored,
                is_taken_down=row.live_until is not None and row.live_until <= at,
                image=images.get(row.image_id),
            )
        )
    return entries


def entry_html(text: str, *, is_sponsored: bool = False) -> SafeString:
    """Return the text of an entry as HTML with paragraphs, line breaks and links."""
    paragraphs = [part for part in re.split(r"\n{2,}", text) if part]
    link = '<a href="{}" rel="sponsored noopener">{}</a>' if is_sponsored else '<a href="{}">{}</a>'
    return mark_safe("".join(f"<p>{_linked(part, link)}</p>" for part in paragraphs))


def _linked(text, link):
    done, pieces = 0, []
    for match in ADDRESS.finditer(text):
        words = match[0].rstrip(AFTER_ADDRESS)
        if address := clean_address(words):
            pieces += [escape(text[done : match.start()]), format_html(link, address, words)]
            done = match.start() + len(words)
    return "".join([*pieces, escape(text[done:])]).replace("\n", "<br>")


def stories_with_live_coverage(at: datetime) -> frozenset[int]:
    """Return the ids of the stories with live coverage at an instant. One query, unless cached."""
    return kept_part(("covered stories",), lambda: _read_covered_stories(at))


def _read_covered_stories(at):
    depend_on_keys(COVERAGES)
    return frozenset(LiveCoverage.objects.live(at).order_by().values_list("article_id", flat=True))
