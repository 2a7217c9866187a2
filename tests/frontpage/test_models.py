"""The database finds active placements by an index, not by reading all past ones."""

import pytest
from django.test import TestCase

from newsroom.frontpage.models import Placement
from tests.factories import NOON


class StandingTests(TestCase):
    def plan(self):
        standing = Placement.objects.of_page("en", "front").stories().active(NOON)
        return standing.values("article").order_by().explain()

    @pytest.mark.sqlite
    def test_sqlite_searches_by_the_end(self):
        self.assertIn("USING INDEX placement_not_over", self.plan())
