"""Which page is laid out, and at which instant: what an address or a form of “Front pages” asks for."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.admin.dates import as_of_query, parse_as_of, validate_year
from articles.admin.forms.instant_field import InstantField
from articles.models import Language, Place, Section, Sheet, Slot
from articles.workflow.permissions import Verb, may


@dataclass
class AskedPage:
    """A front page, or the page of a section, in one language.

    section  whose page it is, or None; sections  all of them, in their order
    at       the instant that is looked at; now  that of the request; refusal  why another was not understood
    """

    language: str
    section: Section | None
    sections: list
    now: datetime
    at: datetime
    user: object
    refusal: str = ""

    @classmethod
    def of(cls, request):
        asked = request.POST if request.method == "POST" else request.GET
        sections = list(Section.objects.all())
        language = asked.get("_language") or asked.get("language", "")
        slug = asked.get("_section") or asked.get("section", "")
        now = getattr(request, "at", None) or timezone.now()
        at, refusal = instant_of(asked.get("_at") or asked.get("at", ""), now)
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
    def sheet(self):
        return Sheet.SECTION if self.section else Sheet.FRONT

    @property
    def page(self):
        """As PlacementQuerySet.of_page takes it."""
        return self.language, self.sheet, self.section and self.section.pk

    @property
    def is_ahead(self):
        return self.at > self.now

    @property
    def is_past(self):
        return self.at < self.now

    @property
    def begins(self):
        """From when on a change holds that is made here: an instant ahead, or None for now."""
        return self.at if self.is_ahead else None

    @property
    def may_place(self):
        return not self.is_past and may(self.user, Verb.PUBLISH, self.language)

    @property
    def words(self):
        """What the page is called."""
        return self.section or _("Front page")

    @property
    def asked_at(self):
        """The instant for a field of a form; "" for now."""
        return "" if self.at == self.now else self.at.isoformat()

    @property
    def address(self):
        return self.address_of()

    def address_of(self, **others):
        """Of this page at this instant, or of what differs: address_of(language="ko", at=None)."""
        slug = self.section.slug if self.section else ""
        return page_address(**{"language": self.language, "section": slug, "at": self.asked_at} | others)

    @property
    def now_address(self):
        return self.address_of(at="")

    @property
    def public(self):
        """The page as its readers see it at the instant."""
        name, more = ("public:section", [self.section.slug]) if self.section else ("public:front", [])
        address = reverse(name, args=[self.language, *more])
        return address if self.at == self.now else f"{address}?{as_of_query(self.at)}"

    def place(self, key):
        """The Place of this page that a form names as “second-2” or “block-1-7”; None for no such place."""
        parts = key.split("-")
        numbers = parts[1:]
        if len(parts) not in (2, 3) or not all(part.isascii() and part.isdecimal() for part in numbers):
            return None
        if any(len(part) > 9 for part in numbers):
            return None
        block = int(numbers[1]) if len(numbers) == 2 else None
        section = self.section.pk if self.section else block
        place = Place(self.language, self.sheet, parts[0], int(numbers[0]), section)
        is_ours = block is None or any(one.pk == block for one in self.sections)
        return place if place.slot in Slot.values and place.is_known and is_ours else None

    def key(self, place):
        own = f"{place.slot}-{place.position}"
        return f"{own}-{place.section}" if place.slot == Slot.BLOCK else own


def page_address(**asked):
    """Of a page in “Front pages”: page_address(language="ko", section="economy", at="2026-…")."""
    asked = {name: value for name, value in asked.items() if value}
    return f"{reverse('admin:front_pages')}?{urlencode(asked)}"


def instant_of(text, now):
    """(the instant that an address or a clock names, else now; why it was not understood, or "")."""
    text = text.strip()[:40]
    if not text:
        return now, ""
    # In an address “+” is a space.
    asked = parse_as_of(text.replace(" ", "+")) if "T" in text else None
    try:
        zone = timezone.get_default_timezone()
        return validate_year(asked or InstantField(zone=zone, reading=0).clean(text)), ""
    except ValidationError as refusal:
        return now, " ".join(refusal.messages)


def placing_address(place):
    """Where one language of a story is put on its front page, by who may, once there is one."""
    progress, user = place.progress, place.user
    if user is None or not may(user, Verb.PUBLISH, progress.language):
        return ""
    asked = urlencode({"language": progress.language, "story": progress.article_id})
    return f"{reverse('admin:front_pages')}?{asked}#front-panel" if place.is_live or place.is_ahead else ""
