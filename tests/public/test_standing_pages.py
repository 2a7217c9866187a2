from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import StandingPage
from articles.workflow.masthead import publish_page
from tests.factories import NOON, make_publication, make_published, make_standing_page
from tests.public.newsdesk import make_image, page_of, texts


@travel(NOON, tick=False)
class StandingPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(legal_notice_en="All rights reserved.", contact="desk@paper.example")
        cls.image = make_image()
        cls.page = make_standing_page(
            slug="about",
            title_en="About the paper",
            title_ko="신문 소개",
            body_en=f'<p>We print.</p><figure data-image="{cls.image.pk}"></figure>',
            body_ko="<p>우리는 찍는다.</p>",
        )

    def publish(self, language, **texts):
        for name, text in texts.items():
            setattr(self.page, name, text)
        self.page.save()
        publish_page(self.page, language, by=None)

    def test_readers_see_the_published_version_and_no_draft(self):
        self.page.title_en, self.page.body_en = "Unfinished", "<p>Drafted.</p>"
        self.page.save()
        with CaptureQueriesContext(connection) as seen:
            self.assertContains(self.client.get("/en/pages/about/"), "We print.")
        self.assertNotIn('"body_en"', " ".join(query["sql"] for query in seen))
        for address in ("/en/pages/about/", "/en/"):
            self.assertNotContains(self.client.get(address), "Unfinished")
        publish_page(self.page, "en", by=None)
        self.assertContains(self.client.get("/en/pages/about/"), "Drafted.")
        self.assertContains(self.client.get("/en/"), "Unfinished")
        self.assertContains(self.client.get("/ko/pages/about/"), "우리는 찍는다.")

    def test_page_that_was_never_published_is_404(self):
        StandingPage.objects.create(slug="ethics", title_en="Ethics", body_en="<p>A</p>")
        self.assertEqual(self.client.get("/en/pages/ethics/").status_code, 404)
        self.assertNotContains(self.client.get("/en/"), "Ethics")

    def test_page_stands_in_both_languages(self):
        self.assertEqual(texts(page_of(self.client.get("/en/pages/about/")), "//h1"), ["About the paper"])
        self.assertEqual(texts(page_of(self.client.get("/ko/pages/about/")), "//h1"), ["신문 소개"])

    def test_every_footer_leads_to_it(self):
        for address in ("/en/", "/en/pages/about/", "/en/nonsense/"):
            page = page_of(self.client.get(address))
            self.assertIn("/en/pages/about/", page.xpath("//footer//a/@href"), address)

    def test_footer_prints_notice_and_contact(self):
        page = page_of(self.client.get("/en/"))
        self.assertEqual(
            texts(page, "//footer//p"),
            ["The Test Harbor", "All rights reserved.", "Contact: desk@paper.example"],
        )

    def test_page_without_a_text_in_a_language_is_hidden_there(self):
        self.publish("ko", body_ko="")
        self.assertEqual(self.client.get("/ko/pages/about/").status_code, 404)
        self.assertEqual(page_of(self.client.get("/ko/")).xpath("//footer//a[contains(@href, 'pages')]"), [])
        page = page_of(self.client.get("/en/pages/about/"))
        self.assertEqual(page.xpath("//link[@hreflang='ko']"), [])

    def test_its_text_shows_pictures_and_leads_to_stories(self):
        story = make_published()
        self.publish("en", body_en=f'{self.page.body_en}<p><a data-article="{story.pk}">A story</a></p>')
        page = page_of(self.client.get("/en/pages/about/"))
        self.assertEqual(page.xpath("//div[@class='body']//img/@alt"), ["A crane"])
        self.assertEqual(
            page.xpath("//div[@class='body']//a/@href"), [f"/en/articles/{story.pk}/harbor-opens/"]
        )

    def test_unknown_page_is_404(self):
        self.assertEqual(self.client.get("/en/pages/nothing/").status_code, 404)
