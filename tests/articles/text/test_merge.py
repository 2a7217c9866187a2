import random

import pytest

from articles.text.merge import merge_blocks, merge_items, merge_text


def text_of(base, ours, theirs):
    merged = merge_text(base, ours, theirs)
    return "".join(merged.items), bool(merged.conflicts)


def sequences(letters, sides, count=3000):
    """Short sequences that share much, so many at a time, the same each time."""
    chance = random.Random(7)
    for _ in range(count):
        yield [chance.choices(letters, k=chance.randint(0, 8)) for _ in range(sides)]


class TestMergeProperties:
    def test_what_only_one_side_changed_is_taken(self):
        for base, changed in sequences("abcd", 2):
            for merged in (merge_items(base, changed, base), merge_items(base, base, changed)):
                assert (merged.items, merged.conflicts) == (changed, [])

    def test_what_both_changed_alike_is_taken_once(self):
        for base, changed in sequences("abcd", 2):
            merged = merge_items(base, changed, changed)
            assert (merged.items, merged.conflicts) == (changed, [])

    def test_conflicts_do_not_depend_on_the_side(self):
        for base, one, two in sequences("abcd", 3):
            first, second = merge_items(base, one, two), merge_items(base, two, one)
            assert [(ours, theirs) for theirs, ours in second.conflicts] == first.conflicts
            if not first.conflicts:
                assert first.items == second.items

    def test_nothing_appears_that_nobody_wrote(self):
        for base, one, two in sequences("abcd", 3):
            assert set(merge_items(base, one, two).items) <= set(one) | set(two)

    def test_any_text_comes_through_whole(self):
        for pair in sequences(["<b>", "</b>", "<", "항구", "가", " ", "a", "-", "&amp;", "\n"], 2):
            base, changed = ("".join(tokens) for tokens in pair)
            assert text_of(base, changed, base) == (changed, False)
            assert text_of(base, base, changed) == (changed, False)


class TestMergeText:
    @pytest.mark.parametrize(
        ("base", "ours", "theirs", "joined"),
        [
            (
                "the harbor opens today",
                "the harbour opens today",
                "the harbor opens late",
                "the harbour opens late",
            ),
            ("one two three", "zero one two three", "one two three four", "zero one two three four"),
            (
                "항구가 월요일에 문을 연다",
                "항만이 월요일에 문을 연다",
                "항구가 월요일에 문을 닫는다",
                "항만이 월요일에 문을 닫는다",
            ),
            ("a, b and c", "a b and c", "a, b and d", "a b and d"),
            ("", "", "new", "new"),
            ("gone soon", "", "gone soon", ""),
        ],
    )
    def test_two_changes_apart_are_joined(self, base, ours, theirs, joined):
        assert text_of(base, ours, theirs) == (joined, False)

    def test_two_changes_of_one_word_keep_theirs_and_say_so(self):
        merged = merge_text("it opens today", "it opens now", "it opens late")
        assert "".join(merged.items) == "it opens late"
        assert merged.conflicts == [(["now"], ["late"])]


class TestMergeBlocks:
    BASE = ["<p>The harbor opens.</p>", "<p>Ships wait.</p>", "<p>The end.</p>"]

    def joined(self, ours, theirs):
        merged = merge_blocks(self.BASE, ours, theirs)
        return "".join(merged.items), merged.conflicts

    def test_blocks_added_and_changed_apart_are_joined(self):
        ours = ["<p>New.</p>", *self.BASE]
        theirs = [*self.BASE[:2], "<p>The very end.</p>"]
        assert self.joined(ours, theirs) == ("".join([ours[0], *theirs]), [])

    def test_changes_inside_one_paragraph_are_joined_word_by_word(self):
        ours = ["<p>The harbour opens.</p>", *self.BASE[1:]]
        theirs = ["<p>The harbor opens <strong>late</strong>.</p>", *self.BASE[1:]]
        text, conflicts = self.joined(ours, theirs)
        assert text.startswith("<p>The harbour opens <strong>late</strong>.</p>")
        assert conflicts == []

    def test_a_paragraph_taken_out_beside_a_changed_one(self):
        ours = [self.BASE[0], self.BASE[2]]
        theirs = [*self.BASE[:2], "<p>The very end.</p>"]
        text, conflicts = self.joined(ours, theirs)
        assert text == "<p>The harbor opens.</p><p>The very end.</p>"
        assert conflicts == []

    def test_one_paragraph_changed_by_both_at_one_word_is_a_conflict(self):
        ours = ["<p>The quay opens.</p>", *self.BASE[1:]]
        theirs = ["<p>The port opens.</p>", *self.BASE[1:]]
        text, conflicts = self.joined(ours, theirs)
        assert text.startswith("<p>The port opens.</p>")
        assert len(conflicts) == 1
