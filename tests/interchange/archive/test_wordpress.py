"""Exports of WordPress: posts with their languages, pairs, dates, names and pictures."""

import re
from datetime import UTC, datetime

import pytest

from newsroom.interchange.archive.posts import (
    ArchiveName,
    ArchivePicture,
    ArchiveRefused,
    LeftOut,
    SkippedPost,
)
from newsroom.interchange.archive.wordpress import WordPressExport
from tests.interchange.archive.wxr import attachment, item, polylang, wpml, write_export

THEN = datetime(2019, 5, 3, 9, 30, tzinfo=UTC)


@pytest.fixture
def export(tmp_path):
    def opened(*items, **options):
        return WordPressExport(write_export(tmp_path / "export.xml", *items), **options)

    return opened


def stories(archive):
    return [found for found in archive.read_stories() if not isinstance(found, SkippedPost)]


def skipped(archive):
    return [found for found in archive.read_stories() if isinstance(found, SkippedPost)]


@pytest.mark.parametrize(
    "language",
    [
        lambda code: {"fields": wpml(code, "7", "en" if code == "ko" else "")},
        lambda code: {"terms": polylang(code, "pll_5f")},
    ],
    ids=["WPML", "Polylang"],
)
def test_posts_of_one_story_come_together_though_others_stand_between(export, language):
    archive = export(
        item(5, "Ferry returns", **language("en")),
        item(6, "Alone", fields=wpml("en", "8")),
        item(9, "돌아온 배", name="%eb%b0%b0", **language("ko")),
    )
    found = [[(post.source_id, post.language) for post in posts] for posts in stories(archive)]
    assert found == [[("6", "en")], [("5", "en"), ("9", "ko")]]
    assert archive.count_objects() == 3
    assert archive.origin == "old-harbor.example"


def test_a_post_has_its_date_names_addresses_and_picture(export):
    archive = export(
        item(
            5,
            "Ferry &amp; <em>harbor</em>",
            "<p>It sails.</p>",
            excerpt="It &lt;sails&gt; again.",
            terms=[("category", "sea", "Sea"), ("post_tag", "ferries", "Ferries")],
            fields=[*wpml("ko", "7", "en"), ("_thumbnail_id", "8")],
            name="%eb%b0%b0",
        ),
        attachment(8, "2019/05/ferry.jpg", alt="A ferry", caption="At <b>dawn</b>"),
    )
    [[post]] = stories(archive)
    assert (post.headline, post.summary, post.html) == (
        "Ferry & harbor",
        "It <sails> again.",
        "<p>It sails.</p>",
    )
    assert (post.published_at, post.slug, post.is_translation) == (THEN, "배", True)
    assert post.url == "https://old-harbor.example/2019/05/%eb%b0%b0/"
    assert post.other_urls == ["/?p=5"]
    assert (post.sections, post.topics) == ([ArchiveName("Sea", "sea")], [ArchiveName("Ferries", "ferries")])
    assert post.authors == [ArchiveName("시험 민서", "minseo")]
    assert post.lead_picture == ArchivePicture(
        "https://old-harbor.example/wp-content/uploads/2019/05/ferry.jpg", "A ferry", "At dawn"
    )


def test_a_gallery_without_ids_has_the_pictures_of_its_post_in_their_order(export):
    archive = export(
        item(5, "Ferry", "[gallery]", fields=wpml("en", "7")),
        attachment(10, "ferry.jpg", parent=5, place=2),
        attachment(9, "crane.jpg", parent=5, place=2),
        attachment(11, "gull.JPG", parent=5, place=1),
        attachment(14, "buoy.png", parent=5, place="9" * 5000),
        attachment(12, "tides.pdf", parent=5),
        attachment(13, "other.jpg", parent=6),
    )
    [[post]] = stories(archive)
    assert re.findall(r"uploads/([^\"]+)", post.html) == ["buoy.png", "gull.JPG", "crane.jpg", "ferry.jpg"]
    assert post.problems == []


