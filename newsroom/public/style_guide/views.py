"""The page of the style guide: partials in both languages and colour schemes, and the palette."""

import re
from functools import partial
from typing import NamedTuple

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import override, pgettext, pgettext_lazy

from articles.annotations import InterfaceText, NewsroomRequest
from articles.models.language import Language
from newsroom.identity.configuration import GROUNDS, SCHEMES, colour_pairs, contrast
from newsroom.pagecache.addresses import FIXED
from newsroom.public.frame import Frame, render_page
from newsroom.public.head import Head
from newsroom.public.responses import public_page
from newsroom.public.style_guide.samples import Samples

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}
SCHEME_NAMES = {"light": pgettext_lazy("colors", "Light"), "dark": pgettext_lazy("colors", "Dark")}


class Specimen(NamedTuple):
    """A partial in the style guide."""

    name: InterfaceText
    template: str  # in templates/public/style_guide/, without its extension
    is_narrow: bool = False  # shown beside others, because it does not need the width of a page
    is_wordless: bool = False  # looks the same in both languages, so it is shown in one


class Pane(NamedTuple):
    """A specimen in one language and one colour scheme."""

    number: str  # its id, unique on the page
    language: str
    scheme: str
    name: str
    html: str


narrow = partial(Specimen, is_narrow=True)
# Each chapter is a tuple of its name and its specimens.
CHAPTERS = [
    (
        pgettext_lazy("style guide", "Colors"),
        narrow(pgettext_lazy("style guide", "Background, text and shades"), "colours", is_wordless=True),
        narrow(pgettext_lazy("style guide", "Sections"), "section_colours", is_wordless=True),
    ),
    (
        pgettext_lazy("style guide", "Type"),
        Specimen(pgettext_lazy("style guide", "Sizes"), "type"),
        Specimen(pgettext_lazy("style guide", "Widths"), "measure"),
    ),
    (
        pgettext_lazy("style guide", "Controls"),
        narrow(pgettext_lazy("style guide", "Links, buttons and labels"), "controls"),
        narrow(pgettext_lazy("style guide", "Keyboard focus"), "focus"),
        narrow(pgettext_lazy("style guide", "Colors and text size"), "display_settings"),
        narrow(pgettext_lazy("style guide", "Pagination"), "paging"),
    ),
    (
        pgettext_lazy("style guide", "Stories in lists"),
        Specimen(pgettext_lazy("style guide", "Breaking news"), "banner"),
        Specimen(pgettext_lazy("style guide", "Top of the front page"), "front"),
        Specimen(pgettext_lazy("style guide", "Section block"), "block"),
        Specimen(pgettext_lazy("style guide", "Briefs"), "briefs"),
        Specimen(pgettext_lazy("style guide", "List"), "list"),
        Specimen(pgettext_lazy("style guide", "Most read"), "most_read"),
    ),
    (
        pgettext_lazy("style guide", "A story"),
        Specimen(pgettext_lazy("style guide", "Header"), "story_head"),
        Specimen(pgettext_lazy("style guide", "Lead image"), "lead_picture"),
        Specimen(pgettext_lazy("style guide", "Text"), "body"),
        Specimen(pgettext_lazy("style guide", "First mention"), "mention"),
        Specimen(pgettext_lazy("style guide", "Live coverage"), "live"),
        Specimen(pgettext_lazy("style guide", "Correction in the other language"), "awaited_corrections"),
        Specimen(pgettext_lazy("style guide", "Outdated translation"), "outdated_passages"),
        Specimen(pgettext_lazy("style guide", "Side by side"), "side_by_side"),
        Specimen(pgettext_lazy("style guide", "End of the story"), "story_foot"),
        Specimen(pgettext_lazy("style guide", "Sharing"), "sharing"),
        Specimen(pgettext_lazy("style guide", "Table of contents"), "contents"),
        Specimen(pgettext_lazy("style guide", "Republication"), "republication"),
        Specimen(pgettext_lazy("style guide", "Advertisement"), "advertisement"),
        Specimen(pgettext_lazy("style guide", "Related stories"), "related"),
        narrow(pgettext_lazy("style guide", "Brief"), "brief"),
        narrow(pgettext_lazy("style guide", "Link to the other language"), "other_language_link"),
    ),
    (
        pgettext_lazy("style guide", "Search"),
        narrow(pgettext_lazy("style guide", "Search box"), "search_box"),
        narrow(pgettext_lazy("style guide", "Suggestions"), "suggestions"),
        narrow(pgettext_lazy("style guide", "Empty search page"), "search_hints"),
        narrow(pgettext_lazy("style guide", "Invalid search"), "search_refused"),
        Specimen(pgettext_lazy("style guide", "Search results"), "search_results"),
        narrow(pgettext_lazy("style guide", "No results"), "no_results"),
    ),
    (
        pgettext_lazy("style guide", "Other pages"),
        narrow(pgettext_lazy("style guide", "Section"), "section"),
        Specimen(pgettext_lazy("style guide", "Entry in a story’s history"), "history_entry"),
        Specimen(pgettext_lazy("style guide", "Numbers and checksums"), "verify"),
        Specimen(pgettext_lazy("style guide", "Header of an earlier edition"), "edition_head"),
        Specimen(pgettext_lazy("style guide", "Entry in the corrections list"), "correction"),
        Specimen(pgettext_lazy("style guide", "Statement of press law"), "statement"),
        Specimen(pgettext_lazy("style guide", "Statement in the corrections list"), "statement_row"),
        narrow(pgettext_lazy("style guide", "Author"), "person"),
        narrow(pgettext_lazy("style guide", "Calendar"), "archive_month"),
        narrow(pgettext_lazy("style guide", "Page not found"), "not_found"),
        Specimen(pgettext_lazy("style guide", "Page footer"), "footer"),
    ),
]


