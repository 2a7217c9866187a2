"""Hostile files are refused with a reason, and nothing is written."""

from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom.interchange.xliff.views import MAX_UPLOAD_BYTES
from tests.factories import make_article
from tests.interchange.xliff.sending import NOTHING, ExchangeCase

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HEADS = {
    "laughs": f'<!DOCTYPE xliff [<!ENTITY l0 "ha">{LAUGHS}]>',
    "file": '<!DOCTYPE xliff [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "remote": '<!DOCTYPE xliff SYSTEM "http://example.org/x.dtd">',
}


class HostileFileTests(ExchangeCase):
    def refused(self, data, told):
        page = self.upload(data)
        self.assertContains(page, told, status_code=422)
        self.assertNotContains(page, "_write", status_code=422)
        self.assertEqual(self.written(), NOTHING)
        return page

    def good(self):
        return self.translated({3: "항구가 열린다."})

    def test_document_types(self):
        for name, head in HEADS.items():
            with self.subTest(name):
                data = self.good().replace("<xliff", f"{head}<xliff", 1).replace("항구가", "&l9;")
                page = self.refused(data, "document type (DOCTYPE)")
                self.assertNotContains(page, "root:", status_code=422)

    def test_fifty_megabytes(self):
        data = b"<xliff>" + b" " * 50_000_000
        self.refused(data, "The file has 50 MB")
        self.refused(b"<" * (MAX_UPLOAD_BYTES + 1), "The file has 3 MB")

    def test_malformed_with_its_line(self):
        self.refused(self.good().replace("</target>", "", 1), "Line ")

    def test_nul_and_control_characters(self):
        for bad in ("\0", "\x01", "&#0;", "&#1;"):
            with self.subTest(repr(bad)):
                self.refused(self.good().replace("항구가", bad), "The file was not read")

    def test_no_file_an_empty_one_and_other_kinds(self):
        self.assertContains(self.client.post(self.address, {}), "Choose a file.", status_code=422)
        for data in (b"", b"PK\x03\x04docx", b"%PDF-1.7", b"{}", b"\xff\xd8\xff", "그냥 글".encode()):
            with self.subTest(data[:4]):
                self.refused(data, "errornote")

    def test_what_is_kept_in_the_page_is_read_with_the_same_care(self):
        for kept in ("", "%%%", "PCFET0NUWVBFIHg+PGEvPg==", "a\0b", "가"):
            with self.subTest(kept):
                found = self.client.post(self.address, {"kept": kept, "agreed": "", "_write": "1"})
                self.assertEqual(found.status_code, 422)
        self.assertEqual(self.written(), NOTHING)

    def test_the_file_of_another_story(self):
        other = make_article(body_en="<p>Grain arrives.</p>")
        address = f"/admin/translations/{other.pk}/ko/exchange/"
        page = self.upload(self.good(), address)
        told = f"belongs to story {self.article.pk}, not to story {other.pk}"
        self.assertContains(page, told, status_code=422)
        self.assertEqual(self.written(), NOTHING)

    def test_numbers_of_stories_that_are_none(self):
        for number in ("0", "²", "9" * 40, "x", "-1"):
            with self.subTest(number):
                data = self.good().replace(f"story-{self.article.pk}.", f"story-{number}.")
                self.refused(data, "errornote")
                self.assertEqual(self.upload(data, "/admin/translations/exchange/").status_code, 422)

    def test_other_languages(self):
        data = self.good()
        self.refused(data.replace('target-language="ko"', 'target-language="ja"'), "en → ko")
        self.refused(data.replace('source-language="en"', 'source-language="ko"'), "en → ko")

    def test_scripts_in_attributes_and_texts_stay_words(self):
        code = '<g id="9" onclick="alert(1)" href="javascript:alert(1)">눌러</g>'
        text = f"{code} &lt;script&gt;alert(2)&lt;/script&gt; &lt;img src=x onerror=alert(3)&gt;"
        page = self.upload(self.translated({3: text}))
        self.assertContains(page, "is not in the source and was left out")
        self.assertNotContains(page, "<script>alert")
        self.assertEqual(self.agree(page).status_code, 302)
        self.assertNotIn("javascript:", self.korean)
        self.assertNotIn("<script", self.korean)
        self.assertNotIn("<img", self.korean)

    def test_texts_that_no_column_holds(self):
        page = self.upload(self.translated({0: "가" * 201, 3: "나" * 20_001, 4: "다"}))
        self.assertContains(page, "a paragraph up to 10,000.", count=2)
        self.agree(page)
        self.assertEqual(self.written()[0], "")
        self.assertIn("다", self.korean)

    def test_a_name_of_a_file_does_nothing(self):
        file = SimpleUploadedFile('../../"><script>x</script>.xlf', self.good().encode())
        page = self.client.post(self.address, {"file": file})
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "<script>x")
