"""Fonts of a newspaper on readers' pages: links, files, and pages without them."""

import re
import shutil
from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.test import Client
from time_machine import travel

from newsroom.demo.content import LOOK
from newsroom.identity import font_subsets
from newsroom.identity.font_subsets import MOST_BYTES
from newsroom.public import fonts
from newsroom.public.fonts import PLACE, letters_by_font
from tests.factories import NOON, make_article, make_publication, make_user
from tests.identity.folder import StorageOfOurs
from tests.public.newsdesk import page_of, tell

FILE = re.compile(r"/fonts/([0-9a-f]{32})\.woff2")
FOR_GOOD = "public, max-age=31536000, immutable"
INVENTED = "0" * 32

pytestmark = pytest.mark.usefixtures("look", "newspaper")


@pytest.fixture
def look(settings, tmp_path):
    """Use the fonts of the demonstration on pages, and forget all subsets."""
    settings.SITE_DIR, settings.MEDIA_ROOT = LOOK, tmp_path / "media"
    finders.get_finder.cache_clear()
    font_subsets._known.clear()
    with travel(NOON, tick=False):
        yield
    font_subsets._known.clear()
    finders.get_finder.cache_clear()


@pytest.fixture
def newspaper(db):
    make_publication()


def links(page):
    """Return the addresses of the preloaded fonts, and of the style sheets for fonts."""
    found = page.xpath("//link[@as='font' and @type='font/woff2' and @crossorigin]/@href")
    return found, [one for one in page.xpath("//link[@rel='stylesheet']/@href") if one.startswith("/fonts/")]


class TestLetters:
    def test_headlines_are_those_of_their_language(self):
        found = letters_by_font(
            "<html lang='ko'><title>제</title><body><p class='masthead__name'>항구</p>바"
            "<main><h1>가<span lang='en'>A</span>나</h1>다<h2 lang='en'>B</h2>"
            "라<!--c-->마<script>S</script></main>사</body></html>"
        )
        assert found["headline", "ko"] == set("항구가나")
        assert found["headline", "en"] == set("AB")
        assert found["text", "ko"] == set("가나다라마")

    def test_many_headlines_are_read_at_once(self):
        assert letters_by_font("<h1>가</h1>나" * 20_000)["headline", ""] == {"가"}


class TestPages:
    def test_a_page_loads_its_letters(self):
        tell(languages=("ko",), title_ko="낮은 바다")
        [file], [sheet] = links(page_of(Client().get("/ko/")))
        digest = FILE.fullmatch(file)[1]
        assert sheet == f"/fonts/headline-ko-{digest}.css"
        css = Client().get(sheet)
        assert css.content.decode() == (
            f'@font-face {{ font-family: headline-ko; src: url("{file}") format("woff2"); '
            "font-weight: 100 900; font-display: optional; }\n"
        )
        assert (css["Content-Type"], css["Cache-Control"]) == ("text/css; charset=utf-8", FOR_GOOD)
        response = Client().get(file)
        content = b"".join(response.streaming_content)
        assert content.startswith(b"wOF2")
        assert len(content) < MOST_BYTES
        assert (response["Content-Type"], response["Cache-Control"]) == ("font/woff2", FOR_GOOD)
        assert response["ETag"] == f'"{digest}"'
        assert Client().get(file, headers={"If-None-Match": f'"{digest}"'}).status_code == 304

    def test_another_headline_is_another_file(self):
        before = links(page_of(Client().get("/ko/")))
        tell(languages=("ko",), title_ko="헐값 쿵쾅")
        assert links(page_of(Client().get("/ko/"))) != before

    def test_english_pages_share_a_file(self):
        first = links(page_of(Client().get("/en/")))
        tell(title_en="Harbor at Low Tide")
        assert links(page_of(Client().get("/en/"))) == first
        assert links(page_of(Client().get("/en/none/"))) == first

    def test_a_link_to_the_other_language_needs_no_font_for_its_text(self, settings, tmp_path):
        settings.SITE_DIR = tmp_path / "site"
        shutil.copytree(LOOK / "fonts", settings.SITE_DIR / "fonts")
        names = {"en": "serif", "ko": "myeongjo"}
        lines = (f"[fonts.{one}]\ntext = 'fonts/majubon-{name}.woff2'\n" for one, name in names.items())
        (settings.SITE_DIR / "identity.toml").write_text("".join(lines))
        story = tell(languages=("en", "ko"))
        address = story.editions.get(language="ko").get_absolute_url()
        [sheet] = links(page_of(Client().get(address)))[1]
        assert sheet.startswith("/fonts/text-ko-")
        both = links(page_of(Client().get(f"{address}side-by-side/")))[1]
        assert [one[:14] for one in both] == ["/fonts/text-ko", "/fonts/text-en"]

    def test_the_style_sheet_of_stand_ins_is_linked(self):
        page = Client().get("/en/").content.decode()
        assert "/static/identity/fonts.css" in page
        assert PLACE not in page

    def test_the_time_machine_has_fonts(self, client):
        client.force_login(make_user(is_superuser=True))
        page = page_of(client.get("/ko/?at=2026-01-05T12:00"))
        assert len(links(page)[0]) == 1

    def test_a_page_of_another_instant_has_files_that_every_server_finds(self, client):
        client.force_login(make_user(is_superuser=True))
        for instant in ("2025-01-05T12:00", "2190-01-05T12:00"):
            [file], _sheets = links(page_of(client.get(f"/ko/?at={instant}")))
            font_subsets._known.clear()  # as in another server process
            assert Client().get(file).status_code == 200

    def test_a_preview_has_fonts_in_any_case(self, client, monkeypatch):
        monkeypatch.setattr(font_subsets, "FOR_QUERIES", font_subsets.CutAllowance(0))
        client.force_login(make_user())
        story = make_article(languages=("ko",), title_ko="헐값 쿵쾅")
        preview = page_of(client.get(f"/admin/preview/{story.pk}/ko/?from=form"))
        [file], _sheets = links(preview)
        assert Client().get(file).status_code == 200

    def test_policy_allows_fonts_of_this_site_alone(self):
        policy = Client().get("/en/")["Content-Security-Policy"]
        assert "font-src 'self';" in f"{policy};"
        assert "default-src 'none'" in policy


