"""The stories that may be placed: what readers have or will have in the language of a page."""

from dataclasses import dataclass

from django.db.models import Q

from articles.admin.dates import datetime_html
from articles.models import Edition, EditionKind, Placement
from articles.models.text import line

MOST = 30


@dataclass
class Candidate:
    """A story on the shelf: an edition that is live or scheduled, and where it stands on the page already."""

    edition: Edition
    is_ahead: bool
    placement: Placement | None

    @property
    def when(self):
        return datetime_html(self.edition.live_from if self.is_ahead else self.edition.first_published_at)

    @property
    def is_placed(self):
        return self.placement is not None


def shelf(asked, words="", most=MOST):
    """(the Candidates for a page at its instant, the newest first; whether there are more)."""
    found = (
        editions(asked).select_related("section").for_list().order_by("-first_published_at", "-article_id")
    )
    for word in line(words)[:200].split():
        found = found.filter(headline__icontains=word)
    rows = list(found[: most * 2 + 1])
    latest = {}
    for edition in rows:
        latest.setdefault(edition.article_id, edition)
    standing = Placement.objects.of_page(*asked.page).stories().standing(asked.at)
    placed = {row.article_id: row for row in standing.select_related("section")}
    candidates = [
        Candidate(edition, edition.live_from > asked.at, placed.get(number))
        for number, edition in list(latest.items())[:most]
    ]
    return candidates, len(latest) > most or len(rows) > most * 2


def editions(asked):
    """Those that readers have at the instant, and those that are scheduled behind it."""
    found = Edition.objects.in_language(asked.language).exclude(kind__in=EditionKind.NOTICES)
    found = found.filter(Q(live_until=None) | Q(live_until__gt=asked.at))
    return found.in_section(asked.section) if asked.section else found


def chosen(asked, text):
    """The Candidate that an address or a form names by its story's number; None for none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    found = Edition.objects.in_language(asked.language).exclude(kind__in=EditionKind.NOTICES)
    found = found.filter(Q(live_until=None) | Q(live_until__gt=asked.at), article=int(text))
    edition = found.select_related("section").for_list().order_by("live_from").first()
    if edition is None:
        return None
    row = Placement.objects.of_page(*asked.page).stories().standing(asked.at)
    row = row.filter(article=edition.article_id).select_related("section").first()
    return Candidate(edition, edition.live_from > asked.at, row)
