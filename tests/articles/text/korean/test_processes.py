"""Analysis in several processes."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from articles.text.korean.morphemes import analyze_batches
from articles.text.search.words import written_words

BATCHES = [["갑문지기가 철갑상어를", "보았다"], ["금리를 올린다"], [], ["the lock"]] * 3
INTERRUPTED = """
import os, time
from articles.text.korean.morphemes import analyze_batches
for _batch, number in analyze_batches(lambda batch: os.getpid(), [1, 2, 3, 4, 5, 6], processes=2):
    print(number, flush=True)
    time.sleep(60)
"""


def words(batch):
    return [[word.text for word in written_words(text)] for text in batch]


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("processes", [1, 2])
def test_gives_what_one_after_the_other_gives(processes):
    found = list(analyze_batches(words, iter(BATCHES), processes=processes))
    assert found == [(batch, words(batch)) for batch in BATCHES]


def test_batches_are_asked_for_as_they_are_needed():
    asked = []
    batches = (asked.append(number) or [] for number in range(100))
    found = analyze_batches(words, batches, processes=2)
    next(found)
    found.close()
    assert len(asked) < 10


def test_other_processes_do_the_work():
    found = {number for _batch, number in analyze_batches(lambda batch: os.getpid(), range(4), processes=2)}
    assert os.getpid() not in found


def test_what_goes_wrong_there_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(analyze_batches(lambda number: 1 / number, [1, 0], processes=2))


def test_a_process_that_is_killed_stops_the_work():
    with pytest.raises(BrokenProcessPool):
        list(analyze_batches(lambda batch: os.kill(os.getpid(), signal.SIGKILL), [1], processes=2))


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_they_end_with_the_process_that_started_them(end):
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as parent:
        process = int(parent.stdout.readline())
        parent.send_signal(end)
        parent.stdout.read()  # until none of them holds it open
    for _moment in range(100):
        if not is_alive(process):
            return
        time.sleep(0.1)
    pytest.fail("A process outlives the one that started it.")
