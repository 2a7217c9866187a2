"""Bylines by role, linked to the authors' pages."""

from itertools import groupby
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import pgettext

from articles.models.edition import Edition
from articles.models.language import localized, other
from articles.models.people import Author, Role
from newsroom.public.frame import PageLink


class Signatory(NamedTuple):
    """A person in a byline, with the name as printed; the other fields are current."""

    name: str
    url: str
    role: str
    position: str = ""  # in the language of the edition, or ""
    name_there: str = ""  # in the other language


class Credit(NamedTuple):
    """The people with one role in a story: the label before their names, and a link to each."""

    words: str
    people: list


def signatories(editions: list[Edition]) -> list[list[Signatory]]:
    """Return the Signatories of each of some editions in one language, authors first, in one query."""
    printed = [edition.printed["bylines"] for edition in editions]
    numbers = {line["author"] for lines in printed for line in lines}
    language = editions[0].language if editions else "en"
    columns = [localized("position", language), localized("name", other(language))]
    rows = Author.objects.filter(pk__in=numbers).values_list("pk", "slug", *columns)
    found = {pk: rest for pk, *rest in rows}

    def by_role(line):
        return Role.values.index(line["role"])

    return [
        [_signatory(line, language, *found[line["author"]]) for line in sorted(lines, key=by_role)]
        for lines in printed
    ]


def _signatory(line, language, slug, position, name_there):
    address = reverse("public:author", args=[language, slug])
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
