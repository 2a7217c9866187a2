"""The feed of corrections: each is an entry of its own that never changes."""

import re

from django.utils.http import http_date

from articles.models import DayDigest, EditionKind
from articles.models.event import SETTLING
from articles.publishing import quick_fix, withdraw_together
from articles.publishing.verification import day_digests
from newsroom.public.feeds.entries import CHECKSUM_DAYS
from tests.articles.models.test_day_digest import DAY, MIDNIGHT, seal
from tests.factories import HOUR, NOON, rewrite
from tests.public.feeds.test_feeds import NOTE, FeedCase
from tests.public.newsdesk import page_of, publish_again, tell


class CorrectionFeedTests(FeedCase):
    def setUp(self):
        super().setUp()
        self.story = tell(languages=("en", "ko"))
        self.clock.shift(HOUR)
        rewrite(self.story, summary_en="It opens on Monday.")
        publish_again(self.story, kind="correction", **NOTE)
        self.clock.shift(HOUR)

    def test_correction_is_an_entry_in_both_languages(self):
        [entry] = self.atom("/en/corrections/feed.atom").entries
        self.assertEqual(entry.title, "Correction: Harbor opens")
        self.assertEqual(entry.id, f"tag:localhost,2026:en/corrections/{self.story.pk}-en-2")
        self.assert_leads_to(entry.link, f"edition-{self.story.pk}-en-2")
        self.assertIn(
            f'href="http://testserver/en/articles/{self.story.pk}/#corrections"', entry.content[0].value
        )
        self.assertEqual(entry.published, "2026-03-02T13:00:00Z")
        [entry] = self.atom("/ko/corrections/feed.atom").entries
        self.assertEqual(entry.title, "정정: 항구 문 열어")
        self.assertIn("월요일에 연다.", entry.content[0].value)

    def test_what_was_taken_back_is_not_named(self):
        notes = {"en": "Not true.", "ko": "사실이 아니다."}
        withdraw_together(self.story, notes, by=None, kind=EditionKind.RETRACTION)
        [entry] = self.atom("/en/corrections/feed.atom").entries
        self.assertEqual(entry.title, "Retraction: A story published March 2, 2026")
        self.assertIn("Not true.", entry.content[0].value)
        self.assertNotIn("Harbor", str(entry))
        self.assert_leads_to(entry.link, f"edition-{self.story.pk}-en-3")

    def test_an_entry_stays_as_it_was_when_the_story_goes_on(self):
        feeds = [f"/{language}/corrections/feed.atom" for language in ("en", "ko")]
        before = [self.entry(feed) for feed in feeds]
        headlines = {"title_en": "Harbor closes", "slug_en": "y", "title_ko": "항구 닫아", "slug_ko": "y"}
        rewrite(self.story, **headlines)
        publish_again(self.story, kind="update")
        publish_again(self.story, "ko", kind="update")
        self.assertEqual([self.entry(feed) for feed in feeds], before)

    def test_a_name_that_a_quick_fix_takes_off_is_in_no_entry(self):
        quick_fix(self.story, "en", by=None, headline="Quay opens")
        self.assertEqual(self.entry("/en/corrections/feed.atom")[0], "Correction: Quay opens")

    def assert_leads_to(self, link, anchor):
        address, _sign, fragment = link.partition("#")
        self.assertEqual(fragment, anchor)
        listed = self.client.get(address.removeprefix("http://testserver")).content.decode()
        self.assertEqual(re.findall('id="(edition-[^"]+)"', listed)[0], anchor)

    def entry(self, address):
        [entry] = self.atom(address).entries
        return entry.title, entry.link, entry.updated

    def test_what_was_corrected_in_a_text_that_is_taken_back_is_named_as_gone(self):
        notes = {"en": "Not true.", "ko": "사실이 아니다."}
        withdraw_together(self.story, notes, by=None)
        for language in ("en", "ko"):
            name = f'ref="tag:localhost,2026:{language}/corrections/{self.story.pk}-en-2"'
            told = f'<at:deleted-entry {name} when="2026-03-02T14:00:00Z"'
            self.assertContains(self.client.get(f"/{language}/corrections/feed.atom"), told)

    def test_it_is_announced_where_corrections_are_read(self):
        page = page_of(self.client.get("/en/corrections/"))
        links = page.xpath("//link[@rel='alternate']/@href")
        self.assertIn("http://testserver/en/corrections/feed.atom", links)


