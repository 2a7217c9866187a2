"""The only writer of editions.

The past never changes: text, number and start of an edition are fixed; its end moves only
while it is open or in the future, and never to before now. At most one edition of a language
lies ahead; while one does, other changes are refused with the choice to cancel it, to bring
it forward, or to put the change under it. Write order: close, then insert; to cancel, delete
what lies ahead, then reopen its predecessor.
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
from articles.publishing.edition_changes import FactsChanged, edition_facts, fact_words
from articles.publishing.publication import (
    bring_forward,
    cancel,
    carry_fix_over,
    correct,
    fixed_edition,
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
