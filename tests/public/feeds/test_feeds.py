"""Feeds as feed readers see them: full texts, permanent ids, and no hidden content."""

import json
from dataclasses import fields
from unittest import mock

import feedparser
from django.test import TestCase, override_settings
from django.utils.http import http_date
from lxml import etree
from time_machine import travel

from articles.models import Wanted
from articles.publishing import quick_fix, withdraw
from newsroom.public.feeds import entries
from newsroom.public.feeds.feed import FeedEntry
from tests.factories import (
    HOUR,
    NOON,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_topic,
    make_user,
    rewrite,
)
from tests.public.newsdesk import make_image, page_of, publish_again, tell

NOTE = {"note": "It opens on Monday.", "note_there": "월요일에 연다."}


class FeedCase(TestCase):
    """A newsroom at noon, and readers of its feeds."""

    @classmethod
    def setUpTestData(cls):
        make_publication(legal_notice_en="All rights reserved.")

    def setUp(self):
        traveller = travel(NOON, tick=False)
        self.clock = traveller.start()
        self.addCleanup(traveller.stop)

    def atom(self, address="/en/feed.atom"):
        """Parse a feed, which must be well-formed."""
        response = self.client.get(address)
        headers = {"content-type": response["Content-Type"]}
        found = feedparser.parse(response.content, response_headers=headers)
        self.assertEqual((found.bozo, found.version), (False, "atom10"), found.get("bozo_exception"))
        return found

    def json(self, address="/en/feed.json"):
        return json.loads(self.client.get(address).content)

    def html(self, address="/en/feed.json"):
        return self.json(address)["items"][0]["content_html"]


