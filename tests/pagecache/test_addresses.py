"""Addresses of pages: the table of kinds, their parameters, and the maximum number of kept pages."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import get_resolver, resolve

from newsroom.pagecache.addresses import KINDS, LIST, LONGEST_ASKED, PageAddress, kind_of
from newsroom.pagecache.handler import ALL_PAGES, MOST_READY_ASKED, PageStore
from newsroom.public import urls
from newsroom.public.responses import public_page
from tests.pagecache.ask import ask, read_address, variables
from tests.public.newsdesk import tell

# Their views take a POST, belong to one reader, or have an answer that is stored elsewhere.
WITHOUT_A_KIND = set(
    """
    root social_card pageview newsletter_subscribe newsletter_requested newsletter_confirm
    newsletter_unsubscribe font font_sheet media
    """.split()
)
EXAMPLES = {
    "language": "en",
    "slug": "harbor",
    "article_id": "12",
    "number": "3",
    "kind": "atom",
    "name": "stories",
    "digest": 64 * "a",
    "token": 64 * "a",
    "year": "2026",
    "month": "02",
    "day": "03",
}
PAGES = Path(urls.__file__).parent


def patterns_below(patterns, route=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns_below(pattern.url_patterns, route + str(pattern.pattern))
        else:
            yield route + str(pattern.pattern), pattern


def routes():
    """Return [(path of a page, its pattern)] for all URLs of readers' pages."""
    found = []
    for route, pattern in patterns_below(urls.urlpatterns):
        parts = route.replace("<sitemap:kind>", "stories").split("<")
        names = [part.partition(">")[0].split(":")[-1] for part in parts[1:]]
        texts = [part.partition(">")[2] for part in parts[1:]]
        path = parts[0] + "".join(EXAMPLES[name] + text for name, text in zip(names, texts, strict=True))
        found.append((f"/{path}", pattern))
    return found


class TestTable:
    @pytest.mark.parametrize(
        ("path", "pattern"), routes(), ids=lambda one: one if isinstance(one, str) else ""
    )
    def test_has_the_kind_that_the_view_of_each_path_names(self, path, pattern):
        kind = getattr(pattern.callback, "page_kind", None)
        assert kind_of(path) is kind
        assert (kind is None) == (pattern.name in WITHOUT_A_KIND), pattern.name
        if kind:
            assert resolve(path).func.page_kind is kind

    def test_has_no_page_of_the_desk(self):
        kinds = [
            getattr(pattern.callback, "page_kind", None)
            for route, pattern in patterns_below(get_resolver().url_patterns)
            if route.startswith("admin/")
        ]
        assert len(kinds) > 50
        assert not any(kinds)

    @pytest.mark.parametrize(
        "path", ["/en", "/en//", "/en/nothing/", "/fr/", "/en/articles/x/harbor/", "/x/en/"]
    )
    def test_has_no_kind_for_a_path_without_a_page(self, path):
        assert kind_of(path) is None

    def test_has_each_kind_once(self):
        used = {kind_of(path) for path, _pattern in routes()} - {None}
        assert used < {*KINDS}
        assert len({kind.name for kind in KINDS}) == len(KINDS)


class TestParameters:
    def test_are_those_of_the_kind_once_each_in_one_order(self):
        address = PageAddress.read("/en/search/", "page=2&x=1&q=a&author=kim&q=b")
        assert address.query == "q=b&author=kim&page=2"

    def test_are_none_on_a_front_page(self):
        assert PageAddress.read("/en/", "author=kim&q=a&page=2") == PageAddress.read("/en/", "")

    @pytest.mark.parametrize("query", ["at=2026-01-01T00:00", "x=1&at=", "x=" + LONGEST_ASKED * "a"])
    def test_lead_to_no_address(self, query):
        assert PageAddress.read("/en/", query) is None

    def test_are_all_that_a_view_sees(self, rf):
        seen = []

        @public_page(LIST)
        def view(request):
            seen.append(dict(request.GET.items()))
            raise InterruptedError

        request = rf.get("/en/", {"before": "b", "author": "kim"})
        request.at = request.ribbon = None
        with pytest.raises(InterruptedError):
            view(request)
        assert seen == [{"before": "b"}]

    def test_are_read_nowhere_from_the_whole_query(self):
        """A page could show a parameter that its kind does not have. The root page is never kept."""
        found = {
            (path.name, node.value)
            for path in PAGES.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and node.value == "QUERY_STRING"
        } | {
            (path.name, node.attr)
            for path in PAGES.rglob("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute) and node.attr in {"get_full_path", "get_raw_uri"}
        }
        assert found == {("front.py", "QUERY_STRING")}

    @pytest.mark.parametrize("path", ["/en/articles/1/\xff/", "/en/sections/\xff\xfe/"])
    def test_of_a_path_that_is_no_text_are_of_no_kind(self, path):
        assert PageAddress.read(path, "before=1") == (None, path, "before=1")

    def test_of_a_decomposed_path_are_those_of_the_composed_one(self):
        composed, decomposed = ("/ko/sections/" + text + "/" for text in ("한", "\u1112\u1161\u11ab"))
        raw = [one.encode().decode("latin-1") for one in (composed, decomposed)]
        assert PageAddress.read(raw[1], "") == PageAddress.read(raw[0], "")


@pytest.mark.django_db
class TestHostileAddresses:
    @pytest.mark.parametrize("path", ["/en/", "/en/feed.atom", "/sitemap.xml"])
    def test_make_no_page_with_unknown_parameters(self, handler, at_noon, path):
        tell()
        ask(handler, path)
        assert all(ask(handler, f"{path}?author=f{number}&page={number}").is_hit for number in range(5))
        assert len(caches["pages"]._cache) == 1

    def test_fill_no_more_than_the_slots_of_their_kind(self, handler, at_noon):
        tell()
        most = int(300 * settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"] / ALL_PAGES)
        for number in range(most + 20):
            for _time in range(2):
                ask(handler, f"/en/search/?q=f{number}")
        ask(handler, "/en/")
        assert 1 < len(caches["pages"]._cache) <= most + 1
        assert len(handler.ready_asked) <= MOST_READY_ASKED
        assert ask(handler, "/en/").is_hit

    def test_push_no_front_page_out_of_those_that_are_ready(self, handler, at_noon):
        tell()
        for path in ("/en/", "/en/", "/en/search/?q=a", "/en/search/?q=a"):
            ask(handler, path)
        assert (len(handler.ready), len(handler.ready_asked)) == (1, 1)

    def test_of_another_page_in_the_same_slot_show_their_own(self, handler, at_noon, monkeypatch):
        tell()
        monkeypatch.setattr(PageStore, "_most", lambda *_kind: 1)
        pages = [ask(handler, f"/en/search/?q={words}") for words in ("harbor", "ship", "harbor")]
        assert not any(page.is_hit for page in pages)
        assert pages[0].body == pages[2].body != pages[1].body

    def test_of_stories_that_are_gone_share_their_slots(self, handler):
        address = read_address(variables("/en/articles/1/x/"))
        names = [slot.rstrip("0123456789") for slot in handler.pages._slots(address, 64 * "f")]
        assert names == ["story", "gone?"]


@pytest.mark.django_db
class TestClear:
    def test_leaves_what_others_have_in_the_same_store(self, handler, at_noon):
        tell()
        for path in ("/en/", "/en/search/?q=a"):
            ask(handler, path)
        caches["pages"].set("attempts", 3)
        handler.pages.clear()
        assert (caches["pages"].get("attempts"), len(caches["pages"]._cache)) == (3, 1)
