"""Entries of the translation memory. Only this module writes them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from articles.events.consumers import event_consumer
from articles.models import Article, EventType, LanguageProgress, Stage
from articles.models.event import ConsumerPosition
from articles.models.text import prose
from articles.redaction.registry import PerformedRedaction, on_redaction
from articles.text.digests import digest_of
from articles.text.inline_tags import encode_tags
from articles.translations.freshness import current_pairs
from newsroom.translations.models import MemoryEntry

MAX_ENTRY_LENGTH = 10_000  # characters of a stored segment
NUMBERED_TAG = re.compile(r"⟨(?:⟨|/?\w{1,9}/?⟩)")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def memory_digest(text: str) -> str:
    """Return the digest of a text with normalised white space."""
    return digest_of(" ".join(text.split()))


def words_only(text: str) -> str:
    """Return a text without its numbered tags, on one line."""
    if "⟨" in text:
        text = NUMBERED_TAG.sub(lambda tag: "⟨" if tag[0] == "⟨⟨" else "", text)
    return " ".join(text.split())


def without_numbers(text: str) -> str:
    """Return a text with "0" in place of every number."""
    return NUMBER.sub("0", text)


CONSUMER = "memory"  # its ConsumerPosition is also the lock of the memory
BATCH_SIZE = 500
MERGED = ("role", "article_id", "first_seen_at", "last_seen_at", "uses", "by_id")
REPLACED = ("target_text", "target_digest", "role", "last_seen_at", "by_id")


class MemoryPair(NamedTuple):
    """A segment and its translation, as text with numbered tags."""

    role: str
    source: str
    target: str


def remember(pairs, *, source_language, article=None, by, at) -> int:
    """Store the translations of segments, and return the number of new entries.

    pairs    all MemoryPairs of the story; they replace its former translations of the same segments, except
             translations that other stories use
    article  the story, or None for pairs from elsewhere
    by       the user who approved them, or None
    """
    shared = {"article": article, "by": by, "first_seen_at": at, "last_seen_at": at}
    entries = [make_memory_entry(*pair, source_language=source_language, **shared) for pair in pairs]
    return store_entries(filter(None, entries), source_language=source_language, article=article)


def make_memory_entry(role: str, source: str, target: str, **fields) -> MemoryEntry | None:
    """Return an unsaved entry.

    Return None if the translation is empty, the source has no letters, or a text is too long.
    """
    source, target = prose(source), prose(target)
    has_letters = any(map(str.isalpha, source))
    is_short = len(source) <= MAX_ENTRY_LENGTH and len(target) <= len(source) * 10 + 1000
    if not (target and has_letters and is_short):
        return None
    texts = {"source_text": source, "target_text": target}
    digests = {"source_digest": memory_digest(source), "target_digest": memory_digest(target)}
    return MemoryEntry(role=role[:20], **texts, **digests, **fields)


def store_entries(
    entries: Iterable[MemoryEntry], *, source_language: str, article: Article | None = None
) -> int:
    """Store unsaved entries of one language, or merge them into existing entries, as remember() does.

    Return the number of new entries.
    """
    wanted = {}
    for entry in entries:
        wanted.setdefault(entry.source_digest, {})[entry.target_digest] = entry
    sources, new = list(wanted), 0
    for start in range(0, len(sources), BATCH_SIZE):
        batch = {source: wanted[source] for source in sources[start : start + BATCH_SIZE]}
        new += _store_batch(batch, source_language, article)
    return new


@transaction.atomic
def _store_batch(wanted, source_language, article):
    """Store a batch, and return the number of new entries, including replacements of former translations.

    wanted  {source digest: {target digest: entry}}
    """
    _lock_memory()
    added, changed, replaced, superseded = [], [], [], {}
    there = {}
    rows = MemoryEntry.objects.from_language(source_language).filter(source_digest__in=wanted)
    for row in rows.order_by():
        there.setdefault(row.source_digest, {})[row.target_digest] = row
    for source, targets in wanted.items():
        rows = there.get(source, {})
        old = [
            row
            for key, row in rows.items()
            if key not in targets and article and (row.article_id, row.uses) == (article.pk, 1)
        ]
        for key, entry in targets.items():
            if key in rows:
                changed += [rows[key]] if _merge_entry(entry, rows[key]) else []
            elif old:
                replaced.append(old.pop())
                for name in REPLACED:
                    setattr(replaced[-1], name, getattr(entry, name))
            else:
                added.append(entry)
        superseded |= {row.pk: row for row in old}
    MemoryEntry.objects.filter(pk__in=superseded).delete()
    MemoryEntry.objects.bulk_create(added, batch_size=BATCH_SIZE)
    MemoryEntry.objects.bulk_update(changed, MERGED, batch_size=100)
    MemoryEntry.objects.bulk_update(replaced, REPLACED, batch_size=100)
    return len(added) + len(replaced)


def _lock_memory():
    """Lock the memory until the transaction ends, so that primary keys become visible in order.

    MemoryIndex relies on this order: it reads only the rows after the last key that it has seen.
    """
    ConsumerPosition.objects.get_or_create(name=CONSUMER)
    ConsumerPosition.objects.select_for_update().get(name=CONSUMER)


def _merge_entry(new, row):
    """Merge a repeated translation into its row, and return whether the row has changed."""
    before = [getattr(row, name) for name in MERGED]
    is_elsewhere = new.article_id is not None and new.article_id != row.article_id
    row.uses = row.uses + 1 if is_elsewhere else max(row.uses, new.uses)
    row.first_seen_at = min(row.first_seen_at, new.first_seen_at)
    if new.last_seen_at >= row.last_seen_at:
        row.last_seen_at = new.last_seen_at
        row.role = new.role or row.role
        row.article_id = new.article_id or row.article_id
        row.by_id = new.by_id or row.by_id
    return before != [getattr(row, name) for name in MERGED]


@event_consumer(CONSUMER, wanted=lambda events: events.filter(type=EventType.APPROVED), at_once=20)
def remember_approved(events):
    """Store the current translations of approved stories, and return the number of new entries.

    Translations that were reopened since are skipped. Their next approval is a separate event.
    """
    latest = {(event.subject_id, event.language): event for event in events}
    stories = Article.objects.in_bulk({article for article, _language in latest})
    approved = LanguageProgress.objects.filter(article__in=stories, stage=Stage.APPROVED)
    approved = set(approved.values_list("article", "language"))
    count = 0
    for (pk, language), event in latest.items():
        if (pk, language) in approved and language != stories[pk].source_language:
            pairs = [_memory_pair(*segment) for segment in current_pairs(stories[pk], language)]
            source = stories[pk].source_language
            count += remember(pairs, source_language=source, article=stories[pk], by=event.actor, at=event.at)
    return count


def _memory_pair(role, source, target):
    """Return a MemoryPair. The tags of the translation are numbered as in the source."""
    tagged = encode_tags(source)
    return MemoryPair(role, tagged.text, encode_tags(target, tagged.tags).text)


@on_redaction(MemoryEntry)
def forget_redacted(redacted: PerformedRedaction) -> None:
    """Delete the entries that contain redacted words: their digests would confirm guesses of the words."""
    _lock_memory()
    ids = redacted.removal.ids_of(MemoryEntry.objects.all(), "source_text", "target_text")
    MemoryEntry.objects.filter(pk__in=ids).delete()
