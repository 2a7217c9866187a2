"""What a file would do to the stories that it translates, and doing it: each story by itself.

Between the preview and the agreement the file stays with the person who sent it. It is read anew, with the
same care, and nothing is written when it would do anything else by then than what was shown.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.translations.segments import SegmentConflict, TranslationRefused, fill_segments
from articles.translations.session import SegmentGone
from articles.workflow.permissions import Verb, may
from newsroom.translations.exchange import Refused, applied, markdown, read
from newsroom.translations.exchange.report import Dropped, Report
from newsroom.translations.exchange.stories import Document, ReadStory
from newsroom.translations.exchanging.parcels import Parcel, parcels
from newsroom.translations.segment_posts import LONGEST, LONGEST_HEADLINE

CHANGED = gettext_lazy("The story was changed just now. Look at what the file would do to it now.")
MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # byte order marks, halves of UTF-16, blanks


def document(data):
    """The Document in the bytes of a file, XLIFF or Markdown. Raise Refused."""
    is_xml = data[:200].lstrip(MARKS).startswith(b"<")
    is_markdown = any("§§".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "cp949"))
    return markdown.read(data) if is_markdown and not is_xml else read(data)


@dataclass
class Plan:
    """What a file would do to one story. Nothing is written by making it.

    refusal  why nothing of the story can be taken, "" otherwise; without it there are parcel and report
    """

    read: ReadStory = field(repr=False)
    refusal: str = ""
    parcel: Parcel | None = field(repr=False, default=None)
    report: Report | None = None
    is_telling: bool = False  # whether its kind of file says which segments are finished

    @cached_property
    def confirmed(self):
        """Ids of those that stand here as in the file, asked for something, and are finished there."""
        # Of another source nobody has seen what asks for something here now.
        if not self.is_telling or self.read.digest != self.parcel.story.digest:
            return ()
        units = self.read.units
        finished = [name for name in self.report.unchanged if units[name].state not in ("", "new")]
        return tuple(name for name in finished if self.parcel.is_open(name))

    def texts(self, chosen=()):
        """{unit id: inline HTML} to write: what is taken, and of the conflicts those that were chosen."""
        standing = {unit.id: unit.target_html for unit in self.parcel.story.units}
        found = {name: standing[name] for name in self.confirmed}
        found |= {one.id: one.html for one in self.report.taken}
        return found | {one.id: one.html for one in self.report.conflicts if one.id in chosen}

    @property
    def is_empty(self):
        """Whether there is nothing to agree to."""
        return not (self.report and (self.report.taken or self.report.conflicts or self.confirmed))

    def digest(self):
        """What this plan is known by: another one when the file or the story has changed in what counts."""
        told = (self.read.id, self.refusal)
        if self.report:
            told += (tuple(self.report), self.confirmed, self.parcel.story.digest)
            told += tuple(self.parcel.seen(one.id) for one in (*self.report.taken, *self.report.conflicts))
        return hashlib.sha256(repr(told).encode(errors="replace")).hexdigest()


def plans(document: Document, user, *, only=None):
    """The Plan of each story in a Document; of the story with the number `only` alone, if it is given.

    A constant number of queries. Raise Refused when that story is not in the file.
    """
    known = {parcel.article.pk: parcel for parcel in parcels(_numbers(document), user, is_for_reading=True)}
    is_telling = document.version != "Markdown"
    found = [_plan(one, known.get(_number(one.id)), user, is_telling) for one in document.stories]
    if only is None:
        return found
    mine = [plan for plan in found if _number(plan.read.id) == only]
    if not mine:
        ids = ", ".join(plan.read.id[:20] for plan in found[:5])
        raise Refused(
            _("The file belongs to story %(other)s, not to story %(story)s.") % {"other": ids, "story": only}
        )
    return mine


def _number(told):
    is_number = told.isascii() and told.isdecimal() and len(told) <= 18
    return int(told) if is_number else None


def _numbers(document):
    return [number for one in document.stories if (number := _number(one.id))]


def _plan(read, parcel, user, is_telling):
    if parcel is None:
        return Plan(read, _("There is no such story, or no translation of it is wanted."))
    if not may(user, Verb.WRITE, parcel.language):
        told = _("You do not write %(language)s.") % {"language": parcel.language.label}
        return Plan(read, told, parcel)
    try:
        report = applied(parcel.story, read)
    except Refused as refused:
        return Plan(read, str(refused), parcel)
    return Plan(read, "", parcel, _held(report, parcel), is_telling)


def _held(report, parcel):
    """A Report without what no segment may become: taken in again, or longer than its column."""
    dropped, kept = [], {}
    headlines = {unit.id for unit in parcel.story.units if unit.role == "headline"}
    for kind in ("taken", "conflicts"):
        entries = getattr(report, kind)
        fitting = [
            one for one in entries if len(one.html) <= (LONGEST_HEADLINE if one.id in headlines else LONGEST)
        ]
        dropped += [Dropped(one.id, "long", one.html) for one in entries if one not in fitting]
        kept[kind] = tuple(fitting)
    stale = [one for one in report.stale if one.id in parcel.left_out]
    dropped += [Dropped(one.id, "left_out", one.target) for one in stale]
    dropped += [
        one._replace(reason="left_out") if one.id in parcel.left_out else one for one in report.dropped
    ]
    kept["stale"] = tuple(one for one in report.stale if one not in stale)
    return report._replace(dropped=tuple(dropped), **kept)


def write(plan, chosen=(), *, by):
    """Write what a Plan would, in one transaction; return how many segments. Raise Refused."""
    texts = plan.texts(chosen)
    if not texts:
        return 0
    seen = {name: plan.parcel.seen(name) for name in texts}
    try:
        fill_segments(plan.parcel.article, plan.parcel.language, texts, by=by, seen=seen)
    except (SegmentGone, SegmentConflict) as changed:
        raise Refused(str(CHANGED)) from changed
    except TranslationRefused as refusal:
        raise Refused(str(refusal)) from refusal
    except PermissionDenied as denied:
        told = _("You do not write %(language)s.") % {"language": plan.parcel.language.label}
        raise Refused(told) from denied
    return len(texts)


def agreed(found):
    """What the plans of a file are known by together."""
    return hashlib.sha256("".join(plan.digest() for plan in found).encode()).hexdigest()
