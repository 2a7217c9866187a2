"""Drill of live coverage: two reporters, a translator, and two hundred readers who poll every second.

As a program, it runs the readers: python -m tools.drills.live PORT ADDRESS. They stop when standard input
closes, and print JSON: the numbers of answers and of 304 answers, the failures, and for each entry the number
of readers who got it and the time.time() when the last of them first got it. The program needs no Django, so
models are imported within functions.
"""

import asyncio
import json
import random
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from uuid import uuid4

from tools.drills.floor import Floor
from tools.drills.site import ROOT, Newsroom

READERS, INTERVAL = 200, 1.0  # readers; seconds between two polls of a reader
ENTRIES, PAUSE = 150, 0.35  # entries of each reporter; mean seconds between two of them
WITHIN = 2.0  # seconds until every reader must have an entry
ASKED, DEAREST = 400, 1.3  # measured requests; maximum cost of a poll as a multiple of a kept page
ENTRY = re.compile(rb'id="e(\d+)"')


def live_coverage():
    """Two reporters post 300 entries, which are translated: 200 readers get all, none twice, within 2 s."""
    from newsroom.live.models import LiveEntry
    from newsroom.live.publication import begin_coverage
    from tests.factories import make_published

    story = make_published(number=" live")
    begin_coverage(story, by=None)
    page = f"/en/articles/{story.pk}/{story.slug_en}/"
    with Newsroom() as newsroom:
        with Floor() as floor, polling(newsroom.port, f"{page}live/") as told:
            report(story)
            time.sleep(3)
        rows = LiveEntry.objects.filter(article=story)
        numbers = sorted(rows.filter(source_version=None).values_list("number", flat=True))
        assert numbers == list(range(1, 2 * ENTRIES + 1)), "Entries were lost, or posted twice."
        assert rows.exclude(source_version=None).count() == 2 * ENTRIES, "Translations are missing."
        check_costs(newsroom.port, page)
        begun = dict(rows.filter(source_version=None).values_list("number", "live_from"))
        check_readers(told[0], begun, floor)


def report(story):
    """Let two reporters post, each entry twice as on a bad network, while a translator follows."""
    from newsroom.live.models import LiveEntry
    from newsroom.live.publication import post_entry, translate_entry

    is_over = threading.Event()

    def post(name):
        for number in range(ENTRIES):
            token = uuid4()
            for _time in range(2):
                post_entry(story, "en", f"{name} {number}: the harbor is open.", by=None, token=token)
            time.sleep(PAUSE * random.uniform(0.5, 1.5))  # noqa: S311

    def translate():
        while True:
            was_over = is_over.is_set()
            waiting = list(LiveEntry.objects.waiting_for_translation().filter(article=story))
            for entry in waiting:
                words = f"{entry.number}: 항구가 열렸다."
                translate_entry(story, entry.number, "ko", words, by=None, seen=entry.version)
            if was_over and not waiting:
                return
            time.sleep(0.2)

    reporters = [threading.Thread(target=with_connection, args=(post, name)) for name in ("A", "B")]
    translator = threading.Thread(target=with_connection, args=(translate,))
    for thread in (*reporters, translator):
        thread.start()
    for thread in reporters:
        thread.join()
    is_over.set()
    translator.join()


def with_connection(act, *arguments):
    from django.db import connection

    try:
        act(*arguments)
    finally:
        connection.close()


def check_readers(told, begun, floor):
    """Check that each reader got each entry, and print the delays.

    begun  {number: live_from}
    """
    assert not told["failures"], f"{len(told['failures'])} failures, the first: {told['failures'][0]}"
    missed = [number for number in begun if told["had"].get(str(number), [0])[0] < READERS]
    assert not missed, f"Some reader never had entry {missed[0]}, of {len(missed)}."
    seen = sorted(told["had"][str(number)][1] - at.timestamp() for number, at in begun.items())
    print(
        f"  {len(begun)} entries to {READERS} readers: the last reader had one after"
        f" {seen[len(seen) // 2]:.2f} s (median of entries), {seen[len(seen) * 19 // 20]:.2f} s"
        f" (of 19 in 20), {seen[-1]:.2f} s at most;"
        f" {told['answers']} polls, {told['unchanged']} of them 304"
    )
    floor.check(seen[-1], WITHIN, "A reader had an entry too late.")


