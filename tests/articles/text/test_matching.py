"""Equal runs of two sequences: difflib's for short ones, true ones for all."""

import random
from difflib import SequenceMatcher
from itertools import pairwise
from time import process_time

import pytest

from articles.text import differences
from articles.text.differences import matching_steps


def follow(old, new):
    """Return the steps, after having taken them."""
    steps, made, reached = list(matching_steps(old, new)), [], 0
    for tag, i, j, k, m in steps:
        assert i == reached
        assert (tag == "equal") == (old[i:j] == new[k:m])
        made, reached = made + new[k:m], j
    assert (made, reached) == (new, len(old))
    return steps


def sequence(chance):
    return [chance.randrange(12) for _ in range(chance.randrange(25))]


@pytest.mark.parametrize("seed", range(200))
def test_steps_of_short_sequences_are_those_of_difflib(seed):
    chance = random.Random(seed)
    old, new = sequence(chance), sequence(chance)
    assert follow(old, new) == SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


@pytest.mark.parametrize("seed", range(200))
def test_steps_of_sequences_that_are_too_long_are_true(seed, monkeypatch):
    monkeypatch.setattr(differences, "MOST_ITEMS", 6)
    chance = random.Random(seed)
    is_equal = [tag == "equal" for tag, *_places in follow(sequence(chance), sequence(chance))]
    assert all(one != following for one, following in pairwise(is_equal)), "equal items lie in two runs"


def test_a_word_that_both_have_once_is_kept_in_a_long_text():
    old = [f"word{number}" for number in range(9_000)]
    new = ["other" if number % 10 == 5 else word for number, word in enumerate(old)]
    assert [step[1:] for step in follow(old, new)[:2]] == [(0, 5, 0, 5), (5, 6, 5, 6)]


def test_items_that_repeat_are_compared_at_once():
    began = process_time()
    follow(["a", " "] * 5_000, ["a", " "] * 3_000 + ["b", " "] * 3_000)
    assert process_time() - began < 1
