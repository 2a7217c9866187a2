"""The picture of a newsletter: its first story's lead picture, from this site, if the rights permit it."""

from django.core.files.base import ContentFile
from django.test import TestCase, override_settings
from django.utils import timezone
from lxml import html
from time_machine import travel

from articles.models import Image, PictureContract
from articles.publishing import withdraw
from newsroom.newsletters.composition import TALLEST, IssueContent
from tests.advertising.makers import picture_bytes
from tests.articles.redaction.test_redaction import remove
from tests.factories import HOUR, NOON, make_publication, make_user
from tests.newsletters.issues import make_issue
from tests.newsletters.test_admin import LIST
from tests.public.newsdesk import make_image, tell


@override_settings(SITE_URL="https://news.example")
class PictureTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        make_publication()
        self.image = make_image()
        self.lead = tell(lead_image=self.image, languages=("en", "ko"))
        self.other = tell(number=" 2", lead_image=make_image())

    def issue(self, language="en", **fields):
        return make_issue(language, articles=[self.lead, self.other], by=make_user(f"c{language}"), **fields)

    def shown(self, issue=None, at=NOON):
        """Return the images of the HTML part."""
        return html.fromstring(IssueContent.render(issue or self.issue(), at).html).xpath("//img")

    def test_it_is_a_rendition_on_this_site_with_words_in_the_language_of_the_issue(self):
        for language, alt, credit in (("en", "A crane", "B. Testman"), ("ko", "기중기", "나시험")):
            content = IssueContent.render(self.issue(language), NOON)
            [image] = html.fromstring(content.html).xpath("//img")
            path = f"/media/{self.image.file.name}/whole-3.jpg"
            self.assertEqual((image.get("src"), image.get("alt")), (f"https://news.example{path}", alt))
            self.assertEqual((image.get("width"), image.get("height")), ("3", "2"))
            self.assertIn("max-width: 100%", image.get("style"))
            self.assertIn(credit, content.html)
            self.assertEqual(self.client.get(path).status_code, 200)

    def test_it_is_the_same_for_every_subscriber_and_not_in_the_plain_text(self):
        content = IssueContent.render(self.issue(), NOON)
        without = IssueContent.render(self.issue("ko", with_picture=False), NOON)
        [image] = html.fromstring(content.html).xpath("//img")
        self.assertNotIn(content.marker, image.get("src"))
        self.assertNotIn("?", image.get("src"))
        self.assertNotIn("/media/", content.text)
        self.assertEqual(html.fromstring(without.html).xpath("//img"), [])

    def test_a_tall_one_is_no_longer_than_a_square(self):
        file = ContentFile(picture_bytes((480, 1920)), "tower.png")
        story = tell(number=" 3", lead_image=Image.objects.create(file=file, alt_en="A tower"))
        picture = IssueContent.render(make_issue(articles=[story]), NOON).picture
        self.assertEqual((picture.width, picture.height), (TALLEST // 4, TALLEST))
        self.assertIn("/whole-480.jpg", picture.path)

    def test_one_that_was_redacted_is_left_out(self):
        issue = self.issue()
        remove((make_user("asker"), make_user("second")), "", image=self.image)
        self.assertEqual(self.shown(issue, timezone.now()), [])

    def test_without_rights_it_is_left_out_from_their_end_on(self):
        self.image.rights_until = NOON + HOUR
        self.image.save()
        issue = self.issue()
        self.assertEqual([len(self.shown(issue, NOON + hours * HOUR)) for hours in (0, 1)], [1, 0])

    def test_a_contract_that_does_not_permit_feeds_permits_no_newsletter(self):
        contract = PictureContract.objects.create(supplier="Nexo", allows_feeds=False)
        story = tell(number=" 3", lead_image=make_image(contract=contract))
        issue = make_issue(articles=[story, self.lead])
        self.assertEqual(self.shown(issue), [])
        self.client.force_login(make_user())
        page = self.client.get(f"{LIST}{issue.pk}/")
        self.assertContains(page, "No image: the first story has none that may be sent.")

    def test_the_next_story_leads_once_the_first_is_withdrawn(self):
        issue = self.issue()
        self.clock.shift(HOUR)
        withdraw(self.lead, "en", by=None, note="It was wrong.")
        [image] = self.shown(issue, NOON + 2 * HOUR)
        self.assertNotIn(self.image.file.name, image.get("src"))

    def test_the_desk_sees_it_on_the_page_of_the_issue_and_in_the_message(self):
        issue = self.issue()
        self.client.force_login(make_user())
        page = html.fromstring(self.client.get(f"{LIST}{issue.pk}/").content.decode())
        [shown] = page.xpath("//*[@class='newsletter-picture']/img")
        self.assertEqual(shown.get("alt"), "A crane")
        self.assertIn(
            "img-src 'self'", self.client.get(f"{LIST}{issue.pk}/message/")["Content-Security-Policy"]
        )

    def test_switching_it_off_is_a_change_of_what_was_confirmed(self):
        issue = self.issue()
        before = issue.digest
        issue.with_picture = False
        self.assertNotEqual(issue.digest, before)
