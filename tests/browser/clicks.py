"""Clicks and pages of one walk through the desk: the measure of how much work a task is."""

from playwright.sync_api import Locator, Page


class Clicks:
    """A counter of the clicks of one walk, and of the documents that the browser loaded meanwhile."""

    def __init__(self, page: Page):
        self.count = self.pages = 0
        page.on("domcontentloaded", self._add_page)

    def _add_page(self, _page):
        self.pages += 1

    def click(self, locator: Locator) -> None:
        """Click on something that a person sees."""
        locator.click()
        self.count += 1

    def report(self, name: str) -> None:
        """Print the clicks and pages of the walk."""
        print(f"{name}: {self.count} clicks, {self.pages} pages")  # noqa: T201
