"""Stories that others may not republish: reserved on their form, and shown to readers at once."""

import json

from django.core.exceptions import PermissionDenied
from lxml import html

from articles import story_exceptions
from articles.models import Event, RightsReservation
from tests.factories import make_published, make_user
from tests.public.newsdesk import page_of, texts
from tests.public.republication.test_republication import RepublishingCase

NOT_OURS = "All rights reserved. Not available for republication."


class ReservedCase(RepublishingCase):
    def setUp(self):
        super().setUp()
        self.story = make_published(languages=("en", "ko"))
        self.desk = make_user("desk", role="English desk")

    def post(self, act, user=None, **options):
        self.client.force_login(user or self.desk)
        address = f"/admin/articles/article/{self.story.pk}/rights/"
        return self.client.post(address, {"rights": act}, **options)

    def form(self, user=None):
        self.client.force_login(user or self.desk)
        page = self.client.get(f"/admin/articles/article/{self.story.pk}/change/")
        return html.fromstring(page.content.decode()).xpath("//section[@id='rights']")


class ReadersTests(ReservedCase):
    def test_the_story_says_so_plainly_in_both_languages_and_offers_nothing(self):
        self.post("reserve")
        for language, told in (
            ("en", NOT_OURS),
            ("ko", "전재할 수 없는 기사입니다."),
        ):
            page = self.read(self.story, language)
            self.assertIn(told, texts(page, "//*[@class='story-actions']")[0])
            self.assertEqual(page.xpath("//a[contains(@href, '/republish/')]"), [])

    def test_no_license_is_told_to_machines(self):
        def license_of():
            return [
                thing["license"]
                for script in self.read(self.story).xpath("//script[@type='application/ld+json']/text()")
                for thing in json.loads(script).get("@graph", [json.loads(script)])
                if thing.get("license")
            ]

        self.assertEqual(len(license_of()), 1)
        self.post("reserve")
        self.assertEqual(license_of(), [])

    def test_its_old_address_says_why_there_is_nothing_to_copy(self):
        self.post("reserve")
        for slug in ("harbor-opens", "wrong"):
            response = self.client.get(self.address(self.story, slug=slug), follow=True)
            self.assertContains(response, "All rights to this story are reserved.")
            self.assertEqual(page_of(response).xpath("//textarea"), [])
            self.assertEqual(page_of(response).xpath("//meta[@name='robots']/@content"), ["noindex, follow"])

    def test_released_it_is_offered_again(self):
        self.post("reserve")
        self.post("release")
        self.assertIn("Harbor opens", self.copied(self.story))
        told = Event.objects.filter(subject_type="rightsreservation").order_by("id")
        self.assertEqual([one.type for one in told], ["added", "removed"])
        self.assertEqual({one.actor for one in told}, {self.desk})

    def test_others_are_offered_as_before(self):
        other = make_published(number=" too")
        self.post("reserve")
        self.assertTrue(self.read(other).xpath("//a[contains(@href, '/republish/')]"))

    def test_without_a_license_nothing_is_said(self):
        self.post("reserve")
        self.change(license_name_en="")
        told = texts(self.read(self.story), "//*[@class='story-actions']")
        self.assertEqual([words for words in told if NOT_OURS in words], [])
        self.assertEqual(self.client.get(self.address(self.story)).status_code, 404)


class DeskTests(ReservedCase):
    def test_the_form_says_what_holds_and_offers_the_other(self):
        [part] = self.form()
        self.assertEqual(part.xpath(".//button/@value"), ["reserve"])
        self.assertIn("Test License", part.text_content())
        self.assertContains(self.post("reserve", follow=True), "this story is not offered for republication")
        [part] = self.form()
        self.assertEqual(part.xpath(".//button/@value"), ["release"])
        self.assertIn("Reserved", part.text_content())

    def test_log_and_history_tell_it_by_the_headline(self):
        self.post("reserve")
        form = f"/admin/articles/article/{self.story.pk}/change/"
        log = html.fromstring(self.client.get("/admin/articles/event/").content.decode())
        [link, *_others] = log.xpath("//td[contains(@class, 'subject')]//a")
        self.assertEqual(link.get("href"), form)
        self.assertIn("not for republication: Harbor opens", link.text_content())
        self.post("release")
        history = self.client.get(form.replace("change", "history"))
        self.assertContains(history, "all rights reserved")
        self.assertContains(history, "republication allowed again")

    def test_it_is_for_those_who_publish(self):
        reporter = make_user("reporter", role="Reporters")
        [part] = self.form(reporter)
        self.assertEqual(part.xpath(".//button"), [])
        self.assertEqual(self.post("reserve", reporter).status_code, 403)
        with self.assertRaises(PermissionDenied):
            story_exceptions.reserve_rights(self.story.pk, by=reporter)
        self.assertFalse(RightsReservation.objects.exists())

    def test_twice_is_once_and_rubbish_is_refused_in_words(self):
        self.post("reserve")
        self.post("reserve")
        self.assertEqual(RightsReservation.objects.count(), 1)
        for rubbish in ("", "\x00", "x" * 100_000, "가"):
            self.assertContains(self.post(rubbish, follow=True), "The request was not valid.")
        self.assertEqual(RightsReservation.objects.count(), 1)
        self.assertEqual(self.client.post("/admin/articles/article/987654/rights/").status_code, 404)

    def test_a_newsroom_without_a_license_is_not_asked(self):
        self.change(license_name_en="", license_name_ko="")
        self.assertEqual(self.form(), [])
