"""SVG files that can be used as a wordmark, and refused ones."""

import pytest

from newsroom.identity.configuration import MOST_WORDMARK_BYTES, WordmarkError, measure_wordmark

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


PATH = '<path d="M0 0h10v10z"/>'


def svg(inside=PATH, *, root='viewBox="0 0 480 100"', before=""):
    return f"{before}<svg {XMLNS} {root}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("root", "size"),
    [
        ('viewBox="0 0 480 100"', (480, 100)),
        ('viewBox="-10,-10 20 10" width="1" height="9"', (200, 100)),
    ],
)
def test_size_is_the_ratio(root, size):
    assert measure_wordmark(svg(root=root)) == size


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M0 0h10v10z" fill="#a3271c"/>',
        '<defs><linearGradient id="a"/></defs><path fill="url(#a)"/><use xlink:href="#a"/><use href=" #a"/>',
        "<style>.a { fill: url('#a'); }</style><metadata>made by hand</metadata>",
    ],
)
def test_shapes_are_accepted(inside):
    assert measure_wordmark(svg(inside + PATH)) == (480, 100)


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g><foreignObject/></g>", "<foreignObject>"),
        ('<g onclick="alert(1)"/>', "onclick"),
        ('<g ONLOAD="alert(1)"/>', "ONLOAD"),
        ('<use xlink:href="https://a.example/b.svg#c"/>', "https://a.example"),
        ('<use href="data:image/svg+xml,x"/>', "data:"),
        ('<image href="#a"/>', "<image>"),
        ('<a href="#a"/>', "<a>"),
        ('<g xml:base="https://a.example/"/>', "https://a.example"),
        ('<path fill="url(https://a.example/b#c)"/>', "https://a.example"),
        ("<path style=\"fill: URL( 'b.svg#c')\"/>", "b.svg"),
        ("<style>@import 'a.css';</style>", "@import"),
        ("<style>g { fill: u\\72l(a.svg) }</style>", "u"),
        ('<set attributeName="href" to="javascript:a"/>', "<set>"),
        ('<b xmlns="http://www.w3.org/1999/xhtml"/>', "<b>"),
    ],
)
def test_nothing_runs_or_loads_anything(inside, problem):
    with pytest.raises(WordmarkError, match=problem):
        measure_wordmark(svg(inside))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "well-formed"),
        (b"\x89PNG", "well-formed"),
        (b"<svg></svg>", "not an SVG"),
        (svg(before='<!DOCTYPE svg [<!ENTITY a "b">]>'), "DOCTYPE"),
        (svg(before='<?xml-stylesheet href="a.css"?>'), "xml-stylesheet"),
        (svg(root=""), "viewBox"),
        (svg(root='width="36px" height="12"'), "viewBox"),
        (svg("<text>The Courier</text>"), "text in <text>.*paths"),
        (svg(f"{PATH}<g><text><tspan>C</tspan></text></g>"), "text in <text>"),
        (svg("<title>The Courier</title>"), "no shape"),
        (svg(root='viewBox="0 0 0 100"'), "viewBox"),
        (svg(root='viewBox="0 0 nan inf"'), "viewBox"),
        (svg(root='viewBox="0 0 10 100"'), "aspect ratio"),
        (svg(" " * MOST_WORDMARK_BYTES), "bytes"),
    ],
)
def test_other_files_are_refused(content, problem):
    with pytest.raises(WordmarkError, match=problem):
        measure_wordmark(content)
