"""Current translations, exported as files for translators."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from django.db.models import F
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.checks.completeness import longest_text
from articles.models import Article, Language, LanguageProgress, Note, Stage, Wanted, other
from articles.models.people import display_name
from articles.text.freshness import Freshness
from articles.text.glossary import term_wordings
from articles.text.segments import segments_digest
from articles.translations.freshness import Translation, read_translations, segments_stamp
from articles.translations.segments import FIELD_BY_ROLE
from newsroom.interchange.xliff.document import OutgoingStory, OutgoingUnit
from newsroom.interchange.xliff.formats import write_translation_markdown, write_xliff
from newsroom.translations.rows import change_reason, glossary_in_force, role_label

# name: (label, file name extension, content type)
FILE_FORMATS = {
    "1.2": (gettext_lazy("XLIFF 1.2, for most translation tools"), "xlf", "application/xliff+xml"),
    "2.1": (gettext_lazy("XLIFF 2.1"), "xlf", "application/xliff+xml"),
    "markdown": (gettext_lazy("Markdown, for a text editor"), "md", "text/markdown"),
}
MAX_DOWNLOAD_STORIES = 100  # in one file
ROLES = {"p": "paragraph", "h2": "heading", "h3": "heading", "li": "item", "td": "cell", "th": "cell"}
ROLES |= {"figcaption": "caption", "cite": "speaker"}
TO_CHECK = {Freshness.STALE, Freshness.MARKUP, Freshness.MOVED}
BETWEEN = "\n\n"


@dataclass
class ExportedStory:
    """One translation, with the units and comments for a file.

    comments  {index of a unit: [text]}, comments on its segments

    Units that were left out or have no words in the source are not exported.
    """

    article: Article
    progress: LanguageProgress
    translation: Translation = field(repr=False)
    comments: dict = field(repr=False, default_factory=dict)

    @property
    def language(self):
        return Language(self.progress.language)

    @cached_property
    def units(self):
        """{unit id: (index, unit of the Translation)} of the exported units."""
        return {
            name: (index, unit)
            for index, (name, unit) in enumerate(self._named_units())
            if not _is_left_out(unit) and any(segment.words for segment in self.translation.sources_of(unit))
        }

    @cached_property
    def left_out(self):
        """Ids of units that were left out with a reason. A returned file does not restore them."""
        return {name for name, unit in self._named_units() if _is_left_out(unit)}

    def _named_units(self):
        return zip(self.translation.unit_ids, self.translation.units, strict=True)

    @cached_property
    def story(self):
        """The OutgoingStory that the file formats write."""
        return OutgoingStory(
            str(self.article.pk),
            str(other(self.language)),
            str(self.language),
            self.article.headline(),
            segments_digest(self.translation.source)[:16],
            tuple(self._unit(name, index, unit) for name, (index, unit) in self.units.items()),
        )

    def _unit(self, name, index, unit):
        sources, targets = self.translation.sources_of(unit), self.translation.targets_of(unit)
        first = sources[0]
        return OutgoingUnit(
            name,
            ROLES.get(first.role, first.role),
            " ".join(segment.html for segment in sources),
            " ".join(segment.html for segment in targets),
            self._state(unit),
            tuple(self.comments.get(index, ())),
            longest_text(FIELD_BY_ROLE[first.role], self.language) if first.is_above else None,
            str(role_label(first)),
        )

    def _state(self, unit):
        if unit.state in TO_CHECK:
            return "stale"
        if unit.is_draft or not unit.targets:
            return "new"
        return "approved" if self.progress.stage == Stage.APPROVED else "translated"

    def stamps(self, name):
        """Return the stamps of a unit's source and translation, as loaded."""
        _place, unit = self.units[name]
        sides = self.translation.sources_of(unit), self.translation.targets_of(unit)
        return tuple(map(segments_stamp, sides))

    def is_open(self, name):
        return not self.units[name][1].is_settled


def export_format(kind: str) -> str:
    """Return the short name of a file format, such as “XLIFF 1.2”."""
    return "Markdown" if kind == "markdown" else f"XLIFF {kind}"


def load_exported_stories(
    article_ids: list[int], user, *, language=None, with_comments=True, with_notes=False
) -> list[ExportedStory]:
    """Return the translations of stories, in the order of the ids, with a constant number of queries.

    Stories that do not exist or need no translation are left out.

    language       only translations into this language
    with_comments  whether to add comments on the segments, which the comparison with a file does not need
    with_notes     whether the comments include notes of colleagues, if the user may read them
    """
    rows = LanguageProgress.objects.filter(article__in=article_ids).exclude(wanted=Wanted.NOTHING)
    rows = rows.exclude(language=F("article__source_language")).select_related("article")
    if language:
        rows = rows.filter(language=language)
    by_article = {
        row.article_id: ExportedStory(row.article, row, translation)
        for row, translation in read_translations(rows)
    }
    ordered = [by_article[number] for number in dict.fromkeys(article_ids) if number in by_article]
    if with_comments:
        comments = SegmentComments(
            [exported_story.article.pk for exported_story in ordered], user if with_notes else None
        )
        for exported in ordered:
            exported.comments = comments.of(exported)
    return ordered


