"""The surroundings of the search: search engines, browsers, the time machine, and the other pages."""

from urllib.parse import quote

import pytest
from lxml import etree

from articles.models import Publication
from newsroom.search import suggestions
from tests.factories import make_user
from tests.public.newsdesk import page_of

PAGE = "/en/search/"
SUGGESTIONS = "/ko/search/suggestions/"
OPEN = "{http://a9.com/-/spec/opensearch/1.1/}"


def told(page, path):
    return page.xpath(f"//head/{path}")


class TestSearchEngines:
    @pytest.mark.parametrize("query", ["", "?q=", "?order=relevance"])
    def test_are_led_to_the_empty_page(self, index, stories, client, query):
        page = page_of(client.get(PAGE + query))
        assert told(page, "meta[@name='robots']") == []
        assert told(page, "link[@rel='canonical']/@href") == [f"http://testserver{PAGE}"]
        assert told(page, "link/@hreflang") == ["en", "ko", "x-default"]
        assert "The Test Harbor" in told(page, "meta[@name='description']/@content")[0]

    def test_do_not_keep_what_was_found(self, index, editions, client):
        index.found = editions
        page = page_of(client.get(f"{PAGE}?q=harbor"))
        assert told(page, "meta[@name='robots']/@content") == ["noindex, follow"]
        assert told(page, "link[@rel='canonical']/@href") == [f"http://testserver{PAGE}?q=harbor"]
        assert told(page, "link[@hreflang]") == []

    def test_do_not_keep_what_found_nothing(self, index, stories, client):
        page = page_of(client.get(f"{PAGE}?q=zeppelin"))
        assert told(page, "meta[@name='robots']/@content") == ["noindex, follow"]

    def test_do_not_keep_what_was_narrowed(self, index, editions, client):
        index.found = editions
        page = page_of(client.get(f"{PAGE}?q=harbor&section=&in=en"))
        assert told(page, "meta[@name='robots']/@content") == ["noindex, follow"]
        assert told(page, "link[@rel='canonical']/@href") == [f"http://testserver{PAGE}?q=harbor&in=en"]
        assert told(page, "link[@hreflang]") == []

    def test_are_told_nothing_of_what_was_refused(self, index, stories, client):
        page = page_of(client.get(f"{PAGE}?q=a&section=x"))
        assert told(page, "meta[@name='robots']/@content") == ["noindex"]


class TestWindow:
    def test_has_the_words_for_its_title(self, index, editions, client):
        index.found, index.total = editions, 30
        assert (
            page_of(client.get(f"{PAGE}?q=harbor")).findtext(".//title") == "Search: harbor · The Test Harbor"
        )
        later = page_of(client.get(f"{PAGE}?q=harbor&page=2"))
        assert later.findtext(".//title") == "Search: harbor, page 2 · The Test Harbor"

    def test_has_no_title_in_the_other_language(self, index, editions, client):
        assert (
            page_of(client.get(f"{PAGE}?q=항만")).findtext(".//title") == "Search results · The Test Harbor"
        )
        assert page_of(client.get("/ko/search/?q=항만")).findtext(".//title") == "검색: 항만 · 시험항구신문"

    def test_switches_to_the_same_search_in_the_other_language(self, index, editions, client):
        page = page_of(client.get(f"{PAGE}?q=항만&in=ko"))
        assert page.xpath("//a[@class='masthead__language']/@href") == [
            f"/ko/search/?q={quote('항만')}&in=ko"
        ]


class TestBox:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_stands_once_on_every_page(self, stories, client, language):
        addresses = [
            "",
            "sections/economy/",
            f"articles/{stories[0].pk}/",
            "2026/03/02/",
            "nonsense/",
            "search/",
        ]
        for address in addresses:
            page = page_of(client.get(f"/{language}/{address}", follow=True))
            boxes = page.xpath("//form[@role='search']")
            assert [box.get("action") for box in boxes] == [f"/{language}/search/"], address
            assert boxes[0].get("method", "get") == "get"

    def test_is_the_text_of_pages_on_which_one_cannot_stay(self, stories, client):
        page = page_of(client.get("/en/nonsense/"))
        assert len(page.xpath("//main//form[@role='search']")) == 1

    def test_comes_behind_the_skip_link(self, stories, client):
        page = page_of(client.get("/en/"))
        first, *rest = page.xpath("//a | //input | //button")
        assert (first.get("class"), first.get("href")) == ("skip", "#main")
        assert "q" in [field.get("name") for field in rest]

    def test_takes_the_cursor_where_nothing_else_is_to_be_done(self, index, editions, client):
        index.found = editions
        assert page_of(client.get(PAGE)).xpath("//input[@autofocus]") == []
        assert page_of(client.get(f"{PAGE}?q=a")).xpath("//input[@autofocus]") == []
        assert page_of(client.get(f"{PAGE}?q=a&until=x")).xpath("//input[@autofocus]/@name") == ["until"]


