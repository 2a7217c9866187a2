"""Waits of tests for a page: long enough for a busy machine, no longer than needed."""

PATIENCE = 60_000  # milliseconds; a page that does what it should is never waited for so long
TURN = 50
PROBE = "/is-intercepted/"


def until(page, is_so):
    """Whether something comes about that the page itself does not tell, as a row or a dialog."""
    for _turn in range(PATIENCE // TURN):
        if is_so():
            return True
        page.wait_for_timeout(TURN)
    return False


def intercept(page, address, handler, **options):
    """Let `handler` answer requests of a page to an address from now on, as `page.route()` of Playwright.

    Chromium confirms that before the page heeds it: while its scripts are busy, requests still pass by.
    """
    page.route(f"**{PROBE}", lambda route: route.fulfill(status=204))
    page.route(address, handler, **options)
    if page.url != "about:blank":
        page.wait_for_function("async (probe) => (await fetch(probe)).status === 204", arg=PROBE)
