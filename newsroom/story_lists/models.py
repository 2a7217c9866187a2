"""Bulk changes of stories, with the outcome of each story, and saved views of the list of stories."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.article import Article
from articles.models.people import person_key
from articles.models.text import LineField, ProseField


class BulkState(models.TextChoices):
    """States of a bulk change. CHOSEN: the stories are selected, but the change has not started."""

    CHOSEN = "chosen", pgettext_lazy("of a bulk change", "Not started")
    RUNNING = "running", pgettext_lazy("of a bulk change", "Running")
    STOPPED = "stopped", pgettext_lazy("of a bulk change", "Stopped")
    FINISHED = "finished", pgettext_lazy("of a bulk change", "Finished")


class BulkOutcome(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("of a story in a bulk change", "Waiting")
    DONE = "done", pgettext_lazy("of a story in a bulk change", "Changed")
    UNCHANGED = "unchanged", pgettext_lazy("of a story in a bulk change", "Already so")
    REFUSED = "refused", pgettext_lazy("of a story in a bulk change", "Refused")


class BulkChange(models.Model):
    """One action on many stories, processed in one batch per request by the user who selected them.

    action   name of a BulkAction
    options  ids and days from its form, as in BulkForm.options
    reason   the reason from its form, or ""
    """

    action = models.SlugField(max_length=20)
    options = models.JSONField(default=dict)
    reason = ProseField(_("reason"), default="", blank=True)
    started_by = person_key()
    chosen_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.CHOSEN)

    class Meta:
        ordering = ["-chosen_at", "-id"]
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="bulk_change_state_is_known", condition=Q(state__in=BulkState.values)
            ),
            models.CheckConstraint(name="bulk_change_has_an_action", condition=~Q(action="")),
        ]
        indexes = [models.Index(name="bulk_change_by_time", fields=["-chosen_at", "-id"])]

    def __str__(self):
        return f"{self.action} · {self.get_state_display()}"

    @property
    def is_begun(self):
        return self.state != BulkState.CHOSEN

    @property
    def is_open(self):
        """Whether it was started and is not finished."""
        return self.state in (BulkState.RUNNING, BulkState.STOPPED)

    def counts(self) -> dict[str, int]:
        """Return {BulkOutcome: number of stories}."""
        return self.counts_of([self])[self.pk]

    @staticmethod
    def counts_of(changes: Iterable["BulkChange"]) -> dict[int, dict[str, int]]:
        """Return {bulk change id: {BulkOutcome: number of stories}}, with one query."""
        counts = {change.pk: dict.fromkeys(BulkOutcome.values, 0) for change in changes}
        rows = BulkStory.objects.filter(change__in=list(counts)).order_by()
        for pk, outcome, number in rows.values_list("change", "outcome").annotate(Count("pk")):
            counts[pk][outcome] = number
        return counts


class BulkStory(models.Model):
    """One story of a bulk change, with its outcome.

    article  None if the story was deleted
    reason   the reason of a refusal, in the user's language
    """

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="stories")
    article = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=BulkOutcome, default=BulkOutcome.WAITING)
    reason = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("story of a bulk change")
        verbose_name_plural = _("stories of bulk changes")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="bulk_story_once", fields=["change", "article"]),
            models.CheckConstraint(
                name="bulk_story_outcome_is_known", condition=Q(outcome__in=BulkOutcome.values)
            ),
            models.CheckConstraint(
                name="bulk_story_that_is_refused_has_a_reason",
                condition=~Q(outcome=BulkOutcome.REFUSED) | ~Q(reason=""),
            ),
        ]
        indexes = [models.Index(name="bulk_story_by_outcome", fields=["change", "outcome", "id"])]

    def __str__(self):
        return f"{self.article_id} · {self.get_outcome_display()}"


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, person) -> models.QuerySet:
        """Return a user's own views and all shared views, the shared views first."""
        return self.filter(Q(owner=person) | Q(is_shared=True)).order_by("-is_shared", "name", "pk")


class SavedView(models.Model):
    """A named set of filters for the list of stories.

    filters    {query parameter: value}
    is_shared  whether all users see it
    """

    name = LineField(_("name"), max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(_("shared with everyone"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = []
        permissions = [("share_savedview", _("Can share views of the list of stories"))]
        constraints = [
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(name="saved_view_of_a_person_once", fields=["owner", "name"]),
            models.UniqueConstraint(
                name="saved_view_shared_once", fields=["name"], condition=Q(is_shared=True)
            ),
        ]

    def __str__(self):
        return self.name