class TestTimeMachine:
    def test_is_not_left_by_searching(self, index, editions, client):
        index.found = editions
        client.force_login(make_user())
        page = page_of(client.get(f"{PAGE}?q=a&at=2030-01-01T09:00"))
        assert page.xpath("//form[@role='search']/input[@name='at']/@value") == ["2030-01-01T09:00"]
        links = page.xpath("//h3/a/@href | //nav[@aria-label='Sort by']//a/@href")
        assert all("at=2030-01-01T09%3A00" in link for link in links)
        assert index.questions[0][1].year == 2030

    def test_is_not_left_by_suggestions(self, index, editions, client):
        client.force_login(make_user())
        index.suggested = [suggestions.Suggestion("항만", "", "")]
        answer = client.get(SUGGESTIONS, {"q": "항", "at": "2030-01-01T09:00"})
        assert answer.json()[3] == [f"http://testserver/ko/search/?q={quote('항만')}&at=2030-01-01T09%3A00"]
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        "address", [f"{PAGE}?q=a&at=now", f"{SUGGESTIONS}?q=a&at=now", "/en/opensearch.xml?at="]
    )
    def test_is_the_newsrooms(self, index, stories, client, address):
        assert client.get(address).status_code == 404


class TestSuggestions:
    def test_come_as_browsers_take_them(self, index, stories, client):
        index.suggested = [
            suggestions.Suggestion("반도체", "", ""),
            suggestions.Suggestion("항만", "topic", "/ko/topics/harbours/"),
        ]
        answer = client.get(SUGGESTIONS, {"q": "반ㄷ"})
        assert answer["Content-Type"] == "application/x-suggestions+json"
        assert answer.json() == [
            "반ㄷ",
            ["반도체", "항만"],
            ["", "주제"],
            [f"http://testserver/ko/search/?q={quote('반도체')}", "http://testserver/ko/topics/harbours/"],
        ]

    def test_are_asked_for_again_so_that_nothing_withdrawn_is_offered(self, index, stories, client):
        answer = client.get(SUGGESTIONS, {"q": "가"})
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        again = client.get(SUGGESTIONS, {"q": "가"}, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304

    def test_are_asked_for_with_letters_put_together(self, index, stories, client):
        client.get(SUGGESTIONS, {"q": " \u1112\u1161\u11ab "})
        assert index.questions[0][:2] == ("한", "ko")

    @pytest.mark.parametrize("query", ["", "q=", "q=+", "q=" + "a" * 201, "q=" + "a" * 100_000])
    def test_are_none_for_nothing_and_for_too_much(self, index, clock, client, query):
        answer = client.get(f"{SUGGESTIONS}?{query}")
        assert (answer.status_code, answer.json()[1:]) == (200, [[], [], []])
        assert index.questions == []

    def test_bear_rubbish(self, index, clock, client):
        for typed in ("%00", "%ED%A0%80", "%FF", "'--", "%F0%9F%A6%80", "%22%5D"):
            answer = client.get(f"{SUGGESTIONS}?q={typed}")
            assert (answer.status_code, len(answer.json())) == (200, 4), typed


class TestOpenSearch:
    @pytest.mark.parametrize(("language", "name"), [("en", "The Test Harbor"), ("ko", "시험항구신문")])
    def test_tells_browsers_how_to_search(self, stories, client, language, name):
        [address] = told(page_of(client.get(f"/{language}/")), "link[@rel='search']/@href")
        answer = client.get(address)
        root = etree.fromstring(answer.content)
        assert answer["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
        assert root.findtext(f"{OPEN}ShortName") == name
        assert [url.get("template") for url in root.iter(f"{OPEN}Url")] == [
            f"http://testserver/{language}/search/?q={{searchTerms}}",
            f"http://testserver/{language}/search/suggestions/?q={{searchTerms}}",
        ]

    def test_bears_a_name_with_signs_of_xml(self, stories, client):
        made = Publication.objects.get()
        made.name_en = 'Ink & <Paper>, "weekly"'
        made.save()
        root = etree.fromstring(client.get("/en/opensearch.xml").content)
        assert root.findtext(f"{OPEN}ShortName") == 'Ink & <Paper>, "'

    def test_costs_no_more_than_the_frame(self, stories, client, django_assert_num_queries):
        with django_assert_num_queries(3):
            assert client.get("/en/opensearch.xml").status_code == 200
