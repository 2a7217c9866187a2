"""One change of the pages at a time: locks, the instant, and what is written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.events.log import take_turn
from articles.models import Article
from articles.workflow.permissions import Verb, may
from newsroom.frontpage.models import Place, Placement, Slot
from newsroom.frontpage.placements.refusals import PlaceMoved

INSTANT = timedelta(microseconds=1)


@dataclass
class Step:
    """What one change did, as plain data by which it can be taken back.

    made     numbers of placements
    ended    [[number, its end before (ISO) or None]]
    removed  [[place as list, article's number, from, until or None, words, gave_way, number]] of plans that
             were deleted
    """

    made: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    removed: list = field(default_factory=list)

    @classmethod
    def of(cls, kept):
        """The Step that a session kept as asdict() gave it; None where another version of ours wrote it.

        Somebody works on while a new version is put in place, and their last step has the shape of the old.
        """
        shape = {"made": {0}, "ended": {2}, "removed": {7}}
        is_ours = set(kept) == set(shape) and all(
            {len(one) if isinstance(one, list) else 0 for one in kept[name]} <= lengths
            for name, lengths in shape.items()
        )
        return cls(**kept) if is_ours else None


class Turn:
    """A person's turn at the pages of a language, held until the transaction ends.

    Stories are locked first, then the log, as everywhere: two editors come one after the other, and the
    second sees what the first has done. Raise PermissionDenied for who may not publish in the language.
    """

    def __init__(self, language, articles, *, by):
        if not may(by, Verb.PUBLISH, language):
            raise PermissionDenied
        self.language, self.by = language, by
        self.locked = sorted(set(articles))
        Article.objects.lock(self.locked)
        take_turn()
        self.now = timezone.now()
        self.step = Step()

    def read(self, placement):
        """A placement as it stands now; PlaceMoved when it is gone."""
        found = Placement.objects.select_related("article", "section").filter(pk=placement.pk).first()
        if found is None or found.language != self.language:
            raise PlaceMoved(_("Somebody has taken this plan away since you looked."))
        return found

    def write(self, placement):
        placement.changed_by = self.by
        placement.save()
        return placement

    def make(self, place, article, start, until, *, words="", gave_way=None, number=None):
        """Insert one. Its story is locked: a row that points to it would wait for whoever publishes it.

        number  that of a plan that was deleted and is planned again; others may name it in their gave_way
        """
        if article not in self.locked:
            raise PlaceMoved(_("The place has changed just now. Look again, then decide."))
        fields = place._asdict()
        made = Placement(pk=number, section_id=fields.pop("section"), **fields)
        made.article_id, made.words = article, words
        made.placed_from, made.placed_until, made.placed_by = start, until, self.by
        made.gave_way = gave_way or {}
        self.step.made.append(self.write(made).pk)
        return made

    def close(self, placement, at):
        """End one that stands, or that will stand, at an instant; return that at which its place is free."""
        at = max(at, placement.placed_from + INSTANT)
        return self.end(placement, at)

    def end(self, placement, until):
        self.step.ended.append([placement.pk, iso(placement.placed_until)])
        placement.placed_until = until
        self.write(placement)
        return until

    def remove(self, placement):
        """Delete one that lies ahead: nobody has seen it."""
        start, until = iso(placement.placed_from), iso(placement.placed_until)
        kept = [list(placement.place), placement.article_id, start, until, placement.words]
        self.step.removed.append([*kept, placement.gave_way, placement.pk])
        placement.changed_by = self.by
        placement.delete()

    def occupant(self, place, at):
        """Who holds a place at an instant, or None."""
        found = Placement.objects.at_place(place).standing(at)
        return found.select_related("article", "section", "placed_by").first()

    def of_story(self, placement, at):
        """Where the story of a placement stands on its page at an instant, or None."""
        found = Placement.objects.of_page(*placement.place.page).stories().standing(at)
        return found.select_related("article", "section").filter(article=placement.article_id).first()

    def is_plan(self, placement, at):
        """Whether one begins at just this instant and nobody has seen it: it goes, rather than ends."""
        return placement.placed_from == at > self.now

    def follows(self, place, article, at):
        """The next one, after an instant, that needs the place or is of the same story; or None."""
        later = Placement.objects.ahead(at).select_related("article", "section").order_by("placed_from")
        own = None
        if place.slot != Slot.BANNER:
            own = later.of_page(*place.page).stories().filter(article=article).first()
        found = [one for one in (later.at_place(place).first(), own) if one]
        return min(found, key=lambda one: one.placed_from, default=None)


def concerned(*placements):
    """The numbers of the stories that a change of placements touches."""
    numbers, articles = [], [placement.article_id for placement in placements]
    for placement in placements:
        numbers += [number for number, _until in placement.gave_way.get("ended", [])]
        numbers += placement.gave_way.get("along", [])
    return [*articles, *Placement.objects.filter(pk__in=numbers).values_list("article", flat=True)]


def iso(at):
    return at.isoformat() if at else None


def instant(text):
    return datetime.fromisoformat(text) if text else None


def place_of(kept):
    return Place(*kept)
