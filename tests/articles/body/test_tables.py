"""Tables get a head and a body, and all rows have the same width."""

import random

import html5lib
import pytest

from articles.body import sanitise

CASES = {
    "leading rows of headers are the head": (
        "<tr><th>a<tr><td>b",
        "<thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody>",
    ),
    "cells of a head are headers": (
        "<thead><tr><td>a<td><tbody><tr><td>b<td>c",
        "<thead><tr><th>a</th><th></th></tr></thead><tbody><tr><td>b</td><td>c</td></tr></tbody>",
    ),
    "a table all of headers has data too": (
        "<tr><th>a<tr><th>b",
        "<thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody>",
    ),
    "a single row is data": ("<tr><th>a", "<tbody><tr><td>a</td></tr></tbody>"),
    "a foot ends the body": (
        "<tfoot><tr><td>b</tfoot><tbody><tr><td>a",
        "<tbody><tr><td>b</td></tr><tr><td>a</td></tr></tbody>",
    ),
    "short rows are filled": (
        "<tr><td>a<td>b<tr><td>c",
        "<tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td></td></tr></tbody>",
    ),
    "spans end with the table": (
        "<tr><td rowspan=9 colspan=9>a<td>b<tr><td>c",
        '<tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>',
    ),
    "rows without cells are left out": (
        "<tr><td rowspan=3>a<td>b<tr><tr><td>c",
        '<tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody>',
    ),
    "paragraphs in a cell become lines": (
        "<tr><td><p>a</p><p>b</p><td>c",
        "<tbody><tr><td>a<br>b</td><td>c</td></tr></tbody>",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_in_normal_form(case):
    html, expected = CASES[case]
    assert sanitise(f"<table>{html}</table>") == f"<table>{expected}</table>"
    assert sanitise(f"<table>{expected}</table>") == f"<table>{expected}</table>"


def test_a_table_without_words_is_left_out_and_its_caption_kept():
    assert sanitise("<table><caption>a</caption><tr><td> </td></tr></table>") == "<p>a</p>"


def test_a_table_in_a_cell_moves_behind():
    html = "<table><tr><td>a<table><tr><td>b</table></table>"
    assert sanitise(html) == (
        "<table><tbody><tr><td>a</td></tr></tbody></table><table><tbody><tr><td>b</td></tr></tbody></table>"
    )


def random_table(seed):
    chance = random.Random(seed)
    html = ["<table>"]
    for _ in range(chance.randint(1, 7)):
        html.append(chance.choice(["", "", "", "<thead>", "<tbody>"]) + "<tr>")
        for _ in range(chance.randint(0, 4)):
            spans = f"colspan={chance.choice([1, 1, 1, 2, 3, 9])} rowspan={chance.choice([1, 1, 1, 2, 3, 9])}"
            html.append(f"<{chance.choice(['td', 'td', 'th'])} {spans}>{chance.choice('ab ')}")
    return "".join(html)


def grid(rows):
    """Return the cells that cover each position, as browsers lay them out."""
    covered = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    covered.setdefault((number + down, column + right), []).append(cell)
    return covered


@pytest.mark.parametrize("seed", range(0, 1500, 300))
def test_random_tables_are_full_grids(seed):
    for html in map(random_table, range(seed, seed + 300)):
        table = sanitise(html)
        assert sanitise(table) == table, html
        widths = set()
        for group in html5lib.parseFragment(table, namespaceHTMLElements=False).findall("table/*"):
            covered = grid(group)
            assert all(len(cells) == 1 for cells in covered.values()), html
            width = 1 + max(column for row, column in covered)
            assert len(covered) == width * len(group), html
            widths.add(width)
        assert len(widths) <= 1, html
