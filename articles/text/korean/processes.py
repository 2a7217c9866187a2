"""Analysis of many texts in several processes, which share the model of the analyzer."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process

from articles.text.korean.morphemes import load_analyzer

MOST_PROCESSES = 4  # unless more are asked for: the process that writes what they find has no time for more
WAITING = 2  # batches ahead for each process

_task = None  # in a process that analyzes


def default_processes() -> int:
    """Return how many processes analyze if nobody says: one a core, at most MOST_PROCESSES."""
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def analyze_batches[Batch, Found](
    analyze: Callable[[Batch], Found], batches: Iterable[Batch], *, processes: int
) -> Iterator[tuple[Batch, Found]]:
    """Yield (batch, what `analyze` returned for it), in order; with one process, analyze in this one.

    The processes are forks of this one, made when the first batch is asked for, and share its model. They
    must not use the database, whose connections are not theirs. They end with this one, however it ends.
    """
    if processes <= 1:
        yield from ((batch, analyze(batch)) for batch in batches)
        return
    load_analyzer()
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=(analyze,))
    try:
        waiting = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(_analyze, batch)))
            if len(waiting) > WAITING * processes:
                yield _first_result(waiting)
        while waiting:
            yield _first_result(waiting)
    finally:
        pool.shutdown(cancel_futures=True)


def _first_result(waiting):
    batch, future = waiting.popleft()
    return batch, future.result()


def _begin(analyze):
    global _task  # noqa: PLW0603
    _task = analyze
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which ends all in order
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    connection.wait([parent_process().sentinel])
    os._exit(1)


def _analyze(batch):
    return _task(batch)
