"""A demonstration newsroom that is served for pictures, and a browser that opens its pages."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tools.bench.processes import ROOT, free_port

LOCALES = {"en": "en-US", "ko": "ko-KR"}
FONTS = {"Noto Sans", "Noto Serif", "Noto Sans CJK KR"}
USERNAME = "managing"  # has most permissions, and no language: the browser's language counts
SECONDS_TO_START = 600  # the demonstration publishes its stories first
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Autosave is off, so that text typed for one picture is not offered as a draft in another.
WITHOUT_AUTOSAVE = """
const send = window.fetch;
window.fetch = (address, ...rest) =>
  String(address).endsWith("/autosave/") ? Promise.resolve(new Response("{}")) : send(address, ...rest);
"""


@contextmanager
def serve(folder, root=ROOT, **more):
    """Serve the newsroom of a data folder with the code of a checkout. Yield its URL.

    more  additional environment variables
    """
    port = free_port()
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    variables |= {"PORT": str(port), "NEWSROOM_DATA": str(folder)} | more
    with (folder / "server.log").open("a") as log:
        # In its own session, so that Ctrl-C reaches only this script, which then ends the server.
        server = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "newsroom.local"],
            cwd=root,
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


def manage(*command, folder, root=ROOT):
    """Run a command of manage.py on the newsroom of a data folder."""
    subprocess.run(  # noqa: S603
        [sys.executable, "-m", "newsroom.local", "--manage", *command],
        cwd=root,
        env=os.environ | {"NEWSROOM_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def wait_for(address, server, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return urllib.request.urlopen(address, timeout=10)  # noqa: S310
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"The newsroom does not start:\n{log.read_text()}")
            time.sleep(0.5)


def ids_of_stories(folder):
    """Return {English slug: id} of the stories in a data folder."""
    with sqlite3.connect(f"file:{folder}/newsroom.sqlite3?mode=ro", uri=True) as rows:
        return dict(rows.execute("SELECT slug_en, id FROM articles_article"))


def launch(playwright, language):
    """Launch Chromium with its interface, such as date fields, in a language."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit(f"No Chromium on PATH; looked for {', '.join(BROWSERS)}.")
    arguments = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--lang={LOCALES[language]}"]
    return playwright.chromium.launch(
        executable_path=path, args=arguments, env=os.environ | {"LANGUAGE": language}
    )


@contextmanager
def open_page(browser, address, language, *, size=(1280, 960), scheme="light", session=None):
    """Yield a new page of the browser with this size, language and colour scheme.

    address  URL of the newsroom
    session  result of log_in(), or None
    """
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=LOCALES[language],
        timezone_id="Asia/Seoul",
        reduced_motion="reduce",
        storage_state=session,
    )
    context.add_init_script(WITHOUT_AUTOSAVE)
    yield context.new_page()
    context.close()


def log_in(page, folder):
    """Log in with the password of a data folder. Return the session for open_page()."""
    page.goto("/admin/login/")
    page.fill("[name=login]", USERNAME)
    page.fill("[name=password]", (folder / "demo_password").read_text().strip())
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#user-tools")
    return page.context.storage_state()


def require_fonts():
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)  # noqa: S607
    families = set(re.split(r"[,\n]", listed.stdout))
    if missing := FONTS - families:
        sys.exit(
            f"Fonts are missing: {', '.join(sorted(missing))}. Install fonts-noto-core and fonts-noto-cjk."
        )
