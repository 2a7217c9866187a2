"""Texts beyond a limit: forms name the place and a remedy, and keep the typed text."""

from articles.body.field import MOST_IN_PASSAGE
from articles.models import Article, StandingPage, UnsavedTyping
from articles.models.text import MOST_IN_PROSE
from tests.articles.admin.forms import PostedForm, change_url
from tests.articles.admin.story.test_saving import AdminTestCase
from tests.factories import make_article, make_published, rewrite

LONG = f"<p>First.</p><p>Harbor {'a' * MOST_IN_PASSAGE}</p>"
TOLD = "Paragraph 2 (“Harbor aaaa"


class LengthTests(AdminTestCase):
    def assert_told(self, response, name, text, words=TOLD, form_id="article_form"):
        self.assertEqual(response.status_code, 422)
        form = PostedForm(response, form_id)
        [error] = form.page.xpath(f"//*[@name='{name}']/ancestor::*[.//ul[contains(@class, 'errorlist')]][1]")
        self.assertIn(words, error.text_content())
        self.assertEqual(form[name], text)

    def test_a_long_paragraph_of_a_story_is_named_at_its_field(self):
        article = make_article()
        self.assert_told(self.save(article, body_en=LONG, summary_en="Kept."), "body_en", LONG)
        article.refresh_from_db()
        self.assertEqual(article.summary_en, "The harbor opens on Monday.")

    def test_a_long_paragraph_of_a_new_story(self):
        self.assert_told(self.add(title_ko="제목", body_ko=LONG), "body_ko", LONG)
        self.assertFalse(Article.objects.exists())

    def test_a_long_paragraph_from_before_stops_no_other_change(self):
        article = make_article()
        rewrite(article, body_en=LONG)
        self.assertEqual(self.save(article, summary_en="Another.").status_code, 302)
        article.refresh_from_db()
        self.assertEqual((article.summary_en, article.body_en), ("Another.", LONG))

    def test_a_long_summary(self):
        summary = "a" * (MOST_IN_PROSE + 1)
        response = self.save(make_article(), summary_en=summary)
        self.assert_told(response, "summary_en", summary, "10001 characters and can have up to 10000")

    def test_a_quick_fix(self):
        url = f"{change_url(make_published())[:-7]}action/en/quick-fix/"
        form = PostedForm(self.client.get(url), "action_form")
        response = self.client.post(url, form.data(body=LONG))
        self.assert_told(response, "body", LONG, form_id="action_form")

    def test_a_reason(self):
        article = make_published()
        url = f"{change_url(article)[:-7]}action/en/withdraw/"
        note = "a" * (MOST_IN_PROSE + 1)
        form = PostedForm(self.client.get(url), "action_form")
        response = self.client.post(url, form.data(note=note))
        self.assert_told(response, "note", note, "10001 characters", form_id="action_form")

    def test_a_standing_page(self):
        page = StandingPage.objects.create(slug="about", title_en="About", title_ko="소개")
        url = f"/admin/articles/standingpage/{page.pk}/change/"
        form = PostedForm(self.client.get(url), "standingpage_form")
        response = self.client.post(url, form.data(body_en=LONG))
        self.assert_told(response, "body_en", LONG, form_id="standingpage_form")

    def test_a_draft_of_it_is_kept(self):
        article, text = make_article(), f"<p>{'가' * 200_000}</p>"
        sent = {"tab": "one", "typed": {"body_ko": [text]}, "shown": {"initial-body_ko": [text[:-5]]}}
        address = f"/admin/articles/article/{article.pk}/autosave/"
        response = self.client.post(address, sent, content_type="application/json")
        self.assertEqual(response.status_code, 200, response.content)
        self.assertEqual(UnsavedTyping.objects.get().fields, {"body_ko": [text]})
