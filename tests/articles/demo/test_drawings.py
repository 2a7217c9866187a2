import io

import pytest
from PIL import Image

from articles.demo import contents
from articles.demo.contents import TEXTS
from articles.demo.drawings import HEIGHT, SCENES, WIDTH, draw

PICTURES = [picture["key"] for picture in contents.newspaper()["pictures"]]


@pytest.mark.parametrize("key", PICTURES)
class TestDrawings:
    def test_drawing_is_always_the_same(self, key):
        assert draw(key) == draw(key)

    def test_drawing_shows_something_to_its_edges(self, key):
        picture = Image.open(io.BytesIO(draw(key)))
        assert picture.size == (WIDTH, HEIGHT)
        assert len(picture.getcolors(maxcolors=WIDTH * HEIGHT)) > 20


def test_every_drawing_is_of_the_library_and_used_by_a_story():
    used = {story.get("lead_image") for story in contents.stories()} - {None}
    texts = [story.get(language, {}).get(field, "") for story in contents.stories()
             for language in ("en", "ko") for field in TEXTS]  # fmt: skip
    used |= {match[2] for text in texts for match in contents.REFERENCE.finditer(text) if match[1] == "image"}
    assert set(PICTURES) == set(SCENES) == used
