"""Answers of the search: only live stories, each once, in the reader's language if possible."""

from unittest import mock

from django.test import TestCase
from time_machine import travel

from articles.models import EditionKind, Term
from articles.publishing import cancel, quick_fix, withdraw_together
from articles.text.search.query import parse_query
from newsroom.search import statements
from newsroom.search.consumer import catch_up
from newsroom.search.questions import SearchQuestion, ask
from newsroom.search.suggestions import suggest, suggest_names
from newsroom.search.vocabulary import with_synonyms
from tests.factories import HOUR, NOON, make_author, make_section, make_topic
from tests.public.newsdesk import tell

LATER = NOON + HOUR


def asked(words, at=LATER, language="en", **more):
    """The headlines of the answer."""
    return [hit.edition.headline for hit in ask(SearchQuestion(words, language, **more), at).hits]


def suggested(words, language="en", at=LATER):
    return [one.words for one in suggest(words, language, at)]


class LiveTests(TestCase):
    def setUp(self):
        clock = travel(NOON, tick=False)
        self.clock = clock.start()
        self.addCleanup(clock.stop)

    def test_an_embargo_lifts_without_anybody_looking(self):
        tell(at=NOON + 2 * HOUR, title_en="Zebras arrive", body_en="<p>Zebras.</p>")
        catch_up()
        self.assertEqual(asked("zebra"), [])
        self.assertEqual(asked("zebra", NOON + 2 * HOUR), ["Zebras arrive"])
        self.assertEqual(suggested("zeb"), [])
        self.assertEqual(suggested("zeb", at=NOON + 2 * HOUR), ["zebras"])

    def test_a_withdrawn_story_is_gone_before_the_index_knows(self):
        story = tell(languages=("en", "ko"), title_en="Zebras arrive")
        catch_up()
        self.assertEqual(asked("zebras"), ["Zebras arrive"])
        self.clock.shift(HOUR)
        notes = {"en": "Gone.", "ko": "없다."}
        withdraw_together(story, notes, by=None, kind=EditionKind.WITHDRAWAL)
        self.assertEqual(asked("zebras", NOON + 2 * HOUR), [])
        self.assertEqual(ask(SearchQuestion("zebars", "en"), NOON + 2 * HOUR).meant, "")
        self.assertEqual(asked("zebras", NOON), ["Zebras arrive"])

    def test_a_cancelled_story_leaves_the_index(self):
        story = tell(at=NOON + 2 * HOUR, title_en="Zebras arrive")
        catch_up()
        cancel(story, "en", by=None)
        self.assertEqual(asked("zebras", NOON + 3 * HOUR), [])
        catch_up()
        self.assertEqual(asked("zebras", NOON + 3 * HOUR), [])

    def test_what_was_corrected_is_found_by_its_new_words(self):
        story = tell(title_en="Zebras arrive")
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Camels arrive")
        catch_up()
        at = NOON + 2 * HOUR
        self.assertEqual((asked("zebras", at), asked("camels", at)), ([], ["Camels arrive"]))
        self.assertEqual(asked("zebras", NOON), ["Zebras arrive"])


class AnswerTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author, cls.topic = make_author(name_en="Bora Testman", name_ko="나보라"), make_topic()
        cls.arts = make_section("arts")
        with travel(NOON, tick=False):
            tell(title_en="Zebra museum", body_en="<p>Long ago.</p><p>A zebra was seen, and painted.</p>")
            tell(languages=("ko", "en"), title_ko="얼룩말 도착", title_en="Zebras arrive", section=cls.arts)
            tell(languages=("ko",), title_ko="얼룩말 zebra 전시", authors=[cls.author], topics=[cls.topic])
            tell(title_en="Harbor news", body_en="<p>One zebra and a &lt;lion&gt;.</p>")
        catch_up()

    def test_the_language_of_the_page_comes_first(self):
        answer = ask(SearchQuestion("zebra", "en"), LATER)
        self.assertEqual([hit.is_elsewhere for hit in answer.hits], [False, False, False, True])
        self.assertEqual(answer.total, 4)

    def test_korean_words_find_the_english_story(self):
        [hit, other] = ask(SearchQuestion("얼룩말", "en"), LATER).hits
        self.assertEqual((hit.edition.headline, hit.is_elsewhere), ("Zebras arrive", False))
        self.assertEqual((other.edition.language, other.is_elsewhere), ("ko", True))

    def test_headlines_weigh_more_than_texts(self):
        self.assertEqual(asked("zebra")[-2], "Harbor news")

    def test_filters_hold_together(self):
        self.assertEqual(asked("zebra", section=self.arts), ["Zebras arrive"])
        self.assertEqual(asked("zebra", author=self.author), ["얼룩말 zebra 전시"])
        self.assertEqual(len(asked("zebra", only="ko")), 2)
        self.assertEqual(asked("zebra", since=NOON + HOUR), [])
        self.assertEqual(len(asked("zebra", since=NOON.date(), until=NOON.date())), 4)

    def test_an_excerpt_shows_the_first_hit_and_marks_it(self):
        answer = ask(SearchQuestion("zebras painted", "en"), LATER)
        [hit] = answer.hits
        self.assertEqual(hit.excerpt, "A zebra was seen, and painted.")
        self.assertEqual(
            [piece for piece, is_hit in answer.marks(hit.excerpt) if is_hit], ["zebra", "painted"]
        )

    def test_an_excerpt_runs_into_no_table_unless_the_hit_is_there(self):
        table = "<table><tbody><tr><td>Giraffes</td><td>4</td></tr></tbody></table>"
        with travel(NOON, tick=False):
            tell(title_en="At the zoo", body_en=f"<p>An okapi came.</p>{table}<p>It stays.</p>")
        catch_up()
        [[prose], [figures]] = [
            ask(SearchQuestion(words, "en"), LATER).hits for words in ("okapi", "giraffe")
        ]
        self.assertEqual(prose.excerpt, "An okapi came. It stays.")
        self.assertEqual(figures.excerpt, "Giraffes 4 · It stays.")

    def test_words_that_never_stand_together_are_found_apart(self):
        answer = ask(SearchQuestion("museum lion", "en"), LATER)
        self.assertTrue(answer.is_widened)
        self.assertEqual({hit.edition.headline for hit in answer.hits}, {"Zebra museum", "Harbor news"})

    def test_more_are_told_only_of_stories_that_are_there(self):
        def told(words):
            answer = ask(SearchQuestion(words, "en"), LATER)
            return answer.total, answer.is_more, answer.older_than

        with mock.patch.object(statements, "MOST", 3):
            self.assertEqual(told("zebra"), (3, True, NOON))
            self.assertEqual(told("zebra nowhere"), (3, False, NOON))
        self.assertEqual(told("zebra"), (4, False, None))

    def test_pages_of_an_answer_go_on_where_the_last_ended(self):
        pages = [asked("zebra", start=start, count=2) for start in (0, 2, 4)]
        self.assertEqual([*pages[0], *pages[1]], asked("zebra"))
        self.assertEqual(pages[2], [])

    def test_words_that_are_not_typed_to_their_end_are_taken_for_what_is_suggested(self):
        for words in ("ㅇㄹㅁ", "얼루", "얼룩ㅁ", "얼룩말 ㄷㅊ"):
            answer = ask(SearchQuestion(words, "ko"), LATER)
            self.assertIn("얼룩말 도착", [hit.edition.headline for hit in answer.hits], words)
            self.assertEqual(answer.meant, {"얼룩말 ㄷㅊ": "얼룩말 도착"}.get(words, "얼룩말"))

    def test_a_word_that_is_typed_to_its_end_is_not_completed(self):
        for words in ("얼룩", "ㅇ", "ㄴㄴㄴ", "zeb"):
            self.assertEqual(asked(words, language="ko"), [], words)

    def test_two_swapped_letters_are_found_wherever_they_stand(self):
        with travel(NOON, tick=False):
            tell(title_en="Tsunami warning lifted")
        catch_up()
        for words in ("tsnuami", "stunami", "tsunaim", "tsunmai", "tusnami"):
            answer = ask(SearchQuestion(words, "en"), LATER)
            self.assertEqual(
                ([hit.edition.headline for hit in answer.hits], answer.meant),
                (["Tsunami warning lifted"], "tsunami"),
                words,
            )

    def test_a_term_that_is_an_acronym_finds_no_word_that_looks_like_its_singular(self):
        Term.objects.create(name_en="AIDS", name_ko="에이즈")
        with travel(NOON, tick=False):
            tell(title_en="Aid ship sails")
            tell(title_en="AIDS clinic opens")
            tell(title_en="Clinic opens", body_en="<p>It treats AIDS.</p>")
        catch_up()
        for words in ("에이즈", "AIDS"):
            self.assertEqual(set(asked(words)), {"AIDS clinic opens", "Clinic opens"}, words)
        self.assertEqual(asked("aid"), ["Aid ship sails"])
        self.assertLessEqual({"AIDS clinic opens", "Clinic opens"}, set(asked("aids")))

    def test_the_forms_of_all_terms_of_a_query_take_one_query_of_the_database(self):
        Term.objects.create(name_en="AIDS", name_ko="에이즈")
        Term.objects.create(name_en="free trade", name_ko="자유무역")
        catch_up()
        words = parse_query("에이즈 자유 무역 뉴스")
        with self.assertNumQueries(1):
            aids, trade, news = with_synonyms(words)
        self.assertNotEqual(aids.ways, words[0].ways)
        self.assertEqual((trade.text, news), ("자유 무역", words[-1]))

    def test_short_words_in_capitals_are_words_if_nothing_has_them_as_acronyms(self):
        for words in ("LIONS", "ZEBRA LIONS"):
            self.assertEqual(asked(words), ["Harbor news"], words)

    def test_a_capital_is_no_possibility(self):
        with travel(NOON, tick=False):
            tell(languages=("ko",), title_ko="수도 이전", body_ko="<p>옮긴다.</p>")
            tell(languages=("ko",), title_ko="비 소식", body_ko="<p>내일 비가 올 수도 있다.</p>")
        catch_up()
        self.assertEqual(asked("수도", language="ko"), ["수도 이전"])

    def test_an_author_is_suggested_only_in_a_language_of_their_stories(self):
        self.assertEqual([one.kind for one in suggest("testm", "en", LATER)], [])

    def test_suggestions_lead_to_pages_and_words(self):
        [author] = suggest("testm", "ko", LATER)
        self.assertEqual(
            (author.words, author.kind, author.url), ("나보라", "author", "/ko/authors/bora-testman/")
        )
        self.assertEqual(suggested("harb"), ["Harbours", "harbor"])
        self.assertEqual(suggested("ㅇㄹㅁ"), ["얼룩말"])
        self.assertEqual(suggested("얼루"), ["얼룩말"])

    def test_names_alone_are_found_by_one_query(self):
        with self.assertNumQueries(1):
            [author] = suggest_names("testm", "ko", LATER)
        self.assertEqual(author.url, "/ko/authors/bora-testman/")
        self.assertEqual(suggest_names("testm", "en", LATER), [])
        self.assertEqual(suggest_names("\0", "en", LATER), [])

    def test_suggestions_understand_the_other_keyboard(self):
        self.assertEqual(suggested("djff"), ["얼룩말"])
        self.assertEqual(suggested("ㅗㅁ균"), [])
        self.assertEqual(suggested("ㅗㅁ규"), ["Harbours", "harbor"])
