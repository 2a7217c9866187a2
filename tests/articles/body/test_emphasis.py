"""Bold left by an automatic keyword marker, and bold set by a person."""

import pytest

from articles.body import stray_emphasis, without_stray_emphasis

STRAY = {
    "<p>Talks with <strong>Haeon</strong> on tides go on.</p>": ["Haeon"],
    "<p>It may change the <strong>pace</strong> of trade, and the <strong>price</strong>. So they say.</p>": [
        "pace", "price"
    ],
    "<p>그는 <strong>물값</strong>을 올렸다.</p>": ["물값"],
    "<ul><li><p>Salt for the <em><strong>south</strong></em> this week</p></li></ul>": ["south"],
}  # fmt: skip
MEANT = [
    "<p><strong>The whole sentence is bold.</strong> The next is not.</p>",
    "<p><strong>Haeon</strong> The ferry is late.</p>",
    "<p>The ferry is late.<br><strong>Haeon</strong> waits.</p>",
    "<p>It was <strong>not a good</strong> idea.</p>",
    "<p>Prices rose <strong>40%</strong> in <strong>2026</strong> alone.</p>",
    "<p>Those on board were <strong>Testwell</strong>, <strong>Bora</strong> and <strong>Min</strong>.</p>",
    "<p>승선자는 <strong>김하나</strong>·<strong>이둘</strong> 씨였다.</p>",
    "<p>Winner: <strong>Testwell</strong> of Haeon</p>",
    "<p>She <em>never</em> said that.</p>",
    "<h2>The <strong>pace</strong> of trade</h2>",
    "<table><tbody><tr><td>The <strong>pace</strong> of it</td></tr></tbody></table>",
]


@pytest.mark.parametrize("html", STRAY)
def test_finds_single_words_within_a_sentence_and_makes_them_plain(html):
    assert [one.word for one in stray_emphasis(html)] == STRAY[html]
    plain = html.replace("<strong>", "").replace("</strong>", "")
    assert without_stray_emphasis(html) == plain


@pytest.mark.parametrize("html", MEANT)
def test_leaves_what_a_person_would_set(html):
    assert stray_emphasis(html) == []
    assert without_stray_emphasis(html) == html
