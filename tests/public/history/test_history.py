"""The history of a story, as readers see it."""

from articles.models import EditionKind
from articles.publishing import quick_fix, withdraw
from newsroom.public.article.history import PAGE_SIZE
from tests.factories import HOUR, make_published, rewrite
from tests.public.article.test_article import FULL_KO, ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts, words_of

BODY = "<p>The harbor opens on Monday.</p><p>Ships wait.</p>"


class HistoryTests(ArticleCase):
    def setUp(self):
        super().setUp()
        self.story = make_published(body_en=BODY)
        self.address = f"/en/articles/{self.story.pk}/harbor-opens/history/"

    def publish(self, kind=EditionKind.UPDATE, note="", **columns):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        publish_again(self.story, kind=kind, note=note)

    def page(self, query=""):
        response = self.client.get(self.address + query)
        self.assertEqual(response.status_code, 200)
        return page_of(response)

    def names(self, page):
        return [heading.text.strip() for heading in page.xpath("//section[@class='changes']/h2")]

    def test_the_newest_edition_comes_first_with_what_it_changed(self):
        self.publish(title_en="Harbor closes")
        self.publish(EditionKind.CORRECTION, "It is Tuesday.", body_en=BODY.replace("Monday", "Tuesday"))
        page = self.page()
        self.assertEqual(self.names(page), ["Correction", "Updated", "First published"])
        self.assertEqual(len(page.xpath("//section//h2//time")), 3)
        changed = [words.replace("[removed: ", "-").replace("[added: ", "+").replace("]", "")
                   for words in texts(page, "//section[1]/p")]  # fmt: skip
        self.assertEqual(changed, ["It is Tuesday.", "The harbor opens on -Monday+Tuesday.", "…"])
        self.assertEqual(texts(page, "//section[2]/h3"), ["Headline"])
        self.assertEqual(page.xpath("//section[3]//ins | //section[3]//del"), [])

    def test_a_number_in_a_table_is_told_with_its_row(self):
        table = "<table><thead><tr><th><p>Month</p></th><th><p>Ships</p></th></tr></thead>"
        table += "<tbody><tr><td><p>May</p></td><td><p>48</p></td></tr></tbody></table>"
        self.publish(body_en=BODY + table)
        self.publish(EditionKind.CORRECTION, "It is 38.", body_en=BODY + table.replace("48", "38"))
        changed = texts(self.page(), "//section[1]/p")
        self.assertEqual(changed, ["It is 38.", "…", "May · [removed: 48][added: 38]"])

    def test_a_mended_typo_is_counted_and_its_words_are_shown_no_more(self):
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, headline="Harbour opens")
        self.assertEqual(self.names(self.page()), ["First published"])
        self.publish(summary_en="It opens.")
        self.assertEqual(texts(self.page(), "//section[1]/h3"), ["Summary"])
        self.assertNotIn("Harbor opens", words_of(self.page().xpath("//main//section")[0]))

    def test_a_correction_that_repeats_the_text_says_so(self):
        self.publish(EditionKind.CORRECTION, "The typo above was ours.")
        self.assertIn("The wording did not change.", texts(self.page(), "//section[1]/p"))

    def test_a_story_that_came_back_tells_that_it_was_gone(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="Under review.")
        self.publish(title_en="Harbor closes")
        page = self.page()
        self.assertEqual(self.names(page), ["Updated", "Withdrawal", "First published"])
        self.assertEqual(texts(page, "//section[2]/p"), ["Under review."])
        self.assertEqual(
            page.xpath("//section//h3"), [], "what was taken back is not shown by what it was not"
        )

    def test_a_story_that_came_back_may_leave_the_words_of_its_old_address_behind(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="Under review.")
        self.publish(title_en="Audit begins", slug_en="audit-begins")
        there = self.address.replace("harbor-opens", "audit-begins")
        for path in ("", "3/"):
            self.assertRedirects(self.client.get(f"{self.address}{path}"), f"{there}{path}", status_code=301)
            self.assertNotContains(self.client.get(f"{there}{path}"), "harbor-opens")
        self.assertEqual(self.client.get(f"{there}1/").status_code, 410)

    def test_a_table_of_checksums_has_a_row_or_is_not_there(self):
        self.clock.shift(HOUR)
        withdraw(self.story, "en", by=None, note="Under review.")
        self.publish(title_en="Harbor closes")
        page = page_of(self.client.get(f"{self.address}?before=3"))
        self.assertEqual(page.xpath("//section[@id='verify']//table"), [])
        told = texts(page, "//section[@id='verify']/p")
        self.assertIn("These editions are no longer available. The daily checksums still cover them.", told)

    def test_the_story_leads_there_once_there_is_something_to_tell(self):
        link = "//a[contains(@href, '/history/')]/@href"
        verify = f"{self.address}#verify"
        self.assertEqual(self.read(self.story).xpath(link), [verify])
        self.publish(title_en="Harbor closes")
        found = set(self.read(self.story).xpath(link))
        self.assertEqual(found, {self.address, verify, f"{self.address}#edition-2"})
        self.assertEqual(
            self.page().xpath("//main//header/p[@class='kicker']/a/@href"),
            [self.address.removesuffix("history/")],
        )

    def test_search_engines_do_not_keep_the_words_that_were_corrected(self):
        page = self.page()
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])
        self.assertEqual(page.xpath("//link[@rel='canonical']/@href"), [f"http://testserver{self.address}"])
        self.assertEqual(page.xpath("//link[@hreflang='ko']"), [])

    def test_the_other_language_has_its_own(self):
        story = tell(languages=("en", "ko"), slug_en="harbor-opens")
        self.address = f"/en/articles/{story.pk}/harbor-opens/history/"
        there = f"{FULL_KO.format(story.pk)}history/"
        page = self.page()
        self.assertEqual(page.xpath("//link[@hreflang='ko']/@href"), [f"http://testserver{there}"])
        self.assertEqual(page.xpath("//a[@class='masthead__language']/@href"), [there])
        self.assertEqual(self.client.get(there).status_code, 200)

    def test_addresses(self):
        wrong = self.address.replace("harbor-opens", "else")
        self.assertRedirects(self.client.get(wrong), self.address, status_code=301)
        for address in (f"/en/articles/{self.story.pk + 9}/x/history/", f"/ko{self.address[3:]}"):
            self.assertEqual(self.status(address), 404)
        for before in ("0", "-1", "x", "1", "9" * 30, "02"):
            self.assertEqual(self.status(f"{self.address}?before={before}"), 404)

    def test_what_was_taken_back_has_no_history(self):
        for kind in EditionKind.NOTICES:
            self.clock.shift(HOUR)
            withdraw(self.story, "en", by=None, note="It was wrong.", kind=kind)
            response = self.client.get(self.address)
            self.assertContains(response, "It was wrong.", status_code=410)
            self.assertNotContains(response, "Ships wait", status_code=410)

    def test_a_long_history_goes_on_on_a_page_of_its_own_at_the_same_cost(self):
        with self.assertNumQueries(8):
            self.page()
        for number in range(2, PAGE_SIZE + 3):
            self.publish(title_en=f"Harbor opens {number}")
        with self.assertNumQueries(8):
            page = self.page()
        self.assertEqual(len(page.xpath("//section[@class='changes']")), PAGE_SIZE)
        self.assertEqual(len(page.xpath("//section[@id='verify']//tbody/tr")), PAGE_SIZE)
        [older] = page.xpath("//a[@rel='next']/@href")
        self.assertEqual(older, f"{self.address}?before=3")
        last = self.page("?before=3")
        self.assertEqual(self.names(last), ["Updated", "First published"])
        self.assertEqual(texts(last, "//ins"), ["[added: 2]"])
