"""Targets of related links and of links in the text, at the instant of the check."""

import pytest
import time_machine

from articles.models import EditionKind, Term
from articles.publishing import publish, withdraw
from tests.articles.checks.text.findings import codes_and_passages
from tests.factories import HOUR, LANGUAGES, NOON, approve, make_published, make_topic, make_whole_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def make_related(**columns):
    article = make_whole_article()
    article.related_links.create(**columns)
    return article


def make_linking(kind, number):
    return make_whole_article(body_en=f'<p>It is <a data-{kind}="{number}">the old pact</a>.</p>')


@pytest.mark.parametrize(
    "address",
    ["http://testserver/admin/articles/article/12/change/#_ftn1", "http://localhost:8000/admin/"],
)
def test_a_link_to_the_newsrooms_own_screens_is_found(address):
    article = make_whole_article(body_en=f'<p>It is <a href="{address}">the old pact</a>.</p>')
    assert codes_and_passages(article) == [("link.admin", "the old pact")]
    related = make_related(url=address, title_en="The old pact")
    assert codes_and_passages(related) == [("link.admin", "")]


@pytest.mark.parametrize("address", ["https://paper.example/admin/", "http://testserver/en/"])
def test_a_link_that_readers_can_open_is_none(address):
    assert codes_and_passages(make_whole_article(body_en=f'<p><a href="{address}">The pact</a>.</p>')) == []


def test_a_related_story_that_leads_nowhere_is_found():
    assert codes_and_passages(make_related(title_en="Elsewhere")) == [("related.unresolved", "")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_related_story_live_in_either_language_is_none(language):
    assert codes_and_passages(make_related(target=make_published(languages=(language,)))) == []


def test_a_related_story_that_nobody_can_read_is_a_warning_until_it_goes_live():
    article = make_related(target=make_published(at=NOON + HOUR))
    assert codes_and_passages(article) == [("related.nowhere", "")]
    assert codes_and_passages(article, at=NOON + HOUR) == []


@pytest.mark.parametrize("kind", EditionKind.NOTICES)
def test_a_related_story_that_was_taken_back_is_found(kind, clock):
    target = make_published()
    clock.shift(HOUR)
    withdraw(target, "en", by=None, note="It was wrong.", kind=kind)
    assert codes_and_passages(make_related(target=target)) == [("related.withdrawn", "")]


def test_a_story_taken_back_in_the_other_language_alone_is_none(clock):
    target = make_published(languages=LANGUAGES)
    clock.shift(HOUR)
    withdraw(target, "ko", by=None, note="틀렸습니다.")
    assert codes_and_passages(make_related(target=target)) == []


def test_a_story_elsewhere_has_a_title():
    assert codes_and_passages(make_related(url="https://paper.example/1", title_ko="먼 곳")) == [
        ("related.untitled", "")
    ]
    assert codes_and_passages(make_related(url="https://paper.example/1", title_en="Afar")) == []


@pytest.mark.parametrize("kind", ["article", "topic", "term"])
def test_a_link_to_what_does_not_exist_is_found_at_its_words(kind):
    assert codes_and_passages(make_linking(kind, 4711)) == [("link.gone", "the old pact")]


def test_a_link_to_a_story_that_nobody_can_read_is_a_warning():
    other = make_whole_article()
    article = make_linking("article", other.pk)
    assert codes_and_passages(article) == [("link.nowhere", "the old pact")]
    approve(other, "en")
    publish(other, "en", by=None)
    assert codes_and_passages(article) == []


def test_a_link_to_a_topic_leads_to_a_page_of_its_own():
    topic = make_topic("pacts", name_ko="", explanation_en="They bind.")
    article = make_linking("topic", topic.pk)
    assert codes_and_passages(article) == []
    topic.merged_into = make_topic("treaties")
    topic.save()
    assert codes_and_passages(article) == [("link.topic", "the old pact")]


def test_a_link_to_a_topic_without_a_name_in_this_language_is_a_warning():
    assert codes_and_passages(make_linking("topic", make_topic("pacts", name_en="").pk)) == [
        ("link.topic", "the old pact")
    ]


def test_a_link_to_a_topic_without_an_explanation_in_this_language_is_a_warning():
    topic = make_topic("pacts", explanation_ko="묶는다.")
    article = make_linking("topic", topic.pk)
    assert codes_and_passages(article) == [("link.topic", "the old pact")]
    topic.explanation_en = "They bind."
    topic.save()
    assert codes_and_passages(article) == []


def test_a_marked_term_that_explains_nothing_in_this_language_is_a_warning():
    term = Term.objects.create(name_en="Strait Pact", name_ko="해협협정", explanation_ko="두 항구의 협정.")
    article = make_linking("term", term.pk)
    assert codes_and_passages(article) == [("link.term", "the old pact")]
    term.explanation_en = "It is old."
    term.save()
    assert codes_and_passages(article) == []
