"""An export of WordPress becomes stories: once, with original dates, and with a report of losses."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Author, Edition, EditionKind, Image, Section, Stage, Topic, Wanted
from articles.publishing.verification import broken_seals, events_without_edition, unlogged_editions
from newsroom.interchange.archive.importer import ArchiveImport
from newsroom.interchange.models import ImportedPicture, ImportedPost
from newsroom.redirects.models import Redirect
from tests.articles.media.hostile import plain
from tests.factories import make_author, make_publication, make_section, make_topic, make_user
from tests.interchange.archive.wxr import attachment, item, wpml, write_export

pytestmark = pytest.mark.django_db
SEA = ("category", "sea", "Sea")
THEN = datetime(2019, 5, 3, 9, 30, tzinfo=UTC)
ENGLISH = "<p>The ferry sailed from the old harbor on Friday. It will sail each day.</p>"
KOREAN = "<p>여객선이 금요일에 옛 항구를 떠났다. 매일 운항한다.</p>"


@pytest.fixture(autouse=True)
def sea(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_section("sea", name_en="Sea", name_ko="바다")


def pair(number, **options):
    english, korean = 2 * number, 2 * number + 1
    return [
        item(
            english,
            f"Ferry sails for pier {number}",
            ENGLISH,
            excerpt="It sails.",
            terms=[SEA],
            fields=wpml("en", str(number)),
            **options,
        ),
        item(
            korean,
            f"{number}번 부두로 떠난 여객선",
            KOREAN,
            excerpt="여객선이 떠났다.",
            terms=[("category", "bada", "바다")],
            fields=wpml("ko", str(number), "en"),
            date="2019-05-04 00:00:00",
            name=f"배-{number}",
            **options,
        ),
    ]


@pytest.fixture
def run(tmp_path):
    def run_command(*items, **options):
        out = StringIO()
        write_export(tmp_path / "export.xml", *items)
        call_command("import_archive", str(tmp_path / "export.xml"), stdout=out, **options)
        return out.getvalue()

    return run_command


class TestStories:
    def test_a_pair_is_one_story_live_since_it_came_out(self, run, sea):
        told = run(*pair(1))
        [article] = Article.objects.all()
        assert (article.source_language, article.section, article.title_en) == (
            "en",
            sea,
            "Ferry sails for pier 1",
        )
        assert article.slug_ko == "배-1"
        english, korean = Edition.objects.order_by("language")
        assert (english.live_from, english.kind, english.body) == (THEN, EditionKind.IMPORTED, ENGLISH)
        assert (korean.source_number, korean.section) == (1, sea)
        assert {row.stage for row in article.progress.all()} == {Stage.APPROVED}
        assert "1 stories were imported\n2 texts are published" in told
        assert not [*broken_seals(), *unlogged_editions(), *events_without_edition()]

    def test_readers_find_it_at_its_old_date(self, run):
        make_publication()
        run(*pair(1))
        page = Client().get(Edition.objects.get(language="ko").get_absolute_url())
        assert page.status_code == 200
        assert "2019" in page.content.decode()

    @pytest.mark.parametrize("address", ["/2019/05/post-2/", "/2019/05/post-2", "/?p=2"])
    def test_old_addresses_lead_to_it(self, run, address):
        make_publication()
        told = run(*pair(1))
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (
            301,
            Edition.objects.get(language="en").get_absolute_url(),
        )
        assert "4 old addresses lead to the stories" in told

    def test_an_address_that_is_none_keeps_no_story_out(self, run):
        broken = item(1, "Ferry", f'{ENGLISH}<a href="http://[2]">2</a>', terms=[SEA])
        broken = broken.replace("<link>https://old-harbor.example/", "<link>http://[site]/")
        told = run(broken, *pair(2), language="en")
        assert Article.objects.count() == 2
        assert Redirect.objects.filter(old_address="/?p=1").exists()
        assert "its old address does not lead to it" in told

    def test_an_address_of_a_draft_leads_nowhere(self, run):
        run(item(5, "Ferry", ENGLISH, terms=[SEA], status="draft"), language="en")
        assert not Redirect.objects.exists()

    def test_nobody_asks_for_a_translation_of_a_story_in_one_language(self, run):
        run(item(5, "Ferry", ENGLISH, terms=[SEA]), language="en")
        assert Article.objects.get().progress.get(language="ko").wanted == Wanted.NOTHING

    def test_a_draft_is_a_draft_beside_its_published_source(self, run):
        english, _korean = pair(1)
        run(english, item(3, "떠난 배", KOREAN, status="draft", fields=wpml("ko", "1", "en")))
        [article] = Article.objects.all()
        assert [edition.language for edition in Edition.objects.all()] == ["en"]
        assert article.title_ko == "떠난 배"
        assert article.progress.get(language="ko").stage == Stage.WRITING

    def test_names_are_found_before_they_are_created(self, run):
        known = make_topic("ferries", name_en="Ferries")
        author = make_author("minseo")
        tags = [("post_tag", "x", "ferries"), ("post_tag", "cranes", "Cranes"), ("category", "old", "Old")]
        told = run(item(5, "Ferry", ENGLISH, terms=[SEA, *tags]), language="en")
        assert {topic.name_en for topic in Topic.objects.all()} == {known.name_en, "Cranes", "Old"}
        assert list(Author.objects.all()) == [author]
        assert [byline.author for byline in Article.objects.get().bylines.all()] == [author]
        assert "Old: 1" in told

    def test_a_story_without_a_section_is_left_out_until_one_is_chosen(self, run, sea):
        told = run(item(5, "Ferry", ENGLISH), language="en")
        assert not Article.objects.exists()
        assert "no section fits" in told
        run(item(5, "Ferry", ENGLISH), language="en", section="sea")
        assert Article.objects.get().section == sea

    def test_what_an_edition_needs_is_completed_and_told(self, run):
        told = run(item(5, "F" * 300, ENGLISH, terms=[SEA]), item(7, "Empty", "", terms=[SEA]), language="en")
        edition = Edition.objects.get()
        assert len(edition.headline) == 200
        assert edition.summary == "The ferry sailed from the old harbor on Friday. It will sail each day."
        for words in ("the headline was cut", "has no summary", "has no text: "):
            assert words.rstrip(": ") in told

    def test_links_between_posts_become_links_between_stories(self, run):
        first = item(5, "Ferry", ENGLISH, terms=[SEA])
        link = '<p>As <a href="http://old-harbor.example/2019/05/post-5">we said</a>.</p>'
        run(first, item(7, "Crane", link, terms=[SEA]), language="en")
        [ferry, crane] = Article.objects.order_by("id")
        assert crane.body_en == f'<p>As <a data-article="{ferry.pk}">we said</a>.</p>'


class TestPictures:
    def test_pictures_come_from_the_folder_once_with_texts_in_both_languages(self, run, tmp_path):
        (tmp_path / "uploads/2019/05").mkdir(parents=True)
        (tmp_path / "uploads/2019/05/ferry.jpg").write_bytes(plain())
        address = "https://old-harbor.example/wp-content/uploads/2019/05/ferry-300x200.jpg"
        figure = f'<figure><img src="{address}" alt="%s"><figcaption>%s</figcaption></figure>'
        english, korean = pair(1)
        told = run(
            english.replace(ENGLISH, ENGLISH + figure % ("A ferry", "At sea")),
            korean.replace(KOREAN, KOREAN + figure % ("여객선", "바다에서")),
            attachment(9, "2019/05/ferry.jpg", alt="Ferry at sea"),
            media=[tmp_path / "uploads"],
        )
        [image] = Image.objects.all()
        assert (image.alt_en, image.alt_ko) == ("A ferry", "여객선")
        assert ImportedPicture.objects.get().image == image
        assert (
            f'<figure data-image="{image.pk}"><figcaption>At sea</figcaption></figure>'
            in Article.objects.get().body_en
        )
        assert "1 pictures were found, 0 were not" in told

    @pytest.mark.parametrize("name", ["../secret.jpg", "..%2Fsecret.jpg", "%00.jpg", "/etc/hostname"])
    def test_no_file_outside_the_folder_is_read(self, run, tmp_path, name):
        (tmp_path / "uploads").mkdir()
        (tmp_path / "secret.jpg").write_bytes(plain())
        picture = f'<img src="https://old-harbor.example/wp-content/uploads/{name}">'
        run(item(5, "Ferry", ENGLISH + picture, terms=[SEA]), language="en", media=[tmp_path / "uploads"])
        assert not Image.objects.exists()


class TestRuns:
    def test_a_second_run_changes_nothing(self, run):
        items = [*pair(1), *pair(2)]
        run(*items)
        before = list(Edition.objects.values()), list(Article.objects.values())
        told = run(*items)
        assert before == (list(Edition.objects.values()), list(Article.objects.values()))
        assert "4 posts were imported before" in told

    def test_a_second_run_adds_no_redirect_to_a_story_that_readers_do_not_see(self, run):
        empty = item(5, "Ferry", "", terms=[SEA])
        for _time in range(2):
            run(empty, language="en")
        assert not Redirect.objects.exists()

    def test_what_changed_in_the_archive_is_told_and_overwrites_nothing(self, run):
        run(*pair(1))
        told = run(*[one.replace("on Friday", "on Saturday") for one in pair(1)])
        assert "1 posts were imported before and have changed" in told
        assert Article.objects.get().body_en == ENGLISH

    def test_a_deleted_draft_does_not_come_back(self, run):
        draft = item(5, "Ferry", ENGLISH, terms=[SEA], status="draft")
        run(draft, language="en")
        Article.objects.get().delete()
        run(draft, language="en")
        assert not Article.objects.exists()

    def test_an_interrupted_run_goes_on(self, run, monkeypatch):
        items, create, made = [*pair(1), *pair(2), *pair(3)], ArchiveImport._create, []

        def stop_at_second(self, story):
            made.append(story)
            if len(made) == 2:
                raise KeyboardInterrupt
            create(self, story)

        monkeypatch.setattr(ArchiveImport, "_create", stop_at_second)
        with pytest.raises(CommandError, match="Run the command again to continue"):
            run(*items)
        assert (Article.objects.count(), ImportedPost.objects.count()) == (1, 2)
        monkeypatch.undo()
        run(*items)
        assert (Article.objects.count(), Edition.objects.count(), ImportedPost.objects.count()) == (3, 6, 6)

    def test_a_dry_run_tells_the_same_and_writes_nothing(self, run):
        items = [*pair(1), item(9, "Crane", ENGLISH, fields=wpml("en", "4"), terms=[("post_tag", "x", "X")])]
        told = run(*items, dry_run=True)
        assert not (Article.objects.exists() or Topic.objects.exists() or Author.objects.exists())
        assert told.replace("Dry run: nothing was written.\n", "") == run(*items)

    def test_each_problem_is_in_the_report(self, run, tmp_path):
        run(
            item(5, "Ferry", "[x id=1]" + ENGLISH, terms=[SEA]), language="en", report=tmp_path / "report.csv"
        )
        lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "post,address,problem"
        assert lines[1] == "5,https://old-harbor.example/2019/05/post-5/,the shortcode [x] was left out"

    def test_the_report_says_what_helps_where_it_is_the_same_for_all(self, run):
        told = run(item(5, "Ferry", ENGLISH), item(6, "Port", ENGLISH), language="en")
        assert "2 × not imported, because no section fits: choose --section, or create a section" in told

    def test_the_report_counts_what_was_left_out_in_either_language(self, run, tmp_path):
        comment = "<wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"
        items = [
            item(1, "About us", kind="page", more=comment),
            attachment(7, "ferry.jpg"),
            attachment(8, "tides.pdf"),
            item(
                5,
                "Ferry",
                f"{ENGLISH}<!-- wp:calendar /-->[x id=1]",
                terms=[SEA],
                fields=[("a", "b"), ("c", "d")],
            ),
        ]
        english = run(*items, language="en", dry_run=True)
        korean = run(*items, language="en", dry_run=True, report_language="ko")
        for words in (
            "  Objects of other types: 1 (pages 1)\n  Comments: 1\n  Custom fields of posts: 2 (a 1, c 1)\n",
            "  Files that are not pictures: 1 (.pdf 1)\n",
            "  Pictures in its library that were not found or are not used in an imported post: 1\n",
            "  1 × the block “calendar” was left out, such as post 5 https://",
            "  1 × the shortcode [x] was left out, such as post 5 https://",
        ):
            assert words in english
        for words in (
            "기사 1건",
            "댓글: 1",
            "사용자 정의 필드: 2 (a 1, c 1)",
            "‘calendar’ 블록",
            "모의 실행",
        ):
            assert words in korean
        assert len(english.splitlines()) == len(korean.splitlines())

    def test_refusals_are_in_the_language_of_the_report(self, run):
        with pytest.raises(CommandError, match="폴더가 아닙니다"):
            run(*pair(1), media=[Path("/nowhere")], report_language="ko")

    def test_a_person_who_may_not_publish_imports_nothing(self, run):
        make_user("writer", role="Reporters")
        with pytest.raises(CommandError, match="may not publish"):
            run(*pair(1), by="writer")
        assert not Article.objects.exists()

    def test_wrong_arguments(self, run, tmp_path):
        with pytest.raises(CommandError, match="is not a folder"):
            run(*pair(1), media=[tmp_path / "none"])
        with pytest.raises(CommandError, match="There is no section"):
            run(*pair(1), section="none")
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("import_archive", str(tmp_path / "none.xml"))
        assert Section.objects.count() == 1
