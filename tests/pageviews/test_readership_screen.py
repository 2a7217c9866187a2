"""The readership screen and the readership page of a story, for all who may see editions."""

from datetime import timedelta

from articles.models.planning import day_of
from newsroom.pageviews.models import DayOfReading, HourOfReading
from newsroom.security.models import SecurityEvent
from tests.cases import ClockTestCase
from tests.factories import HOUR, NOON, make_article, make_author, make_published, make_user, rewrite
from tests.public.newsdesk import page_of, texts

SCREEN = "/admin/readership/"


class ReadershipTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.story = make_published(languages=("en", "ko"))
        counted = {"article_id": cls.story.pk, "language": "en"}
        HourOfReading.objects.create(**counted, hour=NOON, reads=1234, from_search=1000)
        DayOfReading.objects.create(**counted, day=day_of(NOON) - timedelta(days=9), reads=50)

    def setUp(self):
        super().setUp()
        self.client.force_login(make_user())

    def rows(self, part, address=SCREEN, **query):
        page = page_of(self.client.get(address, query))
        return [texts(row, "th | td") for row in page.xpath(f"//section[{part}]//tbody/tr")]


class ScreenTests(ReadershipTestCase):
    def test_stories_sections_and_authors_show_both_languages(self):
        self.story.bylines.create(author=make_author())
        for name, words in (
            ("stories", "Harbor opens"),
            ("sections", "Economy"),
            ("authors", "Bora Testman"),
        ):
            self.assertEqual(self.rows(f"@class='readership-{name}'"), [[words, "1,234", "0", "1,234"]])

    def test_types_of_referrers_show_their_share(self):
        rows = self.rows("@aria-labelledby='readership-referrers'")
        self.assertEqual(rows, [["Search and portals", "1,000", "81 %"], ["Unknown", "234", "19 %"]])

    def test_one_language_has_one_column(self):
        self.assertEqual(self.rows("@class='readership-stories'", language="en"), [["Harbor opens", "1,234"]])
        self.assertContains(self.client.get(SCREEN, {"language": "ko"}), "No page views were counted")

    def test_longer_periods_add_the_days(self):
        [row] = self.rows("@class='readership-stories'", period="month")
        self.assertEqual(row[-1], "1,284")
        self.assertEqual(len(self.rows("@class='readership-time'", period="month")), 30)

    def test_story_that_was_deleted_is_in_the_sum_alone(self):
        HourOfReading.objects.create(article_id=99, language="ko", hour=NOON, reads=9)
        self.assertEqual(len(self.rows("@class='readership-stories'")), 1)
        self.assertEqual(self.rows("@class='readership-time'")[-1][1:], ["1,234", "9"])

    def test_choices_that_no_page_offers_are_bad_requests(self):
        for query in ("period=year", "language=de", "file=xls", "period=all"):
            self.assertEqual(self.client.get(f"{SCREEN}?{query}").status_code, 400)

    def test_asks_the_same_questions_for_one_story_and_for_many(self):
        self.story.bylines.create(author=make_author())
        self.client.get(SCREEN)
        with self.assertNumQueries(11) as queries:
            self.client.get(SCREEN, {"period": "month"})
        for number in range(3):
            story = make_published(number=f" {number}")
            HourOfReading.objects.create(article_id=story.pk, language="en", hour=NOON, reads=5)
        with self.assertNumQueries(len(queries)):
            self.client.get(SCREEN, {"period": "month"})


class PermissionTests(ReadershipTestCase):
    def test_who_may_not_see_editions_sees_no_page_views(self):
        self.client.force_login(make_user("guest", role=None))
        for address in (SCREEN, f"{SCREEN}{self.story.pk}/", f"{SCREEN}?file=stories"):
            self.assertEqual(self.client.get(address).status_code, 403)

    def test_nothing_is_posted(self):
        self.assertEqual(self.client.post(SCREEN).status_code, 405)


class FileTests(ReadershipTestCase):
    def lines(self, address=SCREEN, **query):
        response = self.client.get(address, query)
        self.assertIn("attachment", response["Content-Disposition"])
        return response.content.decode().removeprefix("\ufeff").splitlines()

    def test_stories_come_with_the_types_of_referrers_by_language(self):
        head, line = self.lines(file="stories")
        self.assertTrue(head.startswith("Story,Language,Headline,Page views,Direct,Search and portals"))
        self.assertEqual(line, f"{self.story.pk},en,Harbor opens,1234,0,1000,0,0,0,0,0,234")

    def test_headline_is_no_formula(self):
        story = make_published(title_en="=HYPERLINK(1)")
        HourOfReading.objects.create(article_id=story.pk, language="en", hour=NOON, reads=1)
        self.assertIn("'=HYPERLINK(1)", self.lines(file="stories")[-1])

    def test_columns_of_the_chart_have_a_line_each(self):
        lines = self.lines(file="times")
        self.assertEqual((len(lines), lines[-1]), (25, "2026-03-02T12:00:00+00:00,1234,0"))

    def test_each_file_is_in_the_security_log(self):
        self.lines(file="stories")
        self.lines(f"{SCREEN}{self.story.pk}/", file="times", period="day")
        recorded = [one.details for one in SecurityEvent.objects.order_by("pk")]
        expected = {"what": "readership", "format": "CSV"}
        self.assertEqual(
            [one for one in recorded if one.get("what")],
            [expected | {"count": 1}, expected | {"count": 24, "stories": [self.story.pk]}],
        )
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertContains(self.client.get("/admin/security/securityevent/"), "Readership")


class StoryTests(ReadershipTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.address = f"{SCREEN}{cls.story.pk}/"

    def test_shows_the_editions_and_marks_them(self):
        page = page_of(self.client.get(self.address))
        self.assertEqual(len(page.xpath("//*[@class='readership-mark']")), 2)
        editions = self.rows("@aria-labelledby='readership-editions'", self.address)
        self.assertEqual([row[1].split()[-1] for row in editions], ["Original", "Original"])
        self.assertRegex(editions[0][2], r"^[A-Z][a-z]+\.? \d+, \d{4}, ")
        [chosen] = page.xpath("//nav[@aria-label='Period']//a[@aria-current]")
        self.assertEqual(chosen.text, "Since publication")

    def test_form_of_the_story_leads_here_once_it_is_published(self):
        draft = make_article()
        form = f"/admin/articles/article/{self.story.pk}/change/"
        self.assertContains(self.client.get(form), f'href="{self.address}"')
        self.assertNotContains(
            self.client.get(form.replace(str(self.story.pk), str(draft.pk))), SCREEN + str(draft.pk)
        )

    def test_headline_is_that_of_readers_and_not_of_the_draft(self):
        rewrite(self.story, title_en="Not out yet")
        self.clock.shift(HOUR)
        response = self.client.get(self.address)
        self.assertContains(response, "Harbor opens")
        self.assertNotContains(response, "Not out yet")

    def test_story_that_nobody_could_read_has_no_page(self):
        for number in (make_article().pk, 2**63, 10**30):
            self.assertEqual(self.client.get(f"{SCREEN}{number}/").status_code, 404)

    def test_offers_its_own_figures_as_a_file(self):
        response = self.client.get(self.address, {"file": "times", "period": "day"})
        self.assertEqual(len(response.content.splitlines()), 25)
        self.assertEqual(self.client.get(self.address, {"file": "stories"}).status_code, 400)
