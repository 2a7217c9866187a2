"""Editions of a story: the current ones in both languages, past and announced ones, and their addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.compiled_queries import compiled_query
from articles.models.edition import Edition, EditionKind
from articles.models.exceptions import RelatedExclusion, RightsReservation
from articles.models.people import Role
from newsroom.live.models import LiveCoverage
from newsroom.pagecache.page_keys import depend_on
from newsroom.public.pagination import PAGE_SIZE
from newsroom.related.models import PairList, Relation

# Kinds after which a story does not count as updated.
NO_UPDATE = (EditionKind.MINOR, *EditionKind.NOTICES)


def labelled_headline(edition: Edition) -> str:
    """Return the headline for feeds and shared links, with the label of a story that somebody paid for."""
    if not edition.is_sponsored:
        return edition.headline
    return _("Sponsored: %(headline)s") % {"headline": edition.headline}


class StoryEditions(NamedTuple):
    """The open edition of a story in the page's language and in the other: an edition, a notice or None."""

    here: Edition | None
    there: Edition | None

    @classmethod
    def read(cls, article_id, language, at):
        depend_on("story", article_id)
        found = open_editions(article_id=article_id, at=at)
        by_language = {edition.language == language: edition for edition in found}
        return cls(by_language.get(True), by_language.get(False))

    def read_history(self, at):
        """Return all editions so far, oldest first: no query for a story that was published once.

        Whoever closes an edition puts the next one in its place, so that the open ones are the last.
        """
        opened = [edition for edition in (self.here, self.there) if edition]
        if all(edition.pk and edition.number == 1 for edition in opened):
            return sorted(opened, key=lambda edition: (edition.live_from, edition.number))
        return past_editions(article_id=self.here.article_id, at=at)

    @property
    def live_here(self):
        """Return the edition in the page's language, or None for a notice."""
        return None if self.here is None or self.here.is_notice else self.here

    @property
    def live_there(self):
        """Return the edition in the other language that readers can go to, or None."""
        return None if self.there is None or self.there.is_notice else self.there

    @property
    def live(self) -> dict[str, Edition]:
        """Return {language: edition} of the live ones, the page's language first."""
        return {str(edition.language): edition for edition in (self.live_here, self.live_there) if edition}

    @property
    def is_whole_in_both(self):
        """Return whether readers have the full text in both languages, no brief and no preview."""
        both = (self.live_here, self.live_there)
        return all(edition and edition.pk and not edition.is_brief for edition in both)


@compiled_query(article_id=models.BigIntegerField(), at=models.DateTimeField())
def open_editions(article_id, at):
    """Return the editions and notices of a story that are in force, with all that its page prints.

    related_scores  [(story id, score)] of shown_relations, or None
    """
    relations = shown_relations(article_id).values("other_id", "score")
    reserved = RightsReservation.objects.filter(article=OuterRef("article_id"))
    covered = LiveCoverage.objects.filter(article=OuterRef("article_id"), begun_at__lte=at)
    found = Edition.objects.open_at(at).filter(article_id=article_id).for_page()
    return found.annotate(
        is_reserved=Exists(reserved),
        has_live=Exists(covered),
        related_scores=PairList(relations, column="other_id, score"),
    )


def shown_relations(article_id) -> QuerySet[Relation]:
    """Return the computed relations of a story to others that no editor hides beside it, best first."""
    hidden = RelatedExclusion.objects.others_of(article_id)
    found = Relation.objects.filter(article_id=article_id).exclude(other_id__in=hidden)
    return found.order_by("-score", "-other_id")


class TranslationSource(NamedTuple):
    """The source of a translation."""

    live_from: datetime
    is_updated: bool  # readers have a newer edition of it
    is_gone: bool = False  # it was taken back


@dataclass(frozen=True)
class EditionSummary:
    """The live edition, as the head and the foot of a story describe it."""

    live_from: datetime
    is_original: bool  # it was not made from the other language
    minor: int  # the number of fixed typos in it, which are not announced
    updates: int  # the number of announced editions after the first
    changes_url: str  # of what the last of these changed
    verify_url: str  # of the numbers and checksums of all editions

    @classmethod
    def read(cls, edition, past):
        here = [one for one in past if one.language == edition.language]
        announced = announced_editions(here, edition.language)
        return cls(
            live_from=edition.live_from,
            is_original=is_original(edition, past),
            minor=sum(one.kind == EditionKind.MINOR for one in here),
            updates=len(announced) - 1,
            changes_url=changes_url(edition, announced[-1].number, announced) if announced else "",
            verify_url=f"{history_url(edition)}#verify",
        )


def past_editions_of(numbers: list[int], at: datetime) -> QuerySet[Edition]:
    """Return all editions so far of some stories in both languages, oldest first, without texts."""
    return Edition.objects.begun(at).of_articles(numbers).for_history()


