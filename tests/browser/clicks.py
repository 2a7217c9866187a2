"""The clicks and pages that a task takes in a browser."""


class Clicks:
    """Counts the clicks and the loaded documents of one walk on a page.

    count  clicks so far
    pages  documents that were loaded since the walk began
    """

    def __init__(self, page):
        self.page, self.count, self.pages = page, 0, 0
        page.on("domcontentloaded", self._load)

    def _load(self, _page):
        self.pages += 1

    def click(self, locator, **options):
        """Click what a person sees, and count it."""
        locator.click(**options)
        self.count += 1

    def report(self, name):
        """Print both figures, and return them as a sentence."""
        words = f"{name}: {self.count} clicks, {self.pages} pages"
        print(words)  # noqa: T201 — the figure is what the walk is for
        return words
