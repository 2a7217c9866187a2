"""Contact sheets of public pages: each type at five widths, in light and dark colours, in both languages.

They help to review style sheets: the tests check rules (tests/browser/layout_rules.js), but not taste. With
`before`, the code of another commit renders the same pages on a copy of the newsroom, and each sheet that
differs shows both.
"""

import io
import shutil
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from tools.screens.demonstration import (
    LOCALES,
    ROOT,
    ids_of_stories,
    launch,
    log_in,
    manage,
    open_page,
    serve,
)

WIDTHS = (320, 390, 768, 1024, 1440)
SCHEMES = ("light", "dark")
TALLEST = 7000  # maximum height of a page on a sheet, in pixels
GAP, GROUND = 24, (128, 128, 128)
WORDS = {"en": "ferry", "ko": "여객선"}
PREVIEW = "/admin/preview/front/{language}/?where=lead-1&layout="
PACT = "{story[dalmuri-velmora-reopen-strait-pact-talks]}"
FERRY = "/{language}/articles/{story[night-ferry-200000-passengers]}/any/"
BUS = "/{language}/articles/{story[bus-14-will-wait-for-the-ferry]}/any/"
BUOYS = "/{language}/articles/{story[storm-buoys-speak-one-language]}/any/"
# Load pictures first that would load late, or never on a long page. After a change of width, the page chooses
# other files in its next frame.
ALL_PICTURES = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const end = (picture) => picture.complete || new Promise((done) => {
    picture.addEventListener("load", done);
    picture.addEventListener("error", done);
  });
  for (const picture of document.images) picture.loading = "eager";
  await frame();
  await frame();
  await Promise.all([...document.images].map(end));
  await document.fonts.ready;
}"""


@dataclass(frozen=True)
class PageType:
    """A type of public page and its address in the demonstration.

    address  may contain {language}, {story[slug]} (the id of the story with that English slug), {word}
             (found in stories) and {day} (a day with stories)
    """

    name: str
    address: str

    @property
    def is_for_staff(self):
        return self.address.startswith("/admin/")

    def path(self, language, story, day):
        """Return the address in a language. story is {English slug: id}, day a date."""
        return self.address.format(
            language=language, story=story, word=WORDS[language], day=f"{day:%Y/%m/%d}"
        )


PAGE_TYPES = [
    PageType("front", "/{language}/"),
    PageType("front-calm", f"{PREVIEW}calm&story={PACT}"),
    PageType("front-big", f"{PREVIEW}big&story={PACT}"),
    PageType("front-package", f"{PREVIEW}package&story={PACT}"),
    PageType("section", "/{language}/sections/city/"),
    PageType("section-placed", "/{language}/sections/culture/"),
    PageType("topic", "/{language}/topics/ferries/"),
    PageType("author", "/{language}/authors/no-eul-bit/"),
    PageType("day", "/{language}/{day}/"),
    PageType("story", BUS),
    PageType("story-long", "/{language}/articles/{story[last-keeper-of-gannet-head]}/any/"),
    PageType("story-figures", "/{language}/articles/{story[strait-by-the-numbers]}/any/"),
    PageType("story-corrected", FERRY),
    PageType("story-outdated", BUOYS),
    PageType("story-brief", "/{language}/articles/{story[breakwater-lamp-dark-for-two-nights]}/any/"),
    PageType("story-sponsored", "/{language}/articles/{story[a-winter-coat-for-the-harbor-boats]}/any/"),
    PageType("story-elsewhere", "/{language}/articles/{story[alley-library-open-until-11]}/any/"),
    PageType("withdrawn", "/{language}/articles/{story[nabi-logistics-to-close-pier-7-warehouse]}/any/"),
    PageType("retracted", "/{language}/articles/{story[dolphins-counted-twice]}/any/"),
    PageType("history", f"{FERRY}history/"),
    PageType("edition", f"{FERRY}history/1/"),
    PageType("side-by-side", f"{BUOYS}side-by-side/"),
    PageType("republication", f"{BUS}republish/"),
    PageType("search", "/{language}/search/"),
    PageType("search-results", "/{language}/search/?q={word}"),
    PageType("search-filtered", "/{language}/search/?q={word}&section=city&order=date"),
    PageType("search-nothing", "/{language}/search/?q=zzzz"),
    PageType("corrections", "/{language}/corrections/"),
    PageType("checksums", "/{language}/checksums/"),
    PageType("feeds", "/{language}/feeds/"),
    PageType("newsletter", "/{language}/newsletter/"),
    PageType("newsletter-requested", "/{language}/newsletter/requested/"),
    PageType("newsletter-expired", "/{language}/newsletter/confirm/" + "0" * 32 + "/"),
    PageType("standing-page", "/{language}/pages/about/"),
    PageType("masthead", "/{language}/pages/masthead/"),
    PageType("not-found", "/{language}/no-such-page/"),
]


def day_of_stories():
    """Return a day with stories in a demonstration that was loaded today: yesterday."""
    return datetime.now(ZoneInfo("Asia/Seoul")).date() - timedelta(days=1)


@contextmanager
def checked_out(commit, folder):
    """Check out a commit into a folder, yield the folder, and remove it at the end."""
    run = ["git", "-C", ROOT, "worktree"]
    subprocess.run([*run, "add", "--quiet", "--detach", folder, commit], check=True)  # noqa: S603
    try:
        yield folder
    finally:
        subprocess.run([*run, "remove", "--force", folder], check=True)  # noqa: S603


@contextmanager
def newsrooms(before, folder):
    """Yield [(URL, data folder)] of a newsroom with this code and, if `before` is a commit, with its code."""
    with ExitStack() as stack:
        roots = [ROOT]
        if before:
            roots.append(stack.enter_context(checked_out(before, folder / "code")))
        data = [folder / f"data-{number}" for number, _root in enumerate(roots)]
        data[-1].mkdir()
        # The older code loads the data; the present code migrates its copy.
        with serve(data[-1], roots[-1]):
            manage("follow_log", "--once", folder=data[-1], root=roots[-1])
        if before:
            shutil.copytree(data[-1], data[0])
        # With one SITE_URL, pages that contain their own URL are the same in both.
        same = {"SITE_URL": "http://127.0.0.1:8000"}
        yield [
            (stack.enter_context(serve(folder, root, **same)), folder)
            for folder, root in zip(data, roots, strict=True)
        ]


def photograph_all(page, path):
    """Return {(scheme, width): picture} of a page at its full height, up to TALLEST."""
    page.goto(path)
    pictures = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(ALL_PICTURES)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
            pictures[scheme, width] = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    return pictures


def is_same(picture, other):
    return picture.size == other.size and ImageChops.difference(picture, other).getbbox() is None


def sheet(rows):
    """Return one image with rows of pictures side by side, at half their size."""
    rows = [[picture.reduce(2) for picture in row] for row in rows]
    heights = [max(picture.height for picture in row) + GAP for row in rows]
    width = max(sum(picture.width + GAP for picture in row) for row in rows)
    sheet = Image.new("RGB", (width + GAP, sum(heights) + GAP), GROUND)
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        left = GAP
        for picture in row:
            sheet.paste(picture, (left, top))
            left += picture.width + GAP
        top += height
    return sheet


def write_sheets(name, pictures, folder):
    """Write a sheet for each scheme. Return the names of sheets whose pictures differ.

    pictures  one or two dicts of photograph_all, the present code first
    """
    differing = []
    for scheme in SCHEMES:
        rows = [[own[scheme, width] for width in WIDTHS] for own in pictures]
        if all(map(is_same, rows[0], rows[-1])):
            rows = rows[:1]
        else:
            differing.append(f"{name}-{scheme}")
        sheet(rows).save(folder / f"{name}-{scheme}.jpg", quality=85)
    return differing


def take(page_types, folder, before=""):
    """Write the contact sheets to a folder. Return the names of sheets that differ from commit `before`."""
    folder.mkdir(parents=True, exist_ok=True)
    differing, day = [], day_of_stories()
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-sheets-", ignore_cleanup_errors=True) as name,
        newsrooms(before, Path(name)) as served,
        sync_playwright() as playwright,
    ):
        story = ids_of_stories(served[0][1])
        for language in LOCALES:
            browser = launch(playwright, language)
            pages = []
            with ExitStack() as stack:
                for address, data in served:
                    with open_page(browser, address, language) as page:
                        session = log_in(page, data)
                    staff = stack.enter_context(open_page(browser, address, language, session=session))
                    reader = stack.enter_context(open_page(browser, address, language))
                    pages.append({True: staff, False: reader})
                for page_type in page_types:
                    path = page_type.path(language, story, day)
                    pictures = [photograph_all(page[page_type.is_for_staff], path) for page in pages]
                    differing += write_sheets(f"{page_type.name}-{language}", pictures, folder)
                    print(f"{page_type.name}-{language}", flush=True)
            browser.close()
    return differing
