"""Stories as files for translators who work elsewhere, and what comes back from them."""

from newsroom.translations.exchange.report import applied
from newsroom.translations.exchange.stories import Document, Refused, Story, Unit
from newsroom.translations.exchange.xliff import read, written

__all__ = ["Document", "Refused", "Story", "Unit", "applied", "read", "written"]
