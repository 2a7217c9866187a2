"""Waits of tests for a page: long enough for a busy machine, no longer than needed."""

PATIENCE = 60_000  # milliseconds; only a broken page takes as long
TURN = 50
PROBE = "/is-intercepted/"


def until(page, is_so):
    """Wait for a change that the page does not signal, such as a row or a dialog. Return whether it came."""
    for _turn in range(PATIENCE // TURN):
        if is_so():
            return True
        page.wait_for_timeout(TURN)
    return False


def intercept(page, address, handler, **options):
    """Answer requests of a page to an address with `handler` from now on, like `page.route()` of Playwright.

    Chromium confirms the route before the page uses it: while scripts of the page are busy, requests still
    pass. A probe shows that the route works.
    """
    page.route(f"**{PROBE}", lambda route: route.fulfill(status=204))
    page.route(address, handler, **options)
    if page.url != "about:blank":
        page.wait_for_function("async (probe) => (await fetch(probe)).status === 204", arg=PROBE)
