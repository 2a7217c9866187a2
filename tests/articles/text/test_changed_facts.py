"""Changes of a live text that are more than the fix of a slip, in both languages."""

import pytest

from articles.text.changed_facts import ChangedFact, changed_facts, spelling_key

SLIPS = {
    "en": [
        ("The harbour opens.", "The harbor opens."),
        ("Harbour opens on Monday", "Harbor opens on Monday"),
        ("They visited the Harbour office.", "They visited the Harbor office."),
        ("The ministry said so.", "The Ministry said so."),
        ("Teh ferry sails at 6 p.m.", "The ferry sails at 6 p.m."),
        ("It has three ships.", "It has 3 ships."),
        ("It rose 5 percent.", "It rose 5%."),
        ("He said its late.", "He said it’s late."),
        ("Ships waits outside.", "Boats wait outside."),
        ("Mayor Lee’s plan is ready", "Mayor Lee’s plan is ready."),
        ("Kim opened it, said Lee.", "Lee said that Kim opened it."),
        ("New Clock Finaly Agrees With the Moon", "New Clock Finally Agrees With the Moon"),
        ("One of them said so.", "A person said so."),
    ],
    "ko": [
        ("항구가 갑작이 문을 닫았다.", "항구가 갑자기 문을 닫았다."),
        ("정부는 지원을 늘인다.", "정부는 지원을 늘린다."),
        ("김민수 장관은 설명했다.", "김민수 장관이 설명했다."),
        ("배 세 척이 들어왔다.", "배 3척이 들어왔다."),
        ("선장은 몇일 동안 기다렸다.", "선장은 며칠 동안 기다렸다."),
        ("어부 최한솔은 오랫만에 웃었다.", "어부 최한솔은 오랜만에 웃었다."),
        ("그는 않 갔다.", "그는 안 갔다."),
    ],
}
FACTS = {
    "en": [
        ("It has 3 ships.", "It has 5 ships.", ("figure", "3", "5")),
        ("It has three ships.", "It has four ships.", ("figure", "three", "four")),
        ("It rose 5 percent.", "It rose 5 points.", ("figure", "5 percent", "5 points")),
        ("It cost $3 million.", "It cost $3 billion.", ("figure", "$3 million", "$3 billion")),
        ("It opens on March 3.", "It opens on March 4.", ("date", "March 3", "March 4")),
        ("It opens on Tuesday.", "It opens on Wednesday.", ("date", "Tuesday", "Wednesday")),
        ("It opened yesterday.", "It opened today.", ("date", "yesterday", "today")),
        ("It sails at 6 p.m.", "It sails at 7 p.m.", ("date", "6 p.m.", "7 p.m.")),
        ("The mayor is Kim Minsu.", "The mayor is Kim Minseok.", ("name", "Minsu", "Minseok")),
        ("It went to Busan.", "It went to Ulsan.", ("name", "Busan", "Ulsan")),
        ("Kim Bora said so.", "Lee Sora said so.", ("name", "Kim Bora", "Lee Sora")),
        ("The FTA failed.", "The WTO failed.", ("name", "FTA", "WTO")),
        ("The mayor came.", "The mayor of Busan came.", ("name", "", "Busan")),
        ("Then Mr. Kim came.", "Then Mr. Park came.", ("name", "Kim", "Park")),
        ("It sank in 1998.", "It sank.", ("date", "1998", "")),
    ],
    "ko": [
        ("배 3척이 들어왔다.", "배 5척이 들어왔다.", ("figure", "3척", "5척")),
        ("월요일에 문을 연다.", "화요일에 문을 연다.", ("date", "월요일", "화요일")),
        ("3월 3일에 문을 연다.", "3월 4일에 문을 연다.", ("date", "3월 3일", "3월 4일")),
        ("어제 문을 열었다.", "오늘 문을 열었다.", ("date", "어제", "오늘")),
        ("김민수 장관이 말했다.", "김민석 장관이 말했다.", ("name", "김민수", "김민석")),
        ("서울시는 발표했다.", "부산시는 발표했다.", ("name", "서울시", "부산시")),
        ("김 씨는 웃었다.", "이 씨는 웃었다.", ("name", "김", "이")),
        ("이재멍 대통령이 말했다.", "이재명 대통령이 말했다.", ("name", "이재멍", "이재명")),
    ],
}


