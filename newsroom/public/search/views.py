"""Views for search: the page, suggestions while typing, and the OpenSearch description for browsers."""

import re
import unicodedata
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.language import Language
from newsroom.pagecache.page_keys import depend_on_search
from newsroom.public.absolute_urls import absolute_url_builder
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.search.form import BY_DATE, BY_RELEVANCE, LONGEST, SearchRequest, read_search_form
from newsroom.public.search.results import active_filters, find_results
from newsroom.public.templatetags.newspaper import has_letters_of_the_other
from newsroom.search import suggestions

PAGE = re.compile("[1-9][0-9]{0,3}")
# Labels of suggestions by the kind that the index names; plain words have none.
KINDS = {
    "topic": gettext_lazy("Topic"),
    "section": gettext_lazy("Section"),
    "author": gettext_lazy("Author"),
}


@public_page
def search_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show the search box and 20 results a page, in the page's language if possible."""
    depend_on_search()
    frame = Frame.read(language)
    form = read_search_form(request, frame)
    if not form.is_valid():
        return render_search(request, frame, Head(headline=_("Invalid search")), form)
    asked = form.asked(page_number(request))
    found = find_results(form, asked, frame, request.at) if asked.words else None
    if asked.page > 1 and not (found and found.hits):
        raise Http404
    unfiltered = SearchRequest(words=asked.words, order=asked.order)
    return render_search(
        request,
        frame,
        search_head(asked, frame),
        form,
        found=found,
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
    """Return the head. Only the empty page is indexed: search engines want no results of other searches."""
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
    """Return the title, without words of the other language: a window title cannot mark their language."""
    if asked == SearchRequest():
        return _("Search")
    is_mixed = not asked.words or has_letters_of_the_other(asked.words, language)
    title = _("Search results") if is_mixed else _("Search: %(words)s") % {"words": asked.words}
    return title if asked.page == 1 else _("%(title)s, page %(page)d") % {"title": title, "page": asked.page}


def page_number(request):
    """Return the page number in the address, or 1; Http404 if it is not valid."""
    text = request.GET.get("page", "1")
    if not PAGE.fullmatch(text):
        raise Http404
    return int(text)


@public_page
def search_suggestions(request: HttpRequest, language: str) -> HttpResponse:
    """Suggest searches for the letters typed so far, in OpenSearch form: four lists of one length.

    The last two are optional there: the kind of each suggestion, and its address.
    """
    depend_on_search()
    words = unicodedata.normalize("NFC", request.GET.get("q", "")).strip()
    found = suggestions.suggest(words, language, request.at) if 0 < len(words) <= LONGEST else []
    stamped = request.ribbon.at_this_instant if request.ribbon else str
    absolute = absolute_url_builder(request)
    addresses = [stamped(one.url or SearchRequest(words=one.words).address(language)) for one in found]
    return JsonResponse(
        [
            request.GET.get("q", ""),
            [one.words for one in found],
            [str(KINDS.get(one.kind, "")) for one in found],
            [absolute(address) for address in addresses],
        ],
        safe=False,
        content_type="application/x-suggestions+json",
    )


@public_page
def opensearch(request: HttpRequest, language: str) -> HttpResponse:
    """Describe to browsers how to search this site from their own search box."""
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
