"""A glossary file becomes terms, just as somebody has agreed that it shall."""

from django.db import transaction

from articles.events import log
from newsroom.interchange.glossary.plans import planned


class PlanChanged(Exception):
    """The file would do something else by now than what was agreed to. Nothing was written."""


@transaction.atomic
def import_terms(rows, *, agreed):
    """Write what the rows of a file say (term_files.rows) and return the Plan.

    agreed  the digest of the plan that somebody saw; raise PlanChanged when the plan is another one now
    """
    log.take_turn()  # whoever saves a term waits here, so that the plan is still true when it is written
    plan = planned(rows)
    if plan.digest() != agreed:
        raise PlanChanged
    pending = {id(row.term): row.term for row in plan.new}
    while pending:
        _add(next(iter(pending.values())), pending)
    for row in plan.changed:
        row.term.successor = row.term.successor  # by now it has a number
        row.term.save(update_fields=[change.column for change in row.changes])
    return plan


def _add(term, pending):
    """Save a new term, after the new ones that follow it."""
    waiting = [term]
    while id(waiting[-1].successor) in pending and waiting[-1].successor not in waiting:
        waiting.append(waiting[-1].successor)
    for one in reversed(waiting):
        del pending[id(one)]
        one.successor = one.successor
        one.save()
