"""Checks that embeds have a known provider and a caption, and exist in both languages."""

import pytest

from tests.articles.checks.text.findings import codes_and_passages
from tests.articles.checks.text.stories import findings_of
from tests.factories import make_article, make_whole_article

pytestmark = pytest.mark.django_db

CODES = {"embed.caption", "embed.unknown", "languages.embeds"}


def figure(name="youtube:dQw4w9WgXcQ", caption=""):
    return f'<figure data-embed="{name}"><figcaption>{caption}</figcaption></figure>'


def codes(article, language="en"):
    return [code for code, _passage in codes_and_passages(article, language) if code in CODES]


def in_both(english, korean):
    return make_article(
        languages=("en", "ko"),
        body_en=f"<p>Ships wait.</p>{english}",
        body_ko=f"<p>배가 기다린다.</p>{korean}",
    )


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (figure(caption="The launch."), []),
        (figure(), ["embed.caption"]),
        (figure() + figure(), ["embed.caption"]),
        (figure("nobody:1", "Something."), ["embed.unknown"]),
        (figure("youtube:short", "Something."), ["embed.unknown"]),
    ],
)
def test_it_is_known_and_has_a_caption(html, found):
    assert codes(make_whole_article(body_en=f"<p>Ships wait.</p>{html}")) == found


def test_it_is_named_in_words():
    [finding] = findings_of(make_whole_article(body_en=f"<p>Ships.</p>{figure()}"), "embed.caption")
    assert "Video on YouTube (dQw4w9WgXcQ)" in finding.message


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_one_language_alone_has_is_found_in_either(language):
    article = in_both(figure(caption="The launch."), "")
    [finding] = findings_of(article, "languages.embeds", language)
    assert "English" in finding.message


def test_the_same_in_both_is_right_whatever_the_order():
    other = figure("vimeo:76979871", "Second.")
    first = figure(caption="First.")
    article = in_both(first + other, other.replace("Second.", "둘.") + first.replace("First.", "하나."))
    assert codes(article) == codes(article, "ko") == []


def test_a_language_that_is_not_written_yet_lacks_nothing():
    assert codes(make_whole_article(body_en=f"<p>Ships wait.</p>{figure(caption='The launch.')}")) == []
