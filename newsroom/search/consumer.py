"""The event consumer that keeps the search index up to date, and the rebuild of the whole index.

A rebuild replaces rows in batches while readers use the index. The time of its start is stored, so that an
interrupted rebuild can continue.
"""

import threading
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.events.consumers import event_consumer
from articles.models.edition import Edition
from articles.models.event import Event, EventType
from articles.models.language import Language, localized
from articles.models.people import Author
from articles.models.taxonomy import Section, Topic
from articles.models.term import Term
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.korean import jamo
from articles.text.korean.morphemes import analyze_batches
from articles.text.names import is_distinctive
from articles.text.search.query import query_key
from articles.text.search.words import HANGUL, written_words
from newsroom.search.index import (
    PreparedEntry,
    analyze_entries,
    erase_deleted_words,
    forget_known_words,
    prepare_entries,
    remove_entries,
    searchable_editions,
    with_related_rows,
    write_entries,
)
from newsroom.search.models import Entry, KnownWord, Name, Rebuild, TermForm

CONSUMER = "search"
LIVE_ENTRY = "liveentry"  # subject type in events
REBUILT_AT_ONCE = 50

type NamedSubject = Topic | Author | Section
type EditionKey = tuple[int, str]  # id and digest

NAMED_MODELS: dict[str, type[NamedSubject]] = {"topic": Topic, "author": Author, "section": Section}
at_hand = threading.local()  # `prepared`: the entries from `analyze_editions`, for the next write


