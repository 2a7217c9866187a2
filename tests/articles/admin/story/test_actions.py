"""The buttons of review and publication: offers by role, effects, and refusals without effects."""

from datetime import UTC, datetime

from articles.admin.story.actions import ACTIONS
from articles.admin.story.actions.desk import StoryAction
from articles.checks.registry import examine
from articles.models import Edition, EditionKind, LanguageProgress, Stage, Wanted
from articles.publishing import publish, withdraw
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.cases import ClockTestCase
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_published,
    make_user,
    make_whole_article,
    rewrite,
)


def action_url(article, name, language="en"):
    return f"/admin/articles/article/{article.pk}/action/{language}/{name}/"


class ActionTestCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def press(self, article, step, language="en", *, follow=False, **fields):
        """Press a button of the bar, after typing into the form."""
        form = opened(self.client, article)
        data = form.data(f"_action={step}:{language}", **fields)
        response = self.client.post(change_url(article), data, follow=follow)
        address = response.request["PATH_INFO"] if follow else response.headers.get("Location", "")
        asks_for_a_look = step in ("approve", "publish") and "/action/" in address
        return self.fill(article, step, language, follow=follow) if asks_for_a_look else response

    def fill(self, article, step, language="en", *, follow=False, **fields):
        """Open the page of an action, fill it, confirm its warnings, and press its button."""
        form = PostedForm(self.client.get(action_url(article, step, language)), "action_form")
        for box in form.form.xpath(".//input[@name='confirmed']"):
            form["confirmed"] = box.get("value")
        return self.client.post(action_url(article, step, language), form.data(**fields), follow=follow)

    def stage(self, article, language="en"):
        return LanguageProgress.objects.get(article=article, language=language).stage

    def editions(self, article, language="en"):
        return list(Edition.objects.of(article, language).order_by("number"))

    def offers(self, article, language="en"):
        values = opened(self.client, article).form.xpath(".//button[@name='_action']/@value")
        return [value.split(":")[0] for value in values if value.endswith(f":{language}")]


def actions_below(base):
    """Yield the subclasses of a class, at any depth."""
    for action in base.__subclasses__():
        yield action
        yield from actions_below(action)


def test_every_action_with_a_button_is_listed():
    with_button = {action for action in actions_below(StoryAction) if action.name and action.label}
    assert with_button == set(map(type, ACTIONS.values()))


