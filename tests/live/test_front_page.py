"""The layout “live” of a front page: the latest entries below the lead while it is live."""

from articles.publishing import withdraw
from newsroom.frontpage.models import LayoutKind, LeadPresentation
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import end_coverage, take_down
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_user
from tests.frontpage.slots import placed
from tests.live.cases import make_live, post, translate
from tests.public.newsdesk import make_image, page_of, texts

LIVE = LeadPresentation(LayoutKind.LIVE)


class FrontPageTests(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user()
        cls.story = make_live(by=cls.by)
        placed(cls.story, presentation=LIVE)
        cls.clock.shift(HOUR)

    def entries(self, language="en", **query):
        page = page_of(self.client.get(f"/{language}/", query))
        self.assertEqual(len(page.xpath("//div[contains(@class, 'front--big')]")), 1)
        return texts(page, "//ol[@class='front__live']/li")

    def test_the_three_latest_entries_stand_under_the_lead_with_their_times(self):
        for number in range(1, 5):
            post(self.story, text=f"Entry {number}.")
            self.clock.shift(HOUR)
        self.assertEqual(
            self.entries(),
            ["1:00 a.m. Entry 4.", "12:00 a.m. Entry 3.", "March 2, 2026, 11:00 p.m. KST Entry 2."],
        )

    def test_an_entry_in_the_other_language_is_labelled(self):
        entry = post(self.story, "ko", "항구가 열렸다.")
        self.assertEqual(self.entries(), ["10:00 p.m. Only in Korean so far 항구가 열렸다."])
        translate(entry, "The harbor opened.")
        self.assertEqual(self.entries(), ["10:00 p.m. The harbor opened."])

    def test_a_long_entry_is_shortened(self):
        post(self.story, text="word " * 900)
        [entry] = self.entries()
        self.assertLess(len(entry), 200)

    def test_when_the_coverage_has_ended_it_is_big_news(self):
        post(self.story)
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.assertEqual(self.entries(), [])

    def test_an_entry_that_was_taken_down_or_withdrawn_is_not_there(self):
        post(self.story, text="Gone.")
        post(self.story, "ko", "철회된 글.")
        take_down(self.story, 1, by=self.by)
        withdraw(self.story, "ko", by=self.by, note="사실이 아니었다.")
        self.clock.shift(HOUR)
        self.assertEqual(self.entries(), [])

    def test_the_time_machine_shows_the_entries_of_then(self):
        post(self.story, text="First.")
        self.clock.shift(HOUR)
        take_down(self.story, 1, by=self.by)
        self.clock.shift(HOUR)
        self.client.force_login(self.by)
        self.assertEqual(self.entries(at="2026-03-02T22:30"), ["10:00 p.m. First."])
        self.assertEqual(self.entries(at="2026-03-02T21:30"), [])

    def test_more_entries_cost_no_query_more(self):
        post(self.story)
        with self.assertNumQueries(13):
            self.entries()
        for _number in range(9):
            post(self.story)
        with self.assertNumQueries(13):
            self.entries()

    def test_pictures_of_entries_cost_one_query_more(self):
        for number in (1, 3):
            for _entry in range(number):
                picture = ChosenPicture(make_image(alt_en="A gull", alt_ko="갈매기").pk)
                post(self.story, "ko", picture=picture)
            with self.assertNumQueries(14):
                self.entries()
        shown = page_of(self.client.get("/en/")).xpath("//ol[@class='front__live']//img")
        self.assertEqual([(one.get("alt"), one.get("lang")) for one in shown], [("갈매기", "ko")] * 3)
        end_coverage(self.story, by=self.by)
        self.clock.shift(HOUR)
        self.assertNotContains(self.client.get("/en/"), "갈매기")
