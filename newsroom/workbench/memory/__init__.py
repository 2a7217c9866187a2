"""The translation memory: what was approved once, offered where the same or nearly the same recurs.

`remember` writes.
"""

from newsroom.workbench.memory.remembering import Pair, remember

__all__ = ["Pair", "remember"]
