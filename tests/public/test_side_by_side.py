"""Both languages of a story on one page, passage by passage."""

from django.db.models import QuerySet

from articles.models import Edition, EditionKind, Wanted
from articles.publishing import quick_fix, withdraw
from tests.factories import HOUR, make_published, make_section, make_topic, make_user, rewrite
from tests.public.article.test_article import FULL_KO, ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts, words_of
from tests.public.test_language_purity import foreign

ENGLISH = "<p>The harbor opens on Monday. Ships wait at sea.</p><p>Nobody knows why.</p><p>Salt is dear.</p>"
KOREAN = "<p>항구가 월요일에 열린다. 배들이 기다린다.</p><p>아무도 까닭을 모른다.</p><p>소금이 비싸다.</p>"
RICH_EN = (
    '<h2 data-label="lead">Ships</h2><aside data-kind="insight"><p>Slow.</p><p>Sure.</p></aside>'
    "<ol><li><p>Soup.</p></li><li><p>Bread.</p></li></ol>"
    "<blockquote><p>We wait.</p><cite>Ida Marrow</cite></blockquote><hr>"
    "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)
RICH_KO = (
    '<h2 data-label="lead">배</h2><aside data-kind="insight"><p>느리다.</p><p>틀림없다.</p></aside>'
    "<ol><li><p>국.</p></li><li><p>빵.</p></li></ol>"
    "<blockquote><p>기다립니다.</p><cite>이다은</cite></blockquote><hr>"
    "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)
PAIRS = "//div[starts-with(@class, 'pair pair--')]"


class SideCase(ArticleCase):
    def setUp(self):
        super().setUp()
        make_section(name_ko="경제")

    def tell(self, body_en=ENGLISH, body_ko=KOREAN, **fields):
        self.story = tell(languages=("en", "ko"), body_en=body_en, body_ko=body_ko, **fields)
        self.addresses = {
            "en": f"/en/articles/{self.story.pk}/harbor-opens/side-by-side/",
            "ko": FULL_KO.format(self.story.pk) + "side-by-side/",
        }

    def response(self, language="en"):
        response = self.client.get(self.addresses[language])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(foreign(response), [])
        return response

    def page(self, language="en"):
        return page_of(self.response(language))

    def pairs(self, language="en"):
        """Return [[texts of both sides, or the notice in place of one]] of the rows below the summary."""
        sides = "./*[contains(@class, 'pair__side') or @class='pair__lack']"
        return [texts(row, sides) for row in self.page(language).xpath(PAIRS)[2:]]

    def publish(self, language="en", kind=EditionKind.UPDATE, **columns):
        self.clock.shift(HOUR)
        rewrite(self.story, **columns)
        publish_again(self.story, language, kind=kind)


class RowTests(SideCase):
    def test_each_passage_stands_beside_its_translation_in_the_order_of_the_pages_language(self):
        self.tell()
        found = self.pairs()
        self.assertEqual(found[1], ["Nobody knows why.", "아무도 까닭을 모른다."])
        self.assertEqual([pair[::-1] for pair in self.pairs("ko")], found)
        self.assertEqual(self.page().xpath(f"{PAIRS}[3]/div/@lang"), ["en", "ko"])

    def test_headline_and_summary_come_first_and_only_the_pages_own_is_the_h1(self):
        self.tell()
        page = self.page("ko")
        self.assertEqual(texts(page, "//h1"), ["항구 문 열어"])
        self.assertEqual(texts(page, f"{PAIRS}[1]//h2[ancestor::*[@lang='en']]"), ["Harbor opens"])

    def test_the_passages_of_the_text_alone_are_counted_from_one(self):
        self.tell("<h2>Why</h2>" + ENGLISH, "<h2>까닭</h2>" + KOREAN)
        page = self.page()
        counted = page.xpath(f"{PAIRS}[a/@class='pair__number']")
        self.assertEqual([pair.get("id") for pair in counted], [f"p{n}" for n in range(1, len(counted) + 1)])
        self.assertEqual(len(page.xpath(PAIRS)), len(counted) + 3, "headline, summary and heading")
        self.assertIn("Why", words_of(page.xpath(f"{PAIRS}[3]")[0]))
        self.assertIn("The harbor opens on Monday.", words_of(counted[0]))

    def test_the_structure_of_both_is_kept(self):
        self.tell(RICH_EN, RICH_KO)
        page = self.page()
        for path in ("h2", "ol/li", "figure[@class='quote']/figcaption", "table"):
            for language in ("en", "ko"):
                self.assertTrue(page.xpath(f"//div[@lang='{language}']//{path}"), (path, language))
        labels = texts(page, "//p[@class='passage__label']")
        self.assertEqual(labels, ["Harbor Insight", "인사이트"], "once, over the first row of its passage")
        self.assertEqual(page.xpath("//ol/@start"), ["2", "2"])
        self.assertEqual(len(page.xpath("//div[contains(@class, 'pair--ruled')]")), 1)

    def test_names_in_the_page_are_given_once(self):
        self.tell("<h2>AI</h2><p>Text.</p>", "<h2>AI</h2><p>글.</p>")
        found = page_of(self.client.get(self.addresses["en"])).xpath("//@id")
        self.assertEqual(len(found), len(set(found)))

    def test_a_picture_of_both_is_shown_once_with_both_captions(self):
        image = make_image(caption_en="A crane.", caption_ko="기중기.")
        figure = f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        self.tell(ENGLISH + figure, KOREAN + figure, lead_image=image)
        page = self.page("ko")
        self.assertEqual(page.xpath("//main//img/@alt"), ["기중기", "기중기"])
        self.assertEqual(texts(page, "//*[@class='picture__caption']"), ["기중기.", "A crane."] * 2)

    def test_a_lead_picture_is_shown_once_with_the_captions_of_the_story(self):
        image = make_image(caption_en="A crane.", caption_ko="기중기.")
        self.tell(lead_image=image, lead_caption_en="Noon & dusk.", lead_caption_ko="정오.")
        page = self.page()
        self.assertEqual(len(page.xpath("//main//img")), 1)
        self.assertEqual(texts(page, "//*[@class='picture__caption']"), ["Noon & dusk.", "정오."])

    def test_links_lead_each_in_its_own_language(self):
        there = tell(languages=("en", "ko"), number=" 2")
        topic = make_topic(explanation_en="Salt.", explanation_ko="소금.")
        tell(languages=("en", "ko"), number=" 3", topics=[topic])
        link = f'<p><a data-article="{there.pk}">{{}}</a> <a data-topic="{topic.pk}">{{}}</a></p>'
        self.tell(link.format("Ships", "Salt"), link.format("배", "소금"))
        found = self.page().xpath(f"{PAIRS}[3]//a/@href")
        self.assertEqual([address[:4] for address in found[1:]], ["/en/", "/en/", "/ko/", "/ko/"])


class AnswerTests(SideCase):
    def test_what_one_lacks_is_told_in_its_place(self):
        self.tell(body_ko=KOREAN.replace("<p>소금이 비싸다.</p>", ""))
        self.assertEqual(self.pairs()[-1], ["Salt is dear.", "Not in the Korean text"])
        self.assertEqual(self.pairs("ko")[-1], ["한국어 기사에는 없습니다", "Salt is dear."])

    def test_what_changed_in_the_source_since_is_told_with_the_sentence(self):
        self.tell()
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        for language, words in (
            ("en", "The English text has changed since this was translated."),
            ("ko", "번역한 뒤 영어 원문이 바뀌었습니다."),
        ):
            [remark] = self.page(language).xpath("//div[@class='pair__remark']")
            self.assertEqual(texts(remark, "./p[1]"), [words])
            self.assertIn("Tuesday", texts(remark, "./p[@lang='en']//ins")[0])

    def test_what_came_and_what_went_since_is_told_apart(self):
        self.tell()
        gone = ENGLISH.replace("<p>Nobody knows why.</p>", "")
        self.publish(body_en=gone + "<p>A storm broke the gate.</p>")
        self.assertEqual(
            self.pairs(),
            [
                [
                    "The harbor opens on Monday. Ships wait at sea.",
                    "항구가 월요일에 열린다. 배들이 기다린다.",
                ],
                ["No longer in the English text", "아무도 까닭을 모른다."],
                ["Salt is dear.", "소금이 비싸다."],
                ["A storm broke the gate.", "Not in the Korean text yet"],
            ],
        )

    def test_a_typo_that_was_mended_in_the_source_is_not_told(self):
        self.tell()
        self.clock.shift(HOUR)
        quick_fix(self.story, "en", by=None, body=ENGLISH.replace("Salt", "Salts"))
        self.assertEqual(self.page().xpath("//div[@class='pair__remark']"), [])
        self.assertEqual(self.pairs()[-1], ["Salts is dear.", "소금이 비싸다."])

    def test_a_translation_that_cuts_a_paragraph_in_two_faces_it_with_both(self):
        self.tell()
        edition = Edition.objects.get(language="ko")
        halves = "<p>항구가 월요일에 열린다.</p><p>배들이 기다린다.</p>"
        kept = [[[0], [0], ""], [[1], [1], ""], [[2], [2, 3], ""], [[3], [4], ""], [[4], [5], ""]]
        body = halves + KOREAN.partition("</p>")[2]
        printed = edition.printed | {"alignment": kept}
        QuerySet(Edition).filter(pk=edition.pk).update(body=body, printed=printed)
        first = "The harbor opens on Monday. Ships wait at sea."
        self.assertEqual(self.pairs()[0], [first, "항구가 월요일에 열린다.배들이 기다린다."])

    def test_what_stands_elsewhere_in_the_other_text_says_so(self):
        self.tell()
        edition = Edition.objects.get(language="ko")
        kept = [[[0], [0], ""], [[1], [1], ""], [[2], [3], ""], [[3], [4], ""], [[4], [2], ""]]
        printed = edition.printed | {"alignment": kept}
        QuerySet(Edition).filter(pk=edition.pk).update(printed=printed)
        remarks = self.page().xpath(f"{PAIRS}[5]/div[@class='pair__remark']")
        self.assertEqual(texts(remarks[0], "./p"), ["This appears elsewhere in the Korean text."])

    def test_texts_of_which_nobody_kept_how_they_answer_are_aligned_by_what_they_are(self):
        self.tell()
        QuerySet(Edition).filter(language="ko").update(source_number=None, printed={"images": {}})
        self.assertEqual(self.pairs()[2], ["Salt is dear.", "소금이 비싸다."])
        self.assertEqual(len(self.page().xpath("//p[@class='column']/span[contains(., 'Original')]")), 0)


class AddressTests(SideCase):
    def test_it_is_there_while_both_texts_are_whole(self):
        alone = make_published(languages=("en",))
        here = f"/en/articles/{alone.pk}/harbor-opens/"
        self.assertRedirects(self.client.get(f"{here}side-by-side/"), here, status_code=302)
        self.assertEqual(self.status(f"/ko/articles/{alone.pk}/x/side-by-side/"), 404)
        self.assertEqual(self.status(f"/en/articles/{alone.pk + 9}/x/side-by-side/"), 404)

    def test_a_brief_has_nothing_to_stand_beside(self):
        story = make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF})
        for language, slug in (("en", "harbor-opens"), ("ko", "x")):
            self.assertEqual(self.status(f"/{language}/articles/{story.pk}/{slug}/side-by-side/"), 302)
            self.assertEqual(self.read(story, language, slug).xpath("//a[contains(@href, 'side-by')]"), [])

    def test_what_was_taken_back_in_one_language_leads_to_the_story_in_the_other(self):
        self.tell()
        self.clock.shift(HOUR)
        withdraw(self.story, "ko", by=None, note="거두어들였다.")
        self.assertEqual(self.status(self.addresses["ko"]), 410)
        story = self.addresses["en"].removesuffix("side-by-side/")
        self.assertRedirects(self.client.get(self.addresses["en"]), story, status_code=302)

    def test_a_wrong_name_leads_to_the_right_one_for_good(self):
        self.tell()
        wrong = self.addresses["en"].replace("harbor-opens", "else")
        self.assertRedirects(self.client.get(wrong), self.addresses["en"], status_code=301)

    def test_the_story_leads_there_from_its_head_in_both_languages(self):
        self.tell()
        for language, slug in (("en", "harbor-opens"), ("ko", "x")):
            found = self.read(self.story, language, slug).xpath("//header//p[@class='story__other']/a[2]")
            self.assertEqual([link.get("href") for link in found], [self.addresses[language]])
            self.assertEqual(found[0].get("lang"), language)

    def test_both_frames_name_each_other_and_neither_is_indexed(self):
        self.tell()
        page = self.page()
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])
        there = [f"http://testserver{self.addresses['ko']}"]
        self.assertEqual(page.xpath("//link[@hreflang='ko']/@href"), there)
        self.assertEqual(page.xpath("//a[@class='masthead__language']/@href"), [self.addresses["ko"]])

    def test_the_newsroom_sees_it_as_it_was(self):
        self.tell()
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        self.assertEqual(self.client.get(f"{self.addresses['en']}?at=2026-03-02T12:30Z").status_code, 404)
        self.client.force_login(make_user())
        page = page_of(self.client.get(f"{self.addresses['en']}?at=2026-03-02T12:30Z"))
        self.assertEqual(page.xpath("//div[@class='pair__remark']"), [])
        self.assertIn("at=2026", page.xpath("//a[@class='both__turn']/@href")[0])

    def test_a_long_story_costs_no_more_than_a_short_one(self):
        self.tell()
        self.publish(body_en=ENGLISH.replace("Monday", "Tuesday"))
        with self.assertNumQueries(9):
            self.page()
        self.publish(body_en=ENGLISH * 40)
        with self.assertNumQueries(9):
            self.assertGreater(len(self.pairs()), 100)