class WayTests(ActionTestCase):
    """A story passes from writing to publication with buttons only."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article()

    def test_submit_approve_publish(self):
        for step, stage in [("submit", Stage.IN_REVIEW), ("approve", Stage.APPROVED)]:
            self.assertRedirects(self.press(self.article, step), change_url(self.article))
            self.assertEqual(self.stage(self.article), stage)
        self.press(self.article, "publish")
        [edition] = self.editions(self.article)
        self.assertEqual((edition.kind, edition.live_from), (EditionKind.ORIGINAL, NOON))

    def test_button_saves_the_form_first(self):
        self.press(self.article, "submit", title_en="Harbor opens early")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens early")
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)

    def test_refused_step_keeps_what_was_typed_and_says_why(self):
        form = opened(self.client, self.article)
        data = form.data("_action=submit:en", summary_en="", title_en="Harbor opens early")
        response = self.client.post(change_url(self.article), data, follow=True)
        self.assertContains(response, "The summary is missing.")
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens early")
        self.assertEqual(self.stage(self.article), Stage.WRITING)

    def test_form_that_cannot_be_saved_takes_no_action(self):
        response = self.press(self.article, "submit", slug_en="no slug!")
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self.stage(self.article), Stage.WRITING)

    def test_return_asks_for_a_reason_on_a_page_of_its_own(self):
        self.press(self.article, "submit")
        response = self.press(self.article, "return", title_en="Harbor opens early")
        self.assertIn(action_url(self.article, "return"), response["Location"])
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens early")
        self.assertEqual(self.fill(self.article, "return", reason="").status_code, 422)
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)
        self.fill(self.article, "return", reason="Who says so?")
        self.assertEqual(self.stage(self.article), Stage.WRITING)

    def test_own_words_are_approved_alone_with_a_reason_or_by_another(self):
        new = {"title_en": "Harbor opens early", "body_en": "<p>Ships from five ports may enter again.</p>"}
        self.press(self.article, "submit", **new)
        self.assertTrue({"approve-alone", "return"} <= set(self.offers(self.article)))
        self.assertNotIn("approve", self.offers(self.article))
        self.assertContains(self.press(self.article, "approve", follow=True), "You wrote all of this text.")
        self.assertEqual(self.fill(self.article, "approve-alone", reason="").status_code, 422)
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)
        self.fill(self.article, "approve-alone", reason="Nobody else is on duty.")
        self.assertEqual(self.stage(self.article), Stage.APPROVED)

    def test_what_another_wrote_is_not_approved_alone(self):
        self.press(self.article, "submit")
        self.assertNotIn("approve-alone", self.offers(self.article))
        self.assertRedirects(
            self.client.get(action_url(self.article, "approve-alone")), change_url(self.article)
        )

    def test_reopen(self):
        approve(self.article, "en")
        self.fill(self.article, "reopen", reason="A new figure came in.")
        self.assertEqual(self.stage(self.article), Stage.WRITING)

    def test_approval_of_a_text_that_changed_meanwhile_is_refused(self):
        self.press(self.article, "submit")
        form = opened(self.client, self.article)
        rewrite(self.article, title_en="Harbor closes")
        response = self.client.post(change_url(self.article), form.data("_action=approve:en"), follow=True)
        self.assertContains(response, "The text has changed since you read it")
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)

    def test_what_is_no_version_counts_as_not_seen_and_the_next_press_takes_the_action(self):
        response = self.client.post(action_url(self.article, "submit"), {"seen": "x", "after": "-9"})
        self.assertEqual((response.status_code, self.stage(self.article)), (409, Stage.WRITING))
        self.client.post(action_url(self.article, "submit"), PostedForm(response, "action_form").data())
        self.assertEqual(self.stage(self.article), Stage.IN_REVIEW)

    def test_what_is_wanted(self):
        for wanted in (Wanted.BRIEF, Wanted.NOTHING, Wanted.FULL):
            self.press(self.article, f"want-{wanted}", "ko")
            self.assertEqual(LanguageProgress.objects.get(article=self.article, language="ko").wanted, wanted)

    def test_unknown_step_is_not_found(self):
        self.assertEqual(self.client.get(action_url(self.article, "burn")).status_code, 404)
        self.assertEqual(self.client.get(action_url(self.article, "submit", "fr")).status_code, 404)


class PublishingTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published()
        cls.clock.shift(HOUR)

    def change(self, **columns):
        rewrite(self.article, **({"title_en": "Harbor closes"} | columns))
        approve(self.article, "en")

    def test_schedule_at_an_instant_of_the_newsrooms_zone(self):
        self.change()
        response = self.fill(self.article, "schedule", at="2026-03-03T09:00", kind="update")
        self.assertEqual(response.status_code, 302)
        self.assertEqual(self.editions(self.article)[-1].live_from, datetime(2026, 3, 3, 0, 0, tzinfo=UTC))
        self.assertContains(self.client.get(change_url(self.article)), ") scheduled for")

    def test_withdrawn_story_is_scheduled_again_without_a_note(self):
        article = make_published()
        self.clock.shift(HOUR)
        withdraw(article, "en", by=None, note="Under review.")
        self.clock.shift(HOUR)
        self.fill(article, "schedule", at="2026-03-03T09:00")
        edition = self.editions(article)[-1]
        self.assertEqual((edition.kind, edition.note), (EditionKind.UPDATE, ""))

    def test_schedule_says_which_zone(self):
        self.change()
        self.assertContains(self.client.get(action_url(self.article, "schedule")), "Asia/Seoul, UTC+09:00")

    def test_past_instant_keeps_the_note(self):
        self.change()
        response = self.fill(
            self.article, "schedule", at="2026-03-02T09:00", kind="correction", note="Wrong before."
        )
        self.assertContains(response, "Wrong before.", status_code=422)
        self.assertEqual(len(self.editions(self.article)), 1)

    def test_year_that_no_calendar_bears_is_refused(self):
        self.change(title_en="Harbor closes")
        response = self.fill(self.article, "schedule", at="9999-12-31T23:59")
        self.assertContains(response, "Choose a year from 1900 to 9998.", status_code=422)

    def test_correction_needs_its_note(self):
        self.change()
        response = self.fill(self.article, "publish-as", kind="correction")
        self.assertContains(response, "The public note is missing", status_code=422)
        self.fill(self.article, "publish-as", kind="correction", note="It closes; we said it opens.")
        edition = self.editions(self.article)[-1]
        self.assertEqual(
            (edition.kind, edition.note), (EditionKind.CORRECTION, "It closes; we said it opens.")
        )

    def test_what_a_change_is_to_readers_is_chosen_by_a_person(self):
        self.change()
        self.assertNotIn("publish", self.offers(self.article))
        for step in ("publish-as", "schedule"):
            response = self.fill(self.article, step, at="2026-03-03T09:00")
            self.assertEqual(response.status_code, 422)
            self.assertEqual(list(response.context["form"].errors), ["kind"])

    def test_a_press_that_names_no_kind_is_refused_over_what_is_live(self):
        self.change()
        response = self.client.post(
            action_url(self.article, "publish"), {"confirmed": " ".join(self.warnings())}
        )
        self.assertContains(response, "Choose what kind of change this is", status_code=409)
        self.assertEqual(len(self.editions(self.article)), 1)

    def warnings(self):
        return [one.fingerprint for one in examine(self.article, self.article.progress.get(language="en"))]

    def test_minor_change(self):
        self.change()
        self.fill(self.article, "publish-as", kind="minor")
        self.assertEqual(self.editions(self.article)[-1].kind, EditionKind.MINOR)

    def test_publication_over_somebody_elses_is_refused(self):
        self.change()
        form = opened(self.client, self.article)
        publish(self.article, "en", by=None)
        response = self.client.post(change_url(self.article), form.data("_action=publish:en"), follow=True)
        self.assertContains(response, "Someone published, scheduled or withdrew it")
        self.assertEqual(len(self.editions(self.article)), 2)

    def test_quick_fix_mends_the_live_text_alone(self):
        rewrite(self.article, summary_en="Not yet for readers.")
        self.fill(self.article, "quick-fix", headline="Harbour opens")
        edition = self.editions(self.article)[-1]
        self.assertEqual(
            (edition.headline, edition.summary), ("Harbour opens", "The harbor opens on Monday.")
        )
        self.article.refresh_from_db()
        self.assertEqual(
            (self.article.title_en, self.article.summary_en), ("Harbour opens", "Not yet for readers.")
        )

    def test_a_quick_fix_leaves_the_writers_unfinished_words_and_says_where_both_changed(self):
        body = "<p>The harbor opens.</p><p>No ship waits.</p>"
        rewrite(self.article, body_en=body, title_en="Harbor closes")
        fixed = {"body": "<p>The harbour opens.</p>", "headline": "Harbor shuts"}
        self.fill(self.article, "quick-fix", **fixed)
        page = self.client.get(change_url(self.article))
        self.assertContains(page, "other changes in the same place, which stay as they are: Headline.")
        readers = self.client.get(f"/en/articles/{self.article.pk}/harbor-opens/")
        self.assertContains(readers, "The harbour opens.")
        self.assertContains(readers, "Harbor shuts")
        self.assertNotContains(readers, "No ship waits")
        form = opened(self.client, self.article)
        self.assertEqual(form["title_en"], "Harbor closes")
        self.assertEqual(form["body_en"], body.replace("harbor", "harbour"))
        self.assertContains(page, "There are unpublished changes")

    def test_refused_quick_fix_keeps_its_text(self):
        form = PostedForm(self.client.get(action_url(self.article, "quick-fix")), "action_form")
        self.change()
        publish(self.article, "en", by=None)
        data = form.data(headline="Harbour opens", body="<p>The harbour opens.</p>")
        response = self.client.post(action_url(self.article, "quick-fix"), data)
        self.assertEqual(response.status_code, 409)
        again = PostedForm(response, "action_form")
        self.assertEqual((again["headline"], again["body"]), ("Harbour opens", "<p>The harbour opens.</p>"))

    def test_quick_fix_of_a_story_withdrawn_meanwhile_keeps_its_text(self):
        form = PostedForm(self.client.get(action_url(self.article, "quick-fix")), "action_form")
        self.fill(self.article, "withdraw", note="It was no story of ours.")
        response = self.client.post(
            action_url(self.article, "quick-fix"), form.data(headline="Harbour opens")
        )
        self.assertContains(response, "Harbour opens", status_code=409)

    def test_quick_fix_of_what_was_never_published_is_refused(self):
        texts = {"headline": "Harbour", "summary": "It opens.", "body": "<p>It opens.</p>"}
        response = self.client.post(action_url(make_article(), "quick-fix"), texts)
        self.assertContains(response, "It is not live in this language.", status_code=409)

    def test_withdrawal_and_retraction_leave_a_notice(self):
        for step, kind in [("withdraw", EditionKind.WITHDRAWAL), ("retract", EditionKind.RETRACTION)]:
            article = make_published()
            self.assertEqual(self.fill(article, step, note="").status_code, 422)
            self.fill(article, step, note="It was wrong.")
            notice = self.editions(article)[-1]
            self.assertEqual((notice.kind, notice.note), (kind, "It was wrong."))


class ScheduledTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published(body_en="<p>The harbor opens.</p><p>Ships wait.</p>")
        cls.clock.shift(HOUR)
        rewrite(cls.article, title_en="Harbor closes")
        approve(cls.article, "en")
        publish(cls.article, "en", by=None, at=NOON + 24 * HOUR)

    def test_cancel(self):
        self.fill(self.article, "cancel", optional_reason="Not now.")
        self.assertEqual(len(self.editions(self.article)), 1)

    def test_bring_forward_to_now_or_to_an_earlier_instant(self):
        self.fill(self.article, "bring-forward", when="at", at="2026-03-03T08:00")
        self.assertEqual(self.editions(self.article)[-1].live_from, datetime(2026, 3, 2, 23, 0, tzinfo=UTC))
        self.fill(self.article, "bring-forward", when="now")
        self.assertEqual(self.editions(self.article)[-1].live_from, NOON + HOUR)

    def test_now_is_chosen_and_never_what_was_left_empty(self):
        """Browsers send an empty field for an incomplete date."""
        for answer, field in (({}, "when"), ({"when": "at"}, "at"), ({"at": "2026-03-03T08:00"}, "when")):
            response = self.fill(self.article, "bring-forward", **answer)
            self.assertEqual(response.status_code, 422)
            self.assertEqual(list(response.context["form"].errors), [field])
        self.assertEqual(self.editions(self.article)[-1].live_from, NOON + 24 * HOUR)

    def test_bring_forward_is_no_way_to_a_later_instant(self):
        response = self.fill(self.article, "bring-forward", when="at", at="2026-03-09T08:00")
        self.assertContains(response, "a time earlier than the scheduled one", status_code=409)

    def test_change_is_put_under_the_scheduled_edition(self):
        change = "<p>The harbor opens.</p><p>Ships wait at sea.</p>"
        rewrite(self.article, title_en="Harbor opens", body_en=change)
        approve(self.article, "en")
        self.assertNotIn("publish", self.offers(self.article))
        self.fill(self.article, "publish-under", kind="update")
        first, now, ahead = self.editions(self.article)
        self.assertIn("at sea", now.body)
        self.assertIn("at sea", ahead.body)
        self.assertEqual(ahead.live_from, NOON + 24 * HOUR)

    def test_quick_fix_goes_under_it_or_is_refused_with_the_choice(self):
        fields = {"body": "<p>The harbor opens.</p><p>Ships wait!</p>"}
        form = PostedForm(self.client.get(action_url(self.article, "quick-fix")), "action_form")
        del form.values["under"]
        response = self.client.post(action_url(self.article, "quick-fix"), form.data(**fields))
        self.assertContains(response, "publish this change and keep the schedule", status_code=409)
        self.assertEqual(self.fill(self.article, "quick-fix", **fields).status_code, 302)
        first, now, ahead = self.editions(self.article)
        self.assertEqual((now.headline, ahead.headline), ("Harbor opens", "Harbor closes"))
        self.assertIn("wait!", ahead.body)

    def test_conflicting_quick_fix_says_where(self):
        response = self.fill(self.article, "quick-fix", headline="Harbor shuts")
        self.assertContains(response, "Changed in both: Headline.", status_code=409)


class PermissionTests(ActionTestCase):
    """The actions offered to each person, and direct POSTs of the others."""

    EXPECTED = {
        "Reporters": {"submit"},
        "English translators": {"submit"},
        "Korean translators": set(),
        "English desk": {"submit", "approve", "publish"},
        "Korean desk": set(),
        "Managing editors": {"submit", "approve", "publish"},
    }

    def test_direct_post_takes_a_step_only_for_those_who_may(self):
        for role, allowed in self.EXPECTED.items():
            self.client.force_login(make_user(role.replace(" ", "."), role=role))
            for number, step in enumerate(("submit", "approve", "publish")):
                article = make_whole_article()
                before = [None, Stage.IN_REVIEW, Stage.APPROVED][number]
                if before:
                    LanguageProgress.objects.filter(article=article, language="en").update(stage=before)
                status = self.client.post(action_url(article, step)).status_code
                with self.subTest(role=role, step=step):
                    self.assertEqual(status, 302 if step in allowed else 403)

    def test_button_in_the_form_takes_a_step_only_for_those_who_may(self):
        article = make_article()
        self.client.force_login(make_user("translator", role="Korean translators"))
        self.assertEqual(self.offers(article), [])
        self.assertEqual(self.press(article, "submit").status_code, 403)
        self.assertEqual(self.stage(article), Stage.WRITING)

    def test_reporter_is_offered_no_publication(self):
        article = make_article()
        approve(article, "en")
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(
            {name for name in self.offers(article) if not name.startswith("want")}, {"assign-to-self"}
        )
