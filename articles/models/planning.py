"""Planning: board columns, overdue work and planned days for each language of a story."""

from datetime import date, datetime, time
from math import inf

from django.apps import apps
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.utils import timezone

from articles import clock
from articles.models.language import STORY_BODIES
from articles.models.stages import GONE, BoardStage, Wanted

# The planned day is after the day of the latest edition, if any. Also the condition of an index.
IS_PLANNED = Q(planned_on__isnull=False) & (Q(latest_on=None) | Q(planned_on__gt=F("latest_on")))


class PlanningQuerySet(models.QuerySet):
    """The part of LanguageProgressQuerySet for the board and the calendar."""

    def with_column(self, at=None):
        """Annotate `column`, a BoardStage or None, and the annotations of with_standing.

        None means that no work is left, and that the text did not come out on the newsroom's day of `at`.
        """
        at = at or clock.now()
        return self.with_standing(at).annotate(column=column_at(at))

    def on_board(self, at):
        """Return all rows that have a column at an instant, and perhaps more. Uses two indexes."""
        return self.filter(
            Q(latest_column__in=BoardStage.UNFINISHED) | Q(latest_from__gte=start_of(day_of(at)))
        )

    def for_board(self, *, most, only=None, at=None):
        """Return {BoardStage or "overdue": (total, first `most` rows)} with all keys. Three queries.

        only  the keys to fetch rows for, or None for all; rows of other keys are only counted

        Unfinished work is sorted by priority, then by deadline, planned day and waiting time. Scheduled texts
        are sorted soonest first, published ones latest first. Rows have story, section and assignee, and the
        status of both languages in `article.progress`, without bodies.
        """
        at = at or clock.now()
        rows = self.on_board(at).with_column(at)
        facts = "pk column priority due_at planned_on scheduled_for live_from changed_at".split()
        piles = {column: [] for column in BoardStage} | {"overdue": []}
        unsorted = rows.filter(column__isnull=False).order_by().values_list(*facts, named=True)
        for row in sorted(unsorted, key=urgency):
            piles[BoardStage(row.column)].append(row.pk)
            if row.column in BoardStage.UNFINISHED and (due := deadline(row)) and due < at:
                piles["overdue"].append((due, row.pk))
        piles["overdue"] = [pk for _due, pk in sorted(piles["overdue"])]
        wanted = piles.keys() if only is None else only
        shown = {pk for pile in wanted for pk in piles[pile][:most]}
        return _piles_with_cards(rows, piles, shown, most, at)

    def for_people(self, *, most, at=None):
        """Return {id of the assignee or None: (total, the first `most` rows)} for the unfinished work.

        Three queries. Rows are sorted and fetched as in for_board().
        """
        at = at or clock.now()
        rows = self.filter(latest_column__in=BoardStage.UNFINISHED).with_column(at)
        facts = "pk assignee_id column priority due_at planned_on scheduled_for live_from changed_at".split()
        unsorted = rows.filter(column__in=BoardStage.UNFINISHED).order_by().values_list(*facts, named=True)
        piles = {}
        for row in sorted(unsorted, key=urgency):
            piles.setdefault(row.assignee_id, []).append(row.pk)
        shown = {pk for ids in piles.values() for pk in ids[:most]}
        return _piles_with_cards(rows, piles, shown, most, at)

    def overdue(self, at=None):
        """Return the unfinished work that was due before an instant, earliest deadline first."""
        at = at or clock.now()
        late = self.filter(latest_column__in=BoardStage.UNFINISHED, due_at__lt=at)
        late = late.with_column(at).filter(column__in=BoardStage.UNFINISHED)
        return late.filter(Q(live_from=None) | Q(due_at__gt=F("live_from"))).order_by("due_at", "pk")

    def planned_between(self, first, last):
        """Return the work planned for the days from `first` to `last`, both inclusive."""
        return self.exclude(wanted=Wanted.NOTHING).filter(planned_on__gte=first, planned_on__lte=last)

    def still_planned(self, at=None):
        """Return the work that is not scheduled and did not come out on the planned day or later."""
        rows = self.filter(IS_PLANNED).exclude(latest_from__gt=at or clock.now()).with_standing(at)
        return rows.order_by("planned_on", "-priority", "pk")

    def slipped(self, at=None):
        """Return the work planned for a past day that neither came out nor is scheduled."""
        at = at or clock.now()
        late = self.exclude(wanted=Wanted.NOTHING).filter(planned_on__lt=day_of(at))
        return late.still_planned(at)

    def with_headlines(self):
        """Prefetch only the stories, in one query, without bodies."""
        return self.prefetch_related(stories_without_texts())

    def with_story(self):
        """Join story, section and assignee, without bodies."""
        return self.select_related("article__section", "assignee").defer(*STORY_BODIES)


def stories_without_texts(*joined: str) -> Prefetch:
    """Return a prefetch of the rows' stories, each fetched once for both languages.

    joined  relations of the story to join
    """
    stories = apps.get_model("articles", "Article").objects.order_by()
    stories = stories.defer(*(name.removeprefix("article__") for name in STORY_BODIES))
    return Prefetch("article", stories.select_related(*joined) if joined else stories)


def _piles_with_cards(rows, piles, shown, most, at):
    """Return {key: (total, the first `most` rows)} for {key: ids}. Only ids in `shown` are fetched."""
    both = Prefetch("article__progress", queryset=rows.model.objects.with_standing(at).order_by("language"))
    cards = rows.order_by().select_related("assignee")
    cards = cards.prefetch_related(stories_without_texts("section"), both).in_bulk(shown)
    return {key: (len(ids), [cards[pk] for pk in ids[:most] if pk in cards]) for key, ids in piles.items()}


def column_at(at):
    """Return an expression for the BoardStage of a row at an instant, or NULL."""
    is_due = ~Q(latest_column=BoardStage.BEHIND) | Q(latest_behind_from__lte=at)
    came_out = Q(latest_from__gte=start_of(day_of(at))) & ~Q(latest_kind__in=list(GONE))
    return Case(
        When(latest_from__gt=at, then=Value(BoardStage.SCHEDULED.value)),
        When(Q(latest_column__isnull=False) & is_due, then=F("latest_column")),
        When(came_out, then=Value(BoardStage.LIVE.value)),
        output_field=models.CharField(null=True),
    )


def deadline(row) -> datetime | None:
    """Return the deadline of a row of with_column. None if unset, or if the text was published after it."""
    return row.due_at if row.live_from is None or (row.due_at and row.due_at > row.live_from) else None


def urgency(row):
    """Return the sort key of a row within its board column."""
    if row.column == BoardStage.SCHEDULED:
        return (0, row.scheduled_for.timestamp(), 0, 0, row.pk)
    if row.column == BoardStage.LIVE:
        return (0, -row.live_from.timestamp(), 0, 0, row.pk)
    due, planned = deadline(row), row.planned_on
    return (
        -row.priority,
        due.timestamp() if due else inf,
        planned.toordinal() if planned else inf,
        row.changed_at.timestamp(),
        row.pk,
    )


def day_of(at: datetime) -> date:
    """Return the day of an instant in the newsroom's zone."""
    return timezone.localtime(at, timezone.get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """Return the instant when a day begins in the newsroom's zone."""
    return at_hour(day, 0)


def at_hour(day: date, hour: int) -> datetime:
    """Return the instant of a full hour of a day in the newsroom's zone."""
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())
