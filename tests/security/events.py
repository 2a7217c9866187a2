"""Readers of the security log."""

from newsroom.security.models import SecurityEvent


def kinds(**fields):
    """Return the kinds of the events in the log, oldest first."""
    return list(SecurityEvent.objects.filter(**fields).order_by("id").values_list("kind", flat=True))


def latest(kind):
    return SecurityEvent.objects.filter(kind=kind).latest("id")


def forget_all():
    """Empty the log, which the code itself can never do."""
    SecurityEvent._base_manager.all().delete()


def whole_log():
    """Return all columns of all rows as one text, to search for secrets."""
    return repr(list(SecurityEvent.objects.values()))
