"""Stories in translation files, as data: outgoing units, returned units, and their comparison.

An OutgoingStory has units with HTML. A ReturnedStory has units with text and placeholders for codes
(articles.text.inline_tags): a file supplies words and numbers, never markup.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body import sanitise
from articles.body.field import MOST_IN_PASSAGE, format_count
from articles.body.manuscript.draft import MAX_HEADLINE
from articles.text.digests import digest_of
from articles.text.inline_tags import PLACEHOLDER, PLAIN, TagError, decode_tags, encode_tags, unused_tags
from articles.text.punctuation import typeset_inline
from newsroom.interchange.text_files import FileRefused

ORIGINAL = re.compile(r"story-(?P<id>[\w-]{1,40})\.(?P<digest>\w{0,64})")
MAX_STORIES = 1000  # in one file


class TranslationFileRefused(FileRefused):
    """Raised if a translation file, or a story in it, is refused. The message gives reason and remedy."""


class OutgoingUnit(NamedTuple):
    """One segment. Its id contains a digest of the source segment, which reveals changes of the source.

    role        type of the segment, for translation tools
    state       "new", "stale", "translated" or "approved"
    notes       texts for the translator
    max_length  maximum number of characters of the target, or None
    called      type of the segment in words for translators, or ""
    """

    id: str
    role: str
    source_html: str
    target_html: str = ""
    state: str = "new"
    notes: tuple = ()
    max_length: int | None = None
    called: str = ""


class OutgoingStory(NamedTuple):
    """One story in one direction. `digest` covers its whole source."""

    id: str
    source_language: str
    target_language: str
    title: str
    digest: str
    units: tuple

    @property
    def original(self):
        """The identifier of the story in a file. Every translation tool keeps it (XLIFF: <file original>)."""
        return f"story-{self.id}.{self.digest}"


class ReturnedUnit(NamedTuple):
    """One segment as returned. `source` and `target` are text with placeholders.

    state       "new", "translated" or "approved", or "" if the file does not state it
    sent        digest_target() of the exported target, or ""
    problems    TagErrors for codes that are not tags of the source
    is_partial  whether the tool split the segment and a part has no translation
    """

    id: str
    source: str
    target: str
    state: str = "translated"
    sent: str = ""
    problems: tuple = ()
    is_partial: bool = False


class ReturnedStory(NamedTuple):
    """One story as returned.

    units     {id: ReturnedUnit}
    repeated  ids of units that occur with different targets
    """

    id: str
    digest: str
    source_language: str
    target_language: str
    units: dict
    repeated: frozenset


class ReturnedDocument(NamedTuple):
    """A returned file: its format version, and the stories in it."""

    version: str
    stories: tuple


def digest_target(target_html: str) -> str:
    """Return a short digest of an exported target, to detect later whether it has changed here."""
    return digest_of(target_html, length=8)


def build_returned_story(
    original: str | None, languages: tuple[str, str], units: Iterable[ReturnedUnit]
) -> ReturnedStory | None:
    """Return the ReturnedStory for the `original` of a file, or None if it is not an OutgoingStory.original.

    languages  source and target language
    units      iterated only if the file was exported here
    """
    match = ORIGINAL.fullmatch(original or "")
    if match is None:
        return None
    units_by_id, repeated = {}, set()
    for unit in units:
        if units_by_id.setdefault(unit.id, unit).target != unit.target:
            repeated.add(unit.id)
    return ReturnedStory(match["id"], match["digest"], *languages, units_by_id, frozenset(repeated))


def check_document(version: str, stories: tuple[ReturnedStory, ...]) -> ReturnedDocument:
    """Return the ReturnedDocument of a file's stories.

    Raise TranslationFileRefused for too many stories, a repeated story, or no segments.
    """
    if len(stories) > MAX_STORIES:
        raise TranslationFileRefused(_("The file has more than %(most)d stories.") % {"most": MAX_STORIES})
    ids = [story.id for story in stories]
    if twice := next((story for story in ids if ids.count(story) > 1), None):
        raise TranslationFileRefused(_("Story %(story)s appears twice in the file.") % {"story": twice})
    if not any(story.units for story in stories):
        raise TranslationFileRefused(_("The file contains no segments."))
    return ReturnedDocument(version, stories)


LONGEST = 2 * MOST_IN_PASSAGE  # characters of a target with its codes; longer ones are rejected
REASONS = {
    "unknown": gettext_lazy("The story has no such segment."),
    "repeated": gettext_lazy("The file contains two different texts for this segment."),
    "empty": gettext_lazy("The file has no text for it. The translation here was kept."),
    "left_out": gettext_lazy(
        "It was left out here with a reason. Restore it on the translation screen first."
    ),
    "long": gettext_lazy(
        "The text is too long. A headline can have up to %(headline)s characters, a paragraph up to "
        "%(paragraph)s."
    ),
    "copied": gettext_lazy(
        "The file repeats the source, as tools do for untranslated segments. To keep it, enter it here."
    ),
    "partial": gettext_lazy("Only part of the segment is translated."),
}
PROBLEMS = {
    "unknown": gettext_lazy("the tag %(tag)s is not in the source and was left out"),
    "doubled": gettext_lazy("the tag %(tag)s appears twice and was kept once"),
    "unopened": gettext_lazy("the tag %(tag)s is closed but not opened and was left out"),
    "unclosed": gettext_lazy("the tag %(tag)s is opened but not closed and was left out"),
    "crossing": gettext_lazy("the tag %(tag)s overlaps another tag"),
    "missing": gettext_lazy("the tag %(tag)s of the source is missing"),
}


class AcceptedSegment(NamedTuple):
    """A new target. `problems` are TagErrors; the kind "missing" is for tags of the source that it lacks."""

    id: str
    html: str
    state: str
    problems: tuple


class RejectedSegment(NamedTuple):
    """A segment that is refused. `reason` is a key of REASONS."""

    id: str
    reason: str
    target: str


class OutdatedSegment(NamedTuple):
    """A segment that is refused because its source changed after the export. Both texts are from the file."""

    id: str
    source: str
    target: str


class ReturnReport(NamedTuple):
    """Segments of a returned story by outcome. Creating a report writes nothing.

    accepted   AcceptedSegments
    unchanged  ids of units with the same translation here and in the file
    conflicts  AcceptedSegments that were also changed here since the export. If the file has lost the digest
               of the exported target, each segment with a translation here counts as changed
    rejected   RejectedSegments
    outdated   OutdatedSegments
    untouched  ids without a change in the file: missing, not translated, or as exported
    """

    accepted: tuple
    unchanged: tuple
    conflicts: tuple
    rejected: tuple
    outdated: tuple
    untouched: tuple


def compare_returned_story(story: OutgoingStory, read: ReturnedStory) -> ReturnReport:
    """Compare a returned story with the current story, and return the report.

    Tags are rebuilt by number from the stored texts. Raise TranslationFileRefused if the file belongs to
    another story or has other languages.
    """
    _refuse_other_story(story, read)
    now = {unit.id: unit for unit in story.units}
    by_kind = {name: [] for name in ReturnReport._fields}
    for unit in read.units.values():
        if unit.id in now:
            kind, entry = _judge_unit(now[unit.id], unit, is_repeated=unit.id in read.repeated)
        elif not unit.target.strip():
            continue
        elif read.digest == story.digest:
            kind, entry = "rejected", RejectedSegment(unit.id, "unknown", unit.target)
        else:
            kind, entry = "outdated", OutdatedSegment(unit.id, unit.source, unit.target)
        by_kind[kind].append(entry)
    by_kind["untouched"] += [name for name in now if name not in read.units]
    return ReturnReport(**{kind: tuple(entries) for kind, entries in by_kind.items()})


def _refuse_other_story(story, read):
    if str(story.id) != read.id:
        raise TranslationFileRefused(
            _("The file belongs to story %(other)s, not to story %(story)s.")
            % {"other": read.id, "story": story.id}
        )
    pairs = (read.source_language, story.source_language), (read.target_language, story.target_language)
    # Tools write ko-KR for ko, and some omit the target language.
    if any(_primary_language(theirs or ours) != _primary_language(ours) for theirs, ours in pairs):
        raise TranslationFileRefused(
            _("The file translates from “%(theirs)s”, but this story is translated from “%(ours)s”.")
            % {
                "theirs": f"{read.source_language} → {read.target_language}"[:40],
                "ours": f"{story.source_language} → {story.target_language}",
            }
        )


def _primary_language(tag):
    return tag.replace("_", "-").split("-")[0].lower()


def _judge_unit(now, unit, *, is_repeated):
    """Return (field of the report, entry for it) of a unit that still exists."""
    if len(unit.target) > LONGEST and len(" ".join(unit.target.split())) > LONGEST:
        return "rejected", RejectedSegment(unit.id, "long", unit.target[:LONGEST])
    source = encode_tags(now.source_html)
    target, problems = _rebuild_target(now, source, unit)
    has_sent = digest_target(now.target_html) == (unit.sent or digest_target(""))
    if is_repeated:
        return "rejected", RejectedSegment(unit.id, "repeated", unit.target)
    if now.target_html in (target, typeset_inline(target)):
        return "unchanged" if target else "untouched", unit.id
    is_copy = target == now.source_html
    if digest_target(target) == unit.sent or (unit.state == "new" and is_copy):
        return "untouched", unit.id
    if unit.state == "" and is_copy and any(map(str.isalpha, PLACEHOLDER.sub("", source.text))):
        return "rejected", RejectedSegment(unit.id, "copied", unit.target)
    if not target or unit.is_partial:
        return "rejected", RejectedSegment(unit.id, "partial" if target else "empty", unit.target)
    entry = AcceptedSegment(unit.id, typeset_inline(target), unit.state, problems)
    return ("accepted" if has_sent else "conflicts"), entry


def _rebuild_target(now, source, unit):
    """Return (inline HTML of a unit's target with the stored tags, its problems)."""
    stored = encode_tags(now.target_html, source.tags)
    problems = list(unit.problems)
    text = _remove_new_names(unit.target, stored.text, problems)
    inline = decode_tags(text, stored.tags, problems)
    problems += [TagError("missing", number) for number in unused_tags(text, source.tags)]
    # Clean the characters as saving would, so that unchanged text compares as equal.
    paragraph = sanitise(f"<p>{inline}</p>")
    unique = {problem.args: problem for problem in problems}  # exceptions compare by identity
    return paragraph.removeprefix("<p>").removesuffix("</p>"), tuple(unique.values())


def _remove_new_names(text, stored, problems):
    """Return the text without tags such as ⟨em⟩ that the stored target lacks. Add a problem for each name."""

    def names(text):
        return {match["label"] for match in PLACEHOLDER.finditer(text)} & set(PLAIN)

    new = names(text) - names(stored)
    problems += [TagError("unknown", name) for name in sorted(new)]
    return PLACEHOLDER.sub(lambda match: "" if match["label"] in new else match[0], text)


def describe_rejection(rejected: RejectedSegment) -> str:
    """Return the reason why a segment was refused, as a sentence."""
    limits = {"headline": format_count(MAX_HEADLINE), "paragraph": format_count(MOST_IN_PASSAGE)}
    return str(REASONS[rejected.reason]) % limits


def describe_tag_error(error: TagError) -> str:
    """Return a TagError in words."""
    return str(PROBLEMS[error.kind]) % {"tag": f"⟨{error.label}⟩"}