@pytest.mark.parametrize(
    ("language", "before", "after"), [(code, *row) for code, rows in SLIPS.items() for row in rows]
)
def test_a_slip_is_no_change_of_a_fact(language, before, after):
    assert changed_facts([before], [after], language) == []


@pytest.mark.parametrize(
    ("language", "before", "after", "fact"), [(code, *row) for code, rows in FACTS.items() for row in rows]
)
def test_a_changed_fact_is_named_with_what_it_was(language, before, after, fact):
    assert changed_facts([before], [after], language) == [ChangedFact(*fact)]


class TestPassages:
    def test_a_paragraph_that_moves_changes_nothing(self):
        passages = ["It has 3 ships.", "The mayor is Kim Minsu.", "It opens on Monday."]
        assert changed_facts(passages, [*passages[1:], passages[0]], "en") == []

    def test_a_paragraph_that_is_cut_in_two_changes_nothing(self):
        whole = ["It has 3 ships. The mayor is Kim Minsu."]
        assert changed_facts(whole, ["It has 3 ships.", "The mayor is Kim Minsu."], "en") == []

    def test_facts_are_paired_in_the_order_of_the_text(self):
        before, after = ["From 3 to 5 ships.", "In Busan."], ["From 4 to 6 ships.", "In Ulsan."]
        assert [fact[1:] for fact in changed_facts(before, after, "en")] == [
            ("3", "4"),
            ("5", "6"),
            ("Busan", "Ulsan"),
        ]

    @pytest.mark.parametrize(
        ("before", "after", "pairs"),
        [
            ("Then Kim beat Lee.", "Then Lee beat Kim.", [("Kim", "Lee"), ("Lee", "Kim")]),
            (
                "It rose from 3 to 5 points.",
                "It rose from 5 to 3 points.",
                [("3", "5"), ("5 points", "3 points")],
            ),
        ],
    )
    def test_facts_that_change_places_are_changed(self, before, after, pairs):
        assert [fact[1:] for fact in changed_facts([before], [after], "en")] == pairs

    def test_a_name_that_begins_a_sentence_is_known_from_elsewhere(self):
        before, after = ["Busan waits.", "It is in Busan."], ["Ulsan waits.", "It is in Ulsan."]
        assert len(changed_facts(before, after, "en")) == 2

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Ferries Monday sail early.", "Boats Monday sail early."),
            ("In Busan ferries wait in line.", "Near Busan ferries wait in line and near it."),
            ("He said: 'Ferries wait.'", "He said: 'Boats wait.'"),
            ("Kim called Lee. Ferries wait, Lee said.", "Kim called Lee. Boats wait, Lee said."),
        ],
    )
    def test_a_common_word_that_begins_a_sentence_is_no_name(self, before, after):
        assert changed_facts([before], [after], "en") == []

    def test_a_word_of_a_name_is_no_name_where_the_text_has_it_in_small_letters(self):
        name = [
            "The head of the Busan Ferries Board spoke on behalf of them.",
            "Two ferries wait, and two ferries sail.",
        ]
        assert changed_facts([*name, "Ferries cost more."], [*name, "Boats cost more."], "en") == []

    def test_a_name_that_is_a_word_too_is_known_by_its_capitals(self):
        before = ["Mayor West came.", "West spoke.", "He looked west."]
        after = ["Mayor West came.", "East spoke.", "He looked west."]
        assert changed_facts(before, after, "en") == [ChangedFact("name", "West", "")]

    def test_a_name_behind_an_abbreviated_title_begins_no_sentence(self):
        before, after = (f"Kim met Lee. All three waited there for Gen. {name}." for name in ("Park", "Choi"))
        assert changed_facts([before], [after], "en") == [ChangedFact("name", "Park", "Choi")]


def test_both_spellings_of_english_have_one_key():
    pairs = "harbour=harbor organised=organized theatre=theater traveller=traveler defence=defense"
    assert all(spelling_key(a) == spelling_key(b) for a, b in (pair.split("=") for pair in pairs.split()))
