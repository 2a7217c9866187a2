"""How the translation of a story stands to its source at the desk: in words, and segment by segment."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext

from articles.body import plain_text
from articles.models import Language, Stage, Wanted, other
from articles.text.translation.freshness import State
from articles.translations.freshness import Translation, translation_of, unit_ids
from articles.workflow.bench import address_of
from articles.workflow.permissions import Verb, may

DRAFT = "draft"
# What a segment asks for, as a chip and as a part of a sentence; that of new ones stands before the others.
OPEN_KINDS = {
    State.NEW: (gettext_lazy("Not translated"), ""),
    DRAFT: (gettext_lazy("Not finished"), gettext_lazy("%(count)d not finished")),
    State.STALE: (gettext_lazy("Source changed"), gettext_lazy("%(count)d stale")),
    State.MARKUP: (gettext_lazy("Form changed"), gettext_lazy("%(count)d changed in form")),
    State.MOVED: (gettext_lazy("Moved"), gettext_lazy("%(count)d moved")),
    State.REMOVED: (gettext_lazy("Source is gone"), gettext_lazy("%(count)d without a source")),
}
MAX_SEGMENTS = 12  # open segments of a page that is about something else
EXCERPT_LENGTH = 90  # characters of one


@dataclass
class OpenSegment:
    """One segment that asks for something.

    kind  a State or "draft"; text, language  of its source, or of the translation that lost its source
    """

    kind: str
    text: str
    language: Language
    address: str

    @property
    def label(self):
        return OPEN_KINDS[self.kind][0]

    @property
    def link(self):
        """Its text, which leads to it in the workbench where one may go there."""
        if self.address:
            return format_html('<a href="{}" lang="{}">{}</a>', self.address, self.language, self.text)
        return format_html('<span lang="{}">{}</span>', self.language, self.text)


@dataclass
class TranslationStatus:
    """The translation of a story beside its source.

    address  of the workbench, for those who may write its language; else ""
    """

    translation: Translation
    language: Language
    article_id: int
    address: str
    is_at_work: bool

    @cached_property
    def segments(self):
        """The OpenSegments, in the order in which they are read."""
        units = self.translation.units
        names = unit_ids(self.translation) if self.address else [""] * len(units)
        return [
            self._segment(unit, name) for unit, name in zip(units, names, strict=True) if not unit.is_settled
        ]

    def _segment(self, unit, name):
        source, target = self.translation.sources_of(unit), self.translation.targets_of(unit)
        html = " ".join(segment.html for segment in source or target)
        text = Truncator(plain_text(f"<p>{html}</p>").strip()).chars(EXCERPT_LENGTH) or "—"
        address = address_of(self.article_id, self.language, name) if name else ""
        return OpenSegment(
            segment_kind(unit), text, other(self.language) if source else self.language, address
        )

    @property
    def shown(self):
        return self.segments[:MAX_SEGMENTS]

    @property
    def rest(self):
        return len(self.segments) - len(self.shown)

    @cached_property
    def counts(self):
        """{State or "draft": how many segments ask for it}."""
        kinds = [segment_kind(unit) for unit in self.translation.open_units]
        return {kind: kinds.count(kind) for kind in OPEN_KINDS if kind in kinds}

    @property
    def is_next(self):
        """Whether the workbench is where this person goes on."""
        return bool(self.address and self.counts) and (self.is_at_work or State.STALE in self.counts)

    @property
    def words(self):
        """“3 of 24 segments to translate, 1 stale”."""
        total = sum(bool(unit.sources) for unit in self.translation.units)
        if not self.counts:
            whole = ngettext("The one segment is translated", "All %(total)d segments are translated", total)
            return whole % {"total": total}
        if new := self.counts.get(State.NEW):
            sentence = ngettext(
                "%(count)d of %(total)d segment to translate",
                "%(count)d of %(total)d segments to translate",
                total,
            )
        else:
            sentence = ngettext("%(total)d segment", "%(total)d segments", total)
        told = [sentence % {"count": new or 0, "total": total}]
        told += [OPEN_KINDS[kind][1] % {"count": n} for kind, n in self.counts.items() if kind != State.NEW]
        return ", ".join(told)


def segment_kind(unit):
    """What an open unit asks for; of one whose source is as it was, to be finished."""
    return unit.state if unit.state in OPEN_KINDS else DRAFT


def translation_status(article, progress, user):
    """The Beside of the language of a Progress; None for the source, for what nobody wants, before a source.

    One query.
    """
    language = Language(progress.language)
    if language == article.source_language or progress.wanted == Wanted.NOTHING:
        return None
    translation = translation_of(article, progress)
    if not translation.source:
        return None
    address = address_of(article.pk, language) if may(user, Verb.WRITE, language) else ""
    return TranslationStatus(translation, language, article.pk, address, progress.stage == Stage.WRITING)
