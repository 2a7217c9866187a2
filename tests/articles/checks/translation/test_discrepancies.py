"""Discrepancies between a segment and its translation."""

from datetime import date

import pytest

from articles.checks.discrepancies import pair_discrepancies
from articles.checks.pairs import SegmentPair
from articles.text.glossary import GlossaryEntry, TermForms

BANK = GlossaryEntry(
    "bank", en=TermForms("Bank of Haeon"), ko=TermForms("해온은행", wrong=("하에온은행",)), is_exact=True
)
RICE = GlossaryEntry("rice", en=TermForms("rice"), ko=TermForms("쌀"))


def kinds(source, target, *, language="en", role="p", terms=()):
    return [
        one.kind
        for one in pair_discrepancies(SegmentPair(source, target, language, role), terms)
        if one.is_warning
    ]


class TestDiscrepancies:
    @pytest.mark.parametrize(
        ("source", "target", "kind"),
        [
            ("It cost 500 billion won.", "비용은 5천억 달러였다.", "number"),
            ("It rose from 2.4% to 2.6%.", "2.6%에서 2.4%로 올랐다.", "number"),
            ("The bridge will open next spring.", "The bridge will open next spring.", "untranslated"),
            ("It will open next spring as planned.", "다리는 will open next spring as planned.", "script"),
            (
                "It spreads quickly in schools, he said.",
                "그는 spreads quickly in schools라고 했다.",
                "script",
            ),
            (
                "See the site of the city.",
                "[시 누리집](https://www.park.example/a/guide)을 보라.",
                "markdown",
            ),
            ("“We will wait,” he said.", "그는 “기다리겠다고 말했다.", "quotes"),
            ("“We will wait for now,” he said.", "그는 기다리겠다고 말했다.", "quotes"),
            ("The plan is good.", "**계획**은 좋다.", "markdown"),
            (
                "The plan names every bridge in the county that is older than the road on it.",
                "계획이다.",
                "length",
            ),
            ('<a href="/a">Read more</a> of it.', "더 읽기", "tags"),
            ('The <a data-term="7">pact</a>.', '<a data-term="8">협정</a>이다.', "tags"),
            ('<a data-article="7">Read</a> it.', '<a data-article="8">읽기</a>', "tags"),
            ("The <strong>plan</strong> is good.", "계획은 좋다<strong></strong>.", "tags"),
        ],
    )
    def test_are_of_the_kind_that_is_wrong(self, source, target, kind):
        assert set(kinds(source, target)) == {kind}

    @pytest.mark.parametrize(
        ("source", "target"),
        [
            (
                "Divers from Port Testwell raise the old bell off Haeon",
                "포트 테스트웰(Port Testwell)의 잠수사들이 해온(Haeon) 앞에서 옛 종을 건져(사진 있음)",
            ),
            (
                "“I did want to row for them,” she said.",
                "노를 젓던 테스트웰은 항구 방송과의 인터뷰에서 “노를 젓고 싶었다”고 했다.",
            ),
        ],
    )
    def test_are_none_where_names_are_repeated_or_a_short_sentence_says_who_speaks(self, source, target):
        assert kinds(source, target) == []

    def test_are_none_while_nothing_is_translated(self):
        assert kinds("It cost 500 billion won.", "<p> </p>") == []

    def test_are_the_same_from_korean(self):
        assert kinds("비용은 5천억 원이었다.", "It cost 500 billion dollars.", language="ko") == ["number"]

    def test_say_what_was_read_on_either_side(self):
        [found] = pair_discrepancies(
            SegmentPair("It cost <em>1.2 trillion won</em>.", "비용은 <em>1조 2백억 원</em>이었다.", "en")
        )
        assert (found.read, found.passage) == ("1.2 trillion won / 1조 2백억 원", "1조 2백억 원")

    def test_say_what_the_only_side_says_without_a_dash_for_the_other(self):
        [lost] = pair_discrepancies(SegmentPair("It cost 70 dollars.", "돈이 들었다.", "en"))
        [added] = pair_discrepancies(SegmentPair("It cost money.", "70달러가 들었다.", "en"))
        assert (lost.read, added.read) == ("70 dollars", "70달러")

    def test_of_weekdays_are_told_beside_the_source_and_beside_the_date(self):
        assert kinds("It opens on Sunday.", "월요일에 연다.") == ["number"]
        source, target = "It opens on November 29.", "11월 29일(월)에 연다."
        [found] = pair_discrepancies(SegmentPair(source, target, "en", day=date(2026, 11, 1)))
        assert (found.kind, found.passage) == ("weekday", "11월 29일(월)")
        assert "Sunday" in found.message
        assert kinds(source, target) == []

    def test_of_scores_name_both(self):
        [found] = pair_discrepancies(SegmentPair("They won 5-3.", "3-5로 이겼다.", "en"))
        assert (found.kind, found.read) == ("number", "5-3 / 3-5")

    def test_of_countries_name_both(self):
        [found] = pair_discrepancies(SegmentPair("Ships left Spain.", "배들이 프랑스를 떠났다.", "en"))
        assert (found.kind, found.read, found.passage) == ("place", "Spain / 프랑스", "프랑스")

    def test_leave_out_notes_and_powers(self):
        assert kinds("It is 30 m<sup>2</sup>.<sup>14</sup>", "넓이는 30㎡다.<sup>14</sup>") == []


