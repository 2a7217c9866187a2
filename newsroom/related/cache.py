"""A cache for relating many stories in succession."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import BigIntegerField

from articles.compiled_queries import ListOf, compiled_query
from articles.models.event import ConsumerPosition
from articles.text.tf_idf import mark_weights, rarity
from newsroom.related.models import Mark, Reading

MOST_MARKS = 200_000  # a newsroom of 100,000 stories has about so many
MOST_LISTS = 10_000  # of the stories of a mark, at most 151 ids each
MOST_STORIES = 20_000  # of the weights of stories, some 4 kB each


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
        if len(self.rarity) + len(missing) > MOST_MARKS:
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
        if len(self.newest) + len(missing) > MOST_LISTS:
            self.newest, missing = {}, list(marks)
        if missing:
            self.newest |= dict.fromkeys(missing, []) | Mark.objects.newest_stories(missing, most)
        return self.newest

    def readings(self, ids: Collection[int]) -> dict[int, tuple[datetime, dict[str, float]]]:
        """Return {story id: (first publication, {mark: weight})} of read stories, of these and of others."""
        missing = [pk for pk in ids if pk not in self.weighed]
        if len(self.weighed) + len(missing) > MOST_STORIES:
            self.weighed, missing = {}, list(ids)
        if missing:
            rows = readings_of(stories=missing)
            rarities = self.rarities({mark for row in rows for mark in row.counts})
            self.weighed |= {row.pk: (row.published_at, mark_weights(row.counts, rarities)) for row in rows}
        return self.weighed
