"""Each kind of change replaces the kept page of a story that shows it, but not of another story."""

from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine

from articles.models import Event, EventType, Term
from articles.models.logged import subject_types
from articles.publishing import quick_fix, withdraw
from articles.publishing.topic_merge import merge_topics
from articles.story_exceptions import hide_related, reserve_rights
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition
from newsroom.frontpage.placements import place_story
from newsroom.pagecache.changes import AT_THE_DESK, COMPUTED, changes_of, computed_keys
from newsroom.pagecache.page_keys import LISTS, SITE
from newsroom.pageviews.counters import VALID, save_rankings
from newsroom.pageviews.models import MostRead
from newsroom.related.models import Relation
from tests.factories import (
    HOUR,
    NOON,
    make_author,
    make_events,
    make_publication,
    make_section,
    make_standing_page,
    make_topic,
    rewrite,
)
from tests.pagecache.ask import ask
from tests.public.newsdesk import make_image, publish_again, tell

BANNER = SlotPosition("en", FrontPageScope.FRONT, SlotKind.BANNER)
LEAD = SlotPosition("en", FrontPageScope.FRONT, SlotKind.LEAD)


class Newspaper:
    """A story that shows everything that a story can show, and one that shows none of it."""

    def __init__(self):
        self.publication, self.section = make_publication(), make_section()
        self.page = make_standing_page(title_en="About", body_en="<p>A</p>")
        self.author, self.lead = make_author(), make_image()
        self.topic, self.marked = make_topic(), make_topic("ships", explanation_en="They float.")
        self.of_term = make_topic("walls")
        self.term = Term.objects.create(
            name_en="Quay", name_ko="부두", explanation_en="A wall.", topic=self.of_term
        )
        self.figure, self.linked, self.related = make_image(), tell(number=" 1"), tell(number=" 2")
        self.chosen = tell(number=" 3")
        figure = f'<figure data-image="{self.figure.pk}"><figcaption></figcaption></figure>'
        body = (
            f'<p><a data-article="{self.linked.pk}">it</a> <a data-topic="{self.marked.pk}">ships</a>'
            f' <a data-term="{self.term.pk}">quay</a></p>{figure}'
        )
        self.story = tell(
            body_en=body,
            lead_image=self.lead,
            authors=[self.author],
            topics=[self.topic],
            related=[{"target": self.chosen}],
        )
        self.other = tell(number=" 4")
        Relation.objects.create(article_id=self.story.pk, other_id=self.related.pk, score=0.9)


