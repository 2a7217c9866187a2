"""The only writer of the memory."""

from typing import NamedTuple

from django.db import transaction

from articles.models.event import ConsumerPosition
from articles.models.text import prose
from newsroom.translations.memory.texts import digest, is_worth_keeping
from newsroom.translations.models import MemoryEntry

NAME = "memory"  # of the follower, whose row is also the lock of the memory
AT_ONCE = 500
MERGED = ("role", "article_id", "first_seen_at", "last_seen_at", "uses", "by_id")
REPLACED = ("target_text", "target_digest", "role", "last_seen_at", "by_id")


class Pair(NamedTuple):
    """A segment and its translation, as text with numbered tags."""

    role: str
    source: str
    target: str


def remember(pairs, *, source_language, article=None, origin="", by, at):
    """Keep how segments are translated; return how many translations the memory did not have.

    pairs    all Pairs of the story: what it once called by other words, and no other story did, is replaced
    article  the story, or None for pairs from elsewhere
    by       who decided, or None
    """
    shared = {"article": article, "origin": origin, "by": by, "first_seen_at": at, "last_seen_at": at}
    entries = [entry(*pair, source_language=source_language, **shared) for pair in pairs]
    return keep(filter(None, entries), source_language=source_language, article=article)


def entry(role, source, target, **fields):
    """An unsaved entry, or None where there is nothing to remember."""
    source, target = prose(source), prose(target)
    if not (target and is_worth_keeping(source) and len(target) <= len(source) * 10 + 1000):
        return None
    texts = {"source_text": source, "target_text": target}
    digests = {"source_digest": digest(source), "target_digest": digest(target)}
    return MemoryEntry(role=role[:20], **texts, **digests, **fields)


def keep(entries, *, source_language, article=None):
    """Add unsaved entries of one language, or what they tell to those that are there; as remember() does."""
    wanted = {}
    for one in entries:
        wanted.setdefault(one.source_digest, {})[one.target_digest] = one
    sources, new = list(wanted), 0
    for start in range(0, len(sources), AT_ONCE):
        batch = {source: wanted[source] for source in sources[start : start + AT_ONCE]}
        new += _keep(batch, source_language, article)
    return new


@transaction.atomic
def _keep(wanted, source_language, article):
    """wanted: {source digest: {target digest: entry}}."""
    _take_turn()
    added, changed, replaced, superseded = [], [], [], {}
    there = {}
    rows = MemoryEntry.objects.from_language(source_language).filter(source_digest__in=wanted)
    for row in rows.order_by():
        there.setdefault(row.source_digest, {})[row.target_digest] = row
    for source, targets in wanted.items():
        rows = there.get(source, {})
        old = [row for key, row in rows.items() if key not in targets and _is_of_alone(article, row)]
        for key, one in targets.items():
            if key in rows:
                changed += [rows[key]] if _merge(one, rows[key]) else []
            elif old:
                replaced.append(_replace(old.pop(), one))
            else:
                added.append(one)
        superseded |= {row.pk: row for row in old}
    MemoryEntry.objects.filter(pk__in=superseded).delete()
    MemoryEntry.objects.bulk_create(added, batch_size=AT_ONCE)
    MemoryEntry.objects.bulk_update(changed, MERGED, batch_size=100)
    MemoryEntry.objects.bulk_update(replaced, REPLACED, batch_size=100)
    return len(added) + len(replaced)


def _take_turn():
    """One writer at a time, until its transaction ends, so that numbers become visible in order.

    Whoever has seen an entry needs only those of greater numbers: newsroom.translations.memory.index.
    """
    ConsumerPosition.objects.get_or_create(name=NAME)
    ConsumerPosition.objects.select_for_update().get(name=NAME)


def _is_of_alone(article, row):
    return article is not None and row.article_id == article.pk and row.uses == 1


def _merge(new, row):
    """Add to a row what is told of the same translation again; return whether anything changed."""
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


def _replace(row, new):
    for name in REPLACED:
        setattr(row, name, getattr(new, name))
    return row
