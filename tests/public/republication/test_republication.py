"""Republication by others requires a license, and a live full text."""

from urllib.parse import quote

from articles.models import Publication, Role, Wanted
from articles.publishing import withdraw
from tests.factories import HOUR, NOON, make_article, make_author, make_published, rewrite
from tests.public.article.test_article import ArticleCase
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts

LICENSE = {
    "license_name_en": "Test License", "license_terms_en": "Leave it as it is.\n\nName <us>.",
    "license_name_ko": "시험 약관", "license_terms_ko": "그대로 실어 주십시오.",
}  # fmt: skip


class RepublishingCase(ArticleCase):
    def setUp(self):
        super().setUp()
        self.change(**LICENSE)

    def change(self, **columns):
        publication = Publication.objects.get()
        for name, value in columns.items():
            setattr(publication, name, value)
        publication.save()

    def address(self, article, language="en", slug="harbor-opens"):
        return f"/{language}/articles/{article.pk}/{slug}/republish/"

    def copied(self, article):
        response = self.client.get(self.address(article))
        self.assertEqual(response.status_code, 200)
        [text] = page_of(response).xpath("//textarea")
        return text.text


class WhereTests(RepublishingCase):
    def leads_there(self, article, language="en"):
        return bool(self.read(article, language).xpath("//a[contains(@href, '/republish/')]"))

    def test_a_story_leads_to_its_page_where_there_is_a_license(self):
        story = make_published()
        self.assertTrue(self.leads_there(story))
        page = page_of(self.client.get(self.address(story)))
        self.assertEqual(
            texts(page, "//section[@aria-labelledby='terms']//li"), ["Leave it as it is.", "Name <us>."]
        )

    def test_without_a_license_or_terms_in_the_language_there_is_none(self):
        story = make_published(languages=("en", "ko"))
        for missing in ("license_name_en", "license_terms_en"):
            self.change(**LICENSE | {missing: ""})
            with self.subTest(missing):
                self.assertFalse(self.leads_there(story))
                self.assertEqual(self.status(self.address(story)), 404)
        self.assertEqual(self.status(self.address(story, "ko", quote("항구-문-열어"))), 200)

    def test_a_brief_has_no_text_to_take_over(self):
        brief = make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF})
        self.assertFalse(self.leads_there(brief))
        self.assertEqual(self.status(self.address(brief)), 404)

    def test_what_is_not_live_has_no_page(self):
        self.assertEqual(self.status(self.address(make_article())), 404)
        self.assertEqual(self.status(self.address(make_published(at=NOON + HOUR))), 404)
        story = make_published()
        self.clock.shift(HOUR)
        withdraw(story, "en", by=None, note="Taken back.")
        self.assertEqual(self.status(self.address(story)), 410)

    def test_wrong_name_leads_to_the_right_one(self):
        story = make_published()
        response = self.client.get(self.address(story, slug="something"))
        self.assertRedirects(response, self.address(story), status_code=301)

    def test_is_not_for_search_engines(self):
        page = page_of(self.client.get(self.address(make_published())))
        self.assertEqual(page.xpath("//meta[@name='robots']/@content"), ["noindex, follow"])


class TextTests(RepublishingCase):
    def test_holds_the_story_its_makers_and_where_it_comes_from(self):
        author, painter = make_author(), make_author("pia-brush")
        story = tell(authors=[author, (painter, Role.PHOTOS)], body_en="<p>One &lt; two.</p>")
        text = self.copied(story)
        self.assertTrue(
            text.startswith("<h1>Harbor opens</h1>\n<p><strong>The harbor opens on Monday.</strong></p>")
        )
        self.assertIn("<p>One &lt; two.</p>", text)
        self.assertIn('By Bora Testman, <a href="http://testserver/en/">The Test Harbor</a>', text)
        self.assertNotIn("Pia Brush", text)
        self.assertIn(
            f'<a href="http://testserver/en/articles/{story.pk}/harbor-opens/">The Test Harbor</a>', text
        )
        self.assertIn("March 2, 2026", text)
        self.assertIn("Test License", text)

    def test_links_lead_back_from_anywhere_and_what_is_hidden_is_no_link(self):
        there, hidden = make_published(number=" there"), make_article(number=" hidden")
        link = f'<p><a data-article="{there.pk}">a</a> <a data-article="{hidden.pk}">b</a></p>'
        text = self.copied(make_published(body_en=link))
        self.assertIn(f'<a href="http://testserver{there.editions.get().get_absolute_url()}">a</a> b', text)

    def test_pictures_are_left_out_and_that_is_said(self):
        image = make_image()
        story = make_published(
            lead_image=image,
            body_en=f'<p>a</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>',
        )
        self.assertNotIn("img", self.copied(story))
        self.assertContains(self.client.get(self.address(story)), "Images are not included")

    def test_corrections_go_along(self):
        story = make_published()
        self.clock.shift(HOUR)
        rewrite(story, body_en="<p>Right.</p>")
        publish_again(story, kind="correction", note="It was <wrong>.", alone=True)
        self.assertIn("<strong>Correction</strong>, March 2, 2026: It was &lt;wrong&gt;.", self.copied(story))

    def test_a_text_that_awaits_a_correction_is_not_handed_on(self):
        story = make_published(languages=("ko", "en"))
        self.clock.shift(HOUR)
        rewrite(story, body_ko="<p>바로잡았다.</p>")
        publish_again(story, "ko", kind="correction", note="틀렸다.", note_there="It was wrong.")
        response = self.client.get(self.address(story))
        self.assertContains(response, "does not yet include a correction")
        self.assertEqual(page_of(response).xpath("//textarea"), [])

    def test_the_license_is_where_the_newsroom_says_or_on_the_page_itself(self):
        story = make_published()
        self.assertIn(
            f'“<a href="http://testserver{self.address(story)}">Test License</a>”', self.copied(story)
        )
        self.change(license_url="https://license.example/")
        self.assertIn('“<a href="https://license.example/">Test License</a>”', self.copied(story))
