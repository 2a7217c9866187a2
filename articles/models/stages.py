"""Stages, requested extents, priorities and display statuses of one language of a story.

Between edits, a status changes only when a scheduled edition goes live. In each row of LanguageProgress, the
database therefore computes the status after that instant, and indexes it (latest_standing, …).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _


class Wanted(models.TextChoices):
    FULL = "full", _("Full text")
    BRIEF = "brief", _("Brief")
    NOTHING = "nothing", _("Nothing")


class Priority(models.IntegerChoices):
    LOW = 0, _("Low")
    NORMAL = 1, _("Normal")
    URGENT = 2, _("Urgent")


class Stage(models.TextChoices):
    WRITING = "writing", _("Writing")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")


class DisplayStatus(models.TextChoices):
    """The status of one language, for the desk and for readers (LanguageProgressQuerySet.with_standing)."""

    NOTHING = "nothing", _("Not requested")
    WANTED = "wanted", _("Requested")
    WRITING = "writing", _("Writing")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    LIVE_CHANGED = "live_changed", _("Live, with unpublished changes")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETRACTED = "retracted", _("Retracted")


# Filters of the desk that combine several DisplayStatuses under one label.
TOGETHER = {
    "public": (_("All live"), [DisplayStatus.LIVE, DisplayStatus.LIVE_CHANGED]),
    "gone": (_("Withdrawn and retracted"), [DisplayStatus.WITHDRAWN, DisplayStatus.RETRACTED]),
}


class DashboardList(models.TextChoices):
    """A list on the dashboard that can show a language of a story."""

    SCHEDULED = "scheduled", _("Scheduled")
    BEHIND = "behind", _("Outdated translation")
    GONE = "gone", TOGETHER["gone"][0]


class BoardStage(models.TextChoices):
    """A column of the board, in workflow order."""

    WANTED = "wanted", _("Requested")
    BEHIND = "behind", _("Outdated")
    WRITING = "writing", _("Writing")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live today")

    UNFINISHED: ClassVar[tuple["BoardStage", ...]]


# The columns where deadlines still count. Set outside the class body, where a tuple would become a choice.
BoardStage.UNFINISHED = (
    BoardStage.WANTED,
    BoardStage.BEHIND,
    BoardStage.WRITING,
    BoardStage.IN_REVIEW,
    BoardStage.APPROVED,
)

# {kind of a notice: status of the text that it replaces}
GONE = {"withdrawal": DisplayStatus.WITHDRAWN, "retraction": DisplayStatus.RETRACTED}

# Conditions on a row of LanguageProgress that assume its latest edition has gone live.
_IS_WANTED = ~Q(wanted=Wanted.NOTHING)
_WAS_PUBLISHED = Q(latest_number__isnull=False)
_IS_UNWRITTEN = Q(stage=Stage.WRITING, text_digest="")
_HAS_CHANGES = ~Q(text_digest=F("latest_text_digest"))
# A withdrawn text stays approved until the desk reopens it.
_HAS_WORK = _IS_WANTED & (
    ~Q(stage=Stage.APPROVED) | ~_WAS_PUBLISHED | (_HAS_CHANGES & ~Q(latest_kind__in=list(GONE)))
)
_IS_STALE = ~Q(translated_digest="") & ~Q(translated_digest=F("source_digest"))


def latest_standing() -> Case:
    """Return an expression for the DisplayStatus of a row, as if its latest edition had gone live."""
    return Case(
        *(When(latest_kind=kind, then=Value(gone.value)) for kind, gone in GONE.items()),
        When(_WAS_PUBLISHED & _IS_WANTED & _HAS_CHANGES, then=Value(DisplayStatus.LIVE_CHANGED.value)),
        When(_WAS_PUBLISHED, then=Value(DisplayStatus.LIVE.value)),
        When(wanted=Wanted.NOTHING, then=Value(DisplayStatus.NOTHING.value)),
        When(_IS_UNWRITTEN, then=Value(DisplayStatus.WANTED.value)),
        default=F("stage"),
    )


def latest_column() -> Case:
    """Return an expression for the BoardStage of a row, or NULL if no work is left.

    It assumes that the latest edition has gone live. A published text has a column while it has unpublished
    work.
    """
    return Case(
        When(latest_kind="retraction", then=None),
        When(_HAS_WORK & ~_WAS_PUBLISHED & _IS_UNWRITTEN, then=Value(BoardStage.WANTED.value)),
        When(_HAS_WORK, then=F("stage")),
        When(latest_behind_from__isnull=False, then=Value(BoardStage.BEHIND.value)),
    )


def is_stale() -> Case:
    """Return an expression: whether the source has changed at the desk since it was last fully translated."""
    return Case(When(_IS_STALE, then=Value(True)), default=Value(False))


def is_open() -> Case:
    """Return an expression: True if a row may have work left once its latest edition is live, else NULL."""
    is_incomplete = Q(latest_behind_from__isnull=False) | Q(latest_correction_from__isnull=False)
    return Case(When(_HAS_WORK | is_incomplete | _IS_STALE, then=Value(True)))


# Compares the column, so that SQLite uses the index. For the bare column, it would scan all rows.
IS_OPEN = Q(is_open__in=[True])
