"""Release of a held copy, after a decision on each plan that became due since the backup.

Plans are scheduled editions, front page placements and statements on claims. Each is either confirmed, and
begins at the release, or dropped with the same functions as in the admin. A plan that is canceled or
rescheduled in the admin needs no other decision. The security log records who decided.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.html import strip_tags

from articles import clock
from articles.annotations import User
from articles.clock import INSTANT
from articles.events import log
from articles.management.command_line import find_active_user
from articles.models import Edition
from articles.publishing import cancel
from articles.refusals import Refused
from newsroom.claims.decisions import end_statement
from newsroom.claims.models.statement import Statement
from newsroom.frontpage.models import Placement
from newsroom.frontpage.placements import end_placement
from newsroom.operations.models import HeldCopy
from newsroom.pagecache.changes import clear_pages
from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

REASON = "Dropped before the release of a restored copy."


class ReleaseRefused(Refused):
    """Refusal of a release, or of a decision before it."""


class PlanKind(NamedTuple):
    """A kind of plan: its rows, the column with its start, and the function that drops a plan."""

    rows: Callable[[], QuerySet]
    begins_at: str
    drop: Callable[[Model, User], object]


class PassedPlan(NamedTuple):
    """A plan whose start has passed. Its name is the kind and the primary key, such as "edition:12"."""

    begins_at: datetime
    name: str
    row: Model


KINDS = {
    "edition": PlanKind(
        Edition.objects.select_related("article").all,
        "live_from",
        lambda edition, by: cancel(edition.article, edition.language, by=by, reason=REASON),  # type: ignore[attr-defined]  # the model in the same entry
    ),
    "placement": PlanKind(
        Placement.objects.select_related("article", "section").all,
        "placed_from",
        lambda placement, by: end_placement(placement, by=by),  # type: ignore[arg-type]  # the model in the same entry
    ),
    "statement": PlanKind(
        # A statement that was ended before its start is live for one instant: exclude it.
        Statement.objects.filter(live_until__gt=F("live_from") + INSTANT).all,
        "live_from",
        lambda statement, by: end_statement(statement, by=by, reason=REASON),  # type: ignore[arg-type]  # the model in the same entry
    ),
}


def passed_plans(copy: HeldCopy) -> list[PassedPlan]:
    """Return the plans that became due since the backup, confirmed or not, earliest first."""
    since = {"gt": copy.stopped_at, "lte": clock.true_now()}
    plans = []
    for name, kind in KINDS.items():
        rows = kind.rows().filter(**{f"{kind.begins_at}__{side}": at for side, at in since.items()})
        plans += [PassedPlan(getattr(row, kind.begins_at), f"{name}:{row.pk}", row) for row in rows]
    return sorted(plans, key=lambda plan: plan[:2])


def lock_copy() -> HeldCopy:
    """Return the row of this held copy, locked. Raise ReleaseRefused if the site is not held."""
    copy = HeldCopy.objects.held().select_for_update().first()
    if copy is None:
        raise ReleaseRefused("This newsroom is not on hold.")
    return copy


@log.unit_of_work()
def decide(*, confirmed: Iterable[str] = (), dropped: Iterable[str] = (), by: User) -> None:
    """Confirm and drop plans, all or none.

    Raise ReleaseRefused if the site is not held, for an unknown name or for a plan in both lists, and any
    error of the functions that drop a plan.
    """
    copy = lock_copy()
    known = {plan.name: plan for plan in passed_plans(copy)}
    if strange := sorted({*confirmed, *dropped} - known.keys()):
        raise ReleaseRefused(f"There is no overdue plan named {', '.join(strange)}.")
    if both := sorted({*confirmed} & {*dropped}):
        raise ReleaseRefused(f"Either confirm or drop each plan, not both: {', '.join(both)}.")
    for name in confirmed:
        record(SecurityEventKind.PLAN_CONFIRMED, user=by, about=known[name].row)
    for name in dropped:
        record(SecurityEventKind.PLAN_DROPPED, user=by, about=known[name].row)
        KINDS[name.partition(":")[0]].drop(known[name].row, by)
    copy.confirmed = sorted({*copy.confirmed, *confirmed} - {*dropped})
    copy.save(update_fields=["confirmed"])


@transaction.atomic
def release(*, by: User) -> None:
    """End the hold and restart the clock. Raise ReleaseRefused while a due plan is undecided."""
    copy = lock_copy()
    undecided = [plan.name for plan in passed_plans(copy) if plan.name not in copy.confirmed]
    if undecided:
        raise ReleaseRefused(f"Undecided: {', '.join(undecided)}. Confirm, drop or reschedule each of them.")
    copy.released_at = clock.true_now()
    copy.save(update_fields=["released_at"])
    record(SecurityEventKind.COPY_RELEASED, user=by)
    clear_pages()
    transaction.on_commit(clock.read_stop)


class Command(BaseCommand):
    help = (
        "List the plans that were due since the backup from which this copy was restored, confirm or drop "
        "each one, and end the hold. Later plans can be rescheduled in the admin."
    )

    def add_arguments(self, parser):
        listed = {"action": "append", "default": [], "metavar": "NAME"}
        parser.add_argument(
            "--confirm", **listed, help="start a listed plan at the end of the hold; can be repeated"
        )
        parser.add_argument("--drop", **listed, help="cancel a listed plan; can be repeated")
        parser.add_argument(
            "--end", action="store_true", help="end the hold; refused while a plan is undecided"
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="username of the person who decides, for the security log"
        )

    def handle(self, *, confirm, drop, end, by, **options):
        if not (confirm or drop or end):
            return self.list()
        if not by:
            raise CommandError("Pass --by with the username of the person who decides.")
        person = find_active_user(by)
        try:
            if confirm or drop:
                decide(confirmed=confirm, dropped=drop, by=person)
            if end:
                release(by=person)
        except Refused as refusal:
            raise CommandError(strip_tags(str(refusal))) from refusal
        except PermissionDenied as refusal:
            raise CommandError(f"{by} may not drop this. Choose a user who may cancel it.") from refusal
        if not end:
            return self.list()
        self.stdout.write("The hold has ended. follow_log sends waiting email and runs waiting tasks.")
        return None

    def list(self):
        copy = HeldCopy.objects.held().first()
        if copy is None:
            raise CommandError("This newsroom is not on hold.")
        self.stdout.write(f"On hold at {format_time(copy.stopped_at)}, the time of the backup.")
        for plan in passed_plans(copy):
            decision = "confirmed" if plan.name in copy.confirmed else "undecided"
            planned = format_time(plan.begins_at)
            self.stdout.write(f"{plan.name}  {decision}, planned for {planned}: {plan.row}")


def format_time(at):
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M %Z}"
