"""A newsroom is exported into a folder and imported unchanged. Damaged folders are refused."""

import json
from contextlib import nullcontext

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from articles.media.pictures import store_picture
from articles.models import Article, Edition, Event, Image, Section
from articles.publishing import correct
from articles.publishing.verification import broken_seals, events_without_edition, unlogged_editions
from newsroom.interchange import transfer_folder
from newsroom.interchange.transfer_files import TransferRefused
from newsroom.interchange.transfer_folder import (
    NewsroomFolder,
    export_newsroom,
    exported_models,
    import_newsroom,
)
from newsroom.version import VERSION
from tests.articles.media.hostile import plain
from tests.factories import approve, make_published, make_topic, make_user, rewrite


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "renditions").mkdir(parents=True)
    (settings.MEDIA_ROOT / "renditions/small.jpg").write_bytes(b"made from another")
    return settings.MEDIA_ROOT


@pytest.fixture
def exported(db, media, tmp_path, monkeypatch):
    """Return the folder of an export of a newsroom that has since lost all its rows and media."""
    # The test is already in a transaction.
    monkeypatch.setattr(transfer_folder, "reading_one_instant", nullcontext)
    chief = make_user("chief")
    article = make_published(languages=("en", "ko"), by=chief, topics=[make_topic()])
    rewrite(article, title_en="Harbor opens late")
    approve(article, "en")
    correct(article, "en", by=chief, note="It opened late.", alone=True)
    image = store_picture(ContentFile(plain(), name="a.jpg"), by=chief)
    LogEntry.objects.log_actions(chief.pk, Article.objects.all(), CHANGE, change_message="x")
    list(export_newsroom(tmp_path / "export"))
    default_storage.delete(image.file.name)
    empty_tables()
    return tmp_path / "export"


def empty_tables():
    with connection.cursor() as cursor:
        for model in exported_models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def manifest(folder):
    return NewsroomFolder(folder).read_manifest()


class TestRoundTrip:
    def test_everything_comes_back_with_the_same_digests(self, exported):
        list(import_newsroom(exported))
        assert Edition.objects.count() == 3
        assert Article.objects.get().title_ko == "항구 문 열어"
        assert not [*broken_seals(), *unlogged_editions(), *events_without_edition()]
        assert default_storage.exists(Image.objects.get().file.name)
        before = manifest(exported)
        list(export_newsroom(exported))
        assert manifest(exported)["tables"] == before["tables"]
        assert manifest(exported)["media"] == before["media"]

    def test_people_have_their_passwords_groups_and_permissions(self, exported):
        list(import_newsroom(exported))
        chief = get_user_model().objects.get()
        assert chief.check_password("correct horse battery")
        assert chief.has_perm("articles.publish_en")
        assert LogEntry.objects.get().content_type.model_class() is Article

    def test_the_next_row_has_the_next_number(self, exported):
        list(import_newsroom(exported))
        last = Section.objects.order_by("pk").last()
        assert Section.objects.create(slug="new", name_en="New", name_ko="새것").pk > last.pk

    def test_texts_carry_their_language(self, exported):
        [line] = NewsroomFolder(exported).table("articles.Article").read_text(encoding="utf-8").splitlines()
        assert json.loads(line)["title"] == {"en": "Harbor opens late", "ko": "항구 문 열어"}

    def test_renditions_are_left_out(self, exported):
        [one] = NewsroomFolder(exported).read_media_list()
        assert one.name.startswith("pictures/")

    def test_the_folder_is_for_its_owner_alone(self, exported):
        assert exported.stat().st_mode & 0o077 == 0


class TestRefusals:
    def refused(self, folder, message):
        with pytest.raises(TransferRefused, match=message), transaction.atomic():
            list(import_newsroom(folder))
        assert not (Event.objects.exists() or Article.objects.exists())

    def change(self, folder, **values):
        path = NewsroomFolder(folder).manifest
        path.write_text(json.dumps(manifest(folder) | values), encoding="utf-8")

    def test_a_newsroom_that_is_not_empty(self, exported):
        make_user("somebody", role=None)
        self.refused(exported, "is not empty")

    def test_an_export_that_was_interrupted(self, exported):
        NewsroomFolder(exported).manifest.unlink()
        self.refused(exported, "is not complete")

    def test_another_format(self, exported):
        self.change(exported, format=99)
        self.refused(exported, "has the format 99")

    def test_another_version(self, exported):
        self.change(exported, migrations={"articles": "0001_models"})
        self.refused(exported, f"is from another version, {VERSION}: its migrations of .*articles")

    def test_other_tables(self, exported):
        self.change(exported, tables={})
        self.refused(exported, "tables of the export differ")

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("Harbor opens late", "Harbor opens early", "do not match the export"),
            ('"id"', '"number"', "cannot be read"),
            ('"source_language": "en"', '"source_language": "fr"', "cannot be read"),
            ('"created_at": "2', '"created_at": "x', "cannot be read"),
            ("{", "", "cannot be read"),
        ],
    )
    def test_a_changed_table(self, exported, old, new, message):
        path = NewsroomFolder(exported).table("articles.Article")
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        self.refused(exported, message)

    def test_a_missing_row(self, exported):
        NewsroomFolder(exported).table("articles.Edition").write_text("", encoding="utf-8")
        self.refused(exported, "has 0 rows, and the manifest says 3")

    def test_a_changed_picture(self, exported):
        [one] = NewsroomFolder(exported).read_media_list()
        NewsroomFolder(exported).media_file(one.name).write_bytes(b"another")
        self.refused(exported, "is damaged")

    def test_another_picture_of_the_same_name(self, exported, media):
        [one] = NewsroomFolder(exported).read_media_list()
        (media / one.name).write_bytes(b"another")
        self.refused(exported, "another file with the name")

    def test_a_name_that_leads_out_of_the_folder(self, exported):
        path = NewsroomFolder(exported).media_list
        [one] = NewsroomFolder(exported).read_media_list()
        path.write_text(json.dumps(one._replace(name="../../secret")._asdict()) + "\n", encoding="utf-8")
        self.refused(exported, "outside the folder")


def test_all_that_is_left_out_exists():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert labels >= transfer_folder.MADE_BY_MIGRATIONS | transfer_folder.TEMPORARY
    assert {model._meta.app_label for model in apps.get_models()} >= transfer_folder.REBUILT_APPS


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_export_does_not_see_what_others_write_meanwhile():
    with transfer_folder.reading_one_instant():
        assert not Section.objects.exists()
        other = connection.copy()
        other.cursor().execute(
            "INSERT INTO articles_section (name, name_en, name_ko, slug, description, description_en, "
            "description_ko, position, colour, wanted_in_translation) "
            "VALUES ('', 'Sea', '바다', 'sea', '', '', '', 0, 'slate', 'full')"
        )
        other.close()
        assert not Section.objects.exists()
    assert Section.objects.exists()
