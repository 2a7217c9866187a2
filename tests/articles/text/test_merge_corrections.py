import random
import time

from articles.text.differences import compare_passages
from articles.text.merge import apply_corrections
from tests.articles.text.test_merge import sequences

GATE, COST, SHIPS = "The gate opened on Monday.", "It cost 30 million.", "Ships wiat no more."
RIGHT, MENDED = "It cost 13 million.", "Ships wait no more."


def told(before, changed, mended):
    """Return a change in the form -gone- +new+, with the passages that were left out."""
    marks = {"same": "", "gone": "-", "new": "+"}
    passages = compare_passages(apply_corrections(before, changed, mended), mended)
    lines = ["".join(f"{marks[kind]}{text}{marks[kind]}" for kind, text in pieces) for pieces in passages]
    return [line for line in lines if line]


class TestMended:
    def test_what_nobody_mended_is_as_it_was(self):
        for before, changed in sequences("abcd", 2):
            assert apply_corrections(before, changed, changed) == before

    def test_where_nothing_was_changed_nothing_differs_from_what_was_mended(self):
        for text, mended in sequences("abcd", 2):
            assert compare_passages(apply_corrections(text, text, mended), mended) == []

    def test_a_passage_that_was_mended_elsewhere(self):
        assert told([GATE, COST, SHIPS], [GATE, RIGHT, SHIPS], [GATE, RIGHT, MENDED]) == [
            "It cost -30-+13+ million."
        ]

    def test_a_word_that_was_mended_in_the_passage_of_the_change(self):
        assert told(
            ["공사비는 3천만 원이다."], ["공사비는 1천만 원이다."], ["공사 비용은 1천만 원이다."]
        ) == ["공사 비용은 -3천만-+1천만+ 원이다."]

    def test_the_word_of_the_change_itself(self):
        assert told([COST], ["It cost 1 3 million."], [RIGHT]) == ["It cost -30-+13+ million."]

    def test_a_word_put_in_where_the_change_took_one_out_is_not_its_own(self):
        found = told(["It opens on Monday."], ["It opens."], ["It opens again."])
        assert found == ["It opens -on Monday -again."]

    def test_of_a_passage_that_was_taken_out_since_what_the_change_had_taken_out(self):
        assert told([GATE, COST], [GATE, RIGHT], [GATE]) == ["-30-"]

    def test_a_passage_that_came_with_the_change_and_went_is_not_told(self):
        assert told([GATE], [GATE, COST], [GATE]) == []

    def test_a_passage_that_was_moved_and_mended_stays_the_same(self):
        assert apply_corrections([SHIPS, GATE, COST], [GATE, COST, SHIPS], [GATE, COST, MENDED]) == [
            MENDED,
            GATE,
            COST,
        ]

    def test_a_passage_that_stands_twice_is_not_taken_for_its_double(self):
        assert apply_corrections([SHIPS, GATE, SHIPS], [SHIPS, SHIPS, GATE], [MENDED, SHIPS, GATE])[1:] == [
            GATE,
            SHIPS,
        ]

    def test_of_many_passages_that_were_rewritten_each_is_mended(self):
        before = [f"{number}: {COST} {GATE * 9}" for number in range(30)]
        changed = [text.replace("30 million", "13 million") for text in before]
        mended = [text.replace("opened", "was opened") for text in changed]
        found = told(before, changed, mended)
        assert len(found) == 30
        assert not any(sign in line.replace("-30-+13+", "") for line in found for sign in "-+")


class TestLimits:
    def test_long_texts_take_no_long_time(self):
        chance, began = random.Random(7), time.process_time()
        words = [f"word{number}" for number in range(400)]
        sides = [" ".join(chance.choices(words, k=9_000)) for _ in range(3)]
        assert apply_corrections(*([side] for side in sides)) == [sides[0]]
        assert time.process_time() - began < 10

    def test_words_that_repeat_without_end_take_no_long_time(self):
        chance, began = random.Random(7), time.process_time()
        sides = [" ".join(chance.choices("ab", k=1_200)) for _ in range(3)]
        assert apply_corrections(*([side] for side in sides)) == [sides[0]]
        assert time.process_time() - began < 10


class TestProperties:
    def test_of_words_that_were_mended_apart_from_the_change_none_is_told(self):
        """The change puts c for w where a number is odd, the mending m where it is even."""
        chance = random.Random(5)
        for _ in range(300):
            words = [f"w{number}" for number in range(40)]
            changed = altered(chance, words, "c", odd=True)
            mended = altered(chance, changed, "m", odd=False)
            before, mended = (
                apply_corrections(*([" ".join(side)] for side in (words, changed, mended))),
                [" ".join(mended)],
            )
            pieces = [piece for passage in compare_passages(before, mended) for piece in passage]
            signs = {kind: {text[0] for of, text in pieces if of == kind} for kind in ("gone", "new")}
            assert signs["gone"] <= {"w"} and signs["new"] <= {"c"}


def altered(chance, words, sign, *, odd):
    return [
        f"{sign}{word[1:]}" if place % 2 == odd and chance.random() < 0.3 else word
        for place, word in enumerate(words)
    ]
