"""Sites of one WordPress network keep their stories apart, also after imports that mixed them up."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Image
from newsroom.interchange.models import ImportedPicture, ImportedPost
from newsroom.redirects.models import Redirect
from tests.articles.media.hostile import plain
from tests.factories import make_section
from tests.interchange.archive.wxr import item, write_export

pytestmark = pytest.mark.django_db
NETWORK = "https://press.example/"
HARBOR, PIER = "https://harbor.press.example", "https://pier.press.example"
SEA = ("category", "sea", "Sea")
TEXT = "<p>The ferry sailed from the old harbor on Friday. It will sail each day.</p>"


@pytest.fixture(autouse=True)
def sea(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_section("sea", name_en="Sea", name_ko="바다")


def post(number, name, **options):
    return item(number, f"The {name} of Friday", TEXT, excerpt="It sails.", terms=[SEA], name=name, **options)


@pytest.fixture
def run(tmp_path):
    """Return a function that imports the posts of a site of the network."""

    def import_site(site, *posts, network=NETWORK, **options):
        out = StringIO()
        path = write_export(tmp_path / "export.xml", *posts, site=site, network=network)
        call_command("import_archive", str(path), language="en", stdout=out, **options)
        return out.getvalue()

    return import_site


def imported_by_earlier_version(origin="press.example"):
    """Give all posts the names that earlier versions gave them."""
    ImportedPost.objects.update(origin=origin)
    ImportedPicture.objects.update(origin=origin)


def stories_by_address():
    rows = Redirect.objects.select_related("article")
    return {row.old_address: row.article.title_en for row in rows}


class TestSitesOfOneNetwork:
    def test_each_keeps_its_posts_of_the_same_numbers(self, run):
        run(HARBOR, post(5, "ferry"), post(6, "crane"))
        told = run(PIER, post(5, "tides"), post(6, "gulls"))
        assert "2 stories were imported" in told
        assert {row.origin for row in ImportedPost.objects.all()} == {
            "harbor.press.example",
            "pier.press.example",
        }
        assert stories_by_address() == {
            "/2019/05/ferry": "The ferry of Friday",
            "/2019/05/crane": "The crane of Friday",
            "/2019/05/tides": "The tides of Friday",
            "/2019/05/gulls": "The gulls of Friday",
            "/?p=5": "The ferry of Friday",
            "/?p=6": "The crane of Friday",
        }
        assert "2 × its old address does not lead to it" in told

    def test_sites_in_folders_of_one_host_are_two(self, run):
        run("https://press.example/harbor", post(5, "ferry"))
        assert "1 stories were imported" in run("https://press.example/pier", post(5, "tides"))

    def test_a_site_that_is_no_network_keeps_its_name(self, run):
        run("https://www.harbor.example", post(5, "ferry"), network="https://www.harbor.example")
        assert ImportedPost.objects.get().origin == "www.harbor.example"


class TestEarlierImports:
    def test_a_site_recognises_its_posts_under_the_name_of_the_network(self, run, tmp_path):
        (tmp_path / "ferry.jpg").write_bytes(plain())
        picture = f'<img src="{HARBOR}/ferry.jpg">'
        ferry = post(5, "ferry").replace(TEXT, TEXT + picture)
        run(HARBOR, ferry, media=[tmp_path])
        imported_by_earlier_version()
        told = run(HARBOR, ferry, post(6, "crane").replace(TEXT, TEXT + picture), media=[tmp_path])
        assert "1 stories were imported" in told
        assert "1 posts were imported before\n" in told
        assert (Article.objects.count(), Image.objects.count()) == (2, 1)

    def test_the_name_that_a_person_chose_is_enough(self, run):
        run(HARBOR, post(5, "ferry"), origin="old-times")
        assert "1 posts were imported before\n" in run(HARBOR, post(5, "ferry"), origin="old-times")
        run("https://harbor.example", post(5, "ferry"), origin="old-times")  # the site has moved
        assert Article.objects.count() == 1

    @pytest.mark.parametrize("is_dry", [True, False])
    def test_another_site_of_the_network_asks_for_a_name(self, run, is_dry):
        run(HARBOR, post(5, "ferry"))
        imported_by_earlier_version()
        with pytest.raises(CommandError) as refusal:
            run(PIER, post(5, "tides"), post(7, "gulls"), dry_run=is_dry)
        for words in (
            "pier.press.example",
            "harbor.press.example",
            "--origin press.example",
            "1 of its posts",
        ):
            assert words in str(refusal.value)
        assert Article.objects.count() == 1

    def test_the_name_answers_whether_it_is_another_site(self, run):
        run(HARBOR, post(5, "ferry"))
        imported_by_earlier_version()
        assert "1 stories were imported" in run(PIER, post(5, "tides"), origin="pier.press.example")
        # From now on the post is known.
        assert "1 posts were imported before\n" in run(PIER, post(5, "tides"))
        assert "1 posts were imported before\n" in run(HARBOR, post(5, "ferry"))

    def test_the_name_answers_whether_the_site_has_moved(self, run):
        run(HARBOR, post(5, "ferry"))
        imported_by_earlier_version()
        told = run("https://harbor.example", post(5, "ferry"), post(6, "crane"), origin="press.example")
        assert "1 stories were imported" in told
        assert Article.objects.count() == 2

    def test_a_site_that_has_moved_is_known_by_the_permanent_names_of_its_posts(self, run):
        guid = f"<guid>{HARBOR}/?p=5</guid>"
        run(HARBOR, post(5, "ferry", more=guid))
        with pytest.raises(CommandError, match="--origin harbor.press.example"):
            moved = post(5, "ferry", more=guid)
            run("https://harbor.example", moved, network="https://harbor.example")

    def test_the_first_site_of_a_network_does_not_meet_the_posts_of_others_under_its_own_name(self, run):
        run(HARBOR, post(5, "ferry"))
        run("https://press.example", post(6, "gulls"))
        imported_by_earlier_version()
        with pytest.raises(CommandError, match="--origin press.example-2"):
            run("https://press.example", post(5, "tides"), post(6, "gulls"))
        told = run("https://press.example", post(5, "tides"), post(6, "gulls"), origin="press.example-2")
        assert "1 stories were imported" in told
        assert "1 posts were imported before\n" in told


class TestChangedPosts:
    def test_a_changed_post_adds_no_redirect(self, run):
        run(HARBOR, post(5, "ferry"))
        before = stories_by_address()
        told = run(HARBOR, post(5, "tides"))
        assert stories_by_address() == before
        assert "changed, and had another address when it was imported" in told

    def test_a_redirect_that_was_mistaken_for_that_of_the_other_site_is_mended(self, run):
        run(HARBOR, post(5, "ferry"))
        ferry = Redirect.objects.get(old_address="/2019/05/ferry")
        mistaken = Redirect(old_address="/2019/05/tides")
        mistaken.point_to("", ferry.article_id, "en")
        mistaken.save()
        run(PIER, post(5, "tides"))
        assert stories_by_address()["/2019/05/tides"] == "The tides of Friday"
        assert stories_by_address()["/2019/05/ferry"] == "The ferry of Friday"

    def test_a_redirect_of_an_editor_stays(self, run):
        run(HARBOR, post(5, "ferry"))
        ferry = Redirect.objects.get(old_address="/2019/05/ferry")
        own = Redirect(old_address="/2019/05/gulls")
        own.point_to("", ferry.article_id, "en")
        own.save()
        told = run(PIER, post(6, "gulls"))
        assert stories_by_address()["/2019/05/gulls"] == "The ferry of Friday"
        assert "its old address does not lead to it" in told

    def test_a_number_that_comes_twice_is_told(self, run):
        told = run(HARBOR, post(5, "ferry"), post(5, "tides"), dry_run=True)
        assert "1 posts are in the archive more than once; the first was taken" in told
        assert told.replace("Dry run: nothing was written.\n", "") == run(
            HARBOR, post(5, "ferry"), post(5, "tides")
        )
