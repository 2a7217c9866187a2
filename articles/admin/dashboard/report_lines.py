"""Lines of the morning report, ready to be written."""

from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.admin.dashboard.rows import story_address
from articles.admin.events.admin import headline_of, kind_name
from articles.admin.forms.instants import moment
from articles.admin.headlines import headline, typed
from articles.admin.planning.days import day_words
from articles.admin.story.language_status import display_name
from articles.models import Happening, Language


@dataclass
class ReportLine:
    """One line: a story, and what is told of it.

    when    [(language, when as it is told, or "")]
    who     a name
    what    what it was about: the blocker that was let pass
    reason  what somebody typed
    ended   that it holds no more
    """

    headline: str
    address: str
    when: list = field(default_factory=list)
    who: str = ""
    what: str = ""
    reason: str = ""
    ended: str = ""


def label(language):
    return Language(language).label if language else ""


def rule_line(event):
    """An approval, a publication or a waiver beside the rule."""
    is_waiver = event.happening == Happening.WAIVED
    return ReportLine(
        headline=headline_of(event) or f"{kind_name(event.subject_type)} {event.subject_id}",
        address=story_address(event.subject_id),
        when=[(label(event.language), moment(event.at))],
        who=display_name(event.actor) if event.actor else "",
        what=blocker(event) if is_waiver else "",
        reason=typed(event.reason),
        ended=taken_back(event.taken_back) if is_waiver and event.taken_back else "",
    )


def taken_back(event):
    words = _("Taken back %(when)s by %(who)s") % {"when": "{}", "who": "{}"}
    return format_html(words, moment(event.at), display_name(event.actor))


def blocker(event):
    """What was found, in the words in which it was waived, else the code of the check."""
    return typed(event.details.get("place") or event.details.get("code"))


def notice_line(edition):
    """A correction, withdrawal or retraction with what readers were told."""
    return ReportLine(
        headline=headline(edition.article),
        address=story_address(edition.article_id),
        when=[(label(edition.language), moment(edition.live_from))],
        reason=typed(edition.note),
    )


def out_lines(editions):
    """A line a story, whichever languages it is in."""
    lines = {}
    for edition in editions:
        line = lines.setdefault(
            edition.article_id, ReportLine(headline(edition.article), story_address(edition.article_id))
        )
        line.when.append((label(edition.language), moment(edition.live_from)))
    return list(lines.values())


def text_line(row, when=""):
    """One language of a story, and who holds it."""
    return ReportLine(
        headline=headline(row.article),
        address=story_address(row.article_id),
        when=[(label(row.language), when)],
        who=display_name(row.holder) if row.holder else "",
    )


def late_line(row):
    return text_line(row, format_html(_("due %(due)s") % {"due": "{}"}, moment(row.due_at)))


def planned_line(row):
    return text_line(row, format_html(_("planned for %(day)s") % {"day": "{}"}, day_words(row.planned_on)))
