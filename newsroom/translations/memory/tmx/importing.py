"""A TMX file enters the memory."""

from dataclasses import dataclass, field
from itertools import batched

from articles.models import Language
from newsroom.translations.memory.entries import AT_ONCE, make_memory_entry, store_entries
from newsroom.translations.memory.tmx.reading import Read, units


@dataclass
class Imported:
    """How many translations a file offers, how many of these are worth keeping, how many were new."""

    read: Read = field(default_factory=Read)
    offered: int = 0
    kept: int = 0
    new: int = 0
    done: int = 0  # of those kept, while they are written


def import_tmx(file, *, name, by, at, source_language=None, dry_run=False, told=lambda imported: None):
    """Remember the translations of a seekable binary file; return what came of it, as Imported.

    It is read twice: to its end, that nothing is written of a file that is refused, and again to write, in
    short transactions that keep nobody waiting. Interrupted, it is begun again: what is there stays one.

    told  is called now and then while it is read, and while it is written
    Raise TmxRefused.
    """
    imported = Imported()
    for unit in units(file, imported.read, source_language=source_language):
        imported.offered += 1
        imported.kept += _entry(unit, name, by, at) is not None
        if not imported.offered % AT_ONCE:
            told(imported)
    if dry_run:
        return imported
    file.seek(0)
    for batch in batched(units(file, Read(), source_language=source_language), AT_ONCE):
        for language in Language:
            entries = [_entry(unit, name, by, at) for unit in batch if unit.source_language == language]
            entries = list(filter(None, entries))
            imported.new += store_entries(entries, source_language=language)
            imported.done += len(entries)
        told(imported)
    return imported


def _entry(unit, name, by, at):
    """An instant that lies ahead of this one is a wrong clock's."""
    return make_memory_entry(
        unit.role,
        unit.source,
        unit.target,
        source_language=unit.source_language,
        origin=name[:200],
        by=by,
        uses=unit.uses,
        first_seen_at=min(unit.first_seen_at or at, at),
        last_seen_at=min(unit.last_seen_at or at, at),
    )
