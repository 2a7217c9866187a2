"""Similarity of stories, and relations between them, found and stored in both directions.

Stories are compared by weighted marks. A mark is a word under its language ("ko 항만", "en harbor"), or a
subject ("@7" a topic, "#12" a term), which both languages share. The rarer, the more it tells: rarity is 0
for what every story has, 1 for what one has.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from math import exp2, log, sqrt
from operator import itemgetter

from django.db.models import BigIntegerField, Q
from django.utils import timezone

from articles.compiled_queries import ListOf, compiled_query
from articles.models.event import ConsumerPosition
from articles.text.search.words import written_words
from newsroom.related.models import Mark, Reading, Relation

HEADLINE, SUMMARY = 4, 2  # how often a word counts that stands there
MOST_WORDS = 24  # of one language by which stories are compared
LONGEST_WORD = 40
TELLING = ("NNG", "NNP", "XR", "SL")  # nouns, names, Latin words; verbs and figures tell little
SUBJECTS = ("@", "#")
SHARED = {"@": 0.3, "#": 0.2}  # how much one shared subject of the rarest relates two stories by itself
HALF_LIFE = 180  # days after which an older story has lost half of what age may take
AGE_TAKES = 0.4
FEWEST = 20  # stories that a newspaper is taken to have at least


def count_marks(language: str, headline: str, summary: str, text: str) -> Counter[str]:
    """Count the words of a text as {mark: count}; those of headline and summary count more."""
    found = Counter()
    for part, weight in ((headline, HEADLINE), (summary, SUMMARY), (text, 1)):
        for word in written_words(part):
            for one in word.parts:
                if one.tag in TELLING and one.has_weight and 1 < len(one.token) <= LONGEST_WORD:
                    found[f"{language} {one.token}"] += weight
    return found


def rarity(stories: int, of: int) -> float:
    """Return the rarity of a mark that some of all stories have, between 0 and 1."""
    of = max(of, FEWEST)
    return max(0.0, min(1.0, log(of / max(stories, 1)) / log(of)))


def mark_weights(counts: Mapping[str, int], rarities: Mapping[str, float]) -> dict[str, float]:
    """Return {mark: weight} of a story's counted marks; the squares of the words of one language make 1."""
    found, by_language = {}, {}
    for mark, count in counts.items():
        if mark[0] in SUBJECTS:
            found[mark] = rarities.get(mark, 1.0)
        else:
            by_language.setdefault(mark[:2], {})[mark] = (1 + log(count)) * rarities.get(mark, 1.0)
    for words_of_it in by_language.values():
        best = heaviest_marks(words_of_it, MOST_WORDS)
        length = sqrt(sum(weight * weight for weight in best.values()))
        found |= {mark: weight / length for mark, weight in best.items() if length}
    return found


def heaviest_marks(weighed: Mapping[str, float], most: int) -> dict[str, float]:
    """Return the `most` heaviest of {mark: weight}, the heaviest first."""
    heaviest = sorted(sorted(weighed), key=weighed.get, reverse=True)[:most]  # equal ones by the alphabet
    return {mark: weighed[mark] for mark in heaviest}


