"""The search form: lenient to spellings, and errors that name the field."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.utils.translation import override

from newsroom.public.search.form import BY_DATE, SearchForm, SearchRequest

SECTIONS = [(7, "economy", "Economy"), (8, "arts", "Arts")]
AUTHORS = [(9, "bora-testman", "Bora Testman")]
WHOLE = SearchRequest(
    "항만 harbor", "economy", "bora-testman", date(2026, 3, 2), date(2026, 3, 9), "ko", BY_DATE, 3
)


def form(query, **typed):
    asked = QueryDict(query, mutable=True)
    asked.update(typed)
    return SearchForm(asked, SECTIONS, AUTHORS)


def asked(query="", page=1, **typed):
    found = form(query, **typed)
    assert found.is_valid(), found.errors
    return found.asked(page)


class TestAddress:
    def test_holds_what_is_asked_for(self):
        query = parse_qs(urlsplit(WHOLE.address("en")).query)
        assert query == {
            "q": ["항만 harbor"],
            "section": ["economy"],
            "author": ["bora-testman"],
            "since": ["2026-03-02"],
            "until": ["2026-03-09"],
            "in": ["ko"],
            "order": ["date"],
            "page": ["3"],
        }

    def test_holds_nothing_else(self):
        assert SearchRequest().address("ko") == "/ko/search/"
        assert SearchRequest("harbor").address("en") == "/en/search/?q=harbor"

    def test_is_read_as_it_was_written(self):
        assert asked(urlsplit(WHOLE.address("ko")).query, page=3) == WHOLE

    def test_of_a_search_that_differs_leaves_the_first_alone(self):
        assert SearchRequest("a", section="arts").address("en", section="") == "/en/search/?q=a"


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("  harbor \t bridge\n", "harbor bridge"),
            ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"),  # taken apart, as some systems type it
            ("", ""),
            (" \u3000 ", ""),
            ("<b>'; --", "<b>'; --"),
            ("ㅂㄷㅊ", "ㅂㄷㅊ"),
        ],
    )
    def test_are_put_together(self, typed, words):
        assert asked(q=typed).words == words

    def test_of_a_whole_page_are_refused_with_their_number(self):
        with override("ko"):
            refused = form("", q="가" * 100_000)
            assert refused.errors["q"] == ["검색어를 200자 이하로 줄여 주십시오. 지금은 100000자입니다."]
        assert refused.status == 400

    def test_with_a_nul_are_refused(self):
        assert form("", q="a\x00b").status == 400

    def test_with_half_a_character_are_looked_for_as_they_come(self):
        assert asked("q=%ED%A0%80").words == "\ufffd\ufffd\ufffd"


class TestDays:
    @pytest.mark.parametrize("name", ["since", "until"])
    @pytest.mark.parametrize(
        "typed", ["2026-02-30", "yesterday", "2026", "02/03/2026", "2026-03-02T09:00", "-1", "9" * 30, "０"]
    )
    def test_that_are_none_are_refused_by_what_was_typed(self, name, typed):
        refused = form("", **{name: typed})
        assert refused.errors[name] == [f"“{typed}” is not a valid date. Enter a date such as 2026-11-25."]
        assert refused.status == 400

    @pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
    def test_of_no_newspaper_are_refused(self, typed):
        assert form("", since=typed).errors["since"] == ["Choose a year from 1900 to 2200."]

    def test_that_are_refused_are_shown_as_they_were_typed(self):
        refused = form("", since="2026-02-30", until="2026-03-09")
        assert 'type="text"' in str(refused["since"])
        assert 'value="2026-02-30"' in str(refused["since"])
        assert 'type="date"' in str(refused["until"])
        assert 'value="2026-03-09"' in str(refused["until"])

    def test_in_the_wrong_order_are_refused(self):
        refused = form("since=2026-03-09&until=2026-03-02")
        assert refused.errors == {"until": ["The end date is before the start date. Change one of them."]}

    def test_may_be_one_day(self):
        assert asked("since=2026-03-09&until=2026-03-09").until == date(2026, 3, 9)


class TestChoices:
    @pytest.mark.parametrize(
        ("name", "status"), [("section", 404), ("author", 404), ("in", 400), ("order", 400)]
    )
    def test_that_are_not_offered_are_refused_by_name(self, name, status):
        refused = form("", **{name: "nonsense"})
        assert list(refused.errors) == [name]
        assert "“nonsense”" in refused.errors[name][0]
        assert refused.status == status

    def test_of_a_broken_search_are_the_smaller_matter(self):
        assert form("section=x&since=x").status == 400

    def test_are_called_by_their_names(self):
        found = form("section=arts")
        assert found.is_valid()
        assert found.chosen("section") == "Arts"
        assert (found.number("section"), found.number("author")) == (8, None)
