"""The search index: a row for each edition, its words in a second table, and tables of words and names.

The index is not a source of facts about a story. It follows the event log and may lag behind, so each search
also checks the live editions. There are no foreign key constraints: index writes never block the desk.
"""

from django.db import models

from articles.models.edition import Edition
from articles.models.language import Language
from newsroom.search.expressions import TokensField

SECONDS_A_DAY = 86_400
DAYS_A_MONTH = 30  # a “month” of the index, not of the calendar
MOST_MONTHS = 12  # in a span; for a longer span, looking up all months takes longer than it saves
SECONDS_UNTIL = 29  # number of low bits of a place that distinguish editions of the same second


def place_of(edition: Edition) -> int:
    """Return the place of an edition in the index: a number that grows with its first publication."""
    second = int(edition.first_published_at.timestamp())
    return (second << SECONDS_UNTIL) + edition.pk % (1 << SECONDS_UNTIL)


def _day(place: int) -> int:
    return (place >> SECONDS_UNTIL) // SECONDS_A_DAY


def times_of(place: int) -> tuple[str, str]:
    """Return the day token and month token of a place, which limit a search to recent entries."""
    return f"=d{_day(place)}", f"=m{_day(place) // DAYS_A_MONTH}"


def times_between(first: int, last: int) -> list[str]:
    """Return the day or month tokens from one place to another; [] for a span of more than MOST_MONTHS."""
    first, last = _day(first), _day(last)
    if last - first < DAYS_A_MONTH:
        return [f"=d{day}" for day in range(first, last + 1)]
    first, last = first // DAYS_A_MONTH, last // DAYS_A_MONTH
    return [f"=m{month}" for month in range(first, last + 1)] if last - first < MOST_MONTHS else []


class Entry(models.Model):
    """Index row of an edition, valid while the edition has the same digest.

    headline, summary  their tokens separated by spaces, used to weigh results
    """

    place = models.BigIntegerField(primary_key=True)
    edition = models.OneToOneField(
        Edition, models.DO_NOTHING, db_constraint=False, related_name="search_entry"
    )
    article_id = models.BigIntegerField(db_index=True)
    digest = models.CharField(max_length=64)
    indexed_at = models.DateTimeField()
    headline = models.TextField(default="")
    summary = models.TextField(default="")

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return f"edition {self.edition_id}"


class Words(models.Model):
    """The words of an entry; words of headline and summary are repeated with a prefix.

    On SQLite this is a virtual FTS5 table, whose only key is the row number.
    """

    entry = models.OneToOneField(
        Entry,
        models.DO_NOTHING,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="words",
    )
    words = TokensField()

    class Meta:
        managed = False
        db_table = "search_words"
        default_permissions = []

    def __str__(self) -> str:
        return f"words of {self.entry_id}"


class KnownWord(models.Model):
    """A word of an indexed edition. The edition may not be live: see `live_words`.

    letters    its jamo or Latin letters
    backwards  the letters in reverse order: one typing error leaves one half of a word intact
    length     number of letters
    typed      the keys that type it; only for words of headlines
    initials   its initial consonants; only for words of headlines
    latest     the place of the latest edition with it in the headline, 0 for none
    """

    text = models.CharField(max_length=60, unique=True)
    language = models.CharField(max_length=2, choices=Language)
    letters = models.BinaryField(max_length=600)
    backwards = models.BinaryField(max_length=600)
    length = models.PositiveSmallIntegerField(default=0)
    typed = models.BinaryField(db_index=True, max_length=600, default=b"")
    initials = models.BinaryField(db_index=True, max_length=600, default=b"")
    latest = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = []
        indexes = [
            models.Index("length", "letters", name="search_known_begins"),
            models.Index("length", "backwards", name="search_known_ends"),
        ]

    def __str__(self) -> str:
        return self.text


class TermForm(models.Model):
    """One form of a glossary term, used to find its other forms.

    key       the form without spaces and endings, from `query_key` of articles.text.search.query
    is_right  whether texts are searched for it; a wrong form only leads to the right ones
    """

    term_id = models.BigIntegerField(db_index=True)
    text = models.TextField()
    key = models.CharField(max_length=200, db_index=True)
    is_right = models.BooleanField(default=True)

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.text


class Name(models.Model):
    """One word of the name of a topic, author or section in one language.

    text             the whole name
    typed, initials  as in KnownWord, from this word to the end of the name
    """

    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    language = models.CharField(max_length=2, choices=Language)
    text = models.CharField(max_length=100)
    typed = models.BinaryField(db_index=True, max_length=1000)
    initials = models.BinaryField(db_index=True, max_length=1000)

    class Meta:
        default_permissions = []
        indexes = [models.Index(name="search_name_of_subject", fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return self.text


class Rebuild(models.Model):
    """One rebuild of the index. If it was interrupted (`ended_at` is None), the next run continues it."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return f"rebuilding of {self.began_at:%Y-%m-%d %H:%M}"
