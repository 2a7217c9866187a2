"""A random walk over stories, front pages and their surroundings: a kept page equals a new one.

Pages with kept parts do too.
"""

import contextlib
import random
from datetime import timedelta

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler

from articles.models import Edition, Term
from articles.story_exceptions import hide_related, release_rights, reserve_rights, show_related
from newsroom.claims.decisions import ClaimRefused
from newsroom.frontpage.models import (
    FrontPageScope,
    LayoutKind,
    LeadPresentation,
    Placement,
    SlotKind,
    SlotPosition,
)
from newsroom.frontpage.placement_session import PlacementConflict, PlacementRefused
from newsroom.frontpage.placements import end_placement, place_story
from newsroom.live.pictures import ChosenPicture
from newsroom.live.publication import (
    LiveRefused,
    begin_coverage,
    correct_entry,
    end_coverage,
    pin_entry,
    post_entry,
    take_down,
)
from newsroom.pageviews.counters import PageView, compute_rankings, counter, save_rankings
from newsroom.related.consumer import related
from newsroom.search.consumer import search
from tests.articles.publishing.test_random_walk import Clock
from tests.articles.publishing.walk import Walk
from tests.claims.cases import make_statement
from tests.factories import (
    LANGUAGES,
    NOON,
    make_article,
    make_publication,
    make_standing_page,
    make_user,
)
from tests.pagecache.ask import FRESH, ask
from tests.public.newsdesk import make_image, tell

WALKS = [(1, 12), *(pytest.param(seed, 40, marks=pytest.mark.long) for seed in (1, 2))]  # seeds and steps
PAUSES = [timedelta(0), timedelta(seconds=2), timedelta(minutes=7), timedelta(hours=1), timedelta(hours=9)]
LISTS = """
    / corrections/ checksums/ feed.atom feed.json corrections/feed.atom feeds/ search/ search/?q=harbor
    search/suggestions/?q=ha sections/economy/ sections/world/feed.json topics/harbors/ topics/ships/feed.atom
    authors/bora-testman/ authors/minsu-probe/feed.json 2026/03/02/ pages/about/ opensearch.xml
""".split()
FILES = "/sitemap.xml /sitemaps/pages.xml /sitemaps/topics-1.xml /sitemaps/news.xml /checksums.json".split()
OF_A_STORY = ("", "history/", "history/1/", "side-by-side/", "republish/", "live/")


