"""Figures of the drill of outages, without one: `make drills only=outages` lets them happen."""

from tools.drills.cluster import DURATION
from tools.drills.load import DESK, KEPT, MADE, Asked
from tools.drills.outages import Outage

ENDED = 1000.0
ASKED = [
    Asked(KEPT, 990, 0.1, 200),
    Asked(KEPT, 999, 0.2, 503),
    Asked(MADE, 1002.5, 9.0, 0),
    Asked(MADE, 1004, 0.1, 404),
    Asked(DESK, 1001, 0.1, 500),
]


def test_recovery_lasts_until_the_last_request_that_is_lost():
    outage = Outage("a part away", ENDED, ASKED)
    assert [one.status for one in outage.lost] == [503, 0, 500]
    assert outage.recovery == 2.5
    assert outage.row() == "  | a part away | 1 of 2 | 1 of 2 | 1 of 1 | 2.5 s | 9.0 s |"


def test_nothing_lost_after_the_end_is_a_recovery_at_once():
    assert Outage("a part away", ENDED, ASKED[:2]).recovery == 0


def test_long_statements_are_read_from_the_log_with_their_words():
    line = '2026-11-29 14:00:00 UTC [7] LOG:  duration: 132.250 ms  statement: SELECT 1 FROM "articles"'
    found = DURATION.search(line)
    assert (found["ms"], found["words"]) == ("132.250", 'SELECT 1 FROM "articles"')
    prepared = "LOG:  duration: 7.5 ms  execute s1: UPDATE a SET b = $1"
    assert DURATION.search(prepared)["words"] == "UPDATE a SET b = $1"
    assert not DURATION.search("LOG:  checkpoint complete: duration unknown")
