"""Bylines by role, with links to authors' pages, and the label of machine translations."""

from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models.edition import Edition
from articles.models.language import localized, other
from articles.models.people import Author, Role
from newsroom.pagecache.kept_parts import kept_rows
from newsroom.public.frame import PageLink

MOSTLY = 50  # percent drafted by a machine; from this share on, the label says “Machine translation”


class Signatory(NamedTuple):
    """A person in a byline, with name and role as printed. The other fields are current."""

    name: str
    url: str  # of the author's page; "" if none of the author's stories is live in the language
    role: str
    position: str = ""  # in the language of the edition
    name_there: str = ""  # the name in the other language


class Credit(NamedTuple):
    """The people with one role in a story: the label before their names, and their names with links."""

    words: str
    people: list


class AuthorSummary(NamedTuple):
    """The current facts about a person in a byline, in one language."""

    url: str
    position: str
    name_there: str


def signatories(editions: list[Edition], at: datetime) -> list[list[Signatory]]:
    """Return, for each edition, its Signatories by role, authors first. At most two queries.

    editions  all in the same language
    """
    language = editions[0].language if editions else "en"
    printed = [edition.printed["bylines"] for edition in editions]
    numbers = {line["author"] for lines in printed for line in lines}
    summaries = kept_rows(
        "author", numbers, (language,), lambda lacking: author_summaries(lacking, language).get
    )
    # An author of a live story always has a page.
    live = {
        line["author"] for edition in editions if edition.is_live(at) for line in edition.printed["bylines"]
    }
    with_page = live | authors_with_page(numbers - live, language, at)

    def signatory(line):
        summary = summaries[line["author"]]
        url = summary.url if line["author"] in with_page else ""
        return Signatory(line["name"], url, line["role"], summary.position, summary.name_there)

    return [
        [signatory(line) for line in sorted(lines, key=lambda line: Role.values.index(line["role"]))]
        for lines in printed
    ]


def author_summaries(numbers: set[int], language: str) -> dict[int, AuthorSummary]:
    """Return {author id: AuthorSummary}, in one query."""
    columns = [localized("position", language), localized("name", other(language))]
    rows = Author.objects.filter(pk__in=numbers).values_list("pk", "slug", *columns)
    return {
        pk: AuthorSummary(reverse("public:author", args=[language, slug]), position, name_there)
        for pk, slug, position, name_there in rows
    }


def authors_with_page(numbers: set[int], language: str, at: datetime) -> set[int]:
    """Return which of some author ids have a page in a language. One query, or none without ids."""
    if not numbers:
        return set()
    authors = Author.objects.filter(has_author_page(language, at), pk__in=numbers)
    return set(authors.values_list("pk", flat=True))


def has_author_page(language: str, at: datetime) -> Exists:
    """Return a condition for Author querysets: the author has a live story in a language, and so a page."""
    signed = {"byline_filings__author": OuterRef("pk"), "byline_filings__language": language}
    return Exists(Edition.objects.live(at).filter(**signed))


def byline_credits(people: list[Signatory]) -> list[Credit]:
    """Return the Credits of a story, one for each role.

    people  Signatories, ordered by role
    """
    return [
        Credit(byline_label(role), [PageLink(person.name, person.url) for person in group])
        for role, group in groupby(people, lambda person: person.role)
    ]


def byline_label(role: str) -> str:
    """Return the label before the names of people with a role, in the active language."""
    return {
        Role.TEXT: pgettext("before names", "By"),
        Role.PHOTOS: pgettext("before names", "Photos by"),
        Role.TRANSLATION: pgettext("before names", "Translated by"),
        Role.RESEARCH: pgettext("before names", "Research by"),
    }[Role(role)]


def machine_label(edition: Edition) -> str:
    """Return the label of a machine-drafted translation, in the active language; "" for other texts."""
    machine = edition.printed.get("machine")
    if machine is None or machine.get("is_hidden"):
        return ""
    names = ", ".join(machine["by"]) or _("the newsroom")
    if machine["share"] < MOSTLY:
        return _("Partly translated by machine, edited by %(names)s") % {"names": names}
    if machine["changed"]:
        return _("Machine translation, edited by %(names)s") % {"names": names}
    return _("Machine translation, checked by %(names)s") % {"names": names}
