"""Galleries: pictures and their captions, stored in one form and shown in rows of equal height."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from articles.body import plain_html, render, render_parts, sanitise, without_galleries
from articles.body.block_html import (
    LEAST_RATIO,
    MOST_IN_ROW,
    MOST_RATIO,
    RATIO_STEP,
    gallery_rows,
    known_ratio,
)
from articles.body.content import gallery_pictures
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_in
from tests.articles.body.test_render import Resolver, parsed, shown
from tests.inline import canonical, often

EMBED = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'
TABLE = "<table><tbody><tr><td>a</td></tr></tbody></table>"
ASIDE, QUOTE = 'aside data-kind="lead"', "<blockquote><p>a</p>"


def figure(number, caption=""):
    return f'<figure data-image="{number}"><figcaption>{caption}</figcaption></figure>'


def gallery(*figures):
    return f'<div data-kind="gallery">{"".join(figures)}</div>'


TITLE = "<h3>The <em>harbor</em></h3>"
BOTH = figure(1, "a") + figure(2)


class TestStoredText:
    @often
    @given(st.lists(canonical, min_size=1, max_size=5))
    def test_comes_back_from_segments_as_it_was(self, captions):
        figures = [figure(number, caption) for number, caption in enumerate(captions, 1)]
        body = f"<p>before</p>{gallery(*figures)}<p>after</p>"
        assert sanitise(body) == body
        assert write_body(parse_body(body)) == body
        segments = segments_in(body)
        assert [one.picture for one in segments] == [None, *range(1, len(captions) + 1), None]
        assert [one.html for one in segments[1:-1]] == captions
        assert all(segments_in(one.wrapped()) == [one] for one in segments)
        assert gallery_pictures(body) == [list(range(1, len(captions) + 1))]
        assert without_galleries(body) == f"<p>before</p>{''.join(figures)}<p>after</p>"

    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            (gallery(), ""),
            (gallery("words"), "<p>words</p>"),
            (
                gallery(figure(1), "a", figure(2), "<h2>b</h2>"),
                gallery(figure(1), figure(2)) + "<p>a</p><p>b</p>",
            ),
            (gallery(figure(1), gallery(figure(2))), gallery(figure(1), figure(2))),
            (gallery(f"<ul><li>{figure(1)}</li><li>{figure(2)}</li></ul>"), gallery(figure(1), figure(2))),
            (gallery(figure(1), EMBED), gallery(figure(1)) + EMBED),
            (gallery(TABLE), TABLE),
            (gallery(figure(1), TABLE), gallery(figure(1)) + TABLE),
            (
                f"<{ASIDE}><p>a</p>{gallery(figure(1))}</aside>",
                f"<{ASIDE}><p>a</p></aside>{gallery(figure(1))}",
            ),
            (f"{QUOTE}{gallery(figure(1))}</blockquote>", f"{QUOTE}</blockquote>{gallery(figure(1))}"),
            (f'<div data-kind="other">{figure(1)}</div>', figure(1)),
            (
                gallery("<h2>The <em>harbor</em></h2>", figure(1), "<h3>b</h3>"),
                gallery(TITLE, figure(1)) + "<p>b</p>",
            ),
            (gallery("<h3> </h3>", figure(1)), gallery(figure(1))),
            (gallery("a", TITLE, figure(1)), gallery(figure(1)) + "<p>a</p><p>The <em>harbor</em></p>"),
            (gallery(TITLE), gallery(TITLE)),
        ],
    )
    def test_has_nothing_but_a_title_and_pictures(self, html, expected):
        assert sanitise(html) == expected
        assert sanitise(expected) == expected


class TestTitle:
    body = gallery(TITLE, BOTH)

    def test_is_a_segment_of_its_own(self):
        first, second, third = segments_in(self.body)
        assert (first.role, first.words) == ("h3", "The harbor")
        assert (second.picture, third.picture) == (1, 2)
        assert segments_in(first.wrapped()) == [first]
        assert sanitise(first.wrapped()) == first.wrapped() == gallery(TITLE)
        assert gallery_pictures(self.body) == [[1, 2]]

    def test_is_a_line_above_single_pictures(self):
        line = "<p><strong>The <em>harbor</em></strong></p>"
        assert without_galleries(f"<h3>a</h3>{self.body}<h3>b</h3>") == f"<h3>a</h3>{line}{BOTH}<h3>b</h3>"
        assert sanitise(line) == line

    @pytest.mark.parametrize(("before", "level"), [("", "h2"), ("<h2>Sea</h2>", "h3")])
    def test_is_a_heading_before_the_group_and_in_its_name(self, before, level):
        *_, title, group = parsed(seen(before + self.body))
        assert (title.tag, "".join(title.itertext())) == (level, "The harbor")
        assert title.get("id") == "s-the-harbor"
        assert group.get("aria-label") == "Gallery, 2 pictures: The harbor"
        assert len(group) == 1

    def test_its_signs_are_safe_in_the_name(self):
        html = seen(gallery('<h3>A "B" &lt;C&gt;</h3>', BOTH))
        assert 'aria-label="Gallery, 2 pictures: A &quot;B&quot; &lt;C&gt;"' in html

    def test_goes_with_the_pictures_but_one(self):
        assert seen(gallery(TITLE, figure(1, "a"), figure(12))) == seen(figure(1, "a"))
        assert seen(gallery(TITLE)) == ""

    def test_other_publishers_do_not_get_it(self):
        html = plain_html(f"<p>a</p>{self.body}<h3>b</h3>", language="en", resolver=Resolver())
        assert html == "<p>a</p>\n<h3>b</h3>"


class TestRows:
    @given(st.lists(st.integers(LEAST_RATIO, MOST_RATIO), min_size=1, max_size=30))
    def test_hold_every_picture_once_in_its_order(self, ratios):
        rows = gallery_rows(ratios)
        assert [place for row in rows for place in row] == list(range(len(ratios)))
        assert max(map(len, rows)) <= MOST_IN_ROW

    @pytest.mark.parametrize(
        ("ratios", "sizes"),
        [
            ([150] * 2, [2]),
            ([150] * 3, [3]),
            ([150] * 4, [2, 2]),
            ([150] * 5, [2, 3]),
            ([150] * 6, [2, 2, 2]),
            ([65] * 5, [5]),
            ([300, 150, 150], [1, 2]),
        ],
    )
    def test_are_of_about_one_height(self, ratios, sizes):
        assert sorted(map(len, gallery_rows(ratios))) == sorted(sizes)

    def test_ratios_are_those_of_the_style_sheet(self):
        style = (Path(settings.BASE_DIR) / "static/css/inserts.css").read_text()
        told = re.findall(r"\.gallery__picture--(\d+) \{ --ratio: ([\d.]+); \}", style)
        assert [int(name) for name, _ratio in told] == list(range(LEAST_RATIO, MOST_RATIO + 1, RATIO_STEP))
        assert all(float(ratio) * 100 == pytest.approx(int(name)) for name, ratio in told)
        sizes = [(800, 600), (600, 800), (1, 1), (10, 1), (1, 10), (None, None)]
        assert [known_ratio(*size) for size in sizes] == [135, 75, 100, 300, 50, 150]


class GalleryResolver(Resolver):
    """Knows pictures 1 to 9. Number 9 is very wide."""

    def image(self, number):
        width = 8000 if number == 9 else 900
        found = {"src": f"/{number}.jpg", "width": width, "height": 600, "large": f"/large/{number}.webp"}
        source = {"type": "image/webp", "srcset": "/a 1w", "sizes": "100vw"}
        return found | {"sources": [source]} if number <= 9 else None

    @staticmethod
    def gallery_sizes(ratio, share):
        return f"{ratio} {share:.2f}"


def seen(html, language="en"):
    assert sanitise(html) == html
    return render(html, language=language, resolver=GalleryResolver())


class TestShown:
    @pytest.mark.parametrize(("language", "label"), [("en", "Gallery, 3 pictures"), ("ko", "화보, 사진 3장")])
    def test_is_a_group_that_says_how_many_pictures_it_has(self, language, label):
        [group] = parsed(seen(gallery(figure(1, "a"), figure(2), figure(3)), language))
        assert (group.get("role"), group.get("aria-label")) == ("group", label)
        assert [len(row) for row in group] == [3]

    def test_each_picture_opens_large_and_says_its_part_of_the_row(self):
        html = seen(gallery(figure(1, "At <em>sea</em>"), figure(2)))
        assert html.count('sizes="150 0.50"') == 2
        [first, _second] = parsed(html).iter("a")
        assert first.get("href") == "/large/1.webp"
        assert "".join(first.itertext()) == "Enlarge the picture"
        assert "At <em>sea</em></span></figcaption></figure>" in html

    def test_pictures_that_may_not_be_shown_are_not_counted(self):
        html = seen(gallery(figure(1), figure(12, "gone"), figure(2)))
        assert "Gallery, 2 pictures" in html
        assert "gone" not in html

    def test_one_picture_that_is_left_stands_as_a_single_one(self):
        assert seen(gallery(figure(12), figure(1, "a"))) == seen(figure(1, "a"))
        assert seen(gallery(figure(11), figure(12))) == ""

    def test_a_picture_of_an_extreme_ratio_is_not_cropped(self):
        assert seen(gallery(figure(1), figure(9))).count("gallery__picture--whole") == 1

    def test_pictures_without_sizes_or_large_files_are_shown(self):
        html = shown(gallery(figure(1), figure(2)))
        assert html.count('class="picture gallery__picture') == 2
        assert "<a " not in html

    def test_its_pictures_can_stand_alone(self):
        [part] = render_parts([figure(1)], language="en", resolver=Resolver())
        assert part.startswith('<figure class="picture">')

    def test_other_publishers_get_no_pictures(self):
        html = f"<p>a</p>{gallery(figure(1, 'b'), figure(2))}<p>c</p>"
        assert plain_html(html, language="en", resolver=Resolver()) == "<p>a</p>\n<p>c</p>"
