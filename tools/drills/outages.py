"""Drills of failing parts: outages under load, with the number of lost requests, and a full disk.

Under load, 50 readers come each second, and an editor saves each second. A fifth of the readers request a
page that is not kept, and a fifth request a picture. The figures are in docs/en/performance.md.

The full disk is a small one in memory, for pictures, uploads and the SQLite database.
"""

import io
import math
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases
from django.urls import reverse
from PIL import Image as Pillow

from articles.media.pictures import prepare_picture
from articles.models import Article, Edition, Event, Image
from tests.articles.admin.forms import ADD, PostedForm, change_url
from tests.factories import make_published, make_user
from tools.drills import cluster
from tools.drills.editions import check_editions
from tools.drills.floor import Floor
from tools.drills.load import (
    DESK,
    KEPT,
    MADE,
    PASSWORD,
    PICTURE,
    Editor,
    Load,
    make_person,
    make_picture,
    show_pictures,
)
from tools.drills.site import NotRun, SupervisedNewsroom, bucket

RATE = 50  # requests of readers a second
AWAY = int(os.environ.get("DRILL_AWAY", "20"))  # seconds of an outage
BEFORE, AFTER = 3, 12  # seconds of load before and after a fault
RECOVERY = float(os.environ.get("DRILL_RECOVERY", "5"))  # seconds until requests must succeed again
STORIES, PICTURES = 30, 5
KINDS = (KEPT, MADE, PICTURE, DESK)
SIZE, PAGE = 32, 4096  # megabytes of the disk, and bytes of its smallest unit
# As browsers send them: with these headers, a refused form shows the typed text.
HEADERS = {"accept": "text/html", "origin": "http://testserver"}
SMALL, LARGE = (600, 400), (1800, 1700)  # pixels; the large one is written to disk while it is read
UPLOAD = "/admin/articles/image/add/"
FILLING = "filling"
# In a separate namespace, the mount ends with the process. Some systems let all users create namespaces.
NAMESPACES = [["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]]
MOUNT = 'mount -t tmpfs -o size="$1" newsroom-drill "$0" && shift && exec "$@"'


class Outage(NamedTuple):
    """A fault under load: its name, the time.time() of its end, and every request."""

    name: str
    ended: float
    asked: list

    @property
    def lost(self) -> list:
        return [request for request in self.asked if request.is_lost]

    @property
    def recovery(self) -> float:
        """Seconds from the end of the fault until the last lost request was due."""
        return max([request.due - self.ended for request in self.lost if request.due > self.ended], default=0)

    def lost_of(self, kind: str) -> int:
        return sum(request.kind == kind for request in self.lost)

    def row(self) -> str:
        counts = " | ".join(
            f"{self.lost_of(kind)} of {sum(request.kind == kind for request in self.asked)}" for kind in KINDS
        )
        longest = max(request.seconds for request in self.asked)
        return f"  | {self.name} | {counts} | {self.recovery:.1f} s | {longest:.1f} s |"


def outages():
    """Every part of the newsroom fails under load, one after the other."""
    if not cluster.running:
        raise NotRun("it restarts its own PostgreSQL server: unset DATABASE_URL.")
    stories = [make_published(number=f" {number}") for number in range(STORIES)]
    options = {"valkey": True, "follows": True, "disk": cluster.running.folder, "SECOND_FACTOR": "0"}
    with bucket() as (variables, way), SupervisedNewsroom(**options, **variables) as newsroom:
        newsroom.way_to_bucket = way
        addresses = ["/en/", "/ko/", *(edition.get_absolute_url() for edition in Edition.objects.live())]
        editor = Editor(newsroom.url, stories[0].pk)
        editor.log_in(make_person("outages"), PASSWORD)
        sources = [editor.upload(f"light-{number}.png", make_picture()) for number in range(PICTURES)]
        show_pictures()
        pictures = tuple(f"{source}/whole-480.webp" for source in sources)
        print(f"  | fault | {' | '.join(f'{kind}: lost' for kind in KINDS)} | recovery | longest answer |")
        print("  |" + " --- |" * (len(KINDS) + 3))
        for name, fault in FAULTS.items():
            try:
                with Floor() as floor:
                    outage = suffer(name, fault, newsroom, editor, addresses, pictures)
            except NotRun as reason:
                print(f"  | {name} | NOT RUN: {reason} |", flush=True)
                continue
            print(outage.row(), flush=True)
            floor.check(outage.recovery, RECOVERY, "Requests are lost after the end of the fault.")
            lost = outage.lost_of(KEPT)
            assert not lost or fault in SITE_ITSELF, f"{lost} kept pages were lost."
            check_accepted(stories[0], editor)


def suffer(name, fault, newsroom, editor, addresses, pictures) -> Outage:
    """Cause a fault under load, and return the Outage."""
    assert cluster.running is not None, "No database was started."
    cluster.running.ensure_started()
    newsroom.wait_until_ready()
    newsroom.visit("harbor", addresses)
    editor.asked = []
    with Load(newsroom.port, addresses, RATE, pictures).running() as load, editor.working(editor.save, 1):
        time.sleep(BEFORE)
        fault(newsroom)
        ended = time.time()
        time.sleep(AFTER)
    return Outage(name, ended, load.asked + editor.asked)


def check_accepted(story, editor):
    """Check that the editor's last accepted text, or a later one, is stored."""
    connection.close()
    story.refresh_from_db()
    numbers = [int(words.split()[-1].rstrip(".")) for words in (story.summary_en, editor.accepted)]
    assert numbers[0] >= numbers[1], f"{editor.accepted!r} was accepted, and is lost."


def worker_killed(newsroom):
    os.kill(newsroom.workers[0], signal.SIGKILL)


def site_killed(newsroom):
    os.killpg(newsroom.server.pid, signal.SIGKILL)


def database_restarted(_newsroom):
    cluster.running.stop("fast")
    cluster.running.start()


def database_killed(_newsroom):
    cluster.running.kill()
    cluster.running.start()


def database_away(newsroom):
    newsroom.way.close()
    time.sleep(AWAY)
    newsroom.way.open()


def database_frozen(_newsroom):
    with cluster.running.frozen():
        time.sleep(AWAY)


def valkey_away(newsroom):
    newsroom.kill_valkey()
    time.sleep(AWAY)
    newsroom.start_valkey()


def bucket_away(newsroom):
    newsroom.way_to_bucket.close()
    time.sleep(AWAY)
    newsroom.way_to_bucket.open()


def database_disk_full(_newsroom):
    """Fill the disk of the database and of the site's data."""
    with cluster.running.full_disk():
        time.sleep(AWAY)
    cluster.running.ensure_started()


FAULTS = {
    "a worker of the site killed": worker_killed,
    "the whole site killed": site_killed,
    "PostgreSQL restarted": database_restarted,
    "PostgreSQL killed, started again": database_killed,
    f"PostgreSQL away for {AWAY} s": database_away,
    f"PostgreSQL frozen for {AWAY} s": database_frozen,
    f"Valkey killed, away for {AWAY} s": valkey_away,
    f"the object storage away for {AWAY} s": bucket_away,
    f"the disk full for {AWAY} s": database_disk_full,
}
SITE_ITSELF = (worker_killed, site_killed)  # faults that may lose kept pages


def full_disk():
    """Pictures and stories are saved on a full disk, and again when it has space."""
    with tempfile.TemporaryDirectory(prefix="newsroom-drill-") as folder:
        mount = mounting(folder)
        there = [*mount, sys.executable, "-m", "tools.drills", "--there=fill_disk_there"]
        elsewhere = os.environ | {"TMPDIR": folder}
        elsewhere.pop("PYTEST_XDIST_WORKER", None)  # a worker of the tests shares their data folder
        alone = {name: value for name, value in elsewhere.items() if name != "DATABASE_URL"}
        for command, environment in (
            ([*there, f"--database={connection.settings_dict['NAME']}"], elsewhere),
            (there, alone),
        ):
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=200, check=False
            )
            assert done.returncode == 0, done.stderr[-3000:]
            print(done.stdout, end="", flush=True)


def mounting(folder, size=f"{SIZE}m"):
    """Return a command prefix that runs a command on a small disk at a folder. Raise NotRun if none works."""
    reasons = []
    for namespace in NAMESPACES:
        command = [*namespace, "sh", "-c", MOUNT, folder, size]
        try:
            subprocess.run([*command, "true"], capture_output=True, text=True, check=True)
            return command
        except FileNotFoundError as error:
            reasons.append(str(error))
        except subprocess.CalledProcessError as error:
            reasons.append(error.stderr.strip())
    raise NotRun(f"this system does not permit mounting ({'; '.join(reasons)})")


def fill_disk_there():
    """Save while the small disk is full and afterwards, and print the results. Runs on that disk."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(tempfile.gettempdir(), "test.sqlite3"))
        setup_databases(verbosity=0, interactive=False)
    editor = EditorOnFullDisk()
    refused = [editor.save_picture(share) for share in (0, 0.5, 1)]
    refused += [editor.save_picture_from_editor(), editor.save_large_picture()]
    assert refused == [True, True, editor.shares_disk, True, True], refused
    stories = [editor.change_story(), editor.add_story()]
    assert all(stories) == any(stories) == editor.shares_disk, stories
    editor.make_rendition()
    names = {image.file.name for image in Image.objects.filter(created_by=editor.user)}
    assert names == {name for name in editor.media() if not name.startswith("renditions/")}, "An orphan."
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    count = sum(refused + stories)
    print(
        f"  {connection.vendor}: {count} forms refused as a whole, and saved when there was space;", end=" "
    )
    print(f"{len(refused + stories) - count} saved at once; {check_editions()} editions sound")


class EditorOnFullDisk:
    """An editor who saves pictures and stories while the disk is full, and again when it has space."""

    def __init__(self):
        self.user, self.client = make_user("disk"), Client(headers=HEADERS)
        self.client.force_login(self.user)
        self.story = make_published(number=" beside the quay")
        self.shares_disk, self.folder = connection.vendor == "sqlite", Path(tempfile.gettempdir())
        self.media_root = Path(settings.MEDIA_ROOT)
        self.media_root.mkdir(parents=True, exist_ok=True)
        assert self.media_root.is_relative_to(self.folder)

    @contextmanager
    def full(self, room=0):
        """Fill the disk, except for `room` bytes, until the block ends."""
        if self.shares_disk:  # otherwise SQLite could write into the free space of its log
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        filling, disk = self.folder / FILLING, os.statvfs(self.folder)
        with filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, disk.f_bavail * disk.f_frsize - room))
        try:
            yield
        finally:
            filling.unlink()

    def media(self):
        return {
            str(path.relative_to(self.media_root)) for path in self.media_root.rglob("*") if path.is_file()
        }

    def state(self):
        """Return the files and rows that a refused form must not change."""
        files = {path for path in self.folder.rglob("*") if path.is_file() and "sqlite3" not in path.name}
        rows = [list(model.objects.order_by("pk").values()) for model in (Article, Image)]
        return files - {self.folder / FILLING}, rows, Event.objects.count()

    def save(self, address, data, *, typed, room=0, status=302):
        """Post a form while the disk is full, and again with space if it is refused.

        Return whether it was refused at first.

        data   function that returns the fields
        typed  texts that the page of a refused form must show
        room   free bytes on the full disk
        status  expected status of an accepted form
        """
        before = self.state()
        with self.full(room):
            response = self.client.post(address, data())
            is_refused = response.status_code == 507
            assert is_refused or response.status_code == status, response.status_code
            assert (self.state() == before) == is_refused, "The answer is not true."
        if is_refused:
            assert "no disk space left" in response.content.decode()
            assert all(f"{text}</textarea>" in response.content.decode() for text in typed), typed
            again = self.client.post(address, data())
            assert again.status_code == status, again.status_code
            assert self.state() != before, "It was not saved."
        return is_refused

    def save_picture(self, share, size=SMALL, typed=("A crane", "기중기")):
        """Save the form of a picture with space for a share of its file; 1 leaves no space for the row."""
        file = picture(size)
        form = self.form(UPLOAD, "image_form").data(alt_en="A crane", caption_ko="기중기")
        room = math.ceil(share * prepare_picture(upload(file)).size / PAGE) * PAGE
        return self.save(UPLOAD, lambda: form | {"file": upload(file)}, typed=typed, room=room)

    def save_large_picture(self):
        """Save a picture that is written to disk before the form is read: no typed text can be shown."""
        return self.save_picture(0.3, LARGE, typed=())

    def save_picture_from_editor(self):
        file, address = picture(SMALL), reverse("admin:articles_upload_image")
        return self.save(address, lambda: {"file": upload(file)}, typed=[], status=201)

    def change_story(self):
        address, text = change_url(self.story), "The harbor opens on Sunday."
        data = self.form(address).data(summary_en=text)
        return self.save(address, lambda: data, typed=[text])

    def add_story(self):
        data = self.form(ADD).data(title_en="Pier opens", title_ko="부두 문 열어")
        return self.save(ADD, lambda: data, typed=["Pier opens", "부두 문 열어"])

    def form(self, address, form_id="article_form"):
        return PostedForm(self.client.get(address), form_id)

    def make_rendition(self):
        """Request a rendition. While the disk is full, the original is shown instead."""
        image = Image.objects.filter(created_by=self.user).first()
        page = self.client.get(f"/admin/articles/image/{image.pk}/change/").content.decode()
        address = re.search(r'src="([^"]+)"[^>]*data-crop', page)[1]
        before = self.media()
        with self.full():
            original = self.read(address)
            assert (self.media(), len(original)) == (before, image.file.size), "A part of it was kept."
        assert len(self.read(address)) < image.file.size
        assert len(self.media() - before) == 1, "It was not kept."

    def read(self, address):
        response = self.client.get(address)
        assert response.status_code == 200, response.status_code
        return b"".join(response.streaming_content)


def picture(size):
    """Return the bytes of a picture that cannot be compressed."""
    out = io.BytesIO()
    Pillow.effect_noise(size, 80).save(out, "PNG")
    return out.getvalue()


def upload(content):
    return SimpleUploadedFile("noise.png", content, "image/png")
