"""Archives in tables and Markdown folders: their columns and front matter."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from articles.body import embed_names
from articles.models import Article, Edition, Image
from newsroom.interchange.archive.files import MarkdownFolder, TableArchive
from newsroom.interchange.archive.markup import convert_html
from newsroom.interchange.archive.posts import ArchiveName, ArchiveRefused, SkippedPost
from tests.articles.media.hostile import plain
from tests.factories import make_section

TABLE = """id,lang,Story,Title,Summary,Text,Date,Category,Tags,Author,URL,Colour
5,en-US,ferry,Ferry sails,It sails.,"The ferry sailed.

It was late.",2019-05-03T18:30,Sea,"Ferries; Cranes",Bora Testman,/2019/ferry/,red
6,ko,ferry,떠난 배,배가 떠났다.,<p>배가 떠났다.</p>,2019-05-04T09:00+09:00,바다,,,,
7,ja,,港,港。,港。,,,,,,
8,ko,,언제,언제인지.,언제인지.,someday,,,,,
,en,,No id,,Text,,,,,,
"""
FERRY = """---
title: "Ferry: it sails"
date: 2019-05-03T09:30:00Z
tags: [Ferries, Cranes]
authors:
  - Bora Testman
aliases:
  - /old/ferry/
cover: ferry.jpg
weight: 3
---
The **ferry** sailed. ![A ferry](ferry.jpg)
"""
TOML = '+++\ntitle = "떠난 배"\ndate = 2019-05-04T09:00:00+09:00\ndraft = true\n+++\n배가 떠났다.\n'


@pytest.fixture
def table(tmp_path):
    def opened(text, **options):
        (tmp_path / "archive.csv").write_text(text, encoding="utf-8-sig")
        return TableArchive(tmp_path / "archive.csv", origin="old-harbor.example", **options)

    return opened


@pytest.fixture
def folder(tmp_path):
    def opened(files, **options):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return MarkdownFolder(tmp_path, origin="old-harbor.example", **options)

    return opened


def test_a_table_has_a_row_for_each_language(table, settings):
    archive = table(TABLE)
    *skipped, [english, korean], [undated] = archive.read_stories()
    assert skipped == [SkippedPost("7", "is in the language “ja”"), SkippedPost("", "has no id")]
    assert (english.source_id, english.language, english.headline) == ("5", "en", "Ferry sails")
    assert english.html == "<p>The ferry sailed.</p>\n<p>It was late.</p>"
    assert english.published_at == datetime(2019, 5, 3, 9, 30, tzinfo=UTC)  # 18:30 in Seoul
    assert korean.published_at == datetime(2019, 5, 4, tzinfo=UTC)
    assert english.topics == [ArchiveName("Ferries"), ArchiveName("Cranes")]
    assert english.url == "https://old-harbor.example/2019/ferry/"
    assert undated.problems == ["its date is not understood: someday", "has no date: imported as a draft"]
    assert archive.notes == ["The column “Colour” is not understood."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,title\n5,Ferry\n", "lacks the columns: text"),
        ("", "is empty"),
    ],
)
def test_a_file_that_is_no_table_is_refused(table, text, message):
    with pytest.raises(ArchiveRefused, match=message):
        table(text)


def test_another_kind_of_file_is_refused(tmp_path):
    (tmp_path / "archive.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(ArchiveRefused, match="not a text file"):
        TableArchive(tmp_path / "archive.csv", origin="old-harbor.example")


def test_a_folder_has_a_file_for_each_language(folder):
    archive = folder(
        {"en/ferry.md": FERRY, "ko/ferry.md": TOML, "crane.ko.md": "---\ntitle: 크레인\n---\n높다."}
    )
    [crane], [english, korean] = archive.read_stories()
    assert (crane.source_id, crane.language, crane.headline) == ("crane.ko.md", "ko", "크레인")
    assert (english.headline, english.published_at) == (
        "Ferry: it sails",
        datetime(2019, 5, 3, 9, 30, tzinfo=UTC),
    )
    assert english.authors == [ArchiveName("Bora Testman")]
    assert english.other_urls == ["/old/ferry/"]
    assert english.lead_picture.address == "ferry.jpg"
    assert english.problems == ["front matter is not understood: weight"]
    assert (korean.headline, korean.published_at, korean.problems) == ("떠난 배", None, [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: [\n---\nText", "is not understood: its front matter cannot be read"),
        ("---\ntitle: x\nText", "is not understood: its front matter has no end"),
        ("---\n- a\n- b\n---\nText", "has no language"),
        ("+++\nx\n+++\nText", "is not understood: its front matter cannot be read"),
        ("Text" * 300_000, "is not understood: The file has"),
        ("---\na: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n", "has no language"),
    ],
)
def test_a_file_that_is_not_understood_is_left_out(folder, text, reason):
    [skipped] = folder({"a.md": text}).read_stories()
    assert skipped.reason.startswith(reason)


@pytest.mark.parametrize(
    "value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-14:00", "0001-01-01", "&a [*a]", "someday"]
)
def test_a_date_that_is_none_leaves_a_draft(folder, value):
    [[post]] = folder({"en/a.md": f"---\ntitle: x\ndate: {value}\n---\nText"}).read_stories()
    assert (post.published_at, post.problems[0][:26]) == (None, "its date is not understood")


@pytest.mark.parametrize("value", ["&a [*a]", f"0x{'f' * 4000}"])
def test_what_has_no_text_is_left_out(folder, value):
    text = f"---\ntitle: {value}\ntags: {value.replace('a', 'b')}\n---\nText"
    [[post]] = folder({"en/a.md": text}).read_stories()
    assert (post.headline, post.topics) == ("", [])


def test_an_empty_folder_is_refused(folder):
    with pytest.raises(ArchiveRefused, match="has no files"):
        folder({})


@pytest.mark.django_db
def test_a_folder_becomes_stories_with_the_pictures_in_it(folder, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_section("sea")
    folder({"en/ferry.md": FERRY, "ko/ferry.md": TOML})
    (tmp_path / "en/ferry.jpg").write_bytes(plain())
    call_command("import_archive", str(tmp_path), section="sea", stdout=StringIO())
    article, image = Article.objects.get(), Image.objects.get()
    assert (article.lead_image, article.title_ko) == (image, "떠난 배")
    assert article.body_en == (
        "<p>The <strong>ferry</strong> sailed.</p>"
        f'<figure data-image="{image.pk}"><figcaption></figcaption></figure>'
    )
    assert [edition.language for edition in Edition.objects.all()] == ["en"]


def test_frames_in_a_folder_become_embeds_and_links(folder):
    frames = [
        '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
        'See <iframe src="https://maps.example/7"></iframe> here.',
    ]
    [[post]] = folder({"a.en.md": "---\ntitle: A\n---\n" + "\n\n".join(frames)}).read_stories()
    text = convert_html(post.html, base_url=post.url, find_picture=lambda *_: None, find_story=lambda _: None)
    assert embed_names(text.body) == ["youtube:dQw4w9WgXcQ"]
    assert '<a href="https://maps.example/7">' in text.body
    assert text.problems == ["<iframe> became a link: https://maps.example/7"]


@pytest.mark.django_db
def test_a_table_becomes_stories(table, tmp_path):
    make_section("sea", name_en="Sea", name_ko="바다")
    table(TABLE)
    told = StringIO()
    call_command("import_archive", str(tmp_path / "archive.csv"), section="sea", stdout=told)
    assert Article.objects.count() == 2
    assert Edition.objects.count() == 2
    assert "The column “Colour” is not understood." in told.getvalue()
