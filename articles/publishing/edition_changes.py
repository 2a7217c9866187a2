"""Changes between two editions: changed figures, dates and names, and the merging of texts.

A quick fix must not change facts without a reason. A change of the live text is merged into the working
copy, or into a scheduled edition.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.body import body_blocks, sanitise
from articles.checks.context import checked_passages
from articles.models import Article, Edition, EditionKind
from articles.models.article import TYPESET
from articles.models.text import line, prose
from articles.previews import edition_text_digest, print_pictures
from articles.publishing.other_language import realign
from articles.publishing.refusals import MergeRefused, PublicationRefused
from articles.publishing.session import PublishingSession, standing_topics
from articles.text.changed_facts import ChangedFact, changed_facts
from articles.text.merge import merge_blocks, merge_text

# Columns of an edition and of the working copy that hold the same words.
WORDS = {"headline": "title", "summary": "summary", "body": "body"}
# Labels for facts that only the new text has, or only the old one.
ADDED, REMOVED = _("{fact} (added)"), _("{fact} (removed)")
# The stored form of each text. An edition is sealed before it is saved, so its fields cannot normalise it.
NORMALISE: dict[str, Callable[[str], str]] = {"headline": line, "summary": prose, "body": sanitise}
# (ours, theirs): the items of a passage that both sides have changed.
type Conflict = tuple[Sequence[str], Sequence[str]]


class FactsChanged(PublicationRefused):
    """A refused quick fix: it changes `facts`, a list of ChangedFacts, without a reason."""

    def __init__(self, facts: list[ChangedFact]):
        self.facts = facts
        words = {"facts": ", ".join(fact_words(facts))}
        super().__init__(
            _("%(facts)s: this is a correction. Give a reason if it has to be a quick fix.") % words
        )


def fact_words(facts: Iterable[ChangedFact], language: str = "") -> list[str]:
    """Return ChangedFacts as texts such as “3 → 5” or “May (added)”, without duplicates.

    language  language of the facts, for safe HTML with a lang attribute; "" for plain text
    """
    return list(dict.fromkeys(_fact_in_words(fact, language) for fact in facts))


def _fact_in_words(fact: ChangedFact, language: str) -> str:
    words = " → ".join(filter(None, [fact.before, fact.after]))
    sentence = "{fact}" if fact.before and fact.after else str(ADDED if fact.after else REMOVED)
    if not language:
        return sentence.format(fact=words)
    return format_html(sentence, fact=format_html('<span lang="{}">{}</span>', language, words))


def logged_facts(facts: Iterable[ChangedFact]) -> list[str]:
    """Return ChangedFacts for the log, without words of any language: “3 → 5”, “— → May”."""
    return list(dict.fromkeys(f"{fact.before or '—'} → {fact.after or '—'}" for fact in facts))


def edition_facts(before: Edition, after: Edition) -> list[ChangedFact]:
    """Return the facts that differ between the texts of two editions of one language, saved or not."""
    passages = (
        tuple(passage.text for passage in checked_passages(edition.headline, edition.summary, edition.body))
        for edition in (before, after)
    )
    return list(_changed_facts(*passages, after.language))


# Called before the transaction and again within it. The cache keeps the analysis of a text, which takes a
# while, out of the transaction.
@lru_cache(maxsize=64)
def _changed_facts(before: tuple[str, ...], after: tuple[str, ...], language: str) -> tuple[ChangedFact, ...]:
    return tuple(changed_facts(before, after, language))


def require_reason_for_facts(session: PublishingSession, base: Edition, fixed: Edition, reason: str) -> None:
    """Raise FactsChanged if a user changes facts without a reason; else keep facts and reason for the log."""
    facts = edition_facts(base, fixed) if session.by is not None else []
    if facts and not reason.strip():
        raise FactsChanged(facts)
    if facts:
        session.decision_details = {"facts": logged_facts(facts)}
        session.reason = reason.strip()


def fixed_edition(live: Edition, texts: dict[str, str | None]) -> Edition:
    """Return an unsaved edition that differs from the live one in the given texts.

    texts  {"headline": …, "summary": …, "body": …}; None keeps a text as it is

    Raise PublicationRefused if a text would be empty.
    """
    fixed: Edition = live.copy()
    fixed.kind, fixed.note, fixed.note_there = EditionKind.MINOR, "", ""
    _set_texts(fixed, **texts)
    realign(fixed, base=live)
    return fixed


def _set_texts(edition: Edition, **texts: str | None) -> None:
    """Set the given texts of an unsaved edition. Raise PublicationRefused if one of them would be empty."""
    for field, text in texts.items():
        if text is not None and (text := NORMALISE[field](text)) != getattr(edition, field):
            setattr(edition, field, TYPESET[WORDS[field]](text))
    if not edition.headline or not edition.summary or bool(edition.body) == edition.is_brief:
        raise PublicationRefused(_("A quick fix cannot remove the headline, the summary or the text."))
    # Pictures that were printed before stay as they are; only new ones are added.
    print_pictures(edition, kept=edition.printed["images"].keys())
    edition.text_digest = edition_text_digest(edition, standing_topics(edition))


def merge_into_working_copy(article: Article, *, base: Edition, fixed: Edition) -> list[str]:
    """Merge a fix of the live text into an unsaved working copy, and keep its other changes.

    Return the fields with conflicts, as editions name them. Where both changed the same passage, the working
    copy keeps its own text.
    """
    unmerged = []
    for field, column in WORDS.items():
        if field == "body" and base.is_brief:
            continue
        text, conflicts = _merged(
            field, getattr(base, field), getattr(fixed, field), article.text(column, base.language)
        )
        article.set_text(column, base.language, text)
        if conflicts:
            unmerged.append(field)
    return unmerged


def merge_editions(planned: Edition, *, base: Edition, change: Edition) -> None:
    """Merge a change of the live edition into the edition scheduled after it, in place.

    Raise MergeRefused if both changed the same passage.
    """
    refused = []
    for field in WORDS:
        text, conflicts = _merged(
            field, getattr(base, field), getattr(change, field), getattr(planned, field)
        )
        setattr(planned, field, text)
        refused += [field] if conflicts else []
    for field in ("section_id", "lead_image_id", "slug", "is_sponsored"):
        refused += _take(planned.__dict__, base.__dict__, change.__dict__, field)
    for key in ("bylines", "topics", "related", "sources", "lead_caption", "sponsor", "is_ad_free"):
        refused += _take(planned.printed, base.printed, change.printed, key)
    if refused:
        raise MergeRefused(refused)
    planned.is_brief = not planned.body
    print_pictures(planned)
    planned.text_digest = edition_text_digest(planned, standing_topics(planned))


def _merged(field: str, base: str, ours: str, theirs: str) -> tuple[str, list[Conflict]]:
    """Return (merged text, conflicts). Where there is a conflict, the text of `theirs` is kept."""
    if base != ours:  # the changed text was typeset, so typeset the others too
        base, theirs = (TYPESET[WORDS[field]](text) for text in (base, theirs))
    if field == "body":
        merged = merge_blocks(*(body_blocks(text) for text in (base, ours, theirs)))
        return sanitise("".join(merged.items)), merged.conflicts
    merged = merge_text(base, ours, theirs)
    return "".join(merged.items), merged.conflicts


def _take(planned: dict[str, Any], base: dict[str, Any], change: dict[str, Any], key: str) -> list[str]:
    """Set a value in `planned` that only `change` has changed. Return [key] if both changed it, else []."""
    before, after = base.get(key), change.get(key)
    if after in (before, planned.get(key)):
        return []
    if planned.get(key) != before:
        return [key]
    planned[key] = after
    if after is None:
        del planned[key]
    return []