def _is_left_out(unit):
    return bool(unit.recorded and unit.recorded.reason and not unit.targets)


class SegmentComments:
    """Comments on exported segments: reasons why they are open, glossary terms, and notes of colleagues.

    Uses one query for the glossary and two for the notes.

    reader  the user who will read the notes, or None to omit them
    """

    def __init__(self, article_ids, reader):
        self.terms = glossary_in_force()
        self.threads = defaultdict(list)
        if reader is None or not reader.has_perm("articles.view_note"):
            return
        threads = Note.objects.threads().open().filter(article__in=article_ids).exclude(passage="")
        for thread in threads.select_related("written_by").prefetch_related("replies__written_by"):
            self.threads[thread.article_id].append(thread)

    def of(self, exported):
        """Return {index of a unit: [text]} for an ExportedStory."""
        comments = defaultdict(list)
        for index, unit in exported.units.values():
            comments[index] += _comment_on_changes(unit, exported.translation)
        self._add_terms(comments, exported)
        self._add_notes(comments, exported)
        return comments

    def _add_terms(self, comments, exported):
        """Add each segment's terms. Search the whole story: a full name may occur in an earlier segment."""
        places, units = zip(*exported.units.values(), strict=True) if exported.units else ((), ())
        words = [_join_words(exported.translation.sources_of(unit)) for unit in units]
        begins = list(accumulate((len(text) + len(BETWEEN) for text in words), initial=0))
        terms = defaultdict(dict)
        for offer in term_wordings(BETWEEN.join(words), other(exported.language), self.terms):
            if offer.first and offer.is_certain:
                for occurrence in offer.found:
                    terms[places[bisect_right(begins, occurrence.start) - 1]][occurrence.form] = offer
        for index, forms in terms.items():
            listed = "; ".join(f"{form} → {_format_target_forms(offer)}" for form, offer in forms.items())
            comments[index].append(_("Glossary: %(terms)s") % {"terms": listed})

    def _add_notes(self, comments, exported):
        """Add each open thread to the first segment that contains its passage, ignoring white space."""
        for thread in self.threads[exported.article.pk]:
            wanted = "".join(thread.passage.split())
            side = "targets_of" if thread.language == exported.language else "sources_of"
            for index, unit in exported.units.values():
                if wanted in "".join(_join_words(getattr(exported.translation, side)(unit)).split()):
                    notes = (thread, *thread.replies.all())
                    comments[index] += [f"{display_name(note.written_by)}: {note.text}" for note in notes]
                    break


def _comment_on_changes(unit, translation):
    sources, targets = translation.sources_of(unit), translation.targets_of(unit)
    comments = [change_reason(unit, sources)]
    if unit.state == Freshness.STALE and unit.recorded.sources:
        comments.append(_("Translated from: “%(words)s”") % {"words": _join_words(unit.recorded.sources)})
    if len(targets) > 1:
        comments.append(
            _("Its translation has several paragraphs. A new one from the file replaces them with one.")
        )
    return [comment for comment in comments if comment]


def _join_words(segments):
    return " ".join(segment.words for segment in segments)


def _format_target_forms(offer):
    """Return "한국은행, later 한은": the form for the first mention, then the form for later ones."""
    if offer.later in ("", offer.first):
        return offer.first
    return _("%(first)s, later %(later)s") % {"first": offer.first, "later": offer.later}


def write_translation_file(stories: list[OutgoingStory], kind: str) -> bytes:
    """Return the bytes of a file in one of FILE_FORMATS."""
    return write_translation_markdown(stories) if kind == "markdown" else write_xliff(stories, kind)


def build_download(exported: list[ExportedStory], kind: str) -> HttpResponse:
    """Return the file as an attachment, so that browsers do not display it."""
    data = write_translation_file([exported_story.story for exported_story in exported], kind)
    headers = {"Content-Disposition": f'attachment; filename="{_format_filename(exported, kind)}"'}
    headers["X-Content-Type-Options"] = "nosniff"
    return HttpResponse(data, content_type=f"{FILE_FORMATS[kind][2]}; charset=utf-8", headers=headers)


def _format_filename(exported, kind):
    """Return a file name in ASCII.

    Examples: "story-12-ko.xlf", "stories-12-15-17-ko.xlf", "stories-12-and-4-more-ko.xlf".
    """
    ids = [str(exported_story.article.pk) for exported_story in exported]
    listed = "-".join(ids if len(ids) <= 4 else [ids[0], f"and-{len(ids) - 1}-more"])
    language = exported[0].language.value
    return f"{'story' if len(ids) == 1 else 'stories'}-{listed}-{language}.{FILE_FORMATS[kind][1]}"
