"""The uses of a picture: stories, editions, pages and authors, as its page lists them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.admin.display import headline_html, language_label
from articles.models import Article, Author, Edition, Image, Language, StandingPage, localized
from articles.models.logged import pictured_models

MOST_SHOWN = 20  # of each kind
MOST_READ = 1000  # stories whose text is searched for the picture, the last changed ones


@dataclass
class UseGroup:
    """Uses of one kind: [(address or "", name as safe HTML, note)]; `has_more` if others are not shown."""

    title: str
    uses: list[tuple[str, str, str]]
    has_more: bool


def image_uses(image: Image, at: datetime, may_view: Callable[[type[Model]], bool]) -> list[UseGroup]:
    """Return the UseGroups of a picture that have any use, in five queries.

    may_view  whether the person may open objects of a model; others have no address
    The text of unpublished stories is searched for those that were changed last; editions are all found.
    """
    editions = Edition.objects.filter(picture_filings__image=image).defer("body", "printed")
    kinds = [
        (stories_showing(image), story_use),
        (editions.order_by("-live_from", "-pk"), partial(edition_use, at=at)),
        (StandingPage.objects.showing(image).order_by("pk"), object_use),
        (Author.objects.filter(photo=image).order_by("pk"), object_use),
    ]
    groups = [use_group(rows, describe, may_view(rows.model)) for rows, describe in kinds]
    return [group for group in groups if group.uses]


def stories_showing(image: Image) -> QuerySet[Article]:
    """Return the stories whose working copy or live entries show a picture.

    Of texts of working copies, those of MOST_READ stories are read.
    """
    mark = f'data-image="{image.pk}"'
    columns = [localized("body", language) for language in Language]
    in_text = Q(*[(f"{column}__contains", mark) for column in columns], _connector=Q.OR)
    recent = Article.objects.order_by("-changed_at", "-id").values("pk")[:MOST_READ]
    found = Article.objects.filter(pk__in=recent).filter(in_text).values("pk")
    ids = set(found.values_list("pk", flat=True))
    for model in pictured_models():
        ids.update(model.objects.filter(image=image).order_by().values_list("article_id", flat=True))
    shown = Article.objects.filter(Q(lead_image=image) | Q(pk__in=ids))
    return shown.defer("body", *columns).order_by("-changed_at", "-pk")


def use_group(found: QuerySet, describe: Callable, may_open: bool) -> UseGroup:
    rows = list(found[: MOST_SHOWN + 1])
    uses = [(address(row) if may_open else "", *describe(row)) for row in rows[:MOST_SHOWN]]
    return UseGroup(capfirst(str(found.model._meta.verbose_name_plural)), uses, len(rows) > MOST_SHOWN)


def address(row: Model) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def story_use(article):
    return headline_html(article), ""


def object_use(row):
    return str(row), ""


def edition_use(edition, *, at):
    """Return (headline, "English, edition 2 · live") of an edition."""
    if edition.live_from > at:
        state = _("scheduled")
    else:
        state = pgettext("an edition", "live") if edition.is_live(at) else pgettext("an edition", "former")
    note = _("%(language)s, edition %(number)s · %(state)s") % {
        "language": language_label(edition.language),
        "number": edition.number,
        "state": state,
    }
    return format_html('<span lang="{}">{}</span>', edition.language, edition.headline), note
