"""The marks read from each story, and its related stories.

These rows are not a source of facts about a story: they follow the event log and may lag behind, so each page
also checks the live editions. They have ids instead of foreign keys, so that writes never block the desk.
"""

from collections.abc import Collection, Mapping

from django.db import connection, models
from django.db.models import OuterRef

LONGEST_MARK = 64
WRITTEN_AT_ONCE = 10_000  # marks per statement; SQLite accepts 32,766 parameters


class Reading(models.Model):
    """The marks of a story when the consumer last read it."""

    article_id = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)  # of all editions and topics read
    published_at = models.DateTimeField()
    counts = models.JSONField(default=dict)  # {mark: count} of the most distinctive marks; see similarity
    is_counted = models.BooleanField(default=False)  # whether its marks are in the counts of Mark
    related_at = models.DateTimeField(null=True)  # when its relations were computed; None if they are due

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(
                name="reading_to_be_related", fields=["article_id"], condition=models.Q(related_at=None)
            )
        ]

    def __str__(self):
        return f"story {self.article_id}"


class IdList(models.Subquery):
    """The ids of a subquery as one ordered list. Without rows, [] on SQLite and None on PostgreSQL.

    column  the name of its only column
    """

    template = "(SELECT json_group_array(%(column)s) FROM (%(subquery)s) AS found)"
    output_field = models.JSONField()

    def as_postgresql(self, compiler, connection):
        template = self.template.replace("json_group_array", "jsonb_agg")
        return self.as_sql(compiler, connection, template=template)


class PairList(IdList):
    """The rows of a subquery as one ordered list of pairs. Without rows, [] on SQLite and None on PostgreSQL.

    column  the names of its two columns, separated by a comma: "other_id, score"
    """

    template = "(SELECT json_group_array(json_array(%(column)s)) FROM (%(subquery)s) AS found)"

    def as_postgresql(self, compiler, connection):
        template = self.template.replace("json_array", "jsonb_build_array")
        template = template.replace("json_group_array", "jsonb_agg")
        return self.as_sql(compiler, connection, template=template)


class MarkQuerySet(models.QuerySet):
    def story_counts(self, marks: Collection[str]) -> dict[str, int]:
        """Return {mark: number of stories}, without marks that no story has."""
        if not marks:
            return {}
        return dict(self.filter(pk__listed=set(marks)).values_list("pk", "stories"))

    def count_stories(self, added: Mapping[str, int]) -> dict[str, int]:
        """Add numbers of stories to marks, with one statement per batch; return {mark: new number}."""
        numbers = {}
        marks = sorted(added)  # sorted, so that two writers cannot deadlock
        for start in range(0, len(marks), WRITTEN_AT_ONCE):
            some = marks[start : start + WRITTEN_AT_ONCE]
            values = ", ".join(["(%s, %s)"] * len(some))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO related_mark (text, stories) VALUES {values}"  # noqa: S608
                    " ON CONFLICT (text) DO UPDATE SET stories = related_mark.stories + excluded.stories"
                    " RETURNING text, stories",
                    [value for mark in some for value in (mark, added[mark])],
                )
                numbers.update(cursor.fetchall())
        return numbers

    def newest_stories(self, marks: Collection[str], most: int) -> dict[str, list[int]]:
        """Return {known mark: ids of the `most` newest stories with a Posting for it}, with one query."""
        rows = Posting.objects.filter(mark=OuterRef("pk")).order_by("-published_at")
        newest = IdList(rows.values("article_id")[:most], column="article_id")
        known = self.filter(pk__listed=set(marks)).annotate(newest=newest)
        return {mark: ids or [] for mark, ids in known.values_list("pk", "newest")}


class Mark(models.Model):
    """A word, term or topic, with its number of stories. Rare marks are distinctive."""

    text = models.CharField(max_length=LONGEST_MARK, primary_key=True)
    stories = models.PositiveIntegerField(default=0)

    objects = MarkQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.text


class Posting(models.Model):
    """One of a story's most distinctive marks. Stories that share it are compared."""

    mark = models.CharField(max_length=LONGEST_MARK)
    article_id = models.BigIntegerField(db_index=True)
    published_at = models.DateTimeField()

    class Meta:
        default_permissions = []
        indexes = [models.Index(name="posting_of_mark", fields=["mark", "-published_at"])]

    def __str__(self):
        return f"{self.mark} in story {self.article_id}"


class Relation(models.Model):
    """A story (`other_id`) to recommend to readers of another (`article_id`). `score` is between 0 and 1."""

    article_id = models.BigIntegerField()
    other_id = models.BigIntegerField(db_index=True)
    score = models.FloatField()

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(name="relation_once", fields=["article_id", "other_id"]),
            models.CheckConstraint(
                name="relation_is_to_another", condition=~models.Q(article_id=models.F("other_id"))
            ),
        ]
        indexes = [models.Index(name="relation_best_first", fields=["article_id", "-score"])]

    def __str__(self):
        return f"story {self.other_id} beside {self.article_id}"
