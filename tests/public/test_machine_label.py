from django.test import TestCase

from articles.models import Author, LanguageProgress
from articles.publishing import publish
from articles.translations.freshness import segments_stamp, translation_of
from articles.translations.machine_drafts import place_machine_drafts, set_machine_label
from articles.translations.segments import accept_segment
from newsroom.public.bylines import machine_label
from tests.factories import approve, make_article, make_user
from tests.public.newsdesk import page_of
from tests.public.test_structured_data import nodes_of

KOREAN = ["항구 문 열어", "항구가 월요일에 문을 연다.", "배들은 바다에서 기다린다."]
LABEL = "기계 번역 후 확인 · 한빛나"


class MachineLabelTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.translator = make_user("translator", role="Korean translators")
        Author.objects.create(slug="han", name_en="Han Bichna", name_ko="한빛나", user=cls.translator)
        cls.article = make_article(body_en="<p>Ships wait at sea.</p>", languages=("en",))
        approve(cls.article, "en")
        publish(cls.article, "en", by=None)

    def setUp(self):
        self.draft()

    def draft(self):
        """Draft the Korean by machine, and confirm each segment."""
        translation = translation_of(
            self.article, LanguageProgress.objects.get(article=self.article, language="ko")
        )
        ids = translation.unit_ids
        seen = {
            one: (segments_stamp(translation.sources_of(unit)), "")
            for one, unit in zip(ids, translation.units, strict=True)
        }
        drafts = dict(zip(ids, KOREAN, strict=True))
        who = {"by": self.translator, "engine": "DeepL", "model": ""}
        self.assertEqual(place_machine_drafts(self.article, "ko", drafts, seen=seen, **who), set(ids))
        for unit_id in ids:
            accept_segment(self.article, "ko", unit_id, by=self.translator)

    def publish(self):
        approve(self.article, "ko")
        return publish(self.article, "ko", by=None)

    def test_page_feed_and_structured_data_say_that_a_machine_drafted_it(self):
        address = self.publish().get_absolute_url()
        page = page_of(self.client.get(address))
        [dateline] = page.xpath("//div[@class='dateline']")
        self.assertIn(LABEL, "".join(dateline.itertext()))
        article = nodes_of(page)["NewsArticle"]
        self.assertEqual(article["creditText"], LABEL)
        self.assertIn("TrainedAlgorithmicMedia", article["digitalSourceType"])
        self.assertContains(self.client.get("/ko/feed.atom"), LABEL)
        self.assertNotContains(self.client.get("/en/feed.atom"), "achine translation")

    def test_the_label_can_be_left_out_and_restored(self):
        editor = make_user("editor", role="Managing editors")
        set_machine_label(self.article, "ko", by=editor, is_hidden=True, reason="모두 새로 썼다")
        edition = self.publish()
        self.assertNotContains(self.client.get(edition.get_absolute_url()), "기계 번역")
        self.assertNotContains(self.client.get("/ko/feed.atom"), "기계 번역")
        self.assertEqual(machine_label(edition), "")

    def test_the_label_says_how_much_a_machine_drafted_and_whether_people_changed_it(self):
        edition = self.publish()
        machine = edition.printed["machine"] | {"by": []}
        for facts, label in (
            ({"share": 100, "changed": 0}, "Machine translation, checked by the newsroom"),
            ({"share": 100, "changed": 3}, "Machine translation, edited by the newsroom"),
            ({"share": 20, "changed": 3}, "Partly translated by machine, edited by the newsroom"),
        ):
            edition.printed["machine"] = machine | facts
            self.assertEqual(machine_label(edition), label)
