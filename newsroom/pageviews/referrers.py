"""The types of pages that readers come from, and the column that counts each.

The script of a story's page tells the type, and nothing else: static/js/story.js has the names of hosts.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Referrer(models.TextChoices):
    """A type of page from which a reader has come to a story."""

    DIRECT = "direct", _("Direct")
    SEARCH = "search", _("Search and portals")
    SOCIAL = "social", _("Social media")
    MESSENGER = "messenger", _("Messengers")
    MAIL = "mail", _("Mail and feed readers")
    OWN = "own", _("Own pages")
    OTHER = "other", _("Other sites")
    UNKNOWN = "unknown", _("Unknown")

    @property
    def column(self) -> str:
        """Column that counts the type; "" for the unknown ones, which are the rest."""
        return "" if self is Referrer.UNKNOWN else f"from_{self.value}"


# The types that a page can report.
REPORTED = tuple(one for one in Referrer if one is not Referrer.UNKNOWN)
COLUMNS = tuple(one.column for one in REPORTED)
