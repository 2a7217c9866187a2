"""Uploads to the library of pictures: several at once, known files, and metadata of files."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html
from PIL import Image as Pillow

from articles.models import Image
from tests.articles.admin.forms import PostedForm
from tests.cases import ClockTestCase
from tests.factories import make_user

ADD = "/admin/articles/image/add/"


def jpeg(colour="navy", creator="", name="a.jpg"):
    exif = Pillow.Exif()
    if creator:
        exif[0x013B] = creator
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue())


class UploadCase(ClockTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = make_user()

    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)

    def messages(self, response):
        return [" ".join(one.text_content().split()) for one in html.fromstring(response.content).xpath(
            "//ul[@class='messagelist']/li")]  # fmt: skip


class FileFactsTests(UploadCase):
    def add(self, uploaded, **texts):
        form = PostedForm(self.client.get(ADD), "image_form")
        return self.client.post(ADD, form.data(**texts) | {"file": uploaded}, follow=True)

    def test_what_was_read_is_shown_to_be_checked(self):
        response = self.add(jpeg(creator="Kim <b>"), credit_ko="바다통신")
        image = Image.objects.get()
        self.assertEqual(
            (image.creator, image.credit_en, image.credit_ko), ("Kim <b>", "Kim <b>", "바다통신")
        )
        read = [text for text in self.messages(response) if "Read from the file" in text]
        self.assertEqual(len(read), 1)
        self.assertIn("Photographer: Kim <b>", read[0])

    def test_a_file_without_facts_is_added_without_a_word_about_them(self):
        response = self.add(jpeg(), alt_en="A quay")
        self.assertFalse(any("Read from" in text for text in self.messages(response)))

    def test_another_file_does_not_change_the_words(self):
        self.add(jpeg(creator="Kim"), alt_en="A quay")
        image = Image.objects.get()
        address = f"/admin/articles/image/{image.pk}/change/"
        form = PostedForm(self.client.get(address), "image_form")
        self.client.post(address, form.data() | {"file": jpeg("teal", creator="Lee")})
        known, image = image.upload_digest, Image.objects.get()
        self.assertEqual(image.creator, "Kim")
        self.assertNotEqual(image.upload_digest, known)

    def test_the_gallery_says_what_was_read(self):
        data = {"file": jpeg(creator="Kim"), "alt_en": "A quay"}
        answer = self.client.post("/admin/articles/article/pick/image/upload/", data)
        self.assertEqual(answer.status_code, 201)
        self.assertIn("Photographer: Kim", answer.json()["read"])


class SeveralTests(UploadCase):
    ADDRESS = "/admin/articles/image/upload/"

    def upload(self, *files, status=200, **texts):
        response = self.client.post(self.ADDRESS, {"files": files, **texts})
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.content.decode())

    def report(self, *files, **texts):
        return self.rows(self.upload(*files, **texts))

    def rows(self, page):
        rows = page.xpath("//section[@class='upload-report']//li")
        return [" ".join(row.text_content().split()) for row in rows]

    def test_one_refusal_does_not_stop_the_others(self):
        broken = SimpleUploadedFile("<b>.jpg", b"not a picture")
        page = self.upload(jpeg(name="one.jpg"), broken, jpeg("teal", name="two.jpg"), credit_en="Sea Agency")
        summary = page.xpath("string(//*[@class='upload-progress'])")
        self.assertEqual(summary, "3 of 3 files. Added: 2. Already in the library: 0. Not added: 1.")
        found = self.rows(page)
        self.assertEqual(found[0], "one.jpg Added to the library.")
        self.assertTrue(found[1].startswith("<b>.jpg This is not an image"), found)
        self.assertEqual(found[2], "two.jpg Added to the library.")
        pictures = Image.objects.all()
        self.assertEqual(
            [(one.credit_en, one.created_by) for one in pictures], [("Sea Agency", self.user)] * 2
        )

    def test_a_file_that_is_there_already_is_recognised(self):
        self.report(jpeg())
        image = Image.objects.get()
        page = self.upload(jpeg(name="copy.jpg"))
        self.assertEqual(
            page.xpath("//li[@class='is-known']/a/@href"), [f"/admin/articles/image/{image.pk}/change/"]
        )
        self.assertEqual(Image.objects.count(), 1)

    def test_the_script_is_answered_with_the_report(self):
        data = {"files": jpeg(creator="Kim")}
        answer = self.client.post(self.ADDRESS, data, headers={"Accept": "application/json"})
        [found] = answer.json()["files"]
        self.assertEqual((found["state"], found["name"]), ("stored", "a.jpg"))
        self.assertIn("Photographer: Kim", found["facts"])
        answer = self.client.post(self.ADDRESS, {}, headers={"Accept": "application/json"})
        self.assertEqual((answer.status_code, answer.json()["errors"]), (422, ["Choose an image."]))

    def test_too_many_files_and_too_long_a_credit_store_nothing(self):
        self.upload(*[jpeg(name=f"{number}.jpg") for number in range(21)], status=422)
        page = self.upload(jpeg(), credit_en="x" * 201, usage_terms="Once.", status=422)
        self.assertEqual(page.xpath("string(//textarea[@name='usage_terms'])").strip(), "Once.")
        self.assertEqual(Image.objects.count(), 0)

    def test_only_who_may_add_pictures_uploads_any(self):
        self.client.force_login(make_user("reader", role=None))
        self.upload(jpeg(), status=403)
        self.assertFalse(Image.objects.exists())
