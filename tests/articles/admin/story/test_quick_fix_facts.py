"""A quick fix must not change a figure, a date or a name."""

from articles.models import Article, EditionKind, Event, LanguageProgress, Stage
from articles.publishing import FactsChanged, quick_fix
from tests.articles.admin.forms import PostedForm
from tests.articles.admin.story.test_actions import ActionTestCase, action_url
from tests.factories import HOUR, approve, make_published, rewrite

THREE, FIVE = "<p>The harbor has 3 ships.</p>", "<p>The harbor has 5 ships.</p>"


class QuickFixFactsTests(ActionTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_published(body_en=THREE)
        cls.clock.shift(HOUR)

    def post(self, **fields):
        form = PostedForm(self.client.get(action_url(self.article, "quick-fix")), "action_form")
        return self.client.post(action_url(self.article, "quick-fix"), form.data(**fields))

    def again(self, response, **fields):
        form = PostedForm(response, "action_form")
        return self.client.post(action_url(self.article, "quick-fix"), form.data(**fields))

    def test_a_slip_is_fixed_at_once(self):
        self.assertEqual(self.post(body=THREE.replace("harbor", "harbour")).status_code, 302)
        self.assertEqual(self.editions(self.article)[-1].kind, EditionKind.MINOR)

    def test_a_figure_is_named_and_what_was_typed_is_kept(self):
        refused = self.post(body=FIVE, headline="Harbour opens")
        self.assertContains(refused, "3 → 5", status_code=409)
        form = PostedForm(refused, "action_form")
        self.assertEqual((form["headline"], form["body"]), ("Harbour opens", FIVE))
        self.assertEqual(len(self.editions(self.article)), 1)

    def test_a_word_that_may_be_a_date_and_a_name_is_named_once(self):
        refused = self.post(body=THREE.replace("ships.", "ships. It reopens in May."))
        self.assertContains(refused, '<li><span lang="en">May</span> (added)</li>', count=1, status_code=409)

    def test_a_fact_that_one_text_has_is_named_in_words_and_in_the_log_without(self):
        refused = self.post(body=THREE.replace("has 3 ships", "has ships"))
        self.assertContains(refused, '<li><span lang="en">3</span> (removed)</li>', status_code=409)
        self.again(refused, reason="Nobody counted.")
        self.assertEqual(Event.objects.first().details["facts"], ["3 → —"])

    def test_it_is_published_all_the_same_for_a_reason_that_the_log_keeps(self):
        done = self.again(self.post(body=FIVE), reason="A slip of the pen, a minute old.")
        self.assertEqual(done.status_code, 302)
        event = Event.objects.first()
        self.assertEqual(event.details["facts"], ["3 → 5"])
        self.assertEqual(event.reason, "A slip of the pen, a minute old.")

    def test_going_on_as_a_correction_carries_the_words_over(self):
        response = self.again(self.post(body=FIVE), go_on="correction")
        self.assertIn("/action/en/publish-as/?kind=correction", response.url)
        self.assertEqual(Article.objects.get().body_en, FIVE)
        self.assertEqual(LanguageProgress.objects.get(language="en").stage, Stage.IN_REVIEW)
        self.assertEqual(len(self.editions(self.article)), 1)
        page = self.client.get(response.url)
        self.assertEqual(PostedForm(page, "action_form")["kind"], "correction")
        self.assertContains(page, "3 → 5")

    def test_words_that_the_story_changes_too_stay_on_the_page(self):
        rewrite(self.article, body_en="<p>The harbor has 9 boats.</p>")
        response = self.again(self.post(body=FIVE), go_on="correction")
        self.assertContains(response, "The story has other changes in the same place", status_code=409)
        self.assertEqual(PostedForm(response, "action_form")["body"], FIVE)
        self.assertEqual(Article.objects.get().body_en, "<p>The harbor has 9 boats.</p>")

    def test_nothing_of_it_is_asked_of_the_system(self):
        self.assertEqual(quick_fix(self.article, "en", by=None, body=FIVE).edition.number, 2)
        self.clock.shift(HOUR)
        with self.assertRaisesMessage(FactsChanged, "5 → 3: this is a correction."):
            quick_fix(self.article, "en", by=self.user, body=THREE)
        with self.assertRaisesMessage(FactsChanged, "5 (removed): this is a correction."):
            quick_fix(self.article, "en", by=self.user, body=THREE.replace("3 ", ""))

    def test_a_scheduled_edition_leaves_the_reason_alone(self):
        rewrite(self.article, title_en="Harbor closes")
        approve(self.article, "en")
        self.fill(self.article, "schedule", kind="update", at="2026-03-09T09:00")
        self.assertNotContains(self.post(body=FIVE), 'name="go_on"', status_code=409)

    def test_both_texts_may_be_empty_without_a_fault(self):
        self.assertEqual(self.post(body="", headline="").status_code, 422)
