"""Bylines by role, linked to the authors' pages."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import pgettext

from articles.models.edition import Edition
from articles.models.language import localized, other
from articles.models.people import Author, Role
from newsroom.pagecache.page_keys import depend_on
from newsroom.public.frame import PageLink


class Signatory(NamedTuple):
    """A person in a byline, with the name as printed; the other fields are current."""

    name: str
    url: str  # "" while no story of theirs is live in the language
    role: str
    position: str = ""  # in the language of the edition, or ""
    name_there: str = ""  # in the other language


class Credit(NamedTuple):
    """The people with one role in a story: the label before their names, and a link to each with a page."""

    words: str
    people: list


def signatories(editions: list[Edition], at: datetime) -> list[list[Signatory]]:
    """Return the Signatories of each of some editions in one language, authors first, in one query."""
    printed = [edition.printed["bylines"] for edition in editions]
    numbers = {line["author"] for lines in printed for line in lines}
    depend_on("author", *numbers)
    language = editions[0].language if editions else "en"
    columns = [localized("position", language), localized("name", other(language))]
    rows = Author.objects.filter(pk__in=numbers).annotate(has_page=has_author_page(language, at))
    rows = rows.values_list("pk", "slug", "has_page", *columns)
    found = {pk: rest for pk, *rest in rows}

    def by_role(line):
        return Role.values.index(line["role"])

    return [
        [_signatory(line, language, *found[line["author"]]) for line in sorted(lines, key=by_role)]
        for lines in printed
    ]


def has_author_page(language: str, at: datetime) -> Exists:
    """Return the condition that an author has a page in a language: a story that is live in it."""
    signed = {"byline_filings__author": OuterRef("pk"), "byline_filings__language": language}
    return Exists(Edition.objects.live(at).filter(**signed))


def _signatory(line, language, slug, has_page, position, name_there):
    address = reverse("public:author", args=[language, slug]) if has_page else ""
    return Signatory(line["name"], address, line["role"], position, name_there)


def byline_credits(people: list[Signatory]) -> list[Credit]:
    """Return the Credits of a story's Signatories."""
    return [
        Credit(byline_label(role), [PageLink(person.name, person.url) for person in group])
        for role, group in groupby(people, lambda person: person.role)
    ]


def byline_label(role: str) -> str:
    """Return the label before the names of people with a role, in the language of the page."""
    return {
        Role.TEXT: pgettext("before names", "By"),
        Role.PHOTOS: pgettext("before names", "Photos by"),
        Role.TRANSLATION: pgettext("before names", "Translated by"),
        Role.RESEARCH: pgettext("before names", "Research by"),
    }[role]
