"""Tables as charts: typed figures, tables that cannot be drawn, and readers' HTML."""

import time
from decimal import Decimal

import html5lib
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from articles.body import plain_html, plain_text, render, sanitise
from articles.body.chart_svg import leaves_sign_alone
from articles.body.charts import (
    ChartKind,
    charts_in,
    read_figure,
    text_width,
    wrapped_words,
)
from articles.body.content import without_tables
from articles.text.canonical_html import parse_body, write_body
from articles.text.segments import segments_in
from tests.inline import canonical, often

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [("First", "21,300"), ("Second", "27,900")]


class PageResolver:
    draws_charts = True

    def article(self, number):
        return None

    topic = image = article


def make_table(rows, *, heads=("Month", "Passengers"), kind="bars", caption="Passengers"):
    """Return a canonical table that is a chart; the words of its cells are HTML."""
    head = "".join(f"<th>{one}</th>" for one in heads)
    lines = "".join(
        f"<tr><th>{row[0]}</th>{''.join(f'<td>{one}</td>' for one in row[1:])}</tr>" for row in rows
    )
    words = f"<caption>{caption}</caption>" if caption else ""
    return f'<table data-chart="{kind}">{words}<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'


def drawn(html, language="en"):
    return render(html, language=language, resolver=PageResolver())


def problem(*arguments, **options):
    [reading] = charts_in(make_table(*arguments, **options))
    return reading.problem


class TestFigures:
    @pytest.mark.parametrize(
        ("words", "value", "unit"),
        [
            *(("1,234", "1234", ""), ("12.3%", "12.3", "%"), ("₩1,200", "1200", "₩"), ("-5", "-5", "")),
            *(("−5", "-5", ""), ("+4.5", "4.5", ""), ("-$3", "-3", "$"), ("$-3", "-3", "$")),
            *(
                ("2만1300명", "21300", "명"),
                ("3조 5000억", "3500000000000", ""),
                ("3천5백만", "35000000", ""),
            ),
            *(
                ("1억2000만 원", "120000000", "원"),
                ("12.6 billion won", "12.6", "billionwon"),
                ("12*", "12", ""),
            ),
        ],
    )
    def test_are_read_as_typed(self, words, value, unit):
        found = read_figure(words)
        assert (found.value, found.unit, found.words) == (Decimal(value), unit, words)

    @pytest.mark.parametrize(
        "words", ["", "about 5", "1,23", "1.2.3", "12 3", "--5", "5–7", "9" * 16, "███", "१२"]
    )
    def test_else_are_none(self, words):
        assert read_figure(words) is None

    @pytest.mark.parametrize("part", ["1", "1,", "1만", "만", " ", "-", "1 만", "1.1"])
    def test_take_linear_time(self, part):
        start = time.perf_counter()
        read_figure(part * 20)
        charts_in(sanitise(make_table([("a", part * 3_000)] * 3)))
        assert time.perf_counter() - start < 2


class TestStoredText:
    @pytest.mark.parametrize("kind", ChartKind.values)
    @often
    @given(cell=canonical)
    def test_comes_back_as_it_was(self, kind, cell):
        table = make_table([("a", cell), ("b", "1")], kind=kind, caption="c")
        assert sanitise(table) == table
        assert write_body(parse_body(table)) == table

    @pytest.mark.parametrize("kind", ["pie", "", "bars\n", "&quot;&gt;"])
    def test_keeps_no_unknown_kind(self, kind):
        assert sanitise(make_table(ROWS, kind=kind)) == make_table(ROWS).replace(' data-chart="bars"', "")

    def test_has_the_segments_of_the_table(self):
        table = make_table(ROWS)
        assert segments_in(table) == segments_in(table.replace(' data-chart="bars"', ""))

    def test_is_no_line_of_text(self):
        assert without_tables(f"<p>a</p>{make_table(ROWS)}<p>b</p>") == "<p>a</p><p>b</p>"
        assert plain_text(make_table(ROWS)).endswith("Second 27,900")


