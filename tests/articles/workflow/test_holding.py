from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.urls import reverse

from articles.models import Progress
from articles.workflow.holding import hold, let_go
from articles.workflow.transitions import TransitionRefused
from tests.factories import make_article, make_user


class HoldingTests(TestCase):
    def setUp(self):
        self.article = make_article()
        self.translator = make_user("translator", role="Korean translators")
        self.desk = make_user("desk", role="Korean desk")

    def holder(self, language="ko"):
        return Progress.objects.get(article=self.article, language=language).holder

    def test_one_language_is_held_by_one_person(self):
        hold(self.article, "ko", by=self.translator)
        self.assertEqual(self.holder(), self.translator)
        self.assertIsNone(self.holder("en"))
        with self.assertRaises(TransitionRefused):
            hold(self.article, "ko", by=self.desk)
        self.assertEqual(self.holder(), self.translator)

    def test_anybody_of_that_language_may_put_it_back(self):
        hold(self.article, "ko", by=self.translator)
        let_go(self.article, "ko", by=self.desk)
        self.assertIsNone(self.holder())

    def test_what_another_took_on_meanwhile_is_not_put_back(self):
        hold(self.article, "ko", by=self.desk)
        with self.assertRaises(TransitionRefused):
            let_go(self.article, "ko", by=self.translator, was=self.translator.pk)
        self.assertEqual(self.holder(), self.desk)

    def test_people_of_the_other_language_may_not(self):
        with self.assertRaises(PermissionDenied):
            hold(self.article, "en", by=self.translator)

    def test_the_story_form_offers_it_and_the_list_tells_who(self):
        self.client.force_login(self.translator)
        address = reverse("admin:articles_article_step", args=[self.article.pk, "ko", "hold"])
        self.assertEqual(self.client.post(address, {"seen": 1, "after": 0}).status_code, 302)
        form = self.client.get(reverse("admin:articles_article_change", args=[self.article.pk]))
        self.assertContains(form, 'value="let-go:ko"')
        self.assertNotContains(form, 'value="hold:ko"')
        self.assertContains(self.client.get(reverse("admin:articles_article_changelist")), "translator")
