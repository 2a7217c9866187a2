"""The table of renditions: possible sizes of a picture, their names, and their crops."""

import pytest

from articles.media.renditions.sizes import (
    MIDDLE,
    Rendition,
    box,
    height,
    narrower,
    natural,
    parse_rendition,
    widths,
)

LARGE, SMALL, TALL = (2000, 1200), (300, 200), (1, 8000)


@pytest.mark.parametrize(
    "name", ["whole-640.avif", "card-50-30-320.webp", "wide-0-100-1920.jpg", "square-7-9-160.avif"]
)
def test_name_and_rendition_stand_for_each_other(name):
    assert parse_rendition(name).name == name


@pytest.mark.parametrize(
    "name",
    [
        *("", "whole.avif", "whole-640.gif", "whole-050.avif", "WHOLE-640.avif", "whole-50-50-640.avif"),
        *("card-640.avif", "card-5-101-640.avif", "card-05-5-640.avif", "card--5-5-640.avif",),
        *("card-٣-5-640.avif", "whole-640.avif\n", "whole-99999.avif", "../whole-640.avif"),
    ],
)  # fmt: skip
def test_other_names_are_none(name):
    assert parse_rendition(name) is None


class TestWidths:
    def test_nothing_is_enlarged(self):
        assert widths(LARGE, "whole") == [320, 480, 640, 720, 960, 1280, 1920]
        assert widths((700, 700), "whole") == [320, 480, 640]
        assert widths((900, 700), "whole") == [320, 480, 640, 720, 900]
        assert widths((700, 200), "card") == [300]

    def test_small_picture_has_its_own_width_alone(self):
        assert widths(SMALL, "whole") == [300]
        assert widths(TALL, "wide") == [1]

    def test_every_rendition_has_a_height(self):
        assert height(LARGE, "whole", 640) == 384
        assert height(LARGE, "card", 640) == 427
        assert height((8000, 1), "whole", 640) == 1


class TestBox:
    def test_crop_has_its_shape_and_lies_within_the_picture(self):
        for size in (LARGE, SMALL, TALL, (8000, 1), (1, 1)):
            for crop in ("whole", "card", "wide", "square"):
                for focal in (MIDDLE, (0, 0), (100, 100), (33, 66)):
                    left, top, right, bottom = box(size, crop, focal)
                    assert (right - left, bottom - top) == natural(size, crop)
                    assert 0 <= left < right <= size[0]
                    assert 0 <= top < bottom <= size[1]

    def test_focal_point_is_in_the_middle_where_the_edges_let_it(self):
        assert box((1000, 500), "square", (50, 50)) == (250, 0, 750, 500)
        assert box((1000, 500), "square", (40, 50)) == (150, 0, 650, 500)
        assert box((1000, 500), "square", (10, 50)) == (0, 0, 500, 500)
        assert box((500, 1000), "wide", (50, 90)) == (0, 750, 500, 1000)


def test_those_who_save_data_get_at_most_half_the_width():
    def saved(width):
        return narrower(Rendition("whole", MIDDLE, width, "avif"), LARGE).width

    assert [saved(width) for width in (1920, 1280, 640, 480, 320)] == [960, 640, 320, 320, 320]
    assert narrower(Rendition("whole", MIDDLE, 300, "avif"), SMALL).width == 300