class TestReading:
    def test_gives_names_and_series(self):
        [reading] = charts_in(make_table(ROWS))
        assert (reading.title, reading.problem, reading.chart.names) == (
            "Passengers",
            "",
            ["First", "Second"],
        )
        [series] = reading.chart.series
        assert (series.name, [one.words for one in series.figures]) == ("Passengers", ["21,300", "27,900"])

    def test_leaves_gaps(self):
        [reading] = charts_in(make_table([("a", ""), ("b", "n/a"), ("c", "–"), ("d", "1")]))
        assert [bool(one) for one in reading.chart.series[0].figures] == [False, False, False, True]

    def test_takes_a_first_row_without_figures_as_the_header(self):
        table = "<tr><td>Year</td><td>A</td><td>B</td></tr><tr><td>2025</td><td>1</td><td>2</td></tr>"
        [reading] = charts_in(sanitise(f'<table data-chart="bars">{table}</table>'))
        assert [one.name for one in reading.chart.series] == ["A", "B"]

    @pytest.mark.parametrize(
        ("rows", "options", "words"),
        [
            ([("a", "many")], {}, "“many” in row 2 is not a figure"),
            ([("a", "1%"), ("b", "2 km")], {}, "different units: %, km"),
            ([("a", "")], {}, "no figures"),
            ([("", "1")], {}, "Row 2 has no name"),
            ([("a", "1")], {"kind": "lines"}, "at least two rows"),
            ([("a", "-1")], {"kind": "stacked"}, "below zero"),
            ([("a", "1", "2")], {"heads": ("x", "y", "")}, "needs a name in the header row"),
            ([("a", *"1234567")], {"heads": "abcdefgh"}, "7 columns"),
            ([("a", "1")] * 41, {}, "41 rows"),
            ([("a" * 81, "1")], {}, "too long for a chart"),
            ([("Ferry passengers", "1")] * 6, {"kind": "columns"}, "Choose bars"),
            ([("a", "1")], {"kind": "pie"}, "Unknown kind of chart: pie"),
        ],
    )
    def test_says_why_a_table_cannot_be_drawn(self, rows, options, words):
        assert words in problem(rows, **options)

    def test_names_the_problem_in_the_language_of_the_screen(self):
        with translation.override("ko"):
            assert problem([("", "1")]) == "2행의 첫 열에 이름이 없습니다."

    def test_refuses_cells_that_span_others(self):
        table = (
            make_table(ROWS)
            .replace("<td>21,300</td>", '<td rowspan="2">21,300</td>')
            .replace("<td>27,900</td>", "")
        )
        [reading] = charts_in(sanitise(table))
        assert "span" in reading.problem