@compiled_query(article_id=models.BigIntegerField(), at=models.DateTimeField())
def past_editions(article_id, at):
    """Return all editions so far of a story, as past_editions_of does."""
    return Edition.objects.begun(at).filter(article_id=article_id).for_history()


def by_story(editions: Iterable[Edition]) -> dict[int, list[Edition]]:
    """Return {article id: its editions}, in their order."""
    found = {}
    for edition in editions:
        found.setdefault(edition.article_id, []).append(edition)
    return found


def announced_editions(past: list[Edition], language: str) -> list[Edition]:
    """Return the editions that were announced to readers of a language.

    Editions before the last notice in that language are left out: they were taken back. All of the other
    language are kept, since a translation corresponds to the one it was made from.
    """
    notices = [one for one in past if one.language == language and one.kind in EditionKind.NOTICES]
    last = notices[-1].live_from if notices else None
    return [
        one
        for one in past
        if one.kind not in NO_UPDATE and not (last and one.language == language and one.live_from < last)
    ]


def translation_source(edition: Edition, past: list[Edition]) -> TranslationSource | None:
    """Return the announced edition that a translation was made from, also if it was a quick fix of it."""
    if edition.source_number is None:
        return None
    there = [one for one in past if one.language != edition.language]
    announced = announced_by_number(there, there[0].language).values() if there else []
    [made_from] = [one for one in announced if one.number <= edition.source_number <= one.last] or [None]
    if made_from is None:
        return None
    is_gone = there[-1].kind in EditionKind.NOTICES
    is_updated = not is_gone and newer_source_number(edition, past) is not None
    return TranslationSource(made_from.live_from, is_updated, is_gone)


def newer_source_number(edition: Edition, past: list[Edition]) -> int | None:
    """Return the number of the newest announced source edition if newer than a translation, else None.

    Fixed typos do not count. LanguageProgress tells the desk the same.
    """
    if edition.source_number is None:
        return None
    there = [one.number for one in past if one.language != edition.language and one.kind not in NO_UPDATE]
    return max((number for number in there if number > edition.source_number), default=None)


def is_original(edition, past):
    """Return whether an edition was written in its language, as far as editions tell.

    A translation may be published before its source, and has no source number then; its byline may tell.
    """
    if edition.source_number is not None:
        return False
    there = [one for one in past if one.language != edition.language]
    if there:
        return any(one.source_number for one in there)
    return not any(line["role"] == Role.TRANSLATION for line in edition.printed["bylines"])


class MinorEdition(NamedTuple):
    """A quick fix of an announced edition."""

    number: int
    live_from: datetime
    digest: str


class AnnouncedEdition(NamedTuple):
    """An edition announced to readers, and its quick fixes, which were not."""

    number: int  # of the announced edition
    kind: str
    live_from: datetime
    digest: str
    minor: list[MinorEdition]
    last: int  # number of its last quick fix, or its own
    live_until: datetime | None = None  # when the next announced one replaced it, or None
    note: str = ""


def announced_by_number(past: list[Edition], language: str) -> dict[int, AnnouncedEdition]:
    """Return {number: AnnouncedEdition} of one language, oldest first, including notices."""
    found = []
    for one in past:
        if one.language != language:
            continue
        is_in_another = found and found[-1].kind not in EditionKind.NOTICES
        if one.kind == EditionKind.MINOR and is_in_another:
            minor = [*found[-1].minor, MinorEdition(one.number, one.live_from, one.digest)]
            found[-1] = found[-1]._replace(minor=minor, last=one.number)
            continue
        if found:
            found[-1] = found[-1]._replace(live_until=one.live_from)
        started = AnnouncedEdition(
            one.number, one.kind, one.live_from, one.digest, [], one.number, note=one.note
        )
        found.append(started)
    return {one.number: one for one in found}


def notice_after(announced: dict[int, AnnouncedEdition], number: int) -> AnnouncedEdition | None:
    """Return the notice that took an edition and all before it back, as an AnnouncedEdition, or None.

    The story may have come back since, with a new text.
    """
    later = (one for one in announced.values() if one.number >= number)
    return next((one for one in later if one.kind in EditionKind.NOTICES), None)


def history_url(edition: Edition) -> str:
    return edition.get_absolute_url("history")


def changes_url(edition: Edition, number: int, announced: list[Edition]) -> str:
    """Return the address of what an announced edition changed: its place in the history of the story.

    announced  editions in its language, at least all those after it
    """
    is_on_first_page = sum(one.number > number for one in announced) < PAGE_SIZE
    page = "" if is_on_first_page else f"?before={number + 1}"
    return f"{history_url(edition)}{page}#edition-{number}"


def edition_url(edition: Edition, number: int) -> str:
    """Return the address of one numbered edition of a story."""
    return reverse("public:edition", args=[edition.language, edition.article_id, edition.slug, number])


def side_by_side_url(edition: Edition) -> str:
    return edition.get_absolute_url("side_by_side")
