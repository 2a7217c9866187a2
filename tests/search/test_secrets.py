"""Suggestions and corrections tell no word of a story that readers cannot read at that instant."""

from django.test import TestCase
from time_machine import travel

from newsroom.search.consumer import catch_up
from newsroom.search.questions import SearchQuestion, ask
from newsroom.search.suggestions import suggest
from tests.factories import HOUR, NOON, make_section, make_topic
from tests.public.newsdesk import tell

LATER = NOON + HOUR
LIFTED = NOON + 3 * HOUR


def suggested(words, language="en", at=LATER):
    return [one.words for one in suggest(words, language, at)]


def meant(words, language="en", at=LATER, **more):
    return ask(SearchQuestion(words, language, **more), at).meant


class SecretTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False):
            tell(languages=("ko",), title_ko="삼성이 화재 대책을 합병 논의와 함께 발표")
            tell(title_en="Samsung rejects a merger with Hanwha", body_en="<p>No arrest was made.</p>")
            tell(languages=("ko",), at=LIFTED, title_ko="삼성합병 오늘 발표")
            tell(at=LIFTED, title_en="Samsung-Hanwha: chairman arrested")
        catch_up()

    def test_parts_of_a_word_do_not_make_it_known(self):
        self.assertNotIn("삼성합병", suggested("삼성", "ko"))
        self.assertIn("삼성합병", suggested("삼성", "ko", LIFTED))
        self.assertEqual(meant("삼성합볌", "ko"), "")
        self.assertEqual(meant("삼성합볌", "ko", LIFTED), "삼성합병")

    def test_joined_names_are_not_known_by_their_parts(self):
        self.assertNotIn("samsung-hanwha", suggested("samsung"))
        self.assertIn("samsung-hanwha", suggested("samsung", at=LIFTED))

    def test_another_form_does_not_make_a_word_known(self):
        self.assertNotIn("arrested", suggested("arres"))
        self.assertIn("arrested", suggested("arres", at=LIFTED))
        self.assertEqual(meant("arrestde"), "")
        self.assertEqual(meant("arrestde", at=LIFTED), "arrested")


class CrowdTests(TestCase):
    """Editions that are not live take no place from those that are."""

    def test_words_to_come_hide_no_word(self):
        with travel(NOON, tick=False):
            tell(title_en="Harbor opens")
            for number in range(30):
                letter = chr(ord("a") + number % 26)
                tell(at=LIFTED, title_en=f"Harb{letter}{number // 26 * 'x'} opens")
        catch_up()
        self.assertEqual(suggested("harb"), ["harbor"])

    def test_topics_without_stories_hide_no_topic(self):
        with travel(NOON, tick=False):
            for number in range(30):
                make_topic(f"port-{number}", name_en=f"Port {number:02}")
            tell(topics=[make_topic("zebra", name_en="Port zebra")])
        catch_up()
        self.assertEqual(suggested("port"), ["Port zebra"])


class MeaningTests(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def test_a_word_of_another_day_is_not_mistyped(self):
        tell(title_en="Kraken seen")
        self.clock.shift(30 * 24 * HOUR)
        tell(title_en="Kraten painted")
        catch_up()
        today = (NOON + 30 * 24 * HOUR).date()
        self.assertEqual(meant("kraken", at=NOON + 31 * 24 * HOUR, since=today), "")
        self.assertEqual(meant("kratne", at=NOON + 31 * 24 * HOUR, since=today), "kraten")

    def test_words_of_another_section_were_typed_as_they_were_meant(self):
        tell(title_en="Black bird seen")
        sports = make_section("sports")
        tell(title_en="Blackbird wins", section=sports)
        catch_up()
        self.assertEqual(meant("black bird", section=sports), "")
        self.assertEqual(meant("blakbird", section=sports), "blackbird")

    def test_what_is_meant_is_never_what_was_typed(self):
        tell(title_en="Samsung rises", languages=("en", "ko"), title_ko="왕원타오 방한")
        catch_up()
        self.assertEqual(meant("ｓａｍｓｕｎｇｇ"), "samsung")
        self.assertEqual(meant("Samsungg rises"), "samsung rises")
        self.assertEqual(meant("sam\u00adsungg"), "samsung")
