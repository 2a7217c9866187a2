"""The feed of corrections: each is an entry of its own, which stays as it was."""

import re

from articles.models import EditionKind
from articles.publishing import quick_fix, withdraw_together
from tests.factories import HOUR, rewrite
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
