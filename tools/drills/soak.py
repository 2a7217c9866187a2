"""Drill of a long shift: readers, editors and publications for twenty minutes, and what grows meanwhile."""

import os
import secrets
import time
from contextlib import ExitStack
from itertools import cycle
from statistics import mean

from tools.bench.processes import memory_mb
from tools.drills import cluster
from tools.drills.load import PASSWORD, Editor, Load, make_person, tell_requests
from tools.drills.site import NotRun, SupervisedNewsroom

MINUTES = float(os.environ.get("DRILL_MINUTES", "20"))
RATE, STORIES, EDITORS = 25, 200, 3  # RATE: requests of readers a second
SAVE, LOOK, FIX = 4, 3, 15  # seconds between two of each
SAMPLE = 10  # seconds
FLAT = 1.05  # times the memory of the second third of the time, in the last third
ROWS = 60  # of a table, that a save or a fix may add
SCREENS = """
    /admin/ /admin/board/ /admin/calendar/ /admin/report/ /admin/translations/ /admin/translations/pace/
    /admin/articles/article/ /admin/articles/edition/ /admin/articles/event/ /admin/articles/image/
""".split()


def soak():
    """Readers read, editors save and publish for twenty minutes: what memory, tables and statements do."""
    from articles.models import Edition
    from tools.drills.editions import published

    if not cluster.running:
        raise NotRun("it reads PostgreSQL's log, and has none of its own: leave DATABASE_URL away.")
    stories = [published(f" {number}") for number in range(STORIES)]
    options = {
        "valkey": True,
        "follows": True,
        "SECOND_FACTOR": "0",
        "METRICS_TOKEN": secrets.token_urlsafe(),
    }
    with SupervisedNewsroom(**options) as newsroom, ExitStack() as running:
        editors = [Editor(newsroom.url, story.pk) for story in stories[: EDITORS + 2]]
        for number, editor in enumerate(editors):
            editor.log_in(make_person(f"soak-{number}"), PASSWORD)
        *savers, looker, fixer = editors
        screens = cycle(SCREENS)
        addresses = [
            "/en/",
            "/ko/",
            *(one.get_absolute_url() for one in Edition.objects.live().newest_first()),
        ]
        load = Load(newsroom.port, addresses, RATE)
        works = [(one, one.save, SAVE) for one in savers]
        works += [(looker, lambda: looker.get(next(screens)), LOOK), (fixer, fixer.fix, FIX)]
        rows, began = table_rows(), time.monotonic()
        running.enter_context(load.running())
        for editor, act, every in works:
            running.enter_context(editor.working(act, every))
        samples = sample_memory(newsroom, began + MINUTES * 60)
        running.close()
        tell_requests(load.asked + [one for editor in editors for one in editor.asked])
        tell_memory(samples)
        tell_tables(rows, sum(editor.number for editor in editors))
        tell_statements(cluster.running.long_statements())


def table_rows() -> dict[str, int]:
    """Return {table: rows}."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            [counts[name]] = cursor.fetchone()
    return counts


def sample_memory(newsroom, until) -> list[dict[str, float]]:
    """Return {process: megabytes} at intervals; the workers are counted together."""
    samples = []
    while time.monotonic() < until:
        time.sleep(SAMPLE)
        workers = sum(map(memory_mb, newsroom.workers))
        samples.append({"site": workers, "follow_log": memory_mb(newsroom.follower.pid)})
        if len(samples) % 12 == 0:
            print(f"  {samples[-1]['site']:.0f} MB", end="", flush=True)
    print()
    return samples


def tell_memory(samples):
    third = len(samples) // 3
    for name, first in samples[0].items():
        middle, last = (
            mean(one[name] for one in part) for part in (samples[third : 2 * third], samples[-third:])
        )
        print(f"  memory of {name}: {first:.0f} MB at first, then {middle:.1f} MB, at last {last:.1f} MB")
        assert last <= middle * FLAT, f"The memory of {name} grows."


def tell_tables(before, changes):
    grown = {table: count - before.get(table, 0) for table, count in table_rows().items()}
    grown = {table: rows for table, rows in grown.items() if rows}
    for table, rows in sorted(grown.items(), key=lambda pair: -pair[1]):
        print(f"  {table}: {rows:+} rows, {rows / changes:.2f} a change")
    assert max(grown.values()) <= ROWS * changes, "A table grows with more than the changes."


def tell_statements(found):
    busy = [one for one in found if one.ms - one.waited_ms >= cluster.LONG]
    print(f"  {len(found)} statements of {cluster.LONG} ms or more, {len(found) - len(busy)} of them waits")
    for one in busy[:10]:
        print(f"    {one.ms:.0f} ms, of which {one.waited_ms:.0f} waited: {one.words[:200]}")
