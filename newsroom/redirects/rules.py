"""Bulk changes of redirects: a plan without chains and loops, written in short transactions.

For files, and for packages that import stories from another system:

    report = store_redirects([RedirectRow("/?p=123", article_id=12, language="ko")], by=None)

Storing the same rows again changes nothing. Invalid rows are skipped, with a reason in the user's language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import batched
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext as _

from articles.annotations import User
from articles.events import log
from articles.models.article import Article
from articles.models.event import EventType
from articles.text.digests import digest_of
from newsroom.redirects.models import Redirect
from newsroom.redirects.targets import (
    AddressRefused,
    SitePages,
    Target,
    parse_old_address,
    parse_target,
    refuse_missing,
)

BATCH = 1_000  # rows per transaction; it blocks other writers of redirects for about 0.2 s
ASKED = 500  # addresses per query
MOST_NAMED = 5  # addresses listed in a message about a circle
WRITTEN = ("target", "kind", "target_key", "article", "language")


class RedirectRow(NamedTuple):
    """A requested redirect, to a target as typed or to a story in one language.

    target    a path, a URL, or "" for gone; not used with a story
    language  of the story, "en" or "ko"; "" if the target is no story
    line      line number in the file, or position in the list
    reason    why the row of the file is invalid, or ""
    """

    old_address: str
    target: str = ""
    article_id: int | None = None
    language: str = ""
    line: int = 0
    reason: str = ""


@dataclass
class PlannedRedirect:
    """A row with its planned redirect, unsaved, and the results of the checks.

    redirect  None if the row is invalid
    before    the current target, "" for gone; None for a new redirect
    through   the target given in the row, if it is an old address whose own target is used instead; else ""
    reason    why it is left out, or ""
    """

    row: RedirectRow
    redirect: Redirect | None = None
    before: str | None = None
    through: str = ""
    reason: str = ""

    @property
    def is_changed(self):
        return self.before is not None and self.before != self.redirect.target


@dataclass
class RedirectPlan:
    """The planned changes, as lists of PlannedRedirect. Redirects that are not listed stay unchanged.

    followers  existing redirects whose target becomes an old address; they are pointed directly to its target
    """

    new: list[PlannedRedirect] = field(default_factory=list)
    changed: list[PlannedRedirect] = field(default_factory=list)
    untouched: list[PlannedRedirect] = field(default_factory=list)
    refused: list[PlannedRedirect] = field(default_factory=list)
    followers: list[PlannedRedirect] = field(default_factory=list)

    @property
    def written(self):
        return [*self.new, *self.changed, *self.followers]

    @property
    def is_empty(self):
        return not self.written

    @property
    def resolved(self):
        """The planned redirects whose target was an old address."""
        return [planned for planned in self.written if planned.through]

    def digest(self):
        """Return a digest of all planned writes, to detect later changes."""
        return digest_of(
            [
                (planned.redirect.old_address, planned.redirect.target, planned.before)
                for planned in self.written
            ]
        )


class StoreReport(NamedTuple):
    """The plan that was stored, and the numbers of redirects written."""

    plan: RedirectPlan
    created: int
    changed: int


def store_redirects(rows: Iterable[RedirectRow], *, by: User | None) -> StoreReport:
    """Add and change redirects in batches. Each batch is a transaction with one event in the log."""
    return store_plan(plan_redirects(rows), by=by)


def store_plan(
    plan: RedirectPlan, *, by: User | None, progress: Callable[[int], None] | None = None
) -> StoreReport:
    """Write a plan in batches. Each batch is planned again, because redirects may have changed.

    progress  called with the number of rows processed in each batch
    """
    created = changed = 0
    for batch in batched(plan.written, BATCH):
        written = _store_batch([_final_row(planned) for planned in batch], by)
        created, changed = created + len(written.new), changed + len(written.changed) + len(written.followers)
        if progress:
            progress(len(batch))
    return StoreReport(plan, created, changed)


def _final_row(planned):
    """Return a row that leads directly to the final target of a planned redirect."""
    redirect = planned.redirect
    target = "" if redirect.article_id else redirect.target
    return RedirectRow(redirect.old_address, target, redirect.article_id, redirect.language, planned.row.line)


@log.unit_of_work()
def _store_batch(rows, by):
    Redirect.objects.lock_table()
    plan = plan_redirects(rows)  # planned again: redirects may have changed in the meantime
    wanted = [planned.redirect for planned in plan.written]
    if not wanted:
        return plan
    # Bypasses LoggedQuerySet, to record one event for the batch and lock the log only briefly.
    first, *_others = models.QuerySet(Redirect).bulk_create(
        wanted, update_conflicts=True, unique_fields=["old_address"], update_fields=WRITTEN
    )
    more = f" (+{len(wanted) - 1})" if len(wanted) > 1 else ""
    event_type = EventType.CHANGED if plan.changed or plan.followers else EventType.ADDED
    counts = {"added": len(plan.new), "changed": len(plan.changed) + len(plan.followers)}
    log.record(event_type, first, by=by, name=f"{first}{more}", **counts)
    return plan


def plan_redirects(rows: Iterable[RedirectRow]) -> RedirectPlan:
    """Return the changes that rows would make, with a few queries for every 500 rows."""
    return _Planner(list(rows)).plan()


class _Planner:
    """Parses rows, follows chains through rows and stored redirects, and sorts the results."""

    def __init__(self, rows):
        self.pages = SitePages()
        self.planned = [self._read(row) for row in rows]
        self.by_address: dict[str, PlannedRedirect] = {}
        for planned in self.planned:
            self._take(planned)
        self.stored = self._read_stored()
        self.stories = self._known_stories()

    def plan(self):
        for planned in self.by_address.values():
            self._follow(planned)
        for planned in self.by_address.values():
            self._check(planned)
        plan = RedirectPlan(refused=[planned for planned in self.planned if planned.reason])
        for planned in self.by_address.values():
            if not planned.reason:
                known = plan.changed if planned.is_changed else plan.untouched
                (plan.new if planned.before is None else known).append(planned)
        plan.followers = list(self._followers())
        return plan

    def _read(self, row):
        if row.reason:
            return PlannedRedirect(row, reason=row.reason)
        try:
            redirect = Redirect(old_address=parse_old_address(row.old_address, self.pages))
            story = Target("", row.article_id, row.language)
            target = story if row.article_id else parse_target(row.target)
        except AddressRefused as refusal:
            return PlannedRedirect(row, reason=str(refusal))
        redirect.point_to(*target)
        return PlannedRedirect(row, redirect)

    def _take(self, planned):
        if planned.reason:
            return
        first = self.by_address.setdefault(planned.redirect.old_address, planned)
        if first is not planned:
            planned.reason = _("The same old address appears earlier, in line %(line)d.") % {
                "line": first.row.line
            }

    def _read_stored(self):
        """Return {old address: Redirect} for the old addresses and targets of the rows, if stored."""
        keys = {*self.by_address, *(planned.redirect.target_key for planned in self.by_address.values())} - {
            ""
        }
        querysets = (
            Redirect.objects.filter(old_address__in=part).order_by() for part in batched(keys, ASKED)
        )
        return {redirect.old_address: redirect for rows in querysets for redirect in rows}

    def _known_stories(self):
        ids = {planned.redirect.article_id for planned in self.by_address.values()} - {None}
        querysets = (Article.objects.filter(pk__in=part).order_by() for part in batched(ids, ASKED))
        return {pk for rows in querysets for pk in rows.values_list("pk", flat=True)}

    def _follow(self, planned):
        """Point a row, and the rows in its chain, to the end of the chain. Refuse a circle."""
        while not planned.reason:
            seen, end = {planned.redirect.old_address: None}, planned.redirect
            while (following := self._redirect_from(end.target_key)) is not None:
                if following.old_address in seen:
                    break
                seen[following.old_address], end = None, following
            else:
                for address in seen:
                    self._point_to_end(self.by_address.get(address), end)
                return
            addresses = list(seen)
            self._refuse_circle(planned, addresses[addresses.index(following.old_address) :])

    def _point_to_end(self, planned, end):
        if (
            planned is None
            or planned.reason
            or end is planned.redirect
            or planned.redirect.target == end.target
        ):
            return
        planned.through = planned.through or planned.redirect.target
        planned.redirect.point_to("" if end.article_id else end.target, end.article_id, end.language)

    def _refuse_circle(self, planned, circle):
        words = _("It would lead in a circle: %(addresses)s.") % {
            "addresses": " → ".join([*circle[:MOST_NAMED], "…"] if len(circle) > MOST_NAMED else circle)
        }
        rows = [self.by_address[address] for address in circle if address in self.by_address]
        for row in [row for row in rows if not row.reason] or [planned]:
            row.reason = words

    def _redirect_from(self, key):
        """Return the planned or stored redirect that starts at an address, or None."""
        planned = self.by_address.get(key)
        if planned and not planned.reason:
            return planned.redirect
        return self.stored.get(key)

    def _check(self, planned):
        if planned.reason:
            return
        if stored := self.stored.get(planned.redirect.old_address):
            planned.before = stored.target
            if not planned.is_changed:  # a redirect that was accepted before is not checked again
                return
        number = planned.redirect.article_id
        if number and number not in self.stories and not Article.objects.filter(pk=number).exists():
            planned.reason = missing_story(number)
            return
        try:
            refuse_missing(Target(planned.redirect.target), self.pages)
        except AddressRefused as refusal:
            planned.reason = str(refusal)

    def _followers(self):
        """Yield the stored redirects to old addresses that the rows add, pointed to the final targets."""
        starting = {
            key for key, planned in self.by_address.items() if not planned.reason and planned.before is None
        }
        for part in batched(starting, ASKED):
            for stored in Redirect.objects.filter(target_key__in=part).order_by("pk"):
                if stored.old_address in self.by_address and not self.by_address[stored.old_address].reason:
                    continue
                end = self.by_address[stored.target_key].redirect
                pointed = Redirect(old_address=stored.old_address)
                pointed.point_to("" if end.article_id else end.target, end.article_id, end.language)
                yield PlannedRedirect(
                    RedirectRow(stored.old_address), pointed, stored.target, through=stored.target
                )


def missing_story(number: int) -> str:
    return _("There is no story number %(number)s.") % {"number": number}
