"""Descriptions of the log's events about statements, which everybody reads once one is published."""

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.display import datetime_html
from articles.admin.site import register_description
from articles.models import Event, EventType
from newsroom.claims.models import ClaimKind

SENTENCES = {
    EventType.ADDED: _("{kind} published, above the story from {start} until {end}"),
    EventType.CHANGED: _("{kind}: the end was moved to {end}"),
}


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
