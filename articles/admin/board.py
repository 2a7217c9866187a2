"""Board: every text in progress, by stage and language, and overdue texts."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.admin.base import ListFilters, section_options
from articles.admin.display import chip, clock_html, datetime_html
from articles.admin.site import may_see
from articles.admin.story_rows import RowLinks, StoryRow, languages_by_verb, new_story_links
from articles.admin.timeline import requested_timeline
from articles.annotations import StaffRequest, User
from articles.models import (
    BoardStage,
    Byline,
    DisplayStatus,
    EditionKind,
    Language,
    LanguageProgress,
    Priority,
    Section,
    Stage,
    Wanted,
)
from articles.models.people import BY_NAME, display_name
from articles.models.planning import day_of
from articles.workflow.assignments import assignable_people
from articles.workflow.permissions import Verb, may_touch
from articles.workflow.transitions import TRANSITIONS, lacks_second_pair_of_eyes

MOST = 12  # texts shown in a column; the others are counted
MOST_ALONE = 200  # the same, if only one column is shown
MOST_FREE = 60  # people without work that are shown; the others are left out
# Tracks are side by side and stack their columns, so that the whole board fits on a screen.
TRACKS = [
    [BoardStage.WANTED, BoardStage.BEHIND],
    [BoardStage.WRITING],
    [BoardStage.IN_REVIEW],
    [BoardStage.APPROVED],
    [BoardStage.SCHEDULED, BoardStage.LIVE],
]
# In finished columns, both languages of a story share one card.
TOGETHER = (BoardStage.SCHEDULED, BoardStage.LIVE)
# Columns with cards that can be dragged to a next step. Each step has a page for its required input.
STEPPED = (BoardStage.WRITING, BoardStage.IN_REVIEW, BoardStage.APPROVED)
WAITING = "waiting"
PERSON = "person"  # value of the query parameter `by` for columns of people


@dataclass
class BoardColumn:
    """Column of the board: its first cards, the numbers of all and of hidden texts, and a link to all."""

    column: BoardStage
    total: int
    rest: int
    cards: list
    address: str

    @property
    def key(self):
        """Return the digit key that moves to the column."""
        return list(BoardStage).index(self.column) + 1


@dataclass
class PersonColumn:
    """Column of the board by person: the first cards of a user's unfinished work, and the number of texts.

    person     the user, or None for unassigned work
    languages  the languages that can be assigned to the user
    """

    person: User | None
    total: int
    cards: list
    address: str
    languages: list[str]

    @property
    def key(self):
        return self.person.pk if self.person else 0

    @property
    def label(self):
        return display_name(self.person) if self.person else _("Unassigned")

    @property
    def rest(self):
        return self.total - len(self.cards)


def board_context(request: StaffRequest, at: datetime) -> dict:
    """Return the context of admin/board/board.html."""
    filters, links = BoardFilters(request), RowLinks(request)
    rows = filters.narrow(LanguageProgress.objects.all(), at)
    if filters.is_by_person:
        return people_context(filters, links, rows, at)
    alone = filters.column
    columns = rows.for_board(most=MOST_ALONE if alone else MOST, only=[alone] if alone else None, at=at)
    piles = {
        column: BoardColumn(
            column,
            total,
            total - len(rows),
            board_cards(column, rows, at, links),
            filters.address(column=column),
        )
        for column, (total, rows) in columns.items()
        if column in BoardStage
    }
    late, first = columns["overdue"]
    context = {
        "title": _("Board"),
        "filters": filters,
        "acts": new_story_links(request.user),
        "now": at,
        "late": late,
        "late_cards": [BoardCard(row, at, links) for row in first],
        "late_address": filters.address(only="overdue"),
        "alone": piles[alone] if alone else None,
        "tracks": [[piles[column] for column in track] for track in TRACKS],
        "is_empty": not any(pile.total for pile in piles.values()),
    }
    if may_see(request.user, "edition") and not alone:
        context["timeline"] = requested_timeline(request, at)
    return context


def people_context(filters, links, rows, at):
    """Return the context of the board by person: users with unfinished work, and users without any."""
    work_by_person = rows.for_people(most=MOST, at=at)
    users = get_user_model().objects.filter(pk__in=[pk for pk in work_by_person if pk])
    users = sorted(users, key=lambda user: (user != filters.user, display_name(user)))
    columns, able = [], assignable_ids()
    for person in [None, *users]:
        total, first = work_by_person.get(person and person.pk, (0, []))
        address = filters.address(whose=filters.whose(person), by="")
        cards = [BoardCard(row, at, links) for row in first]
        columns.append(PersonColumn(person, total, cards, address, languages_of(person, able)))
    return {
        "title": _("Board"),
        "filters": filters,
        "acts": new_story_links(filters.user),
        "now": at,
        "columns": columns,
        "free_people": free_people(links, able, users),
    }


def assignable_ids():
    """Return {language: ids of the users who can be assigned work in it}."""
    return {
        language.value: set(assignable_people(language).values_list("pk", flat=True)) for language in Language
    }


def languages_of(person, able):
    """Return the languages that can be assigned to a user; all if `person` is None.

    able  as returned by assignable_ids()
    """
    return [language for language, ids in able.items() if person is None or person.pk in ids]


def free_people(links, able, busy):
    """Return an empty PersonColumn for each idle user who can be given work by the current user.

    busy  the users with unfinished work
    """
    ids = set().union(*(able[language] for language in links.languages[Verb.APPROVE]))
    people = get_user_model().objects.filter(pk__in=ids.difference(user.pk for user in busy))
    return [
        PersonColumn(person, 0, [], "", languages_of(person, able))
        for person in people.order_by(*BY_NAME)[:MOST_FREE]
    ]


def board_cards(column, rows, at, links):
    cards = {}
    for row in rows:
        key = row.article_id if column in TOGETHER else row.pk
        if key in cards:
            cards[key].others.append(row)
        else:
            cards[key] = BoardCard(row, at, links)
    return list(cards.values())


@dataclass
class BoardCard(StoryRow):
    """A card of the board: one language of a story, or both in finished columns.

    row     fetched by for_board()
    others  the rows that share the card
    """

    others: list = field(default_factory=list)

    @property
    def languages(self):
        return ", ".join(str(Language(row.language).label) for row in (self.row, *self.others))

    @property
    def column_label(self):
        return BoardStage(self.row.column).label

    @property
    def source_standing(self):
        """Return the status of the source of an unfinished translation, as a chip, or ""."""
        source = self._source
        return chip(source.standing, DisplayStatus(source.standing).label) if source and self.is_open else ""

    @cached_property
    def _source(self):
        """Return the row of the source language; None if this is the source."""
        rows = {row.language: row for row in self.article.progress.all()}
        source = self.article.source_language
        return None if self.row.language == source else rows[source]

    @property
    def is_open(self):
        return self.row.column in BoardStage.UNFINISHED

    @property
    def steps(self):
        """Return the columns that the user may move the card to, each with the address of its form.

        For example "in_review=/admin/… approved=…"; "" if the user may not move the card.
        """
        if self.row.column not in STEPPED or not may_touch(self.links.user, self.article):
            return ""
        names = {
            step.target: name
            for name, step in TRANSITIONS.items()
            if step.source == self.row.stage and self.row.language in self.links.languages[step.verb]
        }
        if names.get(Stage.APPROVED) and lacks_second_pair_of_eyes(self.links.user, self.row):
            names[Stage.APPROVED] = "approve-alone"
        if self.row.column == BoardStage.APPROVED and self.row.language in self.links.languages[Verb.PUBLISH]:
            names |= {BoardStage.SCHEDULED: "schedule", BoardStage.LIVE: self._publishing_action()}
        return " ".join(f"{column}={self.links.action(self.row, name)}" for column, name in names.items())

    def _publishing_action(self):
        """Return the name of the action that publishes an approved text now."""
        if self.row.live_number is not None:
            return "publish-as"
        source = self._source
        if source is None or source.wanted == Wanted.NOTHING:
            return "publish"
        is_source_live = source.live_number is not None and source.live_kind not in EditionKind.NOTICES
        return "publish" if is_source_live else "publish-first"

    @property
    def is_behind(self):
        """Return whether to mark the card as outdated. The column of outdated texts needs no such mark."""
        return self.row.is_behind and self.row.column != BoardStage.BEHIND

    @property
    def is_stale(self):
        """Return whether to mark that the source has changed. An outdated text needs no such mark."""
        return any(row.is_stale and not row.is_behind for row in (self.row, *self.others))

    @property
    def is_update(self):
        """Return whether an earlier text is live while this one is in progress."""
        at_work = (BoardStage.WRITING, BoardStage.IN_REVIEW, BoardStage.APPROVED)
        return self.row.live_number is not None and self.row.column in at_work

    @property
    def is_free(self):
        """Return whether the text needs an assignee but has none."""
        to_write = (BoardStage.WANTED, BoardStage.BEHIND, BoardStage.WRITING)
        return not self.row.assignee and self.row.column in to_write

    @property
    def is_planned(self):
        return bool(self.row.planned_on) and self.is_open and not self.row.live_number

    @property
    def has_slipped(self):
        return self.is_planned and self.row.planned_on < day_of(self.at)

    @property
    def comes_out(self):
        """Return the times of publication, [(languages, time as HTML)]; [] for unpublished texts.

        If both languages have the same time, return [("", time)].
        """
        if self.row.column not in TOGETHER:
            return []
        instants = {}
        for row in (self.row, *self.others):
            is_ahead = row.column == BoardStage.SCHEDULED
            when = datetime_html(row.scheduled_for) if is_ahead else clock_html(row.live_from)
            instants.setdefault(when, []).append(str(Language(row.language).label))
        if len(instants) == 1:
            return [("", when) for when in instants]
        return [(", ".join(languages), when) for when, languages in instants.items()]


class BoardFilters(ListFilters):
    """Filters of the board.

    column        the only BoardStage that is shown, or None for all
    is_by_person  whether the columns are people, not stages
    """

    def __init__(self, request):
        at_work = LanguageProgress.objects.on_board(request.at).exclude(assignee=None).values("assignee")
        assignees = get_user_model().objects.filter(pk__in=at_work)
        people = [(str(user.pk), display_name(user)) for user in assignees if user != request.user]
        whose = [(WAITING, _("Waiting for you")), ("mine", _("Mine")), ("nobody", _("Unassigned"))]
        filters = {
            "language": (_("language"), Language.choices),
            "section": (_("section"), section_options(Section.objects.all())),
            "whose": (_("owner"), [*whose, *sorted(people, key=lambda pair: pair[1])]),
            "only": (_("priority"), [("overdue", _("Overdue")), ("urgent", _("Urgent"))]),
        }
        column = request.GET.get("column")
        self.column = BoardStage(column) if column in BoardStage.values else None
        self.is_by_person = self.column is None and request.GET.get("by") == PERSON
        kept = {"column": self.column} if self.column else {}
        super().__init__(request, filters, kept | ({"by": PERSON} if self.is_by_person else {}))

    def narrow(self, rows, at):
        if language := self.chosen.get("language"):
            rows = rows.filter(language=language)
        if section := self.chosen.get("section"):
            rows = rows.filter(article__section=section)
        if whose := self.chosen.get("whose"):
            rows = rows.filter(self.waiting(at) if whose == WAITING else self.assigned_to(whose))
        if self.chosen.get("only") == "urgent":
            rows = rows.filter(priority=Priority.URGENT)
        if self.chosen.get("only") == "overdue":
            rows = rows.overdue(at)
        return rows

    def waiting(self, at):
        """Return the condition for texts that wait for the user on the dashboard, with any assignee."""
        rows = LanguageProgress.objects.that_wait_for(self.user, **languages_by_verb(self.user), at=at)
        return Q(pk__in=rows.values("pk"))

    def whose(self, person):
        """Return the value of the filter by owner for a user, or for unassigned work if `person` is None."""
        if person is None:
            return "nobody"
        return "mine" if person == self.user else str(person.pk)

    def assigned_to(self, whose):
        if whose == "nobody":
            return Q(assignee=None)
        if whose != "mine":
            return Q(assignee=whose)
        signed = Byline.objects.filter(author__user=self.user).values("article")
        mine = Q(article__created_by=self.user) | Q(article__in=signed)
        return Q(assignee=self.user) | (Q(assignee=None) & mine)

    @property
    def to_waiting(self):
        """Return the address of the texts that wait for the user, or "" if they are shown now."""
        return "" if self.chosen.get("whose") == WAITING else self.address(whose=WAITING)

    @property
    def without_column(self):
        return self.address(column="")

    @property
    def groupings(self):
        """Return the links to both kinds of columns: [(address, label, is_current)]."""
        return [
            (self.address(by=""), _("By stage"), not self.is_by_person),
            (self.address(by=PERSON), _("By person"), self.is_by_person),
        ]