class ChecksumEntryTests(FeedCase):
    """The checksums of the last days next to the corrections, in both formats and languages."""

    def seal_days(self, end, *, since=0):
        for number in range(since, end):
            seal(NOON + number * DAY)
        self.clock.move_to(NOON + end * DAY, tick=False)

    def test_the_day_is_an_entry_in_both_languages(self):
        self.seal_days(1)
        [day] = DayDigest.objects.unstored(NOON + DAY)
        titles = {"en": "Checksum of March 2, 2026", "ko": "2026년 3월 2일 검증값"}
        for language, title in titles.items():
            [entry] = self.atom(f"/{language}/corrections/feed.atom").entries
            self.assertEqual((entry.title, entry.summary), (title, day.digest))
            self.assertEqual(entry.id, f"tag:localhost,2026:{language}/checksums/2026-03-02")
            self.assertEqual((entry.published, entry.updated), ("2026-03-02T15:00:00Z",) * 2)
            self.assertIn(f"<code>{day.digest}</code>", entry.content[0].value)
            self.assert_leads_to(entry.link, "day-2026-03-02")
            [item] = self.json(f"/{language}/corrections/feed.json")["items"]
            self.assertEqual((item["id"], item["title"], item["url"]), (entry.id, title, entry.link))
            self.assertEqual((item["date_published"], item["language"]), (entry.published, language))
            self.assertEqual(item["content_html"], entry.content[0].value)

    def assert_leads_to(self, link, anchor):
        address, _sign, fragment = link.partition("#")
        self.assertEqual(fragment, anchor)
        page = page_of(self.client.get(address.removeprefix("http://testserver")))
        self.assertEqual(page.xpath("//article/@id")[0], anchor)

    def test_days_and_corrections_are_ordered_by_time(self):
        story = tell(languages=("en", "ko"))
        seal(NOON)
        self.clock.shift(DAY)
        rewrite(story, summary_en="It opens on Monday.")
        publish_again(story, kind="correction", **NOTE)
        self.clock.shift(DAY)
        titles = [entry.title for entry in self.atom("/en/corrections/feed.atom").entries]
        days = ["Checksum of March 3, 2026", "Checksum of March 2, 2026"]
        self.assertEqual(titles, [days[0], "Correction: Harbor opens", days[1]])

    def test_the_last_seven_days_are_told_and_cost_the_same(self):
        self.seal_days(1)
        with self.assertNumQueries(12):
            self.atom("/en/corrections/feed.atom")
        self.seal_days(9, since=1)
        day_digests.catch_up()
        with self.assertNumQueries(12):
            entries = self.atom("/en/corrections/feed.atom").entries
        self.assertEqual(len(entries), CHECKSUM_DAYS)
        self.assertEqual(entries[-1].title, "Checksum of March 4, 2026")

    def test_a_day_is_new_to_whoever_asks_by_date(self):
        tell()
        self.clock.move_to(MIDNIGHT + SETTLING / 2, tick=False)
        seen = self.client.get("/en/corrections/feed.atom")
        self.assertNotIn(b"Checksum of", seen.content)
        self.clock.shift(SETTLING)
        headers = {"if-modified-since": http_date(MIDNIGHT.timestamp() + SETTLING.seconds / 2)}
        again = self.client.get("/en/corrections/feed.atom", headers=headers)
        self.assertContains(again, "Checksum of March 2, 2026")
        headers = {"if-modified-since": again["Last-Modified"]}
        self.assertEqual(self.client.get("/en/corrections/feed.atom", headers=headers).status_code, 304)
