"""Items of the diary that move to another day."""

from datetime import date, time

from django.contrib.admin.models import LogEntry
from lxml import html

from newsroom.diary.models import DiaryItem
from newsroom.diary.moves import MovedMeanwhile, move_item
from tests.articles.admin.forms import PostedForm
from tests.diary.test_items import LIST, MARCH_4, DiaryTestCase, make_item
from tests.factories import make_user

MARCH_6 = date(2026, 3, 6)


class MoveTests(DiaryTestCase):
    def setUp(self):
        super().setUp()
        self.item = make_item(starts_at=time(14), ends_at=time(15))
        self.address = f"/admin/diary/{self.item.pk}/move/?next=/admin/calendar/"

    def move(self, day="2026-03-06", seen="2026-03-04"):
        return self.client.post(self.address, {"day": day, "day_seen": seen})

    def day(self):
        return DiaryItem.objects.get().day

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
        self.client.post(f"{LIST}{self.item.pk}/change/", form.data(place="City hall"))  # who moves nothing
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
            move_item(self.item, MARCH_6, was=date(2026, 3, 5))
        self.assertEqual(move_item(self.item, MARCH_6, was=MARCH_4).day, MARCH_6)

    def test_the_page_speaks_korean(self):
        self.user.language = "ko"
        self.user.save()
        page = html.fromstring(self.client.get(self.address).content.decode())
        self.assertIn("옮기기", page.xpath("//h1")[0].text_content())
