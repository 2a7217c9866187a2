"""Successive saves are one expandable line of the history, with the differences from first to last."""

from datetime import timedelta

from articles.workflow.restoration import restore
from articles.workflow.transitions import perform
from tests.articles.admin.story.test_history import HistoryTestCase, words
from tests.factories import make_user, rewrite

MINUTE = timedelta(minutes=1)


class RunTests(HistoryTestCase):
    def save(self, after=MINUTE, by=None, **columns):
        self.clock.shift(after)
        rewrite(self.article, by=by or self.user, **columns)

    def translate(self, count, after=MINUTE):
        for number in range(count):
            self.save(after, body_ko=f"<p>항구 {number}.</p>")

    def lines(self, query=""):
        """Return [number of saves] of the lines on the page."""
        found = self.page(query).xpath("//li[contains(@class, 'record')]")
        return [len(line.xpath(".//details[@class='run']//li")) or 1 for line in found]

    def test_saves_of_one_text_by_one_person_are_one_line(self):
        self.translate(5)
        self.assertEqual(self.lines(), [5, 1])
        [line] = self.page().xpath("//li[contains(@class, 'record')][.//details[@class='run']]")
        self.assertIn("March 2, 2026, 9:01 p.m.–9:05 p.m. · 5 saves · Mina Test", words(line.find("h2")))

    def test_saves_of_one_minute_have_one_time(self):
        self.translate(2, after=timedelta(seconds=5))
        line = self.page().xpath("//li[contains(@class, 'record')]")[0]
        self.assertIn("March 2, 2026, 9 p.m. · 2 saves · Mina Test", words(line.find("h2")))

    def test_its_difference_is_that_from_before_the_first_to_after_the_last(self):
        self.save(body_ko="<p>항구가 열린다.</p>")
        self.clock.shift(31 * MINUTE)
        self.translate(3)
        line = self.page().xpath("//li[contains(@class, 'record')]")[0]
        [text] = line.xpath("./details[@class='change']")
        self.assertEqual([words(one) for one in text.xpath(".//del")], ["removed: 항구가 열린다"])
        self.assertEqual([words(one) for one in text.xpath(".//ins")], ["added: 항구 2"])

    def test_each_save_can_still_be_compared_and_restored(self):
        self.translate(3)
        newest, middle, oldest, first = self.numbers()
        [run] = self.page().xpath("//details[@class='run']")
        self.assertEqual(
            [link for link in run.xpath(".//a/@href") if "from=" in link],
            [f"?from={one}&to={two}" for one, two in ((middle, newest), (oldest, middle), (first, oldest))],
        )
        ways = [f"{self.url}{number}/restore/" for number in (middle, oldest)]
        self.assertEqual([link for link in run.xpath(".//a/@href") if "/restore/" in link], ways)
        self.assertEqual(run.xpath(".//input[@name='from']/@value"), [str(middle), str(oldest)])

    def test_another_person_another_text_or_both_texts_begin_another_line(self):
        self.translate(2)
        self.save(by=make_user("other"), body_ko="<p>다른 항구.</p>")
        self.translate(2)
        self.save(title_en="Harbor closes")
        self.save(title_en="Harbor sleeps", title_ko="항구")
        self.assertEqual(self.lines(), [1, 1, 2, 1, 2, 1])
        self.assertEqual(self.lines("?language=ko"), [1, 2, 1, 2, 1])

    def test_half_an_hour_after_the_first_another_line_begins(self):
        self.translate(5, after=10 * MINUTE)
        self.assertEqual(self.lines(), [1, 4, 1])

    def test_a_step_of_the_text_stands_between_its_saves(self):
        self.translate(2)
        self.clock.shift(MINUTE)
        perform("submit", self.article, language="en", by=self.user)
        self.translate(1)
        self.assertEqual(self.lines(), [3, 1])
        self.save(title_ko="항구", summary_ko="항구가 열린다.")
        perform("submit", self.article, language="ko", by=self.user)
        self.save(title_ko="항구들")
        self.assertEqual(self.lines(), [1, 4, 1])

    def test_what_was_brought_back_and_what_the_system_wrote_stand_alone(self):
        self.translate(2)
        restore(self.article, self.article.history.get(pk=self.numbers()[1]), ["body_ko"], by=self.user)
        self.assertEqual(self.lines(), [1, 2, 1])
        for title in ("항구", "항구들"):
            self.clock.shift(MINUTE)
            rewrite(self.article, title_ko=title)
        self.assertEqual(self.lines(), [1, 1, 1, 2, 1])

    def test_pages_hold_so_many_lines_and_cost_the_same(self):
        for _turn in range(2):
            self.clock.shift(timedelta(hours=1))
            self.translate(26)
            with self.assertNumQueries(11):
                self.client.get(self.url)
        self.assertEqual(self.lines(), [26, 26, 1])
