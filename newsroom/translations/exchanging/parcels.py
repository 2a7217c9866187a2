"""Translations as they stand, made up to be sent: the Story that newsroom.translations.exchange writes."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import F

from articles.checks.text.wholeness import MOST
from articles.models import Article, Language, Progress, Stage, Wanted, other
from articles.text.segments import digest
from articles.text.translation.freshness import State
from articles.translations.freshness import Translation, read_translations, segments_stamp, unit_ids
from articles.translations.session import FIELD_BY_ROLE
from newsroom.translations.exchange import Story, Unit
from newsroom.translations.exchanging.remarks import Remarks
from newsroom.translations.segment_display import role_label

ROLES = {"p": "paragraph", "h2": "heading", "h3": "heading", "li": "item", "td": "cell", "th": "cell"}
ROLES |= {"figcaption": "caption", "cite": "speaker"}
TO_CHECK = {State.STALE, State.MARKUP, State.MOVED}


@dataclass
class Parcel:
    """One translation as it is exchanged.

    remarks   what is told beside its segments: {place of a unit: [text]}
    Of its units, those go out that have words in the source and were not left out.
    """

    article: Article
    progress: Progress
    translation: Translation = field(repr=False)
    remarks: dict = field(repr=False, default_factory=dict)

    @property
    def language(self):
        return Language(self.progress.language)

    @cached_property
    def units(self):
        """{unit id: (place, the Unit of the Translation)} of those that go out."""
        named = zip(unit_ids(self.translation), enumerate(self.translation.units), strict=True)
        return {name: (place, unit) for name, (place, unit) in named if self._goes_out(unit)}

    @cached_property
    def left_out(self):
        """The ids of those that somebody left out, with a reason: a file does not take them in again."""
        named = zip(unit_ids(self.translation), self.translation.units, strict=True)
        return {name for name, unit in named if _is_left_out(unit)}

    def _goes_out(self, unit):
        return not _is_left_out(unit) and any(one.words for one in self.translation.sources_of(unit))

    @cached_property
    def story(self):
        """The Story for newsroom.translations.exchange."""
        return Story(
            str(self.article.pk),
            str(other(self.language)),
            str(self.language),
            self.article.headline(),
            digest(self.translation.source)[:16],
            tuple(self._unit(name, place, unit) for name, (place, unit) in self.units.items()),
        )

    def _unit(self, name, place, unit):
        sources, targets = self.translation.sources_of(unit), self.translation.targets_of(unit)
        first = sources[0]
        return Unit(
            name,
            ROLES.get(first.role, first.role),
            " ".join(one.html for one in sources),
            " ".join(one.html for one in targets),
            self._state(unit),
            tuple(self.remarks.get(place, ())),
            MOST[FIELD_BY_ROLE[first.role], self.language] if first.is_above else None,
            str(role_label(first)),
        )

    def _state(self, unit):
        if unit.state in TO_CHECK:
            return "stale"
        if unit.is_draft or not unit.targets:
            return "new"
        return "approved" if self.progress.stage == Stage.APPROVED else "translated"

    def seen(self, name):
        """The stamps of source and translation of one of its units, as they were read."""
        _place, unit = self.units[name]
        return segments_stamp(self.translation.sources_of(unit)), segments_stamp(
            self.translation.targets_of(unit)
        )

    def is_open(self, name):
        return not self.units[name][1].is_settled


def parcels(article_ids, user, *, language=None, is_for_reading=False, with_notes=False):
    """The Parcels of stories, in the order of the numbers; a constant number of queries.

    language        only translations into it; stories of which nothing is wanted are left out
    is_for_reading  without remarks, to hold a file against
    with_notes      with what the newsroom's people wrote on the words, if this person may read it
    """
    rows = Progress.objects.filter(article__in=article_ids).exclude(wanted=Wanted.NOTHING)
    rows = rows.exclude(language=F("article__source_language")).select_related("article")
    if language:
        rows = rows.filter(language=language)
    found = {row.article_id: Parcel(row.article, row, one) for row, one in read_translations(rows)}
    ordered = [found[number] for number in dict.fromkeys(article_ids) if number in found]
    if not is_for_reading:
        remarks = Remarks([one.article.pk for one in ordered], user if with_notes else None)
        for parcel in ordered:
            parcel.remarks = remarks.of(parcel)
    return ordered


def _is_left_out(unit):
    return bool(unit.made and unit.made.reason and not unit.targets)
