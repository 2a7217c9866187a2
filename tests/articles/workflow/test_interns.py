"""Interns write their own and their assigned stories, and read all others."""

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import TestCase

from articles.models import Article, LanguageProgress, Note, Stage
from articles.translations import segments
from articles.workflow.assignments import assign, assign_to_self
from articles.workflow.edit_session import editing
from articles.workflow.permissions import may_touch
from articles.workflow.transitions import perform
from tests.articles.admin.forms import PostedForm, change_url
from tests.factories import make_article, make_user

TYPED = "Typed by an intern"


class InternTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.intern, cls.desk = make_user("intern", role="Interns"), make_user("chief")
        cls.other = make_article(by=cls.desk, languages=("en", "ko"))
        cls.own = make_article(by=cls.intern)

    def setUp(self):
        self.client.force_login(self.intern)

    def save(self, article):
        form = PostedForm(self.client.get(change_url(article)))
        response = self.client.post(change_url(article), form.data("_continue", title_en=TYPED))
        article.refresh_from_db()
        return response.status_code, article.title_en == TYPED


class RuleTests(InternTestCase):
    def test_own_and_assigned_stories_are_theirs(self):
        self.assertEqual(
            [may_touch(self.intern, one) for one in (self.own, self.other, None)], [True, False, True]
        )
        assign(self.other, "ko", by=self.desk, to=self.intern)
        self.assertTrue(may_touch(self.intern, self.other))

    def test_everybody_else_touches_all(self):
        for role in Group.objects.exclude(name="Interns").values_list("name", flat=True):
            self.assertTrue(may_touch(make_user(f"of {role}", role=role), self.other), role)
        self.assertTrue(may_touch(None, self.other))

    def test_no_function_writes_for_them(self):
        """One class locks stories for all screens, and refuses interns."""
        acts = (
            lambda: editing(self.other.pk, by=self.intern).__enter__(),
            lambda: perform("submit", self.other, language="en", by=self.intern),
            lambda: assign_to_self(self.other, "en", by=self.intern),
            lambda: segments.TranslationSession(self.other.pk, "ko", by=self.intern),
        )
        for act in acts:
            with self.assertRaises(PermissionDenied):
                act()
        self.assertEqual(LanguageProgress.objects.filter(assignee=self.intern).count(), 0)


class ScreenTests(InternTestCase):
    def test_form_of_another_story_is_read_and_not_saved(self):
        response = self.client.get(change_url(self.other))
        self.assertNotContains(response, 'name="_continue"')
        data = {"title_en": TYPED, "initial-title_en": self.other.title_en, "_continue": "1"}
        self.assertEqual(self.client.post(change_url(self.other), data).status_code, 403)
        self.other.refresh_from_db()
        self.assertNotEqual(self.other.title_en, TYPED)

    def test_own_and_assigned_stories_are_saved(self):
        self.assertEqual(self.save(self.own), (302, True))
        assign(self.other, "en", by=self.desk, to=self.intern)
        self.assertEqual(self.save(self.other), (302, True))

    def test_direct_posts_change_nothing(self):
        address = change_url(self.other).removesuffix("change/")
        posts = {
            f"{address}action/en/submit/": {"seen": 1},
            f"{address}action/en/assign-to-self/": {"seen": 1},
            f"/admin/translations/{self.other.pk}/ko/segments/": {"act": "accept", "unit": "s0"},
        }
        for path, data in posts.items():
            self.assertIn(self.client.post(path, data).status_code, (302, 400, 403, 404, 405))
        typed = {"typed": {"title_en": [TYPED]}, "tab": "t"}
        self.client.post(f"{address}autosave/", typed, content_type="application/json")
        self.assertEqual(self.client.post(f"{address}autosave/", {"tab": "t"}).status_code, 400)
        row = LanguageProgress.objects.get(article=self.other, language="en")
        self.assertEqual((row.stage, row.assignee), (Stage.WRITING, None))
        self.assertEqual(Article.objects.get(pk=self.other.pk).title_en, self.other.title_en)
        self.assertFalse(any("title_en" in kept.fields for kept in self.other.unsaved_typing.all()))

    def test_translation_screen_is_read_only(self):
        page = self.client.get(f"/admin/translations/{self.other.pk}/ko/")
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "<textarea")

    def test_they_begin_stories_and_write_notes(self):
        page = PostedForm(self.client.get("/admin/articles/article/add/"))
        response = self.client.post("/admin/articles/article/add/", page.data("_continue", title_en=TYPED))
        self.assertEqual(response.status_code, 302)
        self.assertEqual(Article.objects.get(title_en=TYPED).created_by, self.intern)
        address = change_url(self.other).removesuffix("change/")
        self.client.post(f"{address}notes/", {"text": "May I?"})
        self.assertEqual(Note.objects.get().written_by, self.intern)
