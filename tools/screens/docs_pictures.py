#!/usr/bin/env python3
"""Take the pictures of the docs: `make screens`, or some of them: `make screens only=story,front`.

Starts a demonstration newsroom of its own and photographs each screen in English and in Korean, with the
browser in that language and in Seoul time, into docs/screens/NAME-LANGUAGE.webp. All of them take a few
minutes. Needs Debian's packages chromium, chromium-l10n, fonts-noto-core and fonts-noto-cjk, or the like.
"""

import argparse
import io
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/screens"
LOCALES = {"en": "en-US", "ko": "ko-KR"}
FONTS = {"Noto Sans", "Noto Serif", "Noto Sans CJK KR"}
DESK, PHONE = (1280, 960), (390, 844)  # width and greatest height
USERNAME = "managing"  # may see and do the most, and has no language of its own: the browser's decides
SECONDS_TO_START = 600  # the demonstration publishes its stories first
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# What is typed for one picture must not be offered in another, so nothing is autosaved.
WITHOUT_AUTOSAVE = """
const send = window.fetch;
window.fetch = (address, ...rest) =>
  String(address).endsWith("/autosave/") ? Promise.resolve(new Response("{}")) : send(address, ...rest);
"""
FERRY = "{story[night-ferry-200000-passengers]}"
CREDIT_UNION = "{story[fishers-credit-union-opens-on-the-quay]}"
ROOMS = "{story[rooms-above-the-shops]}"
TIDE_CLOCK = "{story[new-tide-clock-agrees-with-the-moon]}"
BUOYS = "{story[storm-buoys-speak-one-language]}"
BUS = "{story[bus-14-will-wait-for-the-ferry]}"
REPLIES = {"en": "Yes, please: “the housing office expects”.", "ko": "네, 이름을 넣어 주십시오."}
FROM_TRANSLATOR = (
    "어머니는 개펄 냄새로 물때를 아셨다. 나는 그 코를 놋쇠로 만들었다.",
    "⟨7⟩한물때⟨/7⟩ 시계공",
)


# Steps on a page before its picture is taken.


def mistype_figure(page):
    """Save 460 members in the Korean summary, where the English has 640, and go to what the checks found."""
    set_value(page, "summary_ko", "value.replace(/\\d+명/, '460명')")
    save(page)
    page.goto(page.locator("#bar-ko .status-finding a").first.evaluate("link => link.href"))
    page.locator("#bar-ko").evaluate("panel => panel.open = true")


def provoke_conflict(page):
    """Save a headline as if the form were older than what somebody else has saved since."""
    page.locator("[name=version_en]").evaluate("field => field.value -= 1")
    page.locator("[name=initial-title_en]").evaluate("field => field.value = 'Night Ferry Fills Up'")
    set_value(page, "title_en", "'Night Ferry Passes 218,000 Passengers in Half a Year'")
    with page.expect_navigation(wait_until="networkidle"):
        press_save(page)


def correct_beside_text(page):
    """Correct a figure in the headline, and open what is left to do beside the text."""
    set_value(page, "title_en", "value.replace('200,000', '208,000')")
    page.locator("button[value='publish-as:en']").first.evaluate("button => button.click()")
    page.locator("#action_form .live-changes").wait_for()
    page.locator("#action_form [name=kind][value=correction]").check()


def set_value(page, name, expression):
    """Set a field of the story form, even if it is folded away. `expression` may use its old `value`."""
    page.locator(f"[name={name}]").evaluate(
        f"field => {{ const value = field.value; field.value = {expression};"
        " field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def save(page):
    """Save, and wait for what the page takes from the answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/change/" in answer.url):
        press_save(page)
    page.wait_for_load_state("networkidle")


def press_save(page):
    page.locator("[name=_continue]:visible").first.click()


def write_reply(page):
    language = page.evaluate("document.documentElement.lang")
    page.locator(".note-reply textarea").last.fill(REPLIES[language])


def focus_first_segment(page):
    focus(page, ".seg textarea")
    page.evaluate("scrollTo(0, 0)")


def focus(page, selector):
    """Put the cursor into the first of these fields and wait for the aids of its segment."""
    page.locator(selector).first.focus()
    page.wait_for_selector(".translation-aids section, .translation-aids .quiet")


def upload_translation(page):
    """Upload a file that translates two segments, one with an unknown tag, and show what it would change."""
    text = page.request.get(f"{page.url}file/?kind=markdown").text()
    for words in FROM_TRANSLATOR:
        text = re.sub(r"\n⇒\n\n\n", f"\n⇒\n\n{words}\n\n", text, count=1)
    file = {"name": "story.md", "mimeType": "text/markdown", "buffer": text.encode()}
    page.set_input_files("[type=file]", file)
    page.click("[name=_read]")
    page.wait_for_selector(".exchange-plan")


def open_changed_passages(page):
    page.click(".outdated summary")


@dataclass
class Screen:
    """A page of the demonstration and its picture.

    address    may contain {language} and {story[slug]}, the id of the story with that English slug
    step       a function that does something on the page first
    languages  of the pictures
    """

    name: str
    address: str
    step: object = None
    size: tuple = DESK
    scheme: str = "light"
    languages: tuple = tuple(LOCALES)


SCREENS = [
    Screen("front", "/{language}/"),
    Screen("article", f"/{{language}}/articles/{BUS}/", size=PHONE, scheme="dark"),
    Screen("search", "/{language}/search/?q=ferry"),
    Screen("story-history", f"/{{language}}/articles/{FERRY}/any/history/"),
    Screen("outdated", f"/{{language}}/articles/{BUOYS}/", open_changed_passages, languages=("ko",)),
    Screen("dashboard", "/admin/"),
    Screen("board", "/admin/board/"),
    Screen("front-pages", "/admin/front-pages/?language={language}"),
    Screen("terms", "/admin/articles/term/"),
    Screen("note", f"/admin/articles/article/{ROOMS}/notes/", write_reply, size=PHONE),
    Screen("preflight", f"/admin/articles/article/{ROOMS}/preflight/"),
    Screen("history", f"/admin/articles/article/{FERRY}/history/"),
    Screen("conflict", f"/admin/articles/article/{FERRY}/change/", provoke_conflict),
    Screen("queue", "/admin/translations/"),
    Screen("translation", f"/admin/translations/{TIDE_CLOCK}/ko/", focus_first_segment),
    Screen("stale", f"/admin/translations/{BUOYS}/ko/", partial(focus, selector=".seg-stale textarea")),
    Screen("review", f"/admin/translations/{CREDIT_UNION}/ko/review/"),
    Screen("exchange", f"/admin/translations/{TIDE_CLOCK}/ko/exchange/", upload_translation),
    # Last, because they change stories that other pages list.
    Screen("correction", f"/admin/articles/article/{FERRY}/change/", correct_beside_text),
    Screen("story", f"/admin/articles/article/{CREDIT_UNION}/change/", mistype_figure),
]


@contextmanager
def serve(folder):
    """Serve a new demonstration newsroom in a data folder and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables |= {"PORT": str(port), "NEWSROOM_DATA": str(folder)}
    with (folder / "server.log").open("a") as log:
        # In a session of its own, so that Ctrl-C reaches this script alone, which then ends the server.
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "newsroom.local"],
            cwd=ROOT,
            env=variables,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/en/", server, Path(log.name))
            yield address
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def wait_for(address, server, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return urllib.request.urlopen(address, timeout=10)  # noqa: S310
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"The newsroom does not start:\n{log.read_text()}")
            time.sleep(0.5)


