"""Labels of posted form fields, found by the fields' names alone."""

import re

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

ROW = re.compile(r"(?P<rows>\w+)-(?P<number>\d+)-(?P<name>\w+)")
PART = re.compile(r"_[01]$")  # a date and its time are two fields of one name
LANGUAGE = re.compile(r"_(en|ko)$")
# Fields of the pages of steps, of stories from text and of merged topics, which are no columns.
ASKED = {
    "alone_reason": _("Reason"),
    "at": _("Goes live at"),
    "begins": _("From"),
    "body": _("Text"),
    "ends": _("Until"),
    "headline": _("Headline"),
    "into": _("Merge into"),
    "kind": _("Kind"),
    "note": _("Public note"),
    "reason": _("Reason"),
    "summary": _("Summary"),
    "text": _("Text"),
    "where": _("Place on the page"),
    "why": _("Reason"),
    "words": _("Words of the banner"),
}
OTHER = _("Other field")


class Fields:
    """The fields of one screen of the admin: Fields(request.resolver_match).called("sources-0-name_ko")."""

    def __init__(self, place):
        app, _underscore, rest = (place.url_name or "").partition("_")
        try:
            self.model = apps.get_model(app, rest.partition("_")[0])
        except LookupError:
            self.model = None

    def called(self, name):
        """(words, language of what stands in it or "")."""
        row, language = ROW.fullmatch(name), LANGUAGE.search(name)
        words = row_label(self.model, **row.groupdict()) if row else label(self.model, name)
        return str(words), language[1] if language else ""


def row_label(model, rows, number, name):
    """Return the label of a field in an inline row, such as “Source 2: Name (Korean)”."""
    relations = model._meta.related_objects if model else ()
    model = next((one.related_model for one in relations if one.get_accessor_name() == rows), None)
    if model is None:
        return OTHER
    return _("%(things)s %(number)d: %(field)s") % {
        "things": capfirst(str(model._meta.verbose_name)),
        "number": int(number) + 1,
        "field": label(model, name),
    }


def label(model, name):
    column = PART.sub("", name)
    try:
        return capfirst(str(model._meta.get_field(column).verbose_name)) if model else ASKED[column]
    except (FieldDoesNotExist, KeyError):
        return ASKED.get(column, OTHER)
