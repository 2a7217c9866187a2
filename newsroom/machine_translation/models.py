"""Runs that draft translations, requests to engines with their answers, consents, and monthly costs.

The estimated cost of a request is reserved before the call, within the monthly limit, and corrected after it.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import clock
from articles.models import Language
from articles.models.people import person_key
from articles.models.planning import day_of
from articles.redaction.registry import PerformedRedaction, on_redaction
from newsroom.machine_translation.engine import EngineConfiguration, FailureKind, Usage

# A run without a heartbeat for this long is stalled. No batch takes as long, and a worker's lease is longer.
LEASE = timedelta(minutes=4)


def story_key(**options) -> models.ForeignKey:
    options |= {"related_name": "+", "verbose_name": _("story")}
    return models.ForeignKey("articles.Article", models.CASCADE, **options)


def language_field() -> models.CharField:
    return models.CharField(_("language"), max_length=2, choices=Language)


def money_field() -> models.DecimalField:
    return models.DecimalField(max_digits=18, decimal_places=6, default=0)


class EngineColumns(models.Model):
    """Columns for the engine and model that were configured when the row was stored."""

    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        abstract = True

    @property
    def name(self):
        """The engine's name, shown beside a drafted segment, before the name of the model."""
        return {"deepl": "DeepL", "openai": "LLM"}[self.engine]


class RunState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("of a run", "Running")
    PAUSED = "paused", pgettext_lazy("of a run", "Paused")
    STOPPED = "stopped", pgettext_lazy("of a run", "Stopped")
    FINISHED = "finished", pgettext_lazy("of a run", "Finished")


class PauseReason(models.TextChoices):
    """The reason why a run is paused, in addition to the engine's FailureKind."""

    LIMIT = "limit", _("The next request could exceed the monthly limit.")
    OFF = "off", _("No engine is set any more.")
    STORY_TOO_LONG = "story_too_long", _("The story would be too long with these drafts.")
    WRITER = "writer", _("The person who started it may no longer write this translation.")


REASONS = [*FailureKind.choices, *PauseReason.choices]


class SegmentOutcome(models.TextChoices):
    PLACED = "placed", _("Drafted")
    REJECTED = "rejected", _("Answer rejected")
    CHANGED = "changed", _("Skipped: changed meanwhile")
    BARRED = "barred", _("Not sent: this text is not published yet")
    CONSENT = "consent", _("Not sent: needs consent")
    UNANSWERED = "unanswered", _("Sent earlier, but no answer was stored")
    TOO_LONG = "too_long", _("Not sent: too long")


class DraftRun(EngineColumns):
    """One run that drafts the open segments of a translation, in batches.

    outcomes  {unit id: [SegmentOutcome, primary key of its MachineSuggestion or None]}
    again     whether segments sent before without a usable answer may be sent again
    seen_at   heartbeat of the process that works on a batch, None between batches
    resumes_at  end of the wait for a busy engine, or None
    waits     number of waits in succession
    """

    article = story_key()
    language = language_field()
    started_by = person_key()
    started_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.RUNNING)
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS, default="", blank=True)
    segments = models.PositiveIntegerField(default=0)
    estimated_cost = money_field()
    currency = models.CharField(max_length=3)
    outcomes = models.JSONField(default=dict)
    again = models.BooleanField(default=False)
    is_stop_requested = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    resumes_at = models.DateTimeField(null=True)
    waits = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("run of machine drafts")
        verbose_name_plural = _("runs of machine drafts")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                name="draft_run_one_at_a_time",
                fields=["article", "language"],
                condition=Q(state=RunState.RUNNING),
            ),
            models.CheckConstraint(name="draft_run_language_is_known", condition=Q(language__in=Language)),
            models.CheckConstraint(name="draft_run_state_is_known", condition=Q(state__in=RunState.values)),
        ]
        indexes = [models.Index(name="draft_run_by_start", fields=["-started_at", "-id"])]

    def __str__(self):
        return f"{self.article_id} · {self.get_language_display()} · {self.get_state_display()}"

    @property
    def is_running(self):
        return self.state == RunState.RUNNING

    def is_stalled(self, at) -> bool:
        """Return whether it is running, but no process has worked on it for longer than LEASE."""
        last = max(filter(None, (self.seen_at, self.resumes_at, self.started_at)))
        return self.is_running and last < at - LEASE


