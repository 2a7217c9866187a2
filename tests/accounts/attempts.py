"""Attempts that tests have made."""

from newsroom.accounts import limits
from newsroom.accounts.models import AttemptCounter


def forget_all_attempts():
    """Let no attempt count, of whatever name, and no code have been used."""
    AttemptCounter.objects.all().delete()
    limits.forget_refusals()
