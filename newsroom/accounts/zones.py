"""Time zones to choose from, by the names that the language of the screens has for their cities."""

from itertools import groupby
from zoneinfo import available_timezones

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}


def zones(kept=""):
    """Choices for a form: first the newsroom's own, then each region's cities in their order.

    kept  the zone that an account has, offered whatever it is
    """
    known = {name for name in Locale("ko").time_zones if name.partition("/")[0] in REGIONS}
    known &= available_timezones()
    if kept:
        known.add(kept)
    own = _("The newsroom’s own: %(city)s") % {"city": city(settings.TIME_ZONE)}
    names = sorted(known, key=lambda name: (region(name), city(name)))
    grouped = [(where, [(name, city(name)) for name in found]) for where, found in groupby(names, region)]
    return [("", own), *grouped]


def region(name):
    first = name.partition("/")[0]
    return str(REGIONS.get(first, first))


def city(name):
    """“Seoul”, “서울”: as CLDR calls the place of a zone, else the last part of its name."""
    told = Locale(get_language()).time_zones.get(name, {})
    return told.get("city") or name.rpartition("/")[2].replace("_", " ")
