"""The base class of the checks of an installation, and running them."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db import Error
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.logs import describe_database_error

logger = logging.getLogger(__name__)


class CheckState(TextChoices):
    """The state of a part of an installation."""

    FINE = "fine", gettext_lazy("Fine")
    ATTENTION = "attention", gettext_lazy("Needs attention")
    BROKEN = "broken", gettext_lazy("Broken")
    UNKNOWN = "unknown", gettext_lazy("Not checked")


class Readiness(Enum):
    """The part that a check plays in /readyz."""

    LEFT_OUT = 0
    REPORTED = 1  # shown there, but a server with this fault still answers readers
    REQUIRED = 2  # if it is broken, the server is not ready


@dataclass(frozen=True)
class CheckReport:
    """The state of one part, and in the active language: the facts, and one sentence on what to do."""

    state: CheckState
    found: str
    remedy: str = ""


class InstallationCheck:
    """A check of one part of an installation.

    name            in JSON, in addresses and on the console; never translated
    label           the part in words
    needs_database  whether it is left out while the database does not answer
    """

    name = label = ""
    readiness = Readiness.LEFT_OUT
    needs_database = True
    is_of_database = False  # for the one check that finds out whether it answers

    def examine(self) -> CheckReport:
        raise NotImplementedError


class CheckedPart(NamedTuple):
    check: InstallationCheck
    report: CheckReport


def fine(found: str) -> CheckReport:
    return CheckReport(CheckState.FINE, str(found))


def attention(found: str, remedy: str) -> CheckReport:
    return CheckReport(CheckState.ATTENTION, str(found), str(remedy))


def broken(found: str, remedy: str) -> CheckReport:
    return CheckReport(CheckState.BROKEN, str(found), str(remedy))


def unknown(found: str) -> CheckReport:
    return CheckReport(CheckState.UNKNOWN, str(found))


def run_checks(checks: Iterable[InstallationCheck]) -> Iterator[CheckedPart]:
    """Run checks in their order, yielding each; one that raises an error is broken, and stops no other."""
    has_database = True
    for check in checks:
        if check.needs_database and not has_database:
            report = unknown(_("The database does not answer."))
        else:
            report = run_check(check)
        if check.is_of_database:
            has_database = report.state != CheckState.BROKEN
        yield CheckedPart(check, report)


def run_check(check: InstallationCheck) -> CheckReport:
    """Return the report of one check; log an error that it did not expect."""
    try:
        return check.examine()
    except Error as error:
        return broken(
            _("The database refuses this question: `%(error)s`") % {"error": describe_database_error(error)},
            _("Fix the problems of the database and its tables first, then check again."),
        )
    except Exception as error:
        logger.exception("The check “%s” of this installation failed.", check.name)
        return broken(
            _("The check itself failed (`%(error)s`).") % {"error": type(error).__name__},
            _("Look for this error in the log of the newsroom."),
        )
