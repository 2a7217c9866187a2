"""The translation memory: what was approved once, offered where the same or nearly the same recurs.

`matches` asks, `remember` writes.
"""

from newsroom.translations.memory.matching import MemoryMatch, memory_matches
from newsroom.translations.memory.remembering import MemoryPair, remember

__all__ = ["MemoryMatch", "MemoryPair", "memory_matches", "remember"]
