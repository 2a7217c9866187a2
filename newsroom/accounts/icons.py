"""Django's sign for yes and no, which it calls “True” and “False” in every language."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext as _


def yes_or_no(value):
    """Return the icon of a boolean in lists, with words for screen readers."""
    sign, words = {True: ("yes", _("Yes")), False: ("no", _("No"))}.get(value, ("unknown", _("Unknown")))
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{sign}.svg"), words)
