"""Requests for redactions, their counterparts in the other language, and their confirmation."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.tasks import task
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.annotations import User
from articles.events import log
from articles.models import EventType, Image, LegalHold, Redaction
from articles.models.people import display_name
from articles.redaction.counterparts import Counterpart, CounterpartSearch, find_counterparts
from articles.redaction.registry import (
    SHORTEST,
    AffectedObject,
    Removal,
    expressions_of,
    find_affected_objects,
)
from articles.redaction.session import RedactionSession, removal_of
from articles.refusals import Refused
from articles.text.digests import digest_of

MOST, LONGEST = 50, 300  # number of expressions per redaction, and characters per expression
ASK, CONFIRM = "articles.add_redaction", "articles.confirm_redaction"


class RedactionRefused(Refused):
    """A refused redaction: nothing was removed. `field` is the form field to change."""

    def __init__(self, *reasons, field="words"):
        super().__init__(*reasons)
        self.field = field


@log.unit_of_work()
def request_redaction(
    *, words: str = "", image: Image | None = None, ground: str, reference: str, by: User
) -> Redaction:
    """Request the removal of words, one expression per line, or of a picture. A second user must confirm it.

    Raise RedactionRefused as check_request does.
    """
    if not by.has_perm(ASK):
        raise PermissionDenied
    check_request(words, image, reference)
    words = "\n".join(expressions_of(words))
    redaction = Redaction(words=words, image=image, ground=ground, reference=reference)
    redaction.requested_by, redaction.requested_at = by, clock.now()
    redaction.save(force_insert=True)
    log.record(EventType.ADDED, redaction, by=by, reason=reference)
    return redaction


def check_request(words: str, image: Image | None, reference: str) -> None:
    """Raise RedactionRefused for words that cannot be removed, or for a reference that contains them.

    Raise it also if there are neither words nor a picture.
    """
    removal = Removal(expressions_of(words))
    if not removal.expressions and image is None:
        raise RedactionRefused(_("Write the words to remove, or choose an image."))
    if len(removal.expressions) > MOST:
        raise RedactionRefused(_("Write at most %(most)d expressions.") % {"most": MOST})
    for expression in removal.expressions:
        letters = sum(map(str.isalnum, expression))
        if letters < SHORTEST or len(expression) > LONGEST:
            message = _("“%(words)s” cannot be removed: write between %(least)d letters and %(most)d.")
            raise RedactionRefused(message % {"words": expression[:80], "least": SHORTEST, "most": LONGEST})
    if removal.text(reference) != reference:
        message = _(
            "The reference contains the words to remove. It is kept permanently: write it without them."
        )
        raise RedactionRefused(message, field="reference")


@log.unit_of_work()
def choose_counterparts(redaction: Redaction, words: list[str], *, by: User) -> None:
    """Set the words of the other language that are removed with the requested words; [] for none.

    Only the requesting user chooses, so that the second user confirms words that both have read. Raise
    PermissionDenied; or RedactionRefused for words that cannot be removed, or if the redaction is not open.
    """
    redaction = _open_redaction(redaction.pk)
    if not by.has_perm(ASK) or redaction.requested_by_id != by.pk:
        raise PermissionDenied
    asked = redaction.asked
    chosen = [expression for expression in expressions_of("\n".join(words)) if expression not in asked]
    check_request("\n".join([*asked, *chosen]), redaction.image, redaction.reference)
    redaction.words, redaction.counterparts = "\n".join([*asked, *chosen]), len(chosen)
    redaction.save(update_fields=["words", "counterparts"])
    log.record(EventType.CHANGED, redaction, by=by, reason=redaction.reference, counterparts=len(chosen))


def counterpart_search(redaction: Redaction) -> CounterpartSearch:
    """Return the search for counterparts of the requested words."""
    return find_counterparts(Removal(redaction.asked))


@log.unit_of_work()
def leave_out(redaction: Redaction, names: list[str], *, by: User) -> None:
    """Set the stories and other objects that keep the words, by the names of their AffectedObjects.

    Raise RedactionRefused if the redaction is not open.
    """
    redaction = _open_redaction(redaction.pk)
    if not (by.has_perm(ASK) or by.has_perm(CONFIRM)):
        raise PermissionDenied
    left_out = {}
    for affected_object in find_affected_objects(removal_of(redaction)):
        if affected_object.name in names:
            left_out.setdefault(affected_object.model, []).append(affected_object.pk)
    redaction.left_out = left_out
    redaction.save(update_fields=["left_out"])


@log.unit_of_work()
def cancel_redaction(redaction: Redaction, *, by: User) -> None:
    """Cancel an open redaction and delete its words. Raise RedactionRefused if it is not open."""
    redaction = _open_redaction(redaction.pk)
    if not (by.has_perm(ASK) or by.has_perm(CONFIRM)):
        raise PermissionDenied
    redaction.words, redaction.left_out, redaction.canceled_at = "", {}, clock.now()
    redaction.save(update_fields=["words", "left_out", "canceled_at"])
    log.record(EventType.REMOVED, redaction, by=by, reason=redaction.reference)


def _open_redaction(pk):
    redaction = Redaction.objects.select_for_update().get(pk=pk)
    if not redaction.is_open:
        raise RedactionRefused(_("This redaction has been confirmed or canceled in the meantime."))
    return redaction


def digest_of_affected(
    redaction: Redaction, affected: list[AffectedObject], offered: list[Counterpart]
) -> str:
    """Return the digest of everything that the second user confirms.

    It covers the words, the objects with them, the objects left out, and the counterparts offered.
    """
    said = [redaction.words, redaction.counterparts, redaction.image_id, redaction.left_out]
    names = [[affected_object.name, affected_object.rows] for affected_object in affected]
    return digest_of([said, names, [counterpart.words for counterpart in offered]])


def perform_redaction(redaction: Redaction, *, by: User, seen: str | None = None) -> Redaction:
    """Remove the words or the picture for good, as the second user; return the Redaction.

    seen  the digest_of_affected that the user saw

    Raise RedactionRefused, and remove nothing, if the list of affected objects has changed since, if the
    counterparts have not been chosen yet, if a story is under a legal hold, or if `by` made the request.
    """
    if not by.has_perm(CONFIRM):
        raise PermissionDenied
    with log.unit_of_work():
        redaction = _open_redaction(redaction.pk)
        if redaction.requested_by_id == by.pk:
            raise RedactionRefused(_("A second person has to confirm this. You requested it."))
        affected = find_affected_objects(removal_of(redaction))
        offered = counterpart_search(redaction).counterparts
        if offered and redaction.counterparts is None:
            reason = _("%(name)s has not chosen yet what is removed in the other language.")
            raise RedactionRefused(reason % {"name": display_name(redaction.requested_by)})
        if seen is not None and seen != digest_of_affected(redaction, affected, offered):
            raise RedactionRefused(_("The list has changed in the meantime. Check it again."))
        session = RedactionSession(redaction, affected, by, offered)
        refuse_held(session.stories)
        session.perform()
        if connection.vendor == "sqlite":
            transaction.on_commit(erase_free_pages.enqueue)
    return redaction


def refuse_held(stories: list[int]) -> None:
    """Raise RedactionRefused for stories under a legal hold."""
    if held := LegalHold.objects.held_among(stories):
        reason = _(
            "These stories are under a legal hold, because they are evidence: %(stories)s. Keep the words "
            "there, or ask a managing editor to release the hold."
        )
        raise RedactionRefused(reason % {"stories": ", ".join(map(str, held))})


@task
def erase_free_pages() -> None:
    """Rewrite an SQLite database without its free pages, which still contain deleted data.

    PostgreSQL reuses the space of deleted rows.
    """
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
