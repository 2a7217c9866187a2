"""Findings of publication are shown at approval, without blocking it."""

from articles.models import Event, EventType, Language, Stage
from articles.publishing import publish
from articles.story_exceptions import waive
from articles.workflow.transitions import perform
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import HOUR, approve, make_user, make_whole_article, rewrite

SOURCE = {"summary_en": "The festival shows 14 films in the harbor hall."}
WRONG = {"summary_ko": "축제는 항구 강당에서 영화 41편을 상영한다."}
RIGHT = {"summary_ko": "축제는 항구 강당에서 영화 14편을 상영한다."}
FIGURE = "languages.figures"


class ApprovalTestCase(ActionTestCase):
    """A translation in review that has 41 instead of 14."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_whole_article(languages=("en", "ko"), **SOURCE, **WRONG)
        approve(cls.article, "en")
        perform("submit", cls.article, language="ko", by=None)

    def post(self, step="approve", **fields):
        form = PostedForm(self.client.get(action_url(self.article, step, "ko")), "action_form")
        return self.client.post(action_url(self.article, step, "ko"), form.data(**fields))

    def codes(self, response):
        return [item.finding.code for item in response.context["findings"]]

    @property
    def now(self):
        return self.stage(self.article, "ko")


class PageTests(ApprovalTestCase):
    """The action page, which the board, the translation screen and the comparison link to."""

    def test_it_shows_what_publishing_will_show_with_links_to_the_places(self):
        page = self.client.get(action_url(self.article, "approve", "ko"))
        self.assertEqual(self.codes(page), [FIGURE])
        self.assertContains(page, "<mark>41편</mark>")
        self.assertContains(page, "Publishing will show these findings. They do not block the approval.")
        self.assertContains(page, "go=id_summary_ko")
        self.assertContains(page, f"/{self.article.pk}/preflight/#ko")
        self.assertNotContains(page, "I have reviewed these.")
        self.assertEqual(self.now, Stage.IN_REVIEW)

    def test_it_does_not_block_and_the_log_has_what_the_person_saw(self):
        self.post()
        self.assertEqual(self.now, Stage.APPROVED)
        event = self.approval()
        self.assertEqual((event.actor, event.details["findings"]), (self.user, [FIGURE]))

    def test_without_findings_the_log_has_nothing_more(self):
        rewrite(self.article, **RIGHT)
        self.post()
        self.assertEqual(set(self.approval().details), {"version"})

    def test_publishing_asks_once_for_what_was_seen_and_the_next_approval_does_not(self):
        self.post()
        publish(self.article, "en", by=self.user)
        response = self.client.get(action_url(self.article, "publish", "ko"))
        self.assertEqual(self.codes(response), [FIGURE])  # the approver saw it without confirming it
        self.fill(self.article, "publish", "ko")
        rewrite(self.article, title_ko="항구 일찍 문 열어")
        if self.now == Stage.WRITING:
            perform("submit", self.article, language="ko", by=None)
        self.client.post(
            change_url(self.article), opened(self.client, self.article).data("_action=approve:ko")
        )
        self.assertEqual(self.now, Stage.APPROVED)
        self.assertEqual(self.approval().details["findings"], [FIGURE])

    def approval(self):
        return Event.objects.about(self.article).filter(type=EventType.APPROVED, language="ko").first()

    def test_blockers_are_shown_too_and_do_not_block(self):
        rewrite(self.article, summary_ko="축제는 **항구** 강당에서 영화 14편을 상영한다.")
        page = self.client.get(action_url(self.article, "approve", "ko"))
        self.assertTrue(any(item.finding.is_blocking for item in page.context["findings"]))
        self.post()
        self.assertEqual(self.now, Stage.APPROVED)

    def test_approval_alone_shows_them_beside_its_reason(self):
        rewrite(self.article, by=self.user, **WRONG, title_ko="항구 일찍 문 열어 손님을 맞는다")
        page = self.client.get(action_url(self.article, "approve-alone", "ko"))
        self.assertEqual(self.codes(page), [FIGURE])
        response = self.post("approve-alone", reason="")
        self.assertEqual((response.status_code, self.codes(response)), (422, [FIGURE]))
        self.post("approve-alone", reason="Night.")
        self.assertEqual(self.now, Stage.APPROVED)

    def test_one_that_comes_up_after_the_page_was_shown_is_shown_once(self):
        rewrite(self.article, **RIGHT)
        form = PostedForm(self.client.get(action_url(self.article, "approve", "ko")), "action_form")
        rewrite(self.article, summary_en="The festival shows 41 films in the harbor hall.")
        response = self.client.post(action_url(self.article, "approve", "ko"), form.data())
        self.assertContains(response, "Preflight has found something that you have not seen", status_code=409)
        self.assertIn(FIGURE, self.codes(response))
        self.assertEqual(self.now, Stage.IN_REVIEW)
        again = PostedForm(response, "action_form")
        self.client.post(action_url(self.article, "approve", "ko"), again.data())
        self.assertEqual(self.now, Stage.APPROVED)

    def test_a_text_that_changed_is_read_again_first(self):
        form = PostedForm(self.client.get(action_url(self.article, "approve", "ko")), "action_form")
        rewrite(self.article, summary_ko="축제는 항구 강당에서 영화 140편을 상영한다.")
        response = self.client.post(action_url(self.article, "approve", "ko"), form.data())
        self.assertContains(response, "The text has changed since you read it", status_code=409)
        self.assertContains(response, "<mark>140편</mark>", status_code=409)
        self.client.post(
            action_url(self.article, "approve", "ko"), PostedForm(response, "action_form").data()
        )
        self.assertEqual(self.now, Stage.APPROVED)

    def test_the_way_to_the_text_is_beside_the_button_where_one_comes_from_elsewhere(self):
        for back, count in (("/admin/board/", 1), ("", 0)):
            page = self.client.get(action_url(self.article, "approve", "ko"), {"next": back})
            links = PostedForm(page, "action_form").form.xpath(
                f".//a[@href='{change_url(self.article)}'][normalize-space()='Look at the text']"
            )
            self.assertEqual(len(links), count, back)


class BarTests(ApprovalTestCase):
    """The button of the story's form."""

    def press(self):
        data = opened(self.client, self.article).data("_action=approve:ko")
        return self.client.post(change_url(self.article), data)

    def test_findings_are_shown_before(self):
        self.assertIn(action_url(self.article, "approve", "ko"), self.press()["Location"])
        self.assertEqual(self.now, Stage.IN_REVIEW)

    def test_without_any_one_press_approves(self):
        rewrite(self.article, **RIGHT)
        self.assertRedirects(self.press(), change_url(self.article))
        self.assertEqual(self.now, Stage.APPROVED)

    def test_what_publishing_will_not_ask_again_is_not_shown_again(self):
        for language in Language:
            approve(self.article, language)
            found = self.client.get(action_url(self.article, "publish", language)).context["looked_at"]
            publish(self.article, language, by=self.user, confirmed=found.split())
        self.clock.shift(HOUR)
        rewrite(self.article, title_ko="항구 일찍 문 열어")
        if self.now == Stage.WRITING:
            perform("submit", self.article, language="ko", by=None)
        page = self.client.get(action_url(self.article, "approve", "ko"))
        shown = self.codes(page)
        publishing = self.client.get(action_url(self.article, "publish-as", "ko"))
        self.assertEqual(shown, self.codes(publishing))


