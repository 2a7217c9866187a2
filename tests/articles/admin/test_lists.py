"""Lists of pictures, authors, sections, editions and the log."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import Image
from articles.publishing import publish, withdraw
from articles.workflow.transitions import perform
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_published,
    make_section,
    make_topic,
    make_user,
)


def make_image(**fields):
    """Create a picture whose file does not exist."""
    texts = {"alt_en": "A drawing of a harbor", "alt_ko": "항구 그림"}
    credit = {"credit_en": "Test desk", "credit_ko": "시험부"}
    file = {"file": "pictures/harbor.png", "width": 3, "height": 2}
    return Image.objects.create(**(file | texts | credit | fields))


def words(element):
    return " ".join(element.text_content().split())


class ListTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def page(self, name, **query):
        response = self.client.get(f"/admin/articles/{name}/", query)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def rows(self, name, **query):
        return self.page(name, **query).xpath("//table[@id='result_list']/tbody/tr")

    def queries(self, name):
        with CaptureQueriesContext(connection) as queries:
            self.page(name)
        return len(queries)

    def assert_constant(self, name, make):
        """Assert that a list makes the same number of queries for two rows and for twelve."""
        self.page(name)
        for number in range(2):
            make(number)
        few = self.queries(name)
        for number in range(2, 12):
            make(number)
        self.assertEqual(self.queries(name), few)


class ImageTests(ListTestCase):
    def test_a_card_shows_the_picture_and_its_words_in_both_languages(self):
        image = make_image()
        [card] = self.page("image").xpath("//li[@class='card']")
        self.assertEqual(card.xpath("./a/@href"), [f"/admin/articles/image/{image.pk}/change/"])
        self.assertEqual(
            {span.get("lang"): words(span) for span in card.xpath(".//span[@lang]")},
            {"en": "A drawing of a harbor", "ko": "항구 그림"},
        )
        [picture] = card.xpath(".//img")
        self.assertEqual((picture.get("alt"), picture.get("loading")), ("", "lazy"))
        self.assertTrue(picture.get("width") and picture.get("height"))

    def test_what_is_missing_is_said_for_its_language(self):
        make_image()
        make_image(alt_ko="", credit_en="")
        chips = [[words(chip) for chip in card] for card in self.cards_of_chips()]
        self.assertEqual(chips, [["No credit: English", "No alt text: Korean"], []])

    def cards_of_chips(self):
        cards = self.page("image").xpath("//li[@class='card']")
        return [card.xpath(".//*[contains(@class, 'chip-missing')]") for card in cards]

    def test_a_picture_without_words_is_still_a_link_with_a_name(self):
        image = make_image(alt_en="", alt_ko="")
        [link] = self.page("image").xpath("//li[@class='card']/a")
        self.assertEqual(words(link), f"Image {image.pk}")

    def test_those_that_lack_something_are_found(self):
        make_image()
        unseen, uncredited = make_image(alt_ko=""), make_image(credit_en="")
        for value, image in (("alt", unseen), ("credit", uncredited)):
            with self.subTest(value=value):
                cl = self.client.get("/admin/articles/image/", {"lacking": value}).context["cl"]
                self.assertEqual([row.pk for row in cl.result_list], [image.pk])

    def test_queries_do_not_grow(self):
        self.assert_constant("image", lambda number: make_image())


class EmptyTests(ListTestCase):
    def test_an_empty_list_leads_to_its_first_row(self):
        for name in ("article", "image", "topic"):
            with self.subTest(name=name):
                page = self.page(name)
                [line] = page.xpath("//p[@class='list-empty']")
                self.assertEqual(words(line), "Nothing here yet. Add the first")
                self.assertEqual(line.xpath("./a/@href"), [f"/admin/articles/{name}/add/"])
                self.assertEqual(page.xpath("//*[@id='searchbar' or contains(@class, 'filters')]"), [])

    def test_one_that_is_narrowed_can_be_widened(self):
        page = self.page("topic", q="nowhere")
        self.assertIn("Try other filters or search terms.", words(page))
        self.assertEqual(len(page.xpath("//*[@id='searchbar']")), 1)

    def test_nobody_is_led_where_they_may_not_go(self):
        [line] = self.page("edition").xpath("//p[@class='list-empty']")
        self.assertEqual(words(line), "Nothing here yet.")


class NamesTests(ListTestCase):
    def test_names_say_their_language(self):
        make_topic("harbours", name_ko="항만")
        [row] = self.rows("topic")
        [english, korean] = row.xpath(".//a/span")
        self.assertEqual((english.get("lang"), korean.get("lang")), ("en", "ko"))
        self.assertEqual((words(english), words(korean)), ("Harbours", "항만"))

    def test_a_topic_without_a_name_in_one_language_shows_none(self):
        make_topic("harbours", name_ko="")
        self.assertEqual(words(self.rows("topic")[0].xpath("./*[@class='field-korean_name']")[0]), "")

    def test_sections_show_their_colour_in_colour_and_words(self):
        make_section("strait", colour="lagoon")
        [cell] = self.rows("section")[0].xpath("./td[@class='field-tint']")
        self.assertEqual(cell.xpath("./span/@class"), ["swatch colour-lagoon"])
        self.assertEqual(words(cell), "lagoon green")

    def test_authors_show_portrait_post_and_whether_they_are_here(self):
        photo = make_image()
        make_author("a-first", photo=photo, position_en="Reporter", user=self.user)
        make_author("b-second", is_active=False)
        first, second = self.rows("author")
        self.assertEqual(first.xpath(".//img/@src"), [photo.file.url])
        cells = [words(cell) for cell in first.xpath("./td")]
        self.assertEqual(cells[-3:], ["Reporter", "editor", "Current"])
        self.assertEqual(words(second.xpath("./td")[-1]), "Former")

    def test_queries_do_not_grow(self):
        self.assert_constant("author", lambda number: make_author(f"author-{number}", photo=make_image()))
        self.assert_constant("topic", lambda number: make_topic(f"topic-{number}"))
        self.assert_constant("section", lambda number: make_section(f"section-{number}"))


class EditionTests(ListTestCase):
    def test_each_edition_says_whether_readers_have_it(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="It was wrong.")
        ahead = make_article(number=" ahead")
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + 2 * HOUR)
        make_published(number=" now")
        states = {
            words(row.xpath("./th")[0]): words(row.xpath("./td[@class='field-state']")[0])
            for row in self.rows("edition")
        }
        self.assertEqual(
            states,
            {
                "Harbor opens ahead": "Scheduled",
                "Harbor opens now": "Live",
                "Withdrawal: Harbor opens": "Notice",
                "Harbor opens": "Superseded",
            },
        )

    def test_instants_are_absolute_and_in_the_newsrooms_zone(self):
        make_published()
        times = self.rows("edition")[0].xpath("./td[@class='field-since']/time")
        self.assertEqual([words(time) for time in times], ["March 2, 9 p.m."])
        self.assertEqual(times[0].get("datetime"), "2026-03-02T21:00:00+09:00")

    def test_another_year_is_told(self):
        make_published()
        self.clock.shift(timedelta(days=365))
        self.client.force_login(self.user)
        [time] = self.rows("edition")[0].xpath("./td[@class='field-since']/time")
        self.assertEqual(words(time), "March 2, 2026, 9 p.m.")

    def test_queries_do_not_grow(self):
        self.assert_constant("edition", lambda number: make_published(number=number))


class LogTests(ListTestCase):
    def test_a_line_names_the_story_and_the_person(self):
        article = make_article()
        approve(article, "en", by=self.user)
        first = self.rows("event")[0]
        [link] = first.xpath(".//td[@class='field-subject']/a")
        self.assertEqual(link.get("href"), f"/admin/articles/article/{article.pk}/change/")
        self.assertEqual(link.xpath("./span[@lang]/@lang"), ["en"])
        self.assertEqual(words(link), f"Harbor opens {article.pk}")
        self.assertEqual(words(first.xpath("./td[@class='field-who']")[0]), "editor")

    def test_what_is_no_story_is_told_by_its_kind_and_its_name_in_the_language_of_the_screens(self):
        topic = make_topic("harbours", name_ko="항만")
        [subject] = self.rows("event")[0].xpath("./td[@class='field-subject']/a")
        self.assertEqual(words(subject), "Topic: Harbours")
        self.client.force_login(make_user("reader", language="ko"))
        [subject] = self.rows("event")[0].xpath("./td[@class='field-subject']/a")
        self.assertEqual((words(subject), subject.xpath("./span/@lang")), ("주제: 항만", ["ko"]))
        topic.delete()
        [subject] = self.rows("event")[0].xpath("./td[@class='field-subject']/a")
        self.assertEqual((words(subject), subject.xpath("./span/@lang")), ("주제: Harbours", ["en"]))

    def test_the_log_and_what_was_printed_have_no_history_of_their_own(self):
        make_published()
        for name, count in (("event", 0), ("edition", 0), ("section", 1)):
            with self.subTest(name=name):
                [first, *_rest] = self.rows(name)[0].xpath(".//a/@href")
                page = html.fromstring(self.client.get(first).content.decode())
                self.assertEqual(len(page.xpath("//a[contains(@href, '/history/')]")), count)

    def test_a_reason_is_in_the_language_that_its_letters_tell(self):
        article = make_article(by=self.user)
        perform("submit", article, language="en", by=self.user)
        perform("return", article, language="en", by=make_user("desk"), reason="FTA 출처가 없습니다.")
        [reason] = self.rows("event")[0].xpath("./td[@class='field-why']/span")
        self.assertEqual((reason.get("lang"), words(reason)), ("ko", "FTA 출처가 없습니다."))

    def test_who_may_not_see_stories_reads_no_headline_of_theirs(self):
        article = make_published(by=self.user)
        auditor = make_user("auditor", role=None)
        auditor.user_permissions.add(Permission.objects.get(codename="view_event"))
        self.client.force_login(auditor)
        self.assertIn(f"Story {article.pk}", words(self.rows("event")[0]))

    def test_queries_do_not_grow(self):
        self.assert_constant("event", lambda number: make_published(number=number, by=self.user))


class FrameOfListsTests(ListTestCase):
    def test_search_has_a_label_that_is_seen(self):
        make_article()
        [label] = self.page("article").xpath("//label[@for='searchbar']")
        self.assertEqual(words(label), "Search stories")
        self.assertIsNone(label.get("class"))

    def test_a_filter_tells_what_is_chosen(self):
        page = self.page("article", en="in_review")
        chosen = [words(summary) for summary in page.xpath("//details[@class='filter']/summary[strong]")]
        self.assertEqual(chosen, ["English: In review"])
        self.assertEqual(page.xpath("//details[@class='filter'][@open]"), [])
        self.assertEqual(
            [words(link) for link in page.xpath("//a[@class='filters-clear']")], ["Clear all filters"]
        )

    def test_an_unknown_value_of_a_filter_is_as_if_it_were_not_there(self):
        make_published()
        for name, asked in (
            ("article", {"en": "x", "whose": "x", "source_language__exact": "xx"}),
            ("edition", {"kind__exact": "x", "is_brief__exact": "7"}),
            ("event", {"type__exact": "x", "about": "x"}),
        ):
            with self.subTest(name):
                page = self.page(name, **asked)
                self.assertTrue(page.xpath("//table[@id='result_list']/tbody/tr"))
                self.assertEqual(page.xpath("//a[@class='filters-clear'] | //form[@role='search']/span"), [])
                self.assertEqual(page.xpath("//form[@role='search']/input[@type='hidden']"), [])

    def test_an_unknown_value_is_borne_where_choices_are_counted(self):
        make_published()
        self.assertTrue(self.page("article", section="x", _facets="1").xpath("//table[@id='result_list']"))

    def test_a_known_filter_stays_beside_an_unknown_value(self):
        make_published()
        make_article(title_en="Market")
        page = self.page("article", en="live", whose="x")
        headlines = page.xpath("//table[@id='result_list']//*[@class='headline']")
        self.assertEqual([words(one) for one in headlines], ["Harbor opens"])
        self.assertEqual(len(page.xpath("//details[@class='filter']/summary[strong]")), 1)

    def test_a_span_of_days_is_a_filter_though_no_choice_names_it(self):
        make_published()
        page = self.page("event", at__gte="2020-01-01 00:00Z", at__lt="2020-02-01 00:00Z")
        self.assertEqual(page.xpath("//table[@id='result_list']"), [])
        self.assertEqual(len(page.xpath("//a[@class='filters-clear']")), 1)

    def test_a_search_keeps_the_filters(self):
        page = self.page("article", en="in_review", q="harbor")
        self.assertEqual(page.xpath("//form[@role='search']/input[@name='en']/@value"), ["in_review"])

    def test_lists_bring_no_style_of_their_own(self):
        self.assertEqual(self.page("article").xpath("//style"), [])
