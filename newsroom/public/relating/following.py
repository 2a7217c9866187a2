"""Keeps relations as the newsroom's log goes on."""

from articles.following import follows
from articles.models.event import Happening
from newsroom.public.relating.reading import read
from newsroom.public.relating.relating import relate

MOVES = (
    Happening.PUBLISHED,
    Happening.SCHEDULED,
    Happening.CANCELLED,
    Happening.BROUGHT_FORWARD,
)


def concern(events):
    return events.filter(subject_type="article", happening__in=MOVES)


# Few at once: a batch is one transaction, and a text takes its hundredth of a second.
@follows("relating", wanted=concern, at_once=10)
def relating(events):
    """Read and relate the stories of which something was published or planned; return how many were."""
    numbers = read({event.subject_id for event in events})
    for number in numbers:
        relate(number)
    return len(numbers)
