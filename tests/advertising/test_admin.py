"""The form of an advertisement: uploads, refusals that name their field, and who may open it."""

from django.test import TestCase
from lxml import html
from time_machine import travel

from articles.workflow.permissions import ROLES
from newsroom.advertising.models import AdSlot, Advertisement
from tests.advertising.makers import make_advertisement, picture_bytes, upload
from tests.factories import HOUR, NOON, make_user
from tests.public.newsdesk import texts

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


class ChangeTests(FormCase):
    def setUp(self):
        super().setUp()
        self.row = make_advertisement(placed_from=NOON)
        self.address = f"{LIST}{self.row.pk}/change/"

    def change(self, **fields):
        page = page_of(self.client.get(self.address))
        shown = {
            one.get("name"): one.get("value") or ""
            for one in page.xpath("//form[@id='advertisement_form']//input[@name]")
            if one.get("type") not in ("file", "checkbox", "submit")
        }
        return self.client.post(self.address, shown | fields)

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
        self.assertEqual(self.client.post(f"{LIST}{self.row.pk}/delete/", {"post": "yes"}).status_code, 403)
        planned = make_advertisement(placed_from=NOON + HOUR)
        self.client.post(f"{LIST}{planned.pk}/delete/", {"post": "yes"})
        self.assertEqual(Advertisement.objects.get(), self.row)

    def test_the_list_tells_what_runs(self):
        make_advertisement(name="Later", placed_from=NOON + HOUR)
        for state, name in (("live", "Paint in spring"), ("ahead", "Later")):
            rows = texts(
                page_of(self.client.get(LIST, {"state": state})), "//th[contains(@class, 'field-name')]"
            )
            self.assertEqual(rows, [name])


class PermissionTests(TestCase):
    def test_managing_editors_and_administrators_look_after_them(self):
        expected = {role: role in ("Managing editors", "Administrators") for role in [*ROLES, None]}
        found = {}
        for number, role in enumerate(expected):
            self.client.force_login(make_user(f"person{number}", role=role))
            found[role] = self.client.get(LIST).status_code == 200
        self.assertEqual(found, expected)