@public_page(FIXED)
def style_guide_page(request: NewsroomRequest, language: str) -> HttpResponse:
    """Show every partial in both languages and both colour schemes. Only registered if DEBUG is on."""
    return render_page(
        request,
        "public/style_guide.html",
        Frame.read(language),
        Head(
            headline=pgettext("style guide", "Style guide"),
            description=pgettext(
                "style guide",
                "Every component of the public pages, in both languages and both color schemes.",
            ),
            canonical=reverse("public:style_guide", args=[language]),
            alternates={code: reverse("public:style_guide", args=[code]) for code in Language.values},
            robots="noindex",
        ),
        chapters=style_guide_chapters(language),
    )


def style_guide_chapters(language):
    """Return [(name, [(Specimen, its Panes)])], the page's own language first."""
    own, other = ([*scheme_contexts(code)] for code in sorted(Language.values, key=language.__ne__))

    def panes(specimen):
        return [render_pane(specimen, context) for context in own + other * (not specimen.is_wordless)]

    return [(name, [(specimen, panes(specimen)) for specimen in chapter]) for name, *chapter in CHAPTERS]


def scheme_contexts(language):
    """Yield the template context of one language for each scheme."""
    with override(language):
        samples = Samples(language)
        for scheme in SCHEMES:
            tones, sections = swatches(colour_pairs(), scheme)
            yield {
                "samples": samples,
                "language": language,
                "there": samples.there,
                "scheme": scheme,
                "tones": tones,
                "section_tones": sections,
            }


def render_pane(specimen, context):
    language, scheme = context["language"], context["scheme"]
    number = f"{specimen.template}-{language}-{scheme}"
    with override(language):
        name = f"{LANGUAGE_NAMES[language]} · {SCHEME_NAMES[scheme]}"
        html = render_to_string(f"public/style_guide/{specimen.template}.html", context)
    return Pane(number, language, scheme, name, with_own_ids(html, number, name))


def with_own_ids(html, number, name):
    """Return the HTML of a pane with unique ids, because several panes are on one page.

    Ids, and attributes that refer to them, get the pane's id `number` as a suffix. Landmarks get the pane's
    name. A link to an id that is not in the pane leads to the pane's name.
    """
    ids = set(re.findall(r' id="([^"]+)"', html))

    def target(match):
        return f' href="#{match[1]}-{number}"' if match[1] in ids else f' href="#{number}"'

    html = re.sub(r' id="([^"]+)"', rf' id="\1-{number}"', html)
    html = re.sub(r' (for|popovertarget|aria-describedby)="([^"]+)"', rf' \1="\2-{number}"', html)
    html = re.sub(r' href="#([^"]+)"', target, html)
    html = re.sub(r' aria-labelledby="([^"]+)"', rf' aria-labelledby="\1-{number} {number}"', html)
    html = re.sub(r'(<(?:nav|div)\b[^>]* aria-label="[^"]*)"', rf'\1, {name}"', html)
    return mark_safe(html)


class Swatch(NamedTuple):
    """A colour in one scheme, with its contrast to each background (1 to 21). WCAG requires 4.5 for text."""

    name: str
    value: str
    on_paper: float
    on_wash: float


def swatches(pairs, scheme):
    """Return (Swatches of the page, Swatches of sections) in one scheme, each a list.

    pairs  result of colour_pairs()
    """
    column = SCHEMES.index(scheme)
    values = {name: pair[column] for name, pair in pairs.items()}
    paper, wash = (values[ground] for ground in GROUNDS)
    by_name = {
        name: Swatch(name.split("-")[-1], value, contrast(value, paper), contrast(value, wash))
        for name, value in values.items()
    }
    return tuple(
        [swatch for name, swatch in by_name.items() if name.startswith(sign)] for sign in ("--", ".")
    )
