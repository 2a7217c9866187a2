"""The list of corrections."""

from unittest import mock

from articles.models import Edition, EditionKind, Publication
from articles.publishing import quick_fix, withdraw, withdraw_together
from newsroom.public.lists import corrections
from newsroom.public.pagination import PAGE_SIZE
from tests.factories import HOUR, make_standing_page, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import page_of, publish_again, tell, texts

ADDRESS = "/en/corrections/"


class CorrectionsCase(ArticleCase):
    def page(self, address=ADDRESS):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return page_of(response)

    def told(self, language="en"):
        """Return [(headline, note)] of the list."""
        page = self.page(f"/{language}/corrections/")
        heads = texts(page, "//*[contains(@class, 'card__headline')]")
        notes = texts(page, "//*[@class='card__summary']")
        return list(zip(heads, notes, strict=True))

    def correct(self, story, language="en", **options):
        self.clock.shift(HOUR)
        rewrite(story, **{f"summary_{language}": f"Harbor 항구 {Edition.objects.count()}"})
        publish_again(story, language, kind=EditionKind.CORRECTION, **({"note": "Wrong."} | options))


class CorrectionsTests(CorrectionsCase):
    def test_nothing_was_wrong_yet(self):
        self.assertEqual(texts(self.page(), "//main//p")[-1], "No corrections yet.")

    def test_the_newest_comes_first_under_the_headline_of_now(self):
        first, second = tell(number=" 1"), tell(number=" 2")
        self.correct(first, note="One.")
        self.correct(second, note="Two.")
        self.correct(first, note="Three.")
        self.clock.shift(HOUR)
        rewrite(first, title_en="Harbor closes")
        publish_again(first)
        self.assertEqual(
            self.told(), [("Harbor closes", "Three."), ("Harbor opens 2", "Two."), ("Harbor closes", "One.")]
        )
        self.assertEqual(self.told("ko"), [])

    def test_each_language_tells_its_own_and_what_it_has_to_carry_over(self):
        story = tell(languages=("en", "ko"))
        self.correct(story, note_there="바로잡습니다.")
        self.assertEqual(self.told("ko"), [("항구 문 열어", "바로잡습니다.")])
        self.correct(story, "ko", note="정정합니다.")
        self.assertEqual(self.told("ko"), [("항구 문 열어", "정정합니다.")])
        self.assertEqual(self.told(), [("Harbor opens", "Wrong.")])

    def test_a_source_tells_what_its_translation_corrected(self):
        story = tell(languages=("en", "ko"))
        self.correct(story, "ko", note="정정합니다.", note_there="It is Tuesday.")
        self.assertEqual(self.told(), [("Harbor opens", "It is Tuesday.")])
        self.correct(story, note="Tuesday.", alone=True)
        self.assertEqual(self.told(), [("Harbor opens", "Tuesday.")])

    def test_what_was_taken_back_tells_why_and_is_not_named(self):
        gone, false = tell(number=" 1"), tell(languages=("en", "ko"), number=" 2")
        self.correct(gone)
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Under review.")
        self.clock.shift(HOUR)
        notes = {"en": "Invented.", "ko": "지어냈다."}
        withdraw_together(false, notes, by=None, kind=EditionKind.RETRACTION)
        page = self.page()
        self.assertEqual(texts(page, "//*[@class='mark']"), ["Retraction", "Withdrawal"])
        story = "A story published March 2, 2026"
        self.assertEqual(self.told(), [(story, "Invented."), (story, "Under review.")])
        self.assertEqual(page.xpath("//div[@class='cards']//a"), [])
        self.assertEqual([note for _story, note in self.told("ko")], ["지어냈다."])

    def test_what_was_corrected_in_a_text_that_was_taken_back_is_told_no_more(self):
        story = tell(languages=("en", "ko"))
        self.correct(story, note="Not Mr Libelled.", note_there="모 씨가 아니다.")
        notes = {"en": "Under review.", "ko": "검토 중이다."}
        self.clock.shift(HOUR)
        withdraw_together(story, notes, by=None)
        self.clock.shift(HOUR)
        rewrite(story, body_en="<p>Another text.</p>", body_ko="<p>다른 글.</p>")
        publish_again(story)
        publish_again(story, "ko")
        self.assertEqual((self.told(), self.told("ko")), ([], []))
        self.correct(story, note="One.", alone=True)
        self.assertEqual(self.told(), [("Harbor opens", "One.")])

    def test_those_not_found_among_the_newest_are_found_among_all(self):
        gone, kept = tell(number=" 1"), tell(number=" 2")
        self.correct(kept, note="Kept.")
        self.correct(gone, note="Gone.")
        self.clock.shift(HOUR)
        withdraw(gone, "en", by=None, note="Withdrawn.")
        for looked_at in (0, 1, 2, 3):
            with mock.patch.object(corrections, "LOOKED_AT", looked_at):
                self.assertEqual([note for _story, note in self.told()], ["Withdrawn.", "Kept."])

    def test_every_page_leads_there(self):
        self.assertIn(ADDRESS, self.page("/en/").xpath("//footer//a/@href"))

    def test_it_goes_on_by_place_and_costs_the_same(self):
        story = tell()
        self.correct(story, note="0.")
        with self.assertNumQueries(10):
            self.page()
        for number in range(1, PAGE_SIZE + 2):
            self.correct(story, note=f"{number}.")
        with self.assertNumQueries(10):
            page = self.page()
        self.assertEqual(len(page.xpath("//article")), PAGE_SIZE)
        [older] = page.xpath("//a[@rel='next']/@href")
        page = self.page(older)
        self.assertEqual(texts(page, "//*[@class='card__summary']"), ["1.", "0."])
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])
        self.assertEqual(page.xpath("//nav[@class='paging']/a/@href"), [ADDRESS])

    def test_a_place_that_is_none_is_not_found(self):
        for before in ("x", "0-1", "ko.1-1", "1-1"):
            self.assertEqual(self.status(f"{ADDRESS}?before={before}"), 404, before)


