"""Pages and collected files of a newspaper with an identity of its own."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from newsroom import settings as production
from newsroom.identity.static_files import OWN_COLOURS
from newsroom.pagecache.release import release_digest
from newsroom.public.social_cards import SocialCard
from tests.factories import make_publication, make_section
from tests.identity.folder import write_identity
from tests.public.newsdesk import page_of

CARD = SocialCard("en", "Tide", "Harbor", "harbor", "The Test Harbor", "", (50, 50))


@pytest.fixture
def look(settings, tmp_path):
    """Return the folder of an identity that pages show."""
    settings.SITE_DIR = write_identity(tmp_path / "site")
    finders.get_finder.cache_clear()
    yield settings.SITE_DIR
    finders.get_finder.cache_clear()


@pytest.fixture
def newspaper(db):
    make_publication()
    make_section(colour="harbor")


def sheets(page):
    return page.xpath("//link[@rel='stylesheet']/@href")


@pytest.mark.usefixtures("newspaper", "look")
class TestPages:
    @pytest.mark.parametrize("address", ["/en/", "/en/search/", "/en/none/"])
    def test_wordmarks_stand_in_the_place_of_the_name(self, address):
        page = page_of(Client().get(address))
        [link] = page.xpath("//*[contains(@class, 'masthead__name')]/a")
        light, dark = link.xpath("img")
        assert light.get("src") == "/static/identity/wordmark-en-light.svg"
        assert dark.get("src") == "/static/identity/wordmark-en-dark.svg"
        assert {light.get("alt"), dark.get("alt")} == {"The Test Harbor"}
        assert (light.get("width"), light.get("height")) == ("480", "100")
        assert "".join(link.itertext()).strip() == ""

    def test_one_wordmark_serves_both_schemes(self):
        [mark] = page_of(Client().get("/ko/")).xpath("//img[contains(@class, 'wordmark')]")
        assert (mark.get("class"), mark.get("alt")) == ("wordmark", "시험항구신문")

    def test_own_style_sheet_is_the_last(self):
        found = sheets(page_of(Client().get("/en/")))
        assert found[-1] == "/static/css/own.css"
        assert f"/static/{OWN_COLOURS}" in found
        assert "/static/css/section_colours.css" not in found

    def test_what_is_not_collected_is_not_shown(self, settings):
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "tests.identity.folder.StorageOfOurs"}
        }
        page = page_of(Client().get("/en/"))
        assert page.xpath("//img[contains(@class, 'wordmark')]") == []
        assert "".join(page.xpath("//h1")[0].itertext()).strip() == "The Test Harbor"
        assert sheets(page)[-1] != "/static/css/own.css"
        assert "/static/css/section_colours.css" in sheets(page)


@pytest.mark.usefixtures("newspaper")
def test_without_an_identity_the_name_is_in_words():
    page = page_of(Client().get("/en/"))
    assert "".join(page.xpath("//h1")[0].itertext()).strip() == "The Test Harbor"
    assert "/static/css/section_colours.css" in sheets(page)
    assert not [one for one in sheets(page) if "identity" in one or "own" in one]


def test_files_are_collected_under_a_digest_of_their_content(settings, collected_files, look, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    shutil.copytree(collected_files["STATIC_ROOT"], settings.STATIC_ROOT, copy_function=os.link)
    settings.STATICFILES_DIRS = [look / "static", *production.STATICFILES_DIRS[-1:]]
    settings.STORAGES = collected_files["STORAGES"]
    call_command("collectstatic", interactive=False, verbosity=0)
    address = staticfiles_storage.url("identity/wordmark-en-light.svg")
    assert (settings.STATIC_ROOT / address.removeprefix("/static/")).read_bytes() == (
        look / "mark.svg"
    ).read_bytes()
    assert staticfiles_storage.url("css/own.css") != "/static/css/own.css"
    css = (settings.STATIC_ROOT / OWN_COLOURS).read_text()
    assert ".colour-harbor { --colour: light-dark(#0b5d1e, #7fd08c); }" in css
    assert ".colour-brick { --colour: light-dark(#a3271c, #f2a496); }" in css


def test_development_finds_them(settings, look, tmp_path):
    settings.STATIC_ROOT = tmp_path / "collected"
    assert finders.find("identity/wordmark-ko-light.svg") == str(look / "mark.svg")
    assert "#0b5d1e" in Path(finders.find(OWN_COLOURS)).read_text()
    assert finders.find("identity/wordmark-ko-dark.svg") is None


def test_another_colour_is_another_card(settings, tmp_path):
    address = CARD.digest
    settings.SITE_DIR = write_identity(tmp_path)
    assert CARD.digest != address


def test_kept_pages_are_those_of_one_look(settings, tmp_path):
    settings.SITE_DIR = tmp_path
    digests = {release_digest.__wrapped__()}
    write_identity(tmp_path)
    digests.add(release_digest.__wrapped__())
    (tmp_path / "templates/public").mkdir(parents=True)
    (tmp_path / "templates/public/_footer.html").write_text("")
    digests.add(release_digest.__wrapped__())
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/own.woff2").write_bytes(b"another font")
    digests.add(release_digest.__wrapped__())
    assert len(digests) == 4