def check_costs(port, page):
    """Compare the costs of a poll and a kept page. Requests alternate, so that both meet the same load."""
    took = {"page": [], "poll": []}
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    tag = ask(connection, f"{page}live/")[1]
    for _number in range(ASKED):
        took["page"].append(ask(connection, page)[0])
        took["poll"].append(ask(connection, f"{page}live/", tag)[0])
    page_ms, poll_ms = (1000 * sorted(times)[ASKED // 2] for times in took.values())
    print(f"  a kept page {page_ms:.2f} ms, a poll without news {poll_ms:.2f} ms: {poll_ms / page_ms:.2f}")
    assert poll_ms <= DEAREST * page_ms, "A poll costs too much."


def ask(connection, address, tag=""):
    """Return (seconds, ETag) of a request."""
    began = time.perf_counter()
    connection.request("GET", address, headers={"If-None-Match": tag} if tag else {})
    answer = connection.getresponse()
    answer.read()
    return time.perf_counter() - began, answer.headers.get("ETag", "")


@contextmanager
def polling(port, address):
    """Let readers poll during the block. Yield a list that has one item at the end: their results.

    These are the JSON data that the module describes.
    """
    command = [sys.executable, "-m", "tools.drills.live", str(port), address]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    there, told = subprocess.Popen(command, cwd=ROOT, **pipes), []
    time.sleep(3)  # until each reader has polled once
    try:
        yield told
    finally:
        printed, _errors = there.communicate(timeout=60)
        told.append(json.loads(printed))


class PollingReaders:
    """The readers, each with its own connection.

    had  {entry number: [number of readers who got it, time when the last of them first got it]}
    """

    def __init__(self, port, address):
        self.port, self.address, self.is_over = port, address, False
        self.told = {"answers": 0, "unchanged": 0, "failures": [], "had": {}}

    async def read_on(self, delay):
        await asyncio.sleep(delay)
        known, tag = set(), b""
        stream, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while not self.is_over:
            began = time.monotonic()
            request = f"GET {self.address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n"
            writer.write(request.encode() + (b"If-None-Match: " + tag + b"\r\n" if tag else b"") + b"\r\n")
            try:
                status, tag, body = await self.answer(stream, tag)
            except (OSError, EOFError) as problem:
                self.told["failures"].append(repr(problem))
                return
            self.note(status, body, known)
            await asyncio.sleep(max(0, INTERVAL - (time.monotonic() - began)))

    async def answer(self, stream, tag):
        head = await stream.readuntil(b"\r\n\r\n")
        fields = dict(re.findall(rb"(?m)^([\w-]+): *([^\r]*)", head))
        named = {name.lower(): value for name, value in fields.items()}
        body = await stream.readexactly(int(named.get(b"content-length", 0)))
        return int(head.split()[1]), named.get(b"etag", tag), body

    def note(self, status, body, known):
        self.told["answers"] += 1
        self.told["unchanged"] += status == 304
        if status not in {200, 304}:
            self.told["failures"].append(status)
        now = time.time()
        for number in {number.decode() for number in ENTRY.findall(body)} - known:
            known.add(number)
            readers, _last = self.told["had"].get(number, (0, 0))
            self.told["had"][number] = [readers + 1, now]

    async def run(self):
        asyncio.get_running_loop().run_in_executor(None, self.wait)
        await asyncio.gather(*(self.read_on(INTERVAL * reader / READERS) for reader in range(READERS)))

    def wait(self):
        sys.stdin.read()
        self.is_over = True


if __name__ == "__main__":
    readers = PollingReaders(int(sys.argv[1]), sys.argv[2])
    asyncio.run(readers.run())
    json.dump(readers.told, sys.stdout)
