"""Permission to see pictures, and their caching."""

import io
import threading
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow
from time_machine import travel

from articles.media.renditions import files
from articles.media.renditions.files import rendition_folder
from articles.media.renditions.sizes import Rendition
from articles.models import Image
from articles.publishing import withdraw
from newsroom.public.media import public_seconds
from newsroom.public.pictures import picture_url
from tests.factories import HOUR, NOON, make_author, make_standing_page, make_user, rewrite
from tests.public.newsdesk import make_image, page_of, publish_again, tell

LATER = NOON + 1000 * HOUR
OUTSIDE_THE_TABLE = [
    *("whole-641.webp", "whole-1920.avif", "whole-640.png", "whole-0640.webp", "wide-0-50-320.avif"),
    *("card-0-50-9999.jpg", "card-640.webp", "card-000-50-640.webp", "card-101-50-640.webp", "x" * 9999),
]
NAMES_OF_NOTHING = [
    *("", "pictures/", "pictures", "pictures/none.png", "%00.png", "a" * 5000 + ".png"),
    *("/whole-640.avif", "renditions/aa/none/whole-640.avif", "%ED%A0%80.png"),
]
FOREVER = "public, max-age=31536000, s-maxage=600, immutable"


def make_photograph(width=1500, height=1000, **fields):
    """Make a picture with a red left half."""
    picture = Pillow.radial_gradient("L").resize((width, height)).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, width // 2, height))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return Image.objects.create(
        file=ContentFile(file.getvalue(), "light.jpg"), alt_en="Light", alt_ko="빛", **fields
    )


def opened(response):
    return Pillow.open(io.BytesIO(b"".join(response.streaming_content)))


class MediaCase(TestCase):
    def fetch(self, image, rendition="", at=LATER, **headers):
        name = image if isinstance(image, str) else image.file.name
        address = f"/media/{name}/{rendition}" if rendition else f"/media/{name}"
        with travel(at, tick=False):
            return self.client.get(address, headers=headers)

    def status(self, image, rendition="", at=LATER):
        return self.fetch(image, rendition, at).status_code


