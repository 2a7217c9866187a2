"""A test case whose rows are made once for a class, at fixed instants."""

from django.test import TestCase
from django.utils.timezone import now
from time_machine import travel

from tests.factories import NOON


class ClockTestCase(TestCase):
    """Run setUpTestData at a fixed instant, and start each test when it has ended.

    starts_at  the instant when setUpTestData begins
    clock      cls.clock and self.clock move the time, as in self.clock.shift(HOUR)
    """

    starts_at = NOON

    @classmethod
    def setUpClass(cls):
        with travel(cls.starts_at, tick=False) as cls.clock:
            super().setUpClass()
            cls.ready_at = now()

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(travel(self.ready_at, tick=False))
