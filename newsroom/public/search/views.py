"""Views for search: the page with its results, suggestions while typing, and the OpenSearch description."""

import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.annotations import InterfaceText, NewsroomRequest
from articles.models.language import Language
from articles.models.people import Role
from newsroom.pagecache.addresses import FIXED, SEARCHES, SUGGESTIONS
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import LISTS, SEARCH, TERMS, depend_on_keys, expire_at
from newsroom.public import dates
from newsroom.public.article.live_coverage import stories_with_live_coverage
from newsroom.public.frame import Frame, PageLink, render_page
from newsroom.public.head import Head
from newsroom.public.pagination import read_number
from newsroom.public.pictures import Picture, lead_pictures
from newsroom.public.responses import absolute_url_builder, public_page
from newsroom.public.search.form import (
    BY_DATE,
    BY_RELEVANCE,
    LONGEST,
    SearchForm,
    SearchRequest,
    read_search_form,
)
from newsroom.public.templatetags.newspaper import has_letters_of_the_other
from newsroom.search import questions, suggestions
from newsroom.search.retrieval import recent_bounds
from newsroom.search.vocabulary import read_whole_glossary

PAGE_SIZE = 20


class SearchResult(NamedTuple):
    """A story in the results. `headline` and `words`, an excerpt, are [(text, whether it matches)]."""

    url: str
    language: str
    headline: list
    words: list
    published_at: datetime
    is_brief: bool
    section: PageLink | None
    people: str
    picture: Picture | None = None
    is_sponsored: bool = False
    has_live_coverage: bool = False


class ActiveFilter(NamedTuple):
    """A filter of a search: name of the field, chosen value, and address of the search without it."""

    name: str
    value: InterfaceText
    without: str


@dataclass
class SearchResults:
    """One page of results."""

    hits: list[SearchResult]
    total: int
    is_more: bool  # whether more stories match than `total`, which counts only the newest
    is_newest: bool  # whether only the newest stories were searched, so that older ones may match, too
    meant: str  # corrected spelling that was searched instead, or ""
    meant_url: str  # address of a search for that spelling, or ""
    is_widened: bool  # whether no story has all the words, and the results have only some of them
    previous_url: str
    next_url: str
    older_url: str  # address of the same search in older stories, after the last page of the newest; or ""


def find_results(form: SearchForm, asked: SearchRequest, frame: Frame, at: datetime) -> SearchResults:
    """Search the index and return one page of SearchResults.

    form   a valid form
    asked  its SearchRequest
    """
    question = questions.SearchQuestion(
        words=asked.words,
        language=frame.language,
        section=form.number("section"),
        author=form.number("author"),
        since=asked.since,
        until=asked.until,
        only=asked.only,
        order=asked.order,
        start=(asked.page - 1) * PAGE_SIZE,
        count=PAGE_SIZE,
    )
    answer = questions.ask(question, at, kept_recent_bounds(at), kept_glossary(at))
    pictures = lead_pictures([hit.edition for hit in answer.hits], at)
    covered = stories_with_live_coverage(at) if answer.hits else frozenset()
    has_more = answer.total > asked.page * PAGE_SIZE
    return SearchResults(
        hits=[search_result(hit, frame, answer.marks, pictures, covered) for hit in answer.hits],
        total=answer.total,
        is_more=answer.is_more,
        is_newest=answer.older_than is not None,
        meant=answer.meant,
        meant_url=asked.address(frame.language, words=answer.meant, page=1) if answer.meant else "",
        is_widened=answer.is_widened,
        previous_url=asked.address(frame.language, page=asked.page - 1) if asked.page > 1 else "",
        next_url=asked.address(frame.language, page=asked.page + 1) if has_more else "",
        older_url="" if has_more else older_results_url(asked, frame.language, answer.older_than, at),
    )


def kept_recent_bounds(at):
    """Return recent_bounds(at), the newest part of the index, cached until the index changes."""

    def read_bounds():
        depend_on_keys(SEARCH, LISTS)
        return recent_bounds(at)

    return kept_part(("recent bounds",), read_bounds)


def kept_glossary(at):
    """Return read_whole_glossary(), cached until a term changes, for at most an hour.

    The limit is needed because a rebuild of the index may change terms without an event.
    """

    def read_terms():
        depend_on_keys(TERMS)
        expire_at([at + timedelta(hours=1)])
        return read_whole_glossary()

    return kept_part(("glossary",), read_terms)


def older_results_url(asked, language, older_than, at):
    """Return the address of the same search in stories up to the day of `older_than`.

    Return "" if all stories were searched, or if the address would repeat this search.

    older_than  first publication of the oldest story searched; None if all were searched
    """
    if older_than is None:
        return ""
    day = timezone.localdate(older_than)
    if day >= (asked.until or timezone.localdate(at)):
        return ""
    return asked.address(language, until=day, page=1)


def search_result(hit, frame, marks, pictures, covered):
    edition = hit.edition
    signed = [line["name"] for line in edition.printed["bylines"] if line["role"] == Role.TEXT]
    return SearchResult(
        url=edition.get_absolute_url(),
        language=str(edition.language),
        headline=marks(edition.headline),
        words=best_excerpt(marks(hit.excerpt), marks(edition.summary)),
        published_at=edition.first_published_at,
        is_brief=edition.is_brief,
        section=frame.sections.get(edition.section_id),
        people=pgettext("between names", ", ").join(signed),
        picture=pictures.get(edition.pk),
        is_sponsored=edition.is_sponsored,
        has_live_coverage=edition.article_id in covered,
    )


def best_excerpt(excerpt, summary):
    """Return the excerpt if it has a match, else the summary."""
    return excerpt if any(is_match for _text, is_match in excerpt) else summary


