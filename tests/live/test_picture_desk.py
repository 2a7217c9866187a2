"""Pictures at the desk of a live story, without scripts: chosen, uploaded, described, corrected."""

import io
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow

from articles.media.storage import StorageUnavailable
from articles.models import Image
from newsroom.live.models import LiveDraft, LiveEntry
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import correct_entry, end_coverage
from tests.factories import make_user
from tests.live.cases import WORDS, post
from tests.live.test_desk import DeskTestCase
from tests.public.newsdesk import make_image


def photograph(name="IMG_1.png", colour="teal"):
    file = io.BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


class PictureDeskTestCase(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.image = make_image(caption_en="The crane.")

    def post(self, language="en", **words):
        return post(self.story, language, by=self.by, picture=ChosenPicture(self.image.pk, **words))

    def value(self, response, name):
        """Return the value of a field as the page shows it again."""
        [form] = self.page(response=response).xpath("//form[contains(@class, 'live-form')]")
        return dict(form.form_values()).get(name, "").strip()


class PostingTests(PictureDeskTestCase):
    def test_a_picture_is_chosen_in_a_list_of_the_last_ones(self):
        old = make_image(alt_en="Old")
        for number in range(40):
            make_image(alt_en=f"Number {number}")
        names = self.page().xpath("//select[@name='image']/option/text()")
        self.assertEqual((names[:2], len(names)), (["No image", "Number 39"], 41))
        self.assertRedirects(self.send(text="A.", image=old.pk, caption="Own"), self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.image, entry.alt, entry.caption), (old, "Old", "Own"))
        shown = self.page().xpath("//article[@id='e1']//figure")
        self.assertIn("Old", shown[0].text_content())

    def test_a_picture_in_no_language_is_shown_again(self):
        for fields in ({"image": self.image.pk}, {"upload": photograph()}):
            with self.subTest(fields):
                response = self.send(text="A.", language="zz", alt="A crane.", **fields)
                self.assertEqual(response.status_code, 422)
                self.assertEqual(self.value(response, "alt"), "A crane.")
        self.assertFalse(LiveEntry.objects.exists())

    def test_an_upload_goes_to_the_library_with_its_words(self):
        fields = {"text": WORDS["ko"], "language": "ko", "alt": "기중기", "upload": photograph()}
        self.assertRedirects(self.send(**fields), self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.image.alt_ko, entry.image.created_by), ("기중기", self.by))
        self.assertEqual((entry.alt, entry.picture_width), ("기중기", 60))

    def test_a_picture_without_a_credit_is_published_and_says_so(self):
        self.send(text="A.", alt="B", upload=photograph())
        words = self.page().text_content()
        self.assertIn("The image has no credit in this language.", words)
        self.send(text="A.", image=self.image.pk)
        self.assertNotIn("no credit", self.page().text_content())

    def test_a_form_with_an_upload_that_is_sent_twice_posts_once(self):
        page = self.page()
        for _time in range(2):
            self.assertRedirects(self.send(page=page, text="A.", alt="B", upload=photograph()), self.desk)
        self.assertEqual((LiveEntry.objects.count(), Image.objects.count()), (1, 2))

    def test_what_was_uploaded_and_chosen_survives_each_refusal(self):
        response = self.send(text=" ", alt="A quay", caption="Own", upload=photograph())
        self.assertEqual(response.status_code, 422)
        stored = Image.objects.latest("pk")
        self.assertEqual(self.value(response, "image"), str(stored.pk))
        self.assertEqual((self.value(response, "alt"), self.value(response, "caption")), ("A quay", "Own"))
        page = self.page(response=response)
        end_coverage(self.story, by=self.by)
        response = self.send(page=page, text="B.")
        self.assertEqual((response.status_code, self.value(response, "image")), (409, str(stored.pk)))
        self.assertRedirects(self.send(page=self.page(response=response), _begin="1"), self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.image, entry.alt, entry.caption), (stored, "A quay", "Own"))

    def test_what_is_refused_names_its_field(self):
        dumb = make_image(alt_en="")
        svg = SimpleUploadedFile("a.svg", b"<svg></svg>")
        empty = SimpleUploadedFile("a.png", b"")
        for fields, field in (
            ({"image": "99999999999999999999"}, "Image"),
            ({"image": "x' OR 1"}, "Image"),
            ({"image": dumb.pk}, "Alt text"),
            ({"image": self.image.pk, "alt": "a" * 301}, "Alt text"),
            ({"image": self.image.pk, "caption": "a" * 1001}, "Caption"),
            ({"upload": svg, "alt": "A"}, "Upload an image"),
            ({"upload": empty, "alt": "A"}, "Upload an image"),
            ({"upload": photograph()}, "Alt text"),
        ):
            with self.subTest(fields):
                response = self.send(text="Kept words.", **fields)
                self.assertEqual((response.status_code, self.typed(response)), (422, "Kept words."))
                self.assertIn(field, self.alert(response))
        models.QuerySet(Image).update(rights_until="2020-01-01T00:00Z")
        response = self.send(text="Kept words.", image=self.image.pk)
        self.assertEqual((response.status_code, self.typed(response)), (422, "Kept words."))
        self.assertIn("Image", self.alert(response))
        self.assertFalse(LiveEntry.objects.exists())

    def test_a_storage_that_is_away_loses_no_word(self):
        with mock.patch("articles.media.pictures.Image.save", side_effect=StorageUnavailable("away")):
            response = self.send(text="Kept words.", alt="A", upload=photograph())
        self.assertEqual((response.status_code, self.typed(response)), (422, "Kept words."))
        self.assertIn("Upload an image", self.alert(response))

    def test_the_desk_costs_the_same_with_many(self):
        self.post()
        self.client.get(self.desk)
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.desk)
        for number in range(8):
            self.image = make_image(alt_en=f"Number {number}")
            self.post()
        with self.assertNumQueries(len(few)):
            self.client.get(self.desk)


