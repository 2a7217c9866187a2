"""The translation memory: what was approved once, offered where the same or nearly the same recurs.

`matches` asks, `remember` writes.
"""

from newsroom.translations.memory.entries import MemoryPair, remember
from newsroom.translations.memory.matches import MemoryMatch, memory_matches

__all__ = ["MemoryMatch", "MemoryPair", "memory_matches", "remember"]
