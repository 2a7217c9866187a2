"""Changes between two editions: changed figures, dates and names, and the merging of texts.

A quick fix must not change facts without a reason. A change of the live text is merged into the working
copy, or into a scheduled edition.
"""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.body import body_blocks, sanitise
from articles.checks.context import checked_passages
from articles.models import Article, Edition
from articles.models.article import TYPESET
from articles.previews import edition_text_digest, print_pictures
from articles.publishing.refusals import MergeRefused, PublicationRefused
from articles.publishing.session import standing_topics
from articles.text.changed_facts import ChangedFact, changed_facts
from articles.text.merge import merge_blocks, merge_text

# Columns of an edition and of the working copy that hold the same words.
WORDS = {"headline": "title", "summary": "summary", "body": "body"}
# A fact that is only in the new text, or only in the old one.
ADDED, REMOVED = _("{fact} (added)"), _("{fact} (removed)")


class FactsChanged(PublicationRefused):
    """A quick fix that changes `facts` without a reason."""

    def __init__(self, facts):
        self.facts = facts
        words = {"facts": ", ".join(fact_words(facts))}
        super().__init__(
            _("%(facts)s: this is a correction. Give a reason if it has to be a quick fix.") % words
        )


def fact_words(facts: Iterable[ChangedFact], language: str = "") -> list[str]:
    """Return ChangedFacts as text, “3 → 5” or “May (added)”. A word that is both date and name appears once.

    language  language of the facts, for safe HTML with a lang attribute; "" for plain text
    """
    return list(dict.fromkeys(_fact_in_words(fact, language) for fact in facts))


def _fact_in_words(fact, language):
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


# The form calls it before the transaction and again within it, where the cached result saves other
# users from waiting for the analysis of a text.
@lru_cache(maxsize=64)
def _changed_facts(before, after, language):
    return tuple(changed_facts(before, after, language))


def merge_into_working_copy(article: Article, *, base: Edition, fixed: Edition) -> list[str]:
    """Merge a fix of the live text into the working copy, and keep the other changes there.

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


def _merged(field, base, ours, theirs):
    """Return (merged text, conflicts). Where there is a conflict, the text of `theirs` is kept."""
    if base != ours:  # the quotation marks of the fix were typeset again
        base, theirs = (TYPESET[WORDS[field]](text) for text in (base, theirs))
    if field == "body":
        merged = merge_blocks(*(body_blocks(text) for text in (base, ours, theirs)))
        return sanitise("".join(merged.items)), merged.conflicts
    merged = merge_text(base, ours, theirs)
    return "".join(merged.items), merged.conflicts


def _take(planned, base, change, key):
    """Set a value that only the change has changed. Return [key] if both changed it, else []."""
    before, after = base.get(key), change.get(key)
    if after in (before, planned.get(key)):
        return []
    if planned.get(key) != before:
        return [key]
    planned[key] = after
    if after is None:
        del planned[key]
    return []