class StoryFeedTests(FeedCase):
    def setUp(self):
        super().setUp()
        self.image = make_image(caption_en="At the quay.")
        self.topic, self.author = make_topic(explanation_en="Where ships rest."), make_author()
        self.story = tell(
            languages=("en", "ko"), topics=[self.topic], authors=[self.author], lead_image=self.image,
            body_en='<h2 data-label="lead">Open</h2><aside data-kind="insight"><p>So.</p></aside>'
            f'<p>See <a data-topic="{self.topic.pk}">harbors</a>.</p>'
            f'<figure data-image="{self.image.pk}"><figcaption></figcaption></figure>',
        )  # fmt: skip

    def test_feed_tells_whose_it_is(self):
        feed = self.atom().feed
        self.assertEqual(feed.title, "The Test Harbor")
        self.assertEqual(feed.language, "en")
        self.assertEqual(feed.rights, "All rights reserved.")
        self.assertEqual(feed.link, "http://testserver/en/")
        self.assertEqual(feed.updated, "2026-03-02T12:00:00Z")

    def test_entry_has_all_that_is_printed_over_a_story(self):
        [entry] = self.atom().entries
        self.assertEqual(entry.id, f"tag:localhost,2026:en/articles/{self.story.pk}")
        self.assertEqual(entry.title, "Harbor opens")
        self.assertEqual(entry.summary, "The harbor opens on Monday.")
        self.assertEqual(entry.link, f"http://testserver/en/articles/{self.story.pk}/harbor-opens/")
        self.assertEqual(entry.authors, [{"name": "Bora Testman", "href": self.url("authors/bora-testman")}])
        self.assertEqual([tag.term for tag in entry.tags], ["Economy", "Harbours"])
        self.assertEqual(entry.media_content[0]["url"], f"http://testserver{self.image.file.url}")

    def url(self, path):
        return f"http://testserver/en/{path}/"

    def test_json_feed_says_the_same(self):
        feed = self.json()
        [item] = feed["items"]
        self.assertEqual(feed["version"], "https://jsonfeed.org/version/1.1")
        self.assertEqual(feed["feed_url"], "http://testserver/en/feed.json")
        self.assertEqual(item["id"], f"tag:localhost,2026:en/articles/{self.story.pk}")
        self.assertEqual(item["date_published"], "2026-03-02T12:00:00Z")
        self.assertEqual(item["authors"], [{"name": "Bora Testman", "url": self.url("authors/bora-testman")}])
        self.assertEqual(item["tags"], ["Economy", "Harbours"])
        atom = etree.fromstring(self.client.get("/en/feed.atom").content)
        self.assertEqual(item["content_html"], atom.findtext(".//{*}content"))

    def test_every_field_of_an_entry_is_filled_and_written_in_both_formats(self):
        names = {field.name for field in fields(FeedEntry)}
        for address in ("/en/feed.atom", "/en/feed.json"):
            filled, read = set(), set()

            class WatchedEntry(FeedEntry):
                def __init__(self, filled=filled, **values):
                    filled |= {name for name in values if values[name]}
                    super().__init__(**values)

                def __getattribute__(self, name, read=read):
                    read.add(name)
                    return super().__getattribute__(name)

            with mock.patch.object(entries, "FeedEntry", WatchedEntry):
                self.client.get(address)
            self.assertEqual((names - filled, names - read), (set(), set()), address)

    def test_text_is_whole_without_our_style_sheet_and_away_from_our_site(self):
        html = self.html()
        self.assertIn("<h2><strong>The Lead<span>:</span></strong> Open</h2>", html)
        self.assertIn("<p><strong>Harbor Insight</strong></p><p>So.</p>", html)
        self.assertIn('<a href="http://testserver/en/topics/harbours/">harbors</a>', html)
        self.assertEqual(html.count(f'src="http://testserver{self.image.file.url}/whole-'), 2)
        self.assertEqual(html.count("At the quay."), 2)
        for trace in ('="/', "class=", "aria-", " id=", "loading="):
            self.assertNotIn(trace, html)

    def test_words_that_look_like_an_address_stay_words(self):
        rewrite(self.story, body_en='<p>He wrote src="/x" &amp; y &lt; z.</p>')
        self.clock.shift(HOUR)
        publish_again(self.story, kind="update")
        self.assertIn('<p>He wrote src="/x" &amp; y &lt; z.</p>', self.html())

    def test_each_list_has_its_own_feed(self):
        other = tell(number=" elsewhere", section=make_section("arts"))
        for path in ("sections/economy", "topics/harbours", "authors/bora-testman"):
            feed = self.atom(f"/en/{path}/feed.atom")
            self.assertEqual([entry.title for entry in feed.entries], ["Harbor opens"], path)
            self.assertEqual(feed.feed.link, self.url(path))
        both = [entry.id.rpartition("/")[2] for entry in self.atom().entries]
        self.assertEqual(both, [str(other.pk), str(self.story.pk)])

    def test_languages_never_mix(self):
        tell(languages=("ko",), number=" 혼자")
        self.assertEqual([entry.title for entry in self.atom().entries], ["Harbor opens"])
        korean = self.atom("/ko/feed.atom")
        self.assertEqual([entry.title for entry in korean.entries], ["항구 문 열어 혼자", "항구 문 열어"])
        self.assertEqual(korean.feed.language, "ko")

    def test_brief_leads_to_the_full_text_in_words_of_its_own_language(self):
        story = tell(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, number=" brief", body_en="")
        html = self.html()
        address = story.editions.get(language="ko").get_absolute_url()
        self.assertTrue(html.startswith("<p>The harbor opens on Monday brief.</p>"))
        self.assertIn(
            f'href="http://testserver{address}" hreflang="ko">The full story is in Korean</a>', html
        )

    def test_pages_announce_their_feeds(self):
        page = page_of(self.client.get("/en/sections/economy/"))
        found = page.xpath("//link[@rel='alternate' and @type='application/atom+xml']")
        self.assertEqual(
            [(link.get("title"), link.get("href")) for link in found],
            [
                ("Economy · The Test Harbor", "http://testserver/en/sections/economy/feed.atom"),
                ("The Test Harbor", "http://testserver/en/feed.atom"),
            ],
        )
        page = page_of(self.client.get("/ko/nonsense/"))
        self.assertEqual(page.xpath("//link[@rel='alternate' and @type]"), [])

    def test_a_page_tells_people_where_the_feeds_are(self):
        page = page_of(self.client.get("/en/feeds/"))
        links = page.xpath("//main//td/a/@href")
        self.assertIn("http://testserver/en/sections/economy/feed.json", links)
        for link in links:
            self.assertEqual(self.client.get(link).status_code, 200, link)
        self.assertIn("/en/feeds/", page.xpath("//footer//a/@href"))


