"""Ends of sentences: hard cases of both languages, one a line."""

import pytest

from articles.text.sentences import sentence_at, sentences

ENGLISH = [
    "The U.S. Navy left.| It came back.",
    "They met in the U.S.| The talks failed.",
    "Dr. Kim and Mr. Lee agreed.| Gen. Park did not.",
    "It opens at 8 a.m. on Monday.| It closes at 5 p.m.| The staff go home.",
    "On Nov. 24 they met.| On Dec. 3, 2024, they parted.",
    "J. K. Rowling wrote.| George W. Bush spoke.",
    "Growth was 3.5 percent.| Prices rose by 10.1.",
    "“We go. We all go,” he said.| Nobody stayed.",
    "“Why now?” Kim asked.| Nobody knew.",
    '"It is over."| The minister left.',
    "He said it was “over.”| The minister left.",
    "Is it so?| Yes!| No…",
    "Example Corp. and Sample Inc. merged.| Shares rose.",
    "It failed (as in 2018).| Then it worked.",
    "No. 5 is alive.| It is South vs. North.",
    "She holds a Ph.D. in law.| She teaches.",
    "One line without an end",
    "",
]
KOREAN = [
    "회의가 끝났다.| 모두 돌아갔다.",
    "물가가 3.5% 올랐다.| 금리는 그대로다.",
    "2025. 10. 1. 문을 열었다.| 그뿐이다.",
    "10.1 사건과 12·3 사태가 있었다.| 끝.",
    "그는 “간다. 나도 간다.”라고 말했다.| 모두 웃었다.",
    "그는 “간다.” 라고 말했다.| 모두 웃었다.",
    "정말일까?| 그렇다.| 아니요!",
    "“정말이에요.”| 그가 답했다.",
    "그렇게 말했다.|그는 떠났다.",
    "U.S. 스틸이 웃었다.| J. D. 밴스 부통령도 웃었다.",
    "‘무역이 살길이다.’| 표어다.",
    "값은 1.2배다(종전 0.9배).| 더 오른다.",
]


@pytest.mark.parametrize("marked", ENGLISH + KOREAN)
def test_ends_where_a_reader_would_end_it(marked):
    expected = marked.split("|")
    text = "".join(expected)
    assert [one.strip() for one in sentences(text)] == [one.strip() for one in expected if one]
    assert "".join(sentences(text)) == text


def test_finds_the_sentence_of_a_position():
    text = "One came. Two went. "
    assert sentence_at(text, text.index("went")) == "Two went."
    assert sentence_at(text, 0) == "One came."
    assert sentence_at("", 3) == ""
