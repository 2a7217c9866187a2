"""Hostile and broken HTML: scripts are removed, text is kept, depth is limited."""

import random
import re
import unicodedata

import html5lib
import pytest

from articles.body import plain_text, sanitise
from articles.body.content import ATTRIBUTES, BLOCKS, PARTS
from articles.text.canonical_html import MARKS
from tests.articles.body.attacks import ATTACKS

ELEMENTS = (set(BLOCKS) | set(PARTS) | set(MARKS) | {"br"}) - {"nothing"}
HREF = re.compile(r"(https?://[^\s\"<>@]+|mailto:[^\s\"<>]+)")


def strangers(html):
    """Return the elements and attributes in parsed HTML that are not in the vocabulary."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if element is tree:
            continue
        allowed = ATTRIBUTES.get(element.tag, []) if element.tag in ELEMENTS else []
        found += [] if element.tag in ELEMENTS else [element.tag]
        found += [f"{element.tag}[{name}]" for name in element.attrib if name not in allowed]
        if "href" in element.attrib and not HREF.fullmatch(element.attrib["href"]):
            found.append(element.attrib["href"])
    return found


class TestHostileHtml:
    @pytest.mark.parametrize("attack", ATTACKS)
    def test_leaves_nothing_but_the_vocabulary(self, attack):
        body = sanitise(attack)
        assert strangers(body) == []
        assert sanitise(body) == body
        assert not re.search(r"[\x00-\x1f\x7f]", body)

    def test_is_recognised_by_this_test(self):
        assert strangers("<p onclick=x><a href='javascript:x'>a</a></p><img>") == [
            "p[onclick]",
            "javascript:x",
            "img",
        ]

    @pytest.mark.parametrize(
        "opening", ["<div>", "<b>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<a>"]
    )
    def test_may_nest_as_deep_as_it_likes(self, opening):
        assert plain_text(sanitise(opening * 3000 + "text")) == "text"

    def test_with_huge_spans_stays_small(self):
        table = "<table><tr><td colspan=60000 rowspan=60000>a<td>b<tr><td>c</table>"
        assert sanitise(table) == (
            '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'
        )


# fmt: off
PIECES = [
    "a", "b c", " ", "\n", "&nbsp;", "1&nbsp;km", "é", "e\u0301", "\u0301", "\u0338", "\u200b", "\u00ad",
    "👩\u200d🚀", "\u200d", "가", "\u1100", "\u1161", "&lt;b&gt;", "&amp;amp;", "<", ">", '"', "\x00", "&#0;",
    "&#1;", "<!--x-->", "\u2126", "\u212a\u200d", "\u3000", "1", "&#x338;", "\ufdd0", "\u0344", "<br>",
]
NAMES = [
    "p", "div", "h1", "h2", "h4", "ul", "ol", "li", "blockquote", "cite", "footer", "aside", "figure",
    "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "b", "i", "strong", "em",
    "sub", "sup", "a", "span", "section", "pre", "q", "form", "input",
]
# Elements whose text does not belong to a story, or not completely.
OTHERS = ["svg", "math", "template", "select", "option", "style", "title"]
WRITTEN = [
    "", "", "", ' data-kind="gallery"', ' data-kind="lead"', ' data-label="insight"', ' data-image="3"',
    ' data-article="4"', ' href="https://a.example/b c?d=%e&f"', ' href="javascript:1"',
    ' data-topic="9" onclick=x', ' lang="ko"', ' data-term="９"', ' colspan="3"', " colspan=2 rowspan=3",
]
# fmt: on


def soup(seed):
    """Return random, badly nested HTML of a few elements."""
    chance = random.Random(seed)
    names = chance.sample(NAMES + OTHERS, chance.randint(3, 12))
    html, is_open = [], []
    for _ in range(chance.randint(1, 40)):
        kind = chance.random()
        if kind < 0.4:
            is_open.append(chance.choice(names))
            html.append(f"<{is_open[-1]}{chance.choice(WRITTEN)}>")
        elif kind < 0.6 and is_open:
            html.append(f"</{is_open.pop() if chance.random() < 0.8 else chance.choice(names)}>")
        else:
            html.append(chance.choice(PIECES))
    return "".join(html)


@pytest.mark.parametrize("seed", range(0, 4000, 250))
def test_random_soup_becomes_a_body_once_and_for_all(seed):
    for html in map(soup, range(seed, seed + 250)):
        body = sanitise(html)
        assert sanitise(body) == body, html
        assert unicodedata.is_normalized("NFC", body), html
        assert strangers(body) == [], html


@pytest.mark.parametrize("seed", range(0, 1000, 250))
def test_no_word_of_random_soup_is_lost(seed):
    for number in range(seed, seed + 250):
        chance = random.Random(number)
        words = [f"word{place}" for place in range(chance.randint(1, 12))]
        tags = [
            f"<{chance.choice('/ ').strip()}{chance.choice(NAMES)}{chance.choice(WRITTEN)}>" for _ in words
        ]
        html = "".join(chance.choice(["", tag]) + word + " " for tag, word in zip(tags, words, strict=True))
        html = re.sub(r"</(\w+)[^>]*>", r"</\1>", html)
        assert sorted(re.findall(r"word\d+", plain_text(sanitise(html)))) == sorted(words), html
