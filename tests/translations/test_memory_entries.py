"""Entries of the memory: each translation once, the later decision of a story replaces the earlier."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase

from newsroom.translations.memory_entries import MemoryPair, make_memory_entry, remember
from newsroom.translations.models import MemoryEntry
from tests.factories import HOUR, NOON, make_article, make_user
from tests.together import together

OPENS = MemoryPair("p", "The harbor opens.", "항구가 문을 연다.")
CLOSES = MemoryPair("p", "The harbor closes.", "항구가 문을 닫는다.")
OPENS_AGAIN = OPENS._replace(target="항구가 열린다.")


def held(**fields):
    """Return the entries of the memory: {(source, target): uses}."""
    rows = MemoryEntry.objects.filter(**fields)
    return {(row.source_text, row.target_text): row.uses for row in rows}


class RememberTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_user()
        cls.article, cls.another = make_article(), make_article(number=" again")

    def remember(self, *pairs, article=None, at=NOON, by=None):
        return remember(pairs, source_language="en", article=article or self.article, by=by, at=at)

    def test_keeps_each_pair_with_who_decided_when_and_where(self):
        self.assertEqual(self.remember(OPENS, CLOSES, by=self.editor), 2)
        row = MemoryEntry.objects.get(source_text=OPENS.source)
        self.assertEqual((row.target_text, row.role, row.source_language), (OPENS.target, "p", "en"))
        self.assertEqual((row.article, row.by, row.first_seen_at), (self.article, self.editor, NOON))

    def test_the_same_again_is_the_same_entry_seen_later(self):
        self.remember(OPENS)
        self.assertEqual(self.remember(OPENS, at=NOON + HOUR), 0)
        row = MemoryEntry.objects.get()
        self.assertEqual((row.first_seen_at, row.last_seen_at, row.uses), (NOON, NOON + HOUR, 1))

    def test_another_story_uses_it_once_more(self):
        self.remember(OPENS)
        self.remember(OPENS, article=self.another)
        self.remember(OPENS, article=self.another, at=NOON + HOUR)
        self.assertEqual(held(article=self.another), {OPENS[1:]: 2})

    def test_what_the_story_calls_otherwise_now_is_replaced(self):
        self.remember(OPENS, CLOSES)
        self.assertEqual(self.remember(OPENS_AGAIN, CLOSES, at=NOON + HOUR), 1)
        self.assertEqual(held(), {OPENS_AGAIN[1:]: 1, CLOSES[1:]: 1})

    def test_what_another_story_uses_as_well_stays(self):
        self.remember(OPENS)
        self.remember(OPENS, article=self.another)
        self.remember(OPENS_AGAIN, article=self.another, at=NOON + HOUR)
        self.assertEqual(held(), {OPENS[1:]: 2, OPENS_AGAIN[1:]: 1})

    def test_what_another_story_calls_otherwise_stays(self):
        self.remember(OPENS)
        self.remember(OPENS_AGAIN, article=self.another)
        self.assertEqual(held(), {OPENS[1:]: 1, OPENS_AGAIN[1:]: 1})

    def test_two_translations_in_one_story_are_two_entries(self):
        self.remember(OPENS, OPENS_AGAIN)
        self.remember(OPENS, OPENS_AGAIN)
        self.assertEqual(held(), {OPENS[1:]: 1, OPENS_AGAIN[1:]: 1})
        self.remember(OPENS)
        self.assertEqual(held(), {OPENS[1:]: 1})

    def test_an_older_decision_that_arrives_late_does_not_become_the_last(self):
        self.remember(OPENS, at=NOON + HOUR, by=self.editor)
        self.remember(OPENS, at=NOON)
        row = MemoryEntry.objects.get()
        self.assertEqual((row.first_seen_at, row.last_seen_at), (NOON, NOON + HOUR))
        self.assertEqual(row.by, self.editor)

    def test_white_space_makes_no_other_sentence(self):
        self.remember(OPENS)
        self.remember(OPENS._replace(source=" The  harbor\nopens.\u00a0"))
        self.assertEqual(held(), {OPENS[1:]: 1})

    def test_what_says_nothing_is_not_kept(self):
        number, empty = MemoryPair("td", "1,234.5", "1,234.5"), MemoryPair("p", "Yes.", " ")
        endless = MemoryPair("p", "a" * 10_001, "ㄱ")
        self.assertEqual(self.remember(number, empty, endless), 0)
        self.assertEqual(held(), {})

    def test_a_story_that_is_deleted_leaves_its_words(self):
        self.remember(OPENS)
        self.article.delete()
        self.assertEqual(held(article=None), {OPENS[1:]: 1})

    def test_many_pairs_take_no_more_queries_than_few(self):
        few = [MemoryPair("p", f"Ferry {number} sails.", f"{number}호가 떠난다.") for number in range(2)]
        many = [MemoryPair("p", f"Bus {number} leaves.", f"{number}번이 떠난다.") for number in range(300)]
        self.remember(OPENS)  # creates the row for the lock
        for pairs in (few, many):
            with self.assertNumQueries(6):
                self.remember(*pairs)


WRONG = {
    "memory_language_is_known": {"source_language": "fr"},
    "memory_holds_both_texts": {"target_text": ""},
    "memory_last_seen_after_first": {"last_seen_at": NOON - timedelta(seconds=1)},
    "memory_was_used": {"uses": 0},
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", WRONG)
def test_the_database_refuses_what_is_not_true(rule):
    right = {"source_language": "en", "first_seen_at": NOON, "last_seen_at": NOON}
    row = make_memory_entry(*OPENS, **right)
    for name, value in WRONG[rule].items():
        setattr(row, name, value)
    with transaction.atomic(), pytest.raises(IntegrityError, match=rule):
        row.save()


class TogetherTests(TransactionTestCase):
    def test_all_who_write_at_once_are_kept(self):
        def act(number):
            own = MemoryPair("p", f"Ferry {number} sails.", f"{number}호가 떠난다.")
            return lambda: remember([OPENS, own], source_language="en", by=None, at=NOON)

        self.assertEqual(sorted(together(*map(act, range(4)))), [1, 1, 1, 2])
        self.assertEqual(MemoryEntry.objects.count(), 5)
        connection.close()