class ChangeTests(FeedCase):
    """The entry of a story that changes."""

    def setUp(self):
        super().setUp()
        self.story = tell(languages=("en", "ko"))
        self.clock.shift(HOUR)

    def entry(self, address="/en/feed.atom"):
        [entry] = self.atom(address).entries
        return entry

    def test_mended_typo_moves_nothing_but_the_text(self):
        quick_fix(self.story, "en", by=None, headline="Harbour opens")
        entry = self.entry()
        self.assertEqual(entry.title, "Harbour opens")
        self.assertEqual((entry.published, entry.updated), ("2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z"))

    def test_correction_updates_the_entry_and_says_so(self):
        rewrite(self.story, summary_en="It opens on Monday.")
        publish_again(self.story, kind="correction", **NOTE)
        entry = self.entry()
        self.assertEqual((entry.published, entry.updated), ("2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z"))
        self.assertIn("<h2>Corrections</h2>", entry.content[0].value)
        self.assertIn("It opens on Monday.", entry.content[0].value)

    def test_correction_of_the_other_language_is_told_until_the_text_is_mended(self):
        rewrite(self.story, summary_en="It opens on Monday.")
        publish_again(self.story, kind="correction", **NOTE)
        entry = self.entry("/ko/feed.atom")
        self.assertEqual(entry.updated, "2026-03-02T13:00:00Z")
        self.assertIn("월요일에 연다.", entry.content[0].value)

    def test_name_stays_when_address_and_host_change(self):
        name = self.entry().id
        rewrite(self.story, slug_en="another-name")
        publish_again(self.story, kind="update")
        with override_settings(SITE_URL="https://elsewhere.example"):
            entry = self.entry()
        self.assertEqual(entry.id, name)
        self.assertIn("/another-name/", entry.link)

    def test_name_begins_with_what_the_newsroom_is_called_for_ever(self):
        with override_settings(FEED_AUTHORITY="paper.example"):
            self.assertEqual(self.entry().id, f"tag:paper.example,2026:en/articles/{self.story.pk}")
            self.assertEqual(self.atom().feed.id, "tag:paper.example,2026:en/feed")

    def test_what_is_taken_back_leaves_the_feed_and_is_named_as_gone(self):
        topic, author = make_topic(), make_author()
        gone = tell(topics=[topic], authors=[author], number=" gone")
        tell(authors=[author], number=" stays")
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Not true.")
        for path in ("", "sections/economy/", "authors/bora-testman/"):
            response = self.client.get(f"/en/{path}feed.atom")
            self.assertNotContains(response, "Harbor opens gone")
            name = f'<at:deleted-entry ref="tag:localhost,2026:en/articles/{gone.pk}"'
            self.assertContains(response, name, msg_prefix=path)
        self.assertEqual(self.client.get("/en/topics/harbours/feed.atom").status_code, 404)
        self.assertNotContains(self.client.get("/ko/feed.atom"), "deleted-entry")

    def test_what_is_gone_is_named_where_it_stood_and_not_where_it_will_stand(self):
        topic, planned = make_topic(), make_topic("salt", name_en="Salt")
        author = make_author("planned")
        tell(topics=[topic, planned], authors=[author], number=" stays")
        gone = tell(topics=[topic], number=" gone")
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Not true.")
        rewrite(gone, title_en="Harbor again")
        gone.topics.add(planned)
        gone.bylines.create(author=author, role="text")
        publish_again(gone, at=NOON + 24 * HOUR)
        feeds = ("topics/harbours", "topics/salt", "authors/planned")
        found = [self.client.get(f"/en/{path}/feed.atom").content.count(b"deleted-entry") for path in feeds]
        self.assertEqual(found, [1, 0, 0])

    def test_embargo_holds(self):
        make_published(number=" tomorrow", at=NOON + 24 * HOUR)
        self.assertEqual(self.entry().title, "Harbor opens")
        self.clock.move_to(NOON + 24 * HOUR)
        self.assertEqual(self.atom().entries[0].title, "Harbor opens tomorrow")

    def test_desk_sees_the_feed_of_tomorrow_and_nobody_else_does(self):
        make_published(number=" tomorrow", at=NOON + 24 * HOUR)
        address = "/en/feed.atom?at=2026-03-04"
        self.assertEqual(self.client.get(address).status_code, 404)
        self.client.force_login(make_user())
        response = self.client.get(address)
        self.assertContains(response, "Harbor opens tomorrow")
        self.assertEqual(response["Cache-Control"], "private, no-store")


