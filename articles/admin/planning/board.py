"""The board: every text that is on its way, by stage and language, and what is late."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.admin.bench_links import BenchLinks
from articles.admin.dashboard.screen import acts, may_see
from articles.admin.planning.assign_links import AssignLinks
from articles.admin.planning.board_cards import Card, cards
from articles.admin.planning.board_filters import BoardFilters
from articles.admin.planning.timeline import timeline
from articles.models import Column, Progress

MOST = 12  # cards of a column
MOST_ALONE = 200  # of a column that stands alone
# Side by side; what is under one another shares a track, so that a desk sees all of it at once.
TRACKS = [
    [Column.WANTED, Column.BEHIND],
    [Column.WRITING],
    [Column.IN_REVIEW],
    [Column.APPROVED],
    [Column.SCHEDULED, Column.LIVE],
]


@dataclass
class Pile:
    """A column as it is shown: how many stand in it and are not shown, the first cards, the way to all."""

    column: Column
    total: int
    rest: int
    cards: list
    address: str

    @property
    def key(self):
        """The digit that leads to it, in the order of the work."""
        return list(Column).index(self.column) + 1

    @property
    def label(self):
        return self.column.label


def board(request, at):
    """The context of admin/board/board.html."""
    filters, links = BoardFilters(request), (AssignLinks(request), BenchLinks(request.user))
    rows = filters.narrow(Progress.objects.all(), at)
    alone = filters.column
    found = rows.for_board(most=MOST_ALONE if alone else MOST, only=[alone] if alone else None, at=at)
    piles = {
        column: Pile(
            column, total, total - len(rows), cards(column, rows, at, *links), filters.address(column=column)
        )
        for column, (total, rows) in found.items()
        if column in Column
    }
    late, first = found["overdue"]
    context = {
        "title": _("Board"),
        "filters": filters,
        "acts": acts(request.user),
        "now": at,
        "late": late,
        "late_cards": [Card(row, at, *links) for row in first],
        "late_address": filters.address(only="overdue"),
        "alone": piles[alone] if alone else None,
        "tracks": [[piles[column] for column in track] for track in TRACKS],
        "is_empty": not any(pile.total for pile in piles.values()),
    }
    if may_see(request.user, "edition") and not alone:
        context["timeline"] = timeline(request, at)
    return context
