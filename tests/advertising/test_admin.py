"""The form of an advertisement: uploads, refusals that name their field, permissions."""

from django.test import TestCase
from lxml import html
from time_machine import travel

from articles.workflow.permissions import ROLES
from newsroom.advertising.models import SEEN_BY_READERS, AdSlot, Advertisement
from tests.advertising.makers import make_advertisement, picture_bytes, upload
from tests.articles.admin.forms import PostedForm
from tests.factories import HOUR, NOON, make_user
from tests.public.newsdesk import texts

DAY = 24 * HOUR
LIST = "/admin/advertising/advertisement/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def page_of(response):
    return html.fromstring(response.content.decode())


class FormCase(TestCase):
    def setUp(self):
        self.clock = self.enterContext(travel(NOON, tick=False))
        self.client.force_login(make_user())

    def filled(self, **fields):
        known = {
            "name": "Paint in spring",
            "advertiser": "Haedong Paints",
            "slot": AdSlot.FRONT,
            "link": "https://paints.example/",
            "placed_from": "2026-03-02T21:00",
            "alt_en": "Paint that lasts",
            "wide_en": upload(picture_bytes((970, 250))),
            "phone_en": upload(picture_bytes((640, 200))),
        }
        return {name: value for name, value in (known | fields).items() if value is not None}

    def add(self, **fields):
        return self.client.post(f"{LIST}add/", self.filled(**fields))

    def refused(self, field, **fields):
        response = self.add(**fields)
        self.assertEqual(response.status_code, 422)
        self.assertFalse(Advertisement.objects.exists())
        return response.context["adminform"].form.errors[field]


class AddTests(FormCase):
    def test_what_is_filled_in_runs(self):
        self.assertRedirects(self.add(), LIST)
        row = Advertisement.objects.get()
        self.assertEqual((row.languages, row.slot), (["en"], AdSlot.FRONT))
        self.assertTrue(row.wide_en.name.startswith("advertising/2026/03/"))
        self.assertContains(self.client.get("/en/"), "Paint that lasts")

    def test_each_refusal_names_its_field(self):
        for field, value in (
            ("name", ""),
            ("advertiser", ""),
            ("link", "javascript:alert(1)"),
            ("link", "ftp://paints.example/"),
            ("slot", "sky"),
            ("wide_en", upload(SVG, "ad.svg")),
            ("wide_en", upload(picture_bytes((300, 250)))),
            ("phone_en", upload(b"")),
            ("phone_en", None),
            ("wide_en", None),
            ("alt_en", ""),
            ("placed_from", "yesterday"),
        ):
            with self.subTest(field=field, value=value):
                self.assertTrue(self.refused(field, **{field: value}))

    def test_without_any_language_it_is_refused(self):
        self.refused("__all__", wide_en=None, phone_en=None, alt_en="")

    def test_the_end_comes_after_the_start(self):
        self.refused("__all__", placed_until="2026-03-02T20:00")

    def test_the_form_tells_the_sizes_of_each_place(self):
        sizes = " ".join(texts(page_of(self.client.get(f"{LIST}add/")), "//*[@class='ad-sizes']/li"))
        for size in ("970 × 250 / 1940 × 500", "288 × 240 / 576 × 480", "320 × 100 / 640 × 200"):
            self.assertIn(size, sizes)


class ChangeCase(FormCase):
    begins = NOON + HOUR

    def setUp(self):
        super().setUp()
        self.row = make_advertisement(placed_from=self.begins)
        self.address = f"{LIST}{self.row.pk}/change/"

    def shown(self):
        """Return the values of the unchanged form as {name: value}."""
        page = page_of(self.client.get(self.address))
        return {
            one.get("name"): one.get("value") or ""
            for one in page.xpath("//form[@id='advertisement_form']//input[@name]")
            if one.get("type") not in ("file", "checkbox", "submit")
        }

    def change(self, **fields):
        return self.client.post(self.address, self.shown() | fields)