class WaivedTests(ApprovalTestCase):
    def test_a_blocker_that_is_waived_is_not_shown(self):
        rewrite(self.article, summary_ko="축제는 **항구** 강당에서 영화 14편을 상영한다.")
        page = self.client.get(action_url(self.article, "approve", "ko"))
        [blocker] = [item.finding for item in page.context["findings"] if item.finding.is_blocking]
        known = {"code": blocker.code, "fingerprint": blocker.fingerprint, "reason": "A quotation."}
        waive(self.article, "ko", by=make_user("chief"), **known)
        page = self.client.get(action_url(self.article, "approve", "ko"))
        self.assertNotIn(blocker.code, self.codes(page))


class BriefTests(ActionTestCase):
    """A brief that is approved and waits for its source."""

    WORDS = {"headline": "항구 문 열어", "alone_reason": "Nobody else is on duty."}

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_whole_article()
        approve(cls.article, "en")

    def test_findings_are_seen_before_it_is_approved_and_do_not_block(self):
        words = {**self.WORDS, "summary": "**항구**가 연다."}
        response = self.fill(self.article, "brief", "ko", **words)
        items = response.context["findings"]
        self.assertEqual({item.finding.is_blocking for item in items}, {True, False})
        self.assertContains(response, "**항구**가 연다.", status_code=409)
        self.assertEqual(self.stage(self.article, "ko"), Stage.WRITING)
        page = PostedForm(response, "action_form")
        [box] = page.form.xpath(".//input[@type='checkbox'][@name='confirmed']/@value")
        response = self.client.post(action_url(self.article, "brief", "ko"), page.data(confirmed=box))
        self.assertRedirects(response, change_url(self.article))
        self.assertEqual(self.stage(self.article, "ko"), Stage.APPROVED)
        event = Event.objects.about(self.article).filter(type=EventType.APPROVED, language="ko").get()
        self.assertEqual(event.details["findings"], sorted({item.finding.code for item in items}))

    def test_without_any_it_is_approved_at_once(self):
        words = {**self.WORDS, "summary": "항구가 월요일에 새로 문을 연다고 밝혔다."}
        self.fill(self.article, "brief", "ko", **words)
        self.assertEqual(self.stage(self.article, "ko"), Stage.APPROVED)
