"""The index: a row for each edition, its words beside it, and the words of all of them for those who mistype.

Nothing here is the truth about a story. Rows follow the log and may be behind; whatever is shown is asked of
the live editions at the same time. No row holds another one in the database, so that the desk never waits.
"""

from django.db import models

from articles.models.edition import Edition
from articles.models.language import Language
from newsroom.search.expressions import TokensField

SECONDS_A_DAY = 86_400
DAYS_A_MONTH = 30  # of the index: no month of the calendar
MOST_MONTHS = 12  # of a span, beyond which looking all of them up takes longer than it saves
SECONDS_UNTIL = 29  # bits of a place that tell editions of one second apart


def place_of(edition: Edition) -> int:
    """Return the place of an edition in the index: a later first publication has a greater number."""
    second = int(edition.first_published_at.timestamp())
    return (second << SECONDS_UNTIL) + edition.pk % (1 << SECONDS_UNTIL)


def _day(place):
    return (place >> SECONDS_UNTIL) // SECONDS_A_DAY


def times_of(place: int) -> tuple[str, str]:
    """Return the tokens of the day and the month of a place, by which only the newest are searched."""
    return f"=d{_day(place)}", f"=m{_day(place) // DAYS_A_MONTH}"


def times_between(first: int, last: int) -> list[str]:
    """Return the tokens of the days or months between two places; none if they were many."""
    first, last = _day(first), _day(last)
    if last - first < DAYS_A_MONTH:
        return [f"=d{day}" for day in range(first, last + 1)]
    first, last = first // DAYS_A_MONTH, last // DAYS_A_MONTH
    return [f"=m{month}" for month in range(first, last + 1)] if last - first < MOST_MONTHS else []


class Entry(models.Model):
    """An edition in the index, at the time when it had this digest.

    headline, summary  their tokens between blanks, by which what was found is weighed
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

    def __str__(self):
        return f"edition {self.edition_id}"


class Words(models.Model):
    """The words of an entry; those of headline and summary are repeated with a prefix.

    On SQLite a virtual table of FTS5, whose rows have a number alone.
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

    def __str__(self):
        return f"words of {self.entry_id}"


class KnownWord(models.Model):
    """A word of an edition, which need not be live: ask the index.

    letters    its jamo or letters; `backwards` the same from the end: a mistyped one leaves one half whole
    length     how many these are
    typed      the keys by which it is typed, `initials` its first consonants; of words of headlines alone
    latest     the last place of an edition with it in its headline
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

    def __str__(self):
        return self.text


class TermForm(models.Model):
    """One way to write a term of the glossary, by which its other ways are found.

    key       without blanks and endings, as articles.text.search.query gives it
    is_right  whether a text is searched for it; a wrong form only leads to the right ones
    """

    term_id = models.BigIntegerField(db_index=True)
    text = models.TextField()
    key = models.CharField(max_length=200, db_index=True)
    is_right = models.BooleanField(default=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return self.text


class Name(models.Model):
    """The name of a topic, an author or a section in one language, from one of its words on.

    typed, initials  as of KnownWord
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

    def __str__(self):
        return self.text


class Rebuild(models.Model):
    """One rebuild of the index. An unfinished one is continued."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"rebuilding of {self.began_at:%Y-%m-%d %H:%M}"