class NewsroomAtWork:
    """Several stories, each changed by a Walk, and the rows that pages show with them."""

    def __init__(self, chance, clock):
        self.chance, self.clock, self.is_told = chance, clock, True
        self.publication = make_publication()
        self.page = make_standing_page(
            title_en="About", body_en="<p>A</p>", body_ko="<p>가</p>", title_ko="소개"
        )
        self.walk = Walk(chance, clock)
        self.chief = make_user("chief")
        self.term = Term.objects.create(name_en="Quay", name_ko="부두", explanation_en="A wall.")
        self.image = make_image()
        self.stories = [
            self.walk.article,
            self.walk.elsewhere,
            *(make_article(languages=LANGUAGES) for _ in "ab"),
        ]
        section = self.walk.sections[0]
        linked = "".join(f'<a data-article="{story.pk}">here</a> ' for story in self.stories)
        marks = f'<a data-topic="{self.walk.topics[0].pk}">ships</a> <a data-term="{self.term.pk}">quay</a>'
        body = (
            f'<p>{linked} {marks}</p><figure data-image="{self.image.pk}"><figcaption></figcaption></figure>'
        )
        texts = {"body_en": body, "body_ko": body, "section": section, "lead_image": self.image}
        authors, topics = self.walk.authors[:1], self.walk.topics[1:2]
        self.linking = tell(languages=LANGUAGES, authors=authors, topics=topics, **texts)
        self.stories.append(self.linking)

    def step(self):
        """Move the clock, and usually change something. Return whether something changed."""
        self.clock.pass_by(self.chance.choice(PAUSES))
        if self.chance.random() < 0.25:
            return False
        act = self.chance.choice([self.publish] * 8 + self.ACTS)
        act(*([] if act == self.publish else [self]))
        return True

    def publish(self):
        self.walk.article, self.walk.elsewhere = self.chance.sample(self.stories, 2)
        self.walk.step()

    def place(self):
        language, slot = self.chance.choice(LANGUAGES), self.chance.choice(list(SlotKind))
        is_block = slot == SlotKind.BLOCK
        target = SlotPosition(
            language, FrontPageScope.FRONT, slot, 1, self.walk.sections[0].pk if is_block else None
        )
        at = self.clock.now + timedelta(minutes=30) if self.chance.random() < 0.3 else None
        words = "Breaking" if slot == SlotKind.BANNER else ""
        options = {"at": at, "words": words}
        if target.is_front_lead:
            options["presentation"] = LeadPresentation(self.chance.choice([LayoutKind.CALM, LayoutKind.LIVE]))
        self.try_to(place_story, self.chance.choice(self.stories), target, by=None, **options)

    def end_one(self):
        if found := Placement.objects.not_over().order_by("?").first():
            self.try_to(end_placement, found, by=None)

    def try_to(self, act, *arguments, **options):
        with contextlib.suppress(PlacementRefused, PlacementConflict):
            act(*arguments, **options)

    def rename(self):
        target = self.chance.choice(
            [self.publication, *self.walk.topics, *self.walk.authors, *self.walk.sections]
        )
        target = type(target).objects.get(pk=target.pk)
        target.name_en = f"Name {self.chance.randint(1, 99)}"
        target.save()

    def explain(self):
        target = self.chance.choice([self.term, self.walk.topics[0]])
        target = type(target).objects.get(pk=target.pk)
        target.explanation_en = f"Explained {self.chance.randint(1, 99)} times."
        target.save()

    def limit_rights(self):
        self.image.rights_until = self.chance.choice(
            [None, self.clock.now + timedelta(minutes=20), self.clock.now - timedelta(hours=1)]
        )
        self.image.save()

    def reserve(self):
        self.chance.choice([reserve_rights, release_rights])(self.linking.pk, by=None)
        one, other = self.chance.sample([story.pk for story in self.stories], 2)
        self.chance.choice([hide_related, show_related])(one, other, by=None)

    def read(self):
        for language in LANGUAGES:
            for story in self.stories:
                for _time in range(self.chance.randint(0, 40)):
                    counter.add(PageView(story.pk, language), self.clock.now)
        counter.write_if_due(self.clock.now)
        save_rankings(compute_rankings(self.clock.now))

    def compute(self):
        related.catch_up()
        search.catch_up()

    def cover(self):
        story, language = self.chance.choice(self.stories), self.chance.choice(LANGUAGES)
        with contextlib.suppress(LiveRefused):  # the story may not be live, or the picture without rights
            begin_coverage(story, by=self.chief)
            picture = self.chance.choice([None, ChosenPicture(self.image.pk)])
            words = f"Word {self.chance.randint(1, 99)}"
            entry = post_entry(story, language, words, by=self.chief, picture=picture)
            # Two changes at the same instant do not occur with a real clock.
            self.clock.pass_by(timedelta(seconds=1))
            act = self.chance.choice(["leave", "pin", "correct", "take down", "end"])
            if act == "pin":
                pin_entry(story, entry.number, by=self.chief)
            elif act == "correct":
                correct_entry(story, entry.number, language, "Mended.", by=self.chief, seen=1)
            elif act == "take down":
                take_down(story, entry.number, by=self.chief)
            elif act == "end":
                end_coverage(story, by=self.chief)

    def state(self):
        begins = self.chance.choice([None, self.clock.now + timedelta(minutes=20)])
        with contextlib.suppress(ClaimRefused):  # the story may never have been live
            story, days = self.chance.choice(self.stories), self.chance.choice([0.02, 0.2])
            make_statement(by=self.chief, article=story, days=days, live_from=begins, with_hold=False)

    ACTS = [
        cover,
        cover,
        state,
        place,
        place,
        end_one,
        rename,
        explain,
        limit_rights,
        reserve,
        read,
        read,
        compute,
        compute,
    ]

    def addresses(self):
        """Return some addresses of lists, files, and pages of stories, live or not."""
        lists = [f"/{code}/{path.removeprefix('/')}" for code in LANGUAGES for path in LISTS]
        of_stories = [
            f"/{edition.language}/articles/{edition.article_id}/{edition.slug}/{path}"
            for edition in Edition.objects.filter(number=1)
            for path in OF_A_STORY
        ]
        chosen = self.chance.sample(lists + FILES, 3)
        return chosen + self.chance.sample(of_stories, min(len(of_stories), 4))


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "steps"), WALKS)
def test_a_kept_page_is_a_fresh_one_after_any_change(seed, steps, settings, handler):
    settings.MOST_READ_FROM = 1
    hits, django = 0, WSGIHandler()  # WSGIHandler keeps no pages
    with time_machine.travel(NOON, tick=False) as traveller:
        newsroom = NewsroomAtWork(random.Random(seed), Clock(traveller))
        for _step in range(steps):
            if newsroom.step():
                handler.journal.look_again()
            for address in newsroom.addresses():
                kept, made_of_parts = ask(handler, address), ask(handler, address, **FRESH)
                fresh = ask(django, address)
                hits += kept.is_hit
                assert (kept.status, kept.body) == (fresh.status, fresh.body), address
                assert (made_of_parts.status, made_of_parts.body) == (fresh.status, fresh.body), address
    assert hits >= steps // 2, "hardly anything was kept"
