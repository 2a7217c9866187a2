"""Page views and the list of most-read stories."""

from unittest import mock

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.publishing import withdraw
from newsroom.pageviews.counters import PageViewCounter, compute_rankings, save_rankings, sign_token
from newsroom.pageviews.models import HourOfReading, MostRead
from newsroom.public.article import views
from tests.factories import HOUR, NOON, make_publication, make_published, make_user
from tests.public.newsdesk import page_of, texts

BROWSER = {
    "user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36",
    "sec-fetch-site": "same-origin",
}
TITLES = "//*[@class='most-read__title']"


class ReadingTestCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.enterContext(mock.patch.object(views, "counter", PageViewCounter()))
        make_publication()

    def tell(self, token, language="en", **headers):
        sent = BROWSER | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/{language}/read/", token, content_type="text/plain;charset=UTF-8", headers=sent
        )

    def counted(self):
        return sum(HourOfReading.objects.values_list("reads", flat=True))


class BeaconTests(ReadingTestCase):
    def test_the_token_of_a_page_counts_a_reading_and_leaves_nothing(self):
        story = make_published()
        page = page_of(self.client.get(f"/en/articles/{story.pk}/harbor-opens/"))
        [script] = page.xpath("//script[@data-read]")
        response = self.tell(script.get("data-read"))
        self.assertEqual(script.get("data-to"), "/en/read/")
        self.assertEqual((response.status_code, response.content), (204, b""))
        self.assertEqual(response["Cache-Control"], "private, no-store")
        self.assertFalse(response.cookies)
        [hour] = HourOfReading.objects.values_list("article_id", "language", "hour", "reads")
        self.assertEqual(hour, (story.pk, "en", NOON, 1))

    def test_who_minds_and_who_is_no_person_does_not_count(self):
        token = sign_token(1, "en", NOON)
        for headers in (
            {"sec_gpc": "1"},
            {"dnt": "1"},
            {"sec_fetch_site": "cross-site"},
            {"user_agent": ""},
            {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
            {"user_agent": "Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd)"},
            {"user_agent": "Mozilla/5.0 HeadlessChrome/140.0"},
            {"user_agent": "Mozilla/5.0 (compatible; Daumoa-bot_2; bingbot/2.0)"},
        ):
            with self.subTest(headers):
                self.assertEqual(self.tell(token, **headers).status_code, 204)
                self.assertEqual(self.counted(), 0)

    def test_telephones_that_sound_like_robots_count(self):
        for number, model in enumerate(("CUBOT X30", "CUBOT_X18_Plus", "CUBOT"), 1):
            self.tell(
                sign_token(1, "en", NOON), user_agent=f"Mozilla/5.0 (Linux; Android 10; {model}) Chrome/140.0"
            )
            self.clock.shift(HOUR)
            self.assertEqual(self.counted(), number)

    def test_browsers_inside_of_korean_apps_count(self):
        for number, app in enumerate(("KAKAOTALK 11.5.0", "NAVER(inapp; search; 2000; 12.9.3)"), 1):
            self.tell(sign_token(1, "ko", NOON), "ko", user_agent=f"Mozilla/5.0 (iPhone) {app}")
            self.clock.shift(HOUR)
            self.assertEqual(self.counted(), number)

    def test_another_language_or_an_older_day_does_not_count(self):
        self.assertEqual(self.tell(sign_token(1, "en", NOON), "ko").status_code, 204)
        self.assertEqual(self.tell(sign_token(1, "en", NOON - 72 * HOUR)).status_code, 204)
        self.assertEqual(self.counted(), 0)

    def test_rubbish_is_refused_in_the_language_of_the_page(self):
        for rubbish in (b"", b"\0", b"\xff\xfe", b"1:en:2:3", b"x" * 100, "가".encode()):
            with self.subTest(rubbish):
                self.assertContains(self.tell(rubbish), "not contain a valid page token", status_code=400)
        self.assertContains(self.tell(b"x" * 100_000, "ko"), "너무 깁니다", status_code=413)
        self.assertEqual(self.counted(), 0)

    def test_a_page_reports_the_type_of_the_page_before_it(self):
        self.assertEqual(self.tell(f"{sign_token(1, 'en', NOON)} search").status_code, 204)
        self.assertEqual(HourOfReading.objects.get().from_search, 1)

    def test_made_up_types_and_stories_are_refused_and_store_nothing(self):
        token = sign_token(1, "en", NOON)
        huge = token.replace("1", str(2**63), 1)
        for report in (f"{token} shop", f"{token} example.org", f"{token} search search", f"{huge} search"):
            self.assertEqual(self.tell(report).status_code, 400)
        self.assertEqual(self.tell(f"{token} {'x' * 100}").status_code, 413)
        self.assertFalse(HourOfReading.objects.exists())

    def test_a_form_is_no_report(self):
        self.assertEqual(self.client.post("/en/read/", {"a": "b"}).status_code, 400)

    def test_nothing_but_sending_is_allowed(self):
        for method in ("get", "head", "put", "delete"):
            response = getattr(self.client, method)("/en/read/")
            self.assertEqual((response.status_code, response["Allow"]), (405, "POST"))

    def test_no_session_is_asked_for(self):
        self.client.force_login(make_user())
        with CaptureQueriesContext(connection) as queries:
            self.tell(sign_token(1, "en", NOON))
        self.assertTrue(queries.captured_queries)
        self.assertFalse([query for query in queries if "session" in query["sql"]])


@override_settings(MOST_READ_FROM=10)
class ListTests(ReadingTestCase):
    def setUp(self):
        super().setUp()
        self.stories = [make_published(number=f" {number}") for number in range(5)]
        self.read([50, 10, 30, 20, 9])

    def read(self, numbers, language="en", at=NOON):
        for story, reads in zip(self.stories, numbers, strict=True):
            HourOfReading.objects.create(article_id=story.pk, language=language, hour=at, reads=reads)
        save_rankings(compute_rankings(at))

    def shown(self, address="/en/"):
        return texts(page_of(self.client.get(address)), TITLES)

    def test_the_most_read_stories_stand_in_their_order(self):
        self.assertEqual(self.shown(), [f"Harbor opens {number}" for number in (0, 2, 3, 1)])
        self.assertEqual(self.shown("/ko/"), [])

    def test_a_story_does_not_lead_to_itself(self):
        shown = self.shown(f"/en/articles/{self.stories[0].pk}/harbor-opens-0/")
        self.assertEqual(shown, [f"Harbor opens {number}" for number in (2, 3, 1)])

    def test_what_was_taken_back_is_not_shown(self):
        self.clock.shift(HOUR)
        withdraw(self.stories[2], "en", by=None, note="Taken back.")
        self.assertEqual(self.shown(), [f"Harbor opens {number}" for number in (0, 3, 1)])

    def test_of_fewer_than_three_nothing_is_said(self):
        self.clock.shift(HOUR)
        for number in (2, 3):
            withdraw(self.stories[number], "en", by=None, note="Taken back.")
        self.assertEqual(self.shown(), [])

    def test_yesterday_is_forgotten_and_so_is_an_old_ranking(self):
        self.clock.shift(3 * HOUR)
        self.assertEqual(self.shown(), [])
        save_rankings(compute_rankings(NOON + 3 * HOUR))
        self.assertEqual(len(self.shown()), 4)
        self.clock.shift(22 * HOUR)
        save_rankings(compute_rankings(NOON + 25 * HOUR))
        self.assertEqual(self.shown(), [])
        self.assertFalse(MostRead.objects.exists())

    def test_the_time_machine_shows_none_and_counts_nobody(self):
        self.client.force_login(make_user())
        page = page_of(self.client.get("/en/", {"at": "2026-03-02T21:30"}))
        self.assertEqual(texts(page, TITLES), [])
        story = self.client.get(
            f"/en/articles/{self.stories[0].pk}/harbor-opens-0/", {"at": "2026-03-02T21:30"}
        )
        self.assertEqual(page_of(story).xpath("//script[@data-read]"), [])

    def test_pages_pay_one_query_for_it(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/en/")
        self.assertEqual(len([query for query in queries if "pageviews_" in query["sql"]]), 1)
