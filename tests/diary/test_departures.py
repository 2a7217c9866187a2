"""Diary items of people who leave: listed, and reassigned or left without a person."""

from datetime import date

from django.contrib.admin.models import LogEntry

from newsroom.diary.items import assignments_ahead, pass_on_assignments
from newsroom.diary.models import DiaryAssignment
from tests.diary.test_assignments import sent
from tests.diary.test_items import LIST, DiaryTestCase, make_item, words
from tests.factories import make_user


class DiaryDepartureTests(DiaryTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.rae, cls.pim = make_user("rae", role="Reporters"), make_user("pim", role="Reporters")
        cls.item = make_item(created_by=cls.user)
        note = "Ask for the number of crossings"
        DiaryAssignment.objects.create(item=cls.item, person=cls.rae, kind="text", note=note)
        cls.past = make_item(created_by=cls.user, day=date(2026, 3, 1), text=cls.rae)

    def pass_on_assignments(self, to):
        return pass_on_assignments(self.rae, to=to, by=self.user)

    def history(self):
        entry = LogEntry.objects.get(object_id=str(self.item.pk))
        self.assertEqual(entry.user, self.user)
        return entry.get_change_message()

    def test_a_colleague_is_sent_with_the_note_and_what_is_past_stays(self):
        self.assertEqual(self.pass_on_assignments(self.pim), (1, 0))
        self.assertEqual(sent(self.item), [("pim", "text", "Ask for the number of crossings")])
        self.assertEqual(sent(self.past), [("rae", "text", "")])
        self.assertIn("Deleted diary assignment “Text: rae (Ask for", self.history())
        self.assertIn("Added diary assignment “Text: pim (Ask for", self.history())

    def test_what_the_colleague_brings_already_stays_as_it_is(self):
        DiaryAssignment.objects.create(item=self.item, person=self.pim, kind="text", note="Speeches")
        DiaryAssignment.objects.create(item=self.item, person=self.rae, kind="video")
        self.assertEqual(self.pass_on_assignments(self.pim), (2, 0))
        self.assertEqual(sent(self.item), [("pim", "text", "Speeches"), ("pim", "video", "")])
        self.assertIn("Text: rae (Ask for the number of crossings)", self.history())

    def test_nobody_goes_without_a_colleague_or_for_one_who_may_not_see_stories(self):
        for to in (None, make_user("stranger", role=None)):
            with self.subTest(to):
                DiaryAssignment.objects.get_or_create(item=self.item, person=self.rae, kind="text")
                LogEntry.objects.all().delete()
                self.assertEqual(self.pass_on_assignments(to), (0, 1))
                self.assertEqual(sent(self.item), [])
                self.assertContains(self.client.get(f"{LIST}?who=nobody"), "Harbor council meets")
                self.assertIn("Deleted diary assignment “Text: rae", self.history())

    def test_they_are_listed_in_the_order_of_their_days(self):
        first = make_item(created_by=self.user, day=date(2026, 3, 2), title="Today", pictures=self.rae)
        self.assertEqual([one.item for one in assignments_ahead(self.rae)], [first, self.item])

    def test_the_page_of_the_account_lists_them_and_says_what_became_of_them(self):
        self.client.force_login(make_user("admin", role="Administrators"))
        address = f"/admin/accounts/user/{self.rae.pk}/do/hand-over/"
        lines = [words(one) for one in self.page(address).xpath("//ul[@class='ways']/li")]
        self.assertIn("Harbor council meets March 4, 2026 Text", lines)
        response = self.client.post(address, {"to": self.pim.pk, "closes": "on"}, follow=True)
        self.assertContains(response, "Handed over: stories 0, diary items 1, notes 0.")
        self.assertEqual(sent(self.item), [("pim", "text", "Ask for the number of crossings")])
