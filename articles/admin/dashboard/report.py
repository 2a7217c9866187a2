"""The morning report: what happened since yesterday evening, what was done beside the rule, what is due."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.dashboard.report_lines import (
    late_line,
    notice_line,
    out_lines,
    planned_line,
    rule_line,
    text_line,
)
from articles.admin.dashboard.rows import list_address
from articles.admin.dashboard.screen import may_see
from articles.admin.forms.instants import moment
from articles.admin.planning.days import FULL, asked_day, told
from articles.models import EditionKind, Language
from articles.models.morning import MOST, morning, report_day


def report(request, at):
    """The context of admin/report/report.html."""
    latest = report_day(at)
    day = min(asked_day(request.GET.get("day"), latest), latest)
    facts = morning(day, at=at)
    return {
        "title": _("Morning report"),
        "report": facts,
        "words": told(day, FULL),
        "day": day,
        "beside_the_rule": beside_the_rule(facts),
        "happened": happened(facts),
        "to_do": to_do(facts) if facts.is_today else [],
        "counts": counts(facts),
        "notes": list_address(notes="open") if may_see(request.user, "note") else "",
        "since": moment(facts.since),
        "until": moment(facts.until),
        "before": address(day - timedelta(days=1)),
        "after": address(day + timedelta(days=1)) if day < latest else "",
        "latest": address(latest) if day < latest else "",
        "most": MOST,
    }


def beside_the_rule(facts):
    """Parts as (kind, heading, lines), those without lines left out."""
    parts = [
        ("alone", _("Approved alone"), facts.alone),
        ("before", _("Published before the source"), facts.before_source),
        ("waived", _("Blockers waived"), facts.waived),
    ]
    return [(kind, words, [rule_line(event) for event in events]) for kind, words, events in parts if events]


def happened(facts):
    """What readers saw, the gravest first."""
    by_kind = {kind: [] for kind in EditionKind}
    for edition in facts.out:
        by_kind[edition.kind].append(edition)
    parts = [
        ("retracted", _("Retracted"), notice_line, EditionKind.RETRACTION),
        ("withdrawn", _("Withdrawn"), notice_line, EditionKind.WITHDRAWAL),
        ("corrected", _("Corrected"), notice_line, EditionKind.CORRECTION),
        ("updated", _("Updated"), None, EditionKind.UPDATE),
        ("published", _("Published"), None, EditionKind.ORIGINAL),
    ]
    return [
        (name, words, [line(one) for one in by_kind[kind]] if line else out_lines(by_kind[kind]))
        for name, words, line, kind in parts
        if by_kind[kind]
    ]


def to_do(facts):
    """What the day holds, as it stands now."""
    parts = [
        ("ahead", _("Scheduled"), out_lines(facts.ahead)),
        ("overdue", _("Overdue"), [late_line(row) for row in facts.overdue]),
        ("slipped", _("Planned, and not out"), [planned_line(row) for row in facts.slipped]),
        ("behind", _("Translations behind their source"), [text_line(row) for row in facts.behind]),
    ]
    return [part for part in parts if part[2]]


def counts(facts):
    """[(language, how many stories came out in it)]."""
    first = [edition for edition in facts.out if edition.kind == EditionKind.ORIGINAL]
    return [(language.label, sum(edition.language == language for edition in first)) for language in Language]


def address(day):
    return f"{reverse('admin:report')}?day={day.isoformat()}"
