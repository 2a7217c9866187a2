"""A cache for relating many stories in succession."""

from articles.models.event import ConsumerPosition
from articles.text.tf_idf import mark_weights, rarity
from newsroom.related.models import Mark, Posting, Reading

MOST_MARKS = 200_000  # a newsroom of 100,000 stories has about so many
MOST_LISTS = 10_000  # of the stories of a mark, at most 151 ids each
MOST_STORIES = 20_000  # of the weights of stories, some 4 kB each
AT_ONCE = 900  # parameters of one statement


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

    def rarities(self, marks):
        """Return {mark: rarity} among all stories read so far, of these marks and of others."""
        missing = sorted({mark for mark in marks if mark not in self.rarity})
        if len(self.rarity) + len(missing) > MOST_MARKS:
            self.rarity, missing = {}, sorted(set(marks))
        if self.stories is None:
            self.stories = Reading.objects.count()
        for start in range(0, len(missing), AT_ONCE):
            batch = missing[start : start + AT_ONCE]
            stories = dict(Mark.objects.filter(pk__in=batch).values_list("pk", "stories"))
            self.rarity.update({mark: rarity(stories.get(mark, 1), self.stories) for mark in batch})
        return self.rarity

    def newest_with(self, mark, most):
        """Return the ids of the newest stories with a mark."""
        if mark not in self.newest:
            if len(self.newest) >= MOST_LISTS:
                self.newest = {}
            rows = Posting.objects.filter(mark=mark).order_by("-published_at")
            self.newest[mark] = list(rows.values_list("article_id", flat=True)[:most])
        return self.newest[mark]

    def readings(self, ids):
        """Return {story id: (first publication, {mark: weight})} of the read stories, in this order."""
        missing = [pk for pk in ids if pk not in self.weighed]
        if len(self.weighed) + len(missing) > MOST_STORIES:
            self.weighed, missing = {}, list(ids)
        rows = Reading.objects.filter(pk__in=missing).values_list("pk", "published_at", "counts")
        found = {pk: (at, counts) for pk, at, counts in rows}
        rarities = self.rarities({mark for _at, counts in found.values() for mark in counts})
        for pk, (at, counts) in found.items():
            self.weighed[pk] = at, mark_weights(counts, rarities)
        return {pk: self.weighed[pk] for pk in ids if pk in self.weighed}
