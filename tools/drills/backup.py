"""Drill of a backup under load and its restore on an empty machine, where the copy is held until its release.

The copy is compared with the snapshot of the backup: the drill has a connection that sees this snapshot while
the backup is made. The figures are in docs/en/backup.md.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from psycopg.sql import SQL, Identifier

from articles.models import Event
from articles.publishing import publish
from newsroom.accounts.mail import send_account_mail
from newsroom.notifications.models import Notification, NotificationReason
from tests.factories import approve, make_article, make_published, make_user
from tests.frontpage.slots import placed
from tools.bench.processes import free_port
from tools.drills.browser import Browser
from tools.drills.cluster import CdnDialogue, MailDialogue, Sink
from tools.drills.floor import Floor
from tools.drills.load import (
    PASSWORD,
    Editor,
    Load,
    make_person,
    make_picture,
    publish_stories,
    show_pictures,
    tell_requests,
)
from tools.drills.page_cache import fetch
from tools.drills.site import NotRun, SupervisedNewsroom, bucket, wait_until
from tools.upgrades.released_code import temporary_database

RATE, STORIES, PICTURES = 50, 200, 20  # RATE: requests of readers a second
SAVE, FIX, UPLOAD = 1, 3, 2  # seconds between two saves, quick fixes, uploads
STEADY = 10  # seconds of load before the backup, and after it
SHOWN_WITHIN = 3  # seconds after the release
EMBARGO = timedelta(seconds=float(os.environ.get("DRILL_EMBARGO", "75")))  # after the load has begun
HELD = 10  # seconds of watching the copy after the embargo
HOLD = {"operations_heldcopy"}  # the table that a restore adds a row to
ALIVE = {"operations_heartbeat"}  # the table that follow_log writes to while it waits
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CHIEF, LETTER = "chief", "A letter that waits"
OUTDATED = "SELECT FROM django_session WHERE session_key = 'outdated'"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
DIGEST = SQL("""
    SELECT COUNT(*), MD5(COALESCE(STRING_AGG(row, '' ORDER BY row), ''))
    FROM (SELECT MD5({table}::text) AS row FROM {table}) AS rows
""")
SNAPSHOTS = "SELECT name FROM pg_ls_dir('pg_snapshots') AS name"  # exported by transactions


class Plans(NamedTuple):
    """Plans for one instant: an embargo to confirm, an embargo to drop, and a placement."""

    at: datetime
    confirmed: str  # name of the plan in `manage.py release`
    dropped: str
    placement: str
    addresses: tuple[str, str]  # of the story to confirm and the story to drop


class Backup(NamedTuple):
    """A backup that was made under load, and its expected content."""

    path: Path
    began: float  # time.time()
    ended: float
    editor: Editor
    accepted: str  # the last summary that the editor saved before the backup began
    digests: dict


def backup_under_load():
    """A backup is made while readers read and editors work: the copy is equal, and starts nothing itself."""
    make_and_restore({})


def backup_of_a_bucket():
    """A newsroom with pictures in a bucket is backed up under load: the copy keeps them in a folder."""
    with bucket() as (variables, _way):
        make_and_restore(variables)


def make_and_restore(variables):
    """Make a backup under load, restore it elsewhere, and check the copy before and after its release.

    variables  additional environment variables of the newsroom
    """
    refuse_strange_server()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="newsroom-drill-")))
        mails, purges = (
            running.enter_context(Sink(dialogue).listening()) for dialogue in (MailDialogue, CdnDialogue)
        )
        away = f"smtp://127.0.0.1:{free_port()}"  # nothing listens there, so its e-mail waits
        stories = make_stories()
        newsroom = running.enter_context(
            SupervisedNewsroom(valkey=True, follows=True, SECOND_FACTOR="0", MAIL_URL=away, **variables)
        )
        plans, backup = work(newsroom, stories, folder)
        url = running.enter_context(temporary_database(os.environ["DATABASE_URL"]))
        elsewhere = {
            "MAIL_URL": f"smtp://127.0.0.1:{mails.port}",
            "CDN_PURGE_URL": f"http://127.0.0.1:{purges.port}/",
            "CDN_SECONDS": "60",
            "SECOND_FACTOR": "0",
        }
        copy = running.enter_context(RestoredNewsroom(backup.path, url, **elsewhere))
        check_restored(copy, backup)
        check_held(newsroom, copy, plans, mails, purges)
        check_pictures(copy, backup.editor)
        check_released(newsroom, copy, plans, mails, purges)


def refuse_strange_server():
    """Raise NotRun on a server that does not let the drill list snapshots."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        if cursor.fetchone() != ("on",):
            raise NotRun("only a superuser of PostgreSQL sees the snapshot of another process.")


def make_stories():
    """Create stories and a draft. Return the stories."""
    make_article(number=" as a draft")
    return publish_stories(STORIES)


