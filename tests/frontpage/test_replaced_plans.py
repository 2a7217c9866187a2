"""Colleagues' plans that a placement on “Front pages” replaces are named before and after."""

from lxml import html

from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement
from tests.factories import HOUR, make_user
from tests.frontpage.slots import BANNER, occupants, placed, second_slot
from tests.frontpage.test_admin import ADDRESS, DAWN, SIX, FrontPagesTestCase

NAMED = "“Harbor opens 1”, planned for March 3, 6 a.m. by Mina Park."
BEFORE, AFTER = f"This replaces {NAMED}", f"It replaces {NAMED}"
BIG = {"layout": "big", "headline": "Harbor opens at last", "kicker": "Port strike"}


class ReplacedPlanTestCase(FrontPagesTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.colleague = make_user("mina", first_name="Mina", last_name="Park")

    def plan(self, story=None, where=None, **options):
        where = (where,) if where else ()
        return placed(story or self.second, *where, **({"by": self.colleague, "at": DAWN} | options))

    def panel(self, page):
        return " ".join(page.xpath("string(//section[@id='front-panel'])").split())

    def place(self, *, status=302, **fields):
        known = {"_story": self.first.pk, "where": "lead-1", "begins": SIX}
        return self.post("place", status=status, **(known | fields))

    def values(self, page):
        """Return the hidden values of the panel, which record the state that the form showed."""
        names = ("_seen", "_seen_plan", "_at")
        found = {
            name: page.xpath(f"//section[@id='front-panel']//input[@name='{name}']/@value") for name in names
        }
        return {name: values[0] for name, values in found.items() if values}

    def message(self):
        page = html.fromstring(self.client.get(ADDRESS).content.decode())
        return " ".join(page.xpath("string(//main)").split())


class BeforeTests(ReplacedPlanTestCase):
    def test_the_form_names_the_plan_in_the_slot_that_it_begins_with(self):
        plan = self.plan()
        for asked in ({}, {"where": "lead-1"}):
            page = self.shown(story=self.first.pk, at=SIX, **asked)
            self.assertIn(BEFORE, self.panel(page))
            self.assertEqual(self.values(page)["_seen_plan"], str(plan.pk))
        self.place(**self.values(page))
        self.assertEqual(occupants(DAWN), {"lead 1": self.first.pk})

    def test_a_plan_at_an_instant_or_slot_that_was_typed_is_named_before_it_is_replaced(self):
        self.plan()
        page = self.shown(story=self.first.pk)
        self.assertNotIn("replaces “", self.panel(page))
        response = self.place(status=409, **self.values(page))
        refused = html.fromstring(response.content.decode())
        self.assertIn(BEFORE, self.panel(refused))
        self.assertIn("A colleague has planned this slot.", self.panel(refused))
        self.assertEqual(occupants(DAWN), {"lead 1": self.second.pk})
        self.place(**self.values(refused))
        self.assertEqual(occupants(DAWN), {"lead 1": self.first.pk})

    def test_nothing_is_asked_about_ones_own_plan_or_one_for_another_instant_or_slot(self):
        self.plan(by=self.managing)
        self.plan(self.third, second_slot(1))
        self.assertNotIn("replaces “", self.panel(self.shown(story=self.first.pk, at=SIX)))
        self.place()
        self.assertEqual(occupants(DAWN)["lead 1"], self.first.pk)
        self.assertNotIn("replaces “", self.message())

    def test_the_presentation_that_a_colleague_planned_for_the_lead_is_not_replaced_unsaid(self):
        plan = self.plan(presentation=LeadPresentation(LayoutKind.BIG_NEWS, "Port reopens", "Port strike"))
        fields = {"_story": self.second.pk, "_placement": plan.pk, "_at": DAWN.isoformat(), **BIG}
        refused = html.fromstring(self.place(status=409, **fields).content.decode())
        self.assertIn(BEFORE, self.panel(refused))
        self.place(**(fields | self.values(refused)))
        self.assertEqual(Placement.objects.get(placed_from=DAWN).lead_headline, BIG["headline"])
        self.assertIn(AFTER, self.message())

    def test_one_that_is_saved_as_it_was_planned_asks_nothing(self):
        shown = LeadPresentation(LayoutKind.BIG_NEWS, BIG["headline"], BIG["kicker"])
        plan = self.plan(presentation=shown)
        self.place(_story=self.second.pk, _placement=plan.pk, _at=DAWN.isoformat(), **BIG)
        self.assertEqual(Placement.objects.get(placed_from=DAWN).presentation, shown)

    def test_a_story_that_is_moved_onto_a_plan_names_it_as_well(self):
        row = placed(self.first, second_slot(2))
        self.plan()
        self.clock.shift(HOUR)
        refused = html.fromstring(self.place(status=409, _placement=row.pk).content.decode())
        self.assertIn(BEFORE, self.panel(refused))
        self.place(_placement=row.pk, **self.values(refused))
        self.assertIn(AFTER, self.message())

    def test_planned_breaking_news_is_named(self):
        self.plan(where=BANNER, words="The port is open")
        fields = {"where": "banner-1", "words": "The harbor is open"}
        refused = html.fromstring(self.place(status=409, **fields).content.decode())
        self.assertIn(BEFORE, self.panel(refused))
        self.place(**(fields | self.values(refused)))
        self.assertEqual(Placement.objects.get().words, "The harbor is open")


class AtOnceTests(ReplacedPlanTestCase):
    """A colleague plans a story between the display of the form and its saving."""

    def test_for_the_instant_that_is_shown_the_occupants_that_were_seen_tell(self):
        seen = self.values(self.shown(story=self.first.pk, at=SIX))
        self.plan()
        response = self.place(status=409, **seen)
        page = html.fromstring(response.content.decode())
        self.assertIn("Mina Park placed “Harbor opens 1” here in the meantime", self.panel(page))
        self.assertIn(BEFORE, self.panel(page))
        self.place(**self.values(page))
        self.assertIn(AFTER, self.message())

    def test_another_plan_than_the_one_that_was_named_is_named_first(self):
        self.plan()
        refused = html.fromstring(self.place(status=409).content.decode())
        Placement.objects.get().delete()
        self.plan(self.third)
        again = html.fromstring(self.place(status=409, **self.values(refused)).content.decode())
        self.assertIn("This replaces “Harbor opens 2”, planned for", self.panel(again))
        self.assertEqual(occupants(DAWN), {"lead 1": self.third.pk})

    def test_rubbish_for_the_plan_that_was_seen_is_none(self):
        self.plan()
        for rubbish in ("", "x", "9" * 40, "\x00"):
            page = html.fromstring(self.place(status=409, _seen_plan=rubbish).content.decode())
            self.assertIn(BEFORE, self.panel(page))


class AfterTests(ReplacedPlanTestCase):
    def test_a_drop_on_a_plan_names_it(self):
        plan = self.plan()
        self.post(f"drop:lead-1:{plan.pk}:{self.first.pk}", _at=DAWN.isoformat())
        self.assertIn(AFTER, self.message())

    def test_undone_it_is_the_colleagues_plan_again(self):
        plan = self.plan()
        self.post(f"drop:lead-1:{plan.pk}:{self.first.pk}", _at=DAWN.isoformat())
        self.post("undo")
        self.assertEqual(Placement.objects.get().placed_by, self.colleague)

    def test_an_occupant_that_is_ended_is_no_plan(self):
        placed(self.second, by=self.colleague)
        self.clock.shift(HOUR)
        self.place()
        self.assertNotIn("replaces “", self.message())
