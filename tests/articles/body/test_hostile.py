"""Hostile and broken HTML: nothing that runs comes through, no text gets lost, no depth is too deep."""

import random
import re
import unicodedata

import html5lib
import pytest

from articles.body import plain_text, sanitise
from articles.body.content import ATTRIBUTES, BLOCKS, PARTS
from articles.text.canonical_html import MARKS

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    '<img src=x onerror=alert(1)><img """><script>alert(1)</script>">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<iframe src='javascript:alert(1)'></iframe><object data=x></object><embed src=x>",
    '<p style="background:url(javascript:alert(1))" onmouseover=alert(1) id=x class=y>a</p>',
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='java\x01script:alert(1)'>a</a>",
    "<a href=' &#14;javascript:alert(1)'>a</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>a</a>",
    "<a href='vbscript:x'>a</a><a href='file:///etc/passwd'>b</a><a href='ftp://example.com'>c</a>",
    "<a href='https://user:secret@evil.example/'>a</a>",
    "<a href='https://good.example@evil.example/'>a</a>",
    "<a href='//evil.example/'>a</a><a href='\\\\evil.example'>b</a>",
    "<base href='https://evil.example/'><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css><style>@import 'x'</style>",
    '<aside data-kind="lead&quot; onclick=&quot;alert(1)">a</aside>',
    '<span lang="en&quot;><script>alert(1)</script>">a</span>',
    '<figure data-image="1&quot; onload=&quot;x"><figcaption>a</figcaption></figure>',
    "<h2 data-label='lead' onclick=x data-x=y>a</h2>",
    "<template><script>alert(1)</script></template><textarea><script>alert(1)</script></textarea>",
    "<xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)</script>",
    "<!--><script>alert(1)</script>--><![CDATA[<script>alert(1)</script>]]><?php x ?>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;img src=x&amp;gt;</p>",
    "<input autofocus onfocus=alert(1)><select onchange=x><option>a</select><button>b</button>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>a</summary></details><marquee onstart=x>b</marquee>",
    "a\x00b<scr\x00ipt>alert(1)</scr\x00ipt>\x0b\x0c\x1b",
    "<table><tr><td background=javascript:x>a<table><form><script>x</script></table>",
    "<p>\ud800 lone surrogate \udfff</p>",
    "<" * 500 + "script" + ">" * 500,
]
ELEMENTS = (set(BLOCKS) | set(PARTS) | set(MARKS) | {"br"}) - {"nothing"}
HREF = re.compile(r"(https?://[^\s\"<>@]+|mailto:[^\s\"<>]+)")


def strangers(html):
    """Elements and attributes that a browser would find and that are not in the vocabulary."""
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
# Elements whose text is no text of a story, or not all of it.
OTHERS = ["svg", "math", "template", "select", "option", "style", "title"]
WRITTEN = [
    "", "", "", ' data-kind="lead"', ' data-label="insight"', ' data-image="3"', ' data-article="4"',
    ' href="https://a.example/b c?d=%e&f"', ' href="javascript:1"', ' data-topic="9" onclick=x', ' lang="ko"',
    ' data-term="９"', ' colspan="3"', " colspan=2 rowspan=3",
]
# fmt: on


def soup(seed):
    """Random HTML, badly nested, out of a few elements."""
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
