"""The time machine shows staff every public page at any instant, and is hidden from all others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import TestCase, override_settings
from django.utils import timezone
from time_machine import travel

from articles.models import Section
from articles.publishing import cancel, import_published, quick_fix, withdraw
from newsroom.public.time_machine import InvalidInstant, format_at, parse_instant
from tests.factories import (
    HOUR,
    INSTANT,
    NOON,
    make_article,
    make_publication,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.crawl import crawl
from tests.public.newsdesk import headlines, page_of, tell, texts

EMBARGO = NOON + 24 * HOUR


def stamped(at):
    return {"at": at.isoformat()}


class TimeMachineTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False) as clock:
            make_publication()
            cls.topic = make_topic()
            cls.opened = tell(topics=[cls.topic])
            clock.shift(HOUR)
            cls.held = tell(at=EMBARGO, number=" at last", topics=[cls.topic])
            cls.editor = make_user()

    def setUp(self):
        self.clock = self.enterContext(travel(NOON + 2 * HOUR, tick=False))
        self.client.force_login(self.editor)


class ImportTests(TimeMachineTestCase):
    def test_an_instant_before_an_import_says_that_readers_saw_its_stories_elsewhere(self):
        then = NOON - timedelta(days=900)
        article = make_article(section=make_section("archive"), number=" long ago")
        import_published(article, {"en": then}, origin="harbor.example")
        response = self.client.get("/en/", stamped(then + HOUR))
        self.assertEqual(headlines(response), ["Harbor opens long ago"])
        self.assertContains(response, "Readers saw them elsewhere then.")
        self.clock.shift(HOUR)
        self.assertNotContains(self.client.get("/en/", stamped(NOON + 3 * HOUR)), "elsewhere then")


class EmbargoTests(TimeMachineTestCase):
    def shown(self, at):
        response = self.client.get("/en/", stamped(at))
        self.assertEqual(response.status_code, 200)
        return headlines(response)

    def test_front_page_before_at_and_after_an_embargo_differs_exactly_there(self):
        before, at, after = (self.shown(EMBARGO + step) for step in (-INSTANT, 0 * INSTANT, INSTANT))
        self.assertEqual(before, ["Harbor opens"])
        self.assertEqual(at, ["Harbor opens at last", "Harbor opens"])
        self.assertEqual(after, at)
        self.assertEqual(self.shown(NOON - INSTANT), [])
        self.assertEqual(headlines(self.client.get("/en/")), before)

    def test_so_does_every_page_on_which_the_story_stands(self):
        story = f"/en/articles/{self.held.pk}/harbor-opens-at-last/"
        lists = ["/en/sections/economy/", "/en/topics/harbours/", "/en/2026/03/03/"]
        for address in [story, *lists]:
            with self.subTest(address):
                before = self.client.get(address, stamped(EMBARGO - INSTANT))
                at = self.client.get(address, stamped(EMBARGO))
                self.assertNotContains(before, "at last</", status_code=before.status_code)
                self.assertContains(at, "at last</")
        self.assertEqual(self.client.get(story, stamped(EMBARGO - INSTANT)).status_code, 404)

    def test_what_was_mended_and_what_was_taken_back_is_seen_as_it_was(self):
        self.clock.shift(HOUR)
        quick_fix(self.opened, "en", by=None, headline="Harbour opens")
        self.clock.shift(HOUR)
        withdraw(self.opened, "en", by=None, note="Taken back.")
        address = f"/en/articles/{self.opened.pk}/harbor-opens/"
        told = [self.client.get(address, stamped(NOON + hours * HOUR)) for hours in (2, 3, 4)]
        self.assertEqual([response.status_code for response in told], [200, 200, 410])
        self.assertContains(told[0], "Harbor opens</h1>")
        self.assertContains(told[1], "Harbour opens</h1>")
        self.assertContains(told[2], "Taken back.", status_code=410)

    def test_a_cancelled_edition_is_in_no_future(self):
        cancel(self.held, "en", by=None)
        self.assertEqual(self.shown(EMBARGO + HOUR), ["Harbor opens"])

    def test_no_draft_is_in_any_future(self):
        rewrite(self.opened, title_en="Not yet said")
        make_article(title_en="Not yet written")
        response = self.client.get("/en/", stamped(EMBARGO + 9000 * HOUR))
        self.assertNotContains(response, "Not yet")


class StrangersTests(TimeMachineTestCase):
    def test_nobody_else_finds_it(self):
        reporter = make_user("out-of-house", role=None)
        dismissed = make_user("gone", is_active=False)
        reader = make_user("reader")
        type(reader).objects.filter(pk=reader.pk).update(is_staff=False)
        addresses = ["/en/", "/ko/sections/economy/", f"/en/articles/{self.held.pk}/harbor-opens-at-last/"]
        for user in [None, reporter, dismissed, reader]:
            self.client.logout()
            if user:
                self.client.force_login(user)
            for address in addresses:
                for at in (EMBARGO.isoformat(), "nonsense", ""):
                    with self.subTest(f"{user} {address} {at}"):
                        response = self.client.get(address, {"at": at})
                        self.assertEqual(response.status_code, 404)
                        self.assertNotContains(response, "at last", status_code=404)
                        self.assertNotContains(response, "ribbon", status_code=404)
                        self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_whoever_may_see_editions_may_travel(self):
        for role in ("Reporters", "Korean translators", "English desk", "Administrators"):
            self.client.force_login(make_user(role, role=role))
            self.assertEqual(self.client.get("/en/", stamped(EMBARGO)).status_code, 200)

    def test_without_an_instant_nobody_is_asked_who_they_are(self):
        response = self.client.get("/en/")
        self.assertNotIn("Cookie", response.get("Vary", ""))
        self.assertEqual(response["Cache-Control"], "public, max-age=0, must-revalidate")
        self.assertNotContains(response, "ribbon")
        with self.assertNumQueries(10):
            self.client.get("/en/")


class MannersTests(TimeMachineTestCase):
    def get(self, address="/en/", at=EMBARGO, **query):
        return self.client.get(address, stamped(at) | query)

    def test_no_answer_is_kept_or_found(self):
        story = f"/en/articles/{self.opened.pk}/"
        stories = [story, f"{story}harbor-opens/", f"{story}wrong/", f"{story}harbor-opens/history/"]
        for address in ["/", "/en/", "/ko/", "/en/corrections/", *stories, "/en/nowhere/"]:
            with self.subTest(address):
                response = self.get(address)
                self.assertEqual(response["Cache-Control"], "private, no-store")
                self.assertEqual(response["X-Robots-Tag"], "noindex, nofollow")
                self.assertFalse(response.has_header("ETag"))
        again = self.client.get("/en/", stamped(EMBARGO), headers={"if-none-match": "*"})
        self.assertEqual(again.status_code, 200)
        self.assertEqual(page_of(again).xpath("//meta[@name='robots']/@content"), ["noindex"])

    def test_every_link_stays_at_the_instant(self):
        pages = crawl(self.client, [f"/en/?at={format_at(EMBARGO)}"])
        # The ribbon also links to earlier instants, when a page may not exist yet.
        travelled = {address: answer for address, answer in pages.items() if "at=2026-03-03" in address}
        self.assertGreater(len(travelled), 10)
        broken = {address for address, answer in travelled.items() if answer.status_code >= 400}
        self.assertEqual(broken, set())
        links = page_of(self.get()).xpath("//a[not(@data-leaves)]/@href")
        lost = [link for link in links if link.startswith(("/en/", "/ko/")) and "at=2026" not in link]
        self.assertEqual(lost, [])

    def test_a_redirect_stays_at_the_instant(self):
        for address in (f"/en/articles/{self.held.pk}/", f"/en/articles/{self.held.pk}/wrong/", "/"):
            self.assertIn("/?at=2026-03-03T21%3A00", self.get(address)["Location"])

    def test_the_ribbon_says_when_and_leads_on(self):
        page = page_of(self.get("/en/sections/economy/", NOON + HOUR))
        self.assertIn(
            "as it was on: March 2, 2026, 10:00 p.m. KST", texts(page, "//*[@class='ribbon__words']")[0]
        )
        self.assertEqual(page.xpath("//aside//input[@name='at']/@value"), ["2026-03-02T22:00"])
        ways = dict(zip(texts(page, "//aside//a"), page.xpath("//aside//a/@href"), strict=True))
        self.assertEqual(ways["Previous change"], "/en/sections/economy/?at=2026-03-02T21%3A00")
        self.assertEqual(ways["Next change"], "/en/sections/economy/?at=2026-03-03T21%3A00")
        self.assertEqual(ways["Now"], "/en/sections/economy/")
        ahead = page_of(self.get(at=EMBARGO))
        self.assertIn("as currently planned", texts(ahead, "//*[@class='ribbon__words']")[0])

    def test_the_ribbon_leads_to_where_the_page_is_laid_out_and_back(self):
        for address, name in {
            "/en/": "Front page",
            "/ko/": "Front page",
            "/en/sections/economy/": "Economy",
        }.items():
            with self.subTest(address):
                [way] = page_of(self.get(address)).xpath("//aside//a[contains(@href, 'front-pages')]/@href")
                desk = page_of(self.client.get(way))
                self.assertIn(
                    "As currently planned", texts(desk, "//div[contains(@class, 'front-when')]/p")[0]
                )
                self.assertEqual(texts(desk, "//ul[@class='front-tabs']//a[@aria-current]"), [name])
                [back] = desk.xpath("//a[@hreflang][contains(., 'View as reader')]/@href")
                self.assertEqual(back, f"{address}?at=2026-03-03T21%3A00%3A00%2B09%3A00")
                self.assertContains(self.client.get(back), "ribbon__words")

    def test_who_may_not_see_placements_is_not_led_there(self):
        somebody = make_user("somebody", role=None)
        somebody.user_permissions.add(Permission.objects.get(codename="view_edition"))
        self.client.force_login(somebody)
        page = page_of(self.get())
        self.assertEqual(texts(page, "//aside//a")[-1], "Newsroom")
        self.assertEqual(page.xpath("//aside//a[contains(@href, 'front-pages')]"), [])

    def test_what_is_not_there_at_the_instant_keeps_the_ribbon(self):
        response = self.get("/en/sections/nowhere/")
        self.assertContains(response, "ribbon__words", status_code=404)

    def test_the_masthead_has_the_date_of_the_instant_in_the_newsrooms_zone(self):
        midnight = datetime(2026, 11, 28, 15, tzinfo=UTC)  # in Seoul
        for at, english, korean in (
            (midnight - INSTANT, "Saturday, November 28, 2026", "2026년 11월 28일 토요일"),
            (midnight, "Sunday, November 29, 2026", "2026년 11월 29일 일요일"),
        ):
            for language, words in (("en", english), ("ko", korean)):
                page = page_of(self.client.get(f"/{language}/", stamped(at)))
                [link] = page.xpath("//p[@class='masthead__folio']/a")
                self.assertEqual("".join(link.itertext()), words)
                self.assertIn("/2026/11/29/" if at == midnight else "/2026/11/28/", link.get("href"))

    def test_an_instant_that_is_none_is_explained(self):
        for at in ("", "tomorrow", "2026-13-01", "0001-01-01", "9999-12-31T23:59", "2026-03-02T25:00"):
            with self.subTest(at):
                response = self.client.get("/en/", {"at": at})
                self.assertContains(response, "Invalid date or time", status_code=400)
                self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_it_costs_the_account_and_the_changes_around(self):
        # Session, account, its permissions; five for the changes, one for imports.
        with self.assertNumQueries(8 + 10):
            self.get()

    def test_a_section_of_today_stands_on_the_page_of_then(self):
        section = Section.objects.get()
        section.name_en = "Trade"
        section.save()
        self.assertContains(self.get(at=NOON), "Trade")


class InstantTests(TestCase):
    def test_is_read_in_the_newsrooms_zone(self):
        nine = datetime(2026, 11, 25, 0, tzinfo=UTC)
        for text in (
            "2026-11-25T09:00",
            "2026-11-25 09:00:00",
            "2026-11-25T00:00Z",
            "2026-11-25T01:00+01:00",
            "2026-11-25T01:00 01:00",
        ):
            with self.subTest(text):
                self.assertEqual(parse_instant(text), nine)
        self.assertEqual(parse_instant("2026-11-25"), nine - 9 * HOUR)
        self.assertEqual(format_at(nine), "2026-11-25T09:00")
        self.assertEqual(format_at(nine + INSTANT), "2026-11-25T09:00:00.000001")

    @override_settings(TIME_ZONE="America/New_York")
    def test_clocks_that_are_put_forward_and_back(self):
        self.addCleanup(timezone.get_default_timezone.cache_clear)
        with pytest.raises(InvalidInstant):
            parse_instant("2026-03-08T02:30")
        first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
        self.assertEqual(parse_instant("2026-11-01T01:30"), first)
        for at in (first, first + HOUR, first + timedelta(days=90)):
            self.assertEqual(parse_instant(format_at(at)), at)
