"""Editions of a story as readers see them: current, past and announced ones, and their addresses."""

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


def labelled_headline(edition: Edition) -> str:
    """Return the headline for feeds, titles and shared links, with a label if the story is sponsored."""
    if not edition.is_sponsored:
        return edition.headline
    return _("Sponsored: %(headline)s") % {"headline": edition.headline}


class StoryEditions(NamedTuple):
    """The edition or notice of a story in force in the page's language (`here`) and the other (`there`)."""

    here: Edition | None
    there: Edition | None

    @classmethod
    def read(cls, article_id, language, at):
        depend_on("story", article_id)
        here = there = None
        for edition in open_editions(article_id=article_id, at=at):
            if edition.language == language:
                here = edition
            else:
                there = edition
        return cls(here, there)

    def read_history(self, at):
        """Return the past and current editions in both languages, oldest first. At most one query.

        No query is needed if each language has only its first edition: an edition ends only when the next one
        of its language begins, so that a language without an open edition never had one.
        """
        current = [edition for edition in (self.here, self.there) if edition]
        if all(edition.pk and edition.number == 1 for edition in current):
            return sorted(current, key=lambda edition: (edition.live_from, edition.number))
        return past_editions(article_id=self.here.article_id, at=at)

    @property
    def live_here(self):
        """Return the live edition in the page's language; None if a notice replaces it or none exists."""
        return None if self.here is None or self.here.is_notice else self.here

    @property
    def live_there(self):
        """Return the live edition in the other language, or None."""
        return None if self.there is None or self.there.is_notice else self.there

    @property
    def live(self) -> dict[str, Edition]:
        """Return {language: live edition} of the languages that have one, the page's language first."""
        return {str(edition.language): edition for edition in (self.live_here, self.live_there) if edition}

    @property
    def is_whole_in_both(self):
        """Return whether readers have the full text in both languages. Briefs and previews do not count."""
        both = (self.live_here, self.live_there)
        return all(edition and edition.pk and not edition.is_brief for edition in both)


@compiled_query(article_id=models.BigIntegerField(), at=models.DateTimeField())
def open_editions(article_id, at):
    """Return the editions and notices of a story that are in force, with everything that its page prints.

    Without compilation, a story would need 11 % more processor time. The editions are annotated with:

    is_reserved     whether the rights of the story are reserved (RightsReservation)
    has_live        whether live coverage has begun
    related_scores  [(story id, score)] of shown_relations, or None without any
    """
    relations = shown_relations(article_id).values("other_id", "score")
    reserved = RightsReservation.objects.filter(article=OuterRef("article_id"))
    covered = LiveCoverage.objects.filter(article=OuterRef("article_id"), begun_at__lte=at)
    editions = Edition.objects.open_at(at).filter(article_id=article_id).for_page()
    return editions.annotate(
        is_reserved=Exists(reserved),
        has_live=Exists(covered),
        related_scores=PairList(relations, column="other_id, score"),
    )


def shown_relations(article_id) -> QuerySet[Relation]:
    """Return the computed relations of a story that no editor has hidden, best first."""
    hidden = RelatedExclusion.objects.others_of(article_id)
    relations = Relation.objects.filter(article_id=article_id).exclude(other_id__in=hidden)
    return relations.order_by("-score", "-other_id")


class TranslationSource(NamedTuple):
    """The source edition of a translation."""

    live_from: datetime
    is_updated: bool  # whether readers have a newer edition of the source
    is_gone: bool = False  # whether the source was withdrawn or retracted


@dataclass(frozen=True)
class EditionSummary:
    """Facts about a live edition, for the head and the foot of a story."""

    live_from: datetime
    is_original: bool  # whether it was written in its language, not translated
    minor: int  # number of minor editions, which are not announced
    updates: int  # number of announced editions after the first
    changes_url: str  # of the changes made by the latest announced edition, or ""
    verify_url: str  # address of the numbers and checksums of all editions

    @classmethod
    def of(cls, edition, past):
        here = [past_edition for past_edition in past if past_edition.language == edition.language]
        announced = announced_editions(here, edition.language)
        return cls(
            live_from=edition.live_from,
            is_original=is_original(edition, past),
            minor=sum(past_edition.kind == EditionKind.MINOR for past_edition in here),
            updates=len(announced) - 1,
            changes_url=changes_url(edition, announced[-1].number, announced) if announced else "",
            verify_url=f"{history_url(edition)}#verify",
        )


def past_editions_of(numbers: list[int], at: datetime) -> QuerySet[Edition]:
    """Return the past and current editions of stories in both languages, oldest first, without texts."""
    return Edition.objects.begun(at).of_articles(numbers).for_history()


@compiled_query(article_id=models.BigIntegerField(), at=models.DateTimeField())
def past_editions(article_id, at):
    """Return the past and current editions of a story, as past_editions_of does.

    Without compilation, a story would need 4 % more processor time.
    """
    return Edition.objects.begun(at).filter(article_id=article_id).for_history()


