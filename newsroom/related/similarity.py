"""Similarity of stories, and relations between them, stored in both directions.

Stories are compared by weighted marks. A mark is a word with its language ("ko 항만", "en harbor"), or a
subject shared by both languages ("@7" a topic, "#12" a term). Rare marks weigh more. Rarity is 0 for a mark
of every story and 1 for a mark of a single story.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from math import exp2, log, sqrt
from operator import itemgetter

from django.db.models import Q
from django.utils import timezone

from articles.models.event import ConsumerPosition
from articles.text.search.words import written_words
from newsroom.related.models import Mark, Reading, Relation

HEADLINE, SUMMARY = 4, 2  # weights of a word in these parts; in the text it is 1
MOST_WORDS = 24  # per language, used to compare stories
LONGEST_WORD = 40
TELLING = ("NNG", "NNP", "XR", "SL")  # nouns, names, roots, Latin words; verbs and numbers say little
SUBJECTS = ("@", "#")
SHARED = {"@": 0.3, "#": 0.2}  # similarity of stories that share only a subject of this kind, with rarity 1
HALF_LIFE = 180  # days of age until half of AGE_TAKES is deducted
AGE_TAKES = 0.4  # largest share of the score that is deducted for age
FEWEST = 20  # number of all stories that is assumed if there are fewer


def count_marks(language: str, headline: str, summary: str, text: str) -> Counter[str]:
    """Count the words of a story in one language as {mark: count}, weighted by where they appear."""
    counts = Counter()
    for part, weight in ((headline, HEADLINE), (summary, SUMMARY), (text, 1)):
        for word in written_words(part):
            for piece in word.parts:
                if piece.tag in TELLING and piece.has_weight and 1 < len(piece.token) <= LONGEST_WORD:
                    counts[f"{language} {piece.token}"] += weight
    return counts


def rarity(stories: int, of: int) -> float:
    """Return the rarity of a mark, between 0 and 1.

    stories  number of stories with the mark
    of       number of all stories
    """
    of = max(of, FEWEST)
    return max(0.0, min(1.0, log(of / max(stories, 1)) / log(of)))


def mark_weights(counts: Mapping[str, int], rarities: Mapping[str, float]) -> dict[str, float]:
    """Return {mark: weight} for a story's counted marks. Word weights of a language form a unit vector."""
    weights, by_language = {}, {}
    for mark, count in counts.items():
        if mark[0] in SUBJECTS:
            weights[mark] = rarities.get(mark, 1.0)
        else:
            by_language.setdefault(mark[:2], {})[mark] = (1 + log(count)) * rarities.get(mark, 1.0)
    for words_of_it in by_language.values():
        best = heaviest_marks(words_of_it, MOST_WORDS)
        length = sqrt(sum(weight * weight for weight in best.values()))
        weights |= {mark: weight / length for mark, weight in best.items() if length}
    return weights


def heaviest_marks(weighed: Mapping[str, float], most: int) -> dict[str, float]:
    """Return the `most` heaviest of {mark: weight}, heaviest first."""
    heaviest = sorted(sorted(weighed), key=weighed.get, reverse=True)[:most]  # ties in alphabetical order
    return {mark: weighed[mark] for mark in heaviest}


