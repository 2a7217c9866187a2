"""Machine drafts of texts in a form that are not a story yet, and of segments of a translation.

Texts that are not a story yet ("unfiled") are drafted by the engine that newsroom.machine_translation
registers when its app is ready. Drafts of segments are written, confirmed and labelled here for all engines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape, unescape
from typing import Protocol

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.body import sanitise
from articles.events import log
from articles.models import Article, EventType, LanguageProgress
from articles.text.canonical_html import parse_body, write_body
from articles.text.digests import digest_of
from articles.text.inline_tags import decode_tags, encode_tags
from articles.text.segments import (
    ABOVE,
    TAG,
    MachineOrigin,
    RecordedTranslation,
    Segment,
    segment_leaves,
    segment_path,
)
from articles.translations.segments import (
    SegmentConflict,
    SegmentGone,
    TranslationSession,
    translating,
)
from articles.workflow.edit_session import LockedStory
from articles.workflow.permissions import Actor, Verb, may
from articles.workflow.transitions import TransitionRefused

BODY = "body"
FIELDS = (*ABOVE, BODY)


@dataclass(frozen=True)
class EngineOffer:
    """Conditions of an engine for drafting a text, shown before the text is sent.

    engine, country  names of the service that receives the text, and of the country where it is processed
    is_barred        whether only published text may be sent
    needs_consent    whether the user must consent each time a text is sent
    """

    engine: str
    country: str
    is_barred: bool = False
    needs_consent: bool = False


@dataclass(frozen=True)
class UnfiledDraft:
    """A machine draft of one segment of a text that is not a story yet.

    id      the engine's key for the draft
    digest  the source_digest of its source
    text    the draft, with the numbered tags of its source
    field   one of FIELDS, if the draft is in a form
    is_reviewed  whether the user has confirmed it in the form
    """

    id: int
    language: str
    digest: str
    text: str
    engine: str
    model: str
    drafted_at: datetime
    field: str = ""
    is_reviewed: bool = False

    def html(self, source: str) -> str:
        """Return the draft as inline HTML with the tags of a source, without tags that the source lacks."""
        return decode_tags(self.text, encode_tags(source).tags, [])

    @property
    def words(self) -> str:
        """The text without tags."""
        return unescape(TAG.sub("", decode_tags(self.text, (), [])))

    def origin(self, source: str) -> MachineOrigin:
        return MachineOrigin(self.engine, self.model, self.html(source), self.drafted_at)


@dataclass
class EngineResult:
    """The drafts that an engine has made of some segments.

    drafts      {source_digest of a segment: its draft}
    reasons     sentences that explain why other segments have no draft
    may_repeat  whether a text was sent before without a usable answer, and may be sent again
    """

    drafts: dict[str, UnfiledDraft] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    may_repeat: bool = False


@dataclass
class DraftedTexts:
    """The drafted texts, and the drafts of their segments, by field of FIELDS.

    reasons, may_repeat  as in EngineResult
    """

    texts: dict[str, str]
    drafts: dict[str, list[UnfiledDraft]]
    reasons: list[str]
    may_repeat: bool


class UnfiledDraftEngine(Protocol):
    """The interface of an engine for register_engine."""

    def offer(self, user: Actor, language: str) -> EngineOffer | None:
        """Return the offer for translations into a language; None if there is no engine."""

    def draft(
        self, segments: Sequence[Segment], language: str, *, by: Actor, has_consented: bool, again: bool
    ) -> EngineResult:
        """Draft segments, within a timeout.

        Raise PermissionDenied if `by` may not write the language, or may not give the consent.
        """

    def kept_drafts(self, ids: Iterable[int]) -> list[UnfiledDraft]:
        """Return the drafts with these ids that are still kept."""

    def assign(self, ids: Iterable[int], article: Article) -> None:
        """Record that the texts of drafts have become a story. Call it inside a transaction."""


_registered: list[UnfiledDraftEngine] = []  # at most one engine


def register_engine(engine: UnfiledDraftEngine) -> None:
    """Register the engine; called once, from `ready` of its app."""
    _registered[:] = [engine]


def engine_offer(user: Actor, language: str) -> EngineOffer | None:
    """Return the offer of the registered engine; None if none is registered, or it makes no offer."""
    return _registered[0].offer(user, language) if _registered else None


def read_drafts(ids: Iterable[int]) -> list[UnfiledDraft]:
    """Return the drafts with these ids that the engine still keeps."""
    return _registered[0].kept_drafts(ids) if _registered and ids else []


def assign_drafts(drafts: Iterable[UnfiledDraft], article: Article) -> None:
    """Record that drafts now belong to a story. Call it inside a transaction."""
    if _registered:
        _registered[0].assign([draft.id for draft in drafts], article)


def draft_texts(
    texts: Mapping[str, str], language: str, *, by: Actor, has_consented: bool = False, again: bool = False
) -> DraftedTexts:
    """Draft the texts of fields in a language. A text is left out unless all its segments are drafted.

    An engine must be registered: see engine_offer(). Raise PermissionDenied as UnfiledDraftEngine.draft does.

    texts  {field of FIELDS: source text}; HTML for the body
    again  whether to resend text that was sent before without a usable answer
    """
    texts = {name: sanitise(text) if name == BODY else text for name, text in texts.items()}
    segments = {name: list(filter(_has_words, _segments_of(name, text))) for name, text in texts.items()}
    to_draft = [segment for of_field in segments.values() for segment in of_field]
    result = _registered[0].draft(to_draft, language, by=by, has_consented=has_consented, again=again)
    drafts = {}
    for name, of_field in segments.items():
        digests = [source_digest(segment) for segment in of_field]
        if digests and all(map(result.drafts.get, digests)):
            drafts[name] = [replace(result.drafts[digest], field=name) for digest in digests]
    drafted = {name: _translated(name, texts[name], result.drafts) for name in drafts}
    return DraftedTexts(drafted, drafts, result.reasons, result.may_repeat)


def source_digest(segment: Segment) -> str:
    """Return the digest that an engine uses as the key of a draft's source."""
    return digest_of(encode_tags(segment.html).text)