class TestWithout:
    def test_a_page_of_a_newspaper_without_fonts_has_no_place_for_them(self, settings, tmp_path):
        settings.SITE_DIR = tmp_path
        page = Client().get("/ko/").content.decode()
        assert PLACE not in page
        assert "fonts" not in page

    def test_what_is_not_collected_is_not_linked(self, settings):
        name = f"{StorageOfOurs.__module__}.{StorageOfOurs.__name__}"
        settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": name}}
        assert links(page_of(Client().get("/ko/"))) == ([], [])

    def test_an_address_with_a_query_gets_what_is_there(self, monkeypatch):
        monkeypatch.setattr(font_subsets, "FOR_QUERIES", font_subsets.CutAllowance(0))
        assert links(page_of(Client().get("/ko/search/?page=1")))[0] == []
        [file], _sheet = links(page_of(Client().get("/ko/search/")))
        font_subsets._known.clear()
        assert links(page_of(Client().get("/ko/search/?page=1")))[0] == [file]

    def test_fonts_that_are_too_large_for_a_page_are_left_out(self, monkeypatch):
        monkeypatch.setattr(fonts, "MOST_BYTES", 500)
        assert links(page_of(Client().get("/ko/"))) == ([], [])

    def test_a_page_that_did_without_is_made_again_soon(self, monkeypatch):
        monkeypatch.setattr(fonts, "prepare_subset", lambda *_arguments, **_options: None)
        response = Client().get("/ko/")
        assert response.status_code == 200
        assert links(page_of(response)) == ([], [])
        assert response.wsgi_request.at < response.dependencies.until <= NOON + timedelta(minutes=2)

    def test_a_missing_file_is_not_found_and_not_kept(self):
        [file], [sheet] = links(page_of(Client().get("/ko/")))
        digest = FILE.fullmatch(file)[1]
        default_storage.delete(f"{font_subsets.quarter_folder(NOON)}/{digest}.woff2")
        font_subsets._known.clear()
        response = Client().get(file)
        assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")
        assert Client().get(sheet).status_code == 200

    def test_a_storage_that_is_away_is_asked_again_later(self, monkeypatch):
        def refuse(digest, at):
            raise OSError(5, "away")

        monkeypatch.setattr(fonts, "open_subset", refuse)
        response = Client().get(f"/fonts/{INVENTED}.woff2")
        assert (response.status_code, response["Cache-Control"]) == (503, "private, no-store")

    @pytest.mark.parametrize(
        "address",
        [
            f"/fonts/{INVENTED}.woff2",
            f"/fonts/{INVENTED[:-1]}.woff2",
            f"/fonts/{INVENTED.replace('0', 'A')}.woff2",
            "/fonts/../identity.toml",
            "/fonts/%2e%2e%2fidentity.toml.woff2",
            f"/fonts/{INVENTED}%0a.woff2",
            f"/fonts/{INVENTED}%00.woff2",
            f"/fonts/text-ko-{INVENTED}.css",
            f"/fonts/headline-fr-{INVENTED}.css",
            f"/fonts/headline-ko-{INVENTED[:-1]}.css",
        ],
    )
    def test_invented_addresses_are_not_found(self, address):
        assert Client().get(address).status_code == 404

    def test_only_reading_is_allowed(self):
        assert Client().post(f"/fonts/{INVENTED}.woff2").status_code == 405
        assert Client().post(f"/fonts/headline-ko-{INVENTED}.css").status_code == 405
