"""Everything that the page of a story shows, read in a constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse

from articles import body
from articles.models.edition import Edition
from articles.models.exceptions import RightsReservation
from articles.text.reading_time import minutes_to_read
from newsroom.public.bylines import Credit, Signatory, credits, signatories
from newsroom.public.corrected import Correction, corrections_of
from newsroom.public.explained import Explanation, Explanations, marked_terms
from newsroom.public.frame import Frame, Link
from newsroom.public.links import edition_body, pages_of, stories, subjects
from newsroom.public.moved_on import Outdated, outdated
from newsroom.public.pictures import Picture, images, lead_picture
from newsroom.public.related import Related, found_for, related_block
from newsroom.public.version import Source, Version, editions_of, past_of, source_of, told


class Standing(NamedTuple):
    """What stands of a story, in the page's language and in the other: an edition, a notice or None."""

    here: Edition | None
    there: Edition | None

    @classmethod
    def read(cls, article_id, language, at):
        found = Edition.objects.open_at(at).of_articles([article_id]).for_page()
        reserved = RightsReservation.objects.filter(article=OuterRef("article_id"))
        found = found.annotate(is_reserved=Exists(reserved))
        by_language = {edition.language == language: edition for edition in found}
        return cls(by_language.get(True), by_language.get(False))

    @property
    def live_there(self):
        """The edition in the other language that readers can go to, or None."""
        return None if self.there is None or self.there.is_notice else self.there

    @property
    def is_whole_in_both(self):
        """Whether readers have the full text in both languages, no brief and no preview."""
        both = (self.here, self.live_there)
        return all(one and one.pk and not one.is_notice and not one.is_brief for one in both)


@dataclass
class Story:
    """The page of one live edition."""

    edition: Edition
    there: Edition | None  # what stands in the other language: an edition, a notice, or None
    body: str
    picture: Picture | None
    credits: list[Credit]
    topics: list[Link]
    related: list[Related]
    corrections: list[Correction]
    updated_at: datetime | None
    source: Source | None  # what it was translated from
    outdated: list[Outdated]  # passages of a translation that its source has left behind
    version: Version | None = None  # of a preview, none
    explained: list[Explanation] = field(default_factory=list)  # what opens at first mentions in the body
    people: list[Signatory] = field(default_factory=list)
    history_url: str = ""  # of its editions, once there is more than one, be it for a mended typo
    side_by_side_url: str = ""  # of both languages beside each other, where both have a full text

    @classmethod
    def read(cls, standing, frame: Frame, at):
        edition = standing.here
        wanted = body.references(edition.body)
        related = {item["article"] for item in edition.printed["related"] if item["article"]}
        found = found_for(edition)
        stories_found = stories(wanted.articles | related | set(found), edition.language, at)
        topics_found, explanations = subjects_of(edition, wanted, at)
        past = past_of(edition.article_id, at)
        history = told(past, edition.language)
        [people] = signatories([edition])
        here = [past for past in history if past.language == edition.language]
        return cls(
            edition=edition,
            there=standing.there,
            body=edition_body(
                edition,
                stories_found,
                topics_found,
                frame.insight_name,
                explanations,
                images=images(wanted.images, edition),
                at=at,
            ),
            explained=explanations.shown,
            picture=lead_picture(edition, at),
            credits=credits(people),
            people=people,
            topics=unique(topics_found.get(number) for number in edition.printed["topics"]),
            related=related_block(edition, stories_found, found, wanted.articles),
            corrections=corrections_of(edition, history),
            updated_at=updated_at(edition, here),
            source=source_of(edition, past),
            outdated=outdated(standing, past),
            version=Version.read(edition, past) if edition.pk else None,
            **addresses(standing, past),
        )

    @property
    def minutes(self):
        """How long its text is to read; 0 for a brief, which has none."""
        if self.edition.is_brief:
            return 0
        return minutes_to_read(body.plain_text(self.edition.body), language=self.edition.language)

    @property
    def live_there(self):
        return Standing(self.edition, self.there).live_there

    @property
    def awaited(self):
        """Corrections made in the other language that the text does not hold yet."""
        return [correction for correction in self.corrections if correction.is_awaited]

    @property
    def made(self):
        """Corrections that the text holds."""
        return [correction for correction in self.corrections if not correction.is_awaited]

    @property
    def full_text_there(self):
        """Where a brief leads: the full text in the other language, or None."""
        return self.live_there if self.live_there and not self.live_there.is_brief else None


def subjects_of(edition, wanted, at):
    """(pages of the topics of a text and of those it is filed under, the Explanations of what it marks)."""
    terms = marked_terms(wanted.terms, edition.language)
    numbers = wanted.topics | set(edition.printed["topics"])
    numbers |= {term.topic_id for term in terms.values() if term.topic_id}
    found = subjects(numbers, edition.language, at)
    return pages_of(found), Explanations(edition.language, terms, found)


def histories(numbers, language, at):
    """{article number: what readers of a language were told of it, oldest first}, without texts."""
    found = {}
    for edition in editions_of(numbers, at).announced():
        found.setdefault(edition.article_id, []).append(edition)
    return {number: told(past, language) for number, past in found.items()}


def addresses(standing, past):
    """Where a story leads beside its page: to its history, to both languages; "" where there is nothing."""
    edition = standing.here
    has_history = sum(one.language == edition.language for one in past) > 1
    return {
        "history_url": history_url(edition) if has_history else "",
        "side_by_side_url": side_by_side_url(edition) if standing.is_whole_in_both else "",
    }


def history_url(edition):
    return reverse("public:history", args=[edition.language, edition.article_id, edition.slug])


def version_url(edition, number):
    """Of one numbered version of the story of an edition."""
    return reverse("public:version", args=[edition.language, edition.article_id, edition.slug, number])


def side_by_side_url(edition):
    return reverse("public:side_by_side", args=[edition.language, edition.article_id, edition.slug])


def updated_at(edition, here):
    """When the story last changed in substance, or None when it has not since it was first published."""
    last = max((past.live_from for past in here), default=edition.first_published_at)
    return last if last > edition.first_published_at else None


def unique(links):
    """Each link once: two topics may have been merged into one."""
    return list(dict.fromkeys(link for link in links if link))
