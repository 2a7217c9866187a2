"""Index entries: the tokens of each edition, and its words for corrections and suggestions."""

import logging
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, DataError, connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from articles import clock
from articles.body.content import plain_text
from articles.models.edition import Edition, EditionKind, EditionQuerySet
from articles.text.korean import jamo
from articles.text.search.query import HEADING
from articles.text.search.words import (
    HANGUL,
    POSSESSIVE,
    RAW,
    THEN,
    WrittenWord,
    index_text,
    known_token,
    written_words,
)
from newsroom.live.models import LiveEntry
from newsroom.search.expressions import Tokens
from newsroom.search.models import Entry, KnownWord, Words, place_of, times_of

logger = logging.getLogger(__name__)

LONGEST_TEXT = 60_000  # characters, about a book; the rest of a text is not indexed
SECTION, AUTHOR = "=s", "=a"
SHORTEST_KNOWN, LONGEST_KNOWN = 2, 40  # characters
# heung-min is also known as heungmin, and cross-border as border.
INNER, SHORTEST_PIECE = re.compile("[-&']"), 4


class PreparedEntry(NamedTuple):
    """Index data of one edition, computed before the transaction that writes it."""

    edition: Edition
    words: Tokens
    headline: str
    summary: str
    known: dict[str, bool]  # {word: whether it is in the headline}


def _prepare_entry(edition: Edition, authors: Sequence[int], live_text: str) -> PreparedEntry:
    """Return the PreparedEntry of an edition, from the ids of its authors and the text of its live entries.

    Words of live entries make the story searchable, but are not suggested: an entry may be removed soon.
    """
    body = plain_text(edition.body)[:LONGEST_TEXT]
    read = [written_words(text) for text in (edition.headline, edition.summary, body)]
    headline, summary, text = map(index_text, read)
    top = {**headline.all, **summary.all}
    typed = {**_known(read[2], False), **_known(read[1], False), **_known(read[0], True)}
    tokens = {  # in order of importance: if there are too many, the last are dropped
        f"{SECTION}{edition.section_id}": None,
        **dict.fromkeys(times_of(place_of(edition))),
        **dict.fromkeys(f"{AUTHOR}{pk}" for pk in authors),
        **top,
        **dict.fromkeys(HEADING + token for token in top if token[0] != RAW and THEN not in token),
        **dict.fromkeys(map(known_token, typed)),
        **text.all,
        **index_text(written_words(live_text)).all,
    }
    return PreparedEntry(edition, Tokens(tokens), join_tokens(headline.all), join_tokens(summary.all), typed)


def _known(words: Iterable[WrittenWord], is_headline: bool) -> dict[str, bool]:
    """Return {form: is_headline} for all forms of the words, except very short and very long forms."""
    known = {}
    for word in words:
        for form in _forms(word):
            if SHORTEST_KNOWN <= len(form) <= LONGEST_KNOWN:
                known[form] = is_headline
    return known


def _forms(word: WrittenWord) -> Iterator[str]:
    if not HANGUL.search(word.text):
        text = POSSESSIVE.sub("", word.text)
        pieces = INNER.split(text)
        yield text
        if len(pieces) > 1:
            yield from ("".join(pieces), *(piece for piece in pieces if len(piece) >= SHORTEST_PIECE))
        return
    for run in word.runs:
        if all(part.tag not in ("VV", "VA") for part in run):
            yield from ("".join(part.token for part in run), *(part.token for part in run if part.has_weight))
    if word.stem:
        yield word.stem


def write_entries(batch: list[PreparedEntry]) -> None:
    """Write entries to the index, replacing older entries of the same editions.

    If the database refuses the words of an edition, its entry is written without words, so that it does not
    block the others.
    """
    if not batch:
        return
    try:
        _replace_entries(batch)
    except DatabaseError as problem:
        if not is_refusal(problem):
            raise
        if len(batch) > 1:
            for entry in batch:
                write_entries([entry])
            return
        edition = batch[0].edition
        logger.exception("Edition %s cannot be searched: %s", edition.pk, edition.headline)
        _replace_entries([PreparedEntry(edition, Tokens(), "", "", {})])


def is_refusal(problem: DatabaseError) -> bool:
    """Return whether the data caused an error (too long, too many), rather than a lock or lost connection."""
    limits = "54"  # the class “program limit exceeded” of PostgreSQL
    return isinstance(problem, DataError) or (getattr(problem.__cause__, "sqlstate", "") or "")[:2] == limits


def _replace_entries(batch: Sequence[PreparedEntry]) -> None:
    entries = [
        Entry(
            place=place_of(prepared.edition),
            edition=prepared.edition,
            article_id=prepared.edition.article_id,
            digest=prepared.edition.digest,
            indexed_at=timezone.now(),
            headline=prepared.headline,
            summary=prepared.summary,
        )
        for prepared in batch
    ]
    with transaction.atomic():
        remove_entries(Entry.objects.filter(edition__in=[prepared.edition.pk for prepared in batch]))
        Words.objects.filter(pk__in=[entry.place for entry in entries]).delete()
        Entry.objects.bulk_create(entries)
        Words.objects.bulk_create(
            Words(entry=entry, words=prepared.words) for entry, prepared in zip(entries, batch, strict=True)
        )
        known: dict[str, int] = {}
        for entry, prepared in zip(entries, batch, strict=True):
            for word, is_headline in prepared.known.items():
                known[word] = max(known.get(word, 0), entry.place if is_headline else 0)
        save_known_words(known)


