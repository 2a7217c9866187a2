"""A full disk gives 507 in the person's language, shows the typed text, and leaves no file."""

import errno
import io
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import OperationalError
from django.test import TestCase
from django.urls import reverse
from PIL import Image as Pillow

from articles.events import log
from articles.models import Article, Event, Image
from newsroom.accounts.recovery import is_disk_full
from tests.articles.admin.forms import ADD, PostedForm
from tests.factories import make_user

HERE = {"accept": "text/html", "origin": "http://testserver"}
FULL = OSError(errno.ENOSPC, "No space left on device")
SQLITE_FULL = OperationalError("database or disk is full")
UPLOAD = "/admin/articles/image/add/"


def some_bytes_then_full(file, chunk_size=None):
    yield file.read(10)
    raise FULL


def files_in_store():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def picture():
    out = io.BytesIO()
    Pillow.effect_noise((60, 40), 80).save(out, "PNG")
    return SimpleUploadedFile("noise.png", out.getvalue(), "image/png")


def test_a_full_disk_is_known_by_its_cause():
    wrapped = ValueError()
    wrapped.__cause__ = OSError(errno.EDQUOT, "Disk quota exceeded")
    assert is_disk_full(FULL)
    assert is_disk_full(SQLITE_FULL)
    assert is_disk_full(wrapped)
    assert not is_disk_full(OSError(errno.ENOENT, "No such file"))
    assert not is_disk_full(OperationalError("database is locked"))


def test_a_file_that_finds_no_space_leaves_no_part_of_it():
    before = files_in_store()
    with (
        mock.patch.object(ContentFile, "chunks", some_bytes_then_full),
        pytest.raises(OSError, match="space"),
    ):
        default_storage.save("pictures/a.jpg", ContentFile(b"x" * 100))
    assert files_in_store() == before
    name = default_storage.save("pictures/a.jpg", ContentFile(b"x" * 100))
    assert default_storage.save("pictures/a.jpg", ContentFile(b"y")) != name
    assert files_in_store() != before


class DiskFullTests(TestCase):
    def setUp(self):
        self.client.force_login(make_user(language="en"))

    def assert_refused(self, response, *texts):
        self.assertEqual(response.status_code, 507)
        self.assertContains(response, "The server has no disk space left", status_code=507)
        for text in texts:
            self.assertContains(response, f"{text}</textarea>", status_code=507)

    def add_picture(self, **patched):
        data = PostedForm(self.client.get(UPLOAD), "image_form").data(alt_en="A crane", caption_ko="기중기")
        before = files_in_store()
        with mock.patch.object(**patched):
            response = self.client.post(UPLOAD, data | {"file": picture()}, headers=HERE)
        self.assertEqual((files_in_store(), Image.objects.count(), Event.objects.count()), (before, 0, 0))
        return response

    def test_an_upload_that_finds_no_space(self):
        response = self.add_picture(target=ContentFile, attribute="chunks", new=some_bytes_then_full)
        self.assert_refused(response, "A crane", "기중기")

    def test_an_upload_whose_row_finds_no_space(self):
        failing = {"target": Image, "attribute": "save_base", "side_effect": SQLITE_FULL}
        self.assert_refused(self.add_picture(**failing), "A crane")

    def test_an_upload_whose_log_finds_no_space(self):
        failing = {"target": log.UnitOfWork, "attribute": "write", "side_effect": SQLITE_FULL}
        self.assert_refused(self.add_picture(**failing), "A crane")

    def test_an_upload_that_cannot_even_be_read(self):
        with mock.patch.object(MemoryFileUploadHandler, "receive_data_chunk", side_effect=FULL):
            self.assert_refused(self.client.post(UPLOAD, {"file": picture()}, headers=HERE))

    def test_scripts_are_told_in_their_form(self):
        with mock.patch.object(ContentFile, "chunks", some_bytes_then_full):
            response = self.client.post(
                reverse("admin:articles_upload_image"), {"file": picture(), "alt_en": "A crane"}
            )
        self.assertEqual(response.status_code, 507)
        self.assertIn("no disk space left", response.json()["errors"][0])

    def test_a_story(self):
        data = PostedForm(self.client.get(ADD)).data(title_en="Harbor opens")
        with mock.patch.object(Article, "save_base", side_effect=SQLITE_FULL):
            self.assert_refused(self.client.post(ADD, data, headers=HERE), "Harbor opens")

    def test_an_imported_story(self):
        address = "/admin/articles/article/from-text/"
        data = {"text": "Harbor opens\n\nIt opens.", "language": "en", "_read": "1"}
        read = self.client.post(address, data).context["form"]["was_read"].value()
        with mock.patch.object(Article, "save_base", side_effect=SQLITE_FULL):
            response = self.client.post(address, data | {"_create": "1", "was_read": read}, headers=HERE)
        self.assert_refused(response, "Harbor opens\n\nIt opens.")

    def test_is_said_in_the_language_of_the_person(self):
        self.client.force_login(make_user("minji", language="ko"))
        data = PostedForm(self.client.get(ADD)).data(title_ko="항구 문 열어")
        with mock.patch.object(Article, "save_base", side_effect=SQLITE_FULL):
            response = self.client.post(ADD, data, headers=HERE)
        self.assertContains(response, "디스크 공간", status_code=507)
        self.assertContains(response, "항구 문 열어</textarea>", status_code=507)