class ShownTests(MediaCase):
    """Pictures are served while a page of readers shows them."""

    def tell(self, **fields):
        with travel(NOON, tick=False):
            return tell(**fields)

    def test_addresses_are_those_that_django_would_write(self):
        for name in ("pictures/2026/a.jpg", "pictures/항구 (1).png", "a b%20c#d?e&f;g,h'i", "~:@/+=!$*", "x"):
            self.assertEqual(picture_url(name), reverse("public:media", args=[name]))

    def test_picture_of_a_live_story_is_served_and_of_a_draft_is_not(self):
        lead, inside, draft = make_image(), make_image(), make_image()
        self.tell(lead_image=lead, body_en=f'<p>Look.</p><figure data-image="{inside.pk}"></figure>')
        self.assertEqual([self.status(image) for image in (lead, inside, draft)], [200, 200, 404])
        self.assertEqual(self.status(draft, "whole-3.webp"), 404)
        self.assertEqual(self.fetch(draft)["Cache-Control"], "private, no-store")

    def test_picture_is_there_from_the_instant_of_the_story(self):
        image = make_image()
        with travel(NOON, tick=False):
            tell(lead_image=image, at=NOON + HOUR)
        moment = timedelta(microseconds=1)
        self.assertEqual(self.status(image, at=NOON + HOUR - moment), 404)
        self.assertEqual(self.status(image, at=NOON + HOUR), 200)

    def test_picture_that_a_correction_took_away_stays_in_the_history_while_its_rights_stand(self):
        wrong, right = make_image(rights_until=NOON + 9 * HOUR), make_image()
        story = self.tell(lead_image=wrong)
        rewrite(story, lead_image=right)
        with travel(NOON + HOUR, tick=False):
            publish_again(story, kind="correction", note="Wrong picture.", alone=True)
        self.assertEqual([self.status(one, at=NOON + 8 * HOUR) for one in (wrong, right)], [200, 200])
        self.assertEqual([self.status(one, at=NOON + 9 * HOUR) for one in (wrong, right)], [404, 200])

    def test_picture_of_a_withdrawn_story_is_gone(self):
        image = make_image()
        story = self.tell(lead_image=image)
        with travel(NOON + HOUR, tick=False):
            withdraw(story, "en", by=None, note="It was wrong.")
        self.assertEqual([self.status(image), self.status(image, at=NOON)], [404, 200])
        rewrite(story, lead_image=None)
        with travel(NOON + 2 * HOUR, tick=False):
            publish_again(story)
        self.assertEqual(self.status(image), 404)

    def test_picture_is_gone_when_its_rights_end(self):
        image = make_image(rights_until=NOON + 2 * HOUR)
        story = self.tell(lead_image=image)
        before, after = NOON + HOUR, NOON + 2 * HOUR
        self.assertEqual([self.status(image, at=at) for at in (before, after)], [200, 404])
        for at, count in ((before, 1), (after, 0)):
            with travel(at, tick=False):
                page = page_of(self.client.get(f"/en/articles/{story.pk}/harbor-opens/"))
                self.assertEqual(len(page.xpath("//figure")), count)
                front = page_of(self.client.get("/en/"))
                self.assertEqual(len(front.xpath("//img")), count)
                self.assertEqual(len(front.xpath("//*[contains(@class, 'card--pictured')]")), count)

    def test_portraits_and_pictures_of_standing_pages_are_served(self):
        portrait, shown, ended = make_image(), make_image(), make_image()
        make_author(photo=portrait)
        body = "".join(f'<figure data-image="{image.pk}"></figure>' for image in (shown, ended))
        make_standing_page(slug="about", title_en="About", title_ko="소개", body_en=f"<p>A</p>{body}")
        ended.rights_until = NOON
        ended.save()
        self.assertEqual([self.status(image) for image in (portrait, shown, ended)], [200, 200, 404])
        with travel(LATER, tick=False):
            page = page_of(self.client.get("/en/pages/about/"))
        self.assertEqual(len(page.xpath("//figure[contains(@class, 'picture')]")), 1)

    def test_file_that_was_printed_is_served_after_another_took_its_place(self):
        image = make_image()
        self.tell(lead_image=image)
        printed = image.file.name
        image.file = ContentFile(Path(image.file.path).read_bytes(), "other.png")
        image.save()
        self.assertEqual([self.status(printed), self.status(image)], [200, 404])

    def test_newsroom_sees_its_pictures_and_nobody_keeps_them_for_others(self):
        draft = make_image()
        self.client.force_login(make_user("reporter", role="Reporters"))
        response = self.fetch(draft)
        self.assertEqual((response.status_code, response["Cache-Control"]), (200, "private, max-age=600"))
        self.assertIn("Cookie", response["Vary"])
        self.client.force_login(get_user_model().objects.create_user("reader"))
        self.assertEqual(self.status(draft), 404)

    def test_what_everybody_may_fetch_other_sites_show_and_nothing_else(self):
        lead, draft = make_image(), make_image()
        self.tell(lead_image=lead)
        self.client.force_login(make_user("reporter", role="Reporters"))
        policies = [self.fetch(image)["Cross-Origin-Resource-Policy"] for image in (lead, draft)]
        self.assertEqual(policies, ["cross-origin", "same-origin"])

    def test_asking_costs_few_queries(self):
        image = make_image()
        for number in range(3):
            self.tell(lead_image=image, title_en=f"Harbor opens {number}")
        for name, most in ((image.file.name, 1), ("pictures/none.png", 3), (make_image().file.name, 5)):
            with CaptureQueriesContext(connection) as queries:
                public_seconds(name, LATER)
            self.assertEqual(len(queries), most, name)


