"""The screen of a redaction: counterparts in the other language, and passages with their context."""

from lxml import html

from articles.models import Article, Edition, Redaction
from articles.redaction.performing import request_redaction
from tests.articles.admin.test_redactions import RedactionTestCase
from tests.factories import make_author, make_published, make_user

STORY = {
    "languages": ["en", "ko"],
    "title_en": "No Eul-bit sues the harbor",
    "summary_en": "A sailor has sued.",
    "body_en": "<p>The court heard <strong>No</strong> Eul-bit on Monday.</p><p>It rained.</p>",
    "title_ko": "노을빛, 항구에 소송",
    "summary_ko": "선원이 소송을 냈다.",
    "body_ko": "<p>법원은 월요일 노을빛을 심문했다.</p><p>비가 왔다.</p>",
}


class CounterpartScreenTests(RedactionTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_published(**STORY)

    def asked(self, words="No Eul-bit"):
        known = {"ground": "court", "reference": "Court 12/2026"}
        return request_redaction(words=words, by=self.asker, **known)

    def tree(self, redaction, *, by=None):
        return html.fromstring(self.page(redaction, by=by).content.decode())

    def offered(self, tree):
        return tree.xpath("//input[@name='counterpart']/@value")

    def test_a_name_in_one_language_offers_its_counterpart(self):
        tree = self.tree(self.asked())
        self.assertEqual(self.offered(tree), ["노을빛"])
        self.assertEqual(tree.xpath("//input[@name='counterpart'][@checked]"), [])
        [where] = tree.xpath("//*[@class='counterpart']")
        self.assertIn("법원은 월요일 노을빛을 심문했다", where.text_content())
        self.assertIn("No Eul-bit sues the harbor", where.text_content())

    def test_what_is_chosen_goes_from_both_languages(self):
        redaction = self.asked()
        self.press(redaction, "_select", counterpart=["노을빛"])
        tree = self.tree(redaction, by=self.second)
        self.assertEqual(tree.xpath("//input[@name='counterpart'][@checked][@disabled]/@value"), ["노을빛"])
        self.press(redaction, "_confirm", by=self.second)
        texts = " ".join(f"{one.headline} {one.body}" for one in Edition.objects.filter(article=self.story))
        self.assertNotIn("노을빛", texts)
        self.assertNotIn("Eul-bit", texts)

    def test_nothing_is_confirmed_before_the_asker_has_chosen(self):
        redaction = self.asked()
        tree = self.tree(redaction, by=self.second)
        self.assertEqual(tree.xpath("//input[@name='_confirm']"), [])
        response = self.press(redaction, "_confirm", by=self.second)
        self.assertContains(response, "has not chosen yet", status_code=409)
        self.assertTrue(Edition.objects.filter(headline__contains="Eul-bit").exists())

    def test_to_choose_none_is_a_choice_too(self):
        redaction = self.asked()
        self.press(redaction, "_select")
        self.press(redaction, "_confirm", by=self.second)
        self.assertTrue(Edition.objects.filter(headline__contains="노을빛").exists())
        self.assertFalse(Edition.objects.filter(headline__contains="Eul-bit").exists())

    def test_the_second_person_chooses_no_words(self):
        redaction = self.asked()
        self.press(redaction, "_select", by=self.second, counterpart=["노을빛"], further="선원")
        redaction.refresh_from_db()
        self.assertEqual((redaction.words, redaction.counterparts), ("No Eul-bit", None))

    def test_the_asker_adds_other_words(self):
        redaction = self.asked()
        self.press(redaction, "_select", further="선원\n노을빛")
        redaction.refresh_from_db()
        self.assertEqual((redaction.asked, redaction.chosen), (["No Eul-bit"], ["노을빛", "선원"]))
        tree = self.tree(redaction)
        self.assertEqual(tree.xpath("//input[@name='counterpart'][@checked]/@value"), ["노을빛"])
        self.assertEqual(tree.xpath("//textarea[@name='further']")[0].text.split(), ["선원"])
        response = self.press(redaction, "_select", further="가")
        self.assertContains(response, "cannot be removed", status_code=409)

    def test_what_was_chosen_is_recorded_without_the_words(self):
        redaction = self.asked()
        self.press(redaction, "_select", counterpart=["노을빛"])
        self.press(redaction, "_confirm", by=self.second)
        redaction.refresh_from_db()
        self.assertEqual(redaction.removed["counterparts"], {"offered": 1, "chosen": 1})
        self.assertEqual(redaction.removed["expressions"], {"en": 1, "ko": 1})
        self.assertIn("1 offered, 1 chosen", self.tree(redaction).text_content())

    def test_a_name_of_the_glossary_or_an_author_is_ticked_and_says_so(self):
        make_author(name_en="No Eul-bit", name_ko="노을빛")
        tree = self.tree(self.asked())
        self.assertEqual(tree.xpath("//input[@name='counterpart'][@checked]/@value"), ["노을빛"])
        self.assertIn("Authors", tree.xpath("//*[@class='counterpart']")[0].text_content())

    def test_where_nothing_is_found_the_page_says_so_and_shows_the_facing_passages(self):
        make_published(
            languages=["en", "ko"],
            title_en="A welder is questioned",
            body_en="<p>Police questioned the welder of pier nine.</p>",
            title_ko="용접공 조사",
            body_ko="<p>경찰은 9번 부두의 작업자를 조사했다.</p>",
        )
        tree = self.tree(self.asked("the welder of pier nine"))
        self.assertEqual(self.offered(tree), [])
        self.assertIn("Nothing was found in Korean", tree.text_content())
        [facing] = tree.xpath("//*[@class='facing']//*[@lang='ko']")
        self.assertIn("9번 부두의 작업자", facing.text_content())


class PassageScreenTests(RedactionTestCase):
    def setUp(self):
        super().setUp()
        self.story = make_published(**STORY)

    def test_both_people_read_each_passage_by_story_and_language(self):
        known = {"ground": "court", "reference": "Court 12/2026"}
        redaction = request_redaction(words="No Eul-bit\n노을빛", by=self.asker, **known)
        for person in (self.asker, self.second):
            tree = html.fromstring(self.page(redaction, by=person).content.decode())
            [group] = tree.xpath("//*[@class='affected']")
            with self.subTest(person):
                for language, before, hit, after in (
                    ("en", "The court heard ", "No Eul-bit", " on Monday."),
                    ("ko", "법원은 월요일 ", "노을빛", "을 심문했다."),
                ):
                    shown = [
                        "".join(one.itertext())
                        for one in group.xpath(f".//*[@lang='{language}']//blockquote")
                    ]
                    self.assertIn(f"{before}{hit}{after}", shown)
                    self.assertIn(hit, group.xpath(f".//*[@lang='{language}']//mark/text()"))
                self.assertIn("Edition 1", group.text_content())

    def test_the_button_that_removes_is_red_and_enter_does_not_press_it(self):
        redaction = self.request()
        tree = html.fromstring(self.page(redaction, by=self.second).content.decode())
        buttons = tree.xpath("//main//form//input[@type='submit']")
        [confirm] = [one for one in buttons if one.get("name") == "_confirm"]
        self.assertIn("deletelink", confirm.get("class"))
        self.assertEqual(buttons[0].get("name"), "_select")

    def test_claims_are_read_only_by_those_who_may_see_them(self):
        from tests.claims.cases import make_claim

        make_claim(
            by=make_user("chief"), article=self.story, wording="노을빛 씨는 억울하다.", with_hold=False
        )
        known = {"ground": "court", "reference": "Court 12/2026"}
        redaction = request_redaction(words="노을빛", by=self.asker, **known)
        for person, is_shown in ((self.asker, True), (self.second, False)):
            with self.subTest(person):
                self.assertEqual("억울하다" in self.page(redaction, by=person).content.decode(), is_shown)

    def test_hostile_markup_in_a_passage_is_text(self):
        Article.objects.filter(pk=self.namesake.pk).update(title_en="Dana Fictman <script>alert(1)</script>")
        redaction = self.request()
        self.assertContains(self.page(redaction), "&lt;script&gt;alert(1)")
        self.assertNotContains(self.page(redaction), "<script>alert(1)")
        self.assertTrue(Redaction.objects.get().is_open)
