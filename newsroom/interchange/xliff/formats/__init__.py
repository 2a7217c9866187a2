"""Stories as files for translators who work elsewhere, and what comes back from them."""

from newsroom.interchange.xliff.formats.comparison import applied
from newsroom.interchange.xliff.formats.document import Document, Refused, Story, Unit
from newsroom.interchange.xliff.formats.xliff import read, written

__all__ = ["Document", "Refused", "Story", "Unit", "applied", "read", "written"]
