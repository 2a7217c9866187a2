"""The page that publishes or proposes a change of a live text, at every stage."""

from articles.admin.story_rows import story_address
from articles.models import Edition, EditionKind, Event, EventType, LanguageProgress, Note, Stage
from articles.publishing import publish
from articles.workflow.edit_session import want
from tests.articles.admin.forms import PostedForm, opened
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import HOUR, LANGUAGES, NOON, WANTED, make_published, make_user, rewrite

NOTES = {"note": "It closes.", "note_there": "항구는 문을 닫는다."}
CORRECTION = {"kind": "correction"} | NOTES


class ChangeTestCase(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published(languages=LANGUAGES)
        cls.writer = make_user("writer", role="Reporters")
        cls.clock.shift(HOUR)
        rewrite(cls.article, by=cls.writer, title_en="Harbor closes")

    def form(self, language="en", name="publish-as"):
        return PostedForm(self.client.get(action_url(self.article, name, language)), "action_form")

    def post(self, language="en", name="publish-as", **fields):
        """Fill in the page, and again if it shows warnings of the other language."""
        form, address = self.form(language, name), action_url(self.article, name, language)
        response = self.client.post(address, self.confirmed(form).data(**fields))
        if b'name="confirmed"' in response.content:
            again = self.confirmed(PostedForm(response, "action_form"))
            response = self.client.post(address, again.data(**fields))
        return response

    def confirmed(self, form):
        for box in form.form.xpath(".//input[@name='confirmed']"):
            form["confirmed"] = box.get("value")
        return form

    def stage(self, language="en"):
        return LanguageProgress.objects.get(article=self.article, language=language).stage

    def stand(self, stage, **fields):
        LanguageProgress.objects.filter(article=self.article).update(stage=stage, **fields)

    def events(self):
        """Return the types of the events of the last step, in order."""
        return list(Event.objects.filter(at=self.clock.time()).order_by("id").values_list("type", flat=True))

    def latest(self, language="en"):
        return self.editions(self.article, language)[-1]


class StageTests(ChangeTestCase):
    def test_a_change_in_review_is_approved_and_published_in_one_step(self):
        self.clock.shift(HOUR)
        self.assertEqual(self.post(**CORRECTION).status_code, 302)
        self.assertEqual(
            (self.latest().kind, self.latest().headline), (EditionKind.CORRECTION, "Harbor closes")
        )
        self.assertEqual(self.stage(), Stage.APPROVED)
        steps = Event.objects.filter(language="en").order_by("-id")[:2]
        self.assertEqual([event.type for event in steps], [EventType.PUBLISHED, EventType.APPROVED])

    def test_a_change_that_is_being_written_is_submitted_too(self):
        self.stand(Stage.WRITING)
        self.assertEqual(self.post(**CORRECTION).status_code, 302)
        types = Event.objects.filter(language="en").order_by("-id").values_list("type", flat=True)[:3]
        self.assertEqual(list(types), [EventType.PUBLISHED, EventType.APPROVED, EventType.SUBMITTED])

    def test_ones_own_change_asks_for_one_reason_more(self):
        rewrite(self.article, by=self.user, title_en="Harbor closes early")
        self.assertIn("alone_reason", self.form())
        refused = self.post(**CORRECTION)
        self.assertEqual(refused.status_code, 422)
        self.assertEqual(PostedForm(refused, "action_form")["note"], NOTES["note"])
        self.assertEqual(self.post(alone_reason="Nobody is here.", **CORRECTION).status_code, 302)
        approval = Event.objects.filter(type=EventType.APPROVED).first()
        self.assertEqual((approval.reason, approval.details["alone"]), ("Nobody is here.", True))

    def test_a_refusal_takes_no_step_and_keeps_what_was_typed(self):
        refused = self.post(kind="correction")
        self.assertContains(refused, "The public note is missing", status_code=422)
        self.assertContains(refused, "readers of the Korean text is missing", status_code=422)
        refused = self.post(kind="minor", note="It closes.", after="0")
        self.assertEqual(refused.status_code, 409)
        self.assertEqual(PostedForm(refused, "action_form")["note"], "It closes.")
        self.assertEqual((self.stage(), self.latest().number), (Stage.IN_REVIEW, 1))

    def test_a_text_that_somebody_has_changed_meanwhile_is_shown_first(self):
        form = self.form()
        rewrite(self.article, by=self.writer, title_en="Harbor closes at noon")
        refused = self.client.post(action_url(self.article, "publish-as"), form.data(**CORRECTION))
        self.assertContains(refused, "The text has changed since you read it", status_code=409)
        self.assertContains(refused, "at noon", status_code=409)
        self.assertEqual((self.stage(), self.latest().number), (Stage.IN_REVIEW, 1))

    def test_the_page_shows_each_word_that_readers_do_not_see_yet(self):
        page = self.form().form
        [section] = page.xpath(".//section[contains(@class, 'live-changes')]")
        self.assertEqual(section.xpath(".//del/text()"), ["opens"])
        self.assertEqual(section.xpath(".//ins/text()"), ["closes"])
        self.assertEqual(section.xpath(".//h3/text()"), ["Headline (English)"])

    def test_without_a_change_it_says_so_and_has_no_form(self):
        rewrite(self.article, by=self.writer, title_en=self.latest().headline)
        address = action_url(self.article, "publish-as", "en")
        response = self.client.get(address)
        self.assertContains(response, "Nothing differs from the live edition.")
        self.assertNotContains(response, "action_form")
        self.assertContains(response, story_address(self.article.pk))
        corrected = self.client.get(f"{address}?kind=correction")
        self.assertEqual(PostedForm(corrected, "action_form")["kind"], "correction")

    def test_nothing_is_published_of_a_language_that_is_not_wanted(self):
        want(self.article, "en", WANTED.NOTHING, by=None, reason="Enough.")
        self.assertEqual(self.client.get(action_url(self.article, "publish-as")).status_code, 302)


class BothTests(ChangeTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        rewrite(cls.article, by=cls.writer, title_ko="항구 문 닫아")

    def test_both_languages_are_corrected_each_with_its_note(self):
        sections = self.form().form.xpath(".//section[contains(@class, 'live-changes')]")
        self.assertEqual(len(sections), 2)
        self.assertEqual(self.post(both="on", **CORRECTION).status_code, 302)
        for language, note in zip(LANGUAGES, NOTES.values(), strict=True):
            edition = self.latest(language)
            self.assertEqual((edition.kind, edition.note, edition.note_there), ("correction", note, ""))
        self.assertFalse(Edition.objects.live().awaiting_correction(NOON + HOUR).exists())

    def test_the_other_language_is_updated_where_one_alone_was_wrong(self):
        self.post(both="on", kind="correction", note="It closes.", alone="on")
        kinds = [self.latest(language).kind for language in LANGUAGES]
        self.assertEqual(kinds, [EditionKind.CORRECTION, EditionKind.UPDATE])

    def test_ones_own_change_of_the_other_language_asks_for_the_reason(self):
        rewrite(self.article, by=self.user, title_ko="항구 문 닫는다")
        told = "You wrote more than a third of this text"
        self.assertContains(self.post(both="on", **CORRECTION), told, status_code=422)
        self.assertEqual(self.post(**CORRECTION).status_code, 302)

    def test_a_refusal_of_one_language_publishes_neither(self):
        form = self.form()
        rewrite(self.article, by=self.writer, title_ko="항구 문 닫는다")
        data = form.data(both="on", **CORRECTION)
        self.assertEqual(self.client.post(action_url(self.article, "publish-as"), data).status_code, 409)
        self.assertEqual(Edition.objects.count(), 2)
        self.assertEqual([self.stage(language) for language in LANGUAGES], [Stage.IN_REVIEW] * 2)

    def test_who_may_not_publish_the_other_language_is_not_offered_it(self):
        self.client.force_login(make_user("desk", role="English desk"))
        self.assertNotIn("both", self.form())


class BarTests(ChangeTestCase):
    def press(self, **fields):
        """Change the story in its form and press the button of the bar."""
        form = opened(self.client, self.article)
        return self.client.post(
            f"/admin/articles/article/{self.article.pk}/change/", form.data("_action=publish-as:en", **fields)
        )

    def buttons(self):
        page = opened(self.client, self.article).form
        return page.xpath(".//div[@class='bar-buttons']/button[@name='_action']/@value")

    def test_one_button_saves_what_is_typed_and_leads_to_the_page(self):
        response = self.press(summary_en="The harbor closes on Friday.")
        self.assertIn("/action/en/publish-as/", response.url)
        self.assertContains(self.client.get(response.url), "<ins")
        self.article.refresh_from_db()
        self.assertEqual(self.article.summary_en, "The harbor closes on Friday.")

    def test_it_stands_in_the_bar_of_a_live_story_before_anything_is_typed(self):
        self.assertNotIn("data-needs-change", self.button("en").attrib)
        self.post(**CORRECTION)
        self.assertIn("publish-as:en", self.buttons())
        self.assertIn("data-needs-change", self.button("en").attrib)

    def button(self, language):
        page = opened(self.client, self.article).form
        found = f".//div[@class='bar-buttons']/button[@value='publish-as:{language}']"
        return page.xpath(found)[0]

    def test_the_menu_of_a_language_without_a_change_offers_a_note_on_the_same_text(self):
        def labels(language):
            found = f".//details[@id='bar-{language}']//button[@value='publish-as:{language}']/text()"
            return opened(self.client, self.article).form.xpath(found)

        self.assertEqual(labels("en"), [])  # the button is in the bar
        self.assertEqual(labels("ko"), ["Add a correction note to the same text…"])
        self.post(**CORRECTION)
        self.assertEqual(labels("en"), ["Add a correction note to the same text…"])

    def test_it_leads_to_the_language_that_was_changed(self):
        self.post(**CORRECTION)
        response = self.press(title_ko="항구 문 닫아")
        self.assertIn("/action/ko/publish-as/", response.url)

    def test_nothing_of_it_is_offered_for_a_text_that_is_scheduled(self):
        self.post(**CORRECTION)
        self.clock.shift(HOUR)
        rewrite(self.article, title_en="Harbor closed")
        self.stand(Stage.APPROVED)
        publish(self.article, "en", by=None, kind="update", at=self.later())
        self.assertNotIn("publish-as:en", self.buttons())

    def later(self):
        return self.article.created_at + 50 * HOUR


class ProposalTests(ChangeTestCase):
    def test_a_reporter_leaves_kind_and_notes_for_whoever_publishes(self):
        self.client.force_login(self.writer)
        self.assertEqual(self.post(name="propose-change", **CORRECTION).status_code, 302)
        self.assertIn("It closes.", Note.objects.get().text)
        self.client.force_login(self.user)
        form = self.form()
        self.assertEqual((form["kind"], form["note"], form["note_there"]), ("correction", *NOTES.values()))

    def test_it_submits_what_is_being_written(self):
        self.stand(Stage.WRITING)
        self.client.force_login(self.writer)
        self.post(name="propose-change", **CORRECTION)
        self.assertEqual(self.stage(), Stage.IN_REVIEW)

    def test_it_is_forgotten_with_the_edition_for_which_it_was_made(self):
        self.client.force_login(self.writer)
        self.post(name="propose-change", **CORRECTION)
        self.client.force_login(self.user)
        self.post()
        self.clock.shift(HOUR)
        rewrite(self.article, by=self.writer, title_en="Harbor opens")
        self.assertEqual(self.form()["note"], "")

    def test_whoever_may_publish_is_not_asked_to_propose(self):
        self.assertEqual(self.client.get(action_url(self.article, "propose-change")).status_code, 302)