class EntryTests(PictureDeskTestCase):
    def test_a_translator_describes_the_picture_beside_its_source(self):
        self.post(alt="English words", caption="English caption")
        address = f"{self.desk}1/ko/"
        self.client.force_login(make_user("ko", role="Korean desk"))
        page = self.page(address)
        [source] = page.xpath("//section[@class='live-source']")
        self.assertIn("English caption", source.text_content())
        self.assertEqual(page.xpath("//input[@name='alt']/@placeholder"), ["기중기"])
        self.assertEqual(page.xpath("//select[@name='image'] | //input[@name='upload']"), [])
        self.assertRedirects(self.send(address, page, text=WORDS["ko"], caption="한국어 설명"), self.desk)
        row = LiveEntry.objects.get(language="ko")
        self.assertEqual((row.image, row.alt, row.caption), (self.image, "기중기", "한국어 설명"))
        self.assertRedirects(self.send(address, text="나.", alt="새 설명"), self.desk)
        self.assertEqual(LiveEntry.objects.open().get(language="ko").alt, "새 설명")

    def test_an_entry_without_a_picture_asks_a_translator_for_no_words(self):
        post(self.story, by=self.by)
        self.assertEqual(self.page(f"{self.desk}1/ko/").xpath("//input[@name='alt']"), [])

    def test_a_translation_without_alt_text_names_the_field(self):
        models.QuerySet(Image).update(alt_ko="")
        self.post()
        response = self.send(f"{self.desk}1/ko/", text="나.")
        self.assertEqual((response.status_code, self.typed(response)), (422, "나."))
        self.assertIn("Alt text", self.alert(response))

    def test_a_correction_replaces_picture_and_words(self):
        self.post(alt="Own words")
        other, address = make_image(alt_en="A quay"), f"{self.desk}1/en/"
        page = self.page(address)
        self.assertEqual(page.xpath("//input[@name='alt']/@value"), ["Own words"])
        self.assertRedirects(self.send(address, page, caption="Better"), self.desk)
        self.assertEqual(LiveEntry.objects.open().get().caption, "Better")
        # The form still has the description of the former picture.
        self.assertRedirects(self.send(address, image=other.pk), self.desk)
        row = LiveEntry.objects.open().get()
        self.assertEqual((row.image, row.alt, row.caption), (other, "A quay", ""))
        self.assertRedirects(self.send(address, image=""), self.desk)
        self.assertIsNone(LiveEntry.objects.open().get().image)

    def test_a_form_that_knows_of_no_pictures_leaves_it(self):
        self.post(alt="Own words")
        [form] = self.page(f"{self.desk}1/en/").xpath("//form[contains(@class, 'live-form')]")
        sent = {name: value for name, value in form.form_values() if name in ("_token", "_correct", "seen")}
        answer = self.client.post(f"{self.desk}1/en/", sent | {"text": "At ten.", "note": ""})
        self.assertRedirects(answer, self.desk)
        self.assertEqual(LiveEntry.objects.open().get().alt, "Own words")

    def test_a_conflict_shows_the_picture_of_the_other(self):
        self.post()
        address = f"{self.desk}1/en/"
        page = self.page(address)
        picture = ChosenPicture(make_image(alt_en="A quay").pk)
        correct_entry(self.story, 1, "en", "At ten.", by=self.by, seen=1, picture=picture)
        response = self.send(address, page, caption="Mine")
        self.assertEqual((response.status_code, self.value(response, "caption")), (409, "Mine"))
        self.assertIn("A quay", self.alert(response))

    def test_the_log_names_the_picture(self):
        self.post()
        address = f"/admin/articles/article/{self.story.pk}/history/"
        self.assertIn(f"Image {self.image.pk}", self.page(address).text_content())


