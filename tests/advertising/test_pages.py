"""Advertisements on pages: labelled, only in their interval, and the same for all readers in an hour."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Edition
from articles.publishing import withdraw
from newsroom.advertising.models import AdSlot
from tests.advertising.makers import make_advertisement
from tests.cases import ClockTestCase
from tests.claims.cases import make_statement
from tests.factories import HOUR, NOON, make_publication, make_published, make_topic, make_user, rewrite
from tests.public.newsdesk import make_image, page_of, publish_again, tell, texts

SOLD = "//aside[contains(@class, 'sold')]"
LABELS = {"en": "Advertisement", "ko": "광고"}
DAY = timedelta(days=1)


class AdvertisedCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        make_publication()
        cls.story = tell(languages=("en", "ko"), topics=[make_topic()])
        cls.address = Edition.objects.get(article=cls.story, language="en").get_absolute_url()

    def sold(self, path, **query):
        response = self.client.get(path, query)
        self.assertLess(response.status_code, 500, path)
        return page_of(response).xpath(SOLD)


class SlotTests(AdvertisedCase):
    PLACES = {AdSlot.FRONT: "", AdSlot.LIST: "topics/harbours/"}

    def test_each_slot_shows_its_own_with_a_label_in_both_languages(self):
        for slot in AdSlot:
            make_advertisement(slot=slot, link=f"https://{slot}.example/")
        for language, label in LABELS.items():
            story = Edition.objects.get(article=self.story, language=language).get_absolute_url()
            places = {slot: f"/{language}/{path}" for slot, path in self.PLACES.items()}
            for slot, path in (places | {AdSlot.STORY: story}).items():
                [one] = self.sold(path)
                self.assertEqual(texts(one, "./p"), [label])
                self.assertEqual(one.get("aria-label"), label)
                [link] = one.xpath("./a")
                self.assertEqual(link.get("href"), f"https://{slot}.example/")
                self.assertEqual(link.get("rel"), "sponsored nofollow noopener")

    def test_its_room_is_kept_before_the_picture_has_come(self):
        make_advertisement()
        [one] = self.sold("/en/")
        [wide], [phone] = one.xpath(".//img"), one.xpath(".//source")
        self.assertEqual(wide.get("alt"), "Paint that lasts")
        self.assertEqual((wide.get("width"), wide.get("height")), ("970", "250"))
        self.assertEqual((phone.get("width"), phone.get("height")), ("320", "100"))
        for src in (wide.get("src"), phone.get("srcset")):
            self.assertEqual(self.client.get(src).status_code, 200)

    def test_the_style_sheet_is_loaded_only_where_one_is_shown(self):
        def sheets():
            return page_of(self.client.get("/en/")).xpath("//link[contains(@href, 'css/advertising')]")

        self.assertEqual(sheets(), [])
        make_advertisement()
        self.assertEqual(len(sheets()), 1)

    def test_it_runs_in_its_languages_alone(self):
        make_advertisement(languages=("ko",))
        self.assertEqual((len(self.sold("/en/")), len(self.sold("/ko/"))), (0, 1))

    def test_no_other_page_has_any(self):
        for slot in AdSlot:
            make_advertisement(slot=slot)
        withdrawn = make_published(number=" 2")
        withdraw(withdrawn, "en", by=None, note="It was wrong.")
        self.clock.shift(HOUR)
        for path in (
            "/en/corrections/", "/en/search/", "/en/search/?q=harbor", "/en/newsletter/", "/en/2026/03/02/",
            f"/en/articles/{withdrawn.pk}/harbor-opens-2/", f"{self.address}history/", "/en/nowhere/",
            f"{self.address}side-by-side/",
        ):  # fmt: skip
            self.assertEqual(self.sold(path), [], path)

    def test_one_query_reads_them_however_many_there_are(self):
        def queries():
            with CaptureQueriesContext(connection) as found:
                self.client.get("/en/")
            return len(found)

        before = queries()
        for _number in range(3):
            make_advertisement()
        self.assertEqual(queries(), before)


class StoryTests(AdvertisedCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        make_advertisement(slot=AdSlot.STORY)

    def test_none_below_a_story_that_is_kept_free_of_it(self):
        self.assertEqual(len(self.sold(self.address)), 1)
        rewrite(self.story, is_ad_free=True)
        self.clock.shift(HOUR)
        publish_again(self.story, kind="minor")
        self.clock.shift(HOUR)
        self.assertEqual(self.sold(self.address), [])

    def test_none_below_a_sponsored_story(self):
        paid = tell(number=" 2", is_sponsored=True, sponsor_en="Haedong Paints")
        self.assertEqual(self.sold(Edition.objects.get(article=paid).get_absolute_url()), [])

    def test_none_below_an_agreed_statement(self):
        make_statement(by=make_user("chief"), article=self.story)
        self.clock.shift(HOUR)
        self.assertEqual(self.sold(self.address), [])


class IntervalTests(AdvertisedCase):
    def test_neither_the_advertisement_nor_its_file_is_seen_outside_its_interval(self):
        row = make_advertisement(placed_from=NOON + HOUR, placed_until=NOON + 2 * HOUR)
        seen = []
        for _hour in range(3):
            seen.append((len(self.sold("/en/")), self.client.get(row.wide_en.url).status_code))
            self.clock.shift(HOUR)
        self.assertEqual(seen, [(0, 404), (1, 200), (0, 404)])

    def test_the_time_machine_shows_staff_what_ran_then(self):
        row = make_advertisement(placed_from=NOON + DAY, placed_until=NOON + 2 * DAY)
        self.assertEqual(self.sold("/en/", at=(NOON + DAY).isoformat()), [])
        self.client.force_login(make_user())
        self.assertEqual(len(self.sold("/en/", at=(NOON + DAY).isoformat())), 1)
        self.assertEqual(self.sold("/en/", at=(NOON + 3 * DAY).isoformat()), [])
        self.assertEqual(self.client.get(row.wide_en.url).status_code, 200)

    def test_reporters_do_not_see_files_of_advertisements_to_come_by_a_wrong_name(self):
        self.client.force_login(make_user("reporter", role="Reporters"))
        self.assertEqual(self.client.get("/media/advertising/2026/03/none.png").status_code, 404)

    def test_who_only_sells_advertising_sees_its_files_and_no_pictures_of_stories_to_come(self):
        seller = make_user("seller", role=None)
        seller.user_permissions.add(Permission.objects.get(codename="view_advertisement"))
        self.client.force_login(seller)
        row = make_advertisement(placed_from=NOON + HOUR)
        files = (row.wide_en, make_image().file)
        self.assertEqual([self.client.get(file.url).status_code for file in files], [200, 404])


class TurnTests(AdvertisedCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for number in range(3):
            make_advertisement(link=f"https://{number}.example/")

    def shown(self, path="/en/"):
        [one] = self.sold(path)
        return one.xpath("./a/@href")[0]

    def test_all_readers_of_an_hour_see_the_same(self):
        first = self.shown()
        self.clock.shift(HOUR - timedelta(seconds=1))
        self.assertEqual(self.shown(), first)

    def test_each_has_its_hour(self):
        seen = []
        for _hour in range(3):
            seen.append(self.shown())
            self.clock.shift(HOUR)
        self.assertEqual(len(set(seen)), 3)
        self.assertEqual(self.shown(), seen[0])
