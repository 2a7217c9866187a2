"""Deadlines of a claim, as days. Pure functions.

From the Press Arbitration and Remedies Act of Korea, Articles 14 to 17. The first day does not count; that a
period which ends on a holiday ends a day later is left out, so that nobody relies on it.
"""

from calendar import monthrange
from datetime import date, timedelta

MONTHS_FROM_LEARNING, MONTHS_FROM_PUBLICATION = 3, 6


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def lapse_day(published_on: date, learned_on: date | None, *, is_follow_up: bool) -> date | None:
    """Return the last day on which a claim can be made, or None if it is not known.

    learned_on    when the claimant learned of the publication; of a follow-up report, that the proceedings
                  ended without guilt
    is_follow_up  whether only that counts, and not when the story was published
    """
    days = [] if is_follow_up else [add_months(published_on, MONTHS_FROM_PUBLICATION)]
    if learned_on is not None:
        days.append(add_months(learned_on, MONTHS_FROM_LEARNING))
    return min(days, default=None)
