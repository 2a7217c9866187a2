"""EditionFacts: denormalised columns of LanguageProgress about the latest two editions, for desk lists.

They are computed from all editions of the story whenever an edition is inserted, moved or deleted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from articles.models import Edition, EditionKind, LanguageProgress
from articles.models.planning import day_of
from articles.models.progress import EditionFacts

FACTS = [field.name for field in EditionFacts._meta.get_fields()]
COLUMNS = (
    "id article_id language number kind live_from first_published_at source_number text_digest note_there"
).split()


def read_editions(article_ids: Collection[int]) -> list[Edition]:
    """Return the editions of stories without their texts. One query."""
    return list(Edition.objects.of_articles(article_ids).only(*COLUMNS))


def set_facts(rows: Iterable[LanguageProgress], editions: Iterable[Edition]) -> None:
    """Set the EditionFacts of rows from all editions of their stories, without saving."""
    by_story: dict[int, list[Edition]] = {}
    for edition in sorted(editions, key=lambda edition: edition.number):
        by_story.setdefault(edition.article_id, []).append(edition)
    for row in rows:
        story = by_story.get(row.article_id, [])
        own = [edition for edition in story if edition.language == row.language]
        there = [edition for edition in story if edition.language != row.language]
        latest = own[-1] if own else None
        previous = own[-2] if len(own) > 1 else None
        facts = _facts("latest", latest, own, there) | _facts("previous", previous, own, there)
        for name in facts.keys() & set(FACTS):  # the previous edition has columns for some facts only
            setattr(row, name, facts[name])
        row.latest_on = day_of(latest.live_from) if latest else None


def outdated_facts(article_ids: Collection[int]) -> list[LanguageProgress]:
    """Return the rows whose stored EditionFacts are wrong, with the correct values set but not saved."""
    rows = list(LanguageProgress.objects.filter(article__in=article_ids).order_by("article", "language"))
    stored = [[getattr(row, name) for name in FACTS] for row in rows]
    set_facts(rows, read_editions(article_ids))
    return [
        row
        for row, before in zip(rows, stored, strict=True)
        if before != [getattr(row, name) for name in FACTS]
    ]


def store_facts(article_ids: Collection[int]) -> None:
    """Store the EditionFacts of stories. The caller has locked them."""
    LanguageProgress.objects.bulk_update(outdated_facts(article_ids), FACTS)


def _facts(name: str, edition: Edition | None, own: list[Edition], there: list[Edition]) -> dict[str, Any]:
    """Return {column: value} for an edition or None; `name` is "latest" or "previous"."""
    text = edition if edition is not None and edition.kind not in EditionKind.NOTICES else None
    facts = {
        "number": edition.number if edition else None,
        "kind": edition.kind if edition else "",
        "from": edition.live_from if edition else None,
        "text_digest": edition.text_digest if edition else "",
        "behind_from": _behind_from(text, there) if text else None,
        "correction_from": _correction_from(text, own, there) if text else None,
    }
    return {f"{name}_{fact}": value for fact, value in facts.items()}


def _behind_from(edition: Edition, there: list[Edition]) -> datetime | None:
    """Return when a translation fell behind its source, or None."""
    if edition.source_number is None:
        return None
    newer = [source for source in there if source.number > edition.source_number and source.is_substantive]
    return min((source.live_from for source in newer), default=None)


def _correction_from(edition: Edition, own: list[Edition], there: list[Edition]) -> datetime | None:
    """Return when readers began to see a note about a correction that this text lacks, or None.

    The correction was made in the other language. A source records no edition of its translation, so its next
    substantive edition is assumed to include every correction made there before.
    """
    corrected = [
        counterpart
        for counterpart in there
        if counterpart.note_there and counterpart.live_from > edition.first_published_at
    ]
    if edition.source_number is not None:
        lacking = [counterpart for counterpart in corrected if counterpart.number > edition.source_number]
    else:
        starts = [
            own_edition.live_from
            for own_edition in own
            if own_edition.number <= edition.number and own_edition.is_substantive
        ]
        lacking = [
            counterpart for counterpart in corrected if not starts or counterpart.live_from >= max(starts)
        ]
    return min((counterpart.live_from for counterpart in lacking), default=None)
