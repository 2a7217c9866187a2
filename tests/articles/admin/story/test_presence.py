"""Presence on a story's form, and notices of other people's saves."""

import json
from datetime import timedelta

import time_machine

from articles.models import Presence
from articles.models.autosave import be_here
from articles.workflow.edit_session import versions
from tests.articles.admin.story.test_saving import AdminTestCase
from tests.factories import NOON, make_article, make_user, rewrite

SECOND = timedelta(seconds=1)


class PresenceTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.article = make_article(languages=("en", "ko"))
        self.dana = make_user("dana", first_name="Dana", last_name="Example")
        self.client.force_login(self.user)

    def beat(self, **sent):
        response = self.client.post(
            f"/admin/articles/article/{self.article.pk}/autosave/",
            json.dumps({"tab": "one", "versions": versions(self.article), **sent}),
            content_type="application/json",
        )
        return response.json()

    def people(self):
        return [one["text"] for one in self.beat()["people"]]

    def test_nobody_is_told_of_oneself(self):
        self.beat()
        self.assertEqual(self.people(), [])
        self.assertEqual(Presence.objects.get().user, self.user)

    def test_a_colleague_is_told_with_the_language_that_is_changed(self):
        be_here(self.article.pk, by=self.dana)
        self.assertEqual(self.people(), ["Dana Example has this story open."])
        be_here(self.article.pk, by=self.dana, typed=True, language="ko")
        self.assertEqual(self.people(), ["Dana Example has unsaved changes to the Korean text."])
        be_here(self.article.pk, by=self.dana, typed=True)
        self.assertEqual(self.people(), ["Dana Example has unsaved changes to this story."])

    def test_initials_are_those_of_colleagues(self):
        be_here(self.article.pk, by=self.dana)
        be_here(self.article.pk, by=make_user("kim", first_name="소영", last_name="김"))
        self.assertEqual({one["initials"] for one in self.beat()["people"]}, {"DE", "소영"})

    def test_who_was_not_seen_for_a_while_is_gone(self):
        be_here(self.article.pk, by=self.dana, at=NOON - 44 * SECOND)
        self.assertEqual(len(self.people()), 1)
        Presence.objects.filter(user=self.dana).update(seen_at=NOON - 45 * SECOND)
        self.assertEqual(self.people(), [])

    def test_it_is_written_every_ten_seconds_and_when_something_changes(self):
        be_here(self.article.pk, by=self.dana, at=NOON)
        for after, typed, seen in [(9, False, 0), (11, False, 11), (12, True, 12), (13, True, 12)]:
            be_here(self.article.pk, by=self.dana, typed=typed, at=NOON + after * SECOND)
            self.assertEqual(Presence.objects.get().seen_at, NOON + seen * SECOND)

    def test_leaving_ends_it(self):
        self.beat()
        self.beat(leaving=True)
        self.assertFalse(Presence.objects.exists())

    def test_what_was_forgotten_goes(self):
        be_here(self.article.pk, by=self.dana, at=NOON - timedelta(days=2))
        be_here(self.article.pk, by=self.user, at=NOON)
        self.assertEqual(Presence.objects.get().user, self.user)

    def test_a_newer_text_is_told_with_who_saved_it(self):
        read = versions(self.article)
        rewrite(self.article, by=self.dana, title_en="Harbor closes")
        told = self.beat(versions=read)["saved"]
        self.assertEqual(told, ["At 9 p.m., Dana Example saved the English text."])
        self.assertEqual(self.beat()["saved"], [])

    def test_a_save_by_the_system_is_told_without_a_name(self):
        read = versions(self.article)
        rewrite(self.article, title_ko="항구 닫혀")
        self.assertEqual(
            self.beat(versions=read)["saved"], ["Someone saved the Korean text in the meantime."]
        )

    def test_queries_are_the_same_for_many_people(self):
        be_here(self.article.pk, by=self.dana)
        self.beat()
        with self.assertNumQueries(10):
            self.beat()
        for number in range(10):
            be_here(self.article.pk, by=make_user(f"colleague-{number}"))
        with self.assertNumQueries(10):
            self.assertEqual(len(self.people()), 11)
