"""Layout, headline, kicker and picture of the lead on the screen “Front pages”, and their preview."""

from urllib.parse import parse_qs, urlsplit

from lxml import html

from newsroom.frontpage.models import LayoutKind, LeadPresentation, Placement
from tests.factories import HOUR, NOON
from tests.frontpage.slots import placed, second_slot
from tests.frontpage.test_admin import DAWN, SIX, FrontPagesTestCase

BIG = {"layout": "big", "headline": "Harbor opens at last", "kicker": "Port strike"}
SHOWN = LeadPresentation(LayoutKind.BIG_NEWS, "Harbor opens at last", "Port strike")


class SavedTests(FrontPagesTestCase):
    def test_a_story_is_placed_with_its_presentation(self):
        self.post("place", _story=self.first.pk, where="lead-1", **BIG)
        self.assertEqual(Placement.objects.get().presentation, SHOWN)
        self.assertIn("Big news", self.text_of_lead())

    def text_of_lead(self):
        return " ".join(self.shown().xpath("string(//li[@id='place-lead-1'])").split())

    def test_that_of_the_lead_is_changed_and_its_end_stays(self):
        row = placed(self.first, until=NOON + 20 * HOUR)
        page = self.shown(placement=row.pk)
        [button] = page.xpath("//button[@name='_act'][@value='place']")
        self.assertEqual(button.text, "Save")
        self.clock.shift(HOUR)
        self.post("place", _story=self.first.pk, _placement=row.pk, where="lead-1", **BIG)
        former, present = Placement.objects.all()
        self.assertEqual((former.presentation.is_plain, present.presentation), (True, SHOWN))
        self.assertEqual(present.placed_until, NOON + 20 * HOUR)

    def test_a_change_is_planned(self):
        placed(self.first)
        self.post("place", _story=self.first.pk, where="lead-1", begins=SIX, **BIG)
        rows = list(Placement.objects.values_list("layout", "placed_from", "placed_until"))
        self.assertEqual(rows, [("calm", NOON, DAWN), ("big", DAWN, None)])

    def test_the_form_begins_with_what_is_shown(self):
        row = placed(self.first, presentation=SHOWN)
        page = self.shown(placement=row.pk)
        self.assertEqual(page.xpath("//input[@name='headline']/@value"), ["Harbor opens at last"])
        self.assertEqual(page.xpath("//select[@name='layout']/option[@selected]/@value"), ["big"])

    def test_moving_the_lead_down_with_its_form_leaves_its_presentation_behind(self):
        row = placed(self.first, presentation=SHOWN)
        self.clock.shift(HOUR)
        self.post("place", _story=self.first.pk, _placement=row.pk, where="second-1", **BIG)
        self.assertTrue(Placement.objects.get(slot="second").presentation.is_plain)

    def test_a_second_story_becomes_the_lead_with_it(self):
        row = placed(self.first, second_slot(1))
        self.clock.shift(HOUR)
        self.post("place", _story=self.first.pk, _placement=row.pk, where="lead-1", **BIG)
        self.assertEqual(Placement.objects.get(slot="lead").presentation, SHOWN)

    def test_quotation_marks_are_typographic_as_in_the_story(self):
        words = {"headline": 'Harbor\'s "last" gate', "kicker": "'Port strike'"}
        self.post("place", _story=self.first.pk, where="lead-1", **(BIG | words))
        shown = Placement.objects.get().presentation
        self.assertEqual((shown.headline, shown.kicker), ("Harbor’s “last” gate", "‘Port strike’"))

    def test_section_pages_have_none(self):
        page = self.shown(section="economy", story=self.first.pk)
        self.assertEqual(page.xpath("//select[@name='layout']"), [])


class RefusedTests(FrontPagesTestCase):
    def test_what_is_typed_for_another_slot_is_refused_at_its_field_and_kept(self):
        response = self.post("place", status=422, _story=self.first.pk, where="second-1", **BIG)
        page = html.fromstring(response.content.decode())
        errors = page.xpath("//div[contains(@class, 'errors')]/@class")
        self.assertEqual(
            [one.split()[1] for one in errors], ["field-layout", "field-headline", "field-kicker"]
        )
        self.assertEqual(page.xpath("//input[@name='headline']/@value"), ["Harbor opens at last"])
        self.assertEqual(Placement.objects.count(), 0)

    def test_values_that_do_not_exist_are_refused(self):
        for fields in ({"layout": "huge"}, {"picture": "999"}, {"picture": "x"}, {"kicker": "k" * 41}):
            self.post("place", status=422, _story=self.first.pk, where="lead-1", **fields)
        self.assertEqual(Placement.objects.count(), 0)


class PreviewTests(FrontPagesTestCase):
    def preview(self, **fields):
        response = self.post("preview", _story=self.first.pk, where="lead-1", **BIG | fields)
        return response["Location"]

    def test_the_page_is_seen_and_nothing_is_placed(self):
        response = self.client.get(self.preview())
        page = html.fromstring(response.content.decode())
        self.assertEqual(page.xpath("string(//div[@class='front__lead']//h2)").strip(), BIG["headline"])
        self.assertEqual(len(page.xpath("//div[contains(@class, 'front--big')]")), 1)
        self.assertIn("Preview, not the published page.", response.content.decode())
        self.assertEqual(Placement.objects.count(), 0)
        self.assertEqual(response["Cache-Control"], "private, no-store")

    def test_a_preview_of_tomorrow_says_so(self):
        address = self.preview(begins=SIX)
        self.assertIn("at", parse_qs(urlsplit(address).query))
        self.assertContains(self.client.get(address), "ribbon--ahead")

    def test_errors_are_shown_at_their_fields(self):
        self.post("preview", status=422, _story=self.first.pk, where="second-1", **BIG)
        banner = self.post("preview", status=422, _story=self.first.pk, where="banner-1", words="Strike")
        self.assertContains(banner, "A preview shows no new breaking news.", status_code=422)
        self.assertContains(banner, 'value="Strike"', status_code=422)

    def test_addresses_that_propose_nothing_are_404(self):
        story = f"story={self.first.pk}"
        wrong = (
            "lead",
            "lead-2",
            "lead-1-1",
            "banner-1",
            "lead-²",
            "lead-1&layout=x",
            "lead-1&at=soon",
            f"lead-1&at={SIX}",
        )
        queries = [f"{story}&where={one}" for one in wrong]
        for query in ("", story, "story=9999&where=lead-1", *queries):
            response = self.client.get(f"/admin/preview/front/en/?{query}")
            self.assertEqual(response.status_code, 404, query)

    def test_is_for_those_who_see_the_screen(self):
        address = self.preview()
        self.client.logout()
        self.assertEqual(self.client.get(address).status_code, 302)
