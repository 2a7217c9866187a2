"""The index of working copies, in a table of its own, and the stories that are to be indexed anew."""

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Now

from articles.models import Article
from newsroom.search.expressions import TokensField


class StoryWords(models.Model):
    """The tokens of a working copy in both languages; those of headlines and summaries with a prefix too.

    On SQLite a virtual table of FTS5, whose rows have a number alone: that of the story.
    """

    article = models.OneToOneField(
        Article,
        models.CASCADE,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="+",
    )
    words = TokensField()

    class Meta:
        managed = False
        db_table = "story_search_words"
        default_permissions = []

    def __str__(self):
        return f"words of story {self.article_id}"


class WaitingStoryQuerySet(models.QuerySet):
    def add_stories(self, ids: Iterable[int]) -> None:
        """Let stories be indexed anew. One statement for a thousand of them."""
        self.bulk_create([self.model(article_id=pk) for pk in ids], batch_size=1000)


class WaitingStory(models.Model):
    """One save of a story that the index lacks. The latest are indexed first.

    A save adds a row in its transaction and changes none, so that it waits neither for another nor for the
    index.
    """

    article_id = models.BigIntegerField(db_index=True)
    saved_at = models.DateTimeField(db_default=Now())

    objects = WaitingStoryQuerySet.as_manager()

    class Meta:
        default_permissions = []
        ordering = ["id"]

    def __str__(self):
        return f"story {self.article_id} to be indexed"
