"""The frame around every page: publication, sections, standing pages, language switch, breaking news."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from articles import clock
from articles.annotations import NewsroomRequest
from articles.body.embeds import provider_origins
from articles.body.normal_form import followable_address
from articles.models.edition import Edition
from articles.models.language import localized, other
from articles.models.publication import IMPRINT, Publication, StandingPageVersion
from articles.models.taxonomy import Section
from newsroom.frontpage.models import Placement
from newsroom.pagecache.kept_parts import kept_part
from newsroom.public.dates import format_day
from newsroom.public.fonts import add_fonts
from newsroom.public.responses import allow_sources

# Slugs of the standing pages on these policies.
CORRECTIONS_POLICY, PRIVACY_POLICY = "corrections", "privacy"
LOCALES = {"en": "en_US", "ko": "ko_KR"}


class PageLink(NamedTuple):
    name: str
    url: str
    colour: str = ""  # of a section
    slug: str = ""  # of a section


class License(NamedTuple):
    """A license for republication in one language. `url` is "" if its terms are not published elsewhere."""

    name: str
    url: str
    terms: str

    @property
    def lines(self):
        return [line.strip() for line in self.terms.splitlines() if line.strip()]


class ImprintItem(NamedTuple):
    label: str
    text: str
    url: str = ""
    date: str = ""  # in ISO 8601 format


@dataclass
class Frame:
    """The frame of a page in one language, read in three queries."""

    language: str
    name: str
    name_there: str = ""  # the name in the other language
    insight_name: str = ""
    legal_notice: str = ""
    contact: str = ""
    imprint: dict = field(default_factory=dict)  # {field of Publication: ImprintItem}, filled fields only
    license: License | None = None  # for republication by others
    sections: dict = field(default_factory=dict)  # {section id: PageLink}, in their order
    pages: list = field(default_factory=list)  # PageLinks

    @classmethod
    def read(cls, language):
        """Return the cached frame in a language. Pages share it, so callers must not change it."""
        return kept_part(("frame", language), lambda: cls._read(language))

    @classmethod
    def _read(cls, language):
        publication = Publication.objects.current()
        return cls(
            language=language,
            name=publication.name_in(language),
            name_there=getattr(publication, localized("name", other(language))),
            insight_name=getattr(publication, localized("insight_name", language)),
            legal_notice=getattr(publication, localized("legal_notice", language)),
            contact=publication.contact,
            imprint=imprint_in(publication, language),
            license=license_of(publication, language),
            sections=sections_in(language),
            pages=pages_in(language),
        )

    @property
    def there(self):
        return str(other(self.language))

    @cached_property
    def home(self):
        return reverse("public:front", args=[self.language])

    @cached_property
    def home_there(self):
        return reverse("public:front", args=[self.there])

    @property
    def corrections_policy(self):
        """Return the link to the page about the corrections policy, or None."""
        return self._page(CORRECTIONS_POLICY)

    @property
    def privacy_policy(self):
        """Return the link to the page about privacy, or None."""
        return self._page(PRIVACY_POLICY)

    def _page(self, slug):
        url = reverse("public:standing_page", args=[self.language, slug])
        return next((page for page in self.pages if page.url == url), None)

    @property
    def has_newsletter(self):
        return settings.NEWSLETTERS

    @property
    def locale(self):
        return LOCALES[self.language]

    @property
    def locale_there(self):
        return LOCALES[self.there]


def license_of(publication, language):
    name, terms = (getattr(publication, localized(f"license_{part}", language)) for part in ("name", "terms"))
    url = followable_address(publication.license_url)
    return License(name, url, terms) if name and terms else None


def imprint_in(publication, language):
    """Return {field name: ImprintItem} of the fields of the imprint that are filled in, in one language."""
    imprint = {}
    for name, has_languages in IMPRINT.items():
        value = getattr(publication, localized(name, language) if has_languages else name)
        label = capfirst(str(Publication._meta.get_field(name).verbose_name))
        if isinstance(value, date):
            imprint[name] = ImprintItem(label, format_day(value, language), date=value.isoformat())
        elif value:
            url = telephone_url(value) if name == "phone" else ""
            imprint[name] = ImprintItem(label, value, url)
    return imprint


def telephone_url(phone):
    """Return the tel: URL of a telephone number, or "" for a number without digits."""
    digits = "".join(sign for sign in phone if sign in "+0123456789")
    return f"tel:{digits}" if digits else ""


def sections_in(language):
    rows = Section.objects.values_list("pk", localized("name", language), "slug", "colour")
    return {
        pk: PageLink(name, reverse("public:section", args=[language, slug]), colour, slug)
        for pk, name, slug, colour in rows
    }


def pages_in(language):
    """Return PageLinks to the standing pages that are published in the language, in their order."""
    rows = StandingPageVersion.objects.live().filter(language=language).order_by("page__position", "page")
    rows = rows.values_list("title", "page__slug")
    return [PageLink(name, reverse("public:standing_page", args=[language, slug])) for name, slug in rows]


def render_page(
    request: NewsroomRequest, template: str, frame: Frame, head, *, status: int = 200, **context
) -> HttpResponse:
    """Render a page with Head, Frame, fonts and banner, and allow its embedded frames in the CSP.

    A `banner` in the context replaces the default one; None shows none.
    """
    ribbon = getattr(request, "ribbon", None)
    context |= {"frame": frame, "head": head.for_template(request, frame), "ribbon": ribbon}
    if "banner" not in context:
        context["banner"] = banner_for(request, frame.language)
    section_urls = [section.url for section in frame.sections.values()]
    context["current"] = request.path if request.path in section_urls else ""
    response = add_fonts(request, render(request, template, context, status=status))
    if origins := frame_origins_in(response.content):
        allow_sources(response, {"frame-src": origins})
    return response


FRAME_ADDRESS = re.compile(rb'data-frame="(https://[a-z0-9.-]+)/')


def frame_origins_in(page: bytes) -> list[str]:
    """Return the sorted origins of the frames that readers can load in a page, of known providers only."""
    origins = {origin.decode() for origin in FRAME_ADDRESS.findall(page)}
    return sorted(origins & provider_origins()) if origins else []


class Banner(NamedTuple):
    words: str
    url: str


def banner_for(request, language):
    """Return the breaking news Banner of a page, or None. At most one query.

    Previews and the pages of the banner's own story show no banner. Neither does any page if the story is not
    live in the language.
    """
    match = request.resolver_match
    if match and match.namespace == "previews":
        return None
    at = getattr(request, "at", None) or clock.now()
    banner, article_id = kept_part(("banner", language), lambda: banner_at(language, at))
    return None if match and match.kwargs.get("article_id") == article_id else banner


def banner_at(language, at):
    """Return (newest active Banner, its story id), or (None, None). Sponsored stories have no banner."""
    live = Edition.objects.live(at).news().of(OuterRef("article_id"), language)
    banners = Placement.objects.banners(language).active(at).annotate(slug=Subquery(live.values("slug")[:1]))
    banners = banners.exclude(slug=None).order_by("-placed_from")
    row = banners.values_list("words", "article_id", "slug").first()
    if row is None:
        return None, None
    words, article_id, slug = row
    return Banner(words, reverse("public:article", args=[language, article_id, slug])), article_id
