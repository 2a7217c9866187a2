from django.test import TestCase
from time_machine import travel

from articles.models import StandingPage
from tests.factories import NOON, make_publication, make_published
from tests.public.newsdesk import make_image, page_of, texts


@travel(NOON, tick=False)
class StandingPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication(legal_notice_en="All rights reserved.", contact="desk@paper.example")
        cls.image = make_image()
        cls.page = StandingPage.objects.create(
            slug="about",
            title_en="About the paper",
            title_ko="신문 소개",
            body_en=f'<p>We print.</p><figure data-image="{cls.image.pk}"></figure>',
            body_ko="<p>우리는 찍는다.</p>",
        )

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
        self.page.body_ko = ""
        self.page.save()
        self.assertEqual(self.client.get("/ko/pages/about/").status_code, 404)
        self.assertEqual(page_of(self.client.get("/ko/")).xpath("//footer//a[contains(@href, 'pages')]"), [])
        page = page_of(self.client.get("/en/pages/about/"))
        self.assertEqual(page.xpath("//link[@hreflang='ko']"), [])

    def test_its_text_shows_pictures_and_leads_to_stories(self):
        story = make_published()
        self.page.body_en += f'<p><a data-article="{story.pk}">A story</a></p>'
        self.page.save()
        page = page_of(self.client.get("/en/pages/about/"))
        self.assertEqual(page.xpath("//div[@class='body']//img/@alt"), ["A crane"])
        self.assertEqual(
            page.xpath("//div[@class='body']//a/@href"), [f"/en/articles/{story.pk}/harbor-opens/"]
        )

    def test_unknown_page_is_404(self):
        self.assertEqual(self.client.get("/en/pages/nothing/").status_code, 404)
