"""The translation memory: what was approved once, offered where the same or nearly the same recurs.

`matches` asks, `remember` writes.
"""

from newsroom.translations.memory.matching import Match, matches
from newsroom.translations.memory.remembering import Pair, remember

__all__ = ["Match", "Pair", "matches", "remember"]
