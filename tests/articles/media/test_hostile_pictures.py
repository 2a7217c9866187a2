"""Hostile pictures are refused or made harmless, with bounded memory and no files left."""

import io
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.media.pictures import store_picture
from tests.articles.media.hostile import HARMLESS, REFUSED
from tests.articles.media.test_pictures import nothing_left, opened

pytestmark = pytest.mark.django_db
MOST_MEGABYTES = (
    700  # the largest that is decoded, 60 million pixels in RGBA, and a second one as it is made smaller
)
# Prepares the hostile files and prints the growth of memory, in megabytes.
PREPARE_ALL = """
import resource
import django
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from articles.media.pictures import prepare_picture
from tests.articles.media.hostile import HARMLESS, REFUSED
files = [entry[:2] for what, entry in (REFUSED | HARMLESS).items() if "frames" not in what]
uploads = [SimpleUploadedFile(name, make()) for make, name in files]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for upload in uploads:
    try:
        prepare_picture(upload)
    except ValidationError:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def upload(content, name):
    file = SimpleUploadedFile("x.jpg", content, content_type="image/jpeg")
    file._name = name  # a client can send any name; Django cleans it in the constructor
    return file


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_in_words_and_leaves_nothing(what):
    make, name, code = REFUSED[what]
    with nothing_left(), pytest.raises(ValidationError) as caught:
        store_picture(upload(make(), name), alt_en="Harmless?")
    assert code in (None, caught.value.code)
    assert len(caught.value.messages[0]) > 20


@pytest.mark.parametrize("what", HARMLESS)
def test_it_becomes_a_picture_and_nothing_else(what):
    make, name = HARMLESS[what]
    image = store_picture(upload(make(), name), alt_en="Harmless")
    assert re.fullmatch(r"pictures/\d{4}/\d\d/[0-9a-f]{32}(_\w+)?\.(jpg|webp)", image.file.name)
    content = Path(image.file.path).read_bytes()
    default_storage.delete(image.file.name)
    assert not re.search(rb"SECRET|<script|PK\x03\x04|GPS", content)
    picture = opened(io.BytesIO(content))
    assert (picture.width, picture.height) == (image.width, image.height)
    assert getattr(picture, "n_frames", 1) == 1
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)


def test_there_are_thirty_and_more():
    assert len(REFUSED) + len(HARMLESS) >= 30


def test_memory_stays_bounded():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    root = Path(__file__).resolve().parents[3]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", PREPARE_ALL],
        capture_output=True, text=True, cwd=root, env=environment, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30)),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    assert int(run.stdout) < MOST_MEGABYTES
