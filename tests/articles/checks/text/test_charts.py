"""Checks of charts: drawable, with a title, the same in both languages."""

import pytest

from articles.body.charts import charts_in
from articles.checks.completeness import differing_figures
from tests.articles.body.test_charts import ROWS, make_table
from tests.articles.checks.text.stories import findings_of
from tests.factories import make_article, make_whole_article

pytestmark = pytest.mark.django_db

KOREAN = [("첫째", "2만1300명"), ("둘째", "2만7900명")]


def in_both(english, korean):
    return make_article(
        languages=("en", "ko"),
        body_en=f"<p>Ships wait.</p>{english}",
        body_ko=f"<p>배가 기다린다.</p>{korean}",
    )


def korean_table(rows=KOREAN, **options):
    return make_table(rows, heads=("달", "승객"), caption="승객", **options)


def test_a_chart_that_can_be_drawn_is_right():
    article = make_whole_article(body_en=make_table(ROWS))
    assert findings_of(article, "chart.figures") == findings_of(article, "chart.title") == []


def test_a_chart_that_cannot_be_drawn_is_named_with_the_reason():
    article = make_whole_article(body_en=make_table([("First", "many")]))
    [finding] = findings_of(article, "chart.figures")
    assert "Bar chart: Passengers" in finding.message
    assert "“many” in row 2 is not a figure." in finding.message


def test_a_chart_without_a_title_is_found():
    [finding] = findings_of(make_whole_article(body_en=make_table(ROWS, caption="")), "chart.title")
    assert "Bar chart" in finding.message


@pytest.mark.parametrize("language", ["en", "ko"])
class TestBothLanguages:
    def test_agree_however_figures_are_written(self, language):
        assert findings_of(in_both(make_table(ROWS), korean_table()), "languages.charts", language) == []

    def test_may_have_another_unit_for_all_figures(self, language):
        english = make_table([("First", "2.1"), ("Second", "12.6")])
        article = in_both(english, korean_table([("첫째", "21"), ("둘째", "126")]))
        assert findings_of(article, "languages.charts", language) == []

    @pytest.mark.parametrize(
        ("korean", "words"),
        [
            ("", "in one language only"),
            (korean_table().replace(' data-chart="bars"', ""), "in one language only"),
            (korean_table(kind="lines"), "Line chart"),
            (korean_table([("첫째", "2만1300명"), ("둘째", "2만9700명")]), "27,900"),
            (korean_table([("첫째", "2만1300명"), ("둘째", "")]), "–"),
            (korean_table([*KOREAN, ("셋째", "1")]), "–"),
        ],
    )
    def test_differ(self, korean, words, language):
        [finding] = findings_of(in_both(make_table(ROWS), korean), "languages.charts", language)
        assert words in finding.message


def test_a_language_that_is_not_written_yet_lacks_nothing():
    assert findings_of(make_whole_article(body_en=make_table(ROWS)), "languages.charts") == []


def test_the_scale_is_that_of_most_figures():
    ours, theirs = [("a", "9"), ("b", "9"), ("c", "9")], [("a", "12"), ("b", "90"), ("c", "90")]
    [one], [other] = charts_in(make_table(ours)), charts_in(make_table(theirs))
    assert differing_figures(one.chart, other.chart) == [("9", "12")]
