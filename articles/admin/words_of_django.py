"""Words of Django's admin that its Korean lacks, or says otherwise than a newsroom does.

Named here they stand in our catalogue, which is asked before Django's own; its scripts are told of them by
ScriptWords.
"""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog

ON_SCREENS = [
    _("- Select an option -"),
    _("Select %s to change"),
    _("Select %s to view"),
    _(" By %(filter_title)s "),
]
IN_SCRIPTS = [
    _("server"),
    _("Today (%(date)s)"),
    _("Yesterday (%(date)s)"),
    _("Tomorrow (%(date)s)"),
    _("Previous (%(month)s %(year)s)"),
    _("Next (%(month)s %(year)s)"),
    _("%(month)s %(day)s, %(year)s"),
    _("%s (today, current selection)"),
    _("%s (today)"),
    _("%s (current selection)"),
]


def ngettext_noop(one, many):
    return one, many


COUNTED_IN_SCRIPTS = [
    ngettext_noop(
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour ahead.)",
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hours ahead.)",
    ),
    ngettext_noop(
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hour behind.)",
        "Note: Enter times in the %(timezone)s timezone. (You are %(offset)s hours behind.)",
    ),
]


class ScriptWords(JavaScriptCatalog):
    """Django's catalogue for the admin's scripts, completed by ours."""

    packages = ["django.contrib.admin"]

    def get_catalog(self):
        plain = {text: gettext(text) for text in IN_SCRIPTS}
        counted = {
            one: [ngettext(one, many, number) for number in (1, 2)] for one, many in COUNTED_IN_SCRIPTS
        }
        return plain | counted | super().get_catalog()
