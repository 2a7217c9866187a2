"""Preview of a front page with a story, its layout and its headline, before they are placed."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation

from articles import clock
from articles.models import Language
from newsroom.frontpage.layout import ProposedStory, live_editions
from newsroom.frontpage.models import FrontPageScope, LayoutKind, LeadPresentation, SlotKind, SlotPosition
from newsroom.previews.page import keep_preview_private
from newsroom.public.front import front_page


@dataclass
class FrontPagePreview:
    """The ribbon over the preview of a front page."""

    language: str
    at: datetime
    template: str = "ribbons/front_page.html"

    @property
    def is_ahead(self):
        return self.at > clock.now()


def show_front_page(request: HttpRequest, language: str) -> HttpResponse:
    """Show the front page as it would be; neither cached nor indexed. Http404 for an unknown proposal."""
    if "at" in request.GET:
        request.at = parse_offset(request.GET["at"])
    proposed = proposed_story(request.GET, Language(language), request.at)
    request.ribbon = FrontPagePreview(language, request.at)
    with translation.override(language):
        response = front_page(request, language, proposed)
    response.headers["Content-Language"] = str(language)
    return keep_preview_private(response)


def parse_offset(text: str) -> datetime:
    """Return the instant of an ISO text with an offset; Http404 for any other."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None or not 1900 < at.year < 2200:
        raise Http404
    return at


def proposed_story(fields: QueryDict, language: Language, at: datetime) -> ProposedStory:
    """Return the story that an address proposes: story, where (“lead-1”, “block-2-7”), presentation."""
    story, [slot, *numbers] = fields.get("story", ""), fields.get("where", "").split("-")
    if not all(is_small_number(one) for one in (story, *numbers)) or not 1 <= len(numbers) <= 2:
        raise Http404
    position = SlotPosition(language, FrontPageScope.FRONT, slot, *[int(one) for one in numbers])
    picture = fields.get("picture", "")
    presentation = LeadPresentation(
        fields.get("layout", LayoutKind.CALM),
        fields.get("headline", "")[:120],
        fields.get("kicker", "")[:40],
        int(picture) if is_small_number(picture) else None,
    )
    found = list(live_editions(language=language, stories=[int(story)], at=at))
    is_shown = position.is_known and position.slot != SlotKind.BANNER
    if not (found and is_shown and presentation.layout in LayoutKind.values):
        raise Http404
    is_lead = position.is_front_lead
    return ProposedStory(found[0], position, presentation if is_lead else LeadPresentation())


def is_small_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
