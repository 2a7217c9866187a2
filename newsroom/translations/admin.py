"""Admin of the translation memory, and the usage page of a glossary term.

The page shows the newest published stories that use the term, and how translators rendered it. Stories come
from the search index. Segments come from the translation memory, which has both sides of approved texts. Both
searches are bounded, so that the page takes the same time for a hundred thousand stories as for fifty.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.admin.base import ReadOnlyAdmin
from articles.admin.display import lang_span
from articles.admin.site import may_see, register_urls
from articles.annotations import StaffRequest
from articles.models import Article, Language, Term, other
from articles.text.glossary import GlossaryEntry, TermOccurrence, term_occurrences
from articles.text.names import PLURAL
from articles.text.search.query import AnyOf, parse_term
from articles.text.sentences import sentences
from newsroom.search.retrieval import matching_editions
from newsroom.translations.memory_entries import words_only
from newsroom.translations.models import MemoryEntry
from newsroom.translations.rows import ROLE_LABELS, glossary_in_force

ASKED = ("source_language__exact",)
MOST_STORIES = 50  # newest stories that are searched
MOST_SEGMENTS = 3_000  # newest segments of these stories
SHOWN_STORIES, SHOWN_SEGMENTS = 15, 4  # stories on the page, segments of each
MOST_FORMS = 40  # forms of a term to search for
LONGEST = 300  # characters of a passage without the term; longer passages are cut


@admin.register(MemoryEntry)
class MemoryEntryAdmin(ReadOnlyAdmin):
    closed = ("change",)
    list_display = ("source", "target", "source_language", "kind", "uses", "last_seen_at")
    list_filter = ("source_language",)
    list_per_page = 50
    search_fields = ("source_text", "target_text")
    fields = (
        *("source", "target", "source_language", "kind", "article", "origin"),
        *("first_seen_at", "last_seen_at", "uses", "by"),
    )
    readonly_fields = fields

    @admin.display(description=_("Kind"), ordering="role")
    def kind(self, entry):
        return ROLE_LABELS.get(entry.role, _("Paragraph"))

    def lookup_allowed(self, lookup, value, request):
        return lookup in ASKED

    def add_view(self, request, form_url="", extra_context=None):
        """Redirect to the import. Entries are approved in a story or imported, never typed."""
        return HttpResponseRedirect(reverse("admin:translations_memoryentry_import"))

    @admin.display(description=MemoryEntry._meta.get_field("source_text").verbose_name)
    def source(self, entry):
        return lang_span(entry.source_language, entry.source_text)

    @admin.display(description=MemoryEntry._meta.get_field("target_text").verbose_name)
    def target(self, entry):
        return lang_span(entry.target_language, entry.target_text)


class Rendering(StrEnum):
    """Kinds of translations of a term in a segment."""

    RIGHT = "right"
    OTHERWISE = "otherwise"
    ONE_SIDED = "one_sided"


RENDERING_LABELS = {
    Rendering.RIGHT: pgettext_lazy("of a term", "As in the glossary"),
    Rendering.OTHERWISE: pgettext_lazy("of a term", "Otherwise"),
    Rendering.ONE_SIDED: pgettext_lazy("of a term", "In the translation only"),
}


@dataclass(frozen=True)
class UsedSegment:
    """A segment with a term. Each side is a passage as [(piece, whether it is a form of the term)]."""

    rendering: Rendering
    source_language: Language
    source: list
    target: list

    @property
    def label(self):
        return RENDERING_LABELS[self.rendering]

    @property
    def target_language(self):
        return other(self.source_language)


@dataclass
class UsingStory:
    """A published story with a term, and its segments. The page shows only the first segments."""

    article_id: int
    headline: str
    language: Language
    segments: list = field(default_factory=list)

    @property
    def shown(self):
        return self.segments[:SHOWN_SEGMENTS]

    @property
    def rest(self):
        return len(self.segments) - len(self.shown)


@dataclass
class TermUsage:
    """The stories that use a term, newest first.

    is_more  whether there are older stories, which are not counted
    """

    stories: list[UsingStory]
    is_more: bool = False

    @property
    def shown(self):
        return self.stories[:SHOWN_STORIES]

    @property
    def counts(self) -> dict[str, int]:
        """{Rendering: number of segments with it}."""
        renderings = [segment.rendering for story in self.stories for segment in story.segments]
        return {str(rendering): renderings.count(rendering) for rendering in Rendering}


def term_usage(term: Term, at: datetime) -> TermUsage:
    """Return the TermUsage of a term at an instant, with a constant number of queries."""
    entry = term.entry()
    ids, is_more = _stories_with(entry, at)
    segments = _segments_of(entry, ids)
    articles, mine, stories = Article.objects.in_bulk(ids), Language(get_language()), []
    for article in filter(None, map(articles.get, ids)):
        language = mine if article.text("title", mine) else other(mine)
        headline = article.text("title", language)
        stories.append(UsingStory(article.pk, headline, language, segments.get(article.pk, [])))
    return TermUsage(stories, is_more)


def _forms(entry: GlossaryEntry) -> list[str]:
    sides = (getattr(entry, language) for language in Language.values)
    return list(dict.fromkeys(form for side in sides for form in (*side.right, *side.wrong)))[:MOST_FORMS]


def _stories_with(entry: GlossaryEntry, at: datetime) -> tuple[list[int], bool]:
    """Return (ids of the newest live stories with a form of the term, whether there are more)."""
    words = [word for word in map(parse_term, _forms(entry)) if word]
    if not words:
        return [], False
    expression = AnyOf(word.ways for word in words)
    editions = matching_editions(at, expression)
    ids = list(dict.fromkeys(edition.article_id for edition in editions))
    return ids[:MOST_STORIES], len(ids) > MOST_STORIES


def _segments_of(entry: GlossaryEntry, article_ids: list[int]) -> dict[int, list[UsedSegment]]:
    """Return {story id: UsedSegments} from the memory, only of segments with the term. Uses two queries."""
    # The longest of overlapping terms counts: “harbor council” does not mention the harbor.
    entries = tuple(dict.fromkeys((entry, *glossary_in_force())))
    rows = MemoryEntry.objects.filter(article__in=article_ids).order_by("-pk")[:MOST_SEGMENTS]
    letters = [_letters(form) for form in _forms(entry)]
    pairs = []
    for row in sorted(rows, key=lambda row: (row.article_id, row.pk)):
        sides = words_only(row.source_text), words_only(row.target_text)
        may_name = any(form_letters in _squeezed(side) for side in sides for form_letters in letters)
        if may_name and (used := _used_segment(entry, entries, Language(row.source_language), *sides)):
            pairs.append((row.article_id, used))
    return {pk: [used for _pk, used in group] for pk, group in groupby(pairs, key=lambda pair: pair[0])}


def _squeezed(text):
    return "".join(text.split()).casefold()


def _letters(form):
    """Return the letters that every text with this form contains, without spaces and the plural ending."""
    return _squeezed(PLURAL.sub("", form)) or _squeezed(form)


def _used_segment(entry, entries, language, source, target):
    ours, theirs = (
        [occurrence for occurrence in term_occurrences(text, side, entries) if occurrence.entry == entry]
        for text, side in ((source, str(language)), (target, str(other(language))))
    )
    if not ours and not theirs:
        return None
    is_right = any(not occurrence.is_wrong for occurrence in theirs)
    rendering = Rendering.RIGHT if is_right else Rendering.OTHERWISE
    return UsedSegment(
        rendering if ours else Rendering.ONE_SIDED,
        language,
        _passage(source, ours),
        _passage(target, theirs),
    )


def _passage(text: str, occurrences: list[TermOccurrence]) -> list[tuple[str, bool]]:
    """Return the first sentence with the term, as [(piece, whether it is a form of the term)].

    If the text does not contain the term, return its beginning as one piece.
    """
    if not occurrences:
        return [(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", False)]
    begun = 0
    for sentence in sentences(text):
        end = begun + len(sentence)
        if occurrences[0].start < end:
            break
        begun = end
    pieces, reached = [], begun
    for occurrence in occurrences:
        if occurrence.end <= end:
            pieces += [
                (text[reached : occurrence.start], False),
                (text[occurrence.start : occurrence.end], True),
            ]
            reached = occurrence.end
    return [piece for piece in (*pieces, (text[reached:end], False)) if piece[0]]


@register_urls
def term_usage_urls(site):
    address = "articles/term/<number:term_id>/usage/"
    return [path(address, site.admin_view(term_usage_page), name="articles_term_usage")]


@require_safe
def term_usage_page(request: StaffRequest, term_id: int) -> HttpResponse:
    """Show the usage of a glossary term to users who may see terms, stories and the translation memory."""
    may_see_memory = request.user.has_perm("translations.view_memoryentry")
    if not (may_see(request.user, "term") and may_see(request.user, "article") and may_see_memory):
        raise PermissionDenied
    term = get_object_or_404(Term, pk=term_id)
    request.current_app = admin.site.name
    context = admin.site.each_context(request) | {
        "opts": Term._meta,
        "original": term,
        "title": _("Where it is used"),
        "usage": term_usage(term, request.at),
        "most": MOST_STORIES,
    }
    return TemplateResponse(request, "admin/articles/term/usage.html", context)