def _segments_of(name, text):
    if name in ABOVE:
        return [Segment((name,), escape(text, quote=False))]
    return [Segment(segment_path(above, leaf), leaf.html) for above, leaf in segment_leaves(parse_body(text))]


def _has_words(segment):
    return any(map(str.isalpha, segment.words))


def _translated(name, text, drafts):
    """Return a text with its segments replaced by the drafts. Segments without words stay as they are."""
    if name in ABOVE:
        [segment] = _segments_of(name, text)
        return unescape(TAG.sub("", drafts[source_digest(segment)].html(segment.html)))
    root = parse_body(text)
    for above, leaf in segment_leaves(root):
        segment = Segment(segment_path(above, leaf), leaf.html)
        if _has_words(segment):
            leaf.html = drafts[source_digest(segment)].html(segment.html)
    return write_body(root)


def place_machine_drafts(
    article: Article,
    language: str,
    drafts: dict[str, str],
    *,
    by: Actor,
    engine: str,
    model: str,
    seen: dict[str, tuple[str, str]],
) -> set[str]:
    """Write machine drafts into segments that are still untranslated. Return the ids of these units.

    drafts  {unit id: inline HTML}
    seen    {unit id: (stamp of the source, stamp of the translation)} at the time of the request to the
            engine; segments that have changed or been translated since are skipped

    Raise PermissionDenied, or TranslationRefused if the text would be too long.
    """
    placed = set()
    with translating(article.pk, language, by=by) as session:
        for unit_id, html in drafts.items():
            try:
                unit = session.find(unit_id)
                session.refuse_unless_as_seen(unit, *seen[unit_id])
            except (SegmentGone, SegmentConflict):
                continue
            if not unit.sources or unit.targets or (unit.recorded and unit.recorded.reason):
                continue
            session.change(unit, _place_draft, html, engine, model)
            placed.add(unit_id)
    return placed


def replace_by_machine_draft(
    article: Article,
    language: str,
    unit_id: str,
    html: str,
    *,
    by: Actor,
    engine: str,
    model: str,
    seen: tuple[str, str],
) -> TranslationSession:
    """Replace the translation of a segment with a machine draft. Return the saved session.

    seen  as for place_machine_drafts; raise SegmentGone or SegmentConflict if a stamp differs now
    """
    with translating(article.pk, language, by=by) as session:
        unit = session.find(unit_id)
        session.refuse_unless_as_seen(unit, *seen)
        if not unit.sources:
            raise SegmentGone
        session.change(unit, _place_draft, html, engine, model)
    return session


def _place_draft(session, unit, html, engine, model):
    origin = MachineOrigin(engine, model, html, clock.now())
    sources, targets = session.sources(unit), session.write(unit, [html])
    return RecordedTranslation(sources, targets, is_draft=True, machine=origin)


