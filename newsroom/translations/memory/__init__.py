"""The translation memory: approved translations, offered for the same and for similar segments.

`memory_matches` reads it, `remember` writes it.
"""

from newsroom.translations.memory.entries import MemoryPair, remember
from newsroom.translations.memory.matches import MemoryMatch, memory_matches
