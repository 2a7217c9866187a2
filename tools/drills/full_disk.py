"""Drill of a disk that is full: a small one in memory, under pictures, uploads and the database of SQLite."""

import io
import math
import os
import re
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases
from django.urls import reverse
from PIL import Image as Pillow

from articles.media.pictures import prepare_picture
from articles.models import Article, Event, Image
from tests.articles.admin.forms import ADD, PostedForm, change_url
from tests.factories import make_published, make_user
from tools.drills.editions import check_editions
from tools.drills.site import NotRun

SIZE, PAGE = 32, 4096  # megabytes of the disk, and bytes of which it gives some
HEADERS = {"accept": "text/html", "origin": "http://testserver"}  # of a browser, so that texts are repeated
SMALL, LARGE = (600, 400), (1800, 1700)  # pixels of a picture; the large one is written down as it is read
UPLOAD = "/admin/articles/image/add/"
FILLING = "filling"
# In a namespace of its own the mount ends with the process; some systems grant one to people other than root.
NAMESPACES = [["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]]
MOUNT = ["sh", "-c", f'mount -t tmpfs -o size={SIZE}m newsroom-drill "$0" && exec "$@"']


def full_disk():
    """Pictures and stories are saved on a disk that is full, and again when it has space."""
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


def mounting(folder):
    """Return the words before a command that runs on a small disk at a folder. Raise NotRun."""
    reasons = []
    for namespace in NAMESPACES:
        command = [*namespace, *MOUNT, folder]
        try:
            subprocess.run([*command, "true"], capture_output=True, text=True, check=True)
            return command
        except FileNotFoundError as error:
            reasons.append(str(error))
        except subprocess.CalledProcessError as error:
            reasons.append(error.stderr.strip())
    raise NotRun(f"this system permits no mount ({'; '.join(reasons)})")


def fill_disk_there():
    """On the small disk: save while it is full and afterwards, and print what happened."""
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
        """Fill the disk, except for some bytes, until the block ends."""
        if self.shares_disk:  # or it writes where it has space from before
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
        """Return the files and rows that a refused form must leave as they are."""
        files = {path for path in self.folder.rglob("*") if path.is_file() and "sqlite3" not in path.name}
        rows = [list(model.objects.order_by("pk").values()) for model in (Article, Image)]
        return files - {self.folder / FILLING}, rows, Event.objects.count()

    def save(self, address, data, *, typed, room=0, status=302):
        """Post a form while the disk is full, and once more when it has space; return whether it was refused.

        typed  the texts that the page of a refused form must show
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
        """Save the form of a picture where there is space for a share of its file; 1: for it, and no row."""
        file = picture(size)
        form = self.form(UPLOAD, "image_form").data(alt_en="A crane", caption_ko="기중기")
        room = math.ceil(share * prepare_picture(upload(file)).size / PAGE) * PAGE
        return self.save(UPLOAD, lambda: form | {"file": upload(file)}, typed=typed, room=room)

    def save_large_picture(self):
        """Save one that is written down before the form is read, so that no typed text can be shown."""
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
        """Ask for a rendition: while the disk is full, the original is shown in its place."""
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
    """Return the bytes of a picture that is as large as its pixels: nothing of it can be compressed."""
    out = io.BytesIO()
    Pillow.effect_noise(size, 80).save(out, "PNG")
    return out.getvalue()


def upload(content):
    return SimpleUploadedFile("noise.png", content, "image/png")
