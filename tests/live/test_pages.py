"""Live coverage on readers' pages: the page of the story, the part that browsers ask for, JSON-LD."""

import json

import pytest
from lxml import html

from articles.models import LegalGround
from articles.publishing import withdraw
from articles.redaction.performing import perform_redaction, request_redaction
from newsroom.live.publication import correct_entry, end_coverage, pin_entry, take_down
from newsroom.public.article.live_coverage import entry_html
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_author, make_published, make_user
from tests.live.cases import WORDS, make_live, post, translate
from tests.public.newsdesk import publish_again


class PagesTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by)

    def address(self, language="en", story=None):
        story = story or self.story
        return f"/{language}/articles/{story.pk}/{getattr(story, f'slug_{language}')}/"

    def get(self, language="en", part="", **query):
        response = self.client.get(self.address(language) + part, query)
        self.assertEqual(response.status_code, 200)
        return response

    def page(self, *arguments, **query):
        return html.fromstring(self.get(*arguments, **query).content.decode())

    def texts(self, *arguments, **query):
        found = self.page(*arguments, **query).xpath("//*[@class='live__text']")
        return [" ".join(one.text_content().split()) for one in found]


class StoryTests(PagesTestCase):
    def test_entries_stand_on_the_page_the_newest_first_under_their_anchors(self):
        post(self.story, text="First.", author=make_author())
        self.clock.shift(HOUR)
        post(self.story, text="Second.\n\nWith a paragraph.", kind="quote")
        page = self.page()
        self.assertEqual(page.xpath("//li[@class='live__entry']/@id"), ["e2", "e1"])
        self.assertEqual(self.texts(), ["Second.With a paragraph.", "First."])
        second, first = page.xpath("//p[@class='live__when']")
        self.assertEqual(" ".join(second.text_content().split()), "10:00 p.m. Quote")
        self.assertEqual(" ".join(first.text_content().split()), "9:00 p.m. Bora Testman")
        self.assertEqual(first.xpath("a/@href"), [f"{self.address()}?before=2#e1"])
        self.assertIn("Live", page.xpath("string(//p[@class='kicker'])"))

    def test_a_shared_entry_and_an_edition_are_found_under_the_slug_of_another_day(self):
        for path, query in (("", "?before=2"), ("history/", "?before=3")):
            response = self.client.get(f"/en/articles/{self.story.pk}/storm-nears/{path}{query}")
            self.assertEqual((response.status_code, response.url), (301, f"{self.address()}{path}{query}"))

    def test_an_entry_in_one_language_is_labelled_in_the_other(self):
        entry = post(self.story, "ko")
        page = self.page()
        [shown] = page.xpath("//li[@id='e1']")
        self.assertIn("Only in Korean so far", shown.text_content())
        self.assertEqual(shown.xpath("div/@lang"), ["ko"])
        self.assertNotIn("만 있습니다", self.page("ko").xpath("//li[@id='e1']")[0].text_content())
        translate(entry)
        [shown] = self.page().xpath("//li[@id='e1']")
        self.assertNotIn("Only in", shown.text_content())
        self.assertEqual(self.texts(), [WORDS["en"]])

    def test_a_translation_of_a_corrected_text_says_so(self):
        translate(post(self.story))
        self.clock.shift(HOUR)
        correct_entry(self.story, 1, "en", "It was ten.", by=self.by, seen=1, note="Not nine.")
        [here] = self.page().xpath("//li[@id='e1']")
        self.assertIn("Changed 10:00 p.m.: Not nine.", " ".join(here.text_content().split()))
        [there] = self.page("ko").xpath("//li[@id='e1']")
        self.assertIn("정정되었습니다", there.text_content())
        self.clock.shift(24 * HOUR)
        [here] = self.page().xpath("//li[@id='e1']")
        self.assertIn("Changed March 2, 2026, 10:00 p.m.", " ".join(here.text_content().split()))

    def test_key_points_stand_above_the_entries_in_either_language(self):
        post(self.story, "ko", is_pinned=True)
        post(self.story, text="Not pinned.")
        [points] = self.page().xpath("//*[@class='live__key']")
        self.assertIn(WORDS["ko"], points.text_content())
        self.assertIn("Only in Korean so far", points.text_content())
        self.assertNotIn("Not pinned.", points.text_content())

    def test_of_many_key_points_the_newest_ten_are_shown_in_the_language_of_the_page(self):
        translate(post(self.story, "ko", is_pinned=True))
        for _number in range(19):
            post(self.story, "ko", is_pinned=True)
        self.assertEqual(len(self.page().xpath("//*[@class='live__key']//li")), 10)

    def test_pages_hold_each_entry_once(self):
        for number in range(1, 46):
            entry = post(self.story, text=f"Entry {number}.")
            if number % 2:
                translate(entry)
        found, address = [], self.address()
        while address:
            page = html.fromstring(self.client.get(address).content.decode())
            found += page.xpath("//li[@class='live__entry']/@id")
            address = next(iter(page.xpath("//section[@id='live']//a[@rel='next']/@href")), "")
        self.assertEqual(found, [f"e{number}" for number in range(45, 0, -1)])
        for before in ("0", "1", "-1", "x", "99999999999", "1 OR 1"):
            with self.subTest(before):
                self.assertEqual(self.client.get(self.address(), {"before": before}).status_code, 404)

    def test_an_entry_that_was_taken_down_leaves_a_notice_in_its_place(self):
        for number in (1, 2, 3):
            post(self.story, text=f"zz{number}zz", author=make_author(slug=f"a{number}"), kind="quote")
        correct_entry(self.story, 2, "en", "zz2zz again", by=self.by, seen=1, note="Not so.")
        self.clock.shift(HOUR)
        take_down(self.story, 2, by=self.by)
        for language, words in (("en", "This entry was taken down."), ("ko", "이 글은 내려졌습니다.")):
            for part, query in (("", {}), ("", {"before": 3}), ("live/", {})):
                page = self.page(language, part, **query)
                with self.subTest(language=language, part=part, query=query):
                    [notice] = page.xpath("//li[@id='e2']")
                    self.assertEqual(notice.xpath("string(p[2])"), words)
                    self.assertEqual(len(notice.xpath("p | div | p/span")), 2)
                    self.assertNotIn("zz2zz", page.text_content())
                    self.assertIn("zz1zz", page.text_content())
        self.assertEqual(self.page().xpath("//li[@class='live__entry']/@id"), ["e3", "e2", "e1"])

    def test_the_address_of_the_lowest_entry_says_when_it_was_taken_down(self):
        post(self.story, text="zzfirstzz")
        post(self.story, text="Second.")
        self.assertEqual(self.client.get(self.address(), {"before": 3}).status_code, 200)
        take_down(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        answer = self.client.get(self.address(), {"before": 2})
        self.assertContains(answer, "This entry was taken down.", status_code=410)
        self.assertNotContains(answer, "zzfirstzz", status_code=410)
        page = html.fromstring(answer.content.decode())
        self.assertIn(f"{self.address()}#live", page.xpath("//a/@href"))
        self.assertEqual(self.client.get(self.address(), {"before": 1}).status_code, 404)

    def test_when_it_has_ended_the_entries_stay_readable_and_nobody_asks_again(self):
        post(self.story)
        self.assertContains(self.get(), "js/live")
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.assertEqual(self.texts(), [WORDS["en"]])
        self.assertNotContains(self.get(), "js/live")
        self.assertContains(self.get(), "The live coverage has ended.")
        [kicker] = self.page().xpath("//header//p[@class='kicker']")
        self.assertNotIn("Live", kicker.text_content())

    def test_text_is_never_markup(self):
        post(self.story, text="<script>alert(1)</script> & https://example.org/a?b=1&c=2.")
        [text] = self.page().xpath("//*[@class='live__text']")
        self.assertEqual(
            text.text_content().strip(), "<script>alert(1)</script> & https://example.org/a?b=1&c=2."
        )
        self.assertEqual(text.xpath(".//a/@href"), ["https://example.org/a?b=1&c=2"])

    def test_pages_cost_the_same_with_many_entries(self):
        post(self.story)
        self.get()
        with self.assertNumQueries(4) as few:
            self.client.get(self.address() + "live/")
        for _number in range(30):
            translate(post(self.story))
        with self.assertNumQueries(len(few)):
            self.client.get(self.address() + "live/")

    def test_other_stories_cost_no_query_more(self):
        other = make_published(number=" calm")
        self.assertNotContains(self.client.get(self.address(story=other)), "live")
        self.assertEqual(self.client.get(self.address(story=other) + "live/").status_code, 404)


class LeakTests(PagesTestCase):
    def seen(self, at=None):
        """Return all of the story that readers see at an instant."""
        query = {"at": at} if at else {}
        pages = [(code, part) for code in ("en", "ko") for part in ("", "live/", "history/", "side-by-side/")]
        found = [self.client.get(self.address(code) + part, query) for code, part in pages]
        found += [
            self.client.get(f"/{code}/{path}", query) for code in ("en", "ko") for path in ("", "feed.json")
        ]
        return " ".join(answer.content.decode() for answer in found)

    def test_an_entry_is_seen_in_its_time_alone(self):
        self.client.force_login(self.by)
        self.clock.shift(HOUR)
        translate(post(self.story, text="zztakenzz", is_pinned=True), "zztakenzz 항구")
        self.clock.shift(HOUR)
        post(self.story, text="zzwrongzz")
        correct_entry(self.story, 2, "en", "zzrightzz", by=self.by, seen=1)
        take_down(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        for at, words in (
            (None, {"right"}),
            ("2026-03-02T21:30", set()),
            ("2026-03-02T22:30", {"taken"}),
            ("2026-03-02T23:30", {"right"}),
            ("2027-03-02T23:30", {"right"}),
        ):
            seen = self.seen(at)
            with self.subTest(at):
                self.assertEqual(
                    {word for word in ("taken", "wrong", "right") if f"zz{word}zz" in seen}, words
                )

    def test_the_time_machine_steps_to_entries_and_shows_the_state_of_then(self):
        self.clock.shift(HOUR)
        post(self.story)
        self.clock.shift(HOUR)
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.client.force_login(self.by)
        then = self.page(at="2026-03-02T22:30")
        self.assertEqual(len(then.xpath("//li[@class='live__entry']")), 1)
        self.assertNotIn("has ended", then.text_content())
        self.assertFalse(then.xpath("//*[@data-live]"))
        times = " ".join(then.xpath("//a/@href"))
        self.assertIn("at=2026-03-02T22%3A00", times)
        self.assertIn("at=2026-03-02T23%3A00", times)

    def test_a_withdrawn_story_takes_its_entries_along(self):
        post(self.story, text="zzgonezz")
        withdraw(self.story, "en", by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        for part in ("", "live/"):
            answer = self.client.get(self.address() + part)
            self.assertEqual(answer.status_code, 410)
            self.assertNotContains(answer, "zzgonezz", status_code=410)

    def test_an_entry_does_not_come_back_with_its_story(self):
        translate(post(self.story, text="zzgonezz"), "한국어로 남은 글이다.")
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        self.assertEqual(self.texts("ko"), ["한국어로 남은 글이다."])
        publish_again(self.story)
        self.clock.shift(HOUR)
        self.assertEqual(self.texts(), ["한국어로 남은 글이다."])
        pin_entry(self.story, 1, by=self.by)
        self.assertNotContains(self.get(), "zzgonezz")
        self.client.force_login(self.by)
        self.assertIn("zzgonezz", self.texts(at="2026-03-02T21:30"))
        self.assertContains(
            self.client.get(f"/admin/live/{self.story.pk}/"),
            "This text was removed when the story was withdrawn",
        )
        self.client.logout()
        correct_entry(self.story, 1, "en", "It is true.", by=self.by, seen=1)
        self.assertEqual(self.texts(), ["It is true."])

    def test_an_entry_in_a_language_that_was_withdrawn_is_not_in_the_other_either(self):
        post(self.story, "ko", "zzgonezz", is_pinned=True)
        self.clock.shift(HOUR)
        withdraw(self.story, "ko", by=self.by, note="사실이 아니었다.")
        self.clock.shift(HOUR)
        for part in ("", "live/"):
            self.assertNotContains(self.get(part=part), "zzgonezz")

    def test_removed_words_are_gone_and_the_page_says_so(self):
        post(self.story, text="Bora Testman said it.")
        words = request_redaction(words="Bora Testman", ground=LegalGround.COURT, reference="1", by=self.by)
        perform_redaction(words, by=make_user("second"))
        self.assertNotContains(self.get(), "Testman said")
        self.assertIn("legal", self.page().xpath("string(//li[@id='e1'])"))
        pin_entry(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        self.assertIn("legal", self.page().xpath("string(//li[@id='e1'])"))


class MachineTests(PagesTestCase):
    def node(self):
        [text] = self.page().xpath("//script[@type='application/ld+json']/text()")
        return next(one for one in json.loads(text)["@graph"] if "articleSection" in one)

    def test_structured_data_of_a_live_story(self):
        post(self.story, author=make_author())
        self.clock.shift(HOUR)
        pin_entry(self.story, 1, by=self.by)
        node = self.node()
        self.assertEqual(node["@type"], "LiveBlogPosting")
        self.assertEqual(node["coverageStartTime"], "2026-03-02T21:00:00+09:00")
        self.assertNotIn("coverageEndTime", node)
        post(self.story, text="zztakenzz")
        take_down(self.story, 2, by=self.by)
        self.clock.shift(HOUR)
        node = self.node()
        self.assertEqual(node["dateModified"], "2026-03-02T22:00:00+09:00")
        [update] = node["liveBlogUpdate"]
        self.assertEqual((update["articleBody"], update["inLanguage"]), (WORDS["en"], "en"))
        self.assertEqual(update["author"]["name"], "Bora Testman")
        self.assertTrue(update["url"].endswith("?before=2#e1"))
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.assertEqual(self.node()["coverageEndTime"], "2026-03-02T23:00:00+09:00")

    def test_a_sponsored_story_stays_an_advertisers_while_it_is_live(self):
        self.story = make_live(
            by=self.by, number=" 2", is_sponsored=True, sponsor_en="Paints", languages=("en",)
        )
        post(self.story, text="See https://paints.example/.")
        node = self.node()
        self.assertEqual(node["@type"], ["AdvertiserContentArticle", "LiveBlogPosting"])
        self.assertEqual(node["sponsor"]["name"], "Paints")
        [rel] = self.page().xpath("//*[@class='live__text']//a/@rel")
        self.assertEqual(rel, "sponsored noopener")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\nTwo.\n\nThree.", "<p>One.<br>Two.</p><p>Three.</p>"),
        ("On https://ex.org/a, so", '<p>On <a href="https://ex.org/a">https://ex.org/a</a>, so</p>'),
        ("https://bank.example@evil.example/", "<p>https://bank.example@evil.example/</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
    ],
)  # fmt: skip
def test_text_as_html(text, expected):
    assert entry_html(text) == expected
