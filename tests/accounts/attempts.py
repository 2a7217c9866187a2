"""Counted attempts to log in."""

from newsroom.accounts import limits
from newsroom.accounts.models import AttemptCounter


def forget_all_attempts():
    """Delete all counts of attempts, so that no name is limited and each code may be used once more."""
    AttemptCounter.objects.all().delete()
    limits.forget_refusals()
