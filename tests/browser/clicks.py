"""Counts of what a task costs on the screens: clicks, and documents that the browser loads."""

import sys

from playwright.sync_api import Locator, Page, Response


class Clicks:
    """The clicks and page loads of one walk through the screens.

    count  clicks so far
    pages  documents loaded since the walk began
    """

    def __init__(self, page: Page):
        self.page, self.count, self.pages = page, 0, 0
        page.on("response", self._count_page)

    def click(self, locator: Locator) -> None:
        """Click, and count it."""
        locator.click()
        self.count += 1

    def report(self, name: str) -> str:
        """Print both figures, which pytest shows with -s, and return the line."""
        line = f"{name}: {self.count} clicks, {self.pages} pages"
        sys.stdout.write(f"{line}\n")
        return line

    def _count_page(self, response: Response) -> None:
        is_redirect = 300 <= response.status < 400
        self.pages += response.request.is_navigation_request() and not is_redirect
