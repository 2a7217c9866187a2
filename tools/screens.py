#!/usr/bin/env python3
"""Takes pictures of every kind of page, of a demonstration newsroom of its own: `make screens`.

    tools/screens.py                        what docs/screens lacks
    tools/screens.py --again                everything anew
    tools/screens.py --only front,article   these kinds of page alone
    tools/screens.py --to FOLDER            elsewhere

A picture for each kind, language, width and scheme, `article-ko-390-dark.png`, two windows high at most. The
run may be interrupted: the next one goes on where it stopped.
"""

import argparse
import io
import itertools
import os
import re
import runpy
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/screens"
LANGUAGES = {"en": "en-US", "ko": "ko-KR"}
HEIGHTS = {390: 844, 768: 1024, 1440: 900}  # of the window, by its width
MOST = {390: 1688, 768: 1700, 1440: 1350}  # of a picture
SCHEMES = ("light", "dark")
COLOURS = 64  # of a picture's palette, beside those of the style sheet
STYLE, COLOUR = ROOT / "static/css/site.css", re.compile("#([0-9a-f]{6})")
DESK = "managing"  # the account that sees all of the admin
STARTED_WITHIN = 180  # seconds; the demonstration publishes its stories first
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
STORY = "night-ferry-200000-passengers"
# What is typed for one picture is not offered in another. No route meets what a page sends while it closes.
KEEP_NOTHING = """
const send = window.fetch;
window.fetch = (address, ...rest) =>
  String(address).endsWith("/typing/") ? Promise.resolve(new Response("{}")) : send(address, ...rest);
"""


class Kind(NamedTuple):
    """A kind of page.

    meanwhile  what happens on the page before the picture is taken: a function of meanwhile.py
    The rest is told in screens.toml.
    """

    name: str
    title: str
    address: str
    is_desk: bool = False
    is_debug: bool = False
    meanwhile: object = None
    widths: tuple = tuple(HEIGHTS)
    schemes: tuple = SCHEMES
    languages: tuple = tuple(LANGUAGES)


class Screen(NamedTuple):
    kind: Kind
    language: str
    width: int
    scheme: str

    @property
    def file(self):
        return f"{self.kind.name}-{self.language}-{self.width}-{self.scheme}.png"


MEANWHILE = runpy.run_path(str(Path(__file__).with_name("meanwhile.py")))["MEANWHILE"]


def read_kinds():
    """The kinds of page of screens.toml."""
    rows = tomllib.loads(Path(__file__).with_name("screens.toml").read_text(encoding="utf-8"))["kind"]
    return [Kind(**row | {"meanwhile": MEANWHILE.get(row.get("meanwhile"))}) for row in rows]


KINDS = read_kinds()


def screens(kinds=KINDS):
    """Every picture of the kinds, one language after the other: the desk's screens have one at a time."""
    every = itertools.product(LANGUAGES, HEIGHTS, SCHEMES, kinds)
    return [
        Screen(kind, language, width, scheme)
        for language, width, scheme, kind in every
        if width in kind.widths and scheme in kind.schemes and language in kind.languages
    ]


# The newsroom


@contextmanager
def newsroom(folder, *, debug=False):
    """Serve the newsroom in a data folder; give its address. A new folder gets the demonstration first."""
    port = free_port()
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables |= {"PORT": str(port), "NEWSROOM_DATA": str(folder)}
    command = ["-m", "newsroom.local"]
    if debug:
        variables["DEBUG"] = "1"
        command = ["manage.py", "runserver", "--noreload", str(port)]
    with (folder / "server.log").open("a") as log:
        # In a session of its own, so that Ctrl-C reaches this script alone, which then ends the server.
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, *command],
            cwd=ROOT,
            env=variables,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/en/", server, Path(log.name))
            yield f"http://127.0.0.1:{port}"
        finally:
            end(server)


def end(server):
    """End a server with its workers, at once if it can."""
    try:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=5)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        server.kill()
        server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, server, log):
    deadline = time.monotonic() + STARTED_WITHIN
    while not answers(address):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The newsroom does not start:\n{log.read_text()}")
        time.sleep(0.2)


def answers(address):
    try:
        return urllib.request.urlopen(address, timeout=10).status == 200  # noqa: S310
    except (OSError, urllib.error.HTTPError):
        return False


def places(folder, address):
    """Return the ids for the addresses of this newsroom: stories, an image, the last day."""
    with sqlite3.connect(f"file:{folder}/newsroom.sqlite3?mode=ro", uri=True) as rows:
        story = dict(rows.execute("SELECT slug_en, id FROM articles_article"))
        [[image]] = rows.execute("SELECT lead_image_id FROM articles_article WHERE slug_en = ?", [STORY])
    front = urllib.request.urlopen(f"{address}/en/", timeout=10).read().decode()  # noqa: S310
    return {"story": story, "image": image, "day": re.search(r"/en/(\d{4}/\d\d/\d\d)/", front)[1]}


# The browser


