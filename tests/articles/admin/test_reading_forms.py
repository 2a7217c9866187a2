"""Forms of people with permission to view an object, but not to change it."""

from django.contrib.auth.models import Permission
from django.test import TestCase
from lxml import html

from articles.models import StandingPage
from tests.factories import make_author, make_publication, make_section, make_topic, make_user
from tests.public.newsdesk import make_image


class ReadingFormTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user("reporter", role="Reporters"))

    def form(self, thing):
        address = f"/admin/articles/{thing._meta.model_name}/{thing.pk}/change/"
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.content.decode())

    def told(self, page, field):
        """Return [(language, text)] of both columns of a field."""
        row = f"//*[contains(@class, 'field-{field}_en')]//div[@class='readonly']/*"
        return [(text.get("lang"), " ".join(text.itertext())) for text in page.xpath(row)]

    def test_body_of_a_page_is_read_as_readers_do(self):
        make_publication()
        texts = {"body_en": "<p>We <strong>print</strong>.</p>", "body_ko": "<h2>우리</h2><p>쓴다.</p>"}
        page = self.form(
            StandingPage.objects.create(slug="about", title_en="About", title_ko="소개", **texts)
        )
        self.assertEqual(self.told(page, "body"), [("en", "We  print ."), ("ko", "우리 쓴다.")])
        self.assertTrue(page.xpath("//div[@class='reading' and @lang='en']//strong"))
        self.assertTrue(page.xpath("//link[contains(@href, 'story_form')]"))

    def test_page_that_may_be_changed_is_written(self):
        self.client.force_login(make_user())
        page = self.form(StandingPage.objects.create(slug="about", title_en="About", title_ko="소개"))
        self.assertTrue(page.xpath("//textarea[@name='body_ko']"))

    def test_texts_tell_their_language(self):
        bios = {"bio_en": "Writes\nof <ships>.", "bio_ko": "배를 쓴다."}
        author = make_author(**bios)
        for thing in (author, make_section(), make_topic(), make_publication()):
            self.assertEqual(
                self.told(self.form(thing), "name"), [("en", thing.name_en), ("ko", thing.name_ko)]
            )
        self.assertEqual(
            self.told(self.form(author), "bio"), [("en", "Writes of <ships>."), ("ko", "배를 쓴다.")]
        )

    def test_related_thing_is_a_link_for_those_alone_who_may_open_it(self):
        author = make_author(photo=make_image())
        link = f"//a[@href='/admin/articles/image/{author.photo_id}/change/']"
        self.assertTrue(self.form(author).xpath(link))
        stranger = make_user("stranger", role=None)
        stranger.user_permissions.add(Permission.objects.get(codename="view_author"))
        self.client.force_login(stranger)
        page = self.form(author)
        self.assertEqual(page.xpath(link), [])
        self.assertIn("A crane", page.text_content())
