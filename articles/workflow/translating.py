"""What a translator does to one segment: fill it, accept a change, split, join, add, leave out.

Each verb locks the story, finds the segment as it stands now, and writes nothing else: two translators on two
segments are both kept, and so are a translator and a reporter. What somebody else wrote into the same segment
meanwhile is a conflict that is shown, never an overwrite.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.text import inline_tags
from articles.text.translation.freshness import WORDLESS, Freshness, RecordedTranslation, TranslationUnit
from articles.text.translation.positions import REPEATED
from articles.translations.freshness import stamp, unit_ids
from articles.workflow.bench import Bench, SegmentGone


class SegmentConflict(Exception):
    """Somebody else wrote into the segment since it was read; `texts` is the HTML that stands there now."""

    def __init__(self, texts):
        self.texts = texts
        super().__init__(" ".join(texts))


class TranslationRefused(Exception):
    """What cannot be done to a segment; says why, in the user's language."""


@transaction.atomic
def fill(article, language, unit_id, texts, *, by, seen, row=None, source=None, is_finished=False):
    """Write the translation of one segment: a list of inline HTML, of which more than one splits it.

    seen    the stamp of the translation that the person looked at: SegmentConflict if it is another now and
            does not say the same as `texts`, which are sent again where an answer was lost
    source  the stamp of the source that they translated; another one now leaves the segment stale
    is_finished  False while it is being typed: a draft, which made of what it was made
    Empty texts take the translation out. Return the Translation as it stands then.
    """
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    texts = [text for text in texts if text.strip()]
    standing = [segment.html for segment in bench.targets(unit)]
    if seen != stamp(bench.targets(unit)) and texts != standing:
        raise SegmentConflict(standing)
    if len(texts) > 1 and (bench.sources(unit) or bench.targets(unit))[0].role not in REPEATED:
        raise TranslationRefused(_("This kind of segment cannot be split."))
    if not texts:
        bench.take_out(unit)
        return bench.save(unit, None)
    is_seen = source is None or source == stamp(bench.sources(unit))
    sources, is_draft = bench.sources(unit), not (is_finished and is_seen)
    if unit.made:
        sources = sources if is_finished and is_seen else unit.made.sources
        is_draft = not is_finished and unit.made.is_draft
    return bench.save(unit, RecordedTranslation(sources, bench.write(unit, texts), is_draft=is_draft))


@transaction.atomic
def fill_many(article, language, texts, *, by, seen):
    """Write the translations of several segments at once, each finished; all of them, or none.

    texts  {unit id: inline HTML}; one that stands there already is accepted for the source as it is now
    seen   {unit id: (stamp of the source, stamp of the translation)} that the person looked at:
           SegmentGone or SegmentConflict where one of them is another now
    Return the Translation as it stands then.
    """
    bench = Bench(article.pk, language, by=by)
    named = dict(zip(unit_ids(bench.translation), bench.translation.units, strict=True))
    for unit_id in texts:
        _as_seen(bench, named.get(unit_id), *seen[unit_id])
    for unit_id, html in texts.items():
        bench.keep(named[unit_id], _finished(bench, named[unit_id], html))
    return bench.write_down()


def _as_seen(bench, unit, source, target):
    if unit is None or not unit.sources or stamp(bench.sources(unit)) != source:
        raise SegmentGone
    if stamp(bench.targets(unit)) != target:
        raise SegmentConflict([segment.html for segment in bench.targets(unit)])


def _finished(bench, unit, html):
    if not html.strip():
        raise TranslationRefused(_("Nothing is translated here yet."))
    if html == " ".join(segment.html for segment in bench.targets(unit)):
        return _accepted(bench, unit)
    return RecordedTranslation(bench.sources(unit), bench.write(unit, [html]))


@transaction.atomic
def accept(article, language, unit_id, *, by, row=None, source=None, seen=None):
    """Say that a change of the source needs no new words: tags and place are carried over, what is gone goes.

    source, seen  the stamps of the source and of the translation that the person looked at: SegmentGone or
                  SegmentConflict if it is another now. Return the Translation as it stands then.
    """
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    if source is not None and source != stamp(bench.sources(unit)):
        raise SegmentGone
    if seen is not None and seen != stamp(bench.targets(unit)):
        raise SegmentConflict([segment.html for segment in bench.targets(unit)])
    return bench.save(unit, _accepted(bench, unit))


