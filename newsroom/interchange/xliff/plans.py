"""Plans for returned translation files: the changes to each story, and writing them.

Between preview and confirmation, the file stays in the user's page. On confirmation, it is read again with
the same checks, and nothing is written if the changes would differ from the preview.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body.field import MOST_IN_PASSAGE
from articles.models import other
from articles.text.differences import compare_words
from articles.text.digests import digest_of
from articles.text.inline_tags import encode_tags
from articles.translations.segments import SegmentConflict, SegmentGone, TranslationRefused, fill_segments
from articles.workflow.permissions import Actor, Verb, may, may_touch
from newsroom.interchange.xliff.document import (
    RejectedSegment,
    ReturnedDocument,
    ReturnedStory,
    ReturnReport,
    TranslationFileRefused,
    compare_returned_story,
    describe_rejection,
    describe_tag_error,
)
from newsroom.interchange.xliff.exports import ExportedStory, load_exported_stories
from newsroom.interchange.xliff.formats import read_translation_markdown, read_xliff
from newsroom.translations.rows import role_label
from newsroom.translations.screen import MAX_HEADLINE_LENGTH

CHANGED = gettext_lazy("The story has just changed. Check again what the file would change.")
MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # byte order marks, NUL bytes of UTF-16, white space
MAX_PREVIEW_ROWS = 300  # maximum segments per list; a story has about forty


@dataclass
class TranslationPlan:
    """The changes that a file would make to one story. Creating a plan writes nothing.

    refusal           the reason why the whole story is refused, or ""; if empty, exported and report
                      are set
    has_states        whether this file format marks segments as finished
    """

    returned: ReturnedStory = field(repr=False)
    refusal: str = ""
    exported: ExportedStory | None = field(repr=False, default=None)
    report: ReturnReport | None = None
    has_states: bool = False

    @cached_property
    def confirmed(self):
        """Ids of open segments whose translation is unchanged and marked as finished in the file."""
        # If the source has changed since the export, the file confirms nothing: the translator has not seen
        # why a segment is open now.
        if not self.has_states or self.returned.digest != self.exported.story.digest:
            return ()
        units = self.returned.units
        finished = [name for name in self.report.unchanged if units[name].state not in ("", "new")]
        return tuple(name for name in finished if self.exported.is_open(name))

    def texts(self, chosen=()):
        """Return {unit id: inline HTML} to write: confirmed and accepted segments, and chosen conflicts."""
        current = {unit.id: unit.target_html for unit in self.exported.story.units}
        texts = {name: current[name] for name in self.confirmed}
        texts |= {segment.id: segment.html for segment in self.report.accepted}
        return texts | {segment.id: segment.html for segment in self.report.conflicts if segment.id in chosen}

    @property
    def is_empty(self):
        """Whether the plan writes nothing and offers no conflict to choose."""
        return not (self.report and (self.report.accepted or self.report.conflicts or self.confirmed))

    def digest(self):
        """Return a digest that changes with every relevant change of the file or the story."""
        state = (self.returned.id, self.refusal)
        if self.report:
            state += (tuple(self.report), self.confirmed, self.exported.story.digest)
            entries = (*self.report.accepted, *self.report.conflicts)
            state += tuple(self.exported.stamps(entry.id) for entry in entries)
        return digest_of(state)


def read_translation_file(data: bytes) -> ReturnedDocument:
    """Read the bytes of an XLIFF or Markdown file. Raise TranslationFileRefused if they are invalid."""
    is_xml = data[:200].lstrip(MARKS).startswith(b"<")
    is_markdown = any("§§".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "cp949"))
    return read_translation_markdown(data) if is_markdown and not is_xml else read_xliff(data)


def plan_translations(
    document: ReturnedDocument, user: Actor, *, only: int | None = None
) -> list[TranslationPlan]:
    """Return the plan of each story in a document, or only of the story with the id `only`.

    Uses a constant number of queries. Raise TranslationFileRefused if that story is not in the file.
    """
    ids = {story.id: parse_story_id(story.id) for story in document.stories}
    exported = load_exported_stories(list(filter(None, ids.values())), user, with_comments=False)
    known = {exported_story.article.pk: exported_story for exported_story in exported}
    has_states = document.version != "Markdown"
    plans = [_plan_story(story, known.get(ids[story.id]), user, has_states) for story in document.stories]
    if only is None:
        return plans
    chosen = [plan for plan in plans if ids[plan.returned.id] == only]
    if not chosen:
        ids = ", ".join(plan.returned.id[:20] for plan in plans[:5])
        raise TranslationFileRefused(
            _("The file belongs to story %(other)s, not to story %(story)s.") % {"other": ids, "story": only}
        )
    return chosen


def parse_story_id(text: str) -> int | None:
    """Return the story id in a file or URL, or None if the text cannot be an id."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= 18
    return int(text) if is_number else None


