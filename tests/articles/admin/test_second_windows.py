"""A person with two windows: a conflict with one's own save says so, and names no other person."""

from datetime import date

import time_machine
from django.contrib.auth.models import Group
from django.test import Client, TestCase, TransactionTestCase

from articles.admin.story.autosave import describe_saves
from articles.models import Author, Section, StandingPage, Topic
from articles.workflow.assignments import assign
from articles.workflow.edit_session import editing, versions
from articles.workflow.masthead import RowOrderRefused, StandingPageRefused, arrange_rows, lock_page
from articles.workflow.transitions import TransitionRefused
from newsroom.accounts.models import User
from newsroom.diary.models import DiaryItem
from newsroom.translations.accompanying_texts import text_stamp
from tests.articles.admin.forms import PostedForm, change_url, opened
from tests.articles.admin.story.test_conflict_merge import EDITS, LINES
from tests.articles.admin.story.test_saving import AdminTestCase
from tests.factories import NOON, make_article, make_section, make_topic, make_user, rewrite
from tests.together import together
from tests.translations.screen import JSON, TranslationScreenCase

DAY = date(2026, 3, 4)


class StoryTests(AdminTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.article = make_article(languages=("en", "ko"), body_en=EDITS[0], title_en="The harbor opens")
        cls.dana = make_user("dana", first_name="Dana", last_name="Example")

    def conflict(self, *saves, **mine):
        form = opened(self.client, self.article)
        for by, fields in saves:
            rewrite(self.article, by=by, **fields)
        return self.client.post(change_url(self.article), form.data("_continue", **mine))

    def test_an_overlap_with_oneself(self):
        response = self.conflict((self.user, {"title_en": LINES[1]}), title_en=LINES[2])
        self.assertContains(response, "you saved the story in another window", status_code=409)
        self.assertContains(response, "You changed the English text in another window,", status_code=409)
        self.assertContains(response, "Saved by you in another window:", status_code=409)
        for words in ("From this window, now in the field:", "Keep this version", "Use the saved version"):
            self.assertContains(response, words, status_code=409)
        self.assertNotContains(response, "omeone else changed the story", status_code=409)

    def test_what_is_joined_with_one_s_own(self):
        self.conflict((self.user, {"title_en": LINES[1]}), summary_en="It opens late.")
        page = self.client.get(change_url(self.article))
        self.assertContains(page, "Saved and merged with your changes from another window.")

    def test_a_colleague_who_saved_before_oneself_is_not_forgotten(self):
        saves = (self.dana, {"title_en": LINES[1]}), (self.user, {"summary_en": "It opens late."})
        response = self.conflict(*saves, title_en=LINES[2])
        self.assertContains(response, "someone else changed the story", status_code=409)

    def test_a_row_and_a_field_of_the_filing(self):
        source = self.article.sources.create(name_en="Harbor office")
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.user) as article:
            article.sources.all().delete()
            article.section = make_section("culture")
        fields = {"sources-0-name_en": "Harbor master", "section": make_section("sports").pk}
        response = self.client.post(change_url(self.article), form.data("_continue", **fields))
        self.assertContains(response, "You deleted this row in another window", status_code=409)
        self.assertContains(response, "You changed this field in two windows.", status_code=409)
        self.assertFalse(self.article.sources.filter(pk=source.pk).exists())

    def test_a_row_that_is_to_be_deleted(self):
        source = self.article.sources.create(name_en="Harbor office")
        form = opened(self.client, self.article)
        with editing(self.article.pk, by=self.user):
            source.name_en = "Harbor board"
            source.save()
        response = self.client.post(change_url(self.article), form.data(**{"sources-0-DELETE": "on"}))
        self.assertContains(response, "Not deleted: you changed this row in another window", status_code=409)

    def test_the_other_window_is_told_while_one_writes(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.article = make_article(number=2)
        read = versions(self.article)
        rewrite(self.article, by=self.user, title_en=LINES[1])
        self.article.refresh_from_db()
        [own], [others] = (describe_saves(self.article, read, one) for one in (self.user, self.dana))
        self.assertEqual(own, "At 9 p.m., you saved the English text in another window.")
        self.assertIn("saved the English text.", others)

    def test_in_korean(self):
        self.user.language = "ko"
        self.user.save()
        response = self.conflict((self.user, {"title_en": LINES[1]}), title_en=LINES[2])
        self.assertContains(response, "다른 창에서 이 기사를 직접 저장하셨습니다.", status_code=409)
        self.assertContains(response, "다른 창에서 직접 저장한 글:", status_code=409)


class OtherFormTests(AdminTestCase):
    def form(self, row):
        self.address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
        return PostedForm(self.client.get(self.address), f"{row._meta.model_name}_form")

    def test_a_row_of_the_library_and_one_with_a_history_of_the_admin(self):
        item = DiaryItem.objects.create(title="Harbor council", day=DAY, created_by=self.user)
        for row, name in ((make_topic("ferries"), "name_en"), (item, "title")):
            with self.subTest(row._meta.model_name):
                first, second = self.form(row), self.form(row)
                self.client.post(self.address, first.data(**{name: "Ferry lines"}))
                response = self.client.post(self.address, second.data(**{name: "Ships"}))
                self.assertContains(response, "you changed this in another window (", status_code=409)
                self.assertContains(response, "Saved by you in another window:", status_code=409)

    def test_a_row_that_is_gone(self):
        row = DiaryItem.objects.create(title="Harbor council", day=DAY, created_by=self.user)
        form = self.form(row)
        self.client.post(self.address.replace("/change/", "/delete/"), {"post": "yes"})
        response = self.client.post(self.address, form.data(title="Ships"))
        self.assertContains(response, "Not saved: you deleted this in another window (", status_code=409)


class RefusalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("lead", role="Managing editors", first_name="Ada", last_name="Kim")

    def test_a_plan(self):
        article, dana = make_article(), make_user("dana")
        assign(article, "en", to=dana, by=self.user)
        with self.assertRaisesMessage(TransitionRefused, "You assigned or unassigned it in another window."):
            assign(article, "en", to=None, was=None, by=self.user)

    def test_the_order_of_a_list(self):
        one, two = (make_section(name).pk for name in ("harbor", "money"))
        arrange_rows(Section, [two, one], seen=[one, two], by=self.user)
        with self.assertRaisesMessage(RowOrderRefused, "You changed the list in another window."):
            arrange_rows(Section, [one, two], seen=[one, two], by=self.user)

    def test_the_draft_of_a_standing_page(self):
        page = StandingPage.objects.create(slug="about", title_en="About")
        seen = page.draft("en").digest
        page.title_en, page.changed_by = "About us", self.user
        page.save()
        for by, who in ((self.user, "You changed the draft"), (make_user("dana"), "Someone else changed")):
            with self.assertRaisesMessage(StandingPageRefused, who):
                lock_page(page, "en", seen, by=by)

    def test_an_item_of_the_diary(self):
        self.enterContext(time_machine.travel(NOON, tick=False))
        self.client.force_login(self.user)
        item = DiaryItem.objects.create(title="Harbor council", day=DAY, created_by=self.user)
        address = f"/admin/diary/{item.pk}/move/?next=/admin/calendar/"
        for day, status in (("2026-03-09", 302), ("2026-03-06", 409)):
            response = self.client.post(address, {"day": day, "day_seen": "2026-03-04"})
            self.assertEqual(response.status_code, status)
        self.assertContains(response, "You moved it to another day in another window.", status_code=409)


class TranslationTests(TranslationScreenCase):
    def segment(self, fields):
        return self.client.post(f"{self.address}segment/", fields, headers=JSON)

    def test_a_segment(self):
        fields = self.fields(3, text="내 말")
        self.post(3, text="먼저 쓴 말")
        answer = self.segment(fields).json()
        self.assertTrue(answer["is_own"])
        self.assertEqual(answer["refused"], "You changed this in another window: “먼저 쓴 말”")
        self.client.force_login(self.second)
        answer = self.segment(fields).json()
        self.assertFalse(answer["is_own"])
        self.assertIn("Someone else changed this", answer["refused"])

    def test_a_text_beside_the_story_and_one_of_the_library(self):
        topic = make_topic(name_ko="")
        with editing(self.article.pk) as article:
            link = article.related_links.create(url="https://a.example/b", title_en="Tides")
            article.topics.add(topic)
        lead = make_user("lead", role="Managing editors")
        for key in (f"related-{link.pk}-title", f"topic-{topic.pk}-name"):
            with self.subTest(key):
                self.around(key, "밀물", by=self.second)
                own = self.around(key, "썰물", by=self.second)
                self.assertTrue(own["is_own"])
                self.assertIn("You changed this in another window.", own["refused"])
                self.assertFalse(self.around(key, "썰물", by=lead)["is_own"])

    def around(self, key, text, *, by):
        self.client.force_login(by)
        sent = {"key": key, "seen": text_stamp(""), "text": text}
        return self.client.post(f"{self.address}around/text/", sent, headers=JSON).json()

    def test_another_change_of_the_story_since_then_is_not_taken_for_it(self):
        with editing(self.article.pk) as article:
            link = article.related_links.create(url="https://a.example/b", title_en="Tides")
        key = f"related-{link.pk}-title"
        self.around(key, "먼저 쓴 말", by=self.second)
        rewrite(self.article, by=self.translator, summary_ko="요약")
        self.assertFalse(self.around(key, "내 말", by=self.translator)["is_own"])

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = make_user("second", role="Managing editors")


class SameMomentTests(TransactionTestCase):
    """A form sent twice, as by a double click, adds one row, and the second response says so."""

    def setUp(self):
        self.user = make_user("root", role=None, is_superuser=True)

    def press(self, address, fields):
        client = Client()
        client.force_login(self.user)
        return lambda: client.post(address, fields).status_code

    def test_one_row_is_added_and_the_other_form_comes_back(self):
        names = {"name_en": "Kelp", "name_ko": "다시마"}
        for model, fields in ((Topic, names | {"slug": "kelp"}), (Author, names | {"slug": "kelp"})):
            with self.subTest(model):
                address = f"/admin/articles/{model._meta.model_name}/add/"
                pressed = together(*[self.press(address, fields) for _time in range(3)])
                self.assertEqual(sorted(map(str, pressed)), ["302", "422", "422"])
                self.assertEqual(model.objects.count(), 1)

    def test_two_people_with_one_name_are_invited(self):
        role = Group.objects.get(name="Reporters")
        form = {"first_name": "Dana", "language": "en", "groups": [role.pk]}
        forms = [form | {"email": f"dana@{host}.example"} for host in ("one", "two")]
        pressed = together(*[self.press("/admin/accounts/user/add/", fields) for fields in forms])
        self.assertEqual(pressed, [302, 302])
        names = User.objects.exclude(pk=self.user.pk).order_by("username").values_list("username", flat=True)
        self.assertEqual(list(names), ["dana", "dana2"])
