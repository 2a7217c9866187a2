"""Breaking news: one line over every page, which leads to a story."""

from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from articles.models.edition import Edition
from newsroom.frontpage.models import Placement


class Banner(NamedTuple):
    words: str
    url: str


def banner_over(request, language):
    """The Banner that stands over a page, or None; asked in one query.

    None while its story is not live, on the story's own pages, and over what outsiders are given to read.
    """
    place = request.resolver_match
    if place and place.namespace == "previewing":
        return None
    at = getattr(request, "at", None) or timezone.now()
    live = Edition.objects.live(at).of(OuterRef("article_id"), language)
    found = Placement.objects.banners(language).active(at).annotate(slug=Subquery(live.values("slug")[:1]))
    row = found.exclude(slug=None).order_by("-placed_from").values_list("words", "article_id", "slug").first()
    if row is None:
        return None
    words, article, slug = row
    if place and place.kwargs.get("article_id") == article:
        return None
    return Banner(words, reverse("public:article", args=[language, article, slug]))
