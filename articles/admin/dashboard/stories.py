"""How the newsroom stands: what is live, ahead, behind its source, gone; and how many stand where."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from articles.admin.chips import STALE, chip
from articles.admin.dashboard.rows import list_address, story_address
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline
from articles.models import Board as Place
from articles.models import Edition, Language, Standing
from articles.models.progress import GONE
from articles.models.stages import TOGETHER

# The order of the work, from what is asked for to what is gone.
WORDS = {
    Standing.WANTED: Standing.WANTED.label,
    Standing.WRITING: Standing.WRITING.label,
    Standing.IN_REVIEW: Standing.IN_REVIEW.label,
    Standing.APPROVED: Standing.APPROVED.label,
    Standing.SCHEDULED: Standing.SCHEDULED.label,
    Standing.LIVE: Standing.LIVE.label,
    Standing.LIVE_CHANGED: Standing.LIVE_CHANGED.label,
    "behind": _("Behind its source"),
    "stale": STALE,
    Standing.WITHDRAWN: Standing.WITHDRAWN.label,
    Standing.RETRACTED: Standing.RETRACTED.label,
}
DONE = {Standing.LIVE}  # so many that no bar could be seen beside it
WIDEST = 40
SHOWN = 5  # stories of a panel
EDITIONS = SHOWN * len(Language)  # enough for as many stories, whichever languages they are in


@dataclass
class Cell:
    """How many stories stand at a word in a language; width of the bar that draws it."""

    language: Language
    standing: str
    count: int
    width: int = 0

    @property
    def address(self):
        return list_address(**{self.language.value: self.standing})


class Matrix:
    """Standing × language."""

    def __init__(self, counts):
        """counts  {(language, standing, "behind" or "stale"): number of stories}"""
        self.counts = counts
        self.languages = list(Language)
        most = max((count for (_one, word), count in counts.items() if word not in DONE), default=0)
        self.rows = [
            (word, label, [self.cell(language, word, most) for language in Language])
            for word, label in WORDS.items()
        ]

    def cell(self, language, word, most):
        count = self.counts.get((language.value, str(word)), 0)
        width = 0 if word in DONE or not count else max(2, round(WIDEST * count / most))
        return Cell(language, str(word), count, width)

    def cells(self, word):
        """Per language, how many stand at a word, or at those that it brings together: for a panel's head."""
        _label, words = TOGETHER.get(word, ("", [word]))
        return [
            Cell(language, word, sum(self.counts.get((language.value, str(one)), 0) for one in words))
            for language in Language
        ]


@dataclass
class Story:
    """One story of a panel and its editions there: [(language, chip, instant)]."""

    edition: Edition
    editions: list = field(default_factory=list)

    @property
    def headline(self):
        return headline(self.edition.article)

    @property
    def address(self):
        return story_address(self.edition.article_id)


class Panel:
    """A heading, its counts by language, and stories."""

    def __init__(self, kind, label, cells, editions, told):
        self.kind, self.label, self.cells = kind, label, cells
        stories = {}
        for edition in editions:
            story = stories.setdefault(edition.article_id, Story(edition))
            story.editions.append(told(edition))
        self.stories = list(stories.values())[:SHOWN]


class Board:
    """The panels in the order in which they matter."""

    def __init__(self, matrix, *, at):
        found = {place: [] for place in Place}
        for edition in Edition.objects.board(most=EDITIONS, at=at):
            found[edition.board].append(edition)
        live = Edition.objects.live(at).newest_first().for_desk()[:EDITIONS]
        self.panels = [
            Panel("live", _("Live lately"), matrix.cells("public"), live, told_live),
            Panel(
                "scheduled",
                Place.SCHEDULED.label,
                matrix.cells("scheduled"),
                found[Place.SCHEDULED],
                told_ahead,
            ),
            Panel("behind", Place.BEHIND.label, matrix.cells("behind"), found[Place.BEHIND], told_behind),
            Panel("gone", Place.GONE.label, matrix.cells("gone"), found[Place.GONE], told_gone),
        ]


def told_live(edition):
    return told(edition, chip("live", _("Brief")) if edition.is_brief else "", edition.live_from)


def told_ahead(edition):
    return told(edition, "", edition.live_from)


def told_behind(edition):
    return told(edition, "", edition.source_from or edition.live_from)


def told_gone(edition):
    return told(edition, chip(GONE[edition.kind].value, GONE[edition.kind].label), edition.live_from)


def told(edition, mark, at):
    return edition.get_language_display(), mark, moment(at)