def join_tokens(tokens: Iterable[str]) -> str:
    return f" {' '.join(tokens)} "


def remove_entries(entries: QuerySet[Entry]) -> None:
    """Remove entries and their words from the index."""
    places = list(entries.values_list("place", flat=True))
    Words.objects.filter(pk__in=places).delete()
    Entry.objects.filter(pk__in=places).delete()


def save_known_words(words: dict[str, int]) -> None:
    """Store words for corrections, and those in headlines also for suggestions.

    words  {word: place of the latest edition with it in the headline, or 0}

    Most words of a text are already stored. Only new words and words with a later headline are written.
    """
    known = dict(KnownWord.objects.filter(text__listed=set(words)).values_list("text", "latest"))
    rows = [_known_word(text, place) for text, place in sorted(words.items()) if place > known.get(text, -1)]
    plain = [row for row in rows if not row.latest]
    KnownWord.objects.bulk_create(plain, ignore_conflicts=True, batch_size=500)
    KnownWord.objects.bulk_create(
        [row for row in rows if row.latest],
        update_conflicts=True,
        unique_fields=["text"],
        update_fields=["typed", "initials", "latest"],
        batch_size=500,
    )


def _known_word(text: str, latest: int) -> KnownWord:
    letters = jamo.decompose_hangul(text)
    row = KnownWord(text=text, letters=letters.encode(), backwards=letters[::-1].encode(), latest=latest)
    row.length, row.language = len(letters), "ko" if HANGUL.search(text) else "en"
    if latest:
        row.typed = jamo.typed_keys(text).encode()
        row.initials = jamo.initial_consonants(text).encode() if row.language == "ko" else b""
    return row


def forget_known_words(words: Collection[str]) -> None:
    """Delete the given known words, except words that an index entry still contains."""
    for word in words:
        if not Words.objects.filter(words__matches=known_token(word)).exists():
            KnownWord.objects.filter(text=word).delete()


def erase_deleted_words(model: type[Model] = Words) -> None:
    """Rewrite an FTS5 index (SQLite) without the words of deleted rows, which FTS5 only marks as deleted."""
    if connection.vendor == "sqlite":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608


def searchable_editions() -> EditionQuerySet[Edition]:
    """Return the editions to index: planned, live or ended within SEARCH_HISTORY_DAYS, without notices."""
    is_recent = Q(live_until=None) | Q(live_until__gte=_kept_since(clock.now()))
    editions: EditionQuerySet[Edition] = Edition.objects.exclude(kind__in=EditionKind.NOTICES)
    return editions.filter(is_recent)


def outdated_entries(at: datetime) -> QuerySet[Entry]:
    """Return the entries of editions that ended more than SEARCH_HISTORY_DAYS before an instant."""
    return Entry.objects.filter(edition__live_until__lt=_kept_since(at))


def _kept_since(at: datetime) -> datetime:
    return at - timedelta(days=settings.SEARCH_HISTORY_DAYS)


def prepare_entries(editions: Collection[Edition]) -> list[PreparedEntry]:
    """Return the PreparedEntry of each edition, with two queries for authors and live entries."""
    return analyze_entries(with_related_rows(editions))


def analyze_entries(editions: Collection[tuple[Edition, list[int], str]]) -> list[PreparedEntry]:
    """Return the PreparedEntry of each edition with its related rows, without queries."""
    return [_prepare_entry(*row) for row in editions]


def with_related_rows(editions: Collection[Edition]) -> list[tuple[Edition, list[int], str]]:
    """Return each edition with the ids of its authors and the text of its live entries, with two queries.

    Past editions get no text of live entries: these belong to the current and future editions only.
    """
    authors, now = defaultdict[int, list[int]](list), clock.now()
    rows = Edition.objects.filter(pk__in=[edition.pk for edition in editions], byline_filings__isnull=False)
    for edition, author in rows.values_list("pk", "byline_filings__author"):
        authors[edition].append(author)
    unended = {
        edition.pk: edition.article_id
        for edition in editions
        if not edition.live_until or edition.live_until > now
    }
    texts = live_texts(set(unended.values()))
    return [
        (
            edition,
            authors[edition.pk],
            texts[edition.article_id, edition.language] if edition.pk in unended else "",
        )
        for edition in editions
    ]


def live_texts(stories: Collection[int]) -> dict[tuple[int, str], str]:
    """Return a defaultdict {(story id, language): texts and captions of its live entries, newest first}.

    Once a text has LONGEST_TEXT characters, older entries are left out. The query filters by open rows, not
    by an instant: the clock of this server may be behind the database's.
    """
    texts = defaultdict[tuple[int, str], str](str)
    rows = LiveEntry.objects.open().with_standing().filter(is_taken_back=False, article__in=stories)
    rows = rows.newest_first()
    for story, language, *words in rows.values_list("article_id", "language", "text", "caption"):
        if len(texts[story, language]) < LONGEST_TEXT:
            texts[story, language] += "".join(f"{text}\n\n" for text in words)
    return texts
