from django.core.exceptions import PermissionDenied
from django.test import TestCase

from articles.models import Event, EventType, Section, StandingPage
from articles.workflow.masthead import RowOrderRefused, arrange_rows, last_position, ordered_ids
from tests.factories import make_section, make_user


class ArrangeRowsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user("lead", role="Managing editors", first_name="Ada", last_name="Kim")
        cls.ids = [make_section(name).pk for name in ("harbor", "money", "sports")]

    def test_rows_with_one_position_get_an_order_and_an_event_each(self):
        one, two, three = self.ids
        self.assertEqual(arrange_rows(Section, [three, one, two], seen=self.ids, by=self.user), 2)
        self.assertEqual(ordered_ids(Section), [three, one, two])
        self.assertEqual(sorted(Section.objects.values_list("position", flat=True)), [0, 1, 2])
        changed = Event.objects.filter(type=EventType.CHANGED, subject_type="section", actor=self.user)
        self.assertEqual(sorted(changed.values_list("subject_id", flat=True)), [one, two])

    def test_an_order_that_is_there_already_writes_nothing(self):
        events = Event.objects.count()
        self.assertEqual(arrange_rows(Section, self.ids, seen=self.ids, by=self.user), 0)
        self.assertEqual(Event.objects.count(), events)

    def test_who_changed_it_meanwhile_is_named_and_nothing_moves(self):
        one, two, three = self.ids
        arrange_rows(Section, [two, one, three], seen=self.ids, by=self.user)
        with self.assertRaisesMessage(RowOrderRefused, "Ada Kim changed the list in the meantime."):
            arrange_rows(Section, [three, one, two], seen=self.ids, by=None)
        self.assertEqual(ordered_ids(Section), [two, one, three])

    def test_an_order_with_other_rows_is_refused(self):
        for order in (self.ids[:2], [*self.ids, self.ids[0]], [*self.ids[:2], 999]):
            with self.subTest(order), self.assertRaises(RowOrderRefused):
                arrange_rows(Section, order, seen=self.ids, by=None)

    def test_who_may_not_change_sections_moves_none(self):
        with self.assertRaises(PermissionDenied):
            arrange_rows(Section, self.ids[::-1], seen=self.ids, by=make_user("rae", role="Reporters"))

    def test_a_new_row_comes_last(self):
        self.assertEqual(last_position(StandingPage), 0)
        arrange_rows(Section, self.ids[::-1], seen=self.ids, by=None)
        self.assertEqual(last_position(Section), 3)