class RequestState(models.TextChoices):
    """State of a request. SENT is stored before the call. FAILED was not billed, UNKNOWN may have been."""

    SENT = "sent"
    ANSWERED = "answered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class MachineRequest(EngineColumns):
    """One call to an engine with its cost, stored before it is made.

    article  None for text that is not part of a story yet, sent by the breaking news form
    cost     the estimate until an answer reports the real cost; counts against the limit of `month`
    """

    run = models.ForeignKey(DraftRun, models.SET_NULL, null=True, related_name="requests")
    article = story_key(null=True)
    language = language_field()
    by = person_key(null=True)
    country = models.CharField(max_length=2)
    sent_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.SENT)
    failure = models.CharField(_("reason"), max_length=20, choices=FailureKind, default="", blank=True)
    characters = models.PositiveIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    month = models.ForeignKey("machine_translation.MonthOfCosts", models.PROTECT, related_name="requests")
    cost = money_field()

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = _("request to an engine")
        verbose_name_plural = _("requests to an engine")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="machine_request_language_is_known", condition=Q(language__in=Language)
            ),
            models.CheckConstraint(
                name="machine_request_state_is_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(name="machine_request_cost_is_not_negative", condition=Q(cost__gte=0)),
        ]
        indexes = [models.Index(name="machine_request_by_time", fields=["sent_at"])]

    def __str__(self):
        return f"{self.id}: {self.get_state_display()}"


class MachineSuggestionQuerySet(models.QuerySet):
    def of_sources(self, digests, *, language: str, engine: str, model: str):
        """Return a model's suggestions for source texts, oldest first. Failed requests are left out."""
        asked = {"request__language": language, "request__engine": engine, "request__model": model}
        rows = self.filter(digest__in=digests, **asked).exclude(request__state=RequestState.FAILED)
        return rows.select_related("request").order_by("pk")


class MachineSuggestion(models.Model):
    """A segment that was sent, and its translation by the engine.

    digest     digest of the source text with numbered tags
    text       the translation with numbered tags; "" if unanswered or rejected
    rejection  why the answer was rejected: a key of verdicts.REJECTIONS; "" if it was not
    label      the number or name of the tag that the rejection concerns, or ""
    findings   kinds of findings of the checks between the languages
    """

    request = models.ForeignKey(MachineRequest, models.CASCADE, related_name="suggestions")
    digest = models.CharField(max_length=64)
    text = models.TextField(_("translation"), default="", blank=True)
    rejection = models.CharField(max_length=20, default="", blank=True)
    label = models.CharField(max_length=20, default="", blank=True)
    findings = models.JSONField(default=list, blank=True)

    objects = MachineSuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("machine suggestion")
        verbose_name_plural = _("machine suggestions")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                name="machine_suggestion_is_rejected_or_has_a_text", condition=Q(text="") | Q(rejection="")
            ),
        ]
        indexes = [models.Index(name="machine_suggestion_of_source", fields=["digest"])]

    def __str__(self):
        return self.text[:80]

    @property
    def is_usable(self):
        return bool(self.text)


class MonthOfCosts(models.Model):
    """Costs of one calendar month in one currency, including estimates of open requests.

    The row is locked while a request is reserved, so that concurrent requests cannot pass the limit.
    """

    first_day = models.DateField()
    currency = models.CharField(max_length=3)
    spent = money_field()

    class Meta:
        ordering = ["-first_day", "currency"]
        verbose_name = _("costs of a month")
        verbose_name_plural = _("costs by month")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="month_of_costs_once", fields=["first_day", "currency"]),
            models.CheckConstraint(name="month_of_costs_is_not_negative", condition=Q(spent__gte=0)),
        ]

    def __str__(self):
        return f"{self.first_day:%Y-%m} {self.currency}"

    def add(self, difference) -> None:
        """Add to the amount spent. The row must be locked.

        An F() expression would need no lock, but SQLite would add floating-point numbers.
        """
        self.spent += difference
        self.save(update_fields=["spent"])


