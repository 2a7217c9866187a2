"""Particles after the final sound of a word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.korean.particles import (
    PAIRS,
    PARTICLES,
    WORD_BEGINS,
    WordEnd,
    fit_particle,
    joined_letters,
    may_follow,
    refit_particle,
    split_particle,
    word_end,
)

SYLLABLES = st.integers(ord("가"), ord("힣")).map(chr)
WORDS = st.one_of(
    st.text(SYLLABLES, min_size=1, max_size=8),
    st.from_regex(r"[A-Za-z0-9가-힣%()“”.,&-]{1,12}", fullmatch=True),
    st.text(max_size=12),
)


def replace_word(text, old, new):
    """Replace a word wherever it stands as a word, and fit the particles behind it, as names are inserted."""
    found, place = [], 0
    for match in re.finditer(WORD_BEGINS + re.escape(old), text) if old else ():
        if match.start() >= place and may_follow(old, joined_letters(text, match.end())):
            end, particle = refit_particle(new, text, match.end())
            found += [text[place : match.start()], new, particle]
            place = end
    return "".join([*found, text[place:]])


class TestFitted:
    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("한국", "은 이 을 과 으로 이나 이라 아 이다"),
            ("왕이", "는 가 를 와 로 나 라 야 다"),
            ("서울", "은 이 을 과 로 이나 이라 아 이다"),
        ],
    )
    def test_follows_the_last_syllable(self, word, expected):
        for particles in ("은 이 을 과 으로 이나 이라 아 이다", "는 가 를 와 로 나 라 야 다"):
            assert " ".join(fit_particle(word, one) for one in particles.split()) == expected

    @pytest.mark.parametrize(
        ("particle", "expected"),
        [
            ("로서는", "으로서는"),
            ("라고는", "이라고는"),
            ("였던", "이었던"),
            ("예요", "이에요"),
            ("와의", "과의"),
            ("란", "이란"),
            ("은/는", "은"),
            ("을(를)", "을"),
            ("(으)로", "으로"),
            ("(이)라고", "이라고"),
            ("에서", "에서"),
            ("의", "의"),
            ("합니다", "합니다"),
        ],
    )
    def test_knows_longer_ones_and_leaves_what_never_changes(self, particle, expected):
        assert fit_particle("협정", particle) == expected

    def test_leaves_a_particle_behind_what_nobody_can_read(self):
        assert [fit_particle(word, "은") for word in ("", "…", "王", "“")] == ["은"] * 4


class TestEnding:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("SK FTA G20% 2 4 5 9 K2 MP3 10% 5℃ 3km U.S. HTTP 1,000,000,000,000 2.5", WordEnd.VOWEL),
            ("Tesla Netflix Reuters Disney+ ChatGPT TikTok’s Microsoft NAVER 美 €", WordEnd.VOWEL),
            (
                "3 6 0 10 100 3,000 10000 2.0 G7 G20 10kg 20t OPEC ICBM UN Boeing iPhone Facebook 中",
                WordEnd.CONSONANT,
            ),
            ("Zoom Internet chip Slack LINE a.m. 5,000원", WordEnd.CONSONANT),
            ("1 7 8 2.7 MBL HR Intel Google Apple Shell 日 Seoul 서울 1,201", WordEnd.RIEUL),
        ],
    )
    def test_reads_aloud_what_is_no_hangul(self, words, expected):
        assert {word: word_end(word) for word in words.split()} == dict.fromkeys(words.split(), expected)

    @pytest.mark.parametrize(
        ("word", "expected"),
        [
            ("한국은행(BOK)", WordEnd.CONSONANT),
            ("왕이(王毅)", WordEnd.VOWEL),
            ("서울 (Seoul (SMA))", WordEnd.RIEUL),
            ("“왕이”", WordEnd.VOWEL),
            ("《왕의 밤》", WordEnd.CONSONANT),
            ("(BOK)", WordEnd.VOWEL),
            ("‘한국은행’,", WordEnd.CONSONANT),
            ("왕이)", WordEnd.VOWEL),
        ],
    )
    def test_passes_over_brackets_and_quotation_marks(self, word, expected):
        assert word_end(word) == expected

    def test_reads_jamo_that_come_apart(self):
        assert word_end("\u1109\u1165\u110b\u116e\u11af") == WordEnd.RIEUL


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("왕이가", ("왕이", "가")),
        ("한국은행은", ("한국은행", "은")),
        ("서울로부터는", ("서울", "로부터는")),
        ("정부에서는", ("정부", "에서는")),
        ("“왕이”가", ("“왕이”", "가")),
        ("FTA를", ("FTA", "를")),
        ("3은", ("3", "은")),
        ("사이", ("사이", "")),
        ("한국이", ("한국", "이")),
        ("에서", ("에서", "")),
        ("합의했다", ("합의했다", "")),
        ("", ("", "")),
    ],
)
def test_a_word_is_split_before_the_longest_particle_that_fits(word, parts):
    assert split_particle(word) == parts


@pytest.mark.parametrize(
    ("word", "letters", "expected"),
    [
        ("일본", "산은", True),
        ("산업부", "장관이", True),
        ("정부", "측에서", True),
        ("협정", "만으로도", True),
        ("물", "은", True),
        ("FTA", "은", True),
        ("협정", "는", False),
        ("일본", "어", False),
        ("쌀", "값", False),
        ("물", "산", False),
        ("강", "도", False),
        ("바", "다", False),
        ("한국", "은행이라고는생각", False),
    ],
)
def test_what_may_be_joined_to_a_word(word, letters, expected):
    assert may_follow(word, letters) == expected


class TestReplaced:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("왕이가 말했다.", "왕원타오가 말했다."),
            ("왕이와 왕이의 말", "왕원타오와 왕원타오의 말"),
            ("왕이탕과 남왕이", "왕이탕과 남왕이"),
        ],
    )
    def test_changes_whole_words_alone(self, text, expected):
        assert replace_word(text, "왕이", "왕원타오") == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("산업부는 산업부로 갔다.", "한국은행은 한국은행으로 갔다."),
            ("‘산업부’가 산업부(MOTIR)를 산업부였다고", "‘한국은행’이 한국은행(MOTIR)을 한국은행이었다고"),
            ("산업부에서, 산업부", "한국은행에서, 한국은행"),
            ("산업부 (MOTIR)는", "한국은행 (MOTIR)는"),
        ],
    )
    def test_fits_the_particles(self, text, expected):
        assert replace_word(text, "산업부", "한국은행") == expected

    def test_nothing_is_replaced_by_nothing(self):
        assert replace_word("가나", "", "다") == "가나"


class TestProperties:
    @given(WORDS, st.sampled_from(sorted(PARTICLES)))
    def test_fitting_is_idempotent(self, word, particle):
        once = fit_particle(word, particle)
        assert fit_particle(word, once) == once

    @given(WORDS, st.sampled_from(sorted(PAIRS)))
    def test_both_forms_come_to_one(self, word, particle):
        if word_end(word):
            closed, is_open = PAIRS[particle]
            assert fit_particle(word, closed) in (fit_particle(word, is_open), "이야", "야")

    @given(WORDS, st.sampled_from(sorted(PAIRS)))
    def test_a_refitted_word_keeps_its_stem(self, word, particle):
        end, written = refit_particle(word, word + particle, len(word))
        assert (end, written) == (len(word + particle), fit_particle(word, particle))

    @given(WORDS)
    def test_the_parts_of_a_word_are_the_word(self, word):
        stem, particle = split_particle(word)
        assert stem + particle == word
        assert particle == "" or fit_particle(stem, particle) == particle

    @given(st.text(SYLLABLES, min_size=2, max_size=6), st.sampled_from(sorted(PARTICLES)))
    def test_replacing_a_word_by_itself_changes_nothing_that_fits(self, word, particle):
        text = word + fit_particle(word, particle)
        assert replace_word(text, word, word) == text