def test_a_category_that_polylang_pairs_has_a_name_in_both_languages(export):
    head = "".join(
        f"<wp:{kind}><wp:term_id>{number}</wp:term_id><wp:{slug}>{name.lower()}</wp:{slug}>"
        f"<wp:{title}><![CDATA[{name}]]></wp:{title}></wp:{kind}>"
        for kind, number, slug, title, name in (
            ("category", 5, "category_nicename", "cat_name", "Sea"),
            ("category", 6, "category_nicename", "cat_name", "바다"),
            ("tag", 7, "tag_slug", "tag_name", "Cranes"),
        )
    )
    pair = 'a:2:{s:2:"en";i:5;s:2:"ko";i:6;}'
    head += (
        "<wp:term><wp:term_id>9</wp:term_id><wp:term_taxonomy>term_translations</wp:term_taxonomy>"
        f"<wp:term_description><![CDATA[{pair}]]></wp:term_description></wp:term>"
    )
    terms = [("category", "바다", "바다"), ("post_tag", "cranes", "Cranes")]
    [[post]] = stories(export(head, item(5, "Ferry", terms=terms), language="ko"))
    assert post.sections == [ArchiveName("바다", "바다", "Sea")]
    assert post.topics == [ArchiveName("Cranes", "cranes")]


@pytest.mark.parametrize("status", ["draft", "pending", "private", "future"])
def test_what_was_not_public_has_no_date(export, status):
    [[post]] = stories(export(item(5, "Not yet", status=status), language="en"))
    assert post.published_at is None


def test_a_password_keeps_a_post_a_draft(export):
    secret = item(5, "Secret").replace("<wp:post_password>", "<wp:post_password>opensesame")
    [[post]] = stories(export(secret, language="en"))
    assert post.published_at is None
    assert post.problems == ["was protected by a password: imported as a draft"]


def test_what_is_no_story_is_told_with_its_reason(export):
    archive = export(
        item(1, "About us", kind="page"),
        item(2, "Thrown away", status="trash", fields=wpml("en", "1")),
        item(3, "港", fields=wpml("ja", "2")),
        item(4, "No language"),
        item(5, "Menu", kind="nav_menu_item"),
    )
    assert [one.reason for one in skipped(archive)] == [
        "is of the type “page” and not a post",
        "is in the trash",
        "is in the language “ja”",
        "has no language: choose --language",
        "",
    ]
    assert archive.count_objects() == 5


@pytest.mark.parametrize(
    ("site", "chosen", "language"), [("ko-KR", "", "ko"), ("en", "", "en"), ("en", "ko", "ko")]
)
def test_posts_without_a_language_have_the_one_of_the_site_unless_it_is_chosen(
    export, site, chosen, language
):
    said = f"<language>{site}</language>"
    [[post], [other]] = stories(
        export(said, item(5, "Ferry"), item(6, "Port", fields=wpml("en", "7")), language=chosen)
    )
    assert (post.language, other.language) == (language, "en")


def test_a_site_in_a_third_language_is_named(export):
    [left_out] = skipped(export("<language>ja</language>", item(5, "Ferry")))
    assert left_out.reason == "is in the language “ja”"


def test_control_characters_do_no_harm(export, tmp_path):
    [[post]] = stories(export(item(5, "Ferry\x0b sails\x00"), language="en"))
    assert post.headline == "Ferry sails"


def test_a_bare_ampersand_in_the_address_of_a_comment_does_no_harm(export):
    comment = (
        "<wp:comment><wp:comment_author_url>https://a.example/?b=1&c=2</wp:comment_author_url></wp:comment>"
    )
    [[post]] = stories(export(item(5, "Ferry", more=comment), language="en"))
    assert post.problems == ["has comments, which are left out: 1"]