@transaction.atomic
def accept_wordless(article, language, *, by):
    """Accept everything of which only tags or the place have changed. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    for unit in bench.translation.units:
        if unit.state in WORDLESS:
            bench.keep(unit, _accepted(bench, unit))
    return bench.write_down()


def _accepted(bench, unit):
    """What is made of a unit once its change is accepted; None where nothing is left of it."""
    sources, targets = bench.sources(unit), bench.targets(unit)
    if unit.state == Freshness.REMOVED:
        bench.take_out(unit)
        return None
    if not targets and sources and sources[0].picture and not sources[0].html:
        return RecordedTranslation(sources, bench.write(unit, [""]))
    if not targets and not (unit.made and unit.made.reason):
        raise TranslationRefused(_("Nothing is translated here yet."))
    if unit.state in WORDLESS and len(sources) == len(targets) == 1:
        targets = _carried_over(bench, unit)
    return RecordedTranslation(sources, tuple(targets), unit.made.reason if unit.made else "")


def _carried_over(bench, unit):
    """The translation of a unit with the tags of its source as they are now, at its place, in its element."""
    [source], [target], [before] = bench.sources(unit), bench.targets(unit), unit.made.sources
    if source.is_above:
        return (target,)
    text = inline_tags.encode_tags(target.html, inline_tags.encode_tags(before.html).tags).text
    html = inline_tags.decode_tags(text, inline_tags.encode_tags(source.html).tags, problems=[])
    if unit.state != Freshness.MOVED and source.path == before.path:
        return bench.write(unit, [html])
    bench.take_out(unit)
    for place in unit.sources:
        bench.layout.found.pop(place - bench.above, None)
    unit.targets = []
    return bench.write(unit, [html])


@transaction.atomic
def leave_out(article, language, unit_id, *, by, reason, row=None):
    """Leave a segment out of the translation, with the reason. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    sources = bench.sources(unit)
    if not reason.strip():
        raise TranslationRefused(_("Please say why."))
    if not sources or sources[0].is_above:
        raise TranslationRefused(_("Headline and summary cannot be left out."))
    bench.take_out(unit)
    return bench.save(unit, RecordedTranslation(sources, (), reason))


@transaction.atomic
def take_in(article, language, unit_id, *, by, row=None):
    """Translate after all what was left out. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    if unit.targets:
        raise TranslationRefused(_("This segment is not left out."))
    return bench.save(unit, None)


@transaction.atomic
def join(article, language, unit_id, *, by, row=None):
    """Make one segment of this and the one behind: one text for both sources. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    behind = bench.following(unit)
    roles = [segment.role for one in (unit, behind) if one for segment in bench.sources(one)]
    if behind is None or not behind.sources or not unit.sources or not set(roles) <= REPEATED:
        raise TranslationRefused(_("There is nothing behind it that it could be joined with."))
    texts = [segment.html for one in (unit, behind) for segment in bench.targets(one)]
    is_draft = any(one.is_draft or not one.targets for one in (unit, behind))
    sources = bench.sources(unit) + bench.sources(behind)
    bench.take_out(behind)
    behind.made = None
    targets = bench.write(unit, [" ".join(texts)] if texts else [])
    if not targets:
        raise TranslationRefused(_("Translate one of them first."))
    return bench.save(unit, RecordedTranslation(sources, targets, is_draft=is_draft))


@transaction.atomic
def separate(article, language, unit_id, *, by, row=None):
    """Undo a join or a split: each source by itself, the text with the first. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    texts = [" ".join(segment.html for segment in bench.targets(unit))]
    targets = bench.write(unit, texts if texts[0] else [])
    return bench.save(unit, RecordedTranslation(bench.sources(unit)[:1], targets, is_draft=True))


@transaction.atomic
def add(article, language, unit_id, html, *, by, row=None):
    """Add a paragraph behind a segment that the source does not have. Return the Translation."""
    bench = Bench(article.pk, language, by=by)
    unit = bench.find(unit_id, row)
    if not html.strip():
        raise TranslationRefused(_("The paragraph is empty."))
    added = bench.add_after(unit, html)
    bench.translation.units.append(TranslationUnit(Freshness.ADDED, made=RecordedTranslation((), added)))
    return bench.save(unit, unit.made)
