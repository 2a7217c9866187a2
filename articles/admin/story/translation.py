"""How the translation of a story stands to its source at the desk: in words, and segment by segment."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext

from articles.body import plain_text
from articles.models import Language, Stage, Wanted, other
from articles.text.translation.freshness import Freshness
from articles.translations import translation_address
from articles.translations.freshness import Translation, translation_of, unit_ids
from articles.workflow.permissions import Verb, may

DRAFT = "draft"
# What a segment asks for, as a chip and as a part of a sentence; that of new ones stands before the others.
ASKED = {
    Freshness.NEW: (gettext_lazy("Not translated"), ""),
    DRAFT: (gettext_lazy("Not finished"), gettext_lazy("%(count)d not finished")),
    Freshness.STALE: (gettext_lazy("Source changed"), gettext_lazy("%(count)d stale")),
    Freshness.MARKUP: (gettext_lazy("Form changed"), gettext_lazy("%(count)d changed in form")),
    Freshness.MOVED: (gettext_lazy("Moved"), gettext_lazy("%(count)d moved")),
    Freshness.REMOVED: (gettext_lazy("Source is gone"), gettext_lazy("%(count)d without a source")),
}
SHOWN = 12  # open segments of a page that is about something else
EXCERPT = 90  # characters of one


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
        return ASKED[self.kind][0]

    @property
    def link(self):
        """Its text, which leads to it in the workbench where one may go there."""
        if self.address:
            return format_html('<a href="{}" lang="{}">{}</a>', self.address, self.language, self.text)
        return format_html('<span lang="{}">{}</span>', self.language, self.text)


@dataclass
class Beside:
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
        text = Truncator(plain_text(f"<p>{html}</p>").strip()).chars(EXCERPT) or "—"
        address = translation_address(self.article_id, self.language, name) if name else ""
        return OpenSegment(kind_of(unit), text, other(self.language) if source else self.language, address)

    @property
    def shown(self):
        return self.segments[:SHOWN]

    @property
    def rest(self):
        return len(self.segments) - len(self.shown)

    @cached_property
    def counts(self):
        """{State or "draft": how many segments ask for it}."""
        kinds = [kind_of(unit) for unit in self.translation.open_units]
        return {kind: kinds.count(kind) for kind in ASKED if kind in kinds}

    @property
    def is_next(self):
        """Whether the workbench is where this person goes on."""
        return bool(self.address and self.counts) and (self.is_at_work or Freshness.STALE in self.counts)

    @property
    def words(self):
        """“3 of 24 segments to translate, 1 stale”."""
        total = sum(bool(unit.sources) for unit in self.translation.units)
        if not self.counts:
            whole = ngettext("The one segment is translated", "All %(total)d segments are translated", total)
            return whole % {"total": total}
        if new := self.counts.get(Freshness.NEW):
            sentence = ngettext(
                "%(count)d of %(total)d segment to translate",
                "%(count)d of %(total)d segments to translate",
                total,
            )
        else:
            sentence = ngettext("%(total)d segment", "%(total)d segments", total)
        told = [sentence % {"count": new or 0, "total": total}]
        told += [ASKED[kind][1] % {"count": n} for kind, n in self.counts.items() if kind != Freshness.NEW]
        return ", ".join(told)


def kind_of(unit):
    """What an open unit asks for; of one whose source is as it was, to be finished."""
    return unit.state if unit.state in ASKED else DRAFT


def beside(article, progress, user):
    """The Beside of the language of a Progress; None for the source, for what nobody wants, before a source.

    One query.
    """
    language = Language(progress.language)
    if language == article.source_language or progress.wanted == Wanted.NOTHING:
        return None
    translation = translation_of(article, progress)
    if not translation.source:
        return None
    address = translation_address(article.pk, language) if may(user, Verb.WRITE, language) else ""
    return Beside(translation, language, article.pk, address, progress.stage == Stage.WRITING)