class AskingAgainTests(FeedCase):
    """A feed reader with the current feed gets 304, but never after a change."""

    def setUp(self):
        super().setUp()
        self.topic = make_topic()
        self.story = tell(languages=("en", "ko"), topics=[self.topic])
        self.clock.shift(HOUR)

    def asked_again(self, header, name, address="/en/feed.atom"):
        """Return a function that asks again with a header of the first answer; it returns the status."""
        first = self.client.get(address)
        return lambda: self.client.get(address, headers={header: first[name]}).status_code

    def test_by_tag_or_by_date(self):
        for address in ("/en/feed.atom", "/en/feed.json", "/ko/feed.atom"):
            self.assertEqual(self.asked_again("if-none-match", "ETag", address)(), 304, address)
            self.assertEqual(self.asked_again("if-modified-since", "Last-Modified", address)(), 304, address)

    def test_a_list_that_a_story_leaves_by_itself_tells_by_tag_alone(self):
        """No date in such a list changes when a scheduled edition takes its story out of it."""
        tell(number=" stays", authors=[make_author()])
        rewrite(self.story, section=make_section("arts"))
        publish_again(self.story, kind="update", at=NOON + 24 * HOUR)
        self.clock.shift(HOUR)
        address = "/en/sections/economy/feed.atom"
        by_tag = self.asked_again("if-none-match", "ETag", address)
        self.assertEqual(by_tag(), 304)
        since = http_date((NOON + 2 * HOUR).timestamp())
        self.clock.move_to(NOON + 25 * HOUR)
        self.assertEqual(by_tag(), 200)
        asked = self.client.get(address, headers={"if-modified-since": since})
        self.assertEqual(asked.status_code, 200)
        for path in ("sections/economy", "topics/harbours", "authors/bora-testman"):
            self.assertNotIn("Last-Modified", self.client.get(f"/en/{path}/feed.atom").headers, path)

    def test_what_readers_could_notice_is_told(self):
        changes = {
            "a fixed typo": lambda: quick_fix(self.story, "en", by=None, headline="Harbour opens"),
            "another name of a topic": lambda: self.rename("Quays"),
            "a new story": lambda: tell(number=" new"),
            "a story that is taken back": lambda: withdraw(self.story, "en", by=None, note="Not true."),
        }
        for words, change in changes.items():
            by_tag = self.asked_again("if-none-match", "ETag")
            by_date = self.asked_again("if-modified-since", "Last-Modified")
            change()
            self.clock.shift(HOUR)
            self.assertEqual((by_tag(), by_date()), (200, 200), words)

    def rename(self, name):
        self.topic.name_en = name
        self.topic.save()

    def test_story_that_begins_by_itself_is_told(self):
        make_published(number=" tomorrow", at=NOON + 24 * HOUR)
        self.clock.shift(HOUR)
        by_date = self.asked_again("if-modified-since", "Last-Modified")
        self.assertEqual(by_date(), 304)
        self.clock.move_to(NOON + 25 * HOUR)
        self.assertEqual(by_date(), 200)

    def test_picture_whose_rights_end_by_themselves_is_told(self):
        tell(lead_image=make_image(rights_until=NOON + 24 * HOUR), number=" pictured")
        self.clock.shift(HOUR)
        by_date = self.asked_again("if-modified-since", "Last-Modified")
        self.assertContains(self.client.get("/en/feed.atom"), "/media/")
        self.assertEqual(by_date(), 304)
        self.clock.move_to(NOON + 25 * HOUR)
        self.assertEqual(by_date(), 200)
        self.assertNotContains(self.client.get("/en/feed.atom"), "/media/")

    def test_second_that_may_hold_another_change_has_no_date(self):
        tell(number=" now")
        self.assertNotIn("Last-Modified", self.client.get("/en/feed.atom"))


class RubbishTests(FeedCase):
    def test_addresses_that_are_no_feed(self):
        make_topic("korean", name_en="")
        for path in (
            "feed.rss", "feed.atom/", "feed", "sections/none/feed.atom", "topics/korean/feed.atom",
            "topics/%00/feed.atom", "authors/%ED%A0%80/feed.json", "topics/" + "a" * 5000 + "/feed.json",
        ):  # fmt: skip
            self.assertEqual(self.client.get(f"/en/{path}").status_code, 404, path[:40])

    def test_feed_of_a_merged_topic_leads_to_where_it_went(self):
        target = make_topic("quays")
        make_topic("harbours", merged_into=target)
        response = self.client.get("/en/topics/harbours/feed.json")
        self.assertRedirects(
            response, "/en/topics/quays/feed.json", status_code=301, fetch_redirect_response=False
        )

    def test_empty_newsroom_has_a_feed_that_can_be_read(self):
        self.assertEqual(self.atom().entries, [])
        self.assertEqual(self.json()["items"], [])

    def test_nothing_but_reading_is_allowed(self):
        self.assertEqual(self.client.post("/en/feed.atom").status_code, 405)
        self.assertEqual(self.client.head("/en/feed.atom").content, b"")
