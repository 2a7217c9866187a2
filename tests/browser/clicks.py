"""A counter of the clicks and pages that a common task takes in the browser."""

import sys

from playwright.sync_api import Locator, Page, Response


class Clicks:
    """The clicks and the loaded documents of one walk, counted from the page that is open.

    count  clicks so far
    pages  documents that were loaded since
    """

    def __init__(self, page: Page):
        self.page, self.count, self.pages = page, 0, 0
        page.on("response", self._count_page)

    def click(self, locator: Locator) -> None:
        """Click what a person would click, and count it; a page that it opened is whole when this returns."""
        locator.click()
        self.page.wait_for_load_state()
        self.count += 1

    def report(self, name: str) -> str:
        """Print what the walk took, and return it."""
        line = f"{name}: {self.count} clicks, {self.pages} pages"
        sys.stdout.write(f"{line}\n")
        return line

    def _count_page(self, response: Response) -> None:
        is_redirect = 300 <= response.status < 400
        self.pages += response.request.is_navigation_request() and not is_redirect