def record_machine_drafts(
    article: Article, language: str, drafts: Iterable[UnfiledDraft], *, by: Actor
) -> list[UnfiledDraft]:
    """Record that segments of a new story began as machine drafts, even if people have changed them since.

    A segment stays an unconfirmed draft unless its draft `is_reviewed`. Return the drafts without a segment
    of their own, for example because two segments were joined. Call it inside a unit of work.
    """
    session = TranslationSession(article.pk, language, by=by)
    free, without_unit = [unit for unit in session.translation.units if unit.targets], []
    for draft in drafts:
        unit = _unit_of_draft(session, draft, free)
        if unit is None:
            without_unit.append(draft)
            continue
        free = [other for other in free if other is not unit]
        sources, targets = session.sources(unit), tuple(session.targets(unit))
        origin = draft.origin(_source_html(session, unit))
        if draft.is_reviewed:
            origin = origin.confirm(by=by and by.pk, at=clock.now())
        is_draft = not draft.is_reviewed
        session.set_recorded(unit, RecordedTranslation(sources, targets, is_draft=is_draft, machine=origin))
    session.save()
    return without_unit


def _unit_of_draft(session, draft, units):
    """Return the unit in the draft's field with the same source, else the most similar unit, or None."""
    role = draft.field if draft.field in ABOVE else ""
    of_field = [unit for unit in units if _role_above(session, unit) == role]

    def difference(unit):
        if any(source_digest(source) == draft.digest for source in session.sources(unit)[:1]):
            return -1
        origin = draft.origin(_source_html(session, unit))
        return origin.percent_changed(session.targets(unit)[0].html)

    return min(of_field, key=difference, default=None)


def _source_html(session, unit):
    """Return the HTML of the first source segment of a unit; "" if it has no source any more."""
    return "".join(source.html for source in session.sources(unit)[:1])


def _role_above(session, unit):
    """Return "headline" or "summary"; "" for a unit of the body."""
    segment = session.targets(unit)[0]
    return segment.role if segment.is_above else ""


@log.unit_of_work()
def confirm_machine_drafts(article: Article, language: str, *, by: Actor) -> int:
    """Confirm all machine drafts of a translation at once, unchanged. Return their number.

    Raise PermissionDenied unless the user may write and approve the language, and the setting
    MACHINE_TRANSLATION_WHOLE_STORIES allows it. The log records the user.
    """
    if not (may_confirm_whole_story(by, language) and may(by, Verb.WRITE, language)):
        raise PermissionDenied
    session = TranslationSession(article.pk, language, by=by)
    drafts = [unit for unit in session.translation.units if unit.is_unconfirmed and unit.targets]
    for unit in drafts:
        origin = session.origin_of(unit, is_confirmed=True)
        targets = tuple(session.targets(unit))
        session.set_recorded(unit, RecordedTranslation(unit.recorded.sources, targets, machine=origin))
    if drafts:
        session.save()
        log.record(
            EventType.MACHINE_CONFIRMED, session.article, by=by, language=str(language), segments=len(drafts)
        )
    return len(drafts)


def may_confirm_whole_story(user: Actor, language: str) -> bool:
    return settings.MACHINE_TRANSLATION_WHOLE_STORIES and may(user, Verb.APPROVE, language)


@log.unit_of_work()
def set_machine_label(
    article: Article, language: str, *, by: Actor, is_hidden: bool, reason: str = ""
) -> LanguageProgress:
    """Hide the label of machine translation in the next editions of a translation, or show it again.

    Hiding it needs a reason, which the log keeps. Raise PermissionDenied or TransitionRefused.
    """
    if not may(by, Verb.PUBLISH, language):
        raise PermissionDenied
    if is_hidden and not reason.strip():
        raise TransitionRefused(_("Give a reason."))
    story = LockedStory(article.pk, by=by)
    row = story.progress[language]
    drafts = story.article.translated_segments.drafted_by_machine().filter(language=language)
    if row.hides_machine_label == is_hidden or (is_hidden and not drafts.exists()):
        raise TransitionRefused(_("There is no machine translation label to change."))
    row.hides_machine_label = is_hidden
    row.save(update_fields=["hides_machine_label"])
    kind = EventType.MACHINE_LABEL_HIDDEN if is_hidden else EventType.MACHINE_LABEL_SHOWN
    log.record(kind, story.article, by=by, language=language, reason=reason)
    return row
