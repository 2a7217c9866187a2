"""The base class of refusals, and the errors of a database that has waited too long."""

from django.db import OperationalError

# PostgreSQL: lock_timeout, statement_timeout, deadlock, serialization, idle_in_transaction_session_timeout.
WAITED_TOO_LONG = {"55P03", "57014", "40P01", "40001", "25P03"}
SQLITE_BUSY, SQLITE_LOCKED = 5, 6


class Refused(Exception):
    """A change, or a text or file of a user, that is refused; `reasons` say why, in the user's language."""

    def __init__(self, *reasons):
        self.reasons = list(reasons)
        super().__init__(*reasons)

    def __str__(self):
        return " ".join(str(reason) for reason in self.reasons)


def has_waited_too_long(error: Exception) -> bool:
    """Return whether a database gave up waiting, after which the transaction has written nothing."""
    cause = error.__cause__
    if not isinstance(error, OperationalError):
        return False
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says which kind of busy
    return getattr(cause, "sqlstate", "") in WAITED_TOO_LONG or code in (SQLITE_BUSY, SQLITE_LOCKED)