def make_plans(at):
    """Plan two stories and a placement for an instant. Queue e-mails and add an outdated row.

    Return the Plans.
    """
    editions = []
    for number in (" to be confirmed", " to be dropped"):
        story = make_article(number=number)
        approve(story, "en")
        editions.append(publish(story, "en", by=None, at=at))
    placement = placed(make_published(number=" in the lead"), at=at)
    make_person(CHIEF)
    reader = make_user("waiting", email="waiting@example.com", mail="at_once")
    Notification.objects.create(
        user=reader, event=Event.objects.latest("id"), why=NotificationReason.ASSIGNED
    )
    with override_settings(TASKS=QUEUE):
        send_account_mail.using(run_after=at).enqueue("waiting@example.com", LETTER, "Text")
    Session.objects.create(session_key="outdated", session_data="", expire_date=at - EMBARGO)
    names = [f"edition:{edition.pk}" for edition in editions]
    addresses = tuple(edition.get_absolute_url() for edition in editions)
    return Plans(at, *names, f"placement:{placement.pk}", addresses)


def work(newsroom, stories, folder):
    """Make a backup while readers read and editors work. Return the Plans and the Backup."""
    saver, fixer, uploader = (Editor(newsroom.url, story.pk) for story in stories[:3])
    for editor in (saver, fixer, uploader):
        editor.log_in(make_person(f"editor-{editor.story.split('/')[-2]}"), PASSWORD)
    pictures = tuple(upload(uploader) for _number in range(PICTURES))
    show_pictures()
    addresses = ["/en/", "/ko/", *(f"/en/articles/{story.pk}/{story.slug_en}/" for story in stories)]
    newsroom.visit("harbor", addresses)
    plans = make_plans(timezone.now() + EMBARGO)
    load = Load(newsroom.port, addresses, RATE, pictures)
    with (
        load.running(),
        saver.working(saver.save, SAVE),
        fixer.working(fixer.fix, FIX),
        uploader.working(lambda: upload(uploader), UPLOAD),
    ):
        time.sleep(STEADY)
        backup = make_backup(newsroom, saver, folder)
        time.sleep(STEADY)
    asked = load.asked + [request for editor in (saver, fixer, uploader) for request in editor.asked]
    tell_load(asked, backup)
    return plans, backup


def upload(editor):
    """Upload a picture. Return the path of a rendition."""
    editor.number += 1
    return f"{editor.upload(f'light-{editor.number}.png', make_picture())}/whole-480.webp"


def make_backup(newsroom, saver, folder):
    """Make a backup, and digest the tables in its own snapshot. Return the Backup."""
    wait_until(lambda: saver.accepted, "Nothing can be saved.")
    accepted, began = saver.accepted, time.time()
    process = newsroom.begin("backup", str(folder), stdout=subprocess.PIPE, text=True)
    with snapshot_of(process, newsroom.variables["DATABASE_URL"]) as connection:
        printed, _errors = process.communicate(timeout=300)
        ended = time.time()
        assert process.returncode == 0, "The backup failed."
        digests = table_digests(connection)
    print(f"  {printed.splitlines()[-1].split(': ', 1)[1]}")
    [path] = (path for path in folder.iterdir() if (path / "manifest.json").exists())
    return Backup(path, began, ended, saver, accepted, digests)


def tell_load(asked, backup):
    """Print the figures of requests during the backup and of the others. Fail if one was lost."""
    met = {
        request
        for request in asked
        if request.due < backup.ended and request.due + request.seconds > backup.began
    }
    print(f"  while it was made, {backup.ended - backup.began:.1f} s:")
    tell_requests(list(met))
    print("  before and after:")
    tell_requests([request for request in asked if request not in met])


def check_restored(copy, backup):
    """Check that the copy has exactly the rows of the backup's snapshot."""
    print(f"  restored, verified and held after {copy.seconds:.1f} s")
    unlike = differing_tables(backup.digests, copy.digests)
    assert unlike == HOLD, f"Not as in the snapshot: {unlike}"
    same = [digest.rows for name, digest in copy.digests.items() if name not in HOLD]
    print(f"  {len(same)} tables with {sum(same)} rows have the digests of the snapshot")
    assert copy.ask(OUTDATED), "There is nothing that could be deleted."
    number = int(backup.accepted.split()[-1].rstrip("."))
    words = [words for (words,) in copy.ask("SELECT summary_en FROM articles_article")]
    numbers = [int(match[1]) for match in map(re.compile(r"It opens at (\d+)\.").fullmatch, words) if match]
    assert numbers and max(numbers) >= number, f"{backup.accepted!r} was accepted before, and is lost."


def check_pictures(copy, editor):
    """Check that the copy has the pictures of the original, as seen by an editor who is still logged in."""
    there = Browser(copy.url)
    for cookie in editor.cookies:
        there.cookies.set_cookie(cookie)
    files = [f"/media/{name}" for (name,) in copy.ask("SELECT file FROM articles_image")]
    assert len(files) >= PICTURES, files
    for name in files:
        assert there.get(name).content == editor.get(name).content, f"{name} is not as it was."
    print(f"  {len(files)} pictures are the same, and the editors are still logged in")


