"""No answer contains hidden content: each state has a marker word, and a crawl looks for them."""

import re
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from articles.models import (
    Article,
    ArticleTopic,
    Byline,
    EditionKind,
    LanguageProgress,
    RelatedLink,
    Source,
    Wanted,
)
from articles.publishing import cancel, correct, publish, quick_fix, withdraw_together
from articles.workflow.edit_session import editing
from articles.workflow.transitions import perform
from newsroom.search.consumer import catch_up
from newsroom.story_search.consumer import story_search
from newsroom.story_search.models import StoryWords, WaitingStory
from tests.factories import (
    HOUR,
    NOON,
    approve,
    make_article,
    make_author,
    make_publication,
    make_published,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.public.crawl import crawl, reached
from tests.public.newsdesk import make_image, tell

STATES = (
    *("draft", "review", "approved", "scheduled", "cancelled", "brief", "superseded", "unpublished"),
    *("later", "untranslated", *EditionKind.NOTICES, *(f"{kind}note" for kind in EditionKind.NOTICES)),
    *(f"{kind}named" for kind in EditionKind.NOTICES),
)
MARKER = re.compile(r"zz[a-z]+zz")
NAMED = "qqnamedqq"  # in the headline of a notice, shown only on the page that replaces the story


def marked(state, languages=("en", "ko")):
    """Return the columns of a story with the marker of a state in every text."""
    word = f"zz{state}zz"
    said = {"en": f"{word} the harbor opens", "ko": f"{word} 항구가 문을 열었다"}
    columns = {}
    for code in languages:
        columns |= {f"title_{code}": said[code], f"summary_{code}": f"{said[code]}.", f"slug_{code}": word}
        columns |= {f"body_{code}": f"<p>{said[code]}.</p>"}
    return columns


def searches(language):
    """Yield searches for hidden words, whole and abbreviated, and for words that every story here has."""
    for words in ("harbor", "항구", "zz", "taken back", "거두어들였다", "wrong", "unchanged"):
        for order in ("relevance", "date"):
            yield f"/{language}/search/?q={words}&order={order}&until=2200-01-01"
        yield f"/{language}/search/suggestions/?q={words}"
    yield f"/{language}/search/?q=qqnamed"
    yield f"/{language}/search/suggestions/?q=qqnamed"
    for state in STATES:
        for address in ("search/", "search/suggestions/"):
            yield f"/{language}/{address}?q=zz{state}zz"
            yield f"/{language}/{address}?q=zz{state[:3]}"


class Crawl(NamedTuple):
    """Results of a crawl.

    answers     {address: answer}
    heads       the same without bodies
    statements  SQL of the answers
    """

    answers: dict
    heads: dict
    statements: list


@pytest.mark.long_on_postgresql
class LeakTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with travel(NOON, tick=False) as clock:
            make_publication()
            make_standing_page(
                slug="about", title_en="About", title_ko="소개", body_en="<p>A</p>", body_ko="<p>가</p>"
            )
            cls.section, cls.topic, cls.author = make_section(), make_topic(), make_author()
            cls.image = make_image()
            cls.make_open_stories()
            cls.articles = list(cls.make_hidden_stories(clock))
            catch_up()
            story_search.catch_up()  # the desk's index contains all hidden texts

    @classmethod
    def make_open_stories(cls):
        filing = {"topics": [cls.topic], "authors": [cls.author], "lead_image": cls.image}
        for number in range(3):
            tell(languages=("en", "ko"), number=f" {number}", **filing)

    @classmethod
    def make_hidden_stories(cls, clock):
        yield make_article(**marked("draft"))
        in_review = make_article(**marked("review"))
        perform("submit", in_review, language="en", by=None)
        yield in_review
        approved = make_article(**marked("approved"))
        approve(approved, "en")
        approve(approved, "ko")
        yield approved
        yield make_published(languages=("en", "ko"), at=NOON + 1000 * HOUR, **marked("scheduled"))
        cancelled = make_published(languages=("en", "ko"), at=NOON + 1000 * HOUR, **marked("cancelled"))
        for language in ("en", "ko"):
            cancel(cancelled, language, by=None)
        yield cancelled
        yield make_published(languages=("ko", "en"), wanted={"en": Wanted.BRIEF}, body_en="<p>zzbriefzz</p>")
        yield from cls.make_taken_back(clock)
        yield from cls.make_changed(clock)

    @classmethod
    def make_taken_back(cls, clock):
        for kind in EditionKind.NOTICES:
            story = tell(
                languages=("en", "ko"), topics=[make_topic(f"zz{kind}topiczz")], authors=[cls.author],
                **marked(kind),
            )  # fmt: skip
            cls.make_related_to(story)
            clock.shift(HOUR)
            told = {"note": f"zz{kind}notezz", "note_there": f"zz{kind}notezz 정정"}
            correct(story, "en", by=None, **told)
            clock.shift(HOUR)
            notes = {"en": "Taken back.", "ko": "거두어들였다."}
            withdraw_together(story, notes, by=None, kind=kind, is_named=False)
            yield story
            yield cls.make_named(clock, kind)

    @classmethod
    def make_named(cls, clock, kind):
        """Make a story that notices with its headline replace. The address does not contain the headline."""
        headlines = {"title_en": f"{NAMED} harbor", "title_ko": f"{NAMED} 항구"}
        story = tell(
            languages=("en", "ko"), topics=[cls.topic], authors=[cls.author],
            **marked(f"{kind}named") | headlines,
        )  # fmt: skip
        cls.make_related_to(story)
        clock.shift(HOUR)
        withdraw_together(story, {"en": "Taken back.", "ko": "거두어들였다."}, by=None, kind=kind)
        return story

    @classmethod
    def make_related_to(cls, gone):
        """Publish a story with links to one that is withdrawn later."""
        link = f'<p>See <a data-article="{gone.pk}">there</a>.</p>'
        tell(languages=("en", "ko"), related=[{"target": gone}], body_en=link, number=f" {gone.pk}")

    @classmethod
    def make_changed(cls, clock):
        fixed = make_published(title_en="zzsupersededzz", slug_en="open-story")
        clock.shift(HOUR)
        quick_fix(fixed, "en", by=None, headline="Mended")
        yield fixed
        live = make_published(number=" unchanged")
        with editing(live.pk) as copy:
            copy.title_en, copy.body_en = "zzunpublishedzz", "<p>zzunpublishedzz</p>"
            copy.topics.add(make_topic("zzunpublishedtopiczz"))
            copy.related_links.create(url="https://zzunpublishedzz.example/", title_en="zzunpublishedzz")
        yield live
        later = make_published(number=" later")
        rewrite(later, **marked("later", ["en"]))
        approve(later, "en")
        publish(later, "en", by=None, at=NOON + 1000 * HOUR)
        yield later
        other = make_published(languages=("en",), **marked("untranslated", ["ko"]))
        yield other

    @classmethod
    def guesses(cls):
        """Yield the addresses that a person would try who knows the hidden stories."""
        for language in ("en", "ko"):
            for article in cls.articles:
                yield f"/{language}/articles/{article.pk}/"
                yield f"/{language}/articles/{article.pk}/harbor-opens/"
                yield f"/{language}/articles/{article.pk}/?at=2030-01-01"
                yield f"/preview/{article.pk}/{language}/"
                yield f"/{language}/articles/{article.pk}/harbor-opens/history/"
                yield f"/{language}/articles/{article.pk}/harbor-opens/side-by-side/"
                yield f"/{language}/articles/{article.pk}/harbor-opens/history/1/"
                yield f"/{language}/articles/{article.pk}/harbor-opens/history/2/"
            for topic in ("withdrawal", "retraction", "unpublished"):
                yield f"/{language}/topics/zz{topic}topiczz/"
            yield from searches(language)
            yield f"/{language}/2026/04/13/"
            yield f"/{language}/sections/economy/?at=2027-01-01"
            yield f"/{language}/sections/economy/?before=9999999999999999-9"

    @classmethod
    def crawled(cls):
        """Return a Crawl of all addresses that can be reached or guessed, made once per class."""
        if "found" not in vars(cls):  # each subclass has its own client
            cls.crawler = cls.client_class()
            with travel(NOON + 100 * HOUR, tick=False):
                with CaptureQueriesContext(connection) as queries:
                    answers = crawl(cls.crawler, list(cls.guesses()))
                statements = [query["sql"] for query in queries]  # the next request discards them
                heads = {address: cls.crawler.head(address) for address in answers}
            cls.found = Crawl(answers, heads, statements)
        return cls.found

    def test_no_answer_holds_what_readers_may_not_see(self):
        answers = self.crawled().answers
        for address, answer in answers.items():
            self.assertEqual(self.leaks(address, answer), [], address)
            is_notice = answer.status_code == 410 and "/articles/" in address
            self.assertTrue(is_notice or NAMED not in self.text(answer), address)
        named = [address for address, answer in answers.items() if NAMED in self.text(answer)]
        self.assertGreaterEqual(len(named), 2 * 2 * len(EditionKind.NOTICES))
        self.assertGreater(len(answers), 60)
        statuses = {answer.status_code for answer in answers.values()}
        self.assertLessEqual({200, 301, 302, 404, 410}, statuses)

    def test_no_answer_without_a_body_holds_it_either(self):
        for address, answer in self.crawled().heads.items():
            self.assertEqual(self.leaks(address, answer), [], address)

    def leaks(self, address, answer):
        """Return the markers in an answer, except those in its address."""
        return [word for word in MARKER.findall(self.text(answer)) if word not in address]

    def text(self, answer):
        body = b"" if answer.streaming else answer.content
        headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
        return body.decode() + headers

    def test_crawl_finds_the_markers_once_they_may_be_seen(self):
        with travel(NOON + 2000 * HOUR, tick=False):
            answers = crawl(self.client)
        text = " ".join(answer.content.decode() for answer in answers.values() if not answer.streaming)
        self.assertEqual(set(MARKER.findall(text)), {"zzscheduledzz", "zzlaterzz"})

    @pytest.mark.long
    def test_every_link_leads_somewhere(self):
        statuses = {
            address: answer.status_code for address, answer in reached(self.crawled().answers).items()
        }
        self.assertGreater(len(statuses), 60)
        self.assertEqual({address for address, status in statuses.items() if status >= 400}, set())

    def test_no_page_asks_for_the_working_copy(self):
        statements = self.crawled().statements
        self.assertGreater(len(statements), 100)
        self.assertEqual(StoryWords.objects.count(), Article.objects.count())
        working_copy = (Article, LanguageProgress, Byline, RelatedLink, Source, ArticleTopic)
        working_copy += (StoryWords, WaitingStory)
        desk = re.compile(rf"\b({'|'.join(model._meta.db_table for model in working_copy)})\b")
        self.assertEqual([sql for sql in statements if desk.search(sql)], [])
        self.assertTrue(any(re.search(r"\barticles_edition\b", sql) for sql in statements))
