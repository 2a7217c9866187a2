"""The desk of a live story: its form, refusals that keep the typed text, actions and permissions."""

from unittest import mock

from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from articles.models import Event
from newsroom.live import admin
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.live.publication import correct_entry, end_coverage, take_down
from tests.cases import ClockTestCase
from tests.factories import HOUR, make_article, make_author, make_published, make_user
from tests.live.cases import WORDS, make_live, post, translate


class LockTimeout(Exception):
    sqlstate = "55P03"


class DeskTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.by = make_user(first_name="Minho", last_name="Han")
        cls.story = make_live(by=cls.by)
        cls.desk = f"/admin/live/{cls.story.pk}/"

    def setUp(self):
        super().setUp()
        self.client.force_login(self.by)

    def page(self, address="", response=None):
        response = response or self.client.get(address or self.desk)
        return html.fromstring(response.content.decode())

    def send(self, address="", page=None, **fields):
        """Send the form of a page as a browser does."""
        form = self.page(address) if page is None else page
        [form] = form.xpath("//form[contains(@class, 'live-form')]")
        return self.client.post(address or self.desk, dict(form.form_values()) | fields)

    def alert(self, response):
        return " ".join(self.page(response=response).xpath("string(//div[@role='alert'])").split())

    def typed(self, response, name="text"):
        return self.page(response=response).xpath(f"string(//*[@name='{name}'])").strip()


class PostingTests(DeskTestCase):
    def test_a_form_posts_an_entry_in_the_chosen_language(self):
        author = make_author(user=self.by)
        response = self.send(text=WORDS["ko"], language="ko", kind="quote", is_pinned="on")
        self.assertRedirects(response, self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.text, entry.language, entry.kind), (WORDS["ko"], "ko", "quote"))
        self.assertEqual((entry.author, entry.is_pinned, entry.published_by), (author, True, self.by))
        self.assertContains(self.client.get(f"/ko/articles/{self.story.pk}/", follow=True), WORDS["ko"])

    def test_a_form_that_is_sent_twice_posts_once(self):
        page = self.page()
        for _time in range(2):
            self.assertRedirects(self.send(page=page, text="Once."), self.desk)
        self.assertEqual(LiveEntry.objects.count(), 1)
        response = self.send(page=page, text="Something else.")
        self.assertEqual(response.status_code, 409)
        self.assertIn("Once.", self.alert(response))
        self.assertEqual(self.typed(response), "Something else.")
        self.assertRedirects(self.send(page=self.page(response=response)), self.desk)
        self.assertEqual(LiveEntry.objects.count(), 2)

    def test_a_form_that_is_sent_again_with_other_settings_is_a_conflict(self):
        page, author = self.page(), make_author()
        self.send(page=page, text="Once.")
        for change in ({"kind": "quote"}, {"author": author.pk}, {"is_pinned": "on"}):
            response = self.send(page=page, text="Once.", **change)
            with self.subTest(change):
                self.assertEqual(response.status_code, 409)
                self.assertIn("with different content", self.alert(response))
        self.assertEqual(LiveEntry.objects.count(), 1)

    def test_what_was_typed_survives_each_refusal(self):
        page = self.page()
        response = self.send(page=page, text="Kept words.", kind="rumor")
        self.assertEqual((response.status_code, self.typed(response)), (422, "Kept words."))
        self.assertIn("Kind", self.alert(response))
        error = OperationalError()
        error.__cause__ = LockTimeout()
        with mock.patch.object(admin, "post_entry", side_effect=error):
            response = self.send(page=page, text="Kept words.")
        self.assertEqual((response.status_code, self.typed(response)), (503, "Kept words."))
        end_coverage(self.story, by=self.by)
        response = self.send(page=page, text="Kept words.", kind="quote")
        self.assertEqual((response.status_code, self.typed(response)), (409, "Kept words."))
        self.assertFalse(LiveEntry.objects.exists())
        page = self.page(response=response)
        self.assertEqual(page.xpath("//button[@name='_begin']/text()"), ["Begin again and publish"])
        self.assertRedirects(self.send(page=page, _begin="1"), self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.text, entry.kind), ("Kept words.", "quote"))
        self.assertTrue(LiveCoverage.objects.open().exists())

    def test_a_refused_entry_does_not_begin_the_coverage(self):
        page = self.page()
        self.send(page=page, text="Once.")
        end_coverage(self.story, by=self.by)
        for text, status in (("Kept words.", 409), (" \u200b ", 422)):
            response = self.send(page=page, text=text, _begin="1")
            with self.subTest(text):
                self.assertEqual((response.status_code, self.typed(response)), (status, text.strip()))
                self.assertTrue(self.page(response=response).xpath("//button[@name='_begin']"))
        self.assertFalse(LiveCoverage.objects.open().exists())

    def test_hostile_input_is_refused_by_name(self):
        page = self.page()
        for fields, field in (
            ({"text": " \u200b "}, "Text"),
            ({"text": "a" * 5001}, "Text"),
            ({"text": "A.", "language": "de"}, "Language"),
            ({"text": "A.", "author": "999999999999999999999999"}, "Byline"),
        ):
            response = self.send(page=page, **fields)
            with self.subTest(fields=str(fields)[:30]):
                self.assertEqual(response.status_code, 422)
                self.assertIn(field, self.alert(response))
        self.assertEqual(self.send(page=page, text="A.", _token="no token").status_code, 422)
        self.assertEqual(self.client.get(f"{self.desk}?before=99999999999999999999").status_code, 200)
        for path in ("999999999999999999/", f"{self.story.pk}/999999999999/en/", f"{self.story.pk}/1/de/"):
            self.assertEqual(self.client.get(f"/admin/live/{path}").status_code, 404)

    def test_the_desk_of_a_language_posts_in_it_alone(self):
        self.client.force_login(make_user("desk", role="Korean desk"))
        self.assertEqual(self.page().xpath("//form//input[@id='id_language']/@value"), ["ko"])
        self.assertEqual(self.send(text=WORDS["en"], language="en").status_code, 422)
        self.assertRedirects(self.send(text=WORDS["ko"]), self.desk)

    def test_reporters_read_and_others_see_nothing(self):
        post(self.story)
        self.client.force_login(make_user("reporter", role="Reporters"))
        page = self.page()
        self.assertIn(WORDS["en"], page.text_content())
        self.assertEqual(page.xpath("//form[contains(@class, 'live-form')] | //*[@class='live-steps']"), [])
        self.assertEqual(self.client.post(self.desk, {"text": "A."}).status_code, 403)
        self.assertEqual(self.client.get("/admin/live/").status_code, 403)
        for step in ("begin/", "end/", "1/pin/", "1/take-down/"):
            self.assertEqual(self.client.post(self.desk + step).status_code, 403, step)
        self.client.force_login(make_user("nobody", role=None))
        self.assertEqual(self.client.get(self.desk).status_code, 403)


class EntryTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.entry = post(cls.story, by=cls.by)
        cls.clock.shift(HOUR)

    def test_a_translator_takes_entries_from_the_queue(self):
        self.client.force_login(make_user("ko", role="Korean desk"))
        translate(post(self.story))
        page = self.page(f"{self.desk}?waiting")
        self.assertEqual(page.xpath("//article/@id"), ["e1"])
        [address] = page.xpath("//article//a[contains(., 'Translate')]/@href")
        self.assertIn(WORDS["en"], self.page(address).text_content())
        self.assertRedirects(self.send(address, text=WORDS["ko"]), self.desk)
        self.assertEqual(LiveEntry.objects.get(number=1, language="ko").source_version, 1)
        self.assertEqual(self.page(f"{self.desk}?waiting").xpath("//article"), [])

    def test_of_two_translators_the_second_sees_both_texts_and_decides(self):
        address = f"{self.desk}1/ko/"
        page = self.page(address)
        translate(self.entry)
        response = self.send(address, page, text="두 번째 번역.")
        self.assertEqual((response.status_code, self.typed(response)), (409, "두 번째 번역."))
        self.assertIn(WORDS["ko"], self.alert(response))
        self.assertRedirects(self.send(address, self.page(response=response)), self.desk)
        self.assertEqual(LiveEntry.objects.open().get(language="ko").text, "두 번째 번역.")

    def test_a_correction_shows_what_somebody_else_changed(self):
        address = f"{self.desk}1/en/"
        page = self.page(address)
        self.assertEqual(page.xpath("string(//textarea)").strip(), WORDS["en"])
        correct_entry(self.story, 1, "en", "At ten.", by=self.by, seen=1)
        response = self.send(address, page, text="At noon.", note="Not nine.")
        self.assertEqual((response.status_code, self.typed(response)), (409, "At noon."))
        self.assertIn("At ten.", self.alert(response))
        self.assertRedirects(self.send(address, self.page(response=response)), self.desk)
        self.assertEqual(LiveEntry.objects.open().get().note, "Not nine.")

    def test_hostile_versions_are_no_error(self):
        for seen in ("x", "-5", "99999999999999999999", ""):
            response = self.send(f"{self.desk}1/en/", text="B.", seen=seen)
            self.assertEqual(response.status_code, 409, seen)
        self.send(f"{self.desk}1/ko/", text="나.", seen="2147483647")
        self.assertEqual(LiveEntry.objects.get(language="ko").source_version, 1)

    def test_pinning_and_taking_down(self):
        self.client.post(f"{self.desk}1/pin/")
        self.assertTrue(LiveEntry.objects.open().get().is_pinned)
        self.client.post(f"{self.desk}1/pin/", {"_unpin": "1"})
        self.assertFalse(LiveEntry.objects.open().get().is_pinned)
        self.assertContains(self.client.get(f"{self.desk}1/take-down/"), WORDS["en"])
        self.assertEqual(self.client.post(f"{self.desk}1/take-down/", {"reason": "a" * 501}).status_code, 422)
        self.assertRedirects(self.client.post(f"{self.desk}1/take-down/", {"reason": "Wrong."}), self.desk)
        self.assertFalse(LiveEntry.objects.open().exists())
        for path in ("1/take-down/", "1/en/"):
            self.assertRedirects(self.client.get(self.desk + path), self.desk)

    def test_entries_of_another_day_have_it_beside_their_time(self):
        correct_entry(self.story, 1, "en", "The gate opened at ten.", by=self.by, seen=1)
        self.assertEqual(self.times(), ["9 p.m.", "10 p.m."])
        self.clock.shift(2 * HOUR)  # midnight in Seoul
        self.assertEqual(self.times(), ["March 2, 9 p.m.", "March 2, 10 p.m."])

    def times(self):
        return self.page().xpath("//article//time/text()")

    def test_as_many_queries_for_many_entries_as_for_one(self):
        self.client.get(self.desk)
        few = self.queries()
        for _number in range(4):
            translate(post(self.story, by=self.by), by=self.by)
        self.assertEqual(self.queries(), few)

    def queries(self):
        with CaptureQueriesContext(connection) as found:
            self.client.get(self.desk)
        return len(found)


