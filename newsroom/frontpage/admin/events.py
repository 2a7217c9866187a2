"""Descriptions of the log's events about placements."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.display import datetime_html
from articles.admin.site import register_description
from articles.models import Event, EventType, Language, Section
from newsroom.frontpage.models import LayoutKind, Placement
from newsroom.frontpage.placement_session import sentence_html

SENTENCES = {
    EventType.ADDED: gettext_lazy("placed: %(page)s, %(place)s, from %(since)s"),
    EventType.CHANGED: gettext_lazy("end time set: %(page)s, %(place)s"),
    EventType.REMOVED: gettext_lazy("plan canceled: %(page)s, %(place)s, from %(since)s"),
}


def describe_placements(events: list[Event]) -> dict[int, str]:
    """Return {id of an event: its description}; sections are read in one query."""
    rows = {event.id: Placement.from_log(event.details) for event in events if "position" in event.details}
    sections = Section.objects.in_bulk({row.section_id for row in rows.values()} - {None})
    for row in rows.values():
        row.section = sections.get(row.section_id)
    return {event.id: _describe(event, rows[event.id]) for event in events if event.id in rows}


def _describe(event, row):
    sentence = str(SENTENCES[event.type])
    values = {"page": row.page_label, "place": row.slot_label, "since": datetime_html(row.placed_from)}
    if row.layout != LayoutKind.CALM:
        sentence, values["layout"] = f"{sentence}, %(layout)s", LayoutKind(row.layout).label
    if row.placed_until:
        sentence, values["until"] = f"{sentence}, {_('until %(until)s')}", datetime_html(row.placed_until)
    return sentence_html(sentence, language=Language(row.language).label, **values)


register_description("placement", describe_placements)
