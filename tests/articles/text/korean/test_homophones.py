"""Words that sound alike."""

import pytest

from articles.text.korean.jamo import MOST_SPELLINGS, decompose_hangul, similar_sounding


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("로케트", "로켓"), ("테입", "테이프"), ("케익", "케이크"), ("악세사리", "액세서리"),
        ("커피샵", "커피숍"), ("빠리", "파리"), ("뻐스", "버스"), ("쥬스", "주스"),
        ("부페", "뷔페"), ("윈도우", "윈도"),
        ("모짜르트", "모차르트"), ("도꾜", "도쿄"), ("화이팅", "파이팅"), ("스마트왓치", "스마트워치"),
        ("이더륨", "이더리움"), ("리더쉽", "리더십"),
        ("타겟", "타깃"), ("천지엔궈", "천젠궈"), ("시에펑", "셰펑"),
        ("kyongju", "gyeongju"), ("taejon", "daejeon"), ("cholla", "jeolla"), ("kangnung", "gangneung"),
        ("netanyahoo", "netanyahu"), ("zelenskiy", "zelensky"), ("mohammed", "muhammad"),
    ],
)  # fmt: skip
def test_loanwords_and_names_are_heard_as_the_same(heard, written):
    assert decompose_hangul(written) in similar_sounding(decompose_hangul(heard))


@pytest.mark.parametrize(
    ("word", "other"), [("물가", "물"), ("배추", "부추"), ("미국", "중국"), ("sanctions", "actions")]
)
def test_other_words_are_not(word, other):
    assert decompose_hangul(other) not in similar_sounding(decompose_hangul(word))


@pytest.mark.parametrize("word", ["", "ㅁㅜㄹ", "lee", "\ud800", "1234", "日銀"])
def test_what_is_too_short_or_no_word_sounds_like_nothing(word):
    assert similar_sounding(word) == frozenset()


def test_no_word_has_endless_likes():
    assert (
        max(len(similar_sounding(decompose_hangul("케트" * 5_000))), len(similar_sounding("ok" * 5_000)))
        <= MOST_SPELLINGS
    )