class CoverageTests(DeskTestCase):
    def test_a_button_of_the_story_leads_to_begin_and_end(self):
        calm = make_published(number=" calm")
        [address] = self.page(f"/admin/articles/article/{calm.pk}/change/").xpath(
            "//a[.='Live coverage' and contains(@href, '/live/')]/@href"
        )[-1:]
        self.assertIn("Begin live coverage", self.page(address).text_content())
        self.client.post(f"{address}begin/")
        self.assertTrue(LiveCoverage.objects.open().filter(article=calm).exists())
        self.assertEqual(len(self.page("/admin/live/").xpath("//section[1]//li")), 2)
        self.assertContains(self.client.get(f"{address}end/"), "End live coverage")
        for _time in range(2):
            self.assertRedirects(self.client.post(f"{address}end/"), address)
        self.assertFalse(LiveCoverage.objects.open().filter(article=calm).exists())
        self.assertIn("Begin again", self.page(address).text_content())

    def test_coverage_with_entries_that_begins_again_awaits_no_first_one(self):
        post(self.story, by=self.by)
        end_coverage(self.story, by=self.by)
        self.assertContains(self.client.post(f"{self.desk}begin/", follow=True), "The story is live again.")

    def test_a_story_that_nobody_reads_has_no_button(self):
        draft = make_article()
        self.assertNotContains(
            self.client.get(f"/admin/articles/article/{draft.pk}/change/"), f"live/{draft.pk}/"
        )
        self.client.post(f"/admin/live/{draft.pk}/begin/")
        self.assertFalse(LiveCoverage.objects.filter(article=draft).exists())

    def test_the_log_says_what_was_done(self):
        post(self.story, by=self.by)
        take_down(self.story, 1, by=self.by)
        page = self.page(f"/admin/articles/article/{self.story.pk}/history/").text_content()
        for words in ("live coverage begun", "live entry 1 posted", "live entry 1 taken down"):
            self.assertIn(words, page)
        self.assertEqual(Event.objects.filter(subject_type="liveentry").count(), 2)