def test_half_a_file_is_refused(tmp_path):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry"), item(6, "Crane"))
    path.write_text(path.read_text()[:-200])
    with pytest.raises(ArchiveRefused, match="is damaged: line"):
        WordPressExport(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<rss><channel><item></channel></rss>", "is damaged"),
        ("<rss><channel><title>x</title></channel></rss>", "is not a WordPress export"),
        ("", "is damaged"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path, content, message):
    path = tmp_path / "export.xml"
    path.write_text(content)
    with pytest.raises(ArchiveRefused, match=message):
        WordPressExport(path)


def test_entities_from_outside_are_not_read(tmp_path):
    (tmp_path / "secret").write_text("opensesame")
    path = write_export(tmp_path / "export.xml", item(5, "TITLE"))
    entity = f'<!DOCTYPE rss [<!ENTITY secret SYSTEM "file://{tmp_path}/secret">]>\n<rss'
    text = path.read_text().replace("<![CDATA[TITLE]]>", "A &secret; B").replace("<rss", entity, 1)
    path.write_text(text)
    [[post]] = stories(WordPressExport(path, language="en"))
    assert "opensesame" not in post.headline


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://", "https://"),
        ("http://wordpress.org/export/1.2/", "https://www.wordpress.org/export/1.1/"),
        ('xmlns:wp="http://wordpress.org/export/1.2/"', ""),
        ('xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"', ""),
        ("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
        ("<wp:wxr_version>1.2</wp:wxr_version>", ""),
        ("<wp:post_type><![CDATA[post]]></wp:post_type>", ""),
        ("<?xml", "\n<br />\n<b>Warning</b>: ini_set()\n<?xml"),
        ("<title><![CDATA[Ferry", "<title>&nbsp;<![CDATA[Ferry"),
        ("<title><![CDATA[Ferry", "<title><!-- a --><![CDATA[Ferry"),
        ("<![CDATA[Ferry]]>", "&#11;Ferry"),
    ],
)
def test_small_differences_do_no_harm(tmp_path, before, after):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry", "<p>It sails.</p>", excerpt="It does."))
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    archive = WordPressExport(path, language="en")
    [[post]] = stories(archive)
    assert (archive.origin, post.source_id, post.headline) == ("old-harbor.example", "5", "Ferry")
    assert (post.html, post.summary, post.published_at) == ("<p>It sails.</p>", "It does.", THEN)
    assert [author.slug for author in post.authors] == ["minseo"]


@pytest.mark.parametrize(
    ("written", "declared"),
    [("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp949", "EUC-KR"), ("cp949", "ks_c_5601-1987")],
)
def test_encodings_that_a_file_declares_are_read(tmp_path, written, declared):
    path = write_export(tmp_path / "export.xml", item(5, "떠난 배, 똠방각하"))
    text = path.read_text(encoding="utf-8").replace('encoding="UTF-8"', f'encoding="{declared}"')
    path.write_bytes(text.encode(written))
    [[post]] = stories(WordPressExport(path, language="ko"))
    assert (post.headline, post.authors[0].name) == ("떠난 배, 똠방각하", "시험 민서")


def test_bytes_that_are_no_letters_are_counted(tmp_path):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry X sails Y"))
    path.write_bytes(path.read_bytes().replace(b"X", b"\xff").replace(b" Y", b" \xc3"))
    archive = WordPressExport(path, language="en")
    [[post]] = stories(archive)
    assert post.headline == "Ferry � sails �"
    assert archive.notes == ["2 characters of the file cannot be read and became “�”."]


def test_an_encoding_that_nobody_knows_is_refused(tmp_path):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry"))
    path.write_text(path.read_text().replace('"UTF-8"', '"harbor-8"'))
    with pytest.raises(ArchiveRefused, match="unknown encoding"):
        WordPressExport(path)


def test_a_piece_of_control_characters_is_not_the_end(tmp_path):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry"), "\x00" * 200_000, item(6, "Crane"))
    assert len(stories(WordPressExport(path, language="en"))) == 2


def test_the_date_of_a_feed_counts_where_wordpress_has_none(export):
    gone = "<wp:post_date_gmt><![CDATA[2019-05-03 09:30:00]]></wp:post_date_gmt>"
    dates = [
        "<pubDate>Fri, 03 May 2019 09:30:00 +0000</pubDate>",
        "<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><wp:post_date>2019-05-03 18:30:00</wp:post_date>",
        "<wp:post_date>0000-00-00 00:00:00</wp:post_date>",
    ]
    found = stories(
        export(*(item(5 + n, "Ferry").replace(gone, one) for n, one in enumerate(dates)), language="en")
    )
    assert [post.published_at for [post] in found] == [THEN, THEN, None]  # 18:30 in Seoul


