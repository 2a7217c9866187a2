"""The search page: its questions to the index, results and messages."""

from datetime import date
from itertools import product

import pytest

from articles.models import Author, Section
from newsroom.search.suggestions import Suggestion
from tests.factories import HOUR, NOON, make_author
from tests.public.newsdesk import headlines, page_of, texts, words_of
from tests.public.test_language_purity import foreign

PAGE = "/en/search/"
COUNT = "//h2[@id='hits']"
RUBBISH = [
    "",
    "%00",
    "%ED%A0%80",
    "%FF",
    "%F0%9F%A6%80",
    "'--",
    "<script>",
    "..%2F",
    "9" * 40,
    "%E1%84%92%E1%85%A1",
]
NAMES = ["q", "section", "author", "since", "until", "in", "order", "page", "other", "%00"]


class TestAsking:
    def test_hands_on_what_is_asked_for(self, index, stories, client):
        query = (
            "q=a+가&section=economy&author=bora-testman&since=2026-03-02&until=2026-03-03&in=ko&order=date"
        )
        assert client.get(f"{PAGE}?{query}").status_code == 200
        [(question, at)] = index.questions
        assert (question.words, question.language, question.only, question.order) == (
            "a 가",
            "en",
            "ko",
            "date",
        )
        assert question.section == Section.objects.get().pk
        assert question.author == Author.objects.get().pk
        assert (question.since, question.until) == (date(2026, 3, 2), date(2026, 3, 3))
        assert at == NOON + HOUR

    def test_asks_for_a_later_page_by_its_place(self, index, editions, client):
        index.found, index.total = editions, 70
        client.get(f"{PAGE}?q=a&page=3")
        assert index.questions[0][0].start == 40

    @pytest.mark.parametrize("query", ["", "?q=", "?q=+&section=economy", "?since=2026-03-02"])
    def test_without_words_asks_nothing(self, index, stories, client, query):
        assert "How to search" in client.get(PAGE + query).content.decode()
        assert index.questions == []

    @pytest.mark.parametrize("names", [["q", "page"], pytest.param(NAMES, marks=pytest.mark.long)])
    def test_bears_rubbish(self, index, clock, client, names):
        for name, value in product(names, RUBBISH):
            answer = client.get(f"/ko/search/?{name}={value}")
            assert answer.status_code in (200, 400, 404), (name, value)
            assert page_of(answer).get("lang") == "ko"


