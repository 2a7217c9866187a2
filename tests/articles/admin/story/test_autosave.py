"""Unsaved typing is stored on the server, offered again, and never part of the history."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, LanguageProgress, Source, UnsavedTyping
from articles.models.autosave import keep_typing
from articles.workflow.edit_session import editing
from tests.articles.admin.forms import ADD, PostedForm, change_url, opened
from tests.articles.admin.story.test_saving import AdminTestCase
from tests.factories import NOON, make_article, make_user, rewrite

ADD_AUTOSAVE = "/admin/articles/article/add/autosave/"


def typing_url(article):
    return f"/admin/articles/article/{article.pk}/autosave/"


class TypingTestCase(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"))

    def send(self, sent, address=None, client=None):
        return (client or self.client).post(
            address or typing_url(self.article), json.dumps(sent), content_type="application/json"
        )

    def type(self, *, tab="one", shown=None, address=None, **fields):
        form = None if address else opened(self.client, self.article)
        seen = {f"initial-{name}": form.values.get(f"initial-{name}", []) for name in fields} if form else {}
        seen |= (
            {name: form.values[name] for name in form.values if name.startswith("version_")} if form else {}
        )
        typed = {name: [text] for name, text in fields.items()}
        return self.send({"tab": tab, "typed": typed, "shown": shown or seen}, address)

    def offered(self):
        return PostedForm(self.client.get(change_url(self.article))).form.xpath(".//*[@class='draft']")

    def taken(self):
        row = UnsavedTyping.objects.get()
        return self.client.get(f"{change_url(self.article)}?draft={row.pk}")


class KeepingTests(TypingTestCase):
    def test_what_differs_is_kept_and_told_with_the_time(self):
        with time_machine.travel(NOON, tick=False):
            response = self.type(title_en="Harbor opens early")
        row = UnsavedTyping.objects.get()
        self.assertEqual((row.user, row.article, row.tab), (self.user, self.article, "one"))
        self.assertEqual(row.fields, {"title_en": ["Harbor opens early"]})
        self.assertIn("Draft saved at", response.json()["kept"])

    def test_one_window_is_one_row_and_leaves_no_history(self):
        records = self.article.history.count()
        for text in ("H", "Ha", "Har"):
            self.type(title_en=text)
        self.assertEqual(UnsavedTyping.objects.get().fields, {"title_en": ["Har"]})
        self.assertEqual(self.article.history.count(), records)

    def test_two_windows_are_two_rows(self):
        self.type(title_en="One")
        self.type(title_en="Two", tab="two")
        self.assertEqual(UnsavedTyping.objects.count(), 2)

    def test_nothing_that_differs_is_nothing_kept(self):
        self.type(title_en="One")
        response = self.send({"tab": "one", "typed": {}, "shown": {}})
        self.assertNotIn("kept", response.json())
        self.assertFalse(UnsavedTyping.objects.exists())

    def test_a_language_that_one_may_not_write_is_not_kept(self):
        self.client.force_login(make_user("translator", role="Korean translators"))
        fields = {"title_en": "Forged", "title_ko": "고침", "source_language": "ko", "nonsense": "x"}
        self.type(**fields, **{"sources-0-name_en": "Forged", "sources-0-name_ko": "항만청"})
        kept = UnsavedTyping.objects.get().fields
        self.assertEqual(set(kept), {"title_ko", "sources-0-name_ko"})

    def test_a_new_story_is_kept_without_one(self):
        self.type(title_en="Harbor opens", address=ADD_AUTOSAVE)
        self.assertIsNone(UnsavedTyping.objects.get().article)
        self.assertFalse(Article.objects.exclude(pk=self.article.pk).exists())

    def test_signs_that_no_database_takes_are_left_out(self):
        self.send({"tab": "one", "typed": {"title_en": ["Har\x00bor \ud800"]}, "shown": {}})
        self.assertEqual(UnsavedTyping.objects.get().fields, {"title_en": ["Harbor ?"]})

    def test_fields_without_a_value_are_left_out(self):
        shown = {"initial-title_ko": [], "initial-topics": []}
        self.send(
            {"tab": "one", "typed": {"title_ko": ["새"], "sources-0-id": [], "topics": []}, "shown": shown}
        )
        row = UnsavedTyping.objects.get()
        self.assertEqual(row.fields, {"title_ko": ["새"], "topics": []})
        self.assertEqual(row.shown, {"initial-topics": []})

    def test_too_much_is_refused_with_a_reason(self):
        response = self.type(body_en="x" * 3_100_000)
        self.assertEqual(response.status_code, 413)
        self.assertIn("Save the form", response.json()["error"])

    def test_what_is_not_understood_is_400(self):
        for sent in (
            [],
            "x",
            {"tab": ""},
            {"tab": "x" * 41},
            {"tab": "a/b"},
            {"tab": 1},
            {"tab": "one", "typed": []},
            {"tab": "one", "typed": {"title_en": "x"}},
            {"tab": "one", "typed": {"title_en": [1]}},
            {"tab": "one", "typed": {"title_en": ["x"]}, "shown": 3},
        ):
            with self.subTest(sent=sent):
                self.assertEqual(self.send(sent).status_code, 400)
        for garbage in (b"\xff{", b"[" * 100_000):
            response = self.client.post(typing_url(self.article), garbage, content_type="application/json")
            self.assertEqual(response.status_code, 400)
        for sent in ({"tab": "one", "versions": {"en": "x", "ko": None}}, {"tab": "one", "language": 7}):
            with self.subTest(sent=sent):
                self.assertEqual(self.send(sent).status_code, 200)

    def test_who_is_logged_out_is_told_in_json(self):
        response = self.send({"tab": "one", "typed": {}}, client=Client())
        self.assertEqual(response.status_code, 401)
        self.assertIn("You are logged out", response.json()["error"])

    def test_a_new_login_gives_the_new_token(self):
        told = self.client.get(typing_url(self.article)).json()
        self.assertEqual(told["user"], self.user.pk)
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.user)
        token = strict.get(typing_url(self.article)).json()["token"]
        sent = json.dumps({"tab": "one", "typed": {"title_en": ["x"]}})
        address = typing_url(self.article)
        refused = strict.post(address, sent, content_type="application/json")
        taken = strict.post(address, sent, content_type="application/json", headers={"X-CSRFToken": token})
        self.assertEqual((refused.status_code, taken.status_code), (403, 200))

    def test_a_story_that_is_gone_is_404_and_without_a_role_403(self):
        self.assertEqual(self.send({"tab": "one"}, typing_url(Article(pk=999999))).status_code, 404)
        self.client.force_login(make_user("visitor", role=None))
        self.assertEqual(self.send({"tab": "one"}).status_code, 403)


class OfferTests(TypingTestCase):
    def test_it_is_offered_with_what_differs(self):
        self.type(title_en="Harbor opens early")
        [notice] = self.offered()
        self.assertIn("You have unsaved changes from", notice.text_content())
        self.assertIn("early", notice.text_content())

    def test_nobody_else_is_offered_it(self):
        self.type(title_en="Harbor opens early")
        self.client.force_login(make_user("colleague"))
        self.assertEqual(self.offered(), [])
        row = UnsavedTyping.objects.get()
        response = self.client.get(f"{change_url(self.article)}?draft={row.pk}")
        self.assertRedirects(response, change_url(self.article))
        drop = reverse("admin:articles_article_drop_draft", args=[row.pk])
        self.assertEqual(self.client.post(drop).status_code, 404)

    def test_what_stands_by_now_is_not_offered(self):
        self.type(title_en="Harbor opens early")
        rewrite(self.article, title_en="Harbor opens early")
        self.assertEqual(self.offered(), [])

    def test_what_is_older_than_a_month_is_not_offered(self):
        long_ago = NOON - timedelta(days=31)
        keep_typing(
            self.article.pk, tab="x", fields={"title_en": ["Old"]}, shown={}, by=self.user, at=long_ago
        )
        with time_machine.travel(NOON, tick=False):
            self.client.force_login(self.user)
            self.assertEqual(self.offered(), [])
            self.type(title_en="New")
        self.assertEqual([row.tab for row in UnsavedTyping.objects.all()], ["one"])

    def test_dropped_is_offered_no_more_and_brought_back_within_a_day(self):
        self.type(title_en="Harbor opens early")
        row = self.drop()
        self.assertEqual(self.offered(), [])
        page = self.client.get(change_url(self.article))
        self.assertContains(page, f'href="?draft={row.pk}"')
        form = PostedForm(self.client.get(f"{change_url(self.article)}?draft={row.pk}"))
        self.assertEqual((form["title_en"], form["_tab"]), ("Harbor opens early", ""))
        self.save(self.article, form)
        self.assertFalse(UnsavedTyping.objects.exists())

    def test_dropped_is_gone_after_a_day(self):
        with time_machine.travel(NOON, tick=False) as clock:
            self.client.force_login(self.user)
            self.type(title_en="Harbor opens early")
            row = self.drop()
            clock.shift(timedelta(days=1))
            self.assertNotContains(self.client.get(change_url(self.article)), "?draft=")
            self.assertRedirects(self.client.get(f"{ADD}?draft={row.pk}"), ADD)
            self.type(title_en="New", tab="two")
        self.assertEqual([row.tab for row in UnsavedTyping.objects.all()], ["two"])

    def drop(self):
        [button] = self.offered()[0].xpath(".//button")
        response = self.client.post(button.get("formaction"))
        self.assertRedirects(response, change_url(self.article))
        return UnsavedTyping.objects.get()

    def test_rows_tell_what_was_typed_into_them(self):
        with editing(self.article.pk) as copy:
            Source.objects.create(article=copy, name_en="Harbor office", url="https://harbor.example/")
        form = opened(self.client, self.article)
        data = form.data(**{"sources-0-name_en": "Harbor board", "sources-1-name_ko": "항만청"})
        typed = {name: data[name] for name in data if name.startswith("sources-")}
        shown = {name: data[name] for name in data if name.startswith("initial-sources-")}
        self.send({"tab": "one", "typed": typed, "shown": shown})
        told = [" ".join(item.text_content().split()) for item in self.offered()[0].xpath(".//li")]
        self.assertEqual(len(told), 2)
        self.assertIn("Source: name (English)", told[0].replace("Name", "name"))
        self.assertIn("board", told[0])
        self.assertIn("항만청", told[1])

    def test_names_of_other_rows_tell_nothing(self):
        names = {"bylines-0-title_en": ["x"], "sources-0-summary_ko": ["x"], "related_links-0-name_en": ["x"]}
        self.send({"tab": "one", "typed": names})
        self.assertEqual(len(self.offered()), 1)

    def test_the_form_asks_as_many_queries_however_much_is_kept(self):
        self.type(title_en="One")
        self.offered()
        with CaptureQueriesContext(connection) as few:
            self.offered()
        queries = len(few)
        for tab in ("two", "three", "four"):
            self.type(title_en=tab, tab=tab)
        with self.assertNumQueries(queries):
            self.assertEqual(len(self.offered()), 4)


class TakingTests(TypingTestCase):
    def checked_source(self):
        with editing(self.article.pk) as copy:
            checked = {"checked_at": NOON, "checked_by": self.user}
            Source.objects.create(article=copy, name_en="Harbor office", **checked)

    def test_it_stands_in_the_form_and_saves_from_there(self):
        self.type(title_en="Harbor opens early", body_ko="<p>항구가 일찍 열었다.</p>")
        response = self.taken()
        self.assertEqual(response.status_code, 200)
        self.assertContains(response, "They are not saved yet.")
        self.assertNotContains(response, "errornote")
        form = PostedForm(response)
        self.assertEqual(form["title_en"], "Harbor opens early")
        self.assertEqual(form["summary_en"], "The harbor opens on Monday.")
        row = UnsavedTyping.objects.get()
        self.assertEqual((form["_draft"], form["_tab"]), (str(row.pk), "one"))
        saved = self.client.post(form.form.get("action"), form.data())
        self.assertRedirects(saved, change_url(self.article))
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens early")
        self.assertEqual(self.article.body_ko, "<p>항구가 일찍 열었다.</p>")
        self.assertFalse(UnsavedTyping.objects.exists())

    def test_taking_it_writes_nothing(self):
        self.type(title_en="Harbor opens early")
        self.taken()
        self.article.refresh_from_db()
        self.assertEqual(self.article.title_en, "Harbor opens")
        self.assertTrue(UnsavedTyping.objects.exists())

    def test_it_is_joined_with_what_was_saved_since(self):
        self.type(title_en="The old Harbor opens")
        rewrite(self.article, title_en="Harbor opens late", summary_en="It opens late.")
        response = self.taken()
        form = PostedForm(response)
        self.assertEqual(
            (form["title_en"], form["summary_en"]), ("The old Harbor opens late", "It opens late.")
        )
        self.assertContains(response, "Merged with changes saved since then")
        self.assertEqual(self.save(self.article, form).status_code, 302)

    def test_what_overlaps_is_asked(self):
        self.type(title_en="Harbor opens early")
        rewrite(self.article, title_en="Harbor closes")
        form = PostedForm(self.taken())
        self.assertEqual(form["title_en"], "Harbor opens early")
        [place] = form.form.xpath(".//*[@class='overlap']")
        self.assertIn("closes", place.text_content())

    def test_rows_come_back_too(self):
        with editing(self.article.pk) as copy:
            Source.objects.create(
                article=copy, name_en="Harbor office", checked_at=NOON, checked_by=self.user
            )
        form = opened(self.client, self.article)
        data = form.data(**{"sources-0-name_en": "Harbor authority", "sources-1-name_en": "A captain"})
        typed = {name: data[name] for name in data if name.startswith("sources-")}
        shown = {name: data[name] for name in data if name.startswith(("initial-sources-", "version_"))}
        self.send({"tab": "one", "typed": typed, "shown": shown})
        response = self.taken()
        self.assertEqual(self.save(self.article, PostedForm(response)).status_code, 302)
        sources = list(self.article.sources.order_by("pk"))
        self.assertEqual([source.name_en for source in sources], ["Harbor authority", "A captain"])
        self.assertIsNotNone(sources[0].checked_at)

    def test_rows_that_were_not_touched_stay_as_they_are(self):
        with editing(self.article.pk) as copy:
            Source.objects.create(
                article=copy, name_en="Harbor office", checked_at=NOON, checked_by=self.user
            )
        self.type(title_en="Harbor opens early")
        self.assertEqual(self.save(self.article, PostedForm(self.taken())).status_code, 302)
        self.assertEqual(self.article.sources.get().checked_at, NOON)

    def test_boxes_that_were_not_touched_stay_ticked(self):
        rewrite(self.article, is_sponsored=True, sponsor_en="Haedong Paints", is_ad_free=True)
        self.type(title_en="Harbor opens early")
        self.assertEqual(self.save(self.article, PostedForm(self.taken())).status_code, 302)
        saved = Article.objects.get()
        self.assertEqual(
            (saved.title_en, saved.is_sponsored, saved.is_ad_free), ("Harbor opens early", True, True)
        )

    def test_what_one_may_not_write_any_more_is_not_taken_in(self):
        self.type(title_en="Harbor opens early", title_ko="항구 일찍 열어")
        self.user.groups.clear()
        self.user.groups.add(make_user("x", role="Korean translators").groups.get())
        form = PostedForm(self.taken())
        self.assertNotIn("title_en", form)
        self.assertEqual(form["title_ko"], "항구 일찍 열어")

    def test_a_new_story_is_taken_into_the_form_of_a_new_story(self):
        self.type(title_en="Harbor closes", address=ADD_AUTOSAVE)
        page = self.client.get(ADD)
        self.assertContains(page, "You have unsaved changes from")
        row = UnsavedTyping.objects.get()
        form = PostedForm(self.client.get(f"{ADD}?draft={row.pk}"))
        self.assertEqual((form["title_en"], form["source_language"]), ("Harbor closes", "en"))
        saved = self.client.post(form.form.get("action"), form.data())
        self.assertEqual(saved.status_code, 302)
        self.assertTrue(Article.objects.filter(title_en="Harbor closes").exists())
        self.assertFalse(UnsavedTyping.objects.exists())

    def test_a_number_that_is_none_leads_to_the_plain_form(self):
        for number in ("x", "99999999999999999999", "-1", "٣", ""):
            with self.subTest(number=number):
                for address in (change_url(self.article), ADD):
                    self.assertRedirects(self.client.get(f"{address}?draft={number}"), address)


class SavedTests(TypingTestCase):
    def test_a_save_ends_what_its_window_kept(self):
        self.type(title_en="Harbor opens early")
        self.type(title_en="Elsewhere", tab="two")
        self.save(self.article, title_en="Harbor opens early", _tab="one")
        self.assertEqual(UnsavedTyping.objects.get().tab, "two")

    def test_what_was_refused_is_still_kept(self):
        self.type(title_en="")
        self.save(self.article, title_en="", title_ko="", _tab="one")
        self.assertTrue(UnsavedTyping.objects.exists())

    def test_a_colleagues_tick_is_not_taken_back_by_who_did_not_touch_it(self):
        with editing(self.article.pk) as copy:
            source = Source.objects.create(article=copy, name_en="Harbor office")
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=make_user("colleague")):
            Source.objects.update(checked_at=NOON, checked_by=self.user)
        self.save(self.article, form, title_en="Harbor opens early")
        source.refresh_from_db()
        self.assertEqual(source.checked_at, NOON)

    def test_a_deleted_story_takes_it_along_without_a_word_of_it(self):
        self.type(title_en="Harbor opens early")
        self.client.force_login(self.admin())
        page = self.client.get(f"/admin/articles/article/{self.article.pk}/delete/")
        self.assertNotContains(page, "utosaved draft")

    def admin(self):
        return make_user("root", is_superuser=True)


@pytest.mark.django_db
def test_approved_stays_approved_while_somebody_types():
    article, user = make_article(), make_user()
    before = LanguageProgress.objects.get(article=article, language="en").version
    keep_typing(article.pk, tab="x", fields={"title_en": ["x"]}, shown={}, by=user)
    assert LanguageProgress.objects.get(article=article, language="en").version == before