class ChangeTests(ChangeCase):
    def test_a_language_ends_when_its_parts_are_removed(self):
        gone = {"wide_ko-clear": "on", "phone_ko-clear": "on", "alt_ko": ""}
        self.assertRedirects(self.change(**gone), LIST)
        self.row.refresh_from_db()
        self.assertEqual(self.row.languages, ["en"])

    def test_half_a_language_is_refused(self):
        response = self.change(**{"wide_ko-clear": "on"})
        self.assertEqual(response.status_code, 422)
        self.assertIn("wide_ko", response.context["adminform"].form.errors)

    def test_another_picture_has_the_size_of_the_place(self):
        response = self.change(wide_en=upload(picture_bytes((288, 240))))
        self.assertEqual(response.status_code, 422)
        self.assertRedirects(self.change(wide_en=upload(picture_bytes((970, 250), "navy"))), LIST)

    def test_the_place_stays_whatever_is_posted(self):
        self.assertRedirects(self.change(slot=AdSlot.STORY), LIST)
        self.row.refresh_from_db()
        self.assertEqual(self.row.slot, AdSlot.FRONT)

    def test_the_preview_shows_all_pictures_with_their_label(self):
        shown = page_of(self.client.get(self.address))
        self.assertEqual(len(shown.xpath("//*[@class='ad-preview']//img")), 4)
        self.assertEqual(set(texts(shown, "//*[@class='ad-preview']//p")), {"Advertisement", "광고"})

    def test_what_has_begun_is_ended_and_never_deleted(self):
        begun = make_advertisement(placed_from=NOON)
        self.assertEqual(self.client.post(f"{LIST}{begun.pk}/delete/", {"post": "yes"}).status_code, 403)
        self.client.post(f"{LIST}{self.row.pk}/delete/", {"post": "yes"})
        self.assertEqual(Advertisement.objects.get(), begun)

    def test_the_list_tells_what_runs(self):
        Advertisement.objects.get().delete()
        make_advertisement()
        make_advertisement(name="Later", placed_from=NOON + HOUR)
        for state, name in (("live", "Paint in spring"), ("ahead", "Later")):
            rows = texts(
                page_of(self.client.get(LIST, {"state": state})), "//th[contains(@class, 'field-name')]"
            )
            self.assertEqual(rows, [name])


class BegunTests(ChangeCase):
    """An advertisement that readers have seen: NOON is 21:00 in the zone of the newsroom."""

    begins = NOON

    def setUp(self):
        super().setUp()
        self.clock.shift(HOUR)

    def seen(self):
        return {name: getattr(Advertisement.objects.get(pk=self.row.pk), name) for name in SEEN_BY_READERS}

    def test_the_form_offers_its_end_and_its_name_and_nothing_that_readers_saw(self):
        self.assertTrue({"name", "placed_until"} <= self.shown().keys())
        self.assertTrue(self.shown().keys().isdisjoint(SEEN_BY_READERS))
        self.assertContains(self.client.get(self.address), "Readers have seen this advertisement.")
        self.assertRedirects(self.change(name="Spring", placed_until="2026-03-03T21:00"), LIST)
        self.row.refresh_from_db()
        self.assertEqual((self.row.name, self.row.placed_until), ("Spring", NOON + DAY))

    def test_an_end_that_has_passed_ends_it_now(self):
        self.change(placed_until="2026-03-02T21:30")
        self.row.refresh_from_db()
        self.assertEqual(self.row.placed_until, NOON + HOUR)

    def test_an_end_is_not_moved_once_it_has_passed(self):
        self.change(placed_until="2026-03-02T22:30")
        shown = self.shown()
        self.clock.shift(HOUR)
        response = self.client.post(self.address, shown | {"placed_until": "2026-03-03T21:00"})
        self.assertNotIn("placed_until", self.shown())
        self.row.refresh_from_db()
        self.assertEqual(self.row.placed_until, NOON + 1.5 * HOUR)
        self.assertContains(response, "This advertisement has ended.", status_code=422)

    def test_a_form_that_was_opened_before_is_refused_and_keeps_what_was_typed(self):
        self.clock.shift(-2 * HOUR)
        opened, before = self.shown(), self.seen()
        self.clock.shift(2 * HOUR)
        typed = {"link": "https://other.example/", "alt_en": "Other words"}
        response = self.client.post(self.address, opened | typed)
        for field in typed:
            errors = response.context["adminform"].form.errors[field]
            self.assertEqual(errors, ["Readers have seen this advertisement. Replace it with a new one."])
        self.assertContains(response, "Other words", status_code=422)
        self.assertEqual(self.seen(), before)
        self.assertRedirects(self.client.post(self.address, opened | {"name": "Spring"}), LIST)

    def test_an_advertisement_begins_now_at_the_earliest(self):
        self.add(placed_from="2026-03-01T21:00", name="Late")
        self.assertEqual(Advertisement.objects.get(name="Late").placed_from, NOON + HOUR)


