"""Drill of an upgrade under load: two servers of released code, a migration, and restarts one by one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from tools.drills.load import PASSWORD, Editor, Load, tell_requests
from tools.drills.site import NotRun, end, site_variables, start_on_socket
from tools.upgrades.released_code import (
    ROOT,
    commit_is_here,
    migrate,
    python_of,
    read_releases,
    temporary_database,
    unpack,
)

SERVERS, RATE, SAVE = 2, 50, 1  # RATE: requests of readers a second; SAVE: seconds between two saves
STEADY = 4  # seconds of load before the migration, between two steps, and after the last
START = 90  # seconds until a server must have started
STORIES = """
import django
django.setup()
from tests.factories import make_published, make_user
make_user("editor")
for number in range(12):
    story = make_published(number=f" {number}")
    print(story.pk, f"/en/articles/{story.pk}/{story.slug_en}/")
"""


def upgrade_under_load():
    """Two servers are upgraded one by one while readers request pages and an editor saves: nothing fails."""
    if not shutil.which("git"):
        raise NotRun("git is not installed.")
    release = os.environ.get("DRILL_RELEASE") or next(
        (newest.commit for newest in read_releases()[-1:]), None
    )
    if not release or not commit_is_here(release):
        raise NotRun("this clone has no released commit (DRILL_RELEASE names another).")
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-drill-") as name,
        temporary_database(os.environ["DATABASE_URL"]) as url,
    ):
        code = Path(name, "code")
        unpack(release, code)
        site = UpgradedSite(code, python_of(code, Path("requirements.txt")), url, Path(name, "data"))
        with site.served() as stories:
            editor = Editor(f"http://127.0.0.1:{site.port}", stories[0][0])
            editor.log_in("editor", PASSWORD)
            load = Load(site.port, ["/en/", "/ko/", *(address for _number, address in stories)], RATE)
            with load.running(), editor.working(editor.save, SAVE):
                time.sleep(STEADY)
                began_at = time.monotonic()
                migrate(url)
                migrated = time.monotonic() - began_at
                time.sleep(STEADY)
                restarts = [site.replace(number) for number in range(SERVERS)]
                time.sleep(STEADY)
            check_saved(editor)
        print(f"  migrations: {site.migrations()}, in {migrated:.1f} s under load; ", end="")
        print("each server away for " + ", ".join(f"{seconds:.1f} s" for seconds in restarts))
        tell_requests(load.asked + editor.asked)


def check_saved(editor):
    """Check that the editor's last accepted text is stored."""
    form = editor.get(f"{editor.story}change/").form("article_form")
    assert editor.accepted and form["summary_en"] == editor.accepted, f"{editor.accepted!r} is lost."
    print(f"  {editor.number} saves, and the last is there")


class UpgradedSite:
    """Servers that share one socket, first with released code, then with the present code.

    code, python  folder of the released code, and its interpreter
    url           URL of the database
    data          data folder of the newsroom
    """

    def __init__(self, code, python, url, data):
        self.old, self.new = (code, python), (ROOT, sys.executable)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        data.mkdir()
        self.variables = site_variables(url, data)
        self.variables |= {"SECOND_FACTOR": "0", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}

    @contextmanager
    def served(self):
        """Serve with the released code until the block ends. Yield the (id, address) of each story."""
        self.run(self.old, "manage.py", "migrate", "--verbosity=0")
        self.before = self.migrations()
        stories = [tuple(line.split()) for line in self.run(self.old, "-c", STORIES).splitlines()]
        self.run(self.old, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
        self.servers = [self.start(self.old) for _number in range(SERVERS)]
        try:
            yield stories
        finally:
            for server in self.servers:
                end(server, 60)
            self.listener.close()

    def run(self, version, *arguments):
        """Run Python with the code of a version. Return its output."""
        folder, python = version
        command = [python, *arguments]
        return subprocess.check_output(command, cwd=folder, env=self.variables, text=True, timeout=300)

    def start(self, version):
        """Start a server on the socket. Return its process once its two workers boot."""
        folder, python = version
        serve = [python, "-m", "gunicorn", "--config=python:newsroom.gunicorn_config", "newsroom.wsgi"]
        options = {"cwd": folder, "env": self.variables, "stderr": subprocess.PIPE, "text": True}
        server = start_on_socket(self.listener, serve, **options)
        workers, until = 0, time.monotonic() + START
        while workers < 2:
            line = server.stderr.readline()
            assert line and time.monotonic() < until, "A server did not start."
            workers += "Booting worker" in line
        Thread(target=server.stderr.read, daemon=True).start()
        return server

    def replace(self, number):
        """Replace a server of the old code with a server of the new code. Return the downtime in seconds."""
        self.run(self.new, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
        began_at = time.monotonic()
        self.servers[number].send_signal(signal.SIGTERM)
        self.servers[number].wait(60)
        self.servers[number] = self.start(self.new)
        return time.monotonic() - began_at

    def migrations(self):
        """Return the number of migrations applied since the servers started."""
        import psycopg

        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            [count] = connection.execute("SELECT COUNT(*) FROM django_migrations").fetchone()
        return count - getattr(self, "before", 0)
