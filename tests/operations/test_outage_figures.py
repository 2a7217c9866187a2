"""Figures of the outage drill, with invented data. `make drills only=outages` causes real outages."""

from tools.drills.cluster import long_statements
from tools.drills.load import DESK, KEPT, MADE, Asked
from tools.drills.outages import Outage

ENDED = 1000.0
ASKED = [
    Asked(KEPT, 990, 0.1, 200, "GET /en/"),
    Asked(KEPT, 999, 0.2, 503, "GET /en/"),
    Asked(MADE, 1002.5, 9.0, 0, "GET /en/"),
    Asked(MADE, 1004, 0.1, 200, "GET /en/"),
    Asked(DESK, 1001, 0.1, 500, "GET /en/"),
]


def test_recovery_lasts_until_the_last_request_that_is_lost():
    outage = Outage("a part away", ENDED, ASKED)
    assert [one.status for one in outage.lost] == [503, 0, 500]
    assert outage.recovery == 2.5
    assert outage.row() == "  | a part away | 1 of 2 | 1 of 2 | 0 of 0 | 1 of 1 | 2.5 s | 9.0 s |"


def test_nothing_lost_after_the_end_is_a_recovery_at_once():
    assert Outage("a part away", ENDED, ASKED[:2]).recovery == 0


def test_long_statements_are_read_from_the_log_with_what_they_waited():
    log = """
2026-11-29 14:00:00.100 UTC [7] LOG:  duration: 132.250 ms  statement: SELECT 1 FROM "articles"
2026-11-29 14:00:00.200 UTC [8] LOG:  process 8 still waiting for ShareLock on transaction 5 after 100.1 ms
2026-11-29 14:00:00.300 UTC [7] LOG:  duration: 200.000 ms  bind <unnamed>: SELECT 2
2026-11-29 14:00:00.400 UTC [8] LOG:  process 8 acquired ShareLock on transaction 5 after 310.5 ms
2026-11-29 14:00:00.500 UTC [8] LOG:  duration: 311.000 ms  execute s1: UPDATE a SET b = $1
2026-11-29 14:00:00.600 UTC [9] LOG:  checkpoint complete: wrote 5 buffers
"""
    assert list(long_statements(log)) == [
        (132.25, 0, 'SELECT 1 FROM "articles"'),
        (200, 0, "SELECT 2"),
        (311, 310.5, "UPDATE a SET b = $1"),
    ]
