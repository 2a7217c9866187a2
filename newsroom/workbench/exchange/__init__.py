"""Stories as files for translators who work elsewhere, and what comes back from them."""

from newsroom.workbench.exchange.report import applied
from newsroom.workbench.exchange.stories import Document, Refused, Story, Unit
from newsroom.workbench.exchange.xliff import read, written

__all__ = ["Document", "Refused", "Story", "Unit", "applied", "read", "written"]
