"""Figures on the pages that this process has answered, plain numbers that cost a kept page next to nothing.

Whoever wants them reads them now and then (newsroom.operations.metrics). Threads that count at the same
instant may lose one.
"""

from collections import deque

MOST_DELAYS = 1_000  # remembered until they are read


class PageFigures:
    """Answers since the process began, by where they came from, and the delays of changes.

    hits    from what is kept
    stale   from what is kept, while the database did not answer
    made    made by Django, and perhaps kept
    own     made for one reader alone, who is logged in, or for an address that is never kept
    delays  seconds from the event of a publication until this process knew of it, not yet read
    """

    def __init__(self):
        self.hits = self.stale = self.made = self.own = 0
        self.delays = deque(maxlen=MOST_DELAYS)


FIGURES = PageFigures()