class TestReaders:
    @pytest.mark.parametrize("kind", ChartKind.values)
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_get_a_drawing_and_the_table_behind_it(self, kind, language):
        html = drawn(make_table(ROWS, kind=kind, caption="Passengers<br>a month<br>Source: port"), language)
        tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
        [figure] = tree.findall("figure")
        drawing = figure.find(f"div/{SVG}svg")
        assert (drawing.get("role"), "Passengers" in drawing.get("aria-label")) == ("img", True)
        assert [one.text for one in figure.findall("figcaption/span")] == ["Passengers", "a month"]
        assert figure.find("p[@class='chart__source']").text == "Source: port"
        assert [cell.text for cell in figure.findall("details/div/table/tbody/tr/td")] == ["21,300", "27,900"]
        assert figure.find("details/div/table/caption") is None

    def test_get_nothing_that_the_policy_of_pages_forbids(self):
        html = "".join(drawn(make_table(ROWS, kind=kind)) for kind in ChartKind.values)
        tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
        assert {name for one in tree.iter() for name in one.attrib} & {"style", "onload", "href"} == set()
        assert {one.tag for one in tree.iter()} & {
            "style",
            "script",
            "image",
            "use",
            "foreignObject",
        } == set()

    def test_get_the_table_alone_where_it_cannot_be_drawn(self):
        table = make_table([("a", "1"), ("b", "███")])
        assert drawn(table) == drawn(table.replace(' data-chart="bars"', ""))
        assert "chart" not in drawn(table)

    def test_get_the_table_alone_elsewhere(self):
        plain = make_table(ROWS).replace(' data-chart="bars"', "")
        assert render(make_table(ROWS), language="en", resolver=None) == render(
            plain, language="en", resolver=None
        )
        resolver = PageResolver()
        assert plain_html(make_table(ROWS), language="en", resolver=resolver) == plain_html(
            plain, language="en", resolver=resolver
        )

    def test_get_a_title_with_its_links_once(self):
        html = drawn(make_table(ROWS, caption='By <a href="https://a.example/">the port</a>'))
        assert html.count("https://a.example/") == 1
        assert (
            '<span class="chart__title">By <a href="https://a.example/" rel="noopener">the port</a></span>'
            in html
        )

    def test_get_a_title_in_one_line_where_a_mark_goes_on(self):
        html = drawn(make_table(ROWS, caption="<em>a<br>b</em>"))
        assert '<span class="chart__title"><em>a<br>b</em></span>' in html

    def test_get_each_table_its_own_figures(self):
        html = drawn(make_table([("a", "1")]) + make_table([("a", "x")]) + make_table([("b", "2")]))
        assert [html.count(f'">{words}</text>') for words in ("1", "2")] == [1, 1]

    def test_get_words_of_cells_escaped(self):
        html = drawn(make_table([("&lt;script&gt;&amp;", "1&quot;")]))
        tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
        assert next(tree.iter(f"{SVG}text")).text == "<script>&"

    def test_see_gaps_in_lines(self):
        html = drawn(make_table([("a", "1"), ("b", ""), ("c", "2"), ("d", "3")], kind="lines"))
        path = html.partition(' d="')[2].partition('"')[0]
        assert (path.count("M"), path.count("L")) == (2, 1)

    def test_see_bars_as_long_as_their_figures(self):
        html = drawn(make_table([("a", "50%"), ("b", "25%")]))
        assert ['width="100%" height="1.15em"' in html, 'width="50%" height="1.15em"' in html] == [True, True]

    def test_see_figures_below_zero_on_the_other_side(self):
        html = drawn(make_table([("a", "-1"), ("b", "3")]))
        assert '<rect x="0%" y="1.35em" width="25%"' in html
        assert '<rect x="25%"' in html

    @pytest.mark.parametrize(
        ("language", "figures", "steps"),
        [
            ("en", ("1,000", "4,000"), ["0", "1,000", "2,000", "3,000", "4,000"]),
            ("ko", ("1만명", "4만명"), ["0명", "1만명", "2만명", "3만명", "4만명"]),
            ("en", ("₩-10", "₩10"), ["−₩10", "−₩5", "₩0", "₩5", "₩10"]),
            ("en", ("-1", "-4"), ["−4", "−3", "−2", "−1", "0"]),
            ("en", ("100.5", "101"), ["100.4", "100.6", "100.8", "101.0"]),
        ],
    )
    def test_see_a_scale_in_the_form_of_the_figures(self, language, figures, steps):
        html = drawn(make_table(list(zip("ab", figures, strict=True)), kind="lines"), language)
        tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
        assert [one.text for one in tree.iter(f"{SVG}text") if one.get("class") == "chart__tick"] == steps

    def test_no_sign_of_a_name_stands_alone_below_a_column(self):
        html = drawn(make_table([(f"{month}개월째", "7") for month in range(1, 7)], kind="columns"), "ko")
        assert ">1개월째<" in html
        assert ">째<" not in html
        assert leaves_sign_alone("1개월째", 3)
        assert not leaves_sign_alone("첫 달", 2)


figures = st.sampled_from(["", "0", "-1", "5%", "1,000", "9" * 15, "-0.000001", "9조9999억", "x", "₩3"])
hostile = st.lists(st.tuples(st.text("가a 1", max_size=30), *[figures] * 3), min_size=1, max_size=20)


class TestHostileTables:
    @often
    @given(st.sampled_from(ChartKind.values), hostile, st.sampled_from(["en", "ko"]))
    def test_are_drawn_or_refused(self, kind, rows, language):
        html = drawn(sanitise(make_table(rows, heads=("a", "b", "c", "d"), kind=kind)), language)
        assert "nan" not in html
        assert "inf" not in html
        assert html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html) is not None

    @often
    @given(st.text("가나a b", max_size=60), st.floats(0.1, 30))
    def test_names_keep_their_words(self, words, room):
        lines = wrapped_words(words, room)
        assert "".join("".join(lines).split()) == "".join(words.split())
        assert all(len(line) == 1 or text_width(line) <= room + 0.001 for line in lines)

    def test_take_linear_time(self):
        rows = [(f"{number}", "1", "2") for number in range(400)]
        start = time.perf_counter()
        for kind in ChartKind.values:
            drawn(make_table(rows, heads="abc", kind=kind) * 3)
        assert time.perf_counter() - start < 5
