"""Restricted stories are invisible to all but their people, until they are released."""

import json

from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import Article, LanguageProgress, Stage
from articles.publishing import publish
from articles.workflow.permissions import ROLES
from newsroom.confidential.models import RestrictedStory
from newsroom.security.models import SecurityEvent
from tests.articles.admin.forms import PostedForm, change_url
from tests.factories import approve, make_published, make_section, make_user

LIST = "/admin/confidential/restrictedstory/"
WORD = "Quillfeather"
SECRETS = ("Harbor chief", "ran the harbor", "항만청장", "in hospital")
# Pages that the whole desk or all readers can open.
SURFACES = [
    *("/admin/", "/admin/articles/article/", f"/admin/articles/article/?q={WORD}", "/admin/board/"),
    *("/admin/calendar/", "/admin/translations/", "/admin/report/", "/admin/notifications/"),
    *("/admin/articles/event/", "/admin/articles/edition/", "/admin/front-pages/", LIST),
    *(f"{LIST}?q={WORD}", f"{LIST}?title_en__contains={WORD}", "/admin/articles/redaction/"),
    f"/admin/autocomplete/?app_label=articles&model_name=relatedlink&field_name=target&term={WORD}",
    f"/admin/articles/article/pick/article/?q={WORD}",
    *("/en/", "/ko/", f"/en/search/?q={WORD}", "/en/feed/", "/sitemap.xml"),
]


class RestrictedTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = make_user("writer", role="Reporters")
        cls.named = make_user("named", role="Korean translators")
        make_published()
        cls.story = RestrictedStory.objects.create(
            title_en=f"Harbor chief {WORD} is dead",
            body_en=f"<p>{WORD} ran the harbor.</p>",
            title_ko=f"{WORD} 항만청장 별세",
            note=f"{WORD} is in hospital",
            source_language="en",
            held_by=cls.writer,
        )
        cls.story.people.add(cls.named)
        cls.address = f"{LIST}{cls.story.pk}/change/"

    def answer(self, user, address, data=None):
        self.client.force_login(user)
        return self.client.post(address, data) if data else self.client.get(address)


class LeakTests(RestrictedTestCase):
    def assert_silent(self, user, address):
        response = self.answer(user, address)
        text = response.content.decode(errors="replace")
        with self.subTest(user=user.username, address=address):
            self.assertLess(response.status_code, 500)
            self.assertEqual([secret for secret in (*SECRETS, self.address) if secret in text], [])

    def test_desk_and_superuser_find_it_nowhere(self):
        for user in (make_user("chief"), make_user("root", role=None, is_superuser=True)):
            for address in SURFACES:
                self.assert_silent(user, address)

    def test_no_role_opens_it(self):
        for number, role in enumerate([*ROLES, None]):
            user = make_user(f"u{number}", role=role, is_superuser=role is None)
            for page in ("change/", "history/", "delete/"):
                self.assert_silent(user, f"{LIST}{self.story.pk}/{page}")
            self.assert_silent(user, LIST)

    def test_direct_posts_of_others_change_nothing(self):
        before = RestrictedStory.objects.values().get()
        for user in (make_user("chief"), make_user("root", role=None, is_superuser=True)):
            for address in (self.address, f"{LIST}{self.story.pk}/delete/"):
                self.answer(user, address, {"title_en": "Mine", "_release": "1", "post": "yes"})
        self.assertEqual(RestrictedStory.objects.values().get(), before)
        self.assertEqual(Article.objects.count(), 1)

    def test_no_other_table_holds_a_word_of_it(self):
        self.answer(self.named, self.address)
        form = PostedForm(self.client.get(self.address), "restrictedstory_form")
        self.client.post(self.address, form.data("_continue", summary_en=f"{WORD} was 91."))
        texts = {}
        for model in apps.get_models(include_auto_created=True):
            if model is not RestrictedStory and model._meta.managed:
                texts[model._meta.label] = json.dumps(list(model._base_manager.values()), default=str)
        self.assertEqual([label for label, text in texts.items() if WORD in text], [])


class PeopleTests(RestrictedTestCase):
    def test_holder_and_named_people_read_and_write(self):
        for user, words in ((self.writer, "One."), (self.named, "Two.")):
            self.client.force_login(user)
            self.assertContains(self.client.get(LIST), f"Restricted story {self.story.pk}")
            form = PostedForm(self.client.get(self.address), "restrictedstory_form")
            self.client.post(self.address, form.data("_continue", summary_en=words))
            self.story.refresh_from_db()
            self.assertEqual(self.story.summary_en, words)

    def test_two_at_once_overwrite_nothing(self):
        self.client.force_login(self.named)
        form = PostedForm(self.client.get(self.address), "restrictedstory_form")
        RestrictedStory.objects.update(note="Somebody else’s words")
        response = self.client.post(self.address, form.data("_save", note="My words"))
        self.assertContains(response, "My words", status_code=409)

    def test_one_begins_with_a_headline(self):
        self.client.force_login(self.writer)
        form = PostedForm(self.client.get(f"{LIST}add/"), "restrictedstory_form")
        self.assertEqual(self.client.post(f"{LIST}add/", form.data("_save")).status_code, 422)
        self.client.post(f"{LIST}add/", form.data("_save", title_ko="준비한 기사"))
        self.assertEqual(RestrictedStory.objects.get(title_ko="준비한 기사").held_by, self.writer)
        with self.assertRaises(IntegrityError), transaction.atomic():
            RestrictedStory.objects.update(title_en="", title_ko="")

    def test_each_look_is_recorded_by_number(self):
        self.answer(self.named, self.address)
        event = SecurityEvent.objects.get(kind="story_viewed")
        self.assertEqual((event.user, event.object_text), (self.named, f"Restricted story {self.story.pk}"))


class ReleaseTests(RestrictedTestCase):
    def release(self, user, **fields):
        self.client.force_login(user)
        form = PostedForm(self.client.get(self.address), "restrictedstory_form")
        return self.client.post(self.address, form.data("_release", **fields))

    def test_one_button_saves_and_makes_a_story_of_it(self):
        response = self.release(self.named, title_en=f"Harbor chief {WORD}, 91, is dead")
        article = Article.objects.get(title_en__contains="91")
        self.assertRedirects(response, change_url(article), fetch_redirect_response=False)
        self.assertFalse(RestrictedStory.objects.exists())
        told = (article.title_ko, article.body_en, article.source_language, article.created_by)
        self.assertEqual(told, (self.story.title_ko, self.story.body_en, "en", self.writer))
        stages = LanguageProgress.objects.filter(article=article).values_list("stage", flat=True)
        self.assertEqual(set(stages), {Stage.WRITING})
        self.assertFalse(article.editions.exists())
        self.assertContains(
            self.answer(make_user("chief"), f"/admin/articles/article/?q={WORD}"), "Harbor chief"
        )
        self.assertEqual(SecurityEvent.objects.filter(kind="story_released").count(), 1)
        self.assertEqual(article.history.count(), 1)

    def test_released_it_is_published_like_others(self):
        RestrictedStory.objects.update(summary_en="He was 91.", section=make_section("shipping"))
        self.release(self.writer)
        article = Article.objects.get(title_en__contains=WORD)
        approve(article, "en")
        publish(article, "en", by=None)
        page = self.client.get(f"/en/articles/{article.pk}/", follow=True)
        self.assertContains(page, "ran the harbor")
