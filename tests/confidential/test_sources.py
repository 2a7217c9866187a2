"""Confidential sources: permissions, places that never show them, and a record of each view."""

import json

from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import TestCase

from articles.models import Article
from articles.workflow.permissions import ROLES
from newsroom.confidential.models import ConfidentialSource
from newsroom.security.models import SecurityEvent
from tests.articles.admin.forms import PostedForm
from tests.factories import make_article, make_user, rewrite

LIST = "/admin/confidential/confidentialsource/"
SECRETS = ("Quill", "pier seven", "never by phone")


class ConfidentialTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.writer = make_user("writer", role="Reporters", first_name="Bora", last_name="Testman")
        cls.article = make_article(by=cls.writer)
        cls.source = ConfidentialSource.objects.create(
            article=cls.article,
            name="Ida Quill",
            contact="pier seven, never by phone",
            note="Quill saw the ledger.",
            held_by=cls.writer,
        )
        cls.address = f"{LIST}{cls.source.pk}/change/"
        cls.form = f"/admin/articles/article/{cls.article.pk}/change/"

    def get(self, user, address):
        self.client.force_login(user)
        return self.client.get(address)

    def names_it(self, response):
        text = response.content.decode(errors="replace")
        return any(secret in text for secret in SECRETS)


class PermissionTests(ConfidentialTestCase):
    def test_writer_and_chiefs_know_it_and_no_other_role(self):
        knows = {}
        for role in [*ROLES, None]:
            user = make_user(f"u{len(knows)}", role=role)
            response = self.get(user, self.address)
            knows[role] = response.status_code == 200 and self.names_it(response)
            self.assertFalse(self.names_it(self.get(user, self.form)), role)
            if not knows[role]:
                self.assertIn(response.status_code, (302, 403), role)
                for page in ("delete/", "history/"):
                    self.assertFalse(self.names_it(self.get(user, f"{LIST}{self.source.pk}/{page}")))
        self.assertEqual({role for role, does in knows.items() if does}, {"Managing editors"})
        self.assertTrue(self.names_it(self.get(self.writer, self.address)))

    def test_nobody_else_changes_or_deletes_it_by_a_direct_post(self):
        named = make_user("named", role="Reporters")
        self.source.people.add(named)
        data = {"name": "Somebody", "contact": "", "note": "", "people": []}
        for user in (named, make_user("other", role="Reporters"), make_user("desk", role="English desk")):
            self.client.force_login(user)
            self.client.post(self.address, data)
            self.client.post(f"{LIST}{self.source.pk}/delete/", {"post": "yes"})
        self.source.refresh_from_db()
        self.assertEqual(self.source.name, "Ida Quill")

    def test_named_people_read_it_and_change_nothing(self):
        named = make_user("named", role="Reporters")
        self.assertFalse(self.names_it(self.get(named, self.address)))
        self.source.people.add(named)
        response = self.get(named, self.address)
        self.assertTrue(self.names_it(response))
        self.assertNotContains(response, 'name="_save"')

    def test_list_shows_what_one_knows_and_no_names(self):
        other = make_user("other", role="Reporters")
        for user, count in ((self.writer, 1), (other, 0), (make_user("chief"), 1)):
            response = self.get(user, LIST)
            self.assertEqual(response.context["cl"].result_count, count)
            self.assertFalse(self.names_it(response))

    def test_searching_and_filtering_the_list_finds_no_names(self):
        other = make_user("other", role="Reporters")
        for query in ("q=Quill", "name__startswith=Ida", "note__contains=ledger", "o=1"):
            response = self.get(other, f"{LIST}?{query}")
            self.assertNotIn(f"{LIST}{self.source.pk}/", response.content.decode())

    def test_form_of_the_story_says_that_there_is_one_and_who_holds_it(self):
        response = self.get(make_user("desk", role="English desk"), self.form)
        self.assertContains(response, f"Confidential source {self.source.pk}")
        self.assertContains(response, "held by Bora Testman")
        self.assertNotContains(response, self.address)
        self.assertContains(self.get(self.writer, self.form), self.address)


class KeepingTests(ConfidentialTestCase):
    def add(self, **fields):
        self.client.force_login(self.writer)
        page = self.client.get(f"{LIST}add/?article={self.article.pk}")
        data = PostedForm(page, "confidentialsource_form").data("_save", name="Ida Quill", **fields)
        return self.client.post(f"{LIST}add/", data)

    def test_writer_adds_one_and_names_people(self):
        named = make_user("named", role="Reporters")
        self.assertEqual(self.add(people=[named.pk], note="pier seven").status_code, 302)
        source = ConfidentialSource.objects.latest("pk")
        self.assertEqual((source.held_by, list(source.people.all())), (self.writer, [named]))
        self.assertEqual((source.article, source.note), (self.article, "pier seven"))

    def test_two_at_once_overwrite_nothing(self):
        self.client.force_login(self.writer)
        form = PostedForm(self.client.get(self.address), "confidentialsource_form")
        ConfidentialSource.objects.update(note="Somebody else’s words")
        response = self.client.post(self.address, form.data("_save", note="My words"))
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "My words", status_code=409)

    def test_one_without_a_name_is_refused(self):
        self.client.force_login(self.writer)
        form = PostedForm(self.client.get(self.address), "confidentialsource_form")
        self.assertEqual(self.client.post(self.address, form.data("_save", name=" ")).status_code, 422)
        with self.assertRaises(IntegrityError), transaction.atomic():
            ConfidentialSource.objects.update(name="")


class TraceTests(ConfidentialTestCase):
    """Names are stored in one table, and in no derived one."""

    def test_each_look_and_change_is_recorded_without_the_name(self):
        self.get(make_user("chief"), self.address)
        form = PostedForm(self.client.get(self.address), "confidentialsource_form")
        self.client.post(self.address, form.data("_save", note="Quill again"))
        self.client.post(f"{LIST}{self.source.pk}/delete/", {"post": "yes"})
        events = SecurityEvent.objects.filter(kind__startswith="source_").order_by("pk")
        told = [(event.kind, event.user_name) for event in events]
        kinds = ("source_viewed", "source_viewed", "source_changed", "source_deleted")
        self.assertEqual(told, [(kind, "chief") for kind in kinds])
        rows = [*SecurityEvent.objects.values(), *LogEntry.objects.values()]
        everything = json.dumps(rows, default=str)
        for secret in SECRETS:
            self.assertNotIn(secret, everything)

    def test_history_holds_no_name(self):
        rewrite(self.article, by=self.writer, title_en="The ledger of the pier")
        records = json.dumps(list(Article.history.values()), default=str)
        for secret in SECRETS:
            self.assertNotIn(secret, records)
        address = f"/admin/articles/article/{self.article.pk}/history/"
        self.assertFalse(self.names_it(self.get(make_user("chief"), address)))

    def test_lists_and_searches_of_the_desk_find_nothing(self):
        choosing = "app_label=articles&model_name=relatedlink&field_name=target"
        for address in ("/admin/articles/article/?q=Quill", f"/admin/autocomplete/?term=Quill&{choosing}"):
            response = self.get(self.writer, address)
            self.assertEqual(response.status_code, 200)
            self.assertNotContains(response, self.article.title_en)
