"""Waits of tests for a page: long enough for a busy machine, no longer than needed."""

PATIENCE = 60_000  # milliseconds; a page that does what it should is never waited for so long
TURN = 50


def until(page, is_so):
    """Whether something comes about that the page itself does not tell, as a row or a dialog."""
    for _turn in range(PATIENCE // TURN):
        if is_so():
            return True
        page.wait_for_timeout(TURN)
    return False