class TestLength:
    def test_leaves_out_names_that_korean_repeats_in_latin_letters(self):
        source = "They took money at Newport on the Levee, a hall by the river"
        target = "강가의 회관 뉴포트 온 더 레비(Newport on the Levee, Kentucky)에서 돈을 훔치고 달아나다"
        assert kinds(source, target) == []


class TestTags:
    def test_let_italics_go_without_a_warning_where_korean_has_its_signs(self):
        [found] = pair_discrepancies(SegmentPair("I read <em>The Plan</em>.", "《계획》을 읽었다.", "en"))
        assert (found.kind, found.is_warning) == ("tags", False)
        assert kinds("The <em>Plan</em> sailed.", "계획호가 떠났다.") == ["tags"]

    def test_hold_both_languages_to_what_is_bold(self):
        bold, plain = "The <strong>plan</strong> is good.", "계획은 좋다."
        assert kinds(bold, plain) == kinds(plain, bold, language="ko") == ["tags"]
        assert kinds(bold, "<strong>계획</strong>은 좋다.") == []

    def test_are_closed_as_often_as_opened(self):
        assert kinds("The <strong>plan</strong>.", "<strong>계획.") == ["tags"]
        assert kinds("The <strong>plan</strong>.", "<strong>계획</strong>.</em>") == ["tags"]
        assert kinds("The <strong>plan</strong>.<br>", "<strong>계획</strong>.<br>") == []

    def test_may_change_their_order(self):
        source = '<a href="/a">One</a> and <a href="/b">another</a>.'
        assert kinds(source, '<a href="/b">다른 것</a>과 <a href="/a">하나</a>.') == []


class TestQuotes:
    def test_of_a_speech_that_goes_on_may_stay_open(self):
        assert kinds("“We will wait.", "“우리는 기다린다.") == []

    def test_of_the_source_are_told_where_they_open_again(self):
        assert kinds("“We wait, he said. “You go.”", "그는 “기다린다”며 “가라”고 했다.") == ["quotes"]


class TestScript:
    def test_lets_marked_words_and_names_stand(self):
        source = "The film Parasite won, KBS said."
        assert (
            kinds(source, '영화 <span lang="en">Parasite of the year and of all</span>가 상을 받았다.') == []
        )
        assert kinds("KBS", "KBS", role="td") == []

    def test_tells_what_the_source_has_not_translated(self):
        korean = "비가 오는 날이면 늦게 연다."
        assert kinds("The museum 비가 오는 날이면 opens late.", korean) == ["script"]
        assert kinds(korean, korean) == ["untranslated"]
        assert kinds("The novel 소년이 온다 sold out.", "소설 《소년이 온다》가 매진됐다.") == []


class TestMarkdown:
    def test_of_the_source_is_told_as_well(self):
        assert kinds("See [the guide](https://park.example/guide).", "안내문을 보라.") == ["markdown"]
        assert kinds("- The note of a list", "- 목록의 한 줄") == []


class TestGlossary:
    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            ("The Bank of Haeon met.", "해온은행이 모였다.", []),
            ("The Bank of Haeon met.", "해원은행이 모였다.", ["glossary"]),
            ("The Bank of Haeon met.", "하에온은행이 모였다.", ["glossary"]),
            ("The price of rice rose.", "쌀값이 올랐다.", []),
            ("The price of rice rose.", "밀값이 올랐다.", ["glossary"]),
        ],
    )
    def test_wants_a_right_form(self, source, target, expected):
        assert kinds(source, target, terms=[BANK, RICE]) == expected

    def test_knows_a_country_without_its_name(self):
        japan = GlossaryEntry("japan", en=TermForms("Japan"), ko=TermForms("일본"), is_exact=True)
        china = GlossaryEntry("china", en=TermForms("China"), ko=TermForms("중국"), is_exact=True)
        assert kinds("South Korea and Japan met.", "한일이 만났다.", terms=[japan]) == []
        assert kinds("South Korea and Japan met.", "한미가 만났다.", terms=[japan]) == ["glossary"]
        assert (
            kinds("중국 정부가 밝혔다.", "The Chinese government said so.", language="ko", terms=[china])
            == []
        )

    def test_does_not_want_what_is_offered_only(self):
        offered = BANK._replace(is_required=False)
        assert kinds("The Bank of Haeon met.", "해원은행이 모였다.", terms=[offered]) == []
        assert kinds("The Bank of Haeon met.", "하에온은행이 모였다.", terms=[offered]) == ["glossary"]
