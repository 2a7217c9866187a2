"""The search of the list of stories: passages, order, filters, roles, hostile words, cost."""

from time import perf_counter
from unittest import mock

from django.db import connection
from django.test import SimpleTestCase
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.admin import site
from articles.admin.story import admin as story_admin
from articles.admin.story.admin import ArticleAdmin
from articles.models import Article
from newsroom.confidential.custody import release_story
from newsroom.confidential.models import RestrictedStory
from newsroom.story_search import admin as search_admin
from newsroom.story_search.consumer import story_search
from tests.articles.admin.story.test_changelist import LIST, ListTestCase
from tests.factories import HOUR, make_article, make_section, make_user, rewrite
from tests.search.test_hostile import RUBBISH

LONG = "<p>" + "It rained. " * 900 + "The consortium withdrew.</p>"


class SearchTestCase(ListTestCase):
    def make(self, **fields):
        self.clock.shift(HOUR)
        article = make_article(**fields)
        story_search.catch_up()
        return article

    def page(self, **query):
        response = self.client.get(LIST, query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def passages(self, **query):
        """Return [(part and language, lang, text with marks)] of the rows."""
        found = []
        for passage in self.page(**query).xpath("//*[@class='passage']"):
            part, text = passage.xpath("./span")
            words = "".join(f"[{one}]" if one.getparent().tag == "mark" and one.is_text else one
                            for one in text.xpath(".//text()"))  # fmt: skip
            found.append((part.text_content(), text.get("lang"), words))
        return found


class PassageTests(SearchTestCase):
    def test_passage_is_marked_with_its_part_and_language(self):
        self.make(languages=("en", "ko"), body_ko="<p>비가 왔다. 수출기업들이 반발했다.</p>")
        self.assertEqual(self.passages(q="수출기업"), [("Text · Korean", "ko", "[수출기업]들이 반발했다.")])

    def test_passage_far_down_in_a_text_is_shown(self):
        self.make(body_en=LONG)
        [(_part, language, words)] = self.passages(q="consortium")
        self.assertEqual(language, "en")
        self.assertIn("The [consortium] withdrew.", words)

    def test_passage_with_most_of_the_words_is_shown(self):
        self.make(
            title_en="Tariffs on steel", summary_en="Tariffs rise.", body_en="<p>The steel tariffs.</p>"
        )
        [(part, _language, words)] = self.passages(q="steel tariffs")
        self.assertEqual((part, words), ("Text · English", "The [steel] [tariffs]."))

    def test_what_was_typed_is_escaped(self):
        self.make(summary_en="The <b>harbor</b> & the port")
        self.assertEqual(
            self.passages(q="port"), [("Summary · English", "en", "The <b>harbor</b> & the [port]")]
        )

    def test_without_a_search_no_passage_is_shown(self):
        self.make()
        self.assertEqual(self.passages(), [])


class FoundTests(SearchTestCase):
    def test_order_is_that_of_the_list_and_filters_narrow(self):
        first, second = self.make(title_en="Tariffs rise"), self.make(body_en="<p>Of tariffs.</p>")
        third = self.make(title_ko="관세 인상", languages=("ko",))
        self.assertEqual(self.listed(q="tariffs"), [second.pk, first.pk])
        self.assertEqual(self.listed(q="tariffs", o="7"), [first.pk, second.pk])
        self.assertEqual(self.listed(q="tariffs", ko="wanted", source_language__exact="ko"), [])
        self.assertEqual(self.listed(q="관세를", source_language__exact="ko"), [third.pk])

    def test_korean_is_found_with_particles_and_in_compounds(self):
        article = self.make(
            languages=("ko",), title_ko="대법원, 자유무역협정 판결", body_ko="<p>비가 왔다.</p>"
        )
        for words in ("대법원이", "자유무역협정을", "자유 무역", "법원", "비가"):
            with self.subTest(words):
                self.assertEqual(self.listed(q=words), [article.pk])

    def test_half_a_word_is_looked_for_in_headlines_as_before(self):
        article = self.make(title_en="Tariffs rise")
        self.assertEqual(self.listed(q="tari"), [article.pk])
        self.assertEqual(self.listed(q="zzz"), [])

    def test_half_a_word_is_looked_for_in_the_newest_stories_that_filters_leave(self):
        ferries = make_section("ferries")
        old, inside = self.make(title_en="Tariffs rise"), self.make(title_en="Tariffs fall", section=ferries)
        new = self.make(title_en="Tariffs end")
        limit = "Parts of words are searched only in headlines and summaries of the"
        with mock.patch.object(story_admin, "MOST_BY_LETTERS", 2):
            self.assertEqual(self.listed(q="tari"), [new.pk, inside.pk])
            self.assertIn(f"{limit} newest 2", self.page(q="tari").text_content())
            self.assertNotIn(limit, self.page(q="tariffs").text_content())
        with mock.patch.object(story_admin, "MOST_BY_LETTERS", 1):
            self.assertEqual(self.listed(q="tari", section=ferries.pk), [inside.pk])
        with mock.patch.object(story_admin, "MOST_BY_LETTERS", 3):
            self.assertEqual(self.listed(q="tari"), [new.pk, inside.pk, old.pk])
            self.assertNotIn(limit, self.page(q="tari").text_content())

    def test_number_of_a_story_finds_it_beside_stories_with_that_number(self):
        article = self.make()
        other = self.make(body_en=f"<p>There were {article.pk} ships.</p>")
        self.assertEqual(set(self.listed(q=str(article.pk))), {article.pk, other.pk})

    def test_list_says_what_is_not_searched(self):
        for _number in range(3):
            self.make(title_en="Tariffs rise")
        make_article(title_en="Tariffs fall")
        with mock.patch.object(search_admin, "MOST_FOUND", 2):
            page = self.page(q="tariffs").text_content()
        self.assertIn("More than 2 stories contain these words.", page)
        self.assertIn("1 recently changed story", page)
        self.assertNotIn("More than", self.page(q="tariffs").text_content())
        self.assertIn("1 recently changed story", self.page(q="consortium").text_content())

    def test_pages_of_many_are_in_the_order_of_the_list(self):
        stories = [self.make(title_en="Tariffs rise").pk for _number in range(5)]
        self.make(title_en="Subsidies fall")
        rewrite(Article.objects.get(pk=stories[1]), summary_en="Steel.")
        story_search.catch_up()
        newest = [stories[place] for place in (1, 4, 3, 2, 0)]
        self.enterContext(mock.patch.object(ArticleAdmin, "list_per_page", 2))
        for few in (0, 100):
            with self.subTest(few), mock.patch.object(story_admin, "FEW", few):
                pages = [self.listed(q="tariffs", p=page) for page in (1, 2, 3)]
                self.assertEqual(pages, [newest[:2], newest[2:4], newest[4:]])
                pages = [self.listed(q="tariffs", o="7", p=page) for page in (1, 2, 3)]
                self.assertEqual(sum(pages, []), newest[::-1])

    def test_without_the_package_the_list_searches_headlines_and_summaries(self):
        article = self.make(title_en="Tariffs rise", body_en="<p>Of the consortium.</p>")
        self.make(title_en="Subsidies fall")
        none, few = (site, "story_search", None), (story_admin, "MOST_BY_LETTERS", 1)
        with mock.patch.object(*none), mock.patch.object(*few):
            self.assertEqual(self.listed(q="tariffs"), [article.pk])
            self.assertEqual(self.listed(q="consortium"), [])
        self.assertEqual(self.listed(q="consortium"), [article.pk])


class FilteredTests(SearchTestCase):
    """A filter together with a word that more stories have than a list shows."""

    LIMITS = "More than"

    def setUp(self):
        super().setUp()
        self.ferries = make_section("ferries")
        self.enterContext(mock.patch.multiple(search_admin, MOST_FOUND=2, MOST_READ=2, ENOUGH=2))

    def make_old(self, count=1):
        """Make `count` stories of the section that are older than the others with their words."""
        old = [self.make(title_en="Tariffs rise", section=self.ferries).pk for _number in range(count)]
        for _number in range(3):
            self.make(title_en="Tariffs rise")
        return old[::-1]

    def test_old_stories_that_a_filter_leaves_are_found(self):
        old = self.make_old(3)
        self.assertEqual(self.listed(q="tariffs", section=self.ferries.pk), old)
        self.assertNotIn(self.LIMITS, self.page(q="tariffs", section=self.ferries.pk).text_content())

    def test_phrase_is_read_in_the_newest_that_a_filter_leaves(self):
        old = self.make_old(3)
        asked = {"q": '"tariffs rise"', "section": self.ferries.pk}
        self.assertEqual(self.listed(**asked), old[:2])
        self.assertIn("More than 2 stories", self.page(**asked).text_content())

    def test_where_a_filter_leaves_many_the_newest_with_the_word_are_filtered(self):
        old = self.make_old(3)
        asked = {"q": "tariffs", "section": self.ferries.pk}
        with mock.patch.multiple(search_admin, MOST_LEFT=2, MOST_FILTERED=5):
            self.assertEqual(self.listed(**asked), old[:2])
            self.assertIn("More than 5 stories", self.page(**asked).text_content())
        with mock.patch.multiple(search_admin, MOST_LEFT=2, MOST_FILTERED=6):
            self.assertEqual(self.listed(**asked), old)
            self.assertNotIn(self.LIMITS, self.page(**asked).text_content())

    def test_where_enough_of_the_newest_pass_no_others_are_looked_for(self):
        self.make_old(2)
        with mock.patch.multiple(search_admin, MOST_LEFT=2, MOST_FILTERED=5):
            asked = {"q": "tariffs", "source_language__exact": "en"}
            self.assertEqual(len(self.listed(**asked)), 2)
            self.assertIn("More than 2 stories", self.page(**asked).text_content())

    def test_letters_are_not_looked_for_where_another_story_has_the_word(self):
        self.make(title_en="Airport opens", section=self.ferries)
        self.make(title_en="Port opens")
        self.assertEqual(self.listed(q="port", section=self.ferries.pk), [])

    def test_number_of_a_story_that_a_filter_hides_does_not_find_it(self):
        article = self.make()
        other = self.make(body_en=f"<p>There were {article.pk} ships.</p>", section=self.ferries)
        self.assertEqual(self.listed(q=str(article.pk), section=self.ferries.pk), [other.pk])

    def test_story_that_waits_has_to_pass_the_filter(self):
        self.make(title_en="Tariffs rise")
        waiting = make_article(title_en="Tariffs fall", section=self.ferries)
        make_article(title_en="Tariffs end")
        self.assertEqual(self.listed(q="tariffs", section=self.ferries.pk), [waiting.pk])


class PhraseTests(SearchTestCase):
    def test_only_texts_with_the_phrase_are_found_and_it_is_shown(self):
        far = "<p>" + "A ferry by night. " * 400 + "Their first ferry night ends.</p>"
        article = self.make(summary_en="The ferry of the night", body_en=far)
        for body in ("The ferry at night.", "A ferry. Night fell.", "Ferry nights.", "The night ferry."):
            self.make(body_en=f"<p>{body}</p>")
        self.make(body_en="<p>A ferry</p><p>Night fell</p>", title_en="Night ferry")
        self.assertEqual(self.listed(q='"ferry night"'), [article.pk])
        [(part, _language, words)] = self.passages(q="“Ferry Night” first")
        self.assertEqual(part, "Text · English")
        self.assertIn("Their [first] [ferry night] ends.", words)

    def test_korean_phrase_is_found_before_particles(self):
        article = self.make(languages=("ko",), body_ko="<p>정부가 자유 무역을 지지했다.</p>")
        self.make(languages=("ko",), body_ko="<p>무역은 자유다.</p>")
        self.assertEqual(self.listed(q="“자유 무역”"), [article.pk])
        self.assertEqual(self.passages(q="“자유 무역”")[0][2], "정부가 [자유 무역]을 지지했다.")

    def test_korean_phrase_is_found_where_the_text_cuts_it_into_other_words(self):
        article = self.make(languages=("ko",), body_ko="<p>일본 총리가 야스쿠니신사에 공물을 보냈다.</p>")
        self.make(languages=("ko",), body_ko="<p>야스쿠니신사에 보낸 공물이 많다.</p>")
        self.assertEqual(self.listed(q="“야스쿠니신사에 공물을 보냈다”"), [article.pk])

    def test_a_phrase_with_common_words_is_needed_as_well(self):
        article = self.make(body_en="<p>The end of the war.</p>")
        self.make(body_en="<p>They end a war.</p>")
        self.assertEqual(self.listed(q='"end of the war"'), [article.pk])

    def test_story_that_waits_is_found_by_the_phrase_in_its_headline(self):
        article = make_article(title_en="A ferry night")
        make_article(title_en="A night ferry")
        self.assertEqual(self.listed(q='"ferry night"'), [article.pk])

    def test_list_says_how_many_stories_were_read(self):
        old, _new = (self.make(body_en="<p>The ferry night.</p>") for _number in range(2))
        with mock.patch.object(search_admin, "MOST_READ", 1):
            self.assertIn(
                "More than 1 stories contain these words.", self.page(q='"ferry night"').text_content()
            )
            self.assertNotIn(old.pk, self.listed(q='"ferry night"'))


class LongQueryTests(SearchTestCase):
    NOTICE = "These words were not searched:"

    def test_a_repeated_word_is_one_word(self):
        article = self.make(body_en="<p>The ferry.</p>")
        self.assertEqual(self.listed(q="ferry " * 200), [article.pk])
        self.assertNotIn(self.NOTICE, self.page(q="ferry " * 200).text_content())

    def test_words_beyond_the_limit_are_named(self):
        numbers = " ".join(f"word{number}" for number in range(12))
        article = self.make(body_en=f"<p>{numbers}.</p>")
        self.assertEqual(self.listed(q=f"{numbers} <quay> pier"), [article.pk])
        self.assertIn(f"{self.NOTICE} <quay>, pier", self.page(q=f"{numbers} <quay> pier").text_content())


class RegistrationTests(SimpleTestCase):
    def test_a_second_search_is_refused(self):
        site.register_story_search(search_admin.find_stories)
        with self.assertRaises(ValueError):
            site.register_story_search(lambda words: None)
        self.assertIs(site.story_search, search_admin.find_stories)


class SecretTests(SearchTestCase):
    def test_restricted_story_is_not_in_the_index_until_it_is_released(self):
        story = RestrictedStory.objects.create(
            title_en="Consortium bribed", body_en="<p>Envelopes.</p>", held_by=self.user, source_language="en"
        )
        story_search.catch_up()
        self.assertEqual((self.listed(q="consortium"), self.listed(q="envelopes")), ([], []))
        article = release_story(story, by=self.user)
        story_search.catch_up()
        self.assertEqual(self.listed(q="envelopes"), [article.pk])

    def test_who_may_not_see_the_list_cannot_search_it(self):
        self.make()
        self.client.force_login(make_user("nobody", role=None))
        self.assertEqual(self.client.get(LIST, {"q": "harbor"}).status_code, 403)
        self.client.logout()
        self.assertEqual(self.client.get(LIST, {"q": "harbor"}).status_code, 302)


class HostileTests(SearchTestCase):
    def test_nothing_that_is_typed_breaks_the_list(self):
        self.make(languages=("en", "ko"))
        for words in RUBBISH:
            with self.subTest(ascii(words[:40])):
                if "\ud800" <= words[:1] <= "\udfff":
                    continue  # an address cannot contain it
                self.assertIn(self.client.get(LIST, {"q": words}).status_code, (200, 400))

    def test_time_is_bounded_whatever_is_typed(self):
        self.make(languages=("en", "ko"), body_en=LONG)
        for words in ("a " * 5_000, "가 " * 5_000, "harbor OR " * 1_000, "ㄱ" * 10_000, '"' * 10_000):
            with self.subTest(words[:10]):
                began = perf_counter()
                self.listed(q=words)
                self.assertLess(perf_counter() - began, 5)


class CostTests(SearchTestCase):
    def cost(self):
        with CaptureQueriesContext(connection) as queries:
            self.listed(q="harbor")
        return len(queries)

    def test_as_many_queries_for_ten_stories_as_for_sixty(self):
        self.listed(q="harbor")
        for number in range(10):
            make_article(number=number)
        story_search.catch_up()
        few = self.cost()
        for number in range(40):
            make_article(number=number)
        story_search.catch_up()
        self.assertEqual(self.cost(), few)
        self.assertLessEqual(few, 22 if connection.vendor == "sqlite" else 26)
