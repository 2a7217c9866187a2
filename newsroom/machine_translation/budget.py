"""Costs of requests: reserved before the call, settled after the answer, never above the monthly limit."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from articles import clock
from articles.models.planning import day_of
from newsroom.machine_translation.engine import EngineConfiguration, Usage
from newsroom.machine_translation.models import MachineRequest, MachineSuggestion, MonthOfCosts, RequestState


class LimitReached(Exception):
    """A request that could pass the monthly limit; nothing was sent."""


def month_at(at: datetime) -> date:
    """Return the first day of the month of an instant, in the newsroom's zone."""
    return day_of(at).replace(day=1)


def spent_this_month(configuration: EngineConfiguration) -> Decimal:
    """Return what this month has cost so far, in the currency of the settings."""
    found = MonthOfCosts.objects.filter(first_day=month_at(clock.now()), currency=configuration.currency)
    return found.values_list("spent", flat=True).first() or Decimal(0)


def lock_month(configuration: EngineConfiguration) -> MonthOfCosts:
    """Lock the costs of the present month until the transaction ends."""
    named = {"first_day": month_at(clock.now()), "currency": configuration.currency}
    month, _is_new = MonthOfCosts.objects.get_or_create(**named)
    return MonthOfCosts.objects.select_for_update().get(pk=month.pk)


def reserve(
    request: MachineRequest, digests: Iterable[str], configuration: EngineConfiguration, month: MonthOfCosts
) -> list[MachineSuggestion]:
    """Store a request as sent, with its estimate as cost, and a suggestion for each digest of a source.

    month  locked by lock_month. Raise LimitReached where the estimate could pass the limit.
    """
    if month.spent + request.cost > configuration.monthly_limit:
        raise LimitReached
    month.add(request.cost)
    request.month = month
    request.save(force_insert=True)
    rows = [MachineSuggestion(request=request, digest=one) for one in digests]
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
    """Store what became of a request that was sent, and correct the costs of its month."""
    row = MachineRequest.objects.select_for_update().get(pk=request.pk)
    MonthOfCosts.objects.select_for_update().get(pk=row.month_id).add(cost - row.cost)
    row.state, row.cost, row.failure = state, cost, failure
    if usage is not None:
        row.characters = usage.characters
        row.input_tokens, row.output_tokens = usage.input_tokens, usage.output_tokens
    row.save(update_fields=["state", "cost", "failure", "characters", "input_tokens", "output_tokens"])


def give_up_lost_requests(requests, *, before: datetime | None = None) -> int:
    """Mark requests without an answer, whose process was killed, as possibly billed; return their number.

    Their estimates stay in the costs of the month.
    """
    lost = requests.filter(state=RequestState.SENT, sent_at__lt=before or timezone.now())
    return lost.update(state=RequestState.UNKNOWN)
