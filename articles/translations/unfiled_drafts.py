"""Machine drafts of a text that is no story yet, made by the engine that a package registers for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape, unescape
from typing import Protocol

from articles.body import sanitise
from articles.models import Article
from articles.text.canonical_html import parse_body, write_body
from articles.text.digests import digest_of
from articles.text.inline_tags import decode_tags, encode_tags
from articles.text.segments import ABOVE, TAG, MachineOrigin, Segment, segment_leaves, segment_path
from articles.workflow.permissions import Actor

BODY = "body"
FIELDS = (*ABOVE, BODY)


@dataclass(frozen=True)
class EngineOffer:
    """The answer to whether a text may be sent, before anybody sends it.

    engine, country  names of whoever gets the text, and of the country in which it is processed
    is_barred        whether only text that readers have may be sent
    needs_consent    whether the person has to consent to each text that is sent
    """

    engine: str
    country: str
    is_barred: bool = False
    needs_consent: bool = False


@dataclass(frozen=True)
class UnfiledDraft:
    """A machine draft of one segment of a text that is no story yet.

    id      the engine's own key
    digest  of the source with numbered tags; text  the draft, with the same tags
    field   of FIELDS, where the draft is in a form
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
        """Return it as inline HTML, with the tags of a source; those that it has not are left out."""
        return decode_tags(self.text, encode_tags(source).tags, [])

    @property
    def words(self) -> str:
        """Its text without tags."""
        return unescape(TAG.sub("", decode_tags(self.text, (), [])))

    def origin(self, source: str) -> MachineOrigin:
        return MachineOrigin(self.engine, self.model, self.html(source), self.drafted_at)


@dataclass
class EngineResult:
    """The drafts that an engine has for segments, by the digest of their source, and what hindered others.

    may_repeat  whether a text was sent before without a usable answer, and may be sent again
    """

    drafts: dict[str, UnfiledDraft] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    may_repeat: bool = False


@dataclass
class DraftedTexts:
    """The texts that were drafted, and the drafts of their segments, by field of FIELDS.

    reasons, may_repeat  as in EngineResult
    """

    texts: dict[str, str]
    drafts: dict[str, list[UnfiledDraft]]
    reasons: list[str]
    may_repeat: bool


class UnfiledDraftEngine(Protocol):
    """The engine, as a package of the newsroom offers it."""

    def offer(self, user: Actor, language: str) -> EngineOffer | None:
        """Return the offer for texts to be translated into a language; None where there is no engine."""

    def draft(
        self, segments: Sequence[Segment], language: str, *, by: Actor, has_consented: bool, again: bool
    ) -> EngineResult:
        """Draft segments. Takes no longer than a timeout. Raise PermissionDenied."""

    def read(self, ids: Iterable[int]) -> list[UnfiledDraft]:
        """Return the drafts with these ids that are still kept."""

    def assign(self, ids: Iterable[int], article: Article) -> None:
        """Record that the texts of drafts have become a story. Call it inside a transaction."""


_registered: list[UnfiledDraftEngine] = []


def register_engine(engine: UnfiledDraftEngine) -> None:
    """Register the engine, once, in the `ready` of its package."""
    _registered[:] = [engine]


def engine_offer(user: Actor, language: str) -> EngineOffer | None:
    return _registered[0].offer(user, language) if _registered else None


def read_drafts(ids: Iterable[int]) -> list[UnfiledDraft]:
    return _registered[0].read(ids) if _registered and ids else []


def assign_drafts(drafts: Iterable[UnfiledDraft], article: Article) -> None:
    """Record that drafts belong to a story from now on. Call it inside a transaction."""
    if _registered:
        _registered[0].assign([draft.id for draft in drafts], article)


def draft_texts(
    texts: Mapping[str, str], language: str, *, by: Actor, has_consented: bool = False, again: bool = False
) -> DraftedTexts:
    """Draft the texts of fields in a language. A text of which a segment is not drafted is left out.

    texts  {field of FIELDS: text of the source}; of the body HTML
    again  whether to send again what was sent before without a usable answer
    """
    texts = {name: sanitise(text) if name == BODY else text for name, text in texts.items()}
    segments = {name: list(filter(_has_words, _segments_of(name, text))) for name, text in texts.items()}
    to_draft = [one for found in segments.values() for one in found]
    result = _registered[0].draft(to_draft, language, by=by, has_consented=has_consented, again=again)
    drafts = {}
    for name, found in segments.items():
        of_field = [result.drafts.get(source_digest(one)) for one in found]
        if of_field and all(of_field):
            drafts[name] = [replace(draft, field=name) for draft in of_field]
    filled = {name: _translated(name, texts[name], result.drafts) for name in drafts}
    return DraftedTexts(filled, drafts, result.reasons, result.may_repeat)


def source_digest(segment: Segment) -> str:
    """Return the digest under which an engine knows the source of a draft."""
    return digest_of(encode_tags(segment.html).text)


def _segments_of(name, text):
    if name in ABOVE:
        return [Segment((name,), escape(text, quote=False))]
    return [Segment(segment_path(above, leaf), leaf.html) for above, leaf in segment_leaves(parse_body(text))]


def _has_words(segment):
    return any(map(str.isalpha, segment.words))


def _translated(name, text, drafts):
    """Return a text with the drafts in place of its segments; those without words stay as they are."""
    if name in ABOVE:
        [segment] = _segments_of(name, text)
        return unescape(TAG.sub("", drafts[source_digest(segment)].html(segment.html)))
    root = parse_body(text)
    for above, leaf in segment_leaves(root):
        segment = Segment(segment_path(above, leaf), leaf.html)
        if _has_words(segment):
            leaf.html = drafts[source_digest(segment)].html(segment.html)
    return write_body(root)