def _plan_story(returned, exported, user, has_states):
    if exported is None:
        return TranslationPlan(returned, _("There is no such story, or no translation of it is requested."))
    if not (may(user, Verb.WRITE, exported.language) and may_touch(user, exported.article)):
        return TranslationPlan(returned, _refuse_writing(exported), exported)
    try:
        report = compare_returned_story(exported.story, returned)
    except TranslationFileRefused as refused:
        return TranslationPlan(returned, str(refused), exported)
    return TranslationPlan(returned, "", exported, _apply_limits(report, exported), has_states)


def _refuse_writing(exported):
    return _("You do not have permission to write %(language)s.") % {"language": exported.language.label}


def _apply_limits(report, exported):
    """Return a report that rejects segments left out here and segments longer than their column."""
    rejected, kept, left_out = [], {}, exported.left_out
    roles = {unit.id: unit.role for unit in exported.story.units}
    for kind in ("accepted", "conflicts"):
        kept[kind] = []
        for segment in getattr(report, kind):
            most = MAX_HEADLINE_LENGTH if roles[segment.id] == "headline" else MOST_IN_PASSAGE
            if len(segment.html) <= most:
                kept[kind].append(segment)
            else:
                rejected.append(RejectedSegment(segment.id, "long", segment.html))
    kept["outdated"] = [segment for segment in report.outdated if segment.id not in left_out]
    outdated = [segment for segment in report.outdated if segment.id in left_out]
    rejected += [RejectedSegment(segment.id, "left_out", segment.target) for segment in outdated]
    rejected += [
        segment._replace(reason="left_out") if segment.id in left_out else segment
        for segment in report.rejected
    ]
    return report._replace(rejected=tuple(rejected), **{kind: tuple(some) for kind, some in kept.items()})


def write_translations(plan: TranslationPlan, chosen: Iterable[str] = (), *, by: Actor) -> int:
    """Write the segments of a plan in one transaction, and return their number.

    chosen  ids of conflicts to write as well

    Raise TranslationFileRefused if the story has changed or the user may not write it.
    """
    texts = plan.texts(chosen)
    if not texts:
        return 0
    seen = {name: plan.exported.stamps(name) for name in texts}
    try:
        fill_segments(plan.exported.article, plan.exported.language, texts, by=by, seen=seen)
    except (SegmentGone, SegmentConflict) as changed:
        raise TranslationFileRefused(str(CHANGED)) from changed
    except TranslationRefused as refusal:
        raise TranslationFileRefused(str(refusal)) from refusal
    except PermissionDenied as denied:
        raise TranslationFileRefused(_refuse_writing(plan.exported)) from denied
    return len(texts)


def digest_plans(plans: list[TranslationPlan]) -> str:
    """Return one digest of all plans of a file."""
    return digest_of([plan.digest() for plan in plans])


@dataclass
class PreviewRow:
    """One segment in a preview.

    source    its source text, with tags as numbers
    pieces    [(kind, text)] of the returned translation, compared with the stored one; [] if it is empty
    problems  problems of its tags, as sentences
    reason    the reason why it is refused, or ""
    """

    id: str
    label: str = ""
    source: str = ""
    pieces: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    reason: str = ""


class PlanPreview:
    """A plan in words, shown before confirmation: the first rows of each list, and counts."""

    def __init__(self, plan):
        self.plan, self.refusal = plan, plan.refusal
        self.headline = str(plan.exported.article) if plan.exported else plan.returned.id[:20]
        if plan.refusal:
            return
        self.report, self.language = plan.report, plan.exported.language
        self.source_language = other(self.language)
        self.units = {unit.id: unit for unit in plan.exported.story.units}

    def lists(self):
        """Yield (name, rows, total count) of each non-empty list of the report."""
        makers = {"accepted": self._compared, "conflicts": self._compared}
        makers |= {"outdated": self._outdated, "rejected": self._rejected}
        for name, make in makers.items():
            if entries := getattr(self.report, name):
                yield name, [make(entry) for entry in entries[:MAX_PREVIEW_ROWS]], len(entries)

    def _compared(self, entry):
        unit = self.units[entry.id]
        source = encode_tags(unit.source_html)
        before, tags = encode_tags(unit.target_html, source.tags)
        after = encode_tags(entry.html, tags).text
        pieces = compare_words(before, after) if before else _unmarked_pieces(after)
        problems = [describe_tag_error(error) for error in entry.problems]
        return PreviewRow(entry.id, self._label(entry.id), source.text, pieces, problems)

    def _outdated(self, entry):
        return PreviewRow(entry.id, "", entry.source, _unmarked_pieces(entry.target))

    def _rejected(self, entry):
        unit = self.units.get(entry.id)
        source = encode_tags(unit.source_html).text if unit else ""
        pieces, reason = _unmarked_pieces(entry.target), describe_rejection(entry)
        return PreviewRow(entry.id, self._label(entry.id), source, pieces, reason=reason)

    def _label(self, name):
        if name not in self.plan.exported.units:
            return ""
        _place, unit = self.plan.exported.units[name]
        return role_label(self.plan.exported.translation.sources_of(unit)[0])


def _unmarked_pieces(text):
    return [("same", text)] if text.strip() else []