class TestShowing:
    def test_shows_stories_with_what_was_looked_for(self, index, editions, client):
        index.found = editions
        page = page_of(client.get(f"{PAGE}?q=Har"))
        assert texts(page, COUNT) == ["3 stories"]
        assert texts(page, "//h3//mark") == ["Har", "Har", "항구"]
        assert texts(page, "//p[@class='card__when']")[0] == "March 2, 2026Bora Testman"

    def test_labels_stories_of_the_other_language(self, index, editions, client):
        index.found = editions
        answer = client.get(f"{PAGE}?q=Har")
        [korean] = page_of(answer).xpath("//h3[@lang='ko']")
        assert korean.xpath("../p[@class='kicker']//span[@class='mark']")[0].text == "in Korean"
        assert korean.xpath("./a/@hreflang") == ["ko"]
        assert foreign(answer) == []

    def test_says_one_story_for_one(self, index, editions, client):
        index.found = editions[:1]
        page = page_of(client.get(f"{PAGE}?q=Har"))
        assert texts(page, COUNT) == ["1 story"]
        assert texts(page, "//nav[@aria-label='Sort by']//a") == []

    def test_leads_to_the_other_order(self, index, editions, client):
        index.found = editions
        page = page_of(client.get(f"{PAGE}?q=a&in=ko&order=date"))
        assert texts(page, "//nav[@aria-label='Sort by']//a[@aria-current]") == ["Newest first"]
        assert page.xpath("//nav[@aria-label='Sort by']//a/@href")[0] == f"{PAGE}?q=a&in=ko"
        assert page.xpath("//input[@name='order']/@value") == ["date"]

    def test_tells_that_there_are_more(self, index, editions, client):
        index.found, index.told["is_more"] = editions, True
        page = page_of(client.get(f"{PAGE}?q=a"))
        assert texts(page, COUNT) == ["More than 3 stories"]
        assert "Only the newest are shown." in texts(page, "//*[@class='search-note']")[0]

    def test_leads_from_the_last_of_the_newest_to_older_stories(self, index, editions, client):
        index.found, index.told["older_than"] = editions, NOON - 72 * HOUR
        page = page_of(client.get(f"{PAGE}?q=a&until=2026-03-02"))
        assert texts(page, COUNT) == ["Among the newest: 3 stories"]
        assert "Only the newest are shown." in texts(page, "//*[@class='search-note']")[0]
        older = f"{PAGE}?q=a&until={(NOON - 72 * HOUR).date()}"
        assert page.xpath("//nav[@class='paging']/a/@href") == [older]

    def test_leads_to_no_older_stories_of_the_day_that_it_ended_with(self, index, editions, client):
        index.found, index.told["older_than"] = editions, NOON - 72 * HOUR
        page = page_of(client.get(f"{PAGE}?q=a&until={(NOON - 72 * HOUR).date()}"))
        assert page.xpath("//nav[@class='paging']/a") == []

    def test_shows_an_excerpt_or_else_the_summary(self, index, editions, client):
        index.found, index.excerpts = editions[:2], {editions[0].pk: "The pier at night."}
        page = page_of(client.get(f"{PAGE}?q=a"))
        assert texts(page, "//p[@class='card__summary']") == ["The pier at night.", editions[1].summary]

    def test_tells_that_no_story_has_all_words(self, index, editions, client):
        index.found, index.told = editions, {"meant": "harbor", "is_widened": True, "is_more": False}
        page = page_of(client.get(f"{PAGE}?q=harbro+x"))
        assert texts(page, COUNT) == ["3 stories with some of the words"]
        meant, widened = texts(page, "//*[@class='search-note']/p")
        assert meant == "No stories match your spelling. Showing results for: harbor"
        assert widened.startswith("No stories contain all of these words.")
        assert page.xpath("//*[@class='search-note']//a/@href") == [f"{PAGE}?q=harbor"]

    def test_keeps_what_was_typed(self, index, editions, client):
        page = page_of(client.get(f"{PAGE}?q=%22%3Cb%3E&section=economy&since=2026-03-02"))
        assert page.xpath("//main//input[@name='q']/@value") == ['"<b>']
        assert page.xpath("//option[@selected and @value='economy']")
        assert page.xpath("//input[@name='since']/@value") == ["2026-03-02"]


class TestNarrowing:
    def test_each_filter_is_taken_away_by_a_link(self, index, editions, client):
        index.found, index.total = editions, 60
        query = "?q=a&section=economy&author=bora-testman&since=2026-03-02&in=ko&page=2"
        chips = page_of(client.get(PAGE + query)).xpath("//nav[@class='search-chips']//a")
        assert [words_of(chip) for chip in chips] == [
            "Remove filter Section: Economy ✕",
            "Remove filter Author: Bora Testman ✕",
            "Remove filter From: March 2, 2026 ✕",
            "Remove filter Language: Korean ✕",
            "Clear all filters",
        ]
        assert chips[0].get("href") == f"{PAGE}?q=a&author=bora-testman&since=2026-03-02&in=ko"
        assert chips[4].get("href") == f"{PAGE}?q=a"

    def test_offers_authors_that_readers_have_stories_of(self, index, stories, client):
        make_author("nobody-yet")
        page = page_of(client.get("/ko/search/"))
        assert texts(page, "//select[@name='author']/option") == ["모든 기자", "나시험"]

    def test_is_offered_by_lists(self, index, stories, client):
        for address, query in (
            ("sections/economy", "section=economy"),
            ("authors/bora-testman", "author=bora-testman"),
        ):
            page = page_of(client.get(f"/en/{address}/"))
            assert page.xpath("//p[@class='more']/a/@href") == [f"{PAGE}?{query}"]


