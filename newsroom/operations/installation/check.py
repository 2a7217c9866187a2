"""The base class of installation checks, and the functions that run them."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from django.db import Error
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.annotations import InterfaceText
from newsroom.logs import describe_database_error

logger = logging.getLogger(__name__)


class CheckState(TextChoices):
    """State of one part of the installation."""

    FINE = "fine", gettext_lazy("Fine")
    ATTENTION = "attention", gettext_lazy("Needs attention")
    BROKEN = "broken", gettext_lazy("Broken")
    UNKNOWN = "unknown", gettext_lazy("Not checked")


class Readiness(Enum):
    """Role of a check in /readyz."""

    LEFT_OUT = 0
    REPORTED = 1  # shown in /readyz, but the server is ready even if this check is broken
    REQUIRED = 2  # the server is not ready while this check is broken


@dataclass(frozen=True)
class CheckReport:
    """Result of a check: the state, the facts, and one sentence with the remedy, in the active language."""

    state: CheckState
    found: str
    remedy: str = ""


class InstallationCheck:
    """Base class for a check of one part of the installation.

    name            identifier in JSON, URLs and console output; never translated
    label           display name
    needs_database  whether to skip the check while the database does not answer
    """

    name = ""
    label: InterfaceText = ""
    readiness = Readiness.LEFT_OUT
    needs_database = True
    is_of_database = False  # true only for the check that tests whether the database answers

    def examine(self) -> CheckReport:
        raise NotImplementedError


class CheckedPart(NamedTuple):
    check: InstallationCheck
    report: CheckReport


def fine(words: InterfaceText) -> CheckReport:
    return CheckReport(CheckState.FINE, str(words))


def attention(words: InterfaceText, remedy: InterfaceText) -> CheckReport:
    return CheckReport(CheckState.ATTENTION, str(words), str(remedy))


def broken(words: InterfaceText, remedy: InterfaceText) -> CheckReport:
    return CheckReport(CheckState.BROKEN, str(words), str(remedy))


def unknown(words: InterfaceText) -> CheckReport:
    return CheckReport(CheckState.UNKNOWN, str(words))


def run_checks(checks: Iterable[InstallationCheck]) -> Iterator[CheckedPart]:
    """Run the checks in order and yield each result. A check that raises an error is reported as broken."""
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
    """Return the report of one check. An unexpected error is logged and reported as broken."""
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
