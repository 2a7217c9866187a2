"""The pictures of the demonstration: one file each, the expected sizes, light, correctly described."""

import re

import pytest
from django.core.files import File
from PIL import Image

from articles.media.pictures import prepare_picture
from newsroom.demo import content
from newsroom.demo.content import PICTURES as FOLDER
from newsroom.demo.content import picture_path

PICTURES = {picture["key"]: picture for picture in content.read_newspaper()["pictures"]}
BUSIEST_HOURS = {"610", "560", "240"}
MAX_BYTES = 60_000
MAX_BYTES_OF_ALL = 700_000


def size_of(key):
    return (720, 720) if key.startswith("portrait-") else (1440, 960)


def test_every_picture_has_a_file_and_every_file_a_picture():
    assert {path.name for path in FOLDER.iterdir()} == {f"{key}.webp" for key in PICTURES}


@pytest.mark.parametrize("key", PICTURES)
class TestFiles:
    def test_has_the_shape_of_a_scene_or_of_a_portrait(self, key):
        with Image.open(picture_path(key)) as picture:
            assert (picture.format, picture.size) == ("WEBP", size_of(key))

    def test_is_stored_without_loss(self, key):
        with picture_path(key).open("rb") as file, Image.open(file) as picture:
            stored = prepare_picture(File(file))
            with Image.open(stored) as copy:
                assert (copy.format, copy.tobytes()) == ("WEBP", picture.tobytes())
            assert stored.size <= MAX_BYTES


def test_files_are_light():
    assert sum(picture_path(key).stat().st_size for key in PICTURES) <= MAX_BYTES_OF_ALL


@pytest.mark.parametrize("language", ["en", "ko"])
class TestDescriptions:
    def test_name_the_busiest_hours(self, language):
        assert set(re.findall(r"\d{3}", PICTURES["numbers"][f"alt_{language}"])) == BUSIEST_HOURS


def test_every_picture_is_printed_with_a_story_or_an_author():
    stories = content.read_stories()
    printed = {story.get("lead_image") for story in stories} - {None}
    texts = [
        story[language].get("body", "") for story in stories for language in ("en", "ko") if language in story
    ]
    printed |= {
        match[2] for text in texts for match in content.REFERENCE.finditer(text) if match[1] == "image"
    }
    printed |= {f"portrait-{author['slug']}" for author in content.read_newspaper()["authors"]}
    assert set(PICTURES) == printed
