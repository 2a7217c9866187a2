"""Figures that a text states."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.figures import Weight, find_figures, format_number


def facts(text, language):
    return [(one.kind, one.value, one.unit) for one in find_figures(text, language)]


def values(text, language):
    return [one.value for one in find_figures(text, language)]


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1조 2천억", "1200000000000"),
            ("3조 500억", "3050000000000"),
            ("1조 2백억", "1020000000000"),
            ("12만 5천", "125000"),
            ("7만 1,300", "71300"),
            ("1만 320", "10320"),
            ("3천", "3000"),
            ("3,500만", "35000000"),
            ("3,500만", "35000000"),
            ("123만 4,567", "1234567"),
            ("0.72", "0.72"),
        ],
    )
    def test_are_read_in_myriads(self, text, value):
        assert values(f"{text}개", "ko") == [Decimal(value)]

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("1.2 trillion", "1200000000000"),
            ("35 million", "35000000"),
            ("a hundred and five", "105"),
            ("twenty-three thousand", "23000"),
            ("half a million", "500000"),
            ("two and a half million", "2500000"),
            ("1,234,567", "1234567"),
            ("a million", "1000000"),
            ("5 lakhs, in", "500000"),
            ("66 crores, in", "660000000"),
        ],
    )
    def test_are_read_in_thousands(self, text, value):
        assert values(f"{text} homes", "en") == [Decimal(value)]

    def test_stand_where_they_are_written(self):
        text = "매출은 6,100만 달러였다."
        [found] = find_figures(text, "ko")
        assert text[found.start : found.end] == found.passage == "6,100만 달러"

    def test_in_full_width_are_numbers(self):
        assert facts("１２％", "ko") == [("percent", Decimal(12), "")]

    @settings(deadline=None)
    @given(st.integers(0, 10**16 - 1), st.sampled_from(["en", "ko"]))
    def test_written_in_either_system_are_read_as_themselves(self, number, language):
        assert values(format_number(number, language), language) == [number]

    @settings(deadline=None)
    @given(st.decimals(0, 10**8, places=2), st.sampled_from(["en", "ko"]))
    def test_with_decimals_are_read_as_themselves(self, number, language):
        assert values(format_number(number, language), language) == [number]

    @pytest.mark.parametrize(
        ("number", "english", "korean"),
        [
            (1_200_000_000_000, "1.2 trillion", "1조 2,000억"),
            (71_300, "71,300", "7만 1,300"),
            (0, "0", "0"),
        ],
    )
    def test_are_written_as_papers_write_them(self, number, english, korean):
        assert (format_number(number, "en"), format_number(number, "ko")) == (english, korean)


class TestKinds:
    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("$6.1 billion", "en", ("amount", Decimal("6.1e9"), "USD")),
            ("6,100만 달러", "ko", ("amount", Decimal("6.1e7"), "USD")),
            ("500억 엔", "ko", ("amount", Decimal("5e10"), "JPY")),
            ("2.4 percent", "en", ("percent", Decimal("2.4"), "")),
            ("2.4%포인트", "ko", ("point", Decimal("2.4"), "")),
            ("25 basis points", "en", ("point", Decimal("0.25"), "")),
            ("a quarter of a percentage point", "en", ("point", Decimal("0.25"), "")),
            ("two-thirds", "en", ("fraction", Fraction(2, 3), "")),
            ("3분의 2", "ko", ("fraction", Fraction(2, 3), "")),
            ("세 배", "ko", ("multiple", Decimal(3), "")),
            ("1990년대", "ko", ("decade", Decimal(1990), "")),
            ("하반기", "ko", ("half", Decimal(2), "")),
            ("7∼9월", "ko", ("months", (7, 9), "")),
            ("in the July–September period", "en", ("months", (7, 9), "")),
            ("수십만 명", "ko", ("vague", Decimal(100_000), "")),
            ("영하 5도", "ko", ("degree", Decimal(-5), "C")),
            ("사흘", "ko", ("duration", Decimal(3 * 86_400), "seconds")),
            ("1년 6개월", "ko", ("duration", Decimal(18), "months")),
            ("an hour and a half", "en", ("duration", Decimal(5400), "seconds")),
            ("K2 tanks", "en", ("code", "2", "K")),
            ("10 kilometers", "en", ("measure", Decimal(10_000), "length")),
        ],
    )
    def test_are_told_apart(self, text, language, expected):
        assert facts(text, language) == [expected]

    @pytest.mark.parametrize(
        ("text", "language", "expected"),
        [
            ("3:30 p.m.", "en", (15, 30)),
            ("오후 3시 30분", "ko", (15, 30)),
            ("밤 11시", "ko", (23, 0)),
            ("밤 12시", "ko", (0, 0)),
            ("낮 12시", "ko", (12, 0)),
            ("새벽 1시", "ko", (1, 0)),
            ("at noon", "en", (12, 0)),
            ("자정에", "ko", (0, 0)),
        ],
    )
    def test_of_time_are_on_one_clock(self, text, language, expected):
        assert ("time", expected, "") in facts(text, language)

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("Nov. 24 to Nov. 26", "en"),
            ("Nov. 24-26", "en"),
            ("11월 24∼26일", "ko"),
            ("11월 24일부터 26일", "ko"),
        ],
    )
    def test_of_days_have_their_month(self, text, language):
        assert values(text, language) == [(11, 24), (11, 26)]

    def test_of_a_range_are_shared(self):
        assert [one[0] for one in facts("10~12%", "ko")] == ["percent", "percent"]
        assert values("2∼3조 원", "ko") == [Decimal("2e12"), Decimal("3e12")]

    @pytest.mark.parametrize("text", ["They may come.", "March on", "One of the ministers said so."])
    def test_in_turns_of_phrase_are_not_hard(self, text):
        assert not any(one.is_hard for one in find_figures(text, "en"))

    @pytest.mark.parametrize(
        ("text", "numbers"),
        [
            ("스물여섯에 왔다", [26]),
            ("열둘은 많다", [12]),
            ("아흔아홉이다", [99]),
            ("서른까지", [30]),
            ("쉰다", []),
        ],
    )
    def test_in_native_words_stand_before_particles(self, text, numbers):
        assert values(text, "ko") == numbers

    @pytest.mark.parametrize(
        "text", ["하루 쉰 배", "두 다리", "네 탓", "열네트", "둘째가", "셋방이", "서른여"]
    )
    def test_are_not_read_in_words_that_look_alike(self, text):
        assert all(one.weight == Weight.LOOSE for one in find_figures(text, "ko"))


def stand_where_they_say(text, language):
    """Whether every figure that is read lies in the text, in the order of the text."""
    places = [(one.start, one.end) for one in find_figures(text, language)]
    return places == sorted(places) and all(0 <= start < end <= len(text) for start, end in places)


class TestHostileTexts:
    @settings(deadline=None)
    @given(st.text(), st.sampled_from(["en", "ko"]))
    def test_raise_nothing(self, text, language):
        assert stand_where_they_say(text, language)

    @settings(deadline=None)
    @given(st.text(alphabet="0123456789,.-~·월일년시분만억조천백%$ 원명한두세 onetwhfailgdrAMK:/"))
    def test_made_of_figures_raise_nothing(self, text):
        assert stand_where_they_say(text, "en") and stand_where_they_say(text, "ko")

    @pytest.mark.parametrize("text", ["ONE OF THE TEN SAID SO", "two fıfths", "ſix o'clock", "35 mİllion"])
    def test_in_capitals_and_in_signs_that_fold_to_letters_raise_nothing(self, text):
        assert stand_where_they_say(text, "en")
