from random import Random

import pytest

from articles.body import sanitise
from articles.text.segment_positions import TranslationLayout
from articles.text.segments import Segment, segments_in
from tests.articles.text.bodies import EVERYTHING, join_parts, split_at_segments


def number(place):
    return f"{place:02d}째"


def translated_in_order(places):
    """The body that comes about when the segments of EVERYTHING are translated in an order of places."""
    html, source = "", segments_in(EVERYTHING)
    for place in places:
        standing = {segment.html: at for at, segment in enumerate(segments_in(html))}
        pairs = {one: [standing[number(one)]] for one in range(len(source)) if number(one) in standing}
        layout = TranslationLayout(EVERYTHING, html, pairs)
        layout.insert(place, number(place))
        html = layout.html()
    return html


def whole():
    parts, place = [], 0
    for part in split_at_segments(EVERYTHING):
        if isinstance(part, Segment):
            part, place = Segment(part.path, number(place) if part.html else ""), place + 1
        parts.append(part)
    return join_parts(parts)


class TestInsert:
    @pytest.mark.parametrize("seed", range(25))
    def test_in_whatever_order_segments_are_translated_the_same_body_comes_about(self, seed):
        places = [place for place, one in enumerate(segments_in(EVERYTHING)) if one.html]
        Random(seed).shuffle(places)
        html = translated_in_order(places)
        assert html == whole()
        assert sanitise(html) == html

    def test_half_a_table_keeps_its_cells(self):
        places = [place for place, one in enumerate(segments_in(EVERYTHING)) if one.words == "30"]
        assert translated_in_order(places) == (
            f"<table><thead><tr><th></th><th></th></tr></thead><tbody><tr><td></td><td></td></tr>"
            f"<tr><td></td><td>{number(places[0])}</td></tr></tbody></table>"
        )


class TestChange:
    BODY = (
        "<p>하나</p><ul><li><p>둘</p></li><li><p>셋</p></li></ul>"
        "<table><tbody><tr><td>넷</td><td>다섯</td></tr></tbody></table>"
    )

    def layout(self):
        return TranslationLayout(self.BODY, self.BODY, {place: [place] for place in range(5)})

    def test_an_item_that_is_taken_out_goes_alone_and_the_last_with_its_list(self):
        layout = self.layout()
        layout.remove(layout.target[1])
        assert "<ul><li><p>셋</p></li></ul>" in layout.html()
        layout.remove(layout.target[2])
        assert "ul" not in layout.html()

    def test_a_cell_is_emptied_and_the_table_goes_with_its_last_word(self):
        layout = self.layout()
        layout.remove(layout.target[3])
        assert "<tr><td></td><td>다섯</td></tr>" in layout.html()
        layout.remove(layout.target[4])
        assert "table" not in layout.html()

    def test_the_second_half_of_an_item_is_an_item(self):
        layout = self.layout()
        layout.insert_after(layout.target[1], "둘 반")
        assert "<li><p>둘</p></li><li><p>둘 반</p></li><li><p>셋</p></li>" in layout.html()

    def test_a_paragraph_is_added_behind_a_list_and_not_in_it(self):
        layout = self.layout()
        layout.insert_after(layout.target[1], "덧붙임", as_paragraph=True)
        assert "</ul><p>덧붙임</p><table>" in layout.html()

    def test_a_paragraph_is_added_at_the_top(self):
        layout = self.layout()
        layout.insert_after(None, "덧붙임", as_paragraph=True)
        assert layout.html().startswith("<p>덧붙임</p><p>하나</p>")

    def test_a_figure_stays_without_its_caption_unless_it_goes_too(self):
        body = '<p>하나</p><figure data-image="4"><figcaption>부두</figcaption></figure>'
        layout = TranslationLayout(body, body, {0: [0], 1: [1]})
        layout.remove(layout.target[1])
        assert layout.html().endswith('<figure data-image="4"><figcaption></figcaption></figure>')
        layout.remove(layout.target[1], with_figure=True)
        assert layout.html() == "<p>하나</p>"


class TestGalleries:
    FIGURE = '<figure data-image="{}"><figcaption>{}</figcaption></figure>'
    FIRST, SECOND = FIGURE.format(4, "부두"), FIGURE.format(5, "")
    BODY = f'<p>하나</p><div data-kind="gallery">{FIRST}{SECOND}</div>'

    def layout(self, body=BODY):
        return TranslationLayout(body, body, {place: [place] for place in range(3)})

    def test_pictures_stay_when_one_is_taken_out_and_the_last_goes_with_its_gallery(self):
        layout = self.layout()
        layout.remove(layout.target[1])
        assert layout.html() == self.BODY.replace("부두", "")
        layout.remove(layout.target[1], with_figure=True)
        assert layout.html() == self.BODY.replace(self.FIRST, "")
        layout.remove(layout.target[2], with_figure=True)
        assert layout.html() == "<p>하나</p>"

    def test_a_paragraph_is_added_behind_and_not_in_it(self):
        layout = self.layout()
        layout.insert_after(layout.target[1], "덧붙임", as_paragraph=True)
        assert layout.html() == f"{self.BODY}<p>덧붙임</p>"

    def test_a_picture_that_stands_elsewhere_already_is_not_brought_along(self):
        html = f"<p>하나</p>{self.SECOND}"
        layout = TranslationLayout(self.BODY, html, {0: [0], 2: [1]})
        layout.insert(1, "부두")
        assert layout.html().count('data-image="5"') == 1

    def test_one_without_captions_comes_along_with_its_neighbour(self):
        source = self.BODY.replace("부두", "")
        layout = TranslationLayout(source, "", {})
        layout.insert(0, "하나")
        assert layout.html() == source


class TestCharts:
    CHART = (
        '<table data-chart="bars"><caption>Passengers</caption>'
        "<thead><tr><th>Year</th><th>Total</th></tr></thead>"
        "<tbody><tr><th>First</th><td>44%</td></tr>"
        "<tr><th>Second</th><td>2.1 million</td></tr></tbody></table>"
    )

    def translate(self, html, place, words, pairs):
        layout = TranslationLayout(self.CHART, html, pairs)
        layout.insert(place, words)
        return layout.html()

    def test_bring_the_figures_that_are_written_so_in_both_languages(self):
        html = self.translate("", 0, "승객", {})
        assert html == (
            '<table data-chart="bars"><caption>승객</caption><thead><tr><th></th><th></th></tr></thead>'
            "<tbody><tr><th></th><td>44%</td></tr><tr><th></th><td></td></tr></tbody></table>"
        )

    def test_take_a_figure_that_is_translated_at_once(self):
        layout = TranslationLayout(self.CHART, "", {})
        for place, words in ((0, "승객"), (4, "44퍼센트"), (6, "210만")):
            layout.insert(place, words)
        cells = [segment.html for segment in segments_in(layout.html())]
        assert cells == ["승객", "44퍼센트", "210만"]

    @pytest.mark.parametrize("opening", ["table", 'table data-chart="lines"'])
    def test_follow_the_kind_of_the_source(self, opening):
        other = self.CHART.replace('table data-chart="bars"', opening)
        pairs = {place: [place] for place in range(len(segments_in(self.CHART)))}
        assert TranslationLayout(self.CHART, other, pairs).html() == self.CHART
        assert TranslationLayout(other, self.CHART, pairs).html() == other