def test_a_post_without_a_number_has_its_address(export):
    [[post]] = stories(export(item(5, "Ferry").replace("<wp:post_id>5</wp:post_id>", ""), language="en"))
    assert (post.source_id, post.other_urls) == ("https://old-harbor.example/2019/05/post-5/", [])


def test_statuses_of_plugins_become_drafts(export):
    [[post]] = stories(export(item(5, "Ferry", status="pitch"), language="en"))
    assert post.published_at is None
    assert post.problems == ["has an unknown status and was imported as a draft: pitch"]


def test_a_feed_is_no_export(tmp_path):
    feed = "<rss><channel><link>https://a.example</link><item><title>Ferry</title><guid>1</guid></item></channel></rss>"
    path = tmp_path / "export.xml"
    path.write_text(feed)
    with pytest.raises(ArchiveRefused, match="is not a WordPress export"):
        WordPressExport(path)


def test_an_export_of_no_site_asks_for_a_name(tmp_path):
    path = write_export(tmp_path / "export.xml", item(5, "Ferry"))
    path.write_text(
        path.read_text().replace("<wp:base_site_url>https://old-harbor.example</wp:base_site_url>", "")
    )
    with pytest.raises(ArchiveRefused, match="add --origin"):
        WordPressExport(path)
    assert WordPressExport(path, origin="harbor").origin == "harbor"


def test_shared_blocks_are_where_posts_show_them(export):
    shared = [
        item(8, "Note", "<p>Call us.</p>", kind="wp_block"),
        item(9, "Self", 'a<!-- wp:block {"ref":9} /-->b', kind="wp_block"),
    ]
    text = '<!-- wp:block {"ref":8} /-->, <!-- wp:block {"ref":9} /-->, <!-- wp:block {"ref":7} /-->.'
    [[post]] = stories(export(item(5, "Ferry", text), *shared, language="en"))
    assert post.html == "<p>Call us.</p>, ab, ."
    assert post.problems == ["the block “block” was left out"]


def test_what_is_left_out_is_counted_by_kind(export):
    comment = "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
    archive = export(
        item(1, "About us", kind="page", more=comment),
        item(2, "Menu", kind="nav_menu_item"),
        item(3, "Menu", kind="nav_menu_item"),
        item(4, "Old", kind="revision", status="inherit"),
        item(5, "Tides", kind="tide_table"),
        attachment(6, "tides.pdf"),
        attachment(7, "ferry.jpg"),
        item(
            8,
            "Ferry",
            fields=[
                ("_thumbnail_id", "7"),
                ("rating", "5"),
                (f"_oembed_{'ab' * 16}", "x"),
                (f"_oembed_{'0f' * 16}", "y"),
            ],
            terms=[
                ("category", "sea", "Sea"),
                ("post_format", "aside", "Aside"),
                ("series", "a", "A"),
                ("series", "b", "B"),
            ],
            more=f"{2 * comment}<wp:is_sticky>1</wp:is_sticky>",
        ),
        language="en",
    )
    list(archive.read_stories())
    list(archive.read_stories())  # a second pass does not count again
    assert +archive.left_out == {
        (LeftOut.TYPES, "pages"): 1,
        (LeftOut.TYPES, "entries of menus"): 2,
        (LeftOut.TYPES, "earlier versions"): 1,
        (LeftOut.TYPES, "tide_table"): 1,
        (LeftOut.COMMENTS, ""): 3,
        (LeftOut.FIELDS, "rating"): 1,
        (LeftOut.FIELDS, "_oembed_…"): 2,
        (LeftOut.TERMS, "post_format"): 1,
        (LeftOut.TERMS, "series"): 2,
        (LeftOut.PINS, ""): 1,
        (LeftOut.FILES, ".pdf"): 1,
    }