class DraftTests(PictureDeskTestCase):
    def keep(self, path="", shown=None, **typed):
        address = self.page(self.desk + path).xpath("//*[@class='presence']/@data-address")[0]
        typed = {name: [text] for name, text in typed.items()}
        shown = {f"initial-{name}": [text] for name, text in (shown or {}).items()}
        sent = {"tab": "1-2", "typed": typed, "shown": shown}
        self.assertEqual(self.client.post(address, sent, content_type="application/json").status_code, 200)
        return LiveDraft.objects.latest("pk")

    def test_a_draft_keeps_the_chosen_picture_and_its_words(self):
        draft = self.keep(text="Half", image=str(self.image.pk), alt="Own", caption="Cap")
        self.assertContains(self.client.get(self.desk), f"?draft={draft.pk}")
        self.assertRedirects(self.send(page=self.page(f"{self.desk}?draft={draft.pk}")), self.desk)
        entry = LiveEntry.objects.get()
        self.assertEqual((entry.image, entry.alt, entry.caption), (self.image, "Own", "Cap"))

    def test_a_draft_over_a_picture_that_has_changed_shows_both(self):
        self.post()
        draft = self.keep("1/en/", {"image": str(self.image.pk)}, image="")
        picture = ChosenPicture(make_image(alt_en="A quay").pk)
        correct_entry(self.story, 1, "en", WORDS["en"], by=self.by, seen=1, picture=picture)
        address = f"{self.desk}1/en/"
        response = self.send(address, self.page(f"{address}?draft={draft.pk}"))
        self.assertEqual(response.status_code, 409)
        self.assertIn("A quay", self.alert(response))

    def test_words_for_a_picture_that_is_gone_are_not_lost(self):
        self.post()
        draft = self.keep("1/ko/", text="나.", caption="설명")
        correct_entry(self.story, 1, "en", "At ten.", by=self.by, seen=1, picture=None)
        page = self.page(f"{self.desk}1/ko/?draft={draft.pk}")
        self.assertEqual(page.xpath("string(//textarea)").split(), ["나.", "설명"])

    def test_a_value_that_is_no_picture_is_no_error(self):
        draft = self.keep(text="A.", image="99999999999999999999")
        self.assertEqual(self.client.get(f"{self.desk}?draft={draft.pk}").status_code, 200)
