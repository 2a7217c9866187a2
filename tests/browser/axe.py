"""Accessibility of a page, as axe sees it, and its width."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that passed name thousands of nodes, which take longer to send than to check.
RUN = "([within, options]) => axe.run(within ?? document, options).then((found) => found.violations)"


def faults(page, *, within=None):
    """Return what axe finds in light colours, then the contrasts that fail in dark ones.

    A click does not wait for the page that it leads to, and half of a page has no main part yet: this waits
    until the page is loaded. Whoever clicked first expects something that only the new page has.

    within  selector of the part to look at (default: the whole page)
    """
    found = []
    page.wait_for_load_state()
    page.evaluate(Axe().axe_script)
    for scheme, rules in (("light", RULES), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme)
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        for violation in page.evaluate(RUN, [within, options]):
            places = [node["target"] for node in violation["nodes"]][:3]
            found.append(f"{page.url} {scheme} {violation['id']}: {places}")
    return found


def is_wider(page):
    """Return whether a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")
