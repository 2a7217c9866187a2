"""Records of front pages as readers saw them, at each change, including changes by time."""

from datetime import timedelta

from django.test import TestCase, override_settings
from time_machine import travel

from articles.models import Edition
from articles.models.redaction import place_hold
from articles.publishing import import_published, publish, withdraw
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.page_records import FrontPageRecord, front_pages, intervals_of
from newsroom.frontpage.placements import place_story
from newsroom.operations.retention import prune
from tests.factories import HOUR, NOON, approve, make_article, make_published, make_user

LEAD = SlotPosition("en", FrontPageScope.FRONT, SlotKind.LEAD)
DAY = timedelta(days=1)


class RecordTests(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))

    def records(self, language="en"):
        return [
            (record.shown_from, [story for story, _edition in record.layout["top"]])
            for record in FrontPageRecord.objects.of(language)
        ]

    def test_each_change_is_a_record_with_the_order_of_the_stories(self):
        first = make_published()
        self.clock.move_to(NOON + HOUR)
        second = make_published(number=" 2")
        front_pages.catch_up()
        self.assertEqual(self.records(), [(NOON, [first.pk]), (NOON + HOUR, [second.pk, first.pk])])
        self.clock.move_to(NOON + 2 * HOUR)
        place_story(first, LEAD, by=None)
        withdraw(second, "en", by=None, note="It was untrue.")
        front_pages.catch_up()
        self.assertEqual([top for _at, top in self.records()][2:], [[first.pk]])

    def test_an_imported_story_is_on_the_page_from_the_instant_of_its_import(self):
        first = make_published()
        front_pages.catch_up()
        self.clock.move_to(NOON + HOUR)
        imported = make_article(section=first.section, number=" long ago")
        import_published(imported, {"en": NOON - DAY}, origin="harbor.example")
        front_pages.catch_up()
        self.assertEqual(self.records(), [(NOON, [first.pk]), (NOON + HOUR, [first.pk, imported.pk])])

    def test_nothing_is_recorded_twice(self):
        make_published()
        front_pages.catch_up()
        self.clock.move_to(NOON + HOUR)
        make_article()
        front_pages.catch_up()
        self.assertEqual((len(self.records()), len(self.records("ko"))), (1, 0))

    def test_an_embargo_and_an_end_are_recorded_at_their_own_times(self):
        first, ahead = make_published(), make_article(number=" 2")
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + HOUR)
        place_story(first, LEAD, by=None, until=NOON + 2 * HOUR)
        self.clock.move_to(NOON + 5 * HOUR)
        make_published(number=" 3", languages=("ko",))
        front_pages.catch_up()
        times = [at for at, _top in self.records()]
        self.assertEqual(times, [NOON, NOON + HOUR, NOON + 2 * HOUR])

    def test_the_times_of_a_story_reach_the_present(self):
        first, ahead = make_published(), make_article(number=" 2")
        approve(ahead, "en")
        publish(ahead, "en", by=None, at=NOON + HOUR)
        self.clock.move_to(NOON + 3 * HOUR)
        found = [(one.position, one.since, one.until) for one in intervals_of(first.pk, NOON + 3 * HOUR)]
        self.assertEqual(found, [(1, NOON, NOON + HOUR), (2, NOON + HOUR, None)])
        self.assertEqual(len(self.records()), 1)

    @override_settings(FRONT_PAGE_DAYS=184)
    def test_they_are_kept_for_half_a_year_and_while_a_story_is_held(self):
        for number in range(3):
            make_published(number=f" {number}")
            front_pages.catch_up()
            self.clock.shift(DAY)
        story = Edition.objects.first().article
        hold = place_hold(story, by=make_user())
        self.clock.move_to(NOON + 185 * DAY + HOUR)
        prune()
        self.assertEqual(len(self.records()), 3)
        type(hold).objects.update(released_by=hold.placed_by, released_at=NOON, release_reason="Over.")
        prune()
        self.assertEqual(len(self.records()), 2)
