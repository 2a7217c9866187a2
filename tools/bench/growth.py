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
NOBODY = 2**22 + 1  # no process has this id
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
            note(pages, stories, pages_of_newspaper(stories, timezone.now()))
        with new_database() as connection:
            note(screens, stories, screens_of_archive(stories, timezone.now(), connection))
    return {"pages": list(pages.values()), "screens": list(screens.values())}


def note(rows, stories, figures):
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
    from django.test import Client

    from tests.database_work import counting_work
    from tests.factories import make_user, rewrite
    from tests.many_stories import make_many
    from tests.public.newsdesk import publish_again

    user, client = make_user(), Client()
    client.force_login(user)
    for number in range(0, stories, A_BATCH):
        age = timedelta(hours=number)  # a story an hour
        make_many(min(A_BATCH, stories - number), by=user, at=at - age, live_share=1)
    story = make_many(OPEN, by=user, at=at, live_share=0)
    read_log()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def screen(address):
        if client.get(address).status_code != 200:
            sys.exit(f"{address} does not answer.")

    acts = {
        name: lambda address=address: screen(address.format(story=story.pk))
        for name, address in SCREENS.items()
    }
    acts[SAVE] = lambda: rewrite(story, by=user, summary_en=f"Harbor opens at {time.perf_counter()}.")
    acts[PUBLISH] = lambda: publish_again(story, kind="update")
    backend, found = backend_of(connection), {}
    for name, act in acts.items():
        taken = []
        for turn in range(1 + TIMES):
            if name == PUBLISH:
                acts[SAVE]()
            if turn == 0:  # what is asked once a process is not counted
                act()
                continue
            before = cpu_seconds(backend), time.process_time()
            act()
            taken.append(cpu_seconds(backend) + time.process_time() - sum(before))
        if name == PUBLISH:
            acts[SAVE]()
        with counting_work() as work:
            act()
        found[name] = min(taken) * 1000, work.work
    return found


def backend_of(connection):
    """Return the id of the process of PostgreSQL that serves this one, or one that has ended."""
    pid = connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0
    return pid if pid and is_postgres(pid) else NOBODY


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