class TestRefusing:
    def test_names_the_field_and_keeps_what_was_typed(self, index, stories, client):
        answer = client.get("/ko/search/?q=항만&since=2026-02-30")
        page = page_of(answer)
        assert answer.status_code == 400
        [field] = page.xpath("//input[@name='since']")
        assert (field.get("value"), field.get("aria-invalid")) == ("2026-02-30", "true")
        assert texts(page, f"//*[@id='{field.get('aria-describedby')}']") == [
            "‘2026-02-30’: 올바른 날짜가 아닙니다. 2026-11-25처럼 적어 주십시오."
        ]
        assert page.xpath("//details[contains(@class, 'search-filters')]/@open")
        assert page.xpath("//main//input[@name='q']/@value") == ["항만"]
        assert index.questions == []

    @pytest.mark.parametrize("query", ["section=nope", "author=nope"])
    def test_what_is_not_there_is_404_with_the_way_out(self, index, stories, client, query):
        answer = client.get(f"{PAGE}?q=a&{query}")
        assert answer.status_code == 404
        assert "“nope”" in texts(page_of(answer), "//p[@class='search-refusal']")[0]

    @pytest.mark.parametrize("page", ["0", "01", "-1", "x", "", "1.5", "10000", "9" * 30, "２"])
    def test_page_that_is_none_is_404(self, index, editions, client, page):
        index.found = editions
        assert client.get(f"{PAGE}?q=a", {"q": "a", "page": page}).status_code == 404

    def test_page_behind_the_last_is_404(self, index, stories, client):
        assert client.get(f"{PAGE}?q=a&page=2").status_code == 404
        assert client.get(f"{PAGE}?page=2").status_code == 404

    def test_a_name_that_no_story_has_leads_to_its_page(self, index, stories, client):
        author = Suggestion("나시험", "author", "/ko/authors/bora-testman/")
        index.suggested = [author, Suggestion("나시험장", "word", "")]
        page = page_of(client.get("/ko/search/?q=나시험"))
        assert texts(page, "//ul[@class='search-tips']/li")[0] == "기자: 나시험"
        assert page.xpath("//ul[@class='search-tips']//a/@href")[0] == author.url

    def test_nothing_found_leads_on(self, index, stories, client):
        answer = client.get("/ko/search/?q=없음&in=ko")
        page = page_of(answer)
        assert answer.status_code == 200
        assert texts(page, COUNT) == ["검색 결과가 없습니다"]
        assert page.xpath("//ul[@class='search-tips']//a/@href") == [
            "/ko/search/?q=%EC%97%86%EC%9D%8C",
            "/ko/2026/03/02/",
        ]
        assert "경제" in texts(page, "//nav[@class='site-links']//a")
        assert foreign(answer) == []


class TestPaging:
    def test_leads_back_and_forth(self, index, editions, client):
        index.found, index.total = editions, 70
        page = page_of(client.get(f"{PAGE}?q=a&in=en&page=2"))
        assert page.xpath("//nav[@class='paging']//a/@href") == [
            f"{PAGE}?q=a&in=en",
            f"{PAGE}?q=a&in=en&page=3",
        ]
        last = page_of(client.get(f"{PAGE}?q=a&page=4"))
        assert last.xpath("//nav[@class='paging']//a/@rel") == ["prev"]

    def test_is_not_there_for_one_page(self, index, editions, client):
        index.found, index.total = editions, 20
        assert headlines(client.get(f"{PAGE}?q=a"))
        assert not page_of(client.get(f"{PAGE}?q=a")).xpath("//nav[@class='paging']")
