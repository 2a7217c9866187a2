"""The only package that writes editions.

The past never changes. The text, number and start of an edition are fixed. Its end moves only while
it is open or in the future, and never to a time before now. Each language has at most one scheduled
edition. While it has one, other changes are refused, and the user can cancel it, bring it forward,
or publish the change under it. Write order: close, then insert. To cancel, delete the scheduled
edition, then reopen its predecessor.
"""

from articles.publishing.approval import approve_seen
from articles.publishing.both_languages import (
    bring_forward_together,
    cancel_together,
    import_published,
    publish_together,
    reschedule_together,
    withdraw,
    withdraw_together,
)
from articles.publishing.changes import NOT_LIVE, may_publish_change, publish_brief, publish_change
from articles.publishing.edition_changes import FactsChanged, edition_facts, fact_words, fixed_edition
from articles.publishing.publication import (
    bring_forward,
    cancel,
    carry_fix_over,
    correct,
    publish,
    quick_fix,
    reschedule,
)
from articles.publishing.refusals import (
    EditionLiesAhead,
    FindingsUnseen,
    MergeRefused,
    PreflightRefused,
    PublicationRefused,
    QuickFix,
    WarningsUnconfirmed,
    earlier_confirmations,
)
from articles.publishing.verification import broken_seals

__all__ = [
    "NOT_LIVE",
    "EditionLiesAhead",
    "FactsChanged",
    "FindingsUnseen",
    "MergeRefused",
    "PreflightRefused",
    "PublicationRefused",
    "QuickFix",
    "WarningsUnconfirmed",
    "approve_seen",
    "bring_forward",
    "bring_forward_together",
    "broken_seals",
    "cancel",
    "cancel_together",
    "carry_fix_over",
    "correct",
    "earlier_confirmations",
    "edition_facts",
    "fact_words",
    "fixed_edition",
    "import_published",
    "may_publish_change",
    "publish",
    "publish_brief",
    "publish_change",
    "publish_together",
    "quick_fix",
    "reschedule",
    "reschedule_together",
    "withdraw",
    "withdraw_together",
]
