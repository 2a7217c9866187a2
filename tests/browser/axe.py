"""Accessibility of a page, as axe sees it, and its width."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules that passed name thousands of nodes, which take longer to send than to check.
RUN = "([within, options]) => axe.run(within ?? document, options).then((found) => found.violations)"
HAS_AXE = "() => globalThis.axe !== undefined"
SAMPLES = (Path(__file__).parent / "contrast_samples.js").read_text(encoding="utf-8")


def faults(page, *, within=None):
    """Return the faults that axe finds in light colours, then the contrasts that fail in dark ones.

    The dark scheme has the same layout in other colours, so axe checks two elements of each look there
    (contrast_samples.js): contrast takes most of its time.

    A click does not wait for the page that it leads to, and half of a page has no main part yet: this waits
    until the page is loaded. After a click, first expect something that only the new page has.

    within  selector of the part to look at (default: the whole page)
    """
    page.wait_for_load_state()
    if not page.evaluate(HAS_AXE):
        page.evaluate(Axe().axe_script)
    page.emulate_media(color_scheme="light")
    found = violations(page, within, RULES, "light")
    page.emulate_media(color_scheme="dark")
    samples = page.evaluate_handle(SAMPLES, within)
    if samples.evaluate("({ include }) => include.length"):
        found += violations(page, samples, ["color-contrast"], "dark")
    return found


def violations(page, within, rules, scheme):
    """Return a line for each violated rule, with the first three elements that violate it."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    return [
        f"{page.url} {scheme} {violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in page.evaluate(RUN, [within, options])
    ]


def is_wider(page):
    """Return whether a page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")
