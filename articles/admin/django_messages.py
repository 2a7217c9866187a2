"""Messages of Django's admin that its Korean catalogue lacks, or that a newsroom words differently.

Listed here, they become part of our catalogue, which overrides Django's own. AdminJavaScriptCatalog passes
them to Django's scripts.
"""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog


def ngettext_noop(singular, plural):
    return singular, plural


DJANGO_MESSAGES = [
    _("- Select an option -"),
    _("Select %s to change"),
    _("Select %s to view"),
    _("Select this object for an action - {}"),
    _("Select all objects on this page for an action"),
    _(" By %(filter_title)s "),
    _("Any date"),
    _("None available"),
    _("Start typing to filter…"),
    ngettext_noop("%(counter)s result", "%(counter)s results"),
    _("You don’t have permission to view or edit anything."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
    ngettext_noop("Please correct the error below.", "Please correct the errors below."),
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Value %(value)r is not a valid choice."),
    _("“%(pk)s” is not a valid value."),
    _("Constraint “%(name)s” is violated."),
    _("Cannot delete %(name)s"),
    _(
        "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? "
        "All of the following related items will be deleted:"
    ),
    _(
        "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, "
        "but your account doesn't have permission to delete the following types of objects:"
    ),
    _("Objects"),
    _("Save and add another"),
    _("Yes, I’m sure"),
    _("No, take me back"),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("Logout"),
    _(
        "Whether the user will be able to authenticate using a password or not. "
        "If disabled, they may still be able to authenticate using other backends, "
        "such as Single Sign-On or LDAP."
    ),
    _(
        "Please enter the correct %(username)s and password for a staff account. "
        "Note that both fields may be case-sensitive."
    ),
    _(
        "You are authenticated as %(username)s, but are not authorized to access this page. "
        "Would you like to login to a different account?"
    ),
    _(
        "Please enter your old password, for security’s sake, and then enter your new password twice "
        "so we can verify you typed it in correctly."
    ),
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


class AdminJavaScriptCatalog(JavaScriptCatalog):
    """Django's catalogue for the admin's scripts, extended by ours."""

    packages = ["django.contrib.admin"]

    def get_catalog(self):
        plain = {text: gettext(text) for text in IN_SCRIPTS}
        counted = {
            singular: [ngettext(singular, plural, number) for number in (1, 2)]
            for singular, plural in COUNTED_IN_SCRIPTS
        }
        return plain | counted | super().get_catalog()
