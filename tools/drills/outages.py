"""Drill of outages under load: which requests are lost, and how long it takes until none is.

50 readers come each second, of whom a fifth ask for a page that has to be made and a fifth for a picture, and
an editor saves each second. The figures are in docs/en/performance.md.
"""

import os
import signal
import time
from typing import NamedTuple

from django.db import connection

from articles.models import Edition
from tests.factories import make_published
from tools.drills import cluster
from tools.drills.load import (
    DESK,
    KEPT,
    MADE,
    PASSWORD,
    PICTURE,
    Editor,
    Load,
    make_person,
    make_picture,
    show_pictures,
)
from tools.drills.site import NotRun, SupervisedNewsroom, bucket

RATE = 50  # requests of readers a second
AWAY = int(os.environ.get("DRILL_AWAY", "20"))  # seconds for which a part is away
BEFORE, AFTER = 3, 12  # seconds of load
RECOVERY = float(os.environ.get("DRILL_RECOVERY", "5"))  # seconds after which nothing may be lost any more
STORIES, PICTURES = 30, 5
KINDS = (KEPT, MADE, PICTURE, DESK)


class Outage(NamedTuple):
    """A fault under load: its name, the instant of time.time() at which it ended, and every request."""

    name: str
    ended: float
    asked: list

    @property
    def lost(self) -> list:
        return [one for one in self.asked if one.is_lost]

    @property
    def recovery(self) -> float:
        """Return the seconds from the end of the fault until the last request that is lost was due."""
        return max([one.due - self.ended for one in self.lost if one.due > self.ended], default=0)

    def lost_of(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.lost)

    def row(self) -> str:
        counts = " | ".join(
            f"{self.lost_of(kind)} of {sum(one.kind == kind for one in self.asked)}" for kind in KINDS
        )
        longest = max(one.seconds for one in self.asked)
        return f"  | {self.name} | {counts} | {self.recovery:.1f} s | {longest:.1f} s |"


def outages():
    """Every part of the newsroom fails under load, one after the other."""
    if not cluster.running:
        raise NotRun("it restarts PostgreSQL, and has none of its own: leave DATABASE_URL away.")
    stories = [make_published(number=f" {number}") for number in range(STORIES)]
    options = {"valkey": True, "follows": True, "disk": cluster.running.folder, "SECOND_FACTOR": "0"}
    with bucket() as (variables, way), SupervisedNewsroom(**options, **variables) as newsroom:
        newsroom.way_to_bucket = way
        addresses = ["/en/", "/ko/", *(one.get_absolute_url() for one in Edition.objects.live())]
        editor = Editor(newsroom.url, stories[0].pk)
        editor.log_in(make_person("outages"), PASSWORD)
        sources = [editor.upload(f"light-{number}.png", make_picture()) for number in range(PICTURES)]
        show_pictures()
        pictures = tuple(f"{source}/whole-480.webp" for source in sources)
        print(f"  | fault | {' | '.join(f'{kind}: lost' for kind in KINDS)} | recovery | longest answer |")
        print("  |" + " --- |" * (len(KINDS) + 3))
        for name, fault in FAULTS.items():
            outage = suffer(name, fault, newsroom, editor, addresses, pictures)
            print(outage.row(), flush=True)
            assert outage.recovery <= RECOVERY, f"Requests are lost {outage.recovery:.1f} s after it ended."
            lost = outage.lost_of(KEPT)
            assert not lost or fault in SITE_ITSELF, f"{lost} kept pages were lost."
            check_accepted(stories[0], editor)


def suffer(name, fault, newsroom, editor, addresses, pictures) -> Outage:
    """Let a fault happen under load."""
    cluster.running.ensure_started()
    newsroom.wait_until_ready()
    newsroom.visit("harbor", addresses)
    editor.asked = []
    with Load(newsroom.port, addresses, RATE, pictures).running() as load, editor.working(editor.save, 1):
        time.sleep(BEFORE)
        fault(newsroom)
        ended = time.time()
        time.sleep(AFTER)
    return Outage(name, ended, load.asked + editor.asked)


def check_accepted(story, editor):
    """Check that the last text that the editor was told to be saved is there, unless a later one is."""
    connection.close()
    story.refresh_from_db()
    numbers = [int(words.split()[-1].rstrip(".")) for words in (story.summary_en, editor.accepted)]
    assert numbers[0] >= numbers[1], f"{editor.accepted!r} was accepted, and is lost."


def worker_killed(newsroom):
    os.kill(newsroom.workers[0], signal.SIGKILL)


def site_killed(newsroom):
    os.killpg(newsroom.server.pid, signal.SIGKILL)


def database_restarted(_newsroom):
    cluster.running.stop("fast")
    cluster.running.start()


def database_killed(_newsroom):
    cluster.running.kill()
    cluster.running.start()


def database_away(newsroom):
    newsroom.way.close()
    time.sleep(AWAY)
    newsroom.way.open()


def database_frozen(_newsroom):
    with cluster.running.frozen():
        time.sleep(AWAY)


def valkey_away(newsroom):
    newsroom.kill_valkey()
    time.sleep(AWAY)
    newsroom.start_valkey()


def bucket_away(newsroom):
    newsroom.way_to_bucket.close()
    time.sleep(AWAY)
    newsroom.way_to_bucket.open()


def disk_full(_newsroom):
    """Fill the disk on which are the database and what the site keeps."""
    with cluster.running.full_disk():
        time.sleep(AWAY)
    cluster.running.ensure_started()


FAULTS = {
    "a worker of the site killed": worker_killed,
    "the whole site killed": site_killed,
    "PostgreSQL restarted": database_restarted,
    "PostgreSQL killed, started again": database_killed,
    f"PostgreSQL away for {AWAY} s": database_away,
    f"PostgreSQL frozen for {AWAY} s": database_frozen,
    f"Valkey killed, away for {AWAY} s": valkey_away,
    f"the object storage away for {AWAY} s": bucket_away,
    f"the disk full for {AWAY} s": disk_full,
}
SITE_ITSELF = (worker_killed, site_killed)  # of which kept pages are lost