class WrongAndRightTests(CorrectionsCase):
    def waits(self, language):
        """Return the changes of words in the list of a language."""
        return texts(self.page(f"/{language}/corrections/"), "//p[@class='correction-changes']")

    def test_a_correction_shows_the_words_that_were_wrong_and_leads_to_its_place_in_the_history(self):
        story = tell(body_en="<p>It opens on Monday.</p>")
        self.clock.shift(HOUR)
        quick_fix(story, "en", by=None, headline="Harbour opens")
        self.clock.shift(HOUR)
        rewrite(story, body_en="<p>It opens on Tuesday.</p>")
        publish_again(story, kind=EditionKind.CORRECTION, note="Tuesday.")
        [told] = self.page().xpath("//details[@class='correction-changes']")
        self.assertIn("It opens on [removed: Monday][added: Tuesday].", texts(told, "./p"))
        [address] = told.xpath(".//a/@href")
        self.assertEqual(address.partition("/history/")[2], "?before=4#edition-3")
        history = self.page(address.partition("#")[0])
        self.assertEqual(history.xpath("//section[1]/h2/@id"), ["edition-3"])

    def test_what_waits_for_the_other_language_says_so_and_shows_no_foreign_words(self):
        story = tell(languages=("en", "ko"))
        self.correct(story, note_there="바로잡습니다.")
        page = self.page("/ko/corrections/")
        told = texts(page, "//p[@class='correction-changes']")
        self.assertEqual(told, ["영어 기사는 바로잡았습니다. 한국어 기사는 아직 고치지 않았습니다."])
        self.assertEqual(page.xpath("//details[@class='correction-changes']"), [])

    def test_what_was_mended_without_a_correction_of_its_own_does_not_say_that_it_waits(self):
        story = tell(languages=("en", "ko"))
        self.correct(story, note_there="바로잡습니다.")
        self.assertEqual(len(self.waits("ko")), 1)
        self.clock.shift(HOUR)
        rewrite(story, summary_ko="바로잡은 글.")
        publish_again(story, "ko", kind=EditionKind.UPDATE)
        self.assertEqual((self.waits("ko"), self.told("ko")), ([], [("항구 문 열어", "바로잡습니다.")]))
        self.correct(story, "ko", note="정정합니다.", note_there="It is Tuesday.")
        self.assertEqual(len(self.waits("en")), 1)
        self.clock.shift(HOUR)
        rewrite(story, summary_en="It is mended.")
        publish_again(story, kind=EditionKind.UPDATE)
        self.assertEqual((self.waits("en"), self.told()[0]), ([], ("Harbor opens", "It is Tuesday.")))

    def test_it_says_how_we_correct_and_where_to_tell_of_a_mistake(self):
        make_standing_page(slug="corrections", title_en="Corrections policy", body_en="<p>A</p>")
        publication = Publication.objects.get()
        publication.contact = "desk@paper.example"
        publication.save()
        found = self.page().xpath("//ul[@class='list-head__links']//a/@href")
        self.assertEqual(found, ["/en/pages/corrections/", "/en/checksums/", "mailto:desk@paper.example"])
