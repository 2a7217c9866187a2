"""Tests run in an order that leaves no core idle at the end."""

from types import SimpleNamespace

from tests.order import pytest_collection_modifyitems

MARKS = [None, "database", "browser", "slow", None, "server", "database"]


def order_of(config):
    items = [
        SimpleNamespace(place=place, get_closest_marker=lambda name, mark=mark: name == mark)
        for place, mark in enumerate(MARKS)
    ]
    pytest_collection_modifyitems(config, items)
    return [item.place for item in items]


def test_workers_begin_with_what_waits_and_end_with_databases():
    assert order_of(SimpleNamespace(workerinput={})) == [2, 3, 5, 0, 4, 1, 6]


def test_a_process_alone_keeps_the_order_of_pytest_django():
    assert order_of(SimpleNamespace()) == list(range(len(MARKS)))
