"""One language of a story as a card of the board."""

from dataclasses import dataclass, field
from datetime import datetime

from articles.admin.bench_links import BenchLinks
from articles.admin.chips import chip
from articles.admin.dashboard.rows import story_address
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline
from articles.admin.planning.assign_links import AssignLinks
from articles.admin.planning.days import clock, day_words
from articles.admin.story.language_status import display_name
from articles.models import Column, Language, Priority, Progress, Standing
from articles.models.planning import day_of, deadline

# Where nothing is left to do, both languages of a story are one card.
TOGETHER = (Column.SCHEDULED, Column.LIVE)


def cards(column, rows, at, *links):
    """The cards of a column's rows."""
    if column not in TOGETHER:
        return [Card(row, at, *links) for row in rows]
    found = {}
    for row in rows:
        if row.article_id in found:
            found[row.article_id].others.append(row)
        else:
            found[row.article_id] = Card(row, at, *links)
    return list(found.values())


@dataclass
class Card:
    """What the desk reads of it at a glance.

    row     fetched by for_board()
    links   to where it is given to somebody; benches  to where it is translated
    others  the rows that share the card
    """

    row: Progress
    at: datetime
    links: AssignLinks
    benches: BenchLinks
    others: list = field(default_factory=list)

    @property
    def headline(self):
        return headline(self.row.article)

    @property
    def address(self):
        return story_address(self.row.article_id)

    @property
    def section(self):
        return self.row.article.section

    @property
    def languages(self):
        return ", ".join(str(Language(row.language).label) for row in (self.row, *self.others))

    @property
    def source_standing(self):
        """Where the source of a translation that is not finished stands, as a chip, or ""."""
        source = self.row.article.source_language
        if self.row.language == source or self.row.column not in Column.UNFINISHED:
            return ""
        for row in self.row.article.progress.all():
            if row.language == source:
                return chip(row.standing, Standing(row.standing).label)
        return ""

    @property
    def is_urgent(self):
        return self.row.priority == Priority.URGENT

    @property
    def is_low(self):
        return self.row.priority == Priority.LOW

    @property
    def is_behind(self):
        """Told where the column does not say it already."""
        return self.row.is_behind and self.row.column != Column.BEHIND

    @property
    def is_stale(self):
        return any(row.is_stale for row in (self.row, *self.others))

    @property
    def bench(self):
        """Where it is translated, where that is the next thing to do for the person who looks; or ""."""
        return self.benches.to(self.row)

    @property
    def is_update(self):
        """Readers have an earlier text of it, while this one is worked on."""
        at_work = (Column.WRITING, Column.IN_REVIEW, Column.APPROVED)
        return self.row.live_number is not None and self.row.column in at_work

    @property
    def holder(self):
        return display_name(self.row.holder) if self.row.holder else ""

    @property
    def is_free(self):
        """Nobody has taken it, and somebody should."""
        return not self.row.holder and self.row.column in (Column.WANTED, Column.BEHIND, Column.WRITING)

    @property
    def assign(self):
        """Where it is given to somebody, or "" for whom that is not open."""
        return self.links.to(self.row)

    @property
    def due(self):
        """The deadline where it still counts."""
        return deadline(self.row) if self.row.column in Column.UNFINISHED else None

    @property
    def due_words(self):
        return moment(self.due)

    @property
    def is_overdue(self):
        return bool(self.due and self.due < self.at)

    @property
    def planned(self):
        return day_words(self.row.planned_on) if self.is_planned else ""

    @property
    def is_planned(self):
        return bool(self.row.planned_on) and self.row.column in Column.UNFINISHED and not self.row.live_number

    @property
    def has_slipped(self):
        return self.is_planned and self.row.planned_on < day_of(self.at)

    @property
    def comes_out(self):
        """When it comes out or came out today, as [(language, instant)]; languages of one instant are one."""
        if self.row.column not in TOGETHER:
            return []
        instants = {}
        for row in (self.row, *self.others):
            is_ahead = row.column == Column.SCHEDULED
            when = moment(row.scheduled_for) if is_ahead else clock(row.live_from)
            instants.setdefault(when, []).append(str(Language(row.language).label))
        if len(instants) == 1:
            return [("", when) for when in instants]
        return [(", ".join(languages), when) for when, languages in instants.items()]