def story_similarity(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """Return the similarity of two stories, between 0 and 1, from their {mark: weight}.

    Words count only in the language with the greater similarity. Each shared subject increases the result.
    """
    shared = first.keys() & second.keys()
    by_language, unlike = Counter(), 1.0
    for mark in sorted(shared):
        if mark[0] in SUBJECTS:
            unlike *= 1 - SHARED[mark[0]] * min(first[mark], second[mark])
        else:
            by_language[mark[:2]] += first[mark] * second[mark]  # type: ignore[assignment]  # Counter also adds floats
    alike = min(1.0, max(by_language.values(), default=0.0))
    return 1 - (1 - alike) * unlike


def reduce_by_age(score: float, days: float) -> float:
    """Return the score of a related story, reduced by age.

    days  how many days older the related story is; if it is newer, they are negative and change nothing
    """
    return score * (1 - AGE_TAKES * (1 - exp2(-max(days, 0) / HALF_LIFE)))


CACHED_MARKS = 200_000  # about as many as in 100,000 stories
CACHED_LISTS = 10_000  # story lists of marks, with at most 151 ids each
CACHED_STORIES = 20_000  # weights of stories, about 4 kB each


class RelationCache:
    """Cache of mark rarities, newest stories by mark, and weights of stories.

    All these values change when the consumer reads another story. So the cache is valid for one batch, or
    until the consumer continues; see `refresh`.
    """

    def __init__(self):
        self.last_event_id = None
        self.forget()

    def forget(self):
        self.stories = None
        self.rarity, self.newest, self.weighed = {}, {}, {}

    def refresh(self):
        """Empty the cache if the consumer has advanced since the last call. Requires the consumer's lock."""
        last_event_id = (
            ConsumerPosition.objects.filter(name="related").values_list("last_event_id", flat=True).first()
        )
        if last_event_id != self.last_event_id:
            self.last_event_id = last_event_id
            self.forget()

    def begin(self, stories: int, counted: Mapping[str, int]) -> None:
        """Reset the cache to known totals: the number of stories, and {mark: number of stories with it}."""
        self.forget()
        self.stories = stories
        self.rarity = {mark: rarity(count, stories) for mark, count in counted.items()}

    def rarities(self, marks: Collection[str]) -> dict[str, float]:
        """Return {mark: rarity} among all stories read so far, for at least these marks."""
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
        """Return {mark: ids of the newest stories with it}, for at least these marks."""
        missing = [mark for mark in marks if mark not in self.newest]
        if len(self.newest) + len(missing) > CACHED_LISTS:
            self.newest, missing = {}, list(marks)
        if missing:
            self.newest |= dict.fromkeys(missing, []) | Mark.objects.newest_stories(missing, most)
        return self.newest

    def readings(self, ids: Collection[int]) -> dict[int, tuple[datetime, dict[str, float]]]:
        """Return {id: (first publication, {mark: weight})} of at least these stories, if they were read."""
        missing = [pk for pk in ids if pk not in self.weighed]
        if len(self.weighed) + len(missing) > CACHED_STORIES:
            self.weighed, missing = {}, list(ids)
        if missing:
            rows = Reading.objects.filter(pk__listed=missing).only("published_at", "counts")
            rarities = self.rarities({mark for row in rows for mark in row.counts})
            self.weighed |= {row.pk: (row.published_at, mark_weights(row.counts, rarities)) for row in rows}
        return self.weighed


KEPT = 12  # relations per story: more than a page shows, as some are not live or not in its language
LEAST = 0.2  # minimum score; stories below it share a word or a town, but not a subject
MOST_MARKS = 24  # rarest marks of a story that are used to find candidates
NEWEST = 150  # candidates per mark, the newest stories with it
MOST_COMPARED = 120
DAY = timedelta(days=1)


def relate_stories(
    readings: Collection[Reading], known: RelationCache | None = None
) -> dict[int, dict[int, float]]:
    """Find the related stories of a batch of stories, and store them in both directions.

    Return {story id: {other story id: score}}, best first.
    """
    known = known or RelationCache()
    similar = similar_stories(readings, known)
    weighed = known.readings({other for others in similar.values() for other in others})
    compared = {reading.pk: _compared(reading, similar[reading.pk], weighed, known) for reading in readings}
    relations = _Relations(compared, {other for _best, theirs in compared.values() for other in theirs})
    for pk, (best, theirs) in compared.items():
        relations.replace(pk, best, theirs)
    relations.save()
    if waiting := [reading.pk for reading in readings if reading.related_at is None]:
        Reading.objects.filter(pk__in=waiting).update(related_at=timezone.now())
    return {pk: best for pk, (best, _theirs) in compared.items()}


def stored_scores(pk: int) -> dict[int, float]:
    """Return the stored {other story: score} of a story, best first, with one query."""
    rows = Relation.objects.filter(article_id=pk).order_by("-score", "-other_id")
    return dict(rows.values_list("other_id", "score"))


def similar_stories(readings: Collection[Reading], known: RelationCache) -> dict[int, list[int]]:
    """Return {story: ids of stories that share a distinctive mark}, at most MOST_COMPARED per story."""
    everywhere = known.rarities({mark for reading in readings for mark in reading.counts})
    marks = {}
    for reading in readings:
        # Skip marks that only one story has.
        rarities = {mark: everywhere[mark] for mark in reading.counts if everywhere[mark] < 1}
        marks[reading.pk] = heaviest_marks(rarities, MOST_MARKS)
    newest = known.newest_stories({mark for heaviest in marks.values() for mark in heaviest}, NEWEST + 1)
    similar = {}
    for pk, heaviest in marks.items():
        shared = Counter()
        for mark, weight in heaviest.items():
            for other in [other for other in newest[mark] if other != pk][:NEWEST]:
                shared[other] += weight  # type: ignore[assignment]  # Counter also adds floats
        similar[pk] = [other for other, _weight in shared.most_common(MOST_COMPARED)]
    return similar


def _compared(reading, others, weighed, known):
    """Return two dicts {other id: score}, without scores below LEAST, for the Reading of a story.

    The first has the best related stories of this story, the second its score as a related story of others.
    """
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
    """The relations of a batch of stories and their candidates, changed in memory and saved together."""

    def __init__(self, ids: Iterable[int], others: Iterable[int]):
        rows = Relation.objects.filter(Q(article_id__in={*ids, *others}) | Q(other_id__in=list(ids)))
        self.before, self.scores = {}, {}
        for pk, article, other, score in rows.values_list("pk", "article_id", "other_id", "score"):
            self.before[article, other] = pk, score
            self.scores.setdefault(article, {})[other] = score

    def replace(self, pk: int, best: dict[int, float], theirs: dict[int, float]) -> None:
        """Replace the relations of a story, and add it to the others that rank it among their best.

        best    {other id: score} of its related stories
        theirs  {other id: its own score as a related story of the other}
        """
        for others in self.scores.values():
            others.pop(pk, None)
        self.scores[pk] = {other: round(score, 4) for other, score in best.items()}
        for other, score in theirs.items():
            beside = self.scores.setdefault(other, {})
            ranked = sorted(beside, key=lambda story: (beside[story], story), reverse=True)
            if len(ranked) < KEPT or beside[ranked[KEPT - 1]] < score:
                for last in ranked[KEPT - 1 :]:
                    del beside[last]
                beside[pk] = round(score, 4)

    def save(self) -> None:
        """Write the changes with two statements: one deletes rows, one inserts and updates rows."""
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
