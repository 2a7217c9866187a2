"""Items of the diary that move to another day."""

from datetime import date, time
from unittest.mock import patch

from django.contrib.admin.models import LogEntry
from lxml import html

from articles.models import LanguageProgress
from articles.publishing import publish
from newsroom.diary.items import MovedMeanwhile, begin_story, move_item
from newsroom.diary.models import DiaryItem
from tests.articles.admin.forms import PostedForm
from tests.diary.test_items import LIST, MARCH_4, DiaryTestCase, make_item, words
from tests.factories import HOUR, NOON, approve, make_section, make_user, rewrite

MARCH_6 = date(2026, 3, 6)


class MoveTestCase(DiaryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.item = make_item(starts_at=time(14), ends_at=time(15), section=make_section("harbor"))
        cls.address = f"/admin/diary/{cls.item.pk}/move/?next=/admin/calendar/"

    def move(self, day="2026-03-06", seen="2026-03-04"):
        return self.client.post(self.address, {"day": day, "day_seen": seen})

    def day(self):
        return DiaryItem.objects.get().day


class MoveTests(MoveTestCase):
    def test_an_item_keeps_its_times_and_its_history_says_who_moved_it(self):
        self.assertRedirects(self.move(), "/admin/calendar/", fetch_redirect_response=False)
        item = DiaryItem.objects.get()
        self.assertEqual((item.day, item.starts_at, item.ends_at), (MARCH_6, time(14), time(15)))
        entry = LogEntry.objects.get()
        self.assertEqual((entry.user, entry.object_id), (self.user, str(item.pk)))
        self.assertIn("Day", entry.get_change_message())

    def test_undo_takes_it_back(self):
        page = self.page(self.move()["Location"])
        [form] = page.xpath("//form[@class='undo']")
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        self.client.post(form.get("action"), fields)
        self.assertEqual(self.day(), MARCH_4)

    def test_the_calendar_offers_it_to_those_who_may_change_it(self):
        def cards():
            return self.page("/admin/calendar/").xpath("//li[contains(@class, 'entry-diary')]/@data-move")

        [address] = cards()
        self.assertContains(self.client.get(address), "Harbor council meets")
        self.client.force_login(make_user("admin", role="Administrators"))
        self.assertEqual(cards(), [])
        self.assertEqual(self.move().status_code, 403)
        self.assertEqual(self.day(), MARCH_4)

    def test_who_was_faster_is_named_and_nothing_is_overwritten(self):
        self.client.force_login(make_user("bo", role="Reporters", first_name="Bo", last_name="Lim"))
        self.move("2026-03-09")
        self.client.force_login(make_user("ann", role="Reporters", first_name="Ann"))
        form = PostedForm(self.client.get(f"{LIST}{self.item.pk}/change/"), "diaryitem_form")
        self.client.post(f"{LIST}{self.item.pk}/change/", form.data(place="City hall"))  # Ann moves nothing
        self.client.force_login(self.user)
        self.assertContains(self.move(), "Bo Lim moved it to another day", status_code=409)
        self.assertEqual(self.day(), date(2026, 3, 9))

    def test_who_moved_it_on_its_form_is_named_too(self):
        self.client.force_login(make_user("bo", role="Reporters", first_name="Bo", last_name="Lim"))
        form = PostedForm(self.client.get(f"{LIST}{self.item.pk}/change/"), "diaryitem_form")
        self.client.post(f"{LIST}{self.item.pk}/change/", form.data(day="2026-03-09"))
        self.client.force_login(self.user)
        self.assertContains(self.move(), "Bo Lim moved it to another day", status_code=409)

    def test_without_a_history_nobody_is_named(self):
        DiaryItem.objects.update(day=date(2026, 3, 9))
        self.assertContains(self.move(), "Someone else moved it to another day", status_code=409)

    def test_what_is_gone_or_no_day_is_refused(self):
        for day, status in (("2026-03-01", 422), ("2026-02-30", 422), ("", 422)):
            self.assertEqual(self.move(day).status_code, status, day)
        self.assertEqual(self.move(seen="x").status_code, 409)
        DiaryItem.objects.all().delete()
        self.assertEqual(self.move().status_code, 404)

    def test_the_function_refuses_a_day_that_is_not_the_seen_one(self):
        with self.assertRaises(MovedMeanwhile):
            move_item(self.item, MARCH_6, was=date(2026, 3, 5), by=self.user)
        self.assertEqual(move_item(self.item, MARCH_6, was=MARCH_4, by=self.user), [])
        self.assertEqual(self.day(), MARCH_6)

    def test_the_page_speaks_korean(self):
        self.user.language = "ko"
        self.user.save()
        page = html.fromstring(self.client.get(self.address).content.decode())
        self.assertIn("옮기기", page.xpath("//h1")[0].text_content())


class StoryTests(MoveTestCase):
    """A story that was begun from the item and is planned for its day."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        begin_story(cls.item, by=cls.user)
        cls.item.refresh_from_db()

    def planned(self, language="en"):
        return LanguageProgress.objects.get(article=self.item.article_id, language=language).planned_on

    def plan(self, day, language="en"):
        rows = LanguageProgress.objects.filter(article=self.item.article_id, language=language)
        rows.update(planned_on=day)

    def undo(self, address):
        """Press the undo button in the message on a page. Return the next message."""
        page = self.page(address)
        [form] = page.xpath("//form[@class='undo']")
        fields = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
        self.assertEqual(self.client.post(form.get("action"), fields).status_code, 302)
        return words(page.xpath("//ul[@class='messagelist']")[0])

    def test_it_goes_along_and_back_by_undo(self):
        self.assertContains(self.client.get(self.address), "Its story is planned for the same day")
        response = self.move()
        self.assertEqual(self.planned(), MARCH_6)
        told = self.undo(response["Location"])
        self.assertIn("Moved to Friday, March 6. Its story is planned for that day, too.", told)
        self.assertEqual((self.day(), self.planned()), (MARCH_4, MARCH_4))

    def test_undo_leaves_a_language_that_was_planned_for_the_other_day(self):
        self.plan(MARCH_6, "ko")
        self.undo(self.move()["Location"])
        self.assertEqual((self.planned("en"), self.planned("ko")), (MARCH_4, MARCH_6))

    def test_a_story_that_is_planned_for_another_day_stays(self):
        self.plan(date(2026, 3, 5))
        response = self.move()
        self.assertEqual(self.planned(), date(2026, 3, 5))
        self.assertNotIn("Its story", words(self.page(response["Location"])))

    def test_who_may_not_plan_it_is_told_that_it_stays(self):
        self.client.force_login(make_user("rae", role="Reporters"))
        response = self.move()
        self.assertEqual((self.day(), self.planned()), (MARCH_6, MARCH_4))
        told = words(self.page(response["Location"]))
        self.assertIn("Its story is still planned for Wednesday, March 4.", told)

    def test_a_language_that_stays_is_named(self):
        self.plan(MARCH_4, "ko")
        self.client.force_login(make_user("eun", role="English desk"))
        response = self.move()
        self.assertEqual((self.planned("en"), self.planned("ko")), (MARCH_6, MARCH_4))
        told = self.undo(response["Location"])
        self.assertIn("planned for that day, too. Still planned for Wednesday, March 4: Korean.", told)
        self.assertEqual((self.planned("en"), self.planned("ko")), (MARCH_4, MARCH_4))

    def test_a_plan_that_somebody_else_has_changed_meanwhile_stays(self):
        address = f"{LIST}{self.item.pk}/change/"
        form = PostedForm(self.client.get(address), "diaryitem_form")
        self.plan(date(2026, 3, 5))
        # The plan was read before the change.
        with patch("newsroom.diary.items.movable_languages", return_value=["en"]):
            self.assertEqual(self.client.post(address, form.data(day="2026-03-06")).status_code, 302)
        self.assertEqual((self.day(), self.planned()), (MARCH_6, date(2026, 3, 5)))

    def test_what_is_scheduled_stays(self):
        rewrite(
            self.item.article, title_en="Harbor council meets", summary_en="s", body_en="<p>It meets.</p>"
        )
        approve(self.item.article, "en")
        publish(self.item.article, "en", by=None, at=NOON + 45 * HOUR)
        self.assertEqual(self.move().status_code, 302)
        self.assertEqual((self.day(), self.planned()), (MARCH_6, MARCH_4))

    def test_its_own_form_takes_it_along_too(self):
        address = f"{LIST}{self.item.pk}/change/"
        form = PostedForm(self.client.get(address), "diaryitem_form")
        response = self.client.post(address, form.data(day="2026-03-06"))
        self.assertEqual((self.day(), self.planned()), (MARCH_6, MARCH_6))
        self.assertIn("Its story is planned for that day, too.", self.undo(response["Location"]))
        self.assertEqual((self.day(), self.planned()), (MARCH_6, MARCH_4))