@contextmanager
def chromium():
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit(f"No Chromium on PATH; looked for {', '.join(BROWSERS)}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


class Photographer:
    """Takes the pictures of one newsroom with one browser."""

    def __init__(self, browser, address, folder):
        self.browser, self.address, self.folder = browser, address, folder
        self.places = places(folder, address)
        self.sessions = {}  # of the desk, by language

    def take(self, screen):
        """The picture of a screen, as the bytes of a PNG."""
        session = self.session(screen.language) if screen.kind.is_desk else None
        with self.page(screen, session) as page:
            page.goto(screen.kind.address.format(language=screen.language, **self.places))
            if screen.kind.meanwhile:
                screen.kind.meanwhile(page)
            height = min(page.evaluate("document.documentElement.scrollHeight"), MOST[screen.width])
            # A window of that height, so that what is loaded late and what sticks to an edge is in its place.
            page.set_viewport_size({"width": screen.width, "height": height})
            settle(page)
            return page.screenshot()

    @contextmanager
    def page(self, screen, session):
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": screen.width, "height": HEIGHTS[screen.width]},
            color_scheme=screen.scheme,
            locale=LANGUAGES[screen.language],
            reduced_motion="reduce",
            storage_state=session,
        )
        context.add_init_script(KEEP_NOTHING)
        yield context.new_page()
        context.close()

    def session(self, language):
        """The desk logged in, with its screens in the language."""
        if language not in self.sessions:
            self.sessions.clear()  # the account keeps one language
            with self.page(Screen(KINDS[0], language, 1440, "light"), None) as page:
                page.goto("/admin/login/")
                page.fill("[name=username]", DESK)
                page.fill("[name=password]", (self.folder / "demo_password").read_text().strip())
                page.press("[name=password]", "Enter")
                page.wait_for_selector("#user-tools")
                if page.evaluate("document.documentElement.lang") != language:
                    page.click(f".language-switch [value={language}]")
                    page.wait_for_selector(f"html[lang={language}]")
                self.sessions[language] = page.context.storage_state()
        return self.sessions[language]


def settle(page):
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(250)


def reduced(png):
    """The same picture with a palette: a third of the bytes. The colours of the style sheets are all kept."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    palette = picture.quantize(COLOURS).getpalette()
    for value in sorted(set(COLOUR.findall(STYLE.read_text(encoding="utf-8")))):
        palette += bytes.fromhex(value)
    wanted = Image.new("P", (1, 1))
    wanted.putpalette(palette)
    file = io.BytesIO()
    picture.quantize(palette=wanted, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


# The folder


def write(path, data):
    """Write a file whole or not at all."""
    half = path.with_suffix(".part")
    half.write_bytes(data)
    half.replace(path)


def table(folder):
    """README.md of the folder: a row for each kind of page, with links to the pictures that are there."""
    widths = [str(width) for width in HEIGHTS]
    lines = ["# Screens", "", "Made by `make screens`, from the demonstration newsroom.", ""]
    lines += [f"| Page | {' | '.join(widths)} |", f"| --- |{' --- |' * len(widths)}"]
    for kind in KINDS:
        cells = [cell(folder, kind, width) for width in HEIGHTS]
        if any(cells):
            lines.append(f"| {kind.title} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def cell(folder, kind, width):
    parts = []
    for language in LANGUAGES:
        found = [Screen(kind, language, width, scheme) for scheme in SCHEMES]
        links = [f"[{screen.scheme}]({screen.file})" for screen in found if (folder / screen.file).exists()]
        parts += [f"{language} {' '.join(links)}"] if links else []
    return "<br>".join(parts)


def photograph(wanted, folder):
    """Take the wanted screens, telling of each."""
    folder.mkdir(parents=True, exist_ok=True)
    # Under DEBUG an address that leads nowhere shows a page for programmers, so the rest is taken without.
    usual, debugged = ([s for s in wanted if s.kind.is_debug is debug] for debug in (False, True))
    told = Progress(len(wanted))
    with tempfile.TemporaryDirectory(prefix="newsroom-screens-", ignore_cleanup_errors=True) as name:
        data = Path(name)
        with newsroom(data) as address, chromium() as browser:
            take_all(usual, Photographer(browser, address, data), folder, told)
            if debugged:
                with newsroom(data, debug=True) as address:
                    take_all(debugged, Photographer(browser, address, data), folder, told)


def take_all(wanted, photographer, folder, told):
    for screen in wanted:
        picture = reduced(photographer.take(screen))
        write(folder / screen.file, picture)
        told.tell(f"{screen.file}, {len(picture) // 1024} KB")


class Progress:
    """Tells how far the work is and how long the rest will take."""

    def __init__(self, count):
        self.count, self.done, self.started = count, 0, None
        print("Starting a demonstration newsroom …", flush=True)

    def tell(self, what):
        self.started = self.started or time.monotonic()
        self.done += 1
        passed = time.monotonic() - self.started
        left = passed / max(self.done - 1, 1) * (self.count - self.done) / 60
        print(f"{self.done:4}/{self.count}  {what}; {left:.0f} min left", flush=True)


def main(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", help="kinds of page, separated by commas")
    parser.add_argument("--again", action="store_true", help="take those anew that are there")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    options = parser.parse_args(arguments)
    names = options.only.split(",") if options.only else [kind.name for kind in KINDS]
    if unknown := set(names) - {kind.name for kind in KINDS}:
        parser.error(
            f"no kind of page: {', '.join(sorted(unknown))}; there are {', '.join(k.name for k in KINDS)}"
        )
    wanted = screens([kind for kind in KINDS if kind.name in names])
    wanted = [screen for screen in wanted if options.again or not (options.to / screen.file).exists()]
    try:
        if wanted:
            photograph(wanted, options.to)
    finally:
        if options.to.exists():
            (options.to / "README.md").write_text(table(options.to), encoding="utf-8")
    total = sum(path.stat().st_size for path in options.to.glob("*.png"))
    print(f"{len(list(options.to.glob('*.png')))} pictures, {total / 1e6:.1f} MB in {options.to}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
