"""Publish, correct, quick fix, cancel, bring forward: one function each.

Each locks the article first, refuses with reasons, and writes its event last.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.body import sanitise
from articles.models import EditionKind, EventType, Stage
from articles.models.text import line, prose
from articles.previews import compose, digest_of, pictures
from articles.publishing.inspection import inspect_change, inspect_edition, inspect_planned
from articles.publishing.other_language import decide_order, tell_other_readers
from articles.publishing.refusals import PublicationRefused, QuickFix
from articles.publishing.session import PublishingSession, standing_topics
from articles.publishing.source_alignment import keep_alignment, realign, realign_with_source, record_source
from articles.publishing.working_copy import merge_editions, merge_into_working_copy

# An edition is sealed before it is stored, so its text has its normal form by then.
NORMAL = {"headline": line, "summary": prose, "body": sanitise}


@transaction.atomic
def publish(
    article,
    language,
    *,
    by,
    at=None,
    kind=None,
    note="",
    note_there="",
    alone=False,
    after=None,
    confirmed=None,
    **decision,
):
    """Publish one approved language of an article, now or at an instant to come.

    kind        an EditionKind, which a person has to choose over what is live; by default ORIGINAL for the
                first edition, else UPDATE
    note        what readers are told; a correction must have one
    note_there  of a correction: what readers of the other language are told until their text is mended
    alone       True where the correction concerns this language alone, so that they need not be told
    after       the number of the latest edition that the person saw (0: none); another is refused
    confirmed   the fingerprints of the warnings of preflight that the person has looked at; None: not asked
    decision    before_source and reason: that a translation comes out before its source, see decide_order
    Return the Edition. Raise PermissionDenied, EditionLiesAhead, or PublicationRefused.
    """
    desk = PublishingSession(article, language, by=by, after=after)
    desk.require_nothing_ahead()
    start, edition = desk.start(at), _compose_approved(desk, kind, note)
    record_source(desk, edition, start)
    tell_other_readers(edition, start, note_there=note_there, alone=alone)
    _refuse_repetition(desk, edition)
    decide_order(desk, start, **decision)
    desk.confirmed = inspect_edition(desk, edition, at=start, confirmed=confirmed)
    _put_alone(desk, edition, start)
    return edition


def correct(article, language, *, by, note, **options):
    """Publish the working copy as a correction, with the note that tells readers what was wrong."""
    return publish(article, language, by=by, kind=EditionKind.CORRECTION, note=note, **options)


@transaction.atomic
def publish_under_scheduled(
    article, language, *, by, kind=None, note="", note_there="", alone=False, after=None, confirmed=None
):
    """Put a change under a scheduled edition: cancel that, publish now, schedule the merged text again.

    Return (the edition now live, the edition that lies ahead). Raise MergeRefused, writing
    nothing, when both changed the same place.
    """
    desk = PublishingSession(article, language, by=by, after=after)
    start, edition = desk.start(), _compose_approved(desk, kind, note)
    record_source(desk, edition, start)
    tell_other_readers(edition, start, note_there=note_there, alone=alone)
    _refuse_repetition(desk, edition)
    desk.confirmed = inspect_edition(desk, edition, at=start, confirmed=confirmed)
    return _put_under(desk, edition, start)


@transaction.atomic
def quick_fix(
    article,
    language,
    *,
    by,
    headline=None,
    summary=None,
    body=None,
    after=None,
    under=False,
    confirmed=None,
):
    """Mend the live text at once, and the working copy with it; its unfinished changes stay unpublished.

    headline, summary, body  the mended texts; None leaves one as it is live
    under  True puts the fix under a scheduled edition, which is refused otherwise
    confirmed  as for publish; what preflight finds in the live text already is not asked again
    Return a QuickFix.
    """
    desk = PublishingSession(article, language, by=by, after=after)
    desk.require_live()
    if not under:
        desk.require_nothing_ahead()
    base, fixed = desk.live, desk.live.copy()
    fixed.kind, fixed.note, fixed.note_there = EditionKind.MINOR, "", ""
    _mend(fixed, headline=headline, summary=summary, body=body)
    realign(fixed, base=base)
    if base.says_the_same_as(fixed):
        raise PublicationRefused([_("Nothing has changed in the live text.")])
    desk.confirmed = inspect_change(desk, fixed, base=base, at=desk.now, confirmed=confirmed)
    unmerged = merge_into_working_copy(desk.article, base=base, fixed=fixed)
    start = desk.start()
    if desk.ahead:
        fixed, _later = _put_under(desk, fixed, start)
    else:
        _put_alone(desk, fixed, start)
    return QuickFix(fixed, unmerged)


@transaction.atomic
def cancel(article, language, *, by, reason="", after=None, before_source=False):
    """Take back the edition that lies ahead; what is live stays. Return it, unsaved.

    before_source  its translation, which is scheduled, may come out without it; then a reason is needed
    """
    desk = PublishingSession(article, language, by=by, after=after)
    _require_ahead(desk)
    decide_order(desk, None, before_source=before_source, reason=reason)
    taken = desk.take_back()
    realign_with_source(desk, taken)
    desk.record(EventType.CANCELLED, taken, reason=reason, **desk.decided)
    return taken


@transaction.atomic
def bring_forward(article, language, *, by, at=None, after=None, confirmed=None, **decision):
    """Let the edition that lies ahead start now, or at an earlier instant. Return it, made anew.

    confirmed, decision  as for publish: its text may be fit for readers later, and not yet
    """
    desk = PublishingSession(article, language, by=by, after=after)
    _require_ahead(desk)
    if at is not None and at >= desk.ahead.live_from:
        raise PublicationRefused([_("That is not earlier than it is scheduled for.")])
    return _move(desk, desk.start(at), confirmed, decision)


@transaction.atomic
def reschedule(article, language, *, by, at, after=None, confirmed=None, **decision):
    """Let the edition that lies ahead start at another instant, its text as it is. Return it, made anew."""
    desk = PublishingSession(article, language, by=by, after=after)
    _require_ahead(desk)
    if at == desk.ahead.live_from:
        raise PublicationRefused([_("It is scheduled for that instant already.")])
    return _move(desk, desk.start(at), confirmed, decision)


def _move(desk, start, confirmed, decision):
    decide_order(desk, start, **decision)
    desk.confirmed = inspect_planned(desk, at=start, confirmed=confirmed)
    planned = desk.ahead.live_from
    happening = EventType.BROUGHT_FORWARD if start < planned else EventType.SCHEDULED
    taken = desk.take_back()
    keep_alignment(desk, taken, start)
    edition = desk.put(taken, start)
    realign_with_source(desk, edition)
    told = {"planned_for": planned.isoformat(), **desk.looked_at, **desk.decided}
    desk.record(happening, edition, reason=desk.reason, **told)
    return edition


def _compose_approved(desk, kind, note):
    """The approved working copy as an edition of the kind that was asked for, or PublicationRefused."""
    if desk.progress.stage != Stage.APPROVED:
        raise PublicationRefused([_("The text is not approved yet.")])
    edition = compose(desk.article, desk.progress)
    if kind is None and desk.live and desk.by is not None:
        raise PublicationRefused(
            [_("Say what the change is to readers: an update, a correction or a minor change.")]
        )
    edition.kind = kind or (EditionKind.UPDATE if desk.current else EditionKind.ORIGINAL)
    edition.note = prose(note)
    if edition.is_notice:
        raise PublicationRefused([_("A notice is not published; withdraw the story.")])
    if edition.kind == EditionKind.CORRECTION and not edition.note:
        raise PublicationRefused(
            [_("Tell readers what was wrong and what is right: the public note is missing.")]
        )
    if edition.kind in (EditionKind.CORRECTION, EditionKind.MINOR):
        desk.require_live()
    # Addresses outlive headlines: the one of the first edition is kept in the working copy.
    desk.article.set_text("slug", desk.language, edition.slug)
    return edition


def _refuse_repetition(desk, edition):
    """A second press of the button finds nothing to do.

    A correction may repeat the text for its note; a translation, as a minor change, to say that it holds
    against a newer source.
    """
    told = edition.kind == EditionKind.CORRECTION and edition.note != desk.live.note
    is_minor = edition.kind == EditionKind.MINOR and desk.live
    told = told or (is_minor and edition.source_number != desk.live.source_number)
    if desk.live and not told and desk.live.says_the_same_as(edition):
        raise PublicationRefused(
            [_("Nothing has changed since edition %(number)d.") % {"number": desk.live.number}]
        )


def _put_alone(desk, edition, start):
    desk.put(edition, start)
    desk.edit.finish(keep_stage=True)
    desk.record_edition(edition)


def _put_under(desk, edition, start):
    """Cancel what lies ahead, put the change live, schedule the merged text again at its instant."""
    _require_ahead(desk)
    desk.require_live()
    base, planned = desk.live, desk.take_back()
    cancelled = planned.copy()
    merge_editions(planned, base=base, change=edition)
    realign(planned, base=cancelled)
    if planned.says_the_same_as(edition):
        raise PublicationRefused(
            [_("It holds all that the scheduled edition would change; bring that one forward.")]
        )
    inspect_change(desk, planned, base=cancelled, at=planned.live_from)
    desk.put(edition, start)
    ahead = desk.put(planned, planned.live_from)
    desk.edit.finish(keep_stage=True)
    realign_with_source(desk, cancelled, base=None if edition.kind == EditionKind.MINOR else base)
    desk.record(EventType.CANCELLED, cancelled)
    desk.record_edition(edition)
    desk.record_edition(ahead)
    return edition, ahead


def _mend(edition, **texts):
    """Set the given texts of an unsaved edition; refuse those that would leave it without one."""
    for field, text in texts.items():
        if text is not None:
            setattr(edition, field, NORMAL[field](text))
    if not edition.headline or not edition.summary or bool(edition.body) == edition.is_brief:
        raise PublicationRefused([_("A quick fix leaves headline, summary and text in place.")])
    # Captions and credits stay as they were printed; only a picture that is new brings its own.
    shown = pictures(edition.body, edition.lead_image_id, edition.language)
    edition.printed["images"] = {
        number: edition.printed["images"].get(number, shown[number]) for number in shown
    }
    edition.text_digest = digest_of(edition, standing_topics(edition))


def _require_ahead(desk):
    if desk.ahead is None:
        raise PublicationRefused([_("Nothing is scheduled in this language.")])
