"""The pages of publication: time zones, one language or both, before the source or after."""

from datetime import UTC, datetime

from django.test import override_settings
from lxml import html

from articles.models import Article, Edition, EditionKind, Event, Image, LanguageProgress, Stage
from articles.publishing import publish, publish_together, reschedule, withdraw
from tests.articles.admin.forms import PostedForm, change_url
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import HOUR, LANGUAGES, NOON, approve, make_user, make_whole_article, rewrite

DAY = 24 * HOUR


class SchedulingTestCase(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_whole_article(languages=LANGUAGES)
        for language in LANGUAGES:
            approve(cls.article, language)

    def planned(self, language):
        return Edition.objects.of(self.article, language).ahead().values_list("live_from", flat=True).first()

    def page(self, step, language="en"):
        return html.fromstring(self.client.get(action_url(self.article, step, language)).content.decode())


class ClockTests(SchedulingTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.user.time_zone = "Europe/Berlin"
        cls.user.save()

    def test_an_instant_is_typed_by_the_newsrooms_clock_or_by_ones_own(self):
        self.fill(self.article, "schedule", at="2026-03-09T09:00")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 9, 0, tzinfo=UTC))
        self.fill(self.article, "reschedule", at="2026-03-09T09:00", clock="own")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 9, 8, tzinfo=UTC))

    def test_the_bar_tells_it_by_both(self):
        publish(self.article, "en", by=None, at=NOON + DAY)
        page = self.client.get(change_url(self.article))
        self.assertContains(page, "scheduled for March 3, 2026, 9 p.m.")
        self.assertContains(page, "Your time: March 3, 1 p.m. (Europe/Berlin)")

    def test_what_was_typed_is_told_again_by_both(self):
        response = self.fill(self.article, "schedule", at="2026-03-01T09:00", clock="own")
        self.assertContains(response, " has passed; it is ", status_code=422)
        self.assertContains(response, "Mar 1, 2026, 17:00 (UTC+09:00) = Mar 1, 2026, 09:00", status_code=422)

    def test_an_hour_that_comes_twice_is_chosen(self):
        form = {"at": "2026-10-25T02:30", "clock": "own"}
        response = self.fill(self.article, "schedule", **form)
        self.assertContains(response, "occurs twice in Europe/Berlin", status_code=422)
        again = PostedForm(response, "action_form").data(reading="1")
        self.client.post(action_url(self.article, "schedule"), again)
        self.assertEqual(self.planned("en"), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    def test_an_hour_that_is_skipped_is_explained(self):
        response = self.fill(self.article, "schedule", at="2026-03-29T02:30", clock="own")
        self.assertContains(response, "does not exist in Europe/Berlin", status_code=422)
        self.assertIsNone(self.planned("en"))

    def test_who_works_where_the_newsroom_is_sees_one_clock(self):
        self.user.time_zone = "Asia/Seoul"
        self.user.save()
        self.assertEqual(self.page("schedule").xpath("//*[@id='id_clock' or @class='other-clock']"), [])


class TogetherTests(SchedulingTestCase):
    def test_both_are_published_with_one_press(self):
        self.assertIn("publish-both", self.offers(self.article))
        self.fill(self.article, "publish-both")
        self.assertEqual(Edition.objects.live().count(), 2)

    def test_both_are_scheduled_moved_and_cancelled_or_one_alone(self):
        self.fill(self.article, "schedule", at="2026-03-09T09:00", both="on")
        first = datetime(2026, 3, 9, 0, tzinfo=UTC)
        self.assertEqual([self.planned(language) for language in LANGUAGES], [first, first])
        self.fill(self.article, "reschedule", "ko", at="2026-03-10T09:00")
        self.assertEqual([self.planned(language) for language in LANGUAGES], [first + DAY, first + DAY])
        form = PostedForm(self.client.get(action_url(self.article, "cancel", "ko")), "action_form")
        del form.values["both"]
        self.client.post(action_url(self.article, "cancel", "ko"), form.data())
        self.assertEqual([self.planned(language) for language in LANGUAGES], [first + DAY, None])

    def test_who_may_publish_one_language_is_asked_for_that_alone(self):
        publish_together(self.article, "en", by=None, at=NOON + DAY)
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertNotIn("publish-both", self.offers(self.article))
        self.assertEqual(self.page("reschedule").xpath("//*[@id='id_both']"), [])
        data = {"both": "on", "at": "2026-03-02T22:30", "seen": 1, "after": 1, "after_there": 1}
        self.client.post(action_url(self.article, "reschedule"), data)
        self.assertEqual(self.planned("ko"), NOON + DAY)


class JudgedTests(SchedulingTestCase):
    """Preflight before a scheduled edition is moved, with blockers at the new instant."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        picture = {"alt_en": "A", "alt_ko": "가", "credit_en": "B", "credit_ko": "나"}
        cls.image = Image.objects.create(file="a.jpg", width=1, height=1, **picture)
        cls.image.rights_until = NOON + 2 * DAY
        cls.image.save()
        Article.objects.filter(pk=cls.article.pk).update(lead_image=cls.image)

    def test_a_blocker_of_that_instant_is_waived_from_the_page_that_was_refused(self):
        response = self.fill(self.article, "schedule", at="2026-03-09T09:00")
        self.assertContains(response, "the rights to image", status_code=409)
        [address] = html.fromstring(response.content.decode()).xpath(
            "//a[contains(@href, '/preflight/?at=')]/@href"
        )
        [form] = html.fromstring(self.client.get(address).content.decode()).xpath(
            "//form[contains(@action, '/en/waive/')]"
        )
        data = dict(form.form_values()) | {"reason": "The photographer agreed."}
        response = self.client.post(form.get("action"), data, follow=True)
        self.assertContains(response, "Waived by editor")
        self.fill(self.article, "schedule", at="2026-03-09T09:00")
        self.assertEqual(self.planned("en"), datetime(2026, 3, 9, 0, tzinfo=UTC))

    def test_what_is_moved_is_looked_at_before_the_press(self):
        publish(self.article, "en", by=None, at=NOON + DAY)
        self.image.rights_until = NOON
        self.image.save()
        self.assertIn("picture.rights", self.codes(self.page("bring-forward")))
        response = self.fill(self.article, "bring-forward", when="now")
        self.assertContains(response, "Preflight found a blocker.", status_code=409)
        self.assertEqual(self.codes(self.page("cancel")), [])

    def test_both_languages_are_looked_at_before_both_are_published(self):
        self.article.sources.all().delete()
        page = self.page("publish-both")
        self.assertEqual(self.codes(page), ["source.none", "source.none"])
        self.assertEqual(page.xpath("//*[@class='chip finding-language']/text()"), ["English", "Korean"])
        self.assertEqual(page.xpath("//*[@id='id_note' or @name='kind']"), [])

    def test_what_both_are_to_readers_who_have_one_is_asked(self):
        publish(self.article, "en", by=None)
        self.clock.shift(HOUR)
        rewrite(self.article, title_en="Harbor closes")
        approve(self.article, "en")
        self.assertEqual(self.fill(self.article, "publish-both").status_code, 422)
        self.fill(self.article, "publish-both", kind="minor")
        kinds = Edition.objects.live().order_by("language").values_list("kind", flat=True)
        self.assertEqual(list(kinds), ["minor", "original"])

    def test_what_was_looked_at_stays_so_while_the_rest_is_mended(self):
        response = self.fill(self.article, "schedule", at="2026-03-02T09:00")
        self.assertEqual(response.status_code, 422)
        again = PostedForm(response, "action_form").data(at="2026-03-03T09:00")
        self.assertEqual(self.client.post(action_url(self.article, "schedule"), again).status_code, 302)

    def codes(self, page):
        heads = page.xpath("//*[@class='action-findings']//*[@class='finding-head']/@title")
        return [head.rpartition("(")[2].rstrip(")") for head in heads]


class OvertakenTests(SchedulingTestCase):
    def test_what_somebody_moved_meanwhile_is_looked_at_again(self):
        """The edition keeps its number, but the colleague may have had a reason for the move."""
        publish(self.article, "en", by=None, at=NOON + DAY)
        seen = PostedForm(self.client.get(action_url(self.article, "bring-forward")), "action_form")
        reschedule(self.article, "en", by=None, at=NOON + 7 * DAY)
        response = self.client.post(action_url(self.article, "bring-forward"), seen.data(when="now"))
        self.assertContains(
            response, "Someone moved it to March 9, 2026, 9 p.m. in the meantime.", status_code=409
        )
        self.assertEqual(self.planned("en"), NOON + 7 * DAY)
        again = PostedForm(response, "action_form").data()
        self.client.post(action_url(self.article, "bring-forward"), again)
        self.assertIsNone(self.planned("en"))


class AgainTests(SchedulingTestCase):
    def test_what_was_taken_from_readers_comes_back_by_a_page_of_its_own(self):
        publish(self.article, "en", by=None)
        self.clock.shift(HOUR)
        withdraw(self.article, "en", by=None, note="Untrue.", kind=EditionKind.RETRACTION)
        self.clock.shift(HOUR)
        self.assertEqual(self.offers(self.article)[:2], ["publish-again", "publish-both"])
        page = self.press(self.article, "publish-again")
        self.assertEqual(page.status_code, 302)
        self.assertEqual(len(self.editions(self.article)), 2)
        told = self.page("publish-again").xpath("//*[@id='id_note_helptext']/text()")
        self.assertEqual(told, ["Shown in the story’s history."])
        self.fill(self.article, "publish-again", note="It was true after all.")
        edition = self.editions(self.article)[-1]
        self.assertEqual((edition.number, edition.kind), (3, EditionKind.UPDATE))
        self.assertEqual(edition.note, "It was true after all.")


class OrderTests(SchedulingTestCase):
    def test_before_its_source_by_a_decision_with_its_reason(self):
        self.assertIn("publish-first", self.offers(self.article, "ko"))
        self.assertNotIn("publish", self.offers(self.article, "ko"))
        response = self.fill(self.article, "publish-first", "ko", why="It is about Korea.")
        self.assertContains(response, "The source will not be live by then.", status_code=409)
        self.fill(self.article, "publish-first", "ko", before_source="on", why="It is about Korea.")
        event = Event.objects.about(self.article).first()
        self.assertEqual((event.reason, event.details["before_source"]), ("It is about Korea.", True))

    def test_what_one_ticks_stands_before_its_words_which_end_once(self):
        publish(self.article, "en", by=None, at=NOON + DAY)
        page = self.page("schedule", "ko")
        self.assertTrue(page.xpath("//*[@class='form-check']/input[@id='id_before_source']"))
        [told] = page.xpath("//*[@id='id_before_source_helptext']/text()")
        self.assertTrue(told.startswith("On March 3, 2026, 9 p.m. the source goes live. Recorded in the log"))

    def test_after_its_source_nothing_is_asked(self):
        publish(self.article, "en", by=None)
        self.assertEqual(self.page("schedule", "ko").xpath("//*[@id='id_before_source']"), [])


class BriefTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_whole_article()
        approve(cls.article, "en")
        publish(cls.article, "en", by=None)

    def test_headline_and_summary_beside_the_sources_and_it_is_out(self):
        self.assertIn("brief", self.offers(self.article, "ko"))
        self.assertContains(
            self.client.get(action_url(self.article, "brief", "ko")), 'lang="en">Harbor opens</span>'
        )
        words = {"headline": "항구 문 열어", "summary": "항구가 월요일에 새로 문을 연다고 밝혔다."}
        response = self.fill(self.article, "brief", "ko", **words, alone_reason="Nobody else is on duty.")
        self.assertRedirects(response, change_url(self.article))
        self.assertTrue(Edition.objects.live().get(language="ko").is_brief)
        self.assertNotIn("brief", self.offers(self.article, "ko"))

    def test_a_warning_keeps_what_was_typed_and_is_confirmed(self):
        words = {"headline": "항구 문 열어", "summary": "짧다.", "alone_reason": "Nobody else."}
        response = self.fill(self.article, "brief", "ko", **words)
        self.assertContains(response, "짧다.", status_code=409)
        page = PostedForm(response, "action_form")
        [box] = page.form.xpath(".//input[@name='confirmed']/@value")
        self.client.post(action_url(self.article, "brief", "ko"), page.data(confirmed=box))
        self.assertTrue(Edition.objects.live().filter(language="ko").exists())

    def test_a_translator_is_asked_for_no_reason_and_submits(self):
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.fill(self.article, "brief", "ko", headline="항구", summary="항구가 월요일에 문을 연다고 한다.")
        self.assertEqual(LanguageProgress.objects.get(language="ko").stage, Stage.IN_REVIEW)


class MissingTests(ActionTestCase):
    def told(self, article, language="en"):
        page = html.fromstring(self.client.get(change_url(article)).content.decode())
        return page.xpath(f"//details[@id='bar-{language}']//li[@class='missing']/text()")

    def test_the_bar_says_what_is_missing(self):
        article = make_whole_article(summary_en="")
        self.assertEqual(self.told(article), ["The summary is missing."])
        self.assertEqual(self.told(article, "ko"), ["There is no text yet."])
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.assertIn("Needs someone who can write English.", self.told(article))

    def test_the_bar_says_why_one_does_not_approve_ones_own_words(self):
        article = make_whole_article(by=self.user)
        LanguageProgress.objects.filter(article=article).update(stage=Stage.IN_REVIEW)
        [sentence] = self.told(article)
        self.assertIn("Someone else must approve it", sentence)
        with override_settings(FOUR_EYES=False):
            self.assertEqual(self.told(article), [])
