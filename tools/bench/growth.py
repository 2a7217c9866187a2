"""Cost of public pages and desk screens in newspapers of different sizes, and a chart of it.

Public pages are served by our server without the page cache; screens are requested in this process.
Processor time is the sum for the site and its database connection: the least of several rounds.
"""

import sys
import time
from datetime import timedelta
from html import escape
from math import ceil, floor, log10
from pathlib import Path

from django.test import Client
from django.utils import timezone

from tests.database_work import counting_work
from tests.factories import make_user, rewrite
from tests.many_editions import make_many_editions
from tests.many_stories import make_many
from tests.public.newsdesk import publish_again
from tools.bench.desk import SCREENS, read_log
from tools.bench.processes import cpu_seconds, is_postgres
from tools.bench.readers import PAST_CACHE, Case, answer_of, measure_cases
from tools.bench.sites import collect_static_files, our_server, page_addresses

TIMES = 5  # measured calls; the fastest counts
OPEN = 100  # stories in progress, for any size of the archive
A_BATCH = 4000  # stories in one call of make_many, which dates them an hour apart
SAVE, PUBLISH = "save of a story", "publication"
WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 190, 44, 48
APART = 14  # pixels between two names
COLOURS = ("#1b5fa8", "#b3401f", "#2f7d4f", "#7b4ba0", "#8a6d00", "#0f7d85", "#a3386b", "#555")

type Points = list[tuple[float, float]]


def measure_growth(sizes: list[int], new_database) -> dict[str, list[dict]]:
    """Return {"pages": rows, "screens": rows}, with a row for each page or screen.

    A row is {"page": name, "cpu": {stories: milliseconds}, "work": {stories: buffers or steps}}. For pages,
    work is None.

    sizes         numbers of stories
    new_database  a context manager that creates an empty database
    """
    pages, screens = {}, {}
    collect_static_files()
    for stories in sizes:
        with new_database() as connection:
            add_figures(pages, stories, pages_of_newspaper(stories, timezone.now(), connection))
        with new_database() as connection:
            add_figures(screens, stories, screens_of_archive(stories, timezone.now(), connection))
    return {"pages": list(pages.values()), "screens": list(screens.values())}


def add_figures(rows, stories, figures):
    for name, (milliseconds, work) in figures.items():
        row = rows.setdefault(name, {"page": name, "cpu": {}, "work": {}})
        row["cpu"][stories], row["work"][stories] = milliseconds, work


def pages_of_newspaper(stories, at, connection):
    """Return {page: (milliseconds of processor time, None)} of public pages, rendered each time."""
    make_many_editions(stories, at=at)
    vacuum(connection)
    cases = [
        Case("ours", page, "uncached", "plain", path, (PAST_CACHE,))
        for page, path in page_addresses(at).ours.items()
        if page != "sitemap"  # a file holds up to 2,500 stories, so its size would differ
    ]
    with our_server() as server:
        for case in cases:
            answer_of({"ours": server}, case)  # exits on an error
        figures = measure_cases({"ours": server}, cases)
    return {case.page: (figures[case].cpu_ms, None) for case in cases}


def screens_of_archive(stories, at, connection):
    """Return {screen: (milliseconds of processor time, buffers or steps)}, also of a save and a publication.

    Only the archive grows, not the number of stories in progress.
    """
    user = make_user()
    story = make_archive(stories, user, at, connection)

    def save():
        rewrite(story, by=user, summary_en=f"Harbor opens at {time.perf_counter()}.")

    acts = {name: (asking(user, address.format(story=story.pk)), None) for name, address in SCREENS.items()}
    acts |= {SAVE: (save, None), PUBLISH: (lambda: publish_again(story, kind="update"), save)}
    backend = backend_of(connection)
    return {name: measure_act(act, before, backend) for name, (act, before) in acts.items()}


def make_archive(stories, user, at, connection):
    """Create an archive with one story an hour, and OPEN stories in progress. Return one of the latter."""
    for number in range(0, stories, A_BATCH):
        age = timedelta(hours=number)
        make_many(min(A_BATCH, stories - number), by=user, at=at - age, live_share=1)
    story = make_many(OPEN, by=user, at=at, live_share=0)
    read_log()
    vacuum(connection)
    return story


