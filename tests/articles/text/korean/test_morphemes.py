"""Morphemes of Korean text."""

import subprocess
import sys

import pytest

from articles.text.korean.morphemes import morphemes, space_korean, word_morphemes


def forms(text):
    return [one.form for one in morphemes(text) if one.is_joined or one.is_verb]


class TestMorphemes:
    def test_are_dictionary_forms_with_their_places(self):
        [noun, particle, verb] = morphemes("금리를 올린다")[:3]
        assert (noun.form, noun.start, noun.end) == ("금리", 0, 2)
        assert (particle.is_joined, verb.form) == (False, "올리다")

    @pytest.mark.parametrize(
        ("verb", "same"), [("줄어든다", "줄다"), ("늘어났다", "늘다"), ("넘어섰다", "넘다")]
    )
    def test_verbs_that_say_the_same_are_one(self, verb, same):
        assert same in forms(f"수출이 {verb}")

    @pytest.mark.parametrize("text", ["값이 20배 뛰었다", "값이 두 배로 뛰었다", "미사일 두 발을 쐈다"])
    def test_what_counts_is_no_noun(self, text):
        assert [one for one in morphemes(text) if one.form in ("배", "발") and one.tag == "NNG"] == []

    def test_two_of_something_are_known_as_in_figures(self):
        assert "2배" in forms("값이 두 배로 뛰었다")
        assert "배" in forms("배를 두 상자 샀다")

    def test_emoji_and_halves_of_them_move_no_place(self):
        [found] = [one for one in morphemes("😀\ud800 무역을") if one.form == "무역"]
        assert (found.start, found.end) == (3, 5)

    @pytest.mark.parametrize("text", ["", " ", "\x00", "\u200b", "ㄱㅏ", "\u1100\u1161", "가" * 10_000])
    def test_lie_within_any_text(self, text):
        assert all(0 <= one.start <= one.end <= len(text) for one in morphemes(text))


class TestSpaced:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("손흥민첫골", "손흥민 첫 골"),
            ("신 도시", "신도시"),
            ("쌍둥이판다", "쌍둥이 판다"),
            ("", ""),
            ("a b", "a b"),
        ],
    )
    def test_has_blanks_where_korean_has_them(self, typed, meant):
        assert space_korean(typed) == meant


def test_a_word_alone_is_cut_as_a_text_of_it():
    assert word_morphemes("배전함") == tuple(morphemes("배전함"))


GROWTH = """
from pathlib import Path
from articles.text.korean.morphemes import load_analyzer
pages = lambda: int(Path("/proc/self/statm").read_text().split()[1])
load_analyzer()
loaded = pages()
load_analyzer().tokenize("금리를 올린다")
print(pages() / loaded)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the size of a process from /proc")
def test_the_whole_model_is_there_when_a_process_that_loaded_it_forks():
    ended = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, text=True, check=True)
    assert float(ended.stdout) < 1.1
