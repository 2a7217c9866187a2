"""The time machine: staff see a public page as of any instant, `?at=2026-11-25T09:00` in the newsroom's zone.

Editions, notices and lists of them are shown as they were or will be. Standing pages, and names of sections,
topics and people, are shown as they are today, because past versions are not stored. Stories imported after
the instant are shown as they were published elsewhere, and the ribbon says so.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles import clock
from articles.models.edition import Edition
from articles.models.event import Event, EventType
from newsroom.claims.models.statement import Statement
from newsroom.frontpage.models import Placement
from newsroom.live.models import LiveCoverage, LiveEntry
from newsroom.middleware import language_of_path
from newsroom.pagecache.kept_parts import keeping_parts
from newsroom.public.dates import local_time
from newsroom.public.errors import render_bare_error
from newsroom.public.responses import PRIVATE, absolute_url_builder

PARAMETER = "at"
YEARS = range(1900, 2201)  # other years are typing errors
# An unescaped "+" in an address is parsed as a space.
OFFSET = re.compile(r" (\d\d:?\d\d)$")
# Links of a page, up to their fragment. Our templates quote attributes with ".
LINK = re.compile(r'(<a\b[^>]*?\shref=")([^"#]*)(#[^"]*)?"')
LEAVES = "data-leaves"  # marks a link back to the present


class InvalidInstant(ValueError):
    """Raised for an invalid instant, and for a local time that the clocks skip. Its message is for users."""


def parse_instant(text: str) -> datetime:
    """Return the instant of an ISO text, in UTC. Without an offset, it is in the newsroom's time zone.

    Raise InvalidInstant for any other text, and for a year that is not in YEARS.
    """
    try:
        at = datetime.fromisoformat(OFFSET.sub(r"+\1", text.strip()))
    except ValueError as error:
        raise InvalidInstant(_("Enter a date and time such as 2026-11-25T09:00.")) from error
    if at.year not in YEARS:
        raise InvalidInstant(
            _("Choose a year from %(first)d to %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return at.astimezone(UTC) if timezone.is_aware(at) else in_newsroom_zone(at)


def in_newsroom_zone(naive):
    """Return the instant, in UTC, of a naive local time; the earlier instant if the clocks show it twice.

    Raise InvalidInstant if the clocks skip it.
    """
    zone = timezone.get_default_timezone()
    at = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if timezone.localtime(at, zone).replace(tzinfo=None) != naive:
        raise InvalidInstant(
            _("That time does not exist because daylight saving time begins then. Choose another time.")
        )
    return at


def format_at(at: datetime) -> str:
    """Format an instant as local time for a URL.

    If the clocks show the time twice, the second one has an offset (see in_newsroom_zone).
    """
    local = local_time(at)
    naive = local.replace(tzinfo=None)
    is_whole = not (naive.second or naive.microsecond)
    at_once = local if local.fold else naive
    return at_once.isoformat(timespec="minutes" if is_whole else "auto")


@dataclass
class TimeMachine:
    """The ribbon on a page of another instant, with links to other instants."""

    request: object
    template: str = "ribbons/time_machine.html"

    @property
    def at(self):
        return self.request.at

    @property
    def is_ahead(self):
        return self.at > clock.now()

    @property
    def path(self):
        return self.request.path

    @property
    def stamp(self):
        """Return the instant as the value of a hidden field, for forms that lead to pages of this instant."""
        return format_at(self.at)

    @property
    def minute(self):
        """Return the instant as the value of a datetime-local field."""
        return local_time(self.at).replace(tzinfo=None).isoformat(timespec="minutes")

    @property
    def others(self):
        """Return the other parameters of the address: [(name, value)]."""
        return [(name, value) for name, value in self.request.GET.items() if name != PARAMETER]

    @cached_property
    def changes(self):
        """Return (the last change before this instant or None, the first change after it or None).

        A change is the start of an edition or the start or end of a placement in the page's language, or the
        start or end of a statement, a live coverage or one of its entries in either language.
        """
        language = language_of_path(self.request.path_info)
        editions = Edition.objects.in_language(language).changes_around(self.at)
        placements = Placement.objects.filter(language=language).changes_around(self.at)
        statements = Statement.objects.changes_around(self.at)
        entries = LiveEntry.objects.changes_around(self.at)
        coverages = LiveCoverage.objects.changes_around(self.at)
        before, after = zip(editions, placements, statements, entries, coverages, strict=True)
        return max(filter(None, before), default=None), min(filter(None, after), default=None)

    @cached_property
    def imported_at(self):
        """Return the instant of the first import of stories after this instant, or None."""
        imports = Event.objects.filter(type=EventType.IMPORTED, at__gt=self.at)
        return imports.order_by("id").values_list("at", flat=True).first()

    def address(self, at=None):
        query = [*self.others, *([(PARAMETER, format_at(at))] if at else [])]
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def now(self):
        return self.address()

    @property
    def before(self):
        return self.address(self.changes[0]) if self.changes[0] else ""

    @property
    def after(self):
        return self.address(self.changes[1]) if self.changes[1] else ""

    @property
    def front_pages_url(self):
        """Return the address of the front page editor at this instant; "" if the user may not see it."""
        if not self.request.user.has_perm("frontpage.view_placement"):
            return ""
        match = self.request.resolver_match
        section = match.kwargs["slug"] if match and match.view_name == "public:section" else ""
        query = {"language": language_of_path(self.request.path_info), "section": section}
        query = {name: value for name, value in query.items() if value} | {
            PARAMETER: local_time(self.at).isoformat()
        }
        return f"{reverse('admin:front_pages')}?{urlencode(query)}"

    def at_this_instant(self, address):
        """Return the path of a public page at this instant. Return any other address unchanged."""
        path = address.removeprefix(absolute_url_builder(self.request)("/").removesuffix("/"))
        is_public = path == "/" or language_of_path(path.partition("?")[0])
        if not is_public or re.search(r"[?;&]at=", path):
            return address
        return f"{path}{'&' if '?' in path else '?'}{urlencode({PARAMETER: format_at(self.at)})}"

    def keep_links(self, html):
        """Return the HTML of a page with all links to public pages changed to stay at this instant."""

        def replaced(match):
            opening, address, fragment = match.groups(default="")
            if not address or LEAVES in opening:
                return match[0]
            stamped = self.at_this_instant(address.replace("&amp;", "&")).replace("&", "&amp;")
            return f'{opening}{stamped}{fragment}"'

        return LINK.sub(replaced, html)


class InstantMiddleware(MiddlewareMixin):
    """Middleware that sets request.at, the instant for all public queries, and request.ribbon.

    The ribbon is the bar above a page that differs from the current public page. It is None by default:
    TimeMachineMiddleware and previews set it.
    """

    def process_request(self, request):
        request.at, request.ribbon = clock.now(), None


class TimeMachineMiddleware:
    """Middleware that shows the page of the instant in `?at=`, uncached, to users who may view editions.

    For all others, such an address is 404 (newsroom.public.responses). The user is read only if the address
    has an instant, because all other pages are the same for everyone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        is_page = request.path_info == "/" or language_of_path(request.path_info)
        if PARAMETER not in request.GET or not is_page:
            return self.get_response(request)
        may_travel = request.user.is_active and request.user.is_staff
        may_travel = may_travel and request.user.has_perm("articles.view_edition")
        response = self.travel(request) if may_travel else self.get_response(request)
        response.headers["Cache-Control"] = PRIVATE
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def travel(self, request):
        try:
            request.at = parse_instant(request.GET[PARAMETER])
        except InvalidInstant as refusal:
            return render_bare_error(request, 400, (_("Invalid date or time"), refusal))
        request.ribbon = machine = TimeMachine(request)
        with keeping_parts(None):  # cached parts belong to the present
            response = self.get_response(request)
        if response.has_header("Location"):
            response.headers["Location"] = machine.at_this_instant(response["Location"])
        elif response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            response.content = machine.keep_links(response.content.decode())
        return response
