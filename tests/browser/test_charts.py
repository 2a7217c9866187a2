"""Charts: made in the editor from pasted rows, by keyboard, and read on wide and narrow screens."""

import pytest

from tests.articles.body.test_charts import make_table
from tests.browser.axe import faults, is_wider
from tests.browser.writing import Desk
from tests.factories import make_publication, make_published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]

ROWS = "Year\tKelp\tSquid\n2024\t8.9\t11.3\n2025\t12.6\t10.4\n"
HOURS = [
    240,
    0,
    0,
    0,
    0,
    40,
    210,
    520,
    610,
    330,
    240,
    190,
    210,
    180,
    200,
    260,
    340,
    560,
    480,
    210,
    110,
    60,
    40,
]
CHARTS = [
    make_table([("January", "-4.2%"), ("February", "-1.8%"), ("March", ""), ("May", "7.1%")], kind="columns"),
    make_table([(str(hour), str(count)) for hour, count in enumerate(HOURS)], kind="columns"),
    make_table(
        [("The long way round, past the old mill", "1,240", "-300"), ("Harbor", "812", "-1,100")],
        heads=("Route", "Before", "After"),
    ),
    make_table(
        [(str(year), f"{year - 1990}.5", f"{2030 - year}.1") for year in range(2000, 2026)],
        heads=("Year", "Cable car", "Bus"),
        kind="lines",
    ),
    make_table([("a", "54%", "38%", "8%"), ("b", "22%", "75%", "3%")], heads="wxyz", kind="stacked"),
]
# The boxes of letters on the page that overlap another of their chart, or leave the window.
MISPLACED = """figures => figures.flatMap(figure => {
  const seen = [...figure.querySelectorAll('svg text')].filter(one => one.checkVisibility());
  const boxes = seen.map(one => ({words: one.textContent, ...one.getBoundingClientRect().toJSON()}));
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1
    || a.bottom - a.height / 4 <= b.top + b.height / 4 || b.bottom - b.height / 4 <= a.top + a.height / 4;
  return boxes.flatMap((one, at) => [
    ...boxes.slice(at + 1).filter(other => !apart(one, other)).map(other => `${one.words} / ${other.words}`),
    ...(one.left < 0 || one.right > innerWidth ? [`outside: ${one.words}`] : []),
  ]);
})"""


@pytest.fixture
def desk(same_page):
    desk = Desk(same_page(), "", "")
    desk.text().click()
    desk.settle()
    return desk


def table(opening="table"):
    head = "<thead><tr><th>Year</th><th>Kelp</th><th>Squid</th></tr></thead>"
    rows = "<tr><th>2024</th><td>8.9</td><td>11.3</td></tr><tr><th>2025</th><td>12.6</td><td>10.4</td></tr>"
    return f"<{opening}>{head}<tbody>{rows}</tbody></table>"


def test_pasted_rows_are_a_table_and_undo_brings_the_text_back(desk):
    desk.paste("", ROWS)
    assert desk.stored() == table()
    assert "became a table" in desk.page.get_by_role("status").first.inner_text()
    desk.press("Control+z")
    desk.settle()
    assert desk.stored() == "<p>Year Kelp Squid</p><p>2024 8.9 11.3</p><p>2025 12.6 10.4</p>"


def test_cells_of_a_spreadsheet_keep_their_form_and_undo_brings_the_text(desk):
    cells = "<tr><td>Year</td><td><b>Kelp</b></td></tr><tr><td>2025</td><td>12.6</td></tr>"
    html = f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>{cells}</table></html>'
    desk.paste(html, "Year\tKelp\n2025\t12.6\n")
    assert desk.stored() == f"<table><tbody>{cells.replace('b>', 'strong>')}</tbody></table>"
    desk.press("Control+z")
    desk.settle()
    assert desk.stored() == "<p>Year Kelp</p><p>2025 12.6</p>"


def test_chart_is_chosen_by_keyboard(desk):
    desk.paste("", ROWS)
    page = desk.page
    choice = page.get_by_role("button", name="Show as: Table")
    choice.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitemradio", name="Bars").first.wait_for()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show as: Lines").wait_for()
    desk.settle()
    assert desk.stored() == table('table data-chart="lines"')


def test_letters_do_not_overlap_on_any_screen_and_everybody_can_use_them(same_page):
    make_publication()
    story = make_published(body_en="".join(CHARTS))
    page = same_page()
    for width in (320, 1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/en/articles/{story.pk}/harbor-opens/")
        figures = page.locator("figure.chart")
        assert figures.count() == len(CHARTS)
        assert figures.evaluate_all(MISPLACED) == [], width
        assert not is_wider(page), width
    page.get_by_text("Show the figures").first.click()
    assert faults(page) == []


def test_figures_open_behind_the_chart_without_scripts(same_page):
    make_publication()
    story = make_published(body_en=CHARTS[0])
    page = same_page(java_script_enabled=False)
    page.goto(f"/en/articles/{story.pk}/harbor-opens/")
    page.get_by_text("Show the figures").click()
    assert page.get_by_role("cell", name="7.1%").is_visible()