class ReplaceTests(ChangeCase):
    begins = NOON

    def setUp(self):
        super().setUp()
        self.clock.shift(HOUR)
        [self.link] = page_of(self.client.get(self.address)).xpath("//a[.='Replace…']/@href")

    def form(self):
        return PostedForm(self.client.get(self.link), "advertisement_form")

    def test_it_ends_when_the_new_one_begins_which_has_its_pictures_unless_others_are_sent(self):
        form = self.form()
        self.assertEqual((form["name"], form["link"]), (self.row.name, self.row.link))
        values = form.values | {"placed_from": "2026-03-03T21:00", "link": "https://new.example/"}
        values["wide_ko"] = upload(picture_bytes((970, 250), "navy"))
        self.assertRedirects(self.client.post(self.link, values), LIST)
        self.row.refresh_from_db()
        new = Advertisement.objects.get(link="https://new.example/")
        self.assertEqual((self.row.placed_until, new.placed_from), (NOON + DAY, NOON + DAY))
        self.assertEqual((new.slot, new.languages), (self.row.slot, ["en", "ko"]))
        self.assertEqual(
            (new.wide_en.name, new.phone_ko.name), (self.row.wide_en.name, self.row.phone_ko.name)
        )
        self.assertNotEqual(new.wide_ko.name, self.row.wide_ko.name)

    def test_a_language_is_left_out_by_removing_its_parts(self):
        gone = {"wide_ko-clear": "on", "phone_ko-clear": "on", "alt_ko": ""}
        self.client.post(self.link, self.form().values | gone)
        self.row.refresh_from_db()
        new = Advertisement.objects.exclude(pk=self.row.pk).get()
        self.assertEqual((self.row.languages, new.languages), (["en", "ko"], ["en"]))
        self.assertEqual((self.row.placed_until, new.placed_from), (NOON + HOUR, NOON + HOUR))

    def test_it_begins_when_the_old_one_ends_anyway(self):
        self.change(placed_until="2026-03-03T21:00")
        form = self.form()
        self.client.post(self.link, form.values)
        new = Advertisement.objects.exclude(pk=self.row.pk).get()
        self.assertEqual(new.placed_from, NOON + DAY)

    def test_a_refused_one_ends_nothing_and_keeps_what_was_typed(self):
        response = self.client.post(
            self.link, self.form().values | {"link": "ftp://x", "alt_en": "New words"}
        )
        self.assertContains(response, "New words", status_code=422)
        self.row.refresh_from_db()
        self.assertIsNone(self.row.placed_until)

    def test_one_that_has_not_begun_is_changed_and_not_replaced(self):
        planned = make_advertisement(placed_from=NOON + DAY)
        self.assertNotContains(self.client.get(f"{LIST}{planned.pk}/change/"), "Replace…")
        for number in (planned.pk, "x", "9" * 30):
            self.assertEqual(self.client.get(f"{LIST}add/?replaces={number}").status_code, 200)


class PermissionTests(TestCase):
    def test_managing_editors_and_administrators_look_after_them(self):
        expected = {role: role in ("Managing editors", "Administrators") for role in [*ROLES, None]}
        found = {}
        for number, role in enumerate(expected):
            self.client.force_login(make_user(f"person{number}", role=role))
            found[role] = self.client.get(LIST).status_code == 200
        self.assertEqual(found, expected)
