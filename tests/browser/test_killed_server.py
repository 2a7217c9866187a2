"""A server that is killed loses at most five seconds of typing: a real one, on a database file of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_article, make_user
from tests.test_architecture import ROOT
from tests.waiting import PATIENCE


class Newsroom:
    """A newsroom with a data folder of its own, whose server can be killed and started again."""

    def __init__(self, folder):
        self.folder = folder
        # Reserves the port during the test, also while no server runs.
        self.place = socket.socket()
        self.place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.place.bind(("127.0.0.1", 0))
        self.port = self.place.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"NEWSROOM_DATA": str(folder), "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        self.environment = {**os.environ, **own, "PYTHONPATH": str(ROOT)}
        self.environment.pop("DATABASE_URL", None)
        self.process = None

    def begin(self):
        """Write a story and a logged-in user to the data folder."""
        client = Client()
        client.force_login(make_user("reporter", role="Reporters"))
        self.article, self.session = make_article().pk, client.cookies["sessionid"].value
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.folder / "newsroom.sqlite3")])

    def start(self):
        address = f"127.0.0.1:{self.port}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", address]
        self.process = subprocess.Popen(  # noqa: S603
            command, env=self.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_given_up = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until_given_up:
            try:
                return urlopen(f"{self.url}/admin/login/", timeout=30).close()  # noqa: S310
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def newsroom(tmp_path, transactional_db):
    house = Newsroom(tmp_path)
    house.begin()
    house.start()
    yield house
    house.kill()
    house.place.close()


@pytest.fixture
def open_form(chromium, newsroom):
    contexts = []

    def open_new():
        context = chromium.new_context(base_url=newsroom.url, locale="en-US")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": newsroom.session, "url": newsroom.url}])
        page = context.new_page()
        page.goto(f"/admin/articles/article/{newsroom.article}/change/")
        page.wait_for_load_state()
        return page

    yield open_new
    for context in contexts:
        context.close()


@pytest.mark.long
def test_typing_outlives_a_killed_server(newsroom, open_form):
    page = open_form()
    page.fill("#id_title_en", "Harbor closes")
    page.locator(".bar-saved", has_text="Draft saved").wait_for()
    newsroom.kill()
    page.fill("#id_summary_en", "Typed while no server was there.")
    page.wait_for_selector(".presence-lost:visible")
    newsroom.start()
    other = open_form()
    assert "You have unsaved changes from" in other.locator(".draft").inner_text()
    # Text typed during the outage is saved once the server is back.
    page.wait_for_selector(".presence-lost", state="hidden")
    other.reload()
    other.get_by_role("link", name="Restore them").click()
    other.wait_for_load_state()
    assert other.input_value("#id_title_en") == "Harbor closes"
    assert other.input_value("#id_summary_en") == "Typed while no server was there."
