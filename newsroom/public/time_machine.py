"""The time machine: staff see a public page as of any instant, `?at=2026-11-25T09:00` in the newsroom's zone.

What is versioned is seen as it was or will be: editions, notices, lists of them. Names of
sections, topics and people, and the standing pages, have one state alone, that of today.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from newsroom.frontpage.models import Placement
from newsroom.languages import language_of_path
from newsroom.public.absolute import absolute_for

ASKED = "at"
YEARS = range(1900, 2201)  # beyond them, it is a slip of the keyboard
# "+" is a space in an address, unless it is written as %2B; people write it plainly.
OFFSET = re.compile(r" (\d\d:?\d\d)$")
# Addresses in what a page shows, up to their fragment. Our templates quote with ".
LINK = re.compile(r'(<a\b[^>]*?\shref=")([^"#]*)(#[^"]*)?"')
LEAVES = "data-leaves"  # a link that leads back to now


class NotAnInstant(ValueError):
    """What was asked for is no instant, or one that the newsroom's clocks skip; says so to a person."""


def parse(text):
    """The instant of a text; without an offset it is one of the newsroom's time zone."""
    try:
        at = datetime.fromisoformat(OFFSET.sub(r"+\1", text.strip()))
    except ValueError as error:
        raise NotAnInstant(_("An instant is written as 2026-11-25T09:00.")) from error
    if at.year not in YEARS:
        raise NotAnInstant(
            _("Choose a year from %(first)d to %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return at.astimezone(UTC) if timezone.is_aware(at) else in_our_zone(at)


def in_our_zone(naive):
    """The instant at which our clocks show it; the earlier one, where they show it twice."""
    zone = timezone.get_default_timezone()
    at = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if timezone.localtime(at, zone).replace(tzinfo=None) != naive:
        raise NotAnInstant(_("The clocks skip that time, for daylight saving begins then. Choose another."))
    return at


def stamp(at):
    """An instant as it stands in an address; with its offset only where our clocks show it twice."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    naive = local.replace(tzinfo=None)
    is_whole = not (naive.second or naive.microsecond)
    at_once = local if local.fold else naive
    return at_once.isoformat(timespec="minutes" if is_whole else "auto")


@dataclass
class TimeMachine:
    """The ribbon over a page of another instant: what it says, and where one can go from here."""

    request: object
    template: str = "ribbons/time_machine.html"

    @property
    def at(self):
        return self.request.at

    @property
    def is_ahead(self):
        return self.at > timezone.now()

    @property
    def path(self):
        return self.request.path

    @property
    def stamp(self):
        """For a form that stays at this instant."""
        return stamp(self.at)

    @property
    def minute(self):
        """For a field that asks for an instant."""
        local = timezone.localtime(self.at, timezone.get_default_timezone())
        return local.replace(tzinfo=None).isoformat(timespec="minutes")

    @property
    def others(self):
        """What else the address asks for: [(name, value)]."""
        return [(name, value) for name, value in self.request.GET.items() if name != ASKED]

    @cached_property
    def changes(self):
        """The instants before and after this one at which something in the page's language changes.

        An edition begins, or a story comes to a place of a page or leaves it.
        """
        language = language_of_path(self.request.path_info)
        editions = Edition.objects.in_language(language).changes_around(self.at)
        placements = Placement.objects.filter(language=language).changes_around(self.at)
        before, after = zip(editions, placements, strict=True)
        return max(filter(None, before), default=None), min(filter(None, after), default=None)

    def address(self, at=None):
        query = [*self.others, *([(ASKED, stamp(at))] if at else [])]
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
    def placing(self):
        """Where the page is laid out, at this instant and in its language; "" for who may not look there."""
        if not self.request.user.has_perm("frontpage.view_placement"):
            return ""
        place = self.request.resolver_match
        section = place.kwargs["slug"] if place and place.view_name == "public:section" else ""
        local = timezone.localtime(self.at, timezone.get_default_timezone())
        asked = {"language": language_of_path(self.request.path_info), "section": section}
        asked = {name: value for name, value in asked.items() if value} | {ASKED: local.isoformat()}
        return f"{reverse('admin:front_pages')}?{urlencode(asked)}"

    def kept(self, address):
        """An address of a public page, staying at this instant and on this host; any other as it is."""
        path = address.removeprefix(absolute_for(self.request)("/").removesuffix("/"))
        is_public = path == "/" or language_of_path(path.partition("?")[0])
        if not is_public or re.search(r"[?;&]at=", path):
            return address
        return f"{path}{'&' if '?' in path else '?'}{urlencode({ASKED: stamp(self.at)})}"

    def keep_links(self, html):
        """The page with every link to a public page staying at this instant."""

        def replaced(match):
            opening, address, fragment = match.groups(default="")
            if not address or LEAVES in opening:
                return match[0]
            kept = self.kept(address.replace("&amp;", "&")).replace("&", "&amp;")
            return f'{opening}{kept}{fragment}"'

        return LINK.sub(replaced, html)
