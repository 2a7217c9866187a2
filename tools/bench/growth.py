"""Cost of readers' pages and of the desk's screens in newspapers of different sizes, and a chart of it.

Readers' pages are served by our server and asked past the page cache; screens are asked in this process.
Processor time is that of the site and of its database connection together: the least of several rounds.

Models are imported within functions, for Django is set up later.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from tools.bench import content
from tools.bench.desk import SCREENS, read_log
from tools.bench.plot import line_chart
from tools.bench.processes import cpu_seconds, is_postgres
from tools.bench.readers import PAST_CACHE, Case, answer_of, measure_cases
from tools.bench.sites import collect_static_files, our_server

TIMES = 5
OPEN = 100  # stories that are being worked at, however large the archive is
A_BATCH = 4000  # of tests.many_stories: one an hour
SAVE, PUBLISH = "save of a story", "publication"


def measure_growth(sizes: list[int], new_database) -> dict[str, list[dict]]:
    """Return {"pages": rows, "screens": rows}: {"page", "cpu": {stories: ms}, "work": {stories: buffers}}.

    new_database  a context manager that makes an empty database
    """
    from django.utils import timezone

    pages, screens = {}, {}
    collect_static_files()
    for stories in sizes:
        with new_database():
            add_figures(pages, stories, pages_of_newspaper(stories, timezone.now()))
        with new_database() as connection:
            add_figures(screens, stories, screens_of_archive(stories, timezone.now(), connection))
    return {"pages": list(pages.values()), "screens": list(screens.values())}


def add_figures(rows, stories, figures):
    for name, (milliseconds, work) in figures.items():
        row = rows.setdefault(name, {"page": name, "cpu": {}, "work": {}})
        row["cpu"][stories], row["work"][stories] = milliseconds, work


def pages_of_newspaper(stories, at):
    """Return {page: (milliseconds of processor time, None)} of readers' pages, made anew each time."""
    from tests.many_editions import make_many_editions

    make_many_editions(stories, at=at)
    cases = [
        Case("ours", page, "uncached", "plain", path, (PAST_CACHE,))
        for page, path in content.page_addresses(at).ours.items()
        if page != "sitemap"  # its files have 2,500 stories each, so that the first is full or not
    ]
    with our_server() as server:
        for case in cases:
            answer_of({"ours": server}, case)  # exits if it is no page
        figures = measure_cases({"ours": server}, cases)
    return {case.page: (figures[case].cpu_ms, None) for case in cases}


def screens_of_archive(stories, at, connection):
    """Return {screen: (milliseconds of processor time, buffers or steps)} of the desk, and of a save.

    The archive grows, and not the work at the desk.
    """
    from tests.factories import make_user, rewrite
    from tests.public.newsdesk import publish_again

    user = make_user()
    story = make_archive(stories, user, at, connection)

    def save():
        rewrite(story, by=user, summary_en=f"Harbor opens at {time.perf_counter()}.")

    acts = {name: (asking(user, address.format(story=story.pk)), None) for name, address in SCREENS.items()}
    acts |= {SAVE: (save, None), PUBLISH: (lambda: publish_again(story, kind="update"), save)}
    backend = backend_of(connection)
    return {name: measure_act(act, before, backend) for name, (act, before) in acts.items()}


def make_archive(stories, user, at, connection):
    """Make an archive with a story an hour and OPEN that are being worked at; return one of these."""
    from tests.many_stories import make_many

    for number in range(0, stories, A_BATCH):
        age = timedelta(hours=number)
        make_many(min(A_BATCH, stories - number), by=user, at=at - age, live_share=1)
    story = make_many(OPEN, by=user, at=at, live_share=0)
    read_log()
    with connection.cursor() as cursor:
        # As autovacuum has long done with an archive: an index alone then answers what it can.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return story


def asking(user, address):
    """Return a function that asks for a screen, and exits if it does not answer."""
    from django.test import Client

    client = Client()
    client.force_login(user)

    def ask():
        if client.get(address).status_code != 200:
            sys.exit(f"{address} does not answer.")

    return ask


def measure_act(act, before, backend):
    """Return (milliseconds of processor time, buffers or steps) of a function.

    before   what has to be done before each time, or None
    backend  the id of the process of PostgreSQL that serves this one, or None
    """
    from tests.database_work import counting_work

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
    return min(taken[1:]) * 1000, work.work  # the first asks what is asked once a process


def backend_of(connection):
    """Return the id of the process of PostgreSQL that serves this one, or None if there is none here."""
    pid = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    return pid if pid and is_postgres(pid) else None


def growth_table(rows: list[dict], what: str) -> list[dict]:
    """Return rows for report.table: a column for each size, and the growth from the first to the last."""
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