def index_events(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events that affect search: changes of editions, live entries, names and the glossary."""
    others = Q(subject_type__in=["term", LIVE_ENTRY, *NAMED_MODELS])
    return events.filter(Q(subject_type="article", type__in=EventType.MOVES) | others)


def analyze_editions(events: Collection[Event]) -> None:
    """Analyze the editions that the events affect, for `index_articles`, before any row is locked."""
    articles = [event.subject_id for event in events if event.subject_type == "article"]
    missing = _missing(articles, stories_of_live_entries(events))
    at_hand.prepared = dict(zip(missing, prepare_entries(missing.values()), strict=True))


@event_consumer(CONSUMER, wanted=index_events, at_once=20, prepare=analyze_editions)
def search(events: Collection[Event]) -> int:
    """Apply the events to the index.

    Return the number of entries written, plus the number of terms, topics, authors and sections updated.
    """
    about: dict[str, set[int]] = {}
    for event in events:
        about.setdefault(event.subject_type, set()).add(event.subject_id)
    about.pop(LIVE_ENTRY, None)
    articles, terms = about.pop("article", set()), about.pop("term", set())
    for kind, ids in about.items():
        index_names(kind, ids)
    index_terms(terms)
    indexed = index_articles(articles, stories_of_live_entries(events))
    return indexed + len(terms) + sum(map(len, about.values()))


catch_up = search.catch_up


def stories_of_live_entries(events: Iterable[Event]) -> set[int]:
    """Return the ids of the stories whose live entries are the subjects of events."""
    return {event.details["article"] for event in events if event.subject_type == LIVE_ENTRY}


def index_articles(ids: Collection[int], live: Collection[int] = ()) -> int:
    """Index the stories' editions, remove outdated entries, and return the number of entries written.

    live  ids of stories with changed live entries; their current and planned editions are indexed again
    """
    there = searchable_editions().filter(pk=OuterRef("edition"), digest=OuterRef("digest"))
    remove_entries(Entry.objects.filter(~Exists(there), article_id__in=ids))
    ready = at_hand.__dict__.pop("prepared", {})
    missing = _missing(ids, live)
    prepared = [ready[key] for key in missing if key in ready]
    prepared += prepare_entries([edition for key, edition in missing.items() if key not in ready])
    write_entries(prepared)
    return len(prepared)


def _missing(ids: Collection[int], live: Collection[int] = ()) -> dict[EditionKey, Edition]:
    """Return {(id, digest): edition} of the stories' editions whose current digest is not in the index.

    Include all current and planned editions of stories in `live`: their digests do not cover live entries.
    """
    there = Entry.objects.filter(edition=OuterRef("pk"), digest=OuterRef("digest"))
    editions = searchable_editions().of_articles(ids).exclude(Exists(there)) if ids else ()
    unindexed = [*editions, *(searchable_editions().unended().of_articles(live) if live else ())]
    return {(edition.pk, edition.digest): edition for edition in unindexed}


def index_terms(ids: Collection[int]) -> None:
    """Replace the indexed forms of terms; remove the forms of deleted terms."""
    TermForm.objects.filter(term_id__in=ids).delete()
    forms = [form for term in Term.objects.filter(pk__in=ids) for form in distinctive_forms(term)]
    TermForm.objects.bulk_create(forms)


def index_names(kind: str, ids: Collection[int]) -> None:
    """Replace the indexed names of topics, authors or sections."""
    Name.objects.filter(subject_type=kind, subject_id__in=ids).delete()
    subjects = NAMED_MODELS[kind].objects.filter(pk__in=ids)
    Name.objects.bulk_create(name for subject in subjects for name in _names(kind, subject))


def _names(kind: str, subject: NamedSubject) -> Iterator[Name]:
    for language in Language.values:
        text = getattr(subject, localized("name", language))
        words = text.lower().split()
        for index in range(len(words)):
            rest = " ".join(words[index:])
            yield Name(
                subject_type=kind,
                subject_id=subject.pk,
                language=language,
                text=text,
                typed=jamo.typed_keys(rest).encode(),
                initials=jamo.initial_consonants(rest).encode() if HANGUL.search(rest) else b"",
            )


def distinctive_forms(term: Term) -> Iterator[TermForm]:
    """Yield the right and wrong forms of a term, except ambiguous short forms: FTA, but not "the pact"."""
    for language in Language.values:
        right = term.forms(language)
        short = getattr(term, localized("short", language)).strip()
        texts = [(text, True) for text in right if text != short or is_distinctive(text, right[0])]
        for text, is_right in (*texts, *((text, False) for text in term.wrong_forms(language))):
            if key := query_key(written_words(text, is_query=True)):
                yield TermForm(term_id=term.pk, text=text, key=key[:200], is_right=is_right)


@on_redaction(Entry, KnownWord, TermForm, Name)
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Index redacted stories, terms and names again, and remove the redacted words from the index."""
    ids = redacted.objects.get("article", [])
    remove_entries(Entry.objects.filter(article_id__in=ids))
    write_entries(prepare_entries(searchable_editions().of_articles(ids)))
    forget_known_words(redacted.indexed_words(KnownWord.objects.all(), "text"))
    index_terms(redacted.objects.get("term", []))
    for kind in NAMED_MODELS:
        index_names(kind, redacted.objects.get(kind, []))
    erase_deleted_words()


def unfinished_rebuild() -> Rebuild | None:
    """Return the latest interrupted Rebuild, or None."""
    return Rebuild.objects.filter(ended_at=None).order_by("began_at").last()


def outdated_editions(began_at: datetime) -> QuerySet[Edition]:
    """Return the editions whose index rows are missing or older than the start of a rebuild."""
    old = Q(search_entry__isnull=True) | Q(search_entry__indexed_at__lt=began_at)
    return searchable_editions().filter(old)


def rebuild_index(*, processes: int = 1) -> Iterator[int]:
    """Rebuild the index or continue a rebuild, and yield the number of entries written in each batch.

    processes  number of processes that analyze texts; only this process uses the database
    """
    begun = unfinished_rebuild() or Rebuild.objects.create(began_at=timezone.now())
    _rebuild_names()
    batches = map(with_related_rows, _outdated_batches(begun.began_at))
    for _batch, entries in analyze_batches(analyze_entries, batches, processes=processes):
        yield _write_existing(entries)
    with search.lock():
        there = searchable_editions().filter(pk=OuterRef("edition"))
        remove_entries(Entry.objects.filter(~Exists(there)))
    Rebuild.objects.filter(pk=begun.pk).update(ended_at=timezone.now())
    Rebuild.objects.filter(began_at__lt=begun.began_at).delete()


def _outdated_batches(began_at: datetime) -> Iterator[list[Edition]]:
    """Yield batches of outdated editions, newest first, each edition only once."""
    rows = outdated_editions(began_at).order_by("-pk")
    batch = list(rows[:REBUILT_AT_ONCE])
    while batch:
        yield batch
        batch = list(rows.filter(pk__lt=batch[-1].pk)[:REBUILT_AT_ONCE])


def _write_existing(found: Collection[PreparedEntry]) -> int:
    """Write the entries of editions that have not changed since their analysis; return their number."""
    with search.lock():
        rows = searchable_editions().filter(pk__in=[entry.edition.pk for entry in found])
        there = set(rows.values_list("pk", "digest"))
        kept = [entry for entry in found if (entry.edition.pk, entry.edition.digest) in there]
        write_entries(kept)
    return len(kept)


def _rebuild_names() -> None:
    with search.lock():
        index_terms(_ids_of(Term, TermForm.objects.values_list("term_id", flat=True)))
        for kind, model in NAMED_MODELS.items():
            there = Name.objects.filter(subject_type=kind).values_list("subject_id", flat=True)
            index_names(kind, _ids_of(model, there))


def _ids_of(model: type[Term | NamedSubject], indexed: Iterable[int]) -> set[int]:
    """Return the ids of all rows of a model and all indexed ids, which may belong to deleted rows."""
    return {*model.objects.values_list("pk", flat=True), *indexed}