def launch(playwright, language):
    """Launch Chromium with its own interface, date fields for example, in a language."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit(f"No Chromium on PATH; looked for {', '.join(BROWSERS)}.")
    arguments = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--lang={LOCALES[language]}"]
    return playwright.chromium.launch(
        executable_path=path, args=arguments, env=os.environ | {"LANGUAGE": language}
    )


@contextmanager
def open_page(browser, address, language, screen=SCREENS[0], session=None):
    """Open a page with the size and colours of a screen."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": screen.size[0], "height": screen.size[1]},
        color_scheme=screen.scheme,
        locale=LOCALES[language],
        timezone_id="Asia/Seoul",
        reduced_motion="reduce",
        storage_state=session,
    )
    context.add_init_script(WITHOUT_AUTOSAVE)
    yield context.new_page()
    context.close()


def log_in(page, password):
    """Log in and return the session."""
    page.goto("/admin/login/")
    page.fill("[name=login]", USERNAME)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#user-tools")
    return page.context.storage_state()


def photograph(page, screen, address):
    """Return the picture of a page as PNG: as high as the page, up to the height of the screen."""
    page.goto(address)
    if screen.step:
        screen.step(page)
    width, greatest = screen.size
    height = min(page.evaluate("document.documentElement.scrollHeight"), greatest)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(250)
    return page.screenshot()


def take(screens, folder):
    """Take the pictures of the screens."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="newsroom-screens-", ignore_cleanup_errors=True) as name:
        data = Path(name)
        with serve(data) as address, sync_playwright() as playwright:
            with sqlite3.connect(f"file:{data}/newsroom.sqlite3?mode=ro", uri=True) as rows:
                story = dict(rows.execute("SELECT slug_en, id FROM articles_article"))
            browsers = {language: launch(playwright, language) for language in LOCALES}
            sessions = {}
            for language, browser in browsers.items():
                with open_page(browser, address, language) as page:
                    sessions[language] = log_in(page, (data / "demo_password").read_text().strip())
            for screen, language in ((one, language) for one in screens for language in one.languages):
                session = sessions[language] if screen.address.startswith("/admin/") else None
                with open_page(browsers[language], address, language, screen, session) as page:
                    path = screen.address.format(language=language, story=story)
                    picture = Image.open(io.BytesIO(photograph(page, screen, path)))
                file = folder / f"{screen.name}-{language}.webp"
                picture.convert("RGB").save(file, quality=82, method=6)
                print(f"{file.name}, {file.stat().st_size // 1024} KB", flush=True)


def require_fonts():
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)  # noqa: S607
    families = set(re.split(r"[,\n]", listed.stdout))
    if missing := FONTS - families:
        sys.exit(
            f"Fonts are missing: {', '.join(sorted(missing))}. Install fonts-noto-core and fonts-noto-cjk."
        )


def main(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", help="names of screens, separated by commas")
    options = parser.parse_args(arguments)
    names = options.only.split(",") if options.only else [screen.name for screen in SCREENS]
    if unknown := set(names) - {screen.name for screen in SCREENS}:
        known = ", ".join(screen.name for screen in SCREENS)
        parser.error(f"no screen is called {', '.join(sorted(unknown))}; there are {known}")
    require_fonts()
    take([screen for screen in SCREENS if screen.name in names], FOLDER)


if __name__ == "__main__":
    main(sys.argv[1:])