def by_story(editions: Iterable[Edition]) -> dict[int, list[Edition]]:
    """Return {article id: list of its editions}, in the given order."""
    grouped = {}
    for edition in editions:
        grouped.setdefault(edition.article_id, []).append(edition)
    return grouped


def announced_editions(past: list[Edition], language: str) -> list[Edition]:
    """Return the editions that were announced to readers of a language, without notices.

    Editions in that language before its last notice are left out, because they were taken back. All editions
    of the other language are kept, because a translation may have been made from one of them.
    """
    notices = [edition for edition in past if edition.language == language and edition.is_notice]
    taken_back_at = notices[-1].live_from if notices else None

    def is_taken_back(edition):
        return taken_back_at and edition.language == language and edition.live_from < taken_back_at

    return [edition for edition in past if edition.is_substantive and not is_taken_back(edition)]


def translation_source(edition: Edition, past: list[Edition]) -> TranslationSource | None:
    """Return the TranslationSource of a translation: the announced edition that it was made from.

    A translation of a quick fix counts as made from the announced edition that was fixed. Return None for an
    original, and for a translation of an edition that readers have not seen.
    """
    if edition.source_number is None:
        return None
    sources = [source for source in past if source.language != edition.language]
    announced = announced_by_number(sources, sources[0].language).values() if sources else []
    for source in announced:
        if source.number <= edition.source_number <= source.last:
            is_gone = sources[-1].is_notice
            is_updated = not is_gone and newer_source_number(edition, past) is not None
            return TranslationSource(source.live_from, is_updated, is_gone)
    return None


def newer_source_number(edition: Edition, past: list[Edition]) -> int | None:
    """Return the number of the newest source edition, if it is newer than the translated one, else None.

    Minor editions and notices do not count. The desk reads this from LanguageProgress.latest_behind_from.
    """
    if edition.source_number is None:
        return None
    sources = [source for source in past if source.language != edition.language and source.is_substantive]
    newer = [source.number for source in sources if source.number > edition.source_number]
    return max(newer, default=None)


def is_original(edition, past):
    """Return whether an edition is an original, not a translation, as far as the editions show.

    An edition with a source number is a translation. One without is an original if an edition in the other
    language was translated from it. If there is none in the other language, it is an original unless its
    byline names a translator, because a translation published before its source has no source number.
    """
    if edition.source_number is not None:
        return False
    others = [other for other in past if other.language != edition.language]
    if others:
        return any(other.source_number for other in others)
    return not any(line["role"] == Role.TRANSLATION for line in edition.printed["bylines"])


class MinorEdition(NamedTuple):
    """A quick fix of an announced edition."""

    number: int
    live_from: datetime
    digest: str


class AnnouncedEdition(NamedTuple):
    """An edition announced to readers, with its quick fixes, which were not announced."""

    number: int
    kind: str
    live_from: datetime
    digest: str
    minor: list[MinorEdition]
    last: int  # number of its last quick fix, or its own
    live_until: datetime | None = None  # when the next announced edition replaced it, or None
    note: str = ""  # for readers


def announced_by_number(past: list[Edition], language: str) -> dict[int, AnnouncedEdition]:
    """Return {number: AnnouncedEdition} of the editions and notices in one language, oldest first."""
    announced = []
    for edition in past:
        if edition.language != language:
            continue
        number, live_from, digest = edition.number, edition.live_from, edition.digest
        previous = announced[-1] if announced else None
        if previous and edition.kind == EditionKind.MINOR and previous.kind not in EditionKind.NOTICES:
            minor = [*previous.minor, MinorEdition(number, live_from, digest)]
            announced[-1] = previous._replace(minor=minor, last=number)
            continue
        if previous:
            announced[-1] = previous._replace(live_until=live_from)
        announced.append(
            AnnouncedEdition(number, edition.kind, live_from, digest, [], number, note=edition.note)
        )
    return {edition.number: edition for edition in announced}


def notice_after(announced: dict[int, AnnouncedEdition], number: int) -> AnnouncedEdition | None:
    """Return the notice that took an edition back: the first one with its number or a later one, or None.

    The story may have been published again since, with a new text.
    """
    for edition in announced.values():
        if edition.number >= number and edition.kind in EditionKind.NOTICES:
            return edition
    return None


def history_url(edition: Edition) -> str:
    return edition.get_absolute_url("history")


def changes_url(edition: Edition, number: int, announced: list[Edition]) -> str:
    """Return the address of the changes made by an announced edition, in the history of the story.

    announced  editions in its language; at least all later ones
    """
    is_on_first_page = sum(later.number > number for later in announced) < PAGE_SIZE
    page = "" if is_on_first_page else f"?before={number + 1}"
    return f"{history_url(edition)}{page}#edition-{number}"


def edition_url(edition: Edition, number: int) -> str:
    """Return the address of one numbered edition of a story."""
    return reverse("public:edition", args=[edition.language, edition.article_id, edition.slug, number])


def side_by_side_url(edition: Edition) -> str:
    return edition.get_absolute_url("side_by_side")
