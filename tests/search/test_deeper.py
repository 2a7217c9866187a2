"""Searches that go on in older places, as in a large archive on PostgreSQL."""

from types import SimpleNamespace

from newsroom.search import retrieval, statements
from newsroom.search.retrieval import Found, ReadPlaces
from newsroom.search.statements import PLACES, ROW


def test_the_edition_in_the_wanted_language_is_shown_though_none_was_found_before(monkeypatch):
    rows = [(ROW, 0, 7, 70, 700, "en", 1.0, 71), (PLACES, 0, 1, 7, None, "", 0, 0)]
    monkeypatch.setattr(retrieval, "_statement", lambda *_, **__: SimpleNamespace(run=lambda: rows))
    found = Found(language="ko")
    scope = retrieval.SearchScope(None)
    full = ReadPlaces(statements.MOST + statements.SPARE, 9)
    retrieval._look_deeper(found, 0, retrieval.QueryReading([]), scope, "ko", full)
    assert [row.edition_id for row in found.rows] == [70]
    assert found.shown == {700: 71}
