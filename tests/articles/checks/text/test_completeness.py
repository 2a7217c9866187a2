"""Required parts, filing and length of a text, and a story without findings."""

import pytest

from articles.checks.completeness import counted_length
from articles.models import Wanted
from articles.workflow.edit_session import want
from tests.articles.checks.text.findings import codes_and_passages, found_in
from tests.factories import LANGUAGES, make_article, make_whole_article

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_of_a_clean_story(language):
    assert found_in(language) == []


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"title_en": ""}, "text.headline"),
        ({"summary_en": ""}, "text.summary"),
        ({"body_en": ""}, "text.body"),
        ({"section": None}, "filing.section"),
        ({"title_en": "A headline that goes on and on " * 4}, "text.headline_length"),
        ({"summary_en": "A summary that goes on and on. " * 10}, "text.summary_length"),
        ({"summary_en": "It opens."}, "text.summary_length"),
    ],
)
def test_what_is_missing_or_long_is_found(columns, code):
    article = make_whole_article(languages=LANGUAGES, **columns)
    assert codes_and_passages(article) == [(code, "")]


@pytest.mark.parametrize(("title", "found"), [("", ["It opens."]), ("<h3>The harbor</h3>", [])])
def test_a_box_without_a_title_is_found(title, found):
    article = make_whole_article(body_en=f'<aside data-kind="fact-box">{title}<p>It opens.</p></aside>')
    passages = codes_and_passages(article, "en")
    assert [passage for code, passage in passages if code == "text.box"] == found


@pytest.mark.parametrize(
    ("language", "longest"),
    [
        ("en", "Harbor " * 14 + "is"),  # 100 characters
        ("ko", "가나다라마" * 10),
        ("ko", "부두 운영사 ‘Majubon Harbor Terminals’ " + "가나다라마" * 6 + "."),
    ],
)
def test_a_headline_is_too_long_beyond_those_that_newspapers_print(language, longest):
    column = f"title_{language}"
    assert found_in(language, **{column: longest}) == []
    assert found_in(language, **{column: f"{longest}n"}) == [("text.headline_length", "")]


@pytest.mark.parametrize(
    ("text", "language", "length"), [("‘AI’ 14척", "ko", 5), ("《항구》 A", "ko", 5), ("‘AI’ 14척", "en", 8)]
)
def test_a_length_is_counted_as_on_the_form(text, language, length):
    assert counted_length(text, language) == length  # tests/js/story_form.test.js has the same cases


def test_a_brief_needs_no_text():
    article = make_whole_article(body_en="", wanted={"en": Wanted.BRIEF})
    assert codes_and_passages(article) == []


def test_of_a_language_in_which_nothing_is_wanted_nothing_else_is_said():
    article = make_article()
    want(article, "ko", Wanted.NOTHING, by=None)
    assert codes_and_passages(article, "ko") == [("text.unwanted", "")]


def test_a_story_that_nobody_signs_is_a_warning():
    article = make_whole_article()
    article.bylines.all().delete()
    assert codes_and_passages(article) == [("filing.byline", "")]


def test_findings_follow_the_order_of_the_form():
    article = make_whole_article(title_en="A **bold** plan", section=None, body_en="<p>b `c` and **a**</p>")
    article.sources.all().delete()
    assert codes_and_passages(article) == [
        ("text.markdown", "**bold**"),
        ("text.markdown", "`c`"),
        ("text.markdown", "**a**"),
        ("filing.section", ""),
        ("source.none", ""),
    ]


def test_a_language_is_judged_by_its_own_text():
    article = make_whole_article(languages=LANGUAGES, body_ko="<p>항구가 **문**을 열었다.</p>")
    assert codes_and_passages(article) == []
    assert codes_and_passages(article, "ko") == [("text.markdown", "**문**")]
