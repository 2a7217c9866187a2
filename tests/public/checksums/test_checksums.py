"""The checksums of days: the page in both languages, and the file."""

from datetime import date, timedelta
from unittest import mock

from articles.models import DayDigest
from articles.publishing.verification import day_digests
from newsroom.public.lists import checksums
from newsroom.public.pagination import PAGE_SIZE
from tests.articles.models.test_day_digest import DAY, MIDNIGHT, SETTLING, seal
from tests.factories import HOUR, INSTANT, NOON, make_user
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, tell, texts

ADDRESS, FILE = "/en/checksums/", "/checksums.json"


class ChecksumCase(ArticleCase):
    def page(self, address=ADDRESS):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return page_of(response)

    def days(self, address=ADDRESS):
        return texts(self.page(address), "//h2[@class='card__when']")

    def seal_days(self, end, *, since=0):
        """Log an edition on each day, counted from the second of March. Move the clock to the day `end`."""
        for number in range(since, end):
            seal(NOON + number * DAY)
        self.clock.move_to(NOON + end * DAY, tick=False)


class PageTests(ChecksumCase):
    def test_no_day_has_ended_yet(self):
        tell()
        self.assertEqual(
            texts(self.page(), "//main//p")[-1],
            "No checksums yet. The first one appears when the first day has ended.",
        )

    def test_days_are_listed_newest_first_with_their_checksums(self):
        self.seal_days(3)
        page = self.page()
        self.assertEqual(self.days(), ["March 4, 2026", "March 3, 2026", "March 2, 2026"])
        self.assertEqual(page.xpath("//article/@id"), ["day-2026-03-04", "day-2026-03-03", "day-2026-03-02"])
        self.assertEqual(page.xpath("//article//time/@datetime")[0], "2026-03-04")
        digests = [one.digest for one in DayDigest.objects.unstored(NOON + 9 * DAY)]
        self.assertEqual(texts(page, "//article//code"), digests[::-1])

    def test_stored_and_computed_days_are_one_list_and_reading_stores_nothing(self):
        self.seal_days(4)
        before = texts(self.page(), "//article//code")
        self.assertEqual(DayDigest.objects.count(), 0)
        day_digests.catch_up()
        self.assertEqual(DayDigest.objects.count(), 3)
        self.assertEqual(texts(self.page(), "//article//code"), before)

    def test_a_day_appears_shortly_after_midnight_in_seoul(self):
        seal(MIDNIGHT - INSTANT), seal(MIDNIGHT)
        self.clock.move_to(MIDNIGHT + SETTLING - INSTANT, tick=False)
        self.assertEqual(self.days(), [])
        self.clock.move_to(MIDNIGHT + SETTLING, tick=False)
        self.assertEqual(self.days(), ["March 2, 2026"])
        day_digests.catch_up()
        self.clock.move_to(MIDNIGHT + SETTLING - INSTANT, tick=False)
        self.assertEqual(self.days(), [])

    def test_a_past_instant_shows_the_days_that_had_ended(self):
        self.seal_days(4)
        day_digests.catch_up()
        self.client.force_login(make_user())
        self.assertEqual(self.days(f"{ADDRESS}?at=2026-03-04T09:00"), ["March 3, 2026", "March 2, 2026"])
        self.assertEqual(len(self.days(f"{ADDRESS}?at=2027-03-04T09:00")), 4)

    def test_korean_page_says_it_in_korean(self):
        self.seal_days(1)
        page = self.page("/ko/checksums/")
        self.assertEqual(texts(page, "//h1 | //h2[@class='card__when']"), ["검증값", "2026년 3월 2일"])
        self.assertIn("그날까지 게재된 글은 바뀌지 않은 것입니다.", texts(page, "//header//p")[-1])
        alternates = page.xpath("//link[@rel='alternate'][@hreflang='en']/@href")
        self.assertEqual(alternates, [f"http://testserver{ADDRESS}"])

    def test_corrections_and_histories_lead_there(self):
        story = tell()
        for address in ("/en/corrections/", f"/en/articles/{story.pk}/harbor-opens/history/"):
            self.assertIn(ADDRESS, self.page(address).xpath("//main//a/@href"), address)

    def test_it_goes_on_by_day_and_costs_the_same(self):
        self.seal_days(2)
        day_digests.catch_up()
        with self.assertNumQueries(7):
            self.page()
        self.seal_days(PAGE_SIZE + 2, since=2)
        day_digests.catch_up()
        with self.assertNumQueries(7):
            page = self.page()
        self.assertEqual(len(page.xpath("//article")), PAGE_SIZE)
        [older] = page.xpath("//a[@rel='next']/@href")
        self.assertEqual(self.days(older), ["March 3, 2026", "March 2, 2026"])
        page = self.page(older)
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])
        self.assertEqual(page.xpath("//nav[@class='paging']/a/@href"), [ADDRESS])
        self.assertEqual(texts(page, "//title"), ["Checksums: before March 4, 2026 · The Test Harbor"])

    def test_a_day_that_is_none_is_not_found(self):
        self.seal_days(1)
        for before in ("x", "2026-02-30", "20260303", "2026-W10-1", "2026-03-02", ""):
            for address in (ADDRESS, FILE):
                self.assertEqual(self.status(f"{address}?before={before}"), 404, before)


class FileTests(ChecksumCase):
    def test_file_has_the_days_of_the_page(self):
        self.seal_days(2)
        found = self.client.get(FILE).json()
        digests = texts(self.page(), "//article//code")
        self.assertEqual(found["days"][0], {"day": "2026-03-03", "digest": digests[0]})
        self.assertEqual([one["digest"] for one in found["days"]], digests)
        self.assertEqual((found["time_zone"], "next" in found), ("Asia/Seoul", False))

    def test_file_is_bounded_and_leads_to_older_days(self):
        self.seal_days(5)
        with mock.patch.object(checksums, "FILE_SIZE", 2):
            found = self.client.get(FILE).json()
            self.assertEqual(found["next"], "http://testserver/checksums.json?before=2026-03-05")
            older = self.client.get(found["next"]).json()
        self.assertEqual([one["day"] for one in older["days"]], ["2026-03-04", "2026-03-03"])

    def test_file_is_empty_at_first_and_costs_three_queries(self):
        self.assertEqual(self.client.get(FILE).json()["days"], [])
        self.seal_days(9)
        with self.assertNumQueries(3):
            self.client.get(FILE)

    def test_it_is_asked_for_again_by_its_etag(self):
        self.seal_days(2)
        etag = self.client.get(FILE)["ETag"]
        self.assertEqual(self.client.get(FILE, headers={"if-none-match": etag}).status_code, 304)

    def test_it_has_no_past(self):
        self.client.force_login(make_user())
        self.assertEqual(self.status(f"{FILE}?at=2026-03-02"), 404)


class RealDayTests(ChecksumCase):
    def test_what_is_published_the_next_day_changes_no_checksum(self):
        tell()
        self.clock.move_to(MIDNIGHT + HOUR, tick=False)
        before = texts(self.page(), "//article//code")
        tell(number=" 2")
        day_digests.catch_up()
        self.assertEqual(texts(self.page(), "//article//code"), before)
        self.assertEqual(DayDigest.objects.get().day, date(2026, 3, 2))
        self.clock.shift(timedelta(days=1))
        self.assertEqual(texts(self.page(), "//article//code")[1:], before)
