"""Statements on readers' pages: above their story, on front pages and in lists, until their end."""

from lxml import html

from articles.publishing import withdraw
from newsroom.claims.models import ClaimKind
from tests.cases import ClockTestCase
from tests.claims.cases import AGREED, DAY, make_claim, make_statement
from tests.factories import HOUR, NOON, make_published, make_user

LABELS = {
    ClaimKind.CORRECTION: {"en": "Correction", "ko": "정정보도"},
    ClaimKind.REPLY: {"en": "Reply", "ko": "반론보도"},
    ClaimKind.FOLLOW_UP: {"en": "Follow-up report", "ko": "추후보도"},
}


class PagesTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_published(languages=("en", "ko"))

    def get(self, address, **query):
        return self.client.get(address, query, follow=True)

    def page(self, address, **query):
        return html.fromstring(self.get(address, **query).content.decode())

    def statements(self, address, **query):
        return self.page(address, **query).xpath("//section[contains(@class, 'statement')]")


class StoryTests(PagesTestCase):
    def test_each_kind_stands_above_the_story_in_either_language(self):
        for kind, labels in LABELS.items():
            found = make_statement(by=self.by, article=self.story, kind=kind)
            for language, label in labels.items():
                page = self.page(f"/{language}/articles/{self.story.pk}/")
                [shown] = page.xpath(f"//section[@id='statement-{found.pk}']")
                with self.subTest(kind=kind, language=language):
                    self.assertEqual(shown.get("lang"), language)
                    words = shown.text_content()
                    for text in (label, AGREED[f"headline_{language}"], AGREED[f"text_{language}"]):
                        self.assertIn(text, words)
                    first = page.xpath("//main//*[self::section or self::h1]")[0]
                    self.assertEqual(first.tag, "section")

    def test_it_comes_and_goes_by_time_alone_also_for_the_time_machine(self):
        make_statement(by=self.by, article=self.story, live_from=NOON + HOUR)
        address = f"/en/articles/{self.story.pk}/"
        self.assertEqual(self.statements(address), [])
        for at, count in ((NOON + HOUR, 1), (NOON + HOUR + 2 * DAY, 0)):
            self.clock.move_to(at)
            for place in (address, "/en/", "/ko/"):
                self.assertEqual(len(self.statements(place)), count, place)
        self.client.force_login(self.by)
        story = self.get(address).redirect_chain[-1][0]
        self.assertEqual(len(self.statements(story, at="2026-03-03T21:00")), 1)
        self.assertEqual(self.statements(story, at="2026-03-02T21:30"), [])

    def test_a_reply_does_not_call_the_story_corrected(self):
        make_statement(by=self.by, article=self.story)
        for language, word in (("en", "orrected"), ("ko", "정정보도")):
            page = self.page(f"/{language}/articles/{self.story.pk}/")
            main = page.xpath("//main")[0].text_content() + page.xpath("string(//title)")
            data = page.xpath("string(//script[@type='application/ld+json'])")
            self.assertNotIn(word, main)
            self.assertNotIn("CorrectionComment", data)

    def test_a_correction_is_in_the_structured_data(self):
        make_statement(by=self.by, article=self.story, kind=ClaimKind.CORRECTION)
        self.assertContains(self.get(f"/en/articles/{self.story.pk}/"), "CorrectionComment")

    def test_it_stays_above_the_notice_of_a_withdrawn_story(self):
        make_statement(by=self.by, article=self.story)
        withdraw(self.story, "en", by=self.by, note="It was untrue.")
        self.clock.shift(HOUR)
        self.assertEqual(len(self.statements(f"/en/articles/{self.story.pk}/")), 1)
        [shown] = self.statements("/en/")
        self.assertEqual(shown.xpath(".//h2/a"), [])

    def test_only_readers_of_that_story_see_it_above_one(self):
        make_statement(by=self.by, article=self.story)
        other = make_published(number=" again")
        self.assertEqual(self.statements(f"/en/articles/{other.pk}/"), [])

    def test_a_claim_without_a_statement_shows_nothing(self):
        make_claim(by=self.by, article=self.story, accepted=True)
        for place in (f"/en/articles/{self.story.pk}/", "/en/", "/en/corrections/"):
            self.assertNotContains(self.get(place), "항만공사")


class ListTests(PagesTestCase):
    def test_history_list_and_feeds_keep_it_after_its_time(self):
        make_statement(by=self.by, article=self.story)
        self.clock.move_to(NOON + 3 * DAY)
        history = self.get(f"/en/articles/{self.story.pk}/").redirect_chain[-1][0] + "history/"
        self.assertEqual(len(self.statements(history)), 1)
        for language in ("en", "ko"):
            page = self.page(f"/{language}/corrections/")
            [row] = page.xpath("//article[contains(@class, 'card')]")
            label = LABELS[ClaimKind.REPLY][language]
            self.assertEqual(row.xpath("string(.//span[@class='mark'])"), label)
            self.assertContains(self.get(f"/{language}/corrections/feed.atom"), f"{label}: ")

    def test_the_feed_of_stories_shows_it_while_it_is_live(self):
        make_statement(by=self.by, article=self.story)
        self.assertContains(self.get("/en/feed.json"), AGREED["text_en"])
        self.clock.move_to(NOON + 3 * DAY)
        self.assertNotContains(self.get("/en/feed.json"), AGREED["text_en"])

    def test_pages_of_the_list_hold_each_statement_once(self):
        for _number in range(21):
            make_statement(by=self.by, article=self.story)
            self.clock.shift(HOUR)
        first = self.page("/en/corrections/")
        rows = first.xpath("//article[contains(@class, 'card')]/@id")
        [older] = first.xpath("//a[contains(@href, 'before=')]/@href")
        rows += self.page("/en/corrections/" + older[older.index("?") :]).xpath("//article/@id")
        self.assertEqual((len(rows), len(set(rows))), (21, 21))
