"""Tests are marked by what they need."""

from types import SimpleNamespace

import pytest
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from tests.needs import needs_of


def item(*fixtures, mark=None, cls=None):
    return SimpleNamespace(fixturenames=fixtures, cls=cls, get_closest_marker=lambda name: name == mark)


@pytest.mark.parametrize(
    ("test", "needs"),
    [
        (item(), set()),
        (item("tmp_path", "client"), set()),
        (item(cls=object), set()),
        (item(cls=SimpleTestCase), set()),
        (item(cls=TestCase), {"database"}),
        (item(cls=TransactionTestCase), {"database"}),
        (item(mark="django_db"), {"database"}),
        (item("serve"), {"server"}),
        (item("live_server"), {"database", "server"}),
    ],
)
def test_needs_follow_from_fixtures_and_base_classes(test, needs):
    assert needs_of(test) == needs


def test_this_one_needs_nothing(request):
    assert needs_of(request.node) == set()


def test_fixtures_count_through_those_that_they_use(request, pytestconfig):
    closure = request.session._fixturemanager.getfixtureclosure(
        parentnode=request.node.parent, initialnames=("new_page",), ignore_args=()
    )[0]
    assert needs_of(item(*closure)) == {"database", "server", "browser"}
