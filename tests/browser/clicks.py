"""A counter of the clicks and pages of one walk through the desk."""


class Clicks:
    """Clicks of a page that go through `click`, and the documents that it loads, from now on.

    count  clicks; pages  documents
    """

    def __init__(self, page):
        self.page, self.count, self.pages = page, 0, 0
        page.on("response", self._count_document)

    def _count_document(self, response):
        request = response.request
        is_page = request.is_navigation_request() and request.frame == self.page.main_frame
        # The answer to a form that leads on is no page that anybody sees.
        self.pages += is_page and not 300 <= response.status < 400

    def click(self, locator, **options):
        self.count += 1
        locator.click(**options)

    def report(self, name):
        print(f"{name}: {self.count} clicks, {self.pages} pages")  # noqa: T201
