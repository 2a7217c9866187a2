"""A body for use elsewhere: plain HTML, absolute links, labels as words, no pictures."""

import pytest

from articles.body import plain_html


class Resolver:
    def article(self, number):
        return {
            1: ("https://paper.example/en/articles/1/", "en"),
            2: ("https://paper.example/ko/2/", "ko"),
        }.get(number)

    def topic(self, number):
        return {7: "https://paper.example/en/topics/t/"}.get(number)


def taken(html, language="en", insight_name=""):
    return plain_html(html, language=language, resolver=Resolver(), insight_name=insight_name)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (
            "<p>A <strong>b</strong> &lt;c&gt; &amp; d<br>e</p>",
            "<p>A <strong>b</strong> &lt;c&gt; &amp; d<br>e</p>",
        ),
        (
            '<p><a href="https://x.example/?a=1&amp;b=2">x</a></p>',
            '<p><a href="https://x.example/?a=1&amp;b=2">x</a></p>',
        ),
        ('<p><a data-article="1">x</a></p>', '<p><a href="https://paper.example/en/articles/1/">x</a></p>'),
        (
            '<p><a data-article="2">x</a></p>',
            '<p><a href="https://paper.example/ko/2/" hreflang="ko">x</a></p>',
        ),
        ('<p><a data-article="9">x</a> <a data-topic="9">y</a></p>', "<p>x y</p>"),
        ('<p><a data-topic="7">x</a></p>', '<p><a href="https://paper.example/en/topics/t/">x</a></p>'),
        ('<p><a data-term="7">x</a></p>', "<p>x</p>"),
        ('<p>a <span lang="ko">나</span></p>', '<p>a <span lang="ko">나</span></p>'),
        ('<h2 data-label="lead">x</h2>', "<h2>The Lead: x</h2>"),
        ("<h2>x</h2>", "<h2>x</h2>"),
        ('<figure data-image="1"><figcaption>a <em>b</em></figcaption></figure><p>c</p>', "<p>c</p>"),
        (
            '<aside data-kind="background"><p>x</p></aside>',
            "<p><strong>Background</strong></p>\n<p>x</p>",
        ),
        ('<aside data-kind="given-up"><p>x</p></aside>', "<p>x</p>"),
        (
            "<blockquote><p>x</p><cite>Y &amp; Z</cite></blockquote>",
            "<blockquote><p>x</p>\n<p>— Y &amp; Z</p>\n</blockquote>",
        ),
        (
            '<table><caption>c</caption><tbody><tr><th colspan="2">a</th></tr></tbody></table>',
            '<table><caption>c</caption>\n<tbody><tr><th colspan="2">a</th></tr>\n</tbody>\n</table>',
        ),
        ("", ""),
    ],
)
def test_every_part_needs_nothing_of_ours(stored, expected):
    assert taken(stored) == expected


def test_labels_are_in_the_language_of_the_text():
    assert taken('<h2 data-label="lead">가</h2>', "ko").startswith("<h2>")
    assert "The Lead" not in taken('<h2 data-label="lead">가</h2>', "ko")
    insight = '<aside data-kind="insight"><p>x</p></aside>'
    assert taken(insight, insight_name="A & B") == "<p><strong>A &amp; B</strong></p>\n<p>x</p>"
