"""Limits of bodies: refusals name the place and a remedy, in the language of the screen."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from articles.body.field import (
    MOST_CELLS,
    MOST_HTML,
    MOST_IN_BODY,
    MOST_IN_PASSAGE,
    MOST_PASSAGES,
    length_messages,
    validate_body,
)

LONG = "word " * (MOST_IN_PASSAGE // 5) + "word"


def refused(html, language="en"):
    with translation.override(language), pytest.raises(ValidationError) as raised:
        validate_body(html)
    return raised.value.messages


def test_a_long_read_is_accepted():
    text = f"<p>{'word ' * 900}</p>" * 40 + "<p>a</p>" * 900 + f"<p>{'a' * MOST_IN_PASSAGE}</p>"
    assert list(length_messages(text)) == []
    assert validate_body(text) is None


def test_a_long_paragraph_is_named_by_its_place_and_its_first_words():
    [message] = refused(f"<h2>Port</h2><p>a</p><ul><li><p>{LONG}</p></li></ul>")
    assert message == (
        "Paragraph 3 (“word word word word word word word word…”) has 10,004 characters. "
        "A paragraph can have up to 10,000. Split it into shorter ones."
    )


def test_is_told_in_korean():
    [message] = refused(f"<p>{'가' * 10_001}</p>", "ko")
    assert message.startswith("1번째 문단(‘가가가")
    assert "10,001자" in message


def test_five_long_paragraphs_are_named_at_a_time():
    assert len(refused(f"<p>{LONG}</p>" * 9)) == 5


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"<p>{'word ' * 1_000}</p>" * 41, "204,959 characters"),
        ("<p>a</p>" * (MOST_PASSAGES + 1), "1,001 paragraphs"),
        (f"<table>{'<tr><td>a</td></tr>' * (MOST_CELLS + 1)}</table>", "3,001 cells"),
        ("<p>a</p>" * (MOST_HTML // 8 + 1), f"{MOST_HTML + 8:,} characters"),
    ],
)
def test_what_is_too_much_is_counted(html, words):
    assert MOST_IN_BODY == 200_000
    assert words in " ".join(refused(html))