class AnswerTests(MediaCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False):
            cls.image = make_photograph(focal_x=0, focal_y=50)
            tell(lead_image=cls.image)

    def test_original_is_kept_for_an_hour_and_is_nothing_but_a_picture(self):
        response = self.fetch(self.image)
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "image/jpeg"))
        self.assertEqual(response["Cache-Control"], "public, max-age=3600, s-maxage=600")
        self.assertNotIn("Vary", response)
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertEqual(
            response["Content-Security-Policy"], "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        )
        self.assertEqual(b"".join(response.streaming_content), Path(self.image.file.path).read_bytes())

    def test_rendition_is_made_when_first_asked_for_and_kept_for_good(self):
        for kind in ("avif", "webp", "jpeg"):
            with self.subTest(kind):
                response = self.fetch(self.image, f"whole-640.{kind.replace('jpeg', 'jpg')}")
                self.assertEqual(
                    (response["Content-Type"], response["Cache-Control"]), (f"image/{kind}", FOREVER)
                )
                picture = opened(response)
                self.assertEqual((picture.format, picture.size), (kind.upper(), (640, 427)))

    def test_crop_lies_around_the_focal_point(self):
        picture = opened(self.fetch(self.image, "square-0-50-320.jpg"))
        self.assertEqual(picture.size, (320, 320))
        red, green, _blue = picture.getpixel((160, 160))
        self.assertGreater(red, green + 100)

    def test_page_that_was_kept_with_an_old_focal_point_gets_the_crop_of_today(self):
        response = self.fetch(self.image, "card-90-90-320.webp")
        self.assertEqual((response.status_code, response["Cache-Control"]), (200, "private, no-store"))
        self.assertFalse(default_storage.exists(self.path("card-90-90-320.webp")))
        self.assertTrue(default_storage.exists(self.path("card-0-50-320.webp")))

    def path(self, name):
        return f"{rendition_folder(self.image.file.name)}/{name}"

    def test_nothing_is_made_that_is_not_in_the_table(self):
        for name in OUTSIDE_THE_TABLE:
            with self.subTest(name[:30]):
                self.assertEqual(self.status(self.image, name), 404)

    def test_who_has_it_is_told_so(self):
        for rendition in ("", "whole-320.webp"):
            first = self.fetch(self.image, rendition)
            again = self.fetch(self.image, rendition, **{"if-none-match": first["ETag"]})
            self.assertEqual((again.status_code, again["ETag"]), (304, first["ETag"]))
            self.assertEqual(again["Cache-Control"], first["Cache-Control"])

    def test_who_wants_another_is_told_so_and_nobody_keeps_that(self):
        for rendition in ("", "whole-320.webp"):
            response = self.fetch(self.image, rendition, **{"if-match": '"other"'})
            self.assertEqual((response.status_code, response["Cache-Control"]), (412, "private, no-store"))

    def test_nobody_is_told_to_have_what_is_not_made(self):
        everything = {"if-none-match": "*"}
        self.assertEqual(self.fetch(self.image, "whole-641.webp", **everything).status_code, 404)
        self.assertEqual(self.fetch(self.image, "whole-640.webp", **everything).status_code, 304)

    def test_nobody_keeps_it_beyond_its_rights(self):
        image = make_photograph(400, 300, rights_until=LATER + timedelta(seconds=90))
        make_author(photo=image)
        self.assertEqual(
            self.fetch(image, "whole-320.webp")["Cache-Control"], "public, max-age=90, s-maxage=90, immutable"
        )
        self.assertEqual(self.fetch(image)["Cache-Control"], "public, max-age=90, s-maxage=90")

    def test_readers_who_save_data_get_less_and_share_it_with_nobody(self):
        less = self.fetch(self.image, "whole-1280.webp", **{"save-data": "on"})
        self.assertEqual(opened(less).width, 640)
        self.assertEqual(less["Cache-Control"], "private, max-age=600")
        self.assertIn("Save-Data", less["Vary"])
        least = self.fetch(self.image, "whole-320.webp", **{"save-data": "on"})
        self.assertEqual((opened(least).width, least["Cache-Control"]), (320, FOREVER))
        self.assertNotIn("Vary", self.fetch(self.image, "whole-1280.webp"))

    def test_readers_who_save_data_keep_nothing_beyond_its_rights(self):
        image = make_photograph(700, 500, rights_until=LATER + timedelta(seconds=10))
        make_author(photo=image)
        less = self.fetch(image, "whole-640.webp", **{"save-data": "on"})
        self.assertEqual((opened(less).width, less["Cache-Control"]), (320, "private, max-age=10"))

    def test_original_that_stands_in_is_not_kept_by_those_who_save_data(self):
        self.make_busy()
        response = self.fetch(self.image, "whole-960.jpg", **{"save-data": "on"})
        self.assertEqual(
            (response["Content-Type"], response["Cache-Control"]), ("image/jpeg", "private, no-store")
        )

    def make_busy(self):
        for _turn in range(3):
            files._queue.acquire()
            self.addCleanup(files._queue.release)

    def test_invented_names_do_not_wait_for_their_turn(self):
        self.make_busy()
        for name in ("whole-641.webp", "square-0-50-481.avif"):
            self.assertEqual(self.status(self.image, name), 404)

    def test_original_stands_in_while_others_are_made(self):
        self.make_busy()
        response = self.fetch(self.image, "whole-960.avif")
        self.assertEqual(
            (response["Content-Type"], response["Cache-Control"]), ("image/jpeg", "private, no-store")
        )
        self.assertNotIn("ETag", response)

    def test_original_stands_in_while_nothing_can_be_kept(self):
        full = OSError(28, "No space left on device")
        with (
            mock.patch.object(files, "keep_file", side_effect=full),
            self.assertLogs("articles", "WARNING"),
        ):
            response = self.fetch(self.image, "whole-1500.avif")
        self.assertEqual(
            (response.status_code, response["Content-Type"], response["Cache-Control"]),
            (200, "image/jpeg", "private, no-store"),
        )

    def test_two_who_ask_for_the_same_make_it_once(self):
        name, made = self.image.file.name, []
        wanted = Rendition("whole", (50, 50), 480, "webp")
        real = files.draw_rendition
        with mock.patch.object(files, "draw_rendition", side_effect=lambda *of: made.append(of) or real(*of)):
            threads = [
                threading.Thread(target=files.fetch_rendition, args=(name, wanted)) for _each in range(3)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(len(made), 1)

    def test_pictures_of_another_storage_are_served_likewise(self):
        storage = InMemoryStorage()
        storage.save(self.image.file.name, ContentFile(Path(self.image.file.path).read_bytes()))
        with mock.patch.object(default_storage, "_wrapped", storage):
            response = self.fetch(self.image, "card-0-50-480.avif")
            self.assertEqual(opened(response).size, (480, 320))
            self.assertTrue(storage.exists(self.path("card-0-50-480.avif")))

    def test_file_that_is_gone_is_404(self):
        path = Path(self.image.file.path)
        kept = path.read_bytes()
        path.unlink()
        self.addCleanup(path.write_bytes, kept)
        self.assertEqual([self.status(self.image), self.status(self.image, "whole-1280.avif")], [404, 404])


class StrangerTests(MediaCase):
    """Files that are not in the library are not served."""

    @classmethod
    def setUpTestData(cls):
        cls.root = Path(settings.MEDIA_ROOT)
        cls.root.mkdir(parents=True, exist_ok=True)

    def setUp(self):
        self.client.force_login(make_user("managing"))

    def put(self, name, content=b"secret"):
        path = self.root / name
        path.write_bytes(content)
        self.addCleanup(path.unlink)
        return path

    def test_names_of_nothing_are_404(self):
        for name in NAMES_OF_NOTHING:
            with self.subTest(name[:20]):
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)

    def test_files_that_the_library_does_not_know_are_404(self):
        for name in ("page.html", "drawing.svg", "note.txt", "noextension", "picture.png", ".png"):
            with self.subTest(name):
                self.put(name)
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)

    def test_nothing_outside_the_folder_is_served(self):
        outside = self.root.parent / "outside.png"
        outside.write_bytes(b"secret")
        self.addCleanup(outside.unlink)
        for name in ("../outside.png", "%2e%2e/outside.png", "pictures/../../outside.png", str(outside)):
            with self.subTest(name):
                self.assertEqual(self.client.get(f"/media/{name}").status_code, 404)
                self.assertEqual(self.client.get(f"/media/{name}/whole-320.webp").status_code, 404)
