"""A random walk over all actions of a desk, and invariants after each step."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from articles import clock
from articles.models import (
    Article,
    DisplayStatus,
    Edition,
    EditionByline,
    EditionKind,
    EditionTopic,
    Event,
    LanguageProgress,
    Wanted,
)
from articles.previews import compose, edition_text_digest
from articles.publishing import broken_seals
from articles.publishing.standing import outdated_facts
from articles.publishing.verification import events_without_edition, unlogged_editions
from tests.articles.models.test_behind import behind_source
from tests.articles.publishing.walk import ACTS, Walk
from tests.factories import LANGUAGES, NOON

STEPS = 170
MICROSECOND = timedelta(microseconds=1)
SEEDS = (1, 3, 7)


class Clock:
    """A clock that only the test moves."""

    def __init__(self, traveller):
        self.traveller, self.now = traveller, NOON

    def pass_by(self, time):
        self.now += time
        self.traveller.move_to(self.now, tick=False)


class WrongClock(Clock):
    """The wrong clock of a server, up to 90 seconds off and different each time; the database's is right."""

    def __init__(self, traveller, random, monkeypatch):
        super().__init__(traveller)
        self.random = random
        monkeypatch.setattr(clock, "read_database_clock", lambda: self.now)
        monkeypatch.setattr(clock, "now", lambda: self.now)  # as measured from the clock of the database
        monkeypatch.setattr(clock, "read_database_clock_with", self.read_with)

    def read_with(self, sql, values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return (self.now, *cursor.fetchone()[1:])

    def pass_by(self, time):
        self.now += time
        self.traveller.move_to(self.now + timedelta(seconds=self.random.uniform(-90, 90)), tick=False)


class Witness:
    """Remembers pages that readers saw and checks them later, together with all invariants."""

    def __init__(self, walk):
        self.walk, self.article = walk, walk.article
        self.seen = {}
        self.remember()

    def remember(self):
        self.before, self.before_at = self.rows(), self.walk.now
        self.versions = self.guards()

    def rows(self):
        return {row["id"]: row for row in Edition.objects.filter(article=self.article).values()}

    def guards(self):
        rows = LanguageProgress.objects.filter(article=self.article).values_list("language", "version")
        return {"filing": Article.objects.get(pk=self.article.pk).version} | dict(rows)

    def check(self, *, was_done):
        rows = self.rows()
        if not was_done:
            assert rows == self.before, "a refused act changed something"
        self.check_the_past_is_unchanged(rows)
        for language in LANGUAGES:
            chain = [row for row in rows.values() if row["language"] == language]
            self.check_chain(sorted(chain, key=lambda row: row["number"]))
        self.check_desk()
        self.check_instants()
        self.check_what_readers_saw()
        self.check_filing()
        self.check_log()
        assert list(broken_seals()) == []
        assert outdated_facts([self.article.pk]) == []
        assert [*unlogged_editions(), *events_without_edition()] == []
        after = self.guards()
        assert all(after[part] >= number for part, number in self.versions.items())
        self.remember()

    def check_the_past_is_unchanged(self, rows):
        """Published editions never change; only an open or future end moves, to now or later."""
        for number, old in self.before.items():
            if old["live_from"] > self.walk.now:
                continue
            new = rows[number]
            moved = {name for name in old if old[name] != new[name]}
            assert moved <= {"live_until"}
            if moved:
                assert old["live_until"] is None or old["live_until"] >= self.walk.now
                assert new["live_until"] is None or new["live_until"] >= self.walk.now

    def check_chain(self, chain):
        assert [row["number"] for row in chain] == list(range(1, len(chain) + 1))
        for row, following in zip(chain, chain[1:], strict=False):
            assert row["live_from"] < row["live_until"] == following["live_from"]
        assert len([row for row in chain if row["live_from"] > self.walk.now + timedelta(seconds=1)]) <= 1
        if chain:
            assert chain[-1]["live_until"] is None
            assert {row["first_published_at"] for row in chain} == {chain[0]["live_from"]}

    def check_what_readers_saw(self):
        """The answer for a past instant never changes."""
        if self.walk.now == NOON:
            return
        past = (self.walk.now - NOON) * self.walk.random.random() * 0.999
        earlier = self.walk.random.sample(sorted(self.seen), min(4, len(self.seen)))
        for instant in [NOON + past, *earlier[:1]]:
            answer = self.answer(instant)
            assert self.seen.setdefault(instant, answer) == answer
        self.answer(self.walk.now + timedelta(minutes=self.walk.random.randint(0, 300)))

    def answer(self, instant):
        found = Edition.objects.open_at(instant).filter(article=self.article)
        answer = sorted(found.values_list("language", "number", "digest"))
        assert len({language for language, *_ in answer}) == len(answer), "two editions live at once"
        live = Edition.objects.live(instant).filter(article=self.article).count()
        assert live + Edition.objects.notices(instant).filter(article=self.article).count() == len(answer)
        return answer

    def check_filing(self):
        expected = []
        for edition in Edition.objects.filter(article=self.article).exclude(kind__in=EditionKind.NOTICES):
            place = (edition.pk, edition.language, edition.first_published_at, edition.article_id)
            expected += [(*place, "topic", topic) for topic in edition.printed["topics"]]
            authors = {byline["author"] for byline in edition.printed["bylines"]}
            expected += [(*place, "author", author) for author in authors]
        place = ["edition", "language", "first_published_at", "article"]
        filed = [
            (*row[:-1], kind, row[-1])
            for model, kind in ((EditionTopic, "topic"), (EditionByline, "author"))
            for row in model.objects.filter(article=self.article).values_list(*place, kind)
        ]
        assert sorted(filed) == sorted(expected)

    def check_log(self):
        """Events are in chronological order, and a reader of the log learns the whole chain."""
        instants, told = [], {}
        for event in Event.objects.after(0):
            instants.append(event.at)
            if event.edition_number is None:
                continue
            place = (event.language, event.edition_number)
            if event.type == "cancelled":
                assert told.pop(place) == event.edition_digest
            else:
                assert (place in told) == (event.type == "brought_forward")
                told[place] = event.edition_digest
        assert instants == sorted(instants)
        kept = Edition.objects.filter(article=self.article)
        assert told == {(row.language, row.number): row.digest for row in kept}

    def check_desk(self):
        article = Article.objects.get(pk=self.article.pk)
        record = article.history.first()
        assert record.title_en == article.title_en and record.body_ko == article.body_ko
        assert record.snapshot["versions"]["filing"] == article.version
        languages = {row.language: row for row in article.progress.with_standing()}
        assert set(languages) == set(LANGUAGES)
        for language, progress in languages.items():
            would_print = compose(article, progress)
            would_print.slug = article.text("slug", language)  # fixed by the first publication
            assert progress.text_digest == edition_text_digest(would_print)
            assert progress.standing == self.expected(progress, would_print)

    def check_instants(self):
        """The rows of the languages fit their editions, now and at later instants."""
        editions = Edition.objects.filter(article=self.article)
        ahead = editions.filter(live_from__gt=self.walk.now).values_list("live_from", flat=True)
        for at in {self.walk.now, *ahead, *(start - MICROSECOND for start in ahead)}:
            live = editions.live(at)
            in_force = list(editions.open_at(at))
            there = {edition.language: edition for edition in in_force}
            assert len(there) == len(in_force), "two editions live at once"
            behind = set(behind_source(live, at).values_list("language", flat=True))
            awaiting = set(live.awaiting_correction(at).values_list("language", flat=True))
            rows = LanguageProgress.objects.with_standing(at).filter(article=self.article)
            assert {row.language for row in rows} == set(LANGUAGES)
            for row in rows:
                if row.previous_from and row.previous_from > at:
                    continue  # one that starts within a second counts as live, and may have a successor
                edition = there.get(row.language)
                assert row.live_number == (edition and edition.number)
                assert row.live_kind == (edition and edition.kind)
                assert row.live_from == (edition and edition.live_from)
                assert row.is_behind == (row.language in behind)
                assert row.awaits_correction == (row.language in awaiting)

    def expected(self, progress, would_print):
        """Return the status, computed from the editions one by one."""
        chain = list(Edition.objects.of(self.article, progress.language).order_by("number"))
        current = [edition for edition in chain if edition.live_from <= self.walk.now]
        if len(current) < len(chain):
            return DisplayStatus.SCHEDULED
        if current:
            if current[-1].is_notice:
                retracted = current[-1].kind == EditionKind.RETRACTION
                return DisplayStatus.RETRACTED if retracted else DisplayStatus.WITHDRAWN
            same = progress.wanted == Wanted.NOTHING or current[-1].says_the_same_as(would_print)
            return DisplayStatus.LIVE if same else DisplayStatus.LIVE_CHANGED
        return DisplayStatus.NOTHING if progress.wanted == Wanted.NOTHING else progress.stage


@pytest.mark.django_db
class TestRandomWalk:
    def test_every_rule_holds_until_every_act_was_tried(self):
        with time_machine.travel(NOON, tick=False) as traveller:
            self.walk(7, Clock(traveller), is_short=True)

    @pytest.mark.long
    @pytest.mark.parametrize("seed", SEEDS)
    def test_every_rule_holds_after_every_step(self, seed):
        with time_machine.travel(NOON, tick=False) as traveller:
            self.walk(seed, Clock(traveller))

    @pytest.mark.long
    def test_every_rule_holds_where_the_clock_of_the_server_is_wrong(self, monkeypatch):
        with time_machine.travel(NOON, tick=False) as traveller:
            self.walk(9, WrongClock(traveller, random.Random(9), monkeypatch))

    def walk(self, seed, time, *, is_short=False):
        """Check every rule after each step. A short walk ends when every act has been accepted once."""
        walk = Walk(random.Random(seed), time)
        witness = Witness(walk)
        acts = {act.__name__ for act in ACTS}
        for _step in range(STEPS):
            witness.check(was_done=walk.step())
            if is_short and walk.done.keys() == acts:
                break
        assert walk.done.keys() == acts, "choose a seed that tries all"
        answers = {instant: witness.answer(instant) for instant in witness.seen}
        assert answers == witness.seen
