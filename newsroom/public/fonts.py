"""Fonts of a newspaper on readers' pages: the letters that a page shows, the links to fonts, and their files.

If a font file is missing or no subset can be cut from it, the page uses the fonts of the reader's system.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html_join
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from lxml import etree, html

from articles import clock
from articles.annotations import NewsroomRequest
from newsroom.identity.configuration import identity
from newsroom.identity.font_subsets import MOST_BYTES, open_subset, prepare_subset, subset_of
from newsroom.identity.fonts import ROLES, Font
from newsroom.identity.static_files import fonts_sheet
from newsroom.pagecache.page_keys import expire_at
from newsroom.public.responses import answer_later

PLACE = "<!--fonts-->"  # placeholder for the links, in templates/public/_head.html
HEADLINES = {"h1", "h2", "h3"}
NAME = "masthead__name"  # CSS class of the newspaper's name, which is set in the headline font
SILENT = {"script", "style", "template"}
FEW = 20  # for at most this many different letters of the other language, a page loads no text font
FOR_GOOD = "public, max-age=31536000, immutable"
SOON = timedelta(minutes=1)  # time until a page with a missing font is rendered again


class PageFont(NamedTuple):
    """A font of a page, and the digest of the subset with the letters of the page."""

    font: Font
    digest: str

    @property
    def file(self) -> str:
        return reverse("public:font", args=[self.digest])

    @property
    def sheet(self) -> str:
        return reverse("public:font_sheet", args=[self.font.family, self.digest])


def add_fonts(request: NewsroomRequest, response: HttpResponse) -> HttpResponse:
    """Replace PLACE in a page with links to its fonts, and return the same response."""
    links = ""
    if identity().fonts and fonts_sheet():
        fonts = list(page_fonts(request, response.content.decode()))
        preloads = '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin>\n'
        links = format_html_join("", preloads, ([font.file] for font in fonts))
        links += format_html_join("", '<link rel="stylesheet" href="{}">\n', ([font.sheet] for font in fonts))
    response.content = response.content.replace(PLACE.encode(), links.encode(), 1)
    return response


def page_fonts(request: NewsroomRequest, page: str) -> Iterator[PageFont]:
    """Yield the PageFonts whose subsets are available, with at most MOST_BYTES together.

    Missing subsets are cut from the font files. For readers' pages with a query string, only a few are cut in
    an hour, because strangers can invent any number of queries. Pages for staff, such as previews, have no
    limit.
    """
    fonts, letters, left = identity().fonts, letters_by_font(page), MOST_BYTES
    ribbon = getattr(request, "ribbon", None)
    # Files are needed now, even for a page that is shown as of another instant.
    at = clock.now() if ribbon else getattr(request, "at", None) or clock.now()
    for role in ROLES:
        for language in dict.fromkeys([get_language(), *(other for _role, other in fonts)]):
            font = fonts.get((role, language))
            characters = letters[role, language]
            is_text = role == "headline" or language == get_language() or len(characters) > FEW
            subset = subset_of(font, characters) if font and is_text else None
            if subset is None:
                continue
            size = prepare_subset(subset, at, may_cut=ribbon is not None or not request.GET)
            if size is None:
                expire_at([at + SOON])
            elif 0 < size <= left:
                left -= size
                yield PageFont(font, subset.digest)


def letters_by_font(page: str) -> dict[tuple[str, str], set[str]]:
    """Return {(role, language): characters} of the HTML of a page, in one pass.

    The role "headline" has the headings and the newspaper's name, the role "text" has all words in <main>.
    Other words are in fonts of the reader's system.
    """
    letters = defaultdict(set)
    stack = [("", False, False)]  # per open element: language, is in a headline, is in <main>

    def add(text):
        language, is_headline, is_text = stack[-1]
        if text and is_headline:
            letters["headline", language].update(text)
        if text and is_text:
            letters["text", language].update(text)

    for event, element in etree.iterwalk(html.document_fromstring(page), events=("start", "end", "comment")):
        if event == "start":
            language, is_headline, is_text = stack[-1]
            is_headline = is_headline or element.tag in HEADLINES or NAME in element.get("class", "").split()
            stack.append((element.get("lang", language), is_headline, is_text or element.tag == "main"))
            add(element.text if element.tag not in SILENT else "")
        else:
            if event == "end":
                stack.pop()
            add(element.tail)
    return letters


@csrf_exempt
@require_safe
def font_file(request: NewsroomRequest, digest: str) -> HttpResponseBase:
    """Serve a subset of a font, to be cached for a year; 503 if its storage is unavailable."""
    etag = f'"{digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(open_subset(digest, request.at), content_type="font/woff2")
        except FileNotFoundError:
            raise Http404 from None
        except OSError as error:
            return answer_later(request, error)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOR_GOOD
    return response


@csrf_exempt
@require_safe
def font_sheet(request: NewsroomRequest, name: str, digest: str) -> HttpResponse:
    """Serve the style sheet with the @font-face rule of a font subset; 404 for an unknown font.

    With `font-display: optional`, a font that loads late is used from the next page on. This avoids layout
    shifts.
    """
    font = identity().fonts.get(tuple(name.split("-")))  # type: ignore[arg-type]  # any other name is not found
    if font is None:
        raise Http404
    source = f'url("{PageFont(font, digest).file}") format("woff2")'
    face = f"font-family: {font.family}; src: {source}; font-weight: {font.weights}; font-display: optional;"
    rule = f"@font-face {{ {face} }}\n"
    return HttpResponse(rule, content_type="text/css; charset=utf-8", headers={"Cache-Control": FOR_GOOD})
