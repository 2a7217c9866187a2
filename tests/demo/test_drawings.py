"""The pictures of the demonstration: complete, always the same, light enough to be sent as they are."""

import io
import re

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from articles.media.pictures import prepare
from newsroom.demo import contents
from newsroom.demo.drawings import PORTRAITS, SCENES, charts, draw

PICTURES = {picture["key"]: picture for picture in contents.newspaper()["pictures"]}
CHARTS = {
    "passengers": charts.MONTHLY,
    "kelp-exports": [*charts.KELP, *charts.SQUID],
}
MAX_BYTES = 80_000


def opened(key):
    return Image.open(io.BytesIO(draw(key)))


@pytest.mark.parametrize("key", PICTURES)
class TestDrawings:
    def test_drawing_is_always_the_same(self, key):
        assert draw(key) == draw(key)

    def test_drawing_shows_something_in_its_middle_and_at_its_edges(self, key):
        picture = opened(key)
        width, height = picture.size
        middle = picture.crop((width // 3, height // 4, width * 2 // 3, height * 3 // 4))
        assert len(picture.getcolors(maxcolors=width * height)) > 20
        assert len(middle.getcolors(maxcolors=width * height)) > 10

    def test_drawing_is_small_when_it_is_stored(self, key):
        assert prepare(ContentFile(draw(key), name="drawing.png")).size <= MAX_BYTES


@pytest.mark.parametrize("key", SCENES)
def test_scene_is_three_by_two(key):
    assert opened(key).size == (1440, 960)


@pytest.mark.parametrize("key", PORTRAITS)
def test_portrait_is_square(key):
    assert opened(key).size == (720, 720)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("key", CHARTS)
def test_figures_of_a_chart_are_those_of_its_description(key, language):
    figures = re.findall(r"\d+\.\d", PICTURES[key][f"alt_{language}"])
    assert figures == [f"{figure:.1f}" for figure in CHARTS[key]]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_busiest_hours_are_described(language):
    described = {int(figure) for figure in re.findall(r"\d{3}", PICTURES["numbers"][f"alt_{language}"])}
    assert described == {*sorted(charts.HOURLY)[-2:], charts.HOURLY[0]}
    assert set(charts.HOURLY[1:5]) == {0}


def test_every_picture_has_a_drawing_and_every_drawing_a_picture():
    assert set(PICTURES) == {*SCENES, *PORTRAITS}


def test_every_picture_is_printed_with_a_story_or_an_author():
    stories = contents.stories()
    printed = {story.get("lead_image") for story in stories} - {None}
    texts = [
        story[language].get("body", "") for story in stories for language in ("en", "ko") if language in story
    ]
    printed |= {
        match[2] for text in texts for match in contents.REFERENCE.finditer(text) if match[1] == "image"
    }
    printed |= {f"portrait-{author['slug']}" for author in contents.newspaper()["authors"]}
    assert set(PICTURES) == printed
