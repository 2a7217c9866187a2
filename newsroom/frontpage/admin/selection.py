"""Page, language and instant that are selected on the screen “Front pages”."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from articles.admin.display import as_of_query, parse_as_of
from articles.admin.forms.fields import InstantField
from articles.models import Language, Section
from articles.workflow.permissions import Verb, may
from newsroom.frontpage.models import FrontPageScope, SlotKind, SlotPosition

KEY = re.compile("(?P<slot>[a-z]+)-(?P<position>[0-9]{1,9})(-(?P<block>[0-9]{1,9}))?")


@dataclass
class PageSelection:
    """A front page, or the page of a section, in one language."""

    language: str
    section: Section | None  # whose page it is
    sections: list[Section]  # all of them, in their order
    now: datetime  # the instant of the request
    at: datetime  # the instant that is shown
    user: object
    refusal: str = ""  # why the instant in the address was not understood, or ""

    @classmethod
    def of(cls, request: HttpRequest) -> "PageSelection":
        """Read the selection from the address or the form of a request."""
        fields = request.POST if request.method == "POST" else request.GET
        sections = list(Section.objects.all())
        language = fields.get("_language") or fields.get("language", "")
        slug = fields.get("_section") or fields.get("section", "")
        now = request.at
        at, refusal = read_instant(fields.get("_at") or fields.get("at", ""), now)
        return cls(
            language if language in Language.values else str(Language(get_language())),
            next((section for section in sections if section.slug == slug), None),
            sections,
            now,
            at,
            request.user,
            refusal,
        )

    @property
    def scope(self):
        return FrontPageScope.SECTION if self.section else FrontPageScope.FRONT

    @property
    def page(self):
        """The arguments of PlacementQuerySet.of_page."""
        return self.language, self.scope, self.section and self.section.pk

    def positions(self, slot: str, section: int | None = None) -> list[SlotPosition]:
        """Return the positions of a slot of the page in their order; section is that of a block."""
        section = self.section.pk if self.section else section
        numbers = range(1, SlotKind.POSITIONS[slot] + 1)
        return [SlotPosition(self.language, self.scope, slot, number, section) for number in numbers]

    @property
    def is_ahead(self):
        return self.at > self.now

    @property
    def is_past(self):
        return self.at < self.now

    @property
    def begins_at(self):
        """The instant at which a change takes effect: one ahead, or None for now."""
        return self.at if self.is_ahead else None

    @property
    def may_place(self):
        return not self.is_past and may(self.user, Verb.PUBLISH, self.language)

    @property
    def at_value(self):
        """The instant for a field of a form; "" for now."""
        return "" if self.at == self.now else self.at.isoformat()

    @property
    def address(self):
        return self.address_of()

    def address_of(self, **changes):
        """Return the address of this selection, or of one that differs: address_of(language="ko", at="")."""
        slug = self.section.slug if self.section else ""
        return page_address(**{"language": self.language, "section": slug, "at": self.at_value} | changes)

    @property
    def now_address(self):
        return self.address_of(at="")

    @property
    def public_address(self):
        """The address at which readers see the page at the instant."""
        name, more = ("public:section", [self.section.slug]) if self.section else ("public:front", [])
        address = reverse(name, args=[self.language, *more])
        return address if self.at == self.now else f"{address}?{as_of_query(self.at)}"

    def position(self, key: str) -> SlotPosition | None:
        """Return the position that a form names as “second-2” or “block-1-7”, or None."""
        match = KEY.fullmatch(key)
        if match is None:
            return None
        block = int(match["block"]) if match["block"] else None
        section = self.section.pk if self.section else block
        position = SlotPosition(self.language, self.scope, match["slot"], int(match["position"]), section)
        is_ours = block is None or any(one.pk == block for one in self.sections)
        return position if position.is_known and is_ours else None

    def key(self, position: SlotPosition) -> str:
        """Return the name of a position in forms."""
        own = f"{position.slot}-{position.position}"
        return f"{own}-{position.section}" if position.slot == SlotKind.BLOCK else own


def page_address(**selection: str) -> str:
    """Return the address of a page: page_address(language="ko", section="economy", at="2026-…")."""
    query = {name: value for name, value in selection.items() if value}
    return f"{reverse('admin:front_pages')}?{urlencode(query)}"


def read_instant(text: str, now: datetime) -> tuple[datetime, str]:
    """Return the instant that an address or a field names, else now, and why it was refused, or ""."""
    text = text.strip()[:40]
    if not text:
        return now, ""
    # In an address “+” is a space.
    parsed = parse_as_of(text.replace(" ", "+")) if "T" in text else None
    try:
        return parsed or InstantField(reading=0).clean(text), ""
    except ValidationError as refusal:
        return now, " ".join(refusal.messages)