def active_filters(asked: SearchRequest, form: SearchForm, language: str) -> list[ActiveFilter]:
    """Return the ActiveFilters of a search."""
    since, until = (day and dates.format_day(day, language) for day in (asked.since, asked.until))
    filters = [
        ("section", _("Section"), asked.section and form.chosen("section")),
        ("author", _("Author"), asked.author and form.chosen("author")),
        ("since", pgettext("first day of a search", "From"), since),
        ("until", pgettext("last day of a search", "To"), until),
        ("only", _("Language"), asked.only and Language(asked.only).label),
    ]
    empty = asdict(SearchRequest())
    return [
        ActiveFilter(name, value, asked.address(language, page=1, **{field: empty[field]}))
        for field, name, value in filters
        if value
    ]


# Labels of suggestions by kind. Plain words have no label.
KINDS = {
    "topic": gettext_lazy("Topic"),
    "section": gettext_lazy("Section"),
    "author": gettext_lazy("Author"),
}


@public_page(SEARCHES)
def search_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show the search box and a page of results; 404 for a later page without results.

    A story in both languages is shown in the page's language if possible.
    """
    depend_on_keys(SEARCH)
    frame = Frame.read(language)
    form = read_search_form(request, frame)
    if not form.is_valid():
        return render_search(request, frame, Head(headline=_("Invalid search")), form)
    asked = form.asked(read_number(request, "page", digits=4) or 1)
    results = find_results(form, asked, frame, request.at) if asked.words else None
    if asked.page > 1 and not (results and results.hits):
        raise Http404
    unfiltered = SearchRequest(words=asked.words, order=asked.order)
    return render_search(
        request,
        frame,
        search_head(asked, frame),
        form,
        found=results,
        named=pages_named(asked.words, language, request.at) if results and not results.hits else [],
        filters=active_filters(asked, form, language),
        unfiltered_url=unfiltered.address(language) if asked.is_narrowed else "",
        orders=[
            (name, asked.address(language, order=order, page=1), asked.order == order)
            for order, name in ((BY_RELEVANCE, _("Most relevant first")), (BY_DATE, _("Newest first")))
        ],
    )


def render_search(request, frame, head, form, **context):
    return render_page(request, "public/search.html", frame, head, status=form.status, form=form, **context)


def search_head(asked, frame):
    """Return the head. Only the empty search page is indexed: search engines reject pages of results."""
    empty = SearchRequest()
    description = _("Search all stories from %(newspaper)s in English and Korean.")
    head = Head(
        headline=search_headline(asked, frame.language),
        description=description % {"newspaper": frame.name},
        canonical=empty.address(frame.language),
        alternates={code: empty.address(code) for code in Language.values},
        there=asked.address(frame.there, page=1),
    )
    if asked == empty:
        return head
    return replace(head, canonical=asked.address(frame.language), alternates={}, robots="noindex, follow")


def search_headline(asked, language):
    """Return the title. It omits search terms in the other script, because it cannot mark their language."""
    if asked == SearchRequest():
        return _("Search")
    is_mixed = not asked.words or has_letters_of_the_other(asked.words, language)
    title = _("Search results") if is_mixed else _("Search: %(words)s") % {"words": asked.words}
    return title if asked.page == 1 else _("%(title)s, page %(page)d") % {"title": title, "page": asked.page}


def pages_named(words: str, language: str, at: datetime) -> list[tuple[str, PageLink]]:
    """Return [(label, PageLink)] of the authors, topics and sections whose names match a search.

    The page shows them if no story matches, because the index does not contain the names in bylines.
    """
    names = suggestions.suggest_names(words, language, at)
    return [(KINDS[name.kind], PageLink(name.words, name.url)) for name in names]  # type: ignore[misc]  # translated when it is shown


@public_page(SUGGESTIONS)
def search_suggestions(request: NewsroomRequest, language: str) -> HttpResponse:
    """Suggest searches for the letters typed so far, in OpenSearch format.

    The response is a JSON list: the typed letters, and three lists of equal length with the suggestions, the
    labels of their kinds, and their addresses. The last two are optional in OpenSearch.
    """
    depend_on_keys(SEARCH)
    words = unicodedata.normalize("NFC", request.GET.get("q", "")).strip()
    suggested = []
    if 0 < len(words) <= LONGEST:
        recent = kept_recent_bounds(request.at)
        suggested = suggestions.suggest(words, language, request.at, recent=recent)
    stamped = request.ribbon.at_this_instant if request.ribbon else str  # type: ignore[attr-defined]  # the time machine
    absolute = absolute_url_builder(request)
    addresses = [
        stamped(suggestion.url or SearchRequest(words=suggestion.words).address(language))
        for suggestion in suggested
    ]
    return JsonResponse(
        [
            request.GET.get("q", ""),
            [suggestion.words for suggestion in suggested],
            [str(KINDS.get(suggestion.kind, "")) for suggestion in suggested],
            [absolute(address) for address in addresses],
        ],
        safe=False,
        content_type="application/x-suggestions+json",
    )


@public_page(FIXED)
def opensearch(request: NewsroomRequest, language: str) -> HttpResponse:
    """Serve the OpenSearch description, so that browsers can search this site from their search box."""
    absolute = absolute_url_builder(request)
    return render(
        request,
        "public/opensearch.xml",
        {
            "frame": Frame.read(language),
            "icon_url": absolute(static("img/favicon.svg")),
            "search_url": absolute(reverse("public:search", args=[language])),
            "suggestions_url": absolute(reverse("public:search_suggestions", args=[language])),
        },
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
