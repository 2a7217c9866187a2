"""Stages, wanted extents, priorities and display statuses of one language of a story."""

from django.db import models
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
    """The status of one language, desk and readers in one word (LanguageProgressQuerySet.with_standing)."""

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


# What the desk asks for as one: several DisplayStatuses under a word of their own.
TOGETHER = {
    "public": (_("All live"), [DisplayStatus.LIVE, DisplayStatus.LIVE_CHANGED]),
    "gone": (_("Withdrawn and retracted"), [DisplayStatus.WITHDRAWN, DisplayStatus.RETRACTED]),
}
