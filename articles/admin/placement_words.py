"""What the log tells of placements, in words of the language of the screens."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.extensions import register_description
from articles.admin.forms.instants import moment
from articles.admin.front_page_acts import say
from articles.models import Happening, Language, Placement, Section

TOLD = {
    Happening.ADDED: gettext_lazy("placed: %(page)s, %(place)s, from %(since)s"),
    Happening.CHANGED: gettext_lazy("end of its place set: %(page)s, %(place)s"),
    Happening.REMOVED: gettext_lazy("plan cancelled: %(page)s, %(place)s, from %(since)s"),
}


def tell_placements(events):
    """{number of an event: its words} of those that tell of placements; sections in one query."""
    rows = {event.number: Placement.as_logged(event.details) for event in events if "place" in event.details}
    sections = Section.objects.in_bulk({row.section_id for row in rows.values()} - {None})
    for row in rows.values():
        row.section = sections.get(row.section_id)
    return {event.number: words(event, rows[event.number]) for event in events if event.number in rows}


def words(event, row):
    told = str(TOLD[event.happening])
    said = {"page": row.page_words, "place": row.place_words, "since": moment(row.placed_from)}
    if row.placed_until:
        told, said["until"] = f"{told}, {_('until %(until)s')}", moment(row.placed_until)
    return say(told, language=Language(row.language).label, **said)


register_description("placement", tell_placements)
