"""Runs of the checks: their order, errors in them, and all checks on one installation."""

import json
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from newsroom.operations.installation import CHECKS
from newsroom.operations.installation.check import (
    CheckState,
    InstallationCheck,
    attention,
    broken,
    fine,
    run_checks,
)
from newsroom.operations.management.commands import doctor


class ExampleCheck(InstallationCheck):
    def __init__(self, report, name="example", **marks):
        self.report, self.name, self.label = report, name, name
        vars(self).update(marks)

    def examine(self):
        if isinstance(self.report, Exception):
            raise self.report
        return self.report


def states(*checks):
    return [part.report.state for part in run_checks(checks)]


class TestRunning:
    def test_a_check_that_fails_is_broken_and_stops_no_other(self, caplog):
        found = states(ExampleCheck(ValueError("a secret")), ExampleCheck(fine("")))
        assert found == [CheckState.BROKEN, CheckState.FINE]
        assert "“example” of this installation failed" in caplog.text

    def test_an_error_of_the_database_is_told_without_a_traceback(self, caplog):
        [part] = run_checks([ExampleCheck(OperationalError("some row"))])
        assert part.report.state == CheckState.BROKEN
        assert "some row" not in part.report.found
        assert caplog.text == ""

    def test_without_a_database_what_needs_it_is_not_checked(self):
        database = ExampleCheck(broken("", ""), is_of_database=True)
        others = [ExampleCheck(fine("")), ExampleCheck(fine(""), needs_database=False)]
        assert states(database, *others) == [CheckState.BROKEN, CheckState.UNKNOWN, CheckState.FINE]

    def test_each_check_has_a_name_and_a_label_of_its_own(self):
        assert all(check.name.isidentifier() and check.label for check in CHECKS)
        assert (
            len({check.name for check in CHECKS})
            == len({str(check.label) for check in CHECKS})
            == len(CHECKS)
        )


class TestTheDoctor:
    def call(self, *checks, **options):
        output = StringIO()
        with mock.patch.object(doctor, "CHECKS", checks):
            call_command("doctor", stdout=output, no_color=True, **options)
        return output.getvalue()

    def test_says_how_to_mend_what_needs_attention_and_does_not_fail(self):
        output = self.call(ExampleCheck(fine("All is well.")), ExampleCheck(attention("Old.", "Renew it.")))
        assert output == "✓ example: All is well.\n! example: Old.\n  → Renew it.\n"

    def test_fails_if_a_part_is_broken_and_names_it(self):
        with pytest.raises(CommandError, match="Broken: disk") as failure:
            self.call(ExampleCheck(broken("Gone.", "Buy one."), name="disk"), ExampleCheck(fine("")))
        assert failure.value.returncode == 1

    def test_prints_json(self):
        [part] = json.loads(self.call(ExampleCheck(attention("Alt.", "Neu.")), json=True))
        assert part == {"name": "example", "state": "attention", "found": "Alt.", "remedy": "Neu."}

    @pytest.mark.django_db
    def test_checks_a_whole_installation_in_both_languages(self):
        with mock.patch("django.core.mail.backends.smtp.EmailBackend.open"):
            for language in ("en", "ko"):
                output = StringIO()
                with pytest.raises(CommandError):  # fails, because follow_log does not run here
                    call_command("doctor", stdout=output, json=True, language=language)
                found = {part["name"]: part for part in json.loads(output.getvalue())}
                assert found.keys() == {check.name for check in CHECKS}
                assert found["follow_log"]["state"] == "broken"
                assert found["database"]["state"] == found["locale"]["state"] == "fine"
                assert all(part["remedy"] for part in found.values() if part["state"] != "fine")
                assert connection.display_name in found["database"]["found"]
