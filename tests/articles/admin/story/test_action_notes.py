"""Notes of an action in both languages: which ones are required, and the texts that readers lose."""

from django.db import transaction

from articles.models import Edition, EditionKind
from articles.publishing import bring_forward, cancel, correct, publish, reschedule, withdraw
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import HOUR, LANGUAGES, NOON, approve, make_article, make_published, make_user, rewrite

NOTES = {"note": "It closes.", "note_there": "항구는 문을 닫는다."}


class NotesTestCase(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published(languages=LANGUAGES)
        cls.clock.shift(HOUR)

    def change(self, language="en", **columns):
        rewrite(self.article, **columns)
        approve(self.article, language)

    def asked(self, step, language="en"):
        return PostedForm(self.client.get(action_url(self.article, step, language)), "action_form")

    def live(self):
        return {edition.language for edition in Edition.objects.live()}


class KindTests(NotesTestCase):
    def button(self, form):
        return form.form.xpath(".//*[@class='submit-row']/input/@value")

    def test_the_button_names_the_kind_that_is_chosen(self):
        self.change(title_en="Harbor closes")
        page = self.asked("publish-as")
        self.assertEqual(self.button(page), ["Publish the change"])
        labels = page.form.xpath(".//input[@name='kind']/@data-submit-label")
        self.assertEqual(labels, ["Publish as update", "Publish as correction", "Publish as minor change"])
        for action, label in [("publish-as", labels[1]), ("schedule", "Schedule as correction")]:
            refused = self.fill(self.article, action, kind="correction", at="2026-03-03T09:00")
            self.assertEqual(self.button(PostedForm(refused, "action_form")), [label])


class CorrectionTests(NotesTestCase):
    def test_a_correction_tells_both_languages(self):
        self.change(title_en="Harbor closes")
        response = self.fill(self.article, "publish-as", kind="correction", note="It closes.")
        self.assertContains(
            response, "The public note for readers of the Korean text is missing", status_code=422
        )
        self.assertEqual(self.fill(self.article, "publish-as", kind="correction", **NOTES).status_code, 302)
        self.assertEqual(self.editions(self.article)[-1].note_there, NOTES["note_there"])

    def test_or_says_that_it_concerns_one_alone(self):
        self.change(title_en="Harbor closes")
        self.fill(self.article, "publish-as", kind="correction", note="It closes.", alone="on")
        edition = self.editions(self.article)[-1]
        self.assertEqual((edition.kind, edition.note_there), (EditionKind.CORRECTION, ""))

    def test_nothing_is_asked_for_readers_who_have_nothing(self):
        self.article = make_published(number=" 2")
        self.change(title_en="Harbor closes")
        self.assertNotIn("note_there", self.asked("publish-as"))
        self.assertNotIn("alone", self.asked("publish-as"))

    def test_whoever_carries_it_over_begins_with_the_note_that_readers_know(self):
        self.change(title_en="Harbor closes")
        correct(self.article, "en", by=None, **NOTES)
        self.clock.shift(HOUR)
        self.assertContains(self.client.get(f"/admin/articles/article/{self.article.pk}/change/"),
                            "readers here see its note, but this text is not corrected yet")  # fmt: skip
        self.change("ko", title_ko="항구 문 닫아")
        form = self.asked("publish-as", "ko")
        self.assertEqual(form["note"], NOTES["note_there"])
        self.assertNotIn("note_there", form)
        self.fill(self.article, "publish-as", "ko", kind="correction")
        self.assertEqual(self.editions(self.article, "ko")[-1].note, NOTES["note_there"])

    def test_stories_with_a_correction_to_carry_over_are_found_in_the_list(self):
        make_published(languages=LANGUAGES, number=" 2")
        self.change(title_en="Harbor closes")
        correct(self.article, "en", by=None, **NOTES)
        for language, count in (("ko", 1), ("en", 0)):
            response = self.client.get(f"/admin/articles/article/?{language}=correction")
            self.assertEqual(response.context["cl"].result_count, count, language)
        self.assertContains(self.client.get("/admin/articles/article/"), "chip-correction", count=1)


class WithdrawalTests(NotesTestCase):
    def test_both_languages_go_unless_one_is_deselected(self):
        for step in ("withdraw", "retract"):
            form = self.asked(step)
            self.assertEqual((form["here"], form["there"]), ("on", "on"))
        response = self.fill(self.article, "retract", note="It was wrong.")
        self.assertEqual(list(response.context["form"].errors), ["note_there"])
        self.assertEqual(self.live(), set(LANGUAGES))
        self.fill(self.article, "retract", **NOTES)
        self.assertEqual(self.live(), set())
        notes = [self.editions(self.article, language)[-1].note for language in LANGUAGES]
        self.assertEqual(notes, list(NOTES.values()))

    def test_notices_name_the_story_unless_somebody_chooses_not_to(self):
        self.assertNotIn("is_unnamed", self.asked("withdraw").values)
        self.fill(self.article, "withdraw", is_unnamed="on", **NOTES)
        headlines = [self.editions(self.article, language)[-1].headline for language in LANGUAGES]
        self.assertEqual(headlines, ["", ""])
        form = self.asked("retract")
        self.assertEqual(form["is_unnamed"], "on")
        del form.values["is_unnamed"]
        self.clock.shift(HOUR)
        self.client.post(action_url(self.article, "retract"), form.data(**NOTES))
        headlines = [self.editions(self.article, language)[-1].headline for language in LANGUAGES]
        self.assertEqual(headlines, ["Harbor opens", "항구 문 열어"])

    def test_one_that_is_deselected_stays(self):
        for chosen, note, gone in (("here", "note", "en"), ("there", "note_there", "ko")):
            self.article = make_published(languages=LANGUAGES, number=f" {gone}")
            form = self.asked("withdraw")
            del form.values["there" if chosen == "here" else "here"]
            self.clock.shift(HOUR)
            self.client.post(action_url(self.article, "withdraw"), form.data(**{note: "It was wrong."}))
            live = Edition.objects.live().filter(article=self.article)
            self.assertEqual({edition.language for edition in live}, set(LANGUAGES) - {gone})

    def test_one_is_to_be_chosen(self):
        form = self.asked("withdraw")
        del form.values["here"], form.values["there"]
        response = self.client.post(action_url(self.article, "withdraw"), form.data(**NOTES))
        self.assertContains(response, "Choose at least one language.", status_code=422)

    def test_whoever_may_not_publish_the_other_is_told_who_may(self):
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertContains(self.client.get(action_url(self.article, "retract")), "The Korean text stays")
        form = self.asked("retract")
        self.assertNotIn("there", form)
        self.client.post(action_url(self.article, "retract"), form.data(there="on", **NOTES))
        self.assertEqual(self.live(), {"ko"})

    def test_what_somebody_did_to_the_other_meanwhile_is_looked_at_first(self):
        form = self.asked("withdraw")
        self.change("ko", title_ko="항구 문 닫아")
        publish(self.article, "ko", by=None)
        response = self.client.post(action_url(self.article, "withdraw"), form.data(**NOTES))
        self.assertContains(response, "Check it again", status_code=409)
        again = PostedForm(response, "action_form")
        self.clock.shift(HOUR)
        self.client.post(action_url(self.article, "withdraw"), again.data())
        self.assertEqual(self.live(), set())

    def test_a_story_withdrawn_in_one_language_is_retracted_in_both(self):
        withdraw(self.article, "ko", by=None, note="보류.")
        self.assertNotIn("there", self.asked("withdraw"))
        self.assertEqual(self.asked("retract")["there"], "on")
        self.fill(self.article, "retract", **NOTES)
        kinds = {self.editions(self.article, language)[-1].kind for language in LANGUAGES}
        self.assertEqual(kinds, {EditionKind.RETRACTION})


class ScheduledThereTests(NotesTestCase):
    """Withdrawal or retraction while the other language is scheduled: both in one action."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=LANGUAGES, number=" 2")
        for language in LANGUAGES:
            approve(cls.article, language)
        publish(cls.article, "en", by=None)
        publish(cls.article, "ko", by=None, at=NOON + 24 * HOUR)
        cls.clock.shift(HOUR)

    def live_later(self):
        live = Edition.objects.live(NOON + 48 * HOUR).filter(article=self.article)
        return {edition.language for edition in live}

    def post(self, step, form, **values):
        return self.client.post(action_url(self.article, step), form.data(**values))

    def test_canceling_is_offered_and_done_in_the_same_step(self):
        for step in ("withdraw", "retract"):
            page = self.client.get(action_url(self.article, step))
            self.assertContains(page, "Korean is scheduled for March 3, 2026, 9 p.m. and goes live")
            self.assertEqual(PostedForm(page, "action_form")["cancel_there"], "on")
        response = self.fill(self.article, "withdraw", note="It was wrong.")
        self.assertEqual(self.live_later(), set())
        page = self.client.get(response["Location"])
        self.assertContains(page, "Readers see the notice. The scheduled Korean edition was canceled.")

    def test_one_that_is_deselected_stays_scheduled(self):
        form = self.asked("withdraw")
        del form.values["cancel_there"]
        self.post("withdraw", form, note="It was wrong.")
        self.assertEqual(self.live_later(), {"ko"})

    def test_people_who_may_not_cancel_it_are_told_who_may(self):
        self.client.force_login(make_user("desk", role="English desk"))
        page = self.client.get(action_url(self.article, "retract"))
        self.assertContains(page, "Only someone who can publish in Korean can cancel it.")
        form = PostedForm(page, "action_form")
        self.assertNotIn("cancel_there", form)
        self.assertEqual(self.post("retract", form, note="Wrong.", cancel_there="on").status_code, 302)
        self.assertEqual(self.live_later(), {"ko"})

    def test_a_live_text_with_a_scheduled_change_goes_with_it_or_stays(self):
        self.article = make_published(languages=LANGUAGES, number=" 3")
        self.change("ko", title_ko="항구 문 닫아")
        publish(self.article, "ko", by=None, at=NOON + 24 * HOUR)
        form = self.asked("withdraw")
        self.assertEqual((form["there"], form["cancel_there"]), ("on", "on"))
        del form.values["cancel_there"]
        response = self.post("withdraw", form, **NOTES)
        self.assertEqual(list(response.context["form"].errors), ["cancel_there"])
        self.assertEqual(self.live_later(), set(LANGUAGES))
        self.fill(self.article, "withdraw", **NOTES)
        self.assertEqual(self.live_later(), set())

    def test_a_withdrawn_text_that_is_scheduled_again_can_be_retracted_along(self):
        self.article = make_published(languages=LANGUAGES, number=" 4")
        self.clock.shift(HOUR)
        withdraw(self.article, "ko", by=None, note="보류.")
        self.clock.shift(HOUR)
        publish(self.article, "ko", by=None, at=NOON + 24 * HOUR)
        self.fill(self.article, "retract", **NOTES)
        kinds = {self.editions(self.article, language)[-1].kind for language in LANGUAGES}
        self.assertEqual(kinds, {EditionKind.RETRACTION})

    def test_a_schedule_that_has_changed_since_the_page_was_opened_is_checked_again(self):
        changes = {
            "moved": (lambda: reschedule(self.article, "ko", by=None, at=NOON + 30 * HOUR), "moved it to"),
            "live": (lambda: bring_forward(self.article, "ko", by=None), "It is no longer scheduled"),
            "canceled": (lambda: cancel(self.article, "ko", by=None), "It is no longer scheduled"),
        }
        for name, (change, words) in changes.items():
            with self.subTest(name), transaction.atomic():
                form = self.asked("withdraw")
                change()
                before = self.live_later()
                response = self.post("withdraw", form, note="It was wrong.")
                self.assertContains(response, words, status_code=409)
                self.assertEqual(self.live_later(), before)
                transaction.set_rollback(True)

    def test_one_that_was_scheduled_since_the_page_was_opened_is_shown(self):
        cancel(self.article, "ko", by=None)
        form = self.asked("withdraw")
        publish(self.article, "ko", by=None, at=NOON + 24 * HOUR)
        response = self.post("withdraw", form, note="It was wrong.")
        self.assertContains(response, "Korean: Someone scheduled it for", status_code=409)
        self.assertIn("en", self.live_later())
        self.assertIn("cancel_there", response.context["form"].fields)