def vacuum(connection):
    """Vacuum and analyze, as autovacuum does in an old archive, to permit index-only scans."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def asking(user, address):
    """Return a function that requests a screen, and exits on an error."""
    client = Client()
    client.force_login(user)

    def ask():
        if client.get(address).status_code != 200:
            sys.exit(f"{address} does not answer.")

    return ask


def measure_act(act, before, backend):
    """Return (milliseconds of processor time, buffers or steps) of a function.

    before   a function to call before each run, or None
    backend  id of the PostgreSQL process that serves this one, or None
    """

    def spent():
        return time.process_time() + (cpu_seconds(backend) if backend else 0)

    taken = []
    for _time in range(1 + TIMES):
        if before:
            before()
        began = spent()
        act()
        taken.append(spent() - began)
    if before:
        before()
    with counting_work() as work:
        act()
    return min(taken[1:]) * 1000, work.work  # the first run fills the caches


def backend_of(connection):
    """Return the id of the PostgreSQL process that serves this one, or None if it is not on this machine."""
    pid = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    return pid if pid and is_postgres(pid) else None


def growth_table(rows: list[dict], what: str) -> list[dict]:
    """Return rows of a table with a column for each size, and the growth from the first size to the last.

    what  the figure of the rows to show: "cpu" or "work"
    """
    sizes = list(rows[0]["cpu"])
    return [
        {"page": row["page"]}
        | {f"{size:,}": row[what][size] for size in sizes}
        | {"growth": row[what][sizes[-1]] / max(row[what][sizes[0]], 0.001)}
        for row in rows
    ]


def write_chart(path: Path, rows: list[dict], title: str) -> None:
    """Write a chart of the processor time of pages as an SVG file."""
    series = {row["page"]: list(row["cpu"].items()) for row in rows}
    path.write_text(line_chart(series, title=title, x_name="stories", y_name="ms of processor time"))


def line_chart(series: dict[str, Points], *, title: str, x_name: str, y_name: str) -> str:
    """Return an SVG line chart. The name of each series is at the right end of its line.

    Points are (x, y), both above zero. All series have the same x values.
    """
    points = [point for line in series.values() for point in line]
    x_at = axis([x for x, _y in points], LEFT, WIDTH - RIGHT)
    steps = steps_around([y for _x, y in points])
    y_at = axis(steps, HEIGHT - BOTTOM, TOP)
    parts = [text(LEFT, 22, title, "title"), text(LEFT, HEIGHT - 10, x_name), text(6, TOP - 10, y_name)]
    for x in sorted({x for x, _y in points}):
        anchor = "end" if x_at(x) == WIDTH - RIGHT else "middle"
        parts.append(text(x_at(x), HEIGHT - BOTTOM + 18, f"{x:,}", anchor=anchor))
    for y in steps:
        parts.append(f'<path class="grid" d="M{LEFT} {y_at(y):.0f}H{WIDTH - RIGHT}"/>')
        parts.append(text(LEFT - 8, y_at(y) + 4, f"{y:g}", anchor="end"))
    ends = spread({name: y_at(line[-1][1]) for name, line in series.items()})
    for (name, line), colour in zip(series.items(), COLOURS * len(series), strict=False):
        path = " L".join(f"{x_at(x):.1f} {y_at(y):.1f}" for x, y in line)
        parts.append(f'<path fill="none" stroke="{colour}" stroke-width="2" d="M{path}"/>')
        parts.append(f'<g fill="{colour}">{text(WIDTH - RIGHT + 8, ends[name] + 4, name, None)}</g>')
    style = (
        "text{font:13px system-ui,sans-serif}.title{font-weight:600}.note,.title{fill:#444}.grid{stroke:#ddd}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def axis(values, start, end):
    """Return a function that maps a value to a coordinate between two ends, on a logarithmic scale."""
    low, high = log10(min(values)), log10(max(values))
    if low == high:
        low, high = low - 0.5, high + 0.5
    return lambda value: start + (log10(value) - low) / (high - low) * (end - start)


def steps_around(values):
    """Return 1, 2 and 5 times powers of ten that enclose the values."""
    powers = range(floor(log10(min(values))) - 1, ceil(log10(max(values))) + 2)
    steps = [step * 10**power for power in powers for step in (1, 2, 5)]
    below = max(step for step in steps if step <= min(values))
    above = min(step for step in steps if step >= max(values))
    return [step for step in steps if below <= step <= above]


def spread(heights):
    """Return {label: y} for labels at {label: wanted y}, moved so that none overlaps another or the axis."""
    spaced, last = {}, float("-inf")
    for name, y in sorted(heights.items(), key=lambda pair: pair[1]):
        last = spaced[name] = max(y, last + APART)
    last = HEIGHT - BOTTOM + APART
    for name, y in reversed(spaced.items()):
        last = spaced[name] = min(y, last - APART)
    return spaced


def text(x, y, words, kind="note", *, anchor="start"):
    kind = f' class="{kind}"' if kind else ""
    return f'<text{kind} x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(words)}</text>'