def story_similarity(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the similarity of two stories, between 0 and 1, from their {mark: weight}.

    Words are compared in the language in which they are most alike; each subject that both have adds to it.
    """
    shared = one.keys() & other.keys()
    by_language, unlike = Counter(), 1.0
    for mark in sorted(shared):
        if mark[0] in SUBJECTS:
            unlike *= 1 - SHARED[mark[0]] * min(one[mark], other[mark])
        else:
            by_language[mark[:2]] += one[mark] * other[mark]
    alike = min(1.0, max(by_language.values(), default=0.0))
    return 1 - (1 - alike) * unlike


def reduce_by_age(score: float, days: float) -> float:
    """Reduce the score of a story by the days between its publication and that of the story beside it."""
    return score * (1 - AGE_TAKES * (1 - exp2(-max(days, 0) / HALF_LIFE)))


CACHED_MARKS = 200_000  # a newsroom of 100,000 stories has about so many
CACHED_LISTS = 10_000  # of the stories of a mark, at most 151 ids each
CACHED_STORIES = 20_000  # of the weights of stories, some 4 kB each


@compiled_query(stories=ListOf(BigIntegerField()))
def readings_of(stories):
    return Reading.objects.filter(pk__listed=stories).only("published_at", "counts")


class RelationCache:
    """Rarity of marks, their stories and the stories' weights, valid until a story is read.

    Reading a story changes all of it, so a cache lives while a batch is related, or as long as the consumer
    has read nothing more: see `refresh`.
    """

    def __init__(self):
        self.last_event_id = None
        self.forget()

    def forget(self):
        self.stories = None
        self.rarity, self.newest, self.weighed = {}, {}, {}

    def refresh(self):
        """Empty the cache if the consumer has read more since the last time. Call it under its lock."""
        last_event_id = (
            ConsumerPosition.objects.filter(name="related").values_list("last_event_id", flat=True).first()
        )
        if last_event_id != self.last_event_id:
            self.last_event_id = last_event_id
            self.forget()

    def begin(self, stories: int, counted: Mapping[str, int]) -> None:
        """Begin anew with what is known of all stories: their number, and {mark: stories that have it}."""
        self.forget()
        self.stories = stories
        self.rarity = {mark: rarity(count, stories) for mark, count in counted.items()}

    def rarities(self, marks: Collection[str]) -> dict[str, float]:
        """Return {mark: rarity} among all stories read so far, of these marks and of others."""
        missing = [mark for mark in marks if mark not in self.rarity]
        if len(self.rarity) + len(missing) > CACHED_MARKS:
            self.rarity, missing = {}, list(marks)
        if self.stories is None:
            self.stories = Reading.objects.count()
        if missing:
            counted = Mark.objects.story_counts(missing)
            self.rarity |= {mark: rarity(counted.get(mark, 1), self.stories) for mark in missing}
        return self.rarity

    def newest_stories(self, marks: Collection[str], most: int) -> dict[str, list[int]]:
        """Return {mark: ids of the newest stories with it}, of these marks and of others."""
        missing = [mark for mark in marks if mark not in self.newest]
        if len(self.newest) + len(missing) > CACHED_LISTS:
            self.newest, missing = {}, list(marks)
        if missing:
            self.newest |= dict.fromkeys(missing, []) | Mark.objects.newest_stories(missing, most)
        return self.newest

    def readings(self, ids: Collection[int]) -> dict[int, tuple[datetime, dict[str, float]]]:
        """Return {story id: (first publication, {mark: weight})} of read stories, of these and of others."""
        missing = [pk for pk in ids if pk not in self.weighed]
        if len(self.weighed) + len(missing) > CACHED_STORIES:
            self.weighed, missing = {}, list(ids)
        if missing:
            rows = readings_of(stories=missing)
            rarities = self.rarities({mark for row in rows for mark in row.counts})
            self.weighed |= {row.pk: (row.published_at, mark_weights(row.counts, rarities)) for row in rows}
        return self.weighed


KEPT = 12  # of one story; more than are shown, for some are not live or not in the language of a page
LEAST = 0.2  # score; below it two stories have a word or a town in common, and nothing to say to each other
MOST_MARKS = 24  # by which others are looked for, the rarest
NEWEST = 150  # stories of one mark
MOST_COMPARED = 120
DAY = timedelta(days=1)


def relate_stories(
    readings: Collection[Reading], known: RelationCache | None = None
) -> dict[int, dict[int, float]]:
    """Find and store the related stories of stories that were read, both ways, in one batch.

    Return {story: {other: score}}, the best first.
    """
    known = known or RelationCache()
    similar = similar_stories(readings, known)
    weighed = known.readings({other for others in similar.values() for other in others})
    found = {one.pk: _compared(one, similar[one.pk], weighed, known) for one in readings}
    relations = _Relations(found, {other for _best, theirs in found.values() for other in theirs})
    for pk, (best, theirs) in found.items():
        relations.replace(pk, best, theirs)
    relations.save()
    if waiting := [one.pk for one in readings if one.related_at is None]:
        Reading.objects.filter(pk__in=waiting).update(related_at=timezone.now())
    return {pk: best for pk, (best, _theirs) in found.items()}


def stored_scores(pk: int) -> dict[int, float]:
    """Return the stored {other story: score} of a story, the best first, by one query."""
    rows = Relation.objects.filter(article_id=pk).order_by("-score", "-other_id")
    return dict(rows.values_list("other_id", "score"))


def similar_stories(readings: Collection[Reading], known: RelationCache) -> dict[int, list[int]]:
    """Return {story: ids of stories that share a distinctive mark}, at most MOST_COMPARED of each."""
    everywhere = known.rarities({mark for one in readings for mark in one.counts})
    marks = {}
    for one in readings:
        # What one story alone has leads to no other.
        rarities = {mark: everywhere[mark] for mark in one.counts if everywhere[mark] < 1}
        marks[one.pk] = heaviest_marks(rarities, MOST_MARKS)
    newest = known.newest_stories({mark for heaviest in marks.values() for mark in heaviest}, NEWEST + 1)
    similar = {}
    for pk, heaviest in marks.items():
        found = Counter()
        for mark, weight in heaviest.items():
            for other in [other for other in newest[mark] if other != pk][:NEWEST]:
                found[other] += weight
        similar[pk] = [other for other, _weight in found.most_common(MOST_COMPARED)]
    return similar


def _compared(reading, others, weighed, known):
    """Return the best {other: score} of a story, and {other: score} of it beside others, if good enough."""
    own = mark_weights(reading.counts, known.rarities(reading.counts))
    ours, theirs = {}, {}
    for other in others:
        if other in weighed:
            published_at, weights = weighed[other]
            score, days = story_similarity(own, weights), (reading.published_at - published_at) / DAY
            ours[other], theirs[other] = reduce_by_age(score, days), reduce_by_age(score, -days)
    best = sorted(_good_enough(ours).items(), key=itemgetter(1, 0), reverse=True)[:KEPT]
    return dict(best), _good_enough(theirs)


def _good_enough(scores):
    return {pk: score for pk, score in scores.items() if score >= LEAST}


class _Relations:
    """The relations of a batch of stories and of those beside them, changed in memory and written at once."""

    def __init__(self, ids: Iterable[int], others: Iterable[int]):
        rows = Relation.objects.filter(Q(article_id__in={*ids, *others}) | Q(other_id__in=list(ids)))
        self.before, self.scores = {}, {}
        for pk, article, other, score in rows.values_list("pk", "article_id", "other_id", "score"):
            self.before[article, other] = pk, score
            self.scores.setdefault(article, {})[other] = score

    def replace(self, pk: int, best: dict[int, float], theirs: dict[int, float]) -> None:
        """Give a story its best ones, and a place beside others where it is among their best."""
        for others in self.scores.values():
            others.pop(pk, None)
        self.scores[pk] = {other: round(score, 4) for other, score in best.items()}
        for other, score in theirs.items():
            beside = self.scores.setdefault(other, {})
            ranked = sorted(beside, key=lambda one: (beside[one], one), reverse=True)
            if len(ranked) < KEPT or beside[ranked[KEPT - 1]] < score:
                for last in ranked[KEPT - 1 :]:
                    del beside[last]
                beside[pk] = round(score, 4)

    def save(self) -> None:
        """Write what has changed: one statement for the rows that go, one for the others."""
        after = {(pk, other): score for pk, others in self.scores.items() for other, score in others.items()}
        gone = [pk for pair, (pk, _score) in self.before.items() if pair not in after]
        Relation.objects.filter(pk__in=gone).delete()
        Relation.objects.bulk_create(
            [
                Relation(article_id=pk, other_id=other, score=score)
                for (pk, other), score in after.items()
                if (pk, other) not in self.before or self.before[pk, other][1] != score
            ],
            update_conflicts=True,
            unique_fields=["article_id", "other_id"],
            update_fields=["score"],
        )
