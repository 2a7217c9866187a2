"""Relations between stories, found and stored in both directions."""

from collections import Counter
from datetime import timedelta
from operator import itemgetter

from django.utils import timezone

from articles.text.tf_idf import heaviest_marks, mark_weights, reduce_by_age, story_similarity
from newsroom.related.cache import RelationCache
from newsroom.related.models import Reading, Relation

KEPT = 12  # of one story; more than are shown, for some are not live or not in the language of a page
LEAST = 0.2  # score; below it two stories have a word or a town in common, and nothing to say to each other
MOST_MARKS = 24  # by which others are looked for, the rarest
NEWEST = 150  # stories of one mark
MOST_COMPARED = 120
DAY = timedelta(days=1)


def relate_story(pk: int, known: RelationCache | None = None) -> dict[int, float]:
    """Find and store the related stories of a story that was read, both ways; return {other story: score}."""
    reading = Reading.objects.filter(pk=pk).first()
    if reading is None:
        return {}
    known = known or RelationCache()
    others = known.readings(similar_stories(reading, known))
    own = mark_weights(reading.counts, known.rarities(reading.counts))
    ours, theirs = {}, {}
    for other, (published_at, weighed) in others.items():
        score, days = story_similarity(own, weighed), (reading.published_at - published_at) / DAY
        ours[other], theirs[other] = reduce_by_age(score, days), reduce_by_age(score, -days)
    best = dict(sorted(_good_enough(ours), key=itemgetter(1, 0), reverse=True)[:KEPT])
    Relation.objects.filter(article_id=pk).delete()
    Relation.objects.filter(other_id=pk).delete()
    Relation.objects.bulk_create(_row(pk, other, score) for other, score in best.items())
    _put_among(pk, dict(_good_enough(theirs)))
    Reading.objects.filter(pk=pk).update(related_at=timezone.now())
    return best


def stored_scores(pk: int) -> dict[int, float]:
    """Return the stored {other story: score} of a story, the best first, by one query."""
    rows = Relation.objects.filter(article_id=pk).order_by("-score", "-other_id")
    return dict(rows.values_list("other_id", "score"))


def similar_stories(reading, known):
    """Return the ids of stories that share a distinctive mark, at most MOST_COMPARED."""
    # What one story alone has leads to no other.
    everywhere = known.rarities(reading.counts)
    rarities = {mark: everywhere[mark] for mark in reading.counts if everywhere[mark] < 1}
    found = Counter()
    for mark in heaviest_marks(rarities, MOST_MARKS):
        newest = known.newest_with(mark, NEWEST + 1)
        for article in [pk for pk in newest if pk != reading.pk][:NEWEST]:
            found[article] += rarities[mark]
    return [article for article, _weight in found.most_common(MOST_COMPARED)]


def _good_enough(scores):
    return [(pk, score) for pk, score in scores.items() if score >= LEAST]


def _put_among(pk, wanted):
    """Give a story its place among the relations of others, {other: score}, where it is among their best."""
    kept = {}
    for row in Relation.objects.filter(article_id__in=list(wanted)).order_by("-score"):
        kept.setdefault(row.article_id, []).append(row)
    added, dropped = [], []
    for other, score in wanted.items():
        rows = kept.get(other, [])
        if len(rows) < KEPT or rows[KEPT - 1].score < score:
            added.append(_row(other, pk, score))
            dropped += [row.pk for row in rows[KEPT - 1 :]]
    Relation.objects.filter(pk__in=dropped).delete()
    Relation.objects.bulk_create(added)


def _row(article, other, score):
    return Relation(article_id=article, other_id=other, score=round(score, 4))
