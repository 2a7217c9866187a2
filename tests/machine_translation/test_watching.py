"""Messages of the doctor and figures of the metrics about machine drafts."""

import pytest
from django.test import TestCase
from django.utils import timezone

from newsroom.machine_translation.models import MonthOfCosts, month_at
from newsroom.operations.installation.check import CheckState
from newsroom.operations.installation.servers import MachineTranslationCheck
from newsroom.operations.metrics import read_machine_costs
from tests.machine_translation.engine_server import KEY, NO_ENGINE, engine_settings

OWN = ("openai", "http://127.0.0.1:8080/v1")
FOUND = {
    "no engine": (NO_ENGINE, CheckState.FINE, "No engine"),
    "DeepL": (engine_settings("deepl", ""), CheckState.FINE, "`deepl` in `DE`, at most `5 EUR`"),
    "no key": (engine_settings("deepl", "", key=""), CheckState.BROKEN, "`MACHINE_TRANSLATION_KEY`"),
    "one's own": (engine_settings(*OWN, key=""), CheckState.FINE, "`127.0.0.1`"),
    "http": (engine_settings("openai", "http://llm.example/v1"), CheckState.ATTENTION, "`llm.example`"),
    "no limit": (engine_settings("deepl", "", monthly_limit=0), CheckState.ATTENTION, "LIMIT` is 0"),
}


@pytest.mark.parametrize("case", FOUND)
def test_the_doctor_looks_at_the_settings(case, settings):
    settings.MACHINE_TRANSLATION, state, words = FOUND[case]
    report = MachineTranslationCheck().examine()
    assert report.state == state
    assert words in report.found
    assert KEY not in report.found + report.remedy


class MetricsTests(TestCase):
    def test_the_costs_of_this_month_are_a_metric(self):
        now = timezone.now()
        MonthOfCosts.objects.create(first_day=month_at(now), currency="EUR", spent=3)
        [spent] = read_machine_costs(now)
        [sample] = spent.samples
        self.assertEqual((sample.labels, sample.value), ({"currency": "EUR"}, 3))
