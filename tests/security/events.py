"""The security log as tests read it."""

from newsroom.security.models import SecurityEvent


def kinds(**fields):
    """Return the kinds of the events in the log, the oldest first."""
    return list(SecurityEvent.objects.filter(**fields).order_by("id").values_list("kind", flat=True))


def latest(kind):
    return SecurityEvent.objects.filter(kind=kind).latest("id")


def forget_all():
    """Empty the log, as no code may, so that a test sees what follows alone."""
    SecurityEvent._base_manager.all().delete()


def whole_log():
    """Return every column of every row as one text, to look for what must not be there."""
    return repr(list(SecurityEvent.objects.values()))
