"""The marks read from each story, and its related stories.

Nothing here is the truth about a story: rows follow the log, may be behind, and hold ids alone. Whatever
is shown is asked of the live editions. No row refers to another in the database: the desk never waits.
"""

from django.db import models

LONGEST_MARK = 64


class Reading(models.Model):
    """A story at the time it was last read."""

    article_id = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)  # of all that was read
    published_at = models.DateTimeField()
    counts = models.JSONField(default=dict)  # {mark: its number} of the more telling: articles.text.tf_idf
    is_counted = models.BooleanField(default=False)  # whether its marks are in the counts of Mark
    related_at = models.DateTimeField(null=True)  # when its relations were found; None: to be done

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(
                name="reading_to_be_related", fields=["article_id"], condition=models.Q(related_at=None)
            )
        ]

    def __str__(self):
        return f"story {self.article_id}"


class Mark(models.Model):
    """A word, term or topic, and the number of stories that have it: a rare one is distinctive."""

    text = models.CharField(max_length=LONGEST_MARK, primary_key=True)
    stories = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.text


class Posting(models.Model):
    """One of the most distinctive marks of a story, by which others find it, the newest first."""

    mark = models.CharField(max_length=LONGEST_MARK)
    article_id = models.BigIntegerField(db_index=True)
    published_at = models.DateTimeField()

    class Meta:
        default_permissions = []
        indexes = [models.Index(name="posting_of_mark", fields=["mark", "-published_at"])]

    def __str__(self):
        return f"{self.mark} in story {self.article_id}"


class Relation(models.Model):
    """A story that readers of another may want to read next. `score` is between 0 and 1."""

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