class SendingConsent(models.Model):
    """A user's consent to send a story to one engine in one country, for translation into `language`."""

    article = story_key()
    language = language_field()
    engine = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    given_by = person_key()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent to machine translation")
        verbose_name_plural = _("consents to machine translation")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                name="sending_consent_once", fields=["article", "language", "engine", "country"]
            ),
            models.CheckConstraint(
                name="sending_consent_language_is_known", condition=Q(language__in=Language)
            ),
        ]

    def __str__(self):
        return f"{self.article_id} · {self.get_language_display()} · {self.engine} ({self.country})"


@on_redaction(MachineSuggestion)
def forget_suggestions(redacted: PerformedRedaction) -> None:
    """Delete suggestions with redacted words or of redacted stories: their digests would confirm guesses."""
    stories = redacted.objects.get("article", [])
    MachineSuggestion.objects.filter(request__article__in=stories).delete()
    DraftRun.objects.filter(article__in=stories).update(outcomes={})
    ids = redacted.removal.ids_of(MachineSuggestion.objects.all(), "text")
    MachineSuggestion.objects.filter(pk__in=ids).delete()


class LimitReached(Exception):
    """Raised before a request is sent if it could exceed the monthly limit."""


def month_at(at: datetime) -> date:
    """Return the first day of an instant's month, in the newsroom's time zone."""
    return day_of(at).replace(day=1)


def spent_this_month(configuration: EngineConfiguration) -> Decimal:
    """Return the costs of this month so far, in the configured currency."""
    months = MonthOfCosts.objects.filter(first_day=month_at(clock.now()), currency=configuration.currency)
    return months.values_list("spent", flat=True).first() or Decimal(0)


def lock_month(configuration: EngineConfiguration) -> MonthOfCosts:
    """Return the row of the current month, created if missing, locked until the transaction ends."""
    named: dict[str, Any] = {"first_day": month_at(clock.now()), "currency": configuration.currency}
    month, _is_new = MonthOfCosts.objects.get_or_create(**named)
    return MonthOfCosts.objects.select_for_update().get(pk=month.pk)


def reserve(
    request: MachineRequest, digests: Iterable[str], configuration: EngineConfiguration, month: MonthOfCosts
) -> list[MachineSuggestion]:
    """Store a request as sent, with its estimated cost, and return a new suggestion for each source digest.

    month  the row locked by lock_month()

    Raise LimitReached if the estimate could pass the monthly limit.
    """
    if month.spent + request.cost > configuration.monthly_limit:
        raise LimitReached
    month.add(request.cost)
    request.month = month
    request.save(force_insert=True)
    rows = [MachineSuggestion(request=request, digest=digest) for digest in digests]
    return MachineSuggestion.objects.bulk_create(rows)


@transaction.atomic
def settle(
    request: MachineRequest,
    state: RequestState,
    *,
    cost: Decimal,
    usage: Usage | None = None,
    failure: str = "",
) -> None:
    """Store the outcome of a request, and correct the costs of its month."""
    row = MachineRequest.objects.select_for_update().get(pk=request.pk)
    MonthOfCosts.objects.select_for_update().get(pk=row.month_id).add(cost - row.cost)
    row.state, row.cost, row.failure = state, cost, failure
    if usage is not None:
        row.characters = usage.characters
        row.input_tokens, row.output_tokens = usage.input_tokens, usage.output_tokens
    row.save(update_fields=["state", "cost", "failure", "characters", "input_tokens", "output_tokens"])


def give_up_lost_requests(requests, *, before: datetime | None = None) -> int:
    """Mark unanswered requests of killed processes as possibly billed, and return their number.

    before  only requests sent before this instant (default: now)

    Their estimates stay in the costs of the month.
    """
    lost = requests.filter(state=RequestState.SENT, sent_at__lt=before or timezone.now())
    return lost.update(state=RequestState.UNKNOWN)