def check_held(newsroom, copy, plans, mails, purges):
    """Check that the held copy starts nothing on its own, even after the time of its plans."""
    failure = "follow_log does not begin."
    wait_until(lambda: differing_tables(copy.digests, copy.read_digests()), failure, pause=0.5)
    sleep_until(max(plans.at.timestamp(), time.time()) + HELD)
    unlike = differing_tables(copy.digests, copy.read_digests())
    assert unlike == ALIVE, f"The copy has changed: {unlike ^ ALIVE}"
    assert [fetch(newsroom.port, address)[0] for address in plans.addresses] == [200, 200], (
        "The original is late."
    )
    assert [fetch(copy.port, address)[0] for address in plans.addresses] == [404, 404], "A copy publishes."
    assert "to be confirmed" not in fetch(copy.port, "/en/")[2]
    assert not (mails.connections or purges.connections), "The copy tells others."
    assert "This is a held restored copy" in copy.manage("doctor")
    print("  held past its plans: no e-mail, no task, no purge, no story; doctor says so")


def check_released(newsroom, copy, plans, mails, purges):
    """Decide on each plan, and check that only the confirmed ones begin."""
    by = f"--by={CHIEF}"
    listed = copy.manage("release")
    assert all(f"{name}  undecided" in listed for name in plans[1:4]), listed
    copy.manage("release", f"--confirm={plans.confirmed}", f"--drop={plans.dropped}", by)
    assert f"Undecided: {plans.placement}" in copy.manage("release", "--end", by, status=1)
    assert [fetch(copy.port, address)[0] for address in plans.addresses] == [404, 404], (
        "It did not wait for the end."
    )
    copy.manage("release", f"--confirm={plans.placement}", "--end", by)
    ended = time.time()

    def shows_confirmed():
        is_shown = fetch(copy.port, plans.addresses[0])[0] == 200
        return is_shown and "in the lead" in fetch(copy.port, "/en/")[2]

    with Floor() as floor:
        took = wait_until(shows_confirmed, "What was confirmed is not shown.")
    floor.check(took, SHOWN_WITHIN, "What was confirmed is shown too late.")
    assert fetch(copy.port, plans.addresses[1])[0] == 404, "What was dropped is shown."
    print(
        f"  released: the confirmed story is shown after {time.time() - ended:.1f} s, the dropped one is not"
    )
    wait_until(
        lambda: {LETTER} < {mail["Subject"] for mail in mails.received} and purges.received,
        "E-mail, task or purge waits.",
    )
    told = [mail for mail in mails.received if mail["Subject"] != LETTER]
    words = [mail.get_body(("plain",)).get_content() for mail in told]
    assert all(copy.url in mail and newsroom.url not in mail for mail in words), "An e-mail leads elsewhere."
    print(f"  {len(mails.received)} e-mails and the CDN's purges went out after {time.time() - ended:.1f} s")
    copy.manage("verify_editions")


def sleep_until(at):
    time.sleep(max(0, at - time.time()))


class TableDigest(NamedTuple):
    """Number of rows of a table, and a digest of all their columns."""

    rows: int
    digest: str


def table_digests(connection: psycopg.Connection) -> dict[str, TableDigest]:
    """Return {table: its digest} of a database, as the transaction of the connection sees it."""
    connection.execute("SET TIME ZONE 'UTC'")
    tables = [name for (name,) in connection.execute(TABLES).fetchall()]
    digests = {}
    for name in sorted(tables):
        row = connection.execute(DIGEST.format(table=Identifier(name))).fetchone()
        assert row is not None  # an aggregate returns one row
        digests[name] = TableDigest(*row)
    return digests


def differing_tables(some: dict[str, TableDigest], others: dict[str, TableDigest]) -> set[str]:
    return {name for name in some.keys() | others.keys() if some.get(name) != others.get(name)}


@contextmanager
def snapshot_of(process, url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection to a database that sees the snapshot which another process exports.

    Raise AssertionError if the process ends first.
    """
    with psycopg.connect(url, autocommit=True) as looking, psycopg.connect(url, autocommit=True) as seeing:
        while not (snapshot := looking.execute(SNAPSHOTS).fetchone()):
            assert process.poll() is None, "The backup has ended, and was not seen to begin."
            time.sleep(0.005)
        seeing.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        seeing.execute(SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot[0]))
        yield seeing


class RestoredNewsroom(SupervisedNewsroom):
    """A site with its own data folder, on a database that is restored from a backup before it starts.

    backup  path of the backup
    url     URL of an empty database
    """

    def __init__(self, backup, url, **variables):
        super().__init__(follows=True, DATABASE_URL=url, **variables)
        self.backup, self.url_of_database, self.digests = backup, url, None

    def start(self):
        if self.digests is None:
            began = time.monotonic()
            said = self.manage("restore", str(self.backup), "--verbosity=0")
            self.seconds = time.monotonic() - began
            assert "This copy is held" in said, said
            self.digests = self.read_digests()
        super().start()

    def read_digests(self) -> dict[str, TableDigest]:
        """Return {table: its digest} of the present database."""
        with psycopg.connect(self.url_of_database, autocommit=True) as connection:
            return table_digests(connection)

    def ask(self, query: str, *values) -> list[tuple]:
        with psycopg.connect(self.url_of_database, autocommit=True) as connection:
            return connection.execute(query, values).fetchall()
