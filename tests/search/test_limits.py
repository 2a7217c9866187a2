"""Limits of the index: endless words and texts, forms as long as a sentence."""

from time import process_time
from unittest import mock

from django.db import DataError
from django.test import TestCase
from time_machine import travel

from articles.models import Term
from articles.text.search.highlights import marked_excerpt
from articles.text.search.query import parse_query
from articles.text.search.words import index_text, written_words
from newsroom.search import index
from newsroom.search.consumer import catch_up, search
from newsroom.search.expressions import Tokens, TokensField
from newsroom.search.models import Entry, Words
from newsroom.search.questions import SearchQuestion, ask
from tests.factories import HOUR, NOON
from tests.public.newsdesk import tell

LATER = NOON + HOUR
SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 11_000, 7)]


def found(words, language="en"):
    return [hit.edition.headline for hit in ask(SearchQuestion(words, language), LATER).hits]


class LimitTests(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        clock.start()
        self.addCleanup(clock.stop)

    def test_a_form_of_a_term_may_be_a_sentence(self):
        Term.objects.create(name_en="zebra", name_ko="얼룩말", synonyms_en="striped " * 40 + "horse")
        tell(title_en="Zebra seen")
        catch_up()
        self.assertEqual((search.is_behind(), found("얼룩말")), (False, ["Zebra seen"]))

    def test_a_text_of_too_many_words_is_found_by_its_headline(self):
        words = (
            "".join(SYLLABLES[(place * 9 + one * step) % len(SYLLABLES)] for one in range(9))
            for step in (1, 2, 3, 5)
            for place in range(1_250)
        )
        tell(languages=("ko",), title_ko="얼룩말 도착", body_ko=f"<p>{' '.join(words)}</p>")
        catch_up()
        self.assertEqual(found("얼룩말", "ko"), ["얼룩말 도착"])

    def test_an_endless_word_makes_no_endless_token(self):
        for word in ("3" + "a" * 5_000, "9" * 5_000 + "a", "가" * 700):
            self.assertLessEqual(max(map(len, index_text(written_words(word)).all)), 121)

    def test_tokens_are_cut_to_what_both_databases_hold(self):
        many = Tokens(["first", "가" * 3_000, *(f"{number:060}" for number in range(20_000))])
        Words(entry_id=1, words=many).save(force_insert=True)
        self.assertEqual(Words.objects.filter(words__matches="first").count(), 1)
        self.assertEqual(Words.objects.filter(words__matches="가" * 3_000).count(), 1)

    def test_a_story_that_the_database_refuses_stops_no_other(self):
        tell(title_en="Zebra seen")
        tell(title_en="Camel seen")
        convert = TokensField.get_db_prep_value

        def refuse(field, value, connection, prepared=False):
            if isinstance(value, Tokens) and "camel" in value:
                raise DataError("too long")
            return convert(field, value, connection, prepared)

        with (
            mock.patch.object(TokensField, "get_db_prep_value", refuse),
            self.assertLogs(index.__name__, "ERROR") as told,
        ):
            catch_up()
        self.assertEqual((found("zebra"), Entry.objects.count()), (["Zebra seen"], 2))
        self.assertIn("Camel seen", told.output[0])


class ExcerptTests(TestCase):
    def test_an_endless_text_is_excerpted_at_once(self):
        asked = parse_query("올린다")
        began = process_time()
        for text in ("아이우에오" * 20_000, "올" * 100_000):
            self.assertEqual(marked_excerpt(text, asked), "")
        self.assertLess(process_time() - began, 1)

    def test_a_hit_near_the_top_is_shown(self):
        text = f"금리를 올린다고 했다. {'물가는 그대로다. ' * 10_000}"
        self.assertIn("올린다고", marked_excerpt(text, parse_query("올린다")))
        self.assertEqual(marked_excerpt(f"{'그대로다. ' * 2_000}금리를 올린다.", parse_query("올린다")), "")
