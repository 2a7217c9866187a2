"""The style guide shows every component of readers' pages, and is visible only with DEBUG."""

import re
from collections import Counter
from importlib import reload
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import clear_url_caches

import newsroom.public.urls
import newsroom.urls
from newsroom.public.style_guide import views
from newsroom.public.style_guide.views import CHAPTERS, with_own_ids
from tests.public.newsdesk import page_of
from tests.public.test_language_purity import foreign

PARTIALS = Path(settings.BASE_DIR) / "templates/public"
# Every page includes these, so the style guide need not show them.
OF_THE_FRAME = {"_head.html", "_name.html", "_embed_files.html"}


def mount():
    for module in (newsroom.public.urls, newsroom.urls):
        reload(module)
    clear_url_caches()


@pytest.fixture
def debug(settings):
    """Use the URLs of DEBUG."""
    settings.DEBUG = True
    mount()
    yield
    settings.DEBUG = False
    mount()


def included(name, seen=None):
    """Return the partials that a template includes, directly and indirectly."""
    seen = set() if seen is None else seen
    for found in re.findall(r'include "public/([^"]+)"', (PARTIALS / name).read_text()):
        if found not in seen:
            seen.add(found)
            included(found, seen)
    return seen


@pytest.mark.django_db
class TestThePage:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_is_there_while_debugging(self, debug, client, language):
        assert client.get(f"/{language}/style-guide/").status_code == 200

    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_is_not_there_for_readers(self, client, language):
        assert client.get(f"/{language}/style-guide/").status_code == 404

    def test_asks_for_its_frame_and_breaking_news_alone(self, debug, client, django_assert_num_queries):
        with django_assert_num_queries(4):
            assert client.get("/en/style-guide/").status_code == 200

    def test_is_not_indexed(self, debug, client):
        page = page_of(client.get("/en/style-guide/"))
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]

    def test_shows_both_languages_in_both_schemes(self, debug, client):
        page = page_of(client.get("/ko/style-guide/"))
        panes = Counter(
            (pane.get("lang"), pane.get("data-scheme")) for pane in page.xpath("//div[@class='pane']")
        )
        specimens = [specimen for _, *found in CHAPTERS for specimen in found]
        in_one_language = sum(not specimen.is_wordless for specimen in specimens)
        assert panes == {
            ("ko", "light"): len(specimens),
            ("ko", "dark"): len(specimens),
            ("en", "light"): in_one_language,
            ("en", "dark"): in_one_language,
        }

    def test_related_stories_have_a_picture_or_none(self, debug, client):
        page = page_of(client.get("/en/style-guide/"))
        pane = page.xpath("//div[@class='pane'][.//aside[@class='related']]")[0]
        pictures = [len(item.xpath(".//img")) for item in pane.xpath(".//aside//li")]
        assert pictures == [1, 0, 1, 0]
        assert len(pane.xpath(".//aside//time")) == 3

    def test_live_entries_have_a_picture_and_key_points_too(self, debug, client):
        page = page_of(client.get("/en/style-guide/"))
        pane = page.xpath("//div[@class='pane'][.//section[@class='live']]")[0]
        assert len(pane.xpath(".//li[@class='live__entry']/figure//img")) == 1
        assert len(pane.xpath(".//li[@class='live__entry']/figure/figcaption/*")) == 2
        points = [len(point.xpath("./a[@class='live__thumb']")) for point in pane.xpath(".//div/ul/li")]
        assert points == [0, 1]

    def test_names_nothing_twice(self, debug, client):
        page = page_of(client.get("/en/style-guide/"))
        assert [name for name, times in Counter(page.xpath("//@id")).items() if times > 1] == []
        labels = [name for ids in page.xpath("//@aria-labelledby") for name in ids.split()]
        inside = [address[1:] for address in page.xpath("//a/@href") if address.startswith("#")]
        assert {*labels, *inside} <= set(page.xpath("//@id"))

    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_keeps_the_languages_apart(self, debug, client, language):
        assert foreign(client.get(f"/{language}/style-guide/")) == []


def test_every_partial_is_shown():
    shown = {name for path in (PARTIALS / "style_guide").glob("*.html") for name in included_by(path)}
    partials = {path.name for path in PARTIALS.glob("_*.html")}
    assert partials - shown == OF_THE_FRAME


def included_by(path):
    return included(f"style_guide/{path.name}")


def test_every_template_is_a_specimen():
    templates = {path.stem for path in (PARTIALS / "style_guide").glob("[!_]*.html")}
    assert templates == {specimen.template for _, *specimens in CHAPTERS for specimen in specimens}


def test_panes_are_named_apart():
    html = '<a href="#notes">1</a><a href="#top">2</a><p id="notes"></p><nav aria-label="Ways"></nav>'
    assert with_own_ids(html, "foot-ko-dark", "한국어 · 어둡게") == (
        '<a href="#notes-foot-ko-dark">1</a><a href="#foot-ko-dark">2</a><p id="notes-foot-ko-dark"></p>'
        '<nav aria-label="Ways, 한국어 · 어둡게"></nav>'
    )
    assert with_own_ids('<label for="a"></label><button popovertarget="b">', "foot-ko-dark", "") == (
        '<label for="a-foot-ko-dark"></label><button popovertarget="b-foot-ko-dark">'
    )
    assert with_own_ids('<nav aria-labelledby="name">', "foot-ko-dark", "") == (
        '<nav aria-labelledby="name-foot-ko-dark foot-ko-dark">'
    )


def test_swatches_tell_their_contrast_in_their_scheme():
    grounds = dict.fromkeys(["--paper", "--wash"], ("#ffffff", "#000000"))
    pairs = grounds | {"--ink": ("#000000", "#777777"), ".colour-moss": ("#777777", "#ffffff")}
    tones, sections = views.swatches(pairs, "dark")
    assert [tone.name for tone in tones] == ["paper", "wash", "ink"]
    [moss] = sections
    assert moss == ("moss", "#ffffff", pytest.approx(21), pytest.approx(21))
