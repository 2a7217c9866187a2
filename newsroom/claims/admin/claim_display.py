"""Claims as the screens show them: state, deadline, person and time; statements in the log of events."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.admin.display import chip, datetime_html, day_html
from articles.admin.site import register_description
from articles.models import Event, EventType
from articles.models.planning import day_of
from newsroom.claims.models import Claim, ClaimKind, ClaimState

EXACT = {"en": "F j, Y, H:i:s (O)", "ko": "Y년 n월 j일 H:i:s (O)"}
DEADLINES = {ClaimState.RECEIVED: _("Answer by"), ClaimState.ACCEPTED: _("Publish by")}
SENTENCES = {
    EventType.ADDED: _("{kind} published, above the story from {start} until {end}"),
    EventType.CHANGED: _("{kind}: the end was moved to {end}"),
}


def state_chip(claim: Claim) -> str:
    """Return the state of a claim as a chip."""
    kind = "scheduled" if claim.is_open else "done" if claim.state == ClaimState.PUBLISHED else "quiet"
    return chip(kind, claim.get_state_display())


def hold_chip(claim: Claim) -> str:
    """Return a chip for a claim that keeps its story under a legal hold, else ""."""
    return chip("correction", _("Legal hold")) if claim.is_holding else ""


def countdown_chip(claim: Claim, at: datetime | None = None) -> str:
    """Return the days until the next deadline of an open claim as a chip, red once it is late."""
    left = claim.days_left(day_of(at or clock.now()))
    if left is None:
        return ""
    if left < 0:
        words = ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
        return chip("missing", words)
    words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return chip("correction", _("Due today")) if left == 0 else chip("quiet", words)


def deadline_html(claim: Claim) -> str:
    """Return “Answer by Nov. 25”, with the countdown; "" for a closed claim."""
    if not claim.is_open:
        return ""
    return format_html("{} {} {}", DEADLINES[claim.state], day_html(claim.due_on), countdown_chip(claim))


def full_day_html(day: date) -> str:
    """Return a day with its year as a <time>: periods of months reach into the next one."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), date_format(day, "DATE_FORMAT"))


def full_time_html(at: datetime | None) -> str:
    """Return an instant to the second, with its year and zone; "" for None."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    words = date_format(local, EXACT[get_language()])
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), words)


def describe_statements(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: its description}."""
    return {
        event.id: format_html(
            SENTENCES[event.type],
            kind=ClaimKind(event.details["kind"]).label,
            start=datetime_html(parse_datetime(event.details["live_from"])),
            end=datetime_html(parse_datetime(event.details["live_until"])),
        )
        for event in events
        if event.type in SENTENCES
    }


register_description("statement", describe_statements)