def changed(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()


def file_under(newspaper, topic):
    """Publish the first story on a topic, so that the topic's page exists."""
    tell(number=" 5", topics=[topic])


# Changes of rows that only the first story shows.
OF_THE_STORY = {
    "itself": lambda paper: quick_fix(paper.story, "en", by=None, headline="Harbor opened"),
    "a linked story": lambda paper: withdraw(paper.linked, "en", by=None, note="It was wrong."),
    "a chosen story": lambda paper: withdraw(paper.chosen, "en", by=None, note="It was wrong."),
    "a related story": lambda paper: withdraw(paper.related, "en", by=None, note="It was wrong."),
    "a hidden story": lambda paper: hide_related(paper.story.pk, paper.related.pk, by=None),
    "its rights": lambda paper: reserve_rights(paper.story.pk, by=None),
    "its lead picture": lambda paper: changed(paper.lead, focal_x=1, rights_until=NOON),
    "a picture in the text": lambda paper: changed(paper.figure, rights_until=NOON),
    "its topic": lambda paper: changed(paper.topic, name_en="Ports"),
    "its topic, merged": lambda paper: merge_topics(paper.topic, paper.marked, by=None),
    "an explained topic": lambda paper: changed(paper.marked, explanation_en="They sail."),
    "the first story on an explained topic": lambda paper: file_under(paper, paper.marked),
    "the first story on the topic of a term": lambda paper: file_under(paper, paper.of_term),
    "a term": lambda paper: changed(paper.term, explanation_en="A wall of stone."),
    "its author": lambda paper: changed(paper.author, position_en="Editor"),
}
# Changes that every page shows.
OF_ALL = {
    "the newspaper": lambda paper: changed(paper.publication, legal_notice_en="All rights reserved."),
    "a section": lambda paper: changed(paper.section, name_en="Money"),
    "a new section": lambda paper: make_section("sports"),
    "a standing page": lambda paper: make_standing_page("policy", title_en="Policy", body_en="<p>P</p>"),
    "breaking news": lambda paper: place_story(paper.linked, BANNER, by=None, words="Breaking"),
}
# Changes that only lists show.
OF_LISTS = {
    "another story": lambda paper: tell(number=" 6", topics=[paper.topic], authors=[paper.author]),
    "the front page": lambda paper: place_story(paper.related, LEAD, by=None),
}


@pytest.fixture(scope="module")
def paper_of_module(rows_of_module):
    with time_machine.travel(NOON, tick=False):
        return Newspaper()


@pytest.fixture
def paper(paper_of_module, handler, db):
    """Return the Newspaper with its pages kept at noon; the clock is one minute later."""
    with time_machine.travel(NOON, tick=False) as traveller:
        paper = deepcopy(paper_of_module)
        paper.traveller = traveller
        traveller.shift(timedelta(minutes=1))
        paper.addresses = {
            "story": f"/en/articles/{paper.story.pk}/{slug_of(paper.story)}/",
            "other": f"/en/articles/{paper.other.pk}/{slug_of(paper.other)}/",
            "front": "/en/",
        }
        assert keep(handler, paper) == set()
        assert keep(handler, paper) == set(paper.addresses)
        traveller.shift(timedelta(minutes=1))
        yield paper


def slug_of(story):
    story.refresh_from_db()
    return story.slug_en


def rank(paper, at):
    """Store three stories as the most read, counted at an instant."""
    places = enumerate([paper.linked, paper.related, paper.chosen], 1)
    counted = {"language": "en", "reads": 9, "counted_at": at}
    save_rankings([MostRead(place=place, article_id=story.pk, **counted) for place, story in places])


def keep(handler, paper):
    """Request each page. Return the names of the pages that were kept."""
    handler.journal.look_again()
    return {name for name, address in paper.addresses.items() if ask(handler, address).is_hit}


class TestOnePage:
    @pytest.mark.parametrize("name", OF_THE_STORY)
    def test_of_a_story_is_made_anew_when_what_it_shows_changes(self, handler, paper, name):
        OF_THE_STORY[name](paper)
        assert keep(handler, paper) == {"other"}

    @pytest.mark.parametrize("name", OF_ALL)
    def test_is_made_anew_when_the_frame_changes(self, handler, paper, name):
        OF_ALL[name](paper)
        assert keep(handler, paper) == set()

    @pytest.mark.parametrize("name", OF_LISTS)
    def test_of_a_story_stays_when_a_list_changes(self, handler, paper, name):
        OF_LISTS[name](paper)
        assert keep(handler, paper) == {"story", "other"}

    def test_is_made_anew_when_the_story_of_breaking_news_changes(self, handler, paper):
        place_story(paper.linked, BANNER, by=None, words="Breaking")
        keep(handler, paper)
        paper.traveller.shift(HOUR)
        withdraw(paper.linked, "en", by=None, note="It was wrong.")
        assert keep(handler, paper) == set()

    def test_is_made_anew_when_others_are_read_most(self, handler, paper):
        rank(paper, NOON)
        assert keep(handler, paper) == set()
        paper.traveller.shift(HOUR)
        quick_fix(paper.chosen, "en", by=None, headline="Harbor opened early")
        assert keep(handler, paper) == set()

    def test_is_made_anew_when_the_ranking_is_too_old_and_when_it_is_the_same_again(self, handler, paper):
        rank(paper, NOON)
        assert keep(handler, paper) == set()
        paper.traveller.move_to(NOON + VALID)
        assert not any(ask(handler, address).is_hit for address in paper.addresses.values())
        rank(paper, NOON + VALID)
        paper.traveller.shift(1)
        assert keep(handler, paper) == set()

    def test_of_a_story_is_made_anew_when_it_gets_a_related_story(self, handler, paper):
        rewrite(paper.linked, title_en="Harbor opened early")
        publish_again(paper.linked)
        keep(handler, paper)
        paper.traveller.shift(HOUR)
        Relation.objects.create(article_id=paper.other.pk, other_id=paper.linked.pk, score=0.9)
        last = Event.objects.latest("id").pk
        handler.journal.consumers["related"] = last - 5
        handler.journal._note_computed({"related": last}, {"en": [], "ko": []})
        assert keep(handler, paper) == {"front"}


class TestEvents:
    def test_of_the_desk_concern_no_page(self, db):
        told = [make_events(1, type=kind, subject_type="article")[0] for kind in AT_THE_DESK]
        assert changes_of(Event.objects.filter(pk__in=told), {}) == []

    def test_each_type_concerns_pages_or_the_desk(self, db):
        for kind in set(EventType) - AT_THE_DESK:
            [pk] = make_events(1, type=kind, subject_type="article")
            assert changes_of(Event.objects.filter(pk=pk), {}), kind

    @pytest.mark.parametrize(
        "kind", ["publication", "section", "standingpage", "redaction", "placement", "rightsreservation"]
    )
    def test_about_anything_unknown_concern_every_page(self, db, kind):
        [pk] = make_events(1, type=EventType.CHANGED, subject_type=kind)
        [change] = changes_of(Event.objects.filter(pk=pk), {})
        assert {SITE, LISTS} <= change.keys

    def test_know_every_subject(self):
        assert {"topic", "author", "term", "image", "placement", "relatedexclusion"} <= set(subject_types())


class TestComputedRows:
    @pytest.mark.parametrize("consumer", sorted(COMPUTED))
    def test_concern_no_page_after_work_at_the_desk(self, db, consumer):
        first, *_rest, last = make_events(5, type=EventType.NOTED, subject_type="article")
        assert computed_keys(consumer, first, last) == set()

    @pytest.mark.parametrize("consumer", sorted(COMPUTED))
    def test_concern_every_page_when_all_are_made_anew(self, db, consumer):
        assert computed_keys(consumer, 7, 3) == {SITE}

    def test_of_very_many_events_concern_every_page(self, db):
        assert computed_keys("related", 1, 5000) == {SITE}

    def test_of_other_consumers_concern_no_page(self, db):
        assert computed_keys("notifications", 1, 5) == set()
