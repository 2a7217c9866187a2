"""HTML on its way into a body, element by element."""

import pytest

from articles.body import plain_text, sanitise

CANONICAL = [
    "<p>text</p>",
    '<h2 data-label="lead">heading</h2>',
    "<h2>heading</h2>",
    "<h3>heading</h3>",
    "<hr>",
    "<ul><li><p>item</p></li></ul>",
    "<ol><li><p>one</p></li><li><p>two</p></li></ol>",
    "<blockquote><p>words</p><cite>speaker, position</cite></blockquote>",
    "<blockquote><p>words</p></blockquote>",
    '<aside data-kind="why-it-matters"><p>a</p><ul><li><p>b</p></li></ul>'
    "<blockquote><p>c</p></blockquote></aside>",
    '<figure data-image="12"><figcaption>caption</figcaption></figure>',
    '<figure data-image="12"><figcaption></figcaption></figure>',
    '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption>a <strong>caption</strong></figcaption></figure>',
    '<figure data-embed="unknown-site:some/key@1.2,3!4%20"><figcaption></figcaption></figure>',
    "<table><caption>c</caption><thead><tr><th>a</th><th>b</th></tr></thead>"
    "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    '<table><tbody><tr><th rowspan="2">a</th><td>b</td></tr><tr><td>c</td></tr></tbody></table>',
    "<p><strong>a</strong><em>b</em><sub>c</sub><sup>d</sup><br>e</p>",
    '<p><a href="https://example.com/a?b=c&amp;d=e#f">a</a></p>',
    '<p><a href="mailto:desk@example.com">a</a></p>',
    '<p><a data-article="1042">a</a> <a data-topic="7"><strong>b</strong></a></p>',
    '<p><a data-term="12">a</a></p>',
    '<p><span lang="ko">한국</span></p>',
    '<p>1 &lt; 2 &amp; 3 &gt; 2, “quoted” and "straight"</p>',
]

MAPPED = [
    ("", ""),
    ("bare text", "<p>bare text</p>"),
    ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
    ("<h1>a</h1><h4>b</h4><h5>c</h5><h6>d</h6>", "<h2>a</h2><h3>b</h3><h3>c</h3><h3>d</h3>"),
    ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
    ("<p>a<br><br>b</p>", "<p>a</p><p>b</p>"),
    ("<p>a<br>b<br></p>", "<p>a<br>b</p>"),
    ("<p> a  <b> b</b>\n</p>", "<p>a <strong>b</strong></p>"),
    ("<p><span style='x' class='y'>a</span></p>", "<p>a</p>"),
    ("<p></p><h2> </h2><ul><li></li></ul><p>&nbsp;</p>", ""),
    ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", "<ul><li><p>a</p></li><li><p>b<br>c</p></li></ul>"),
    (
        "<ul><li>a<ol><li>b</li></ol>c</li></ul>",
        "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
    ),
    ("<blockquote>a <cite>b</cite></blockquote>", "<blockquote><p>a</p><cite>b</cite></blockquote>"),
    ("<blockquote><cite>b</cite><p>a</p></blockquote>", "<blockquote><p>a</p><cite>b</cite></blockquote>"),
    (
        "<blockquote><p>a</p><footer>b, <cite>c</cite></footer></blockquote>",
        "<blockquote><p>a</p><cite>b, c</cite></blockquote>",
    ),
    ("<blockquote><p>in <cite>Ulysses</cite></p></blockquote>", "<blockquote><p>in Ulysses</p></blockquote>"),
    ("<blockquote><cite>a</cite></blockquote>", "<p>a</p>"),
    (
        "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>",
        "<blockquote><p>a</p><p>b</p></blockquote>",
    ),
    ('<aside data-kind="unknown"><p>a</p></aside>', "<p>a</p>"),
    ("<aside>a</aside>", "<p>a</p>"),
    ('<aside data-kind="lead"><h2>a</h2><hr>b</aside>', '<aside data-kind="lead"><p>a</p><p>b</p></aside>'),
    (
        '<aside data-kind="lead"><p>a</p><figure data-image="1"></figure><p>b</p></aside><p>c</p>',
        '<aside data-kind="lead"><p>a</p><p>b</p></aside>'
        '<figure data-image="1"><figcaption></figcaption></figure><p>c</p>',
    ),
    ('<h2 data-label="unknown">a</h2>', "<h2>a</h2>"),
    ('<h3 data-label="lead">a</h3>', "<h3>a</h3>"),
    ('<figure data-image="x"><figcaption>a</figcaption></figure>', "<p>a</p>"),
    ('<figure data-image="012"><figcaption>a</figcaption></figure>', "<p>a</p>"),
    (
        '<figure data-image="1">a<figcaption>b</figcaption><figcaption>c</figcaption></figure>',
        '<figure data-image="1"><figcaption>a<br>b<br>c</figcaption></figure>',
    ),
    ('<a data-article="5" href="https://example.com/">a</a>', '<p><a data-article="5">a</a></p>'),
    ('<a data-topic="x">a</a>', "<p>a</p>"),
    ('<a data-term="0">a</a>', "<p>a</p>"),
    ('<a data-term="5" data-topic="6">a</a>', '<p><a data-topic="6">a</a></p>'),
    ('<a href="/en/">a</a> <a href="#x">b</a> <a href="//example.com/">c</a>', "<p>a b c</p>"),
    ('<a href="https://example.com" rel="x" target="y">a</a>', '<p><a href="https://example.com">a</a></p>'),
    ("<strong><p>a</p><p>b</p></strong>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
    ("<em><strong>a</strong></em>", "<p><strong><em>a</em></strong></p>"),
    ("<strong>a</strong><b>b</b>", "<p><strong>ab</strong></p>"),
    ("<sub><sup>a</sup></sub>", "<p><sup>a</sup></p>"),
    ("a<strong> </strong>b", "<p>a b</p>"),
    ('<span lang="x y">a</span>', "<p>a</p>"),
]


@pytest.mark.parametrize("html", CANONICAL)
def test_the_vocabulary_passes_unchanged(html):
    assert sanitise(html) == html


@pytest.mark.parametrize(("html", "expected"), MAPPED)
def test_other_html_becomes_the_vocabulary(html, expected):
    assert sanitise(html) == expected
    assert sanitise(expected) == expected


def test_elements_nest_as_deep_as_any_document():
    html = sanitise("<div>" * 200 + "<p>A <strong>b</strong></p>" + "</div>" * 200 + "<p><em>c</em></p>")
    assert html == "<p>A <strong>b</strong></p><p><em>c</em></p>"


@pytest.mark.parametrize("opened", ["<div>", "<div><p>", '<span title="a > b">', "<table><tr><td>", "<x-y>"])
def test_of_elements_that_are_nested_deeper_the_text_stays(opened):
    html = sanitise(f"{opened * 2000}A <strong>b</strong>{'</div></span></x-y></table>' * 2000}<p>c</p>")
    assert plain_text(html).split() == ["A", "b", "c"]


def test_many_elements_that_nobody_closes_are_no_depth():
    html = sanitise("<p>a<br><img><input><wbr/>" * 400 + "<svg><path/></svg>" * 400 + "<p><strong>b</strong>")
    assert html.endswith("<p><strong>b</strong></p>")
