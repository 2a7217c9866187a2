"""Readers who ask for pages as fast as they are answered: python -m tools.drills.readers PORT WORD ADDRESS…

They stop when their standard input closes, and print JSON: the number of answers, the failures, and each
change of what an address shows: [address, state before, state after, when the last before was asked for, when
the first after arrived]. A state is the status and whether the page has the word; times are of time.time().
"""

import http.client
import json
import sys
import threading
import time

TIMEOUT = 10  # seconds


def read_on(port, word, addresses, is_over):
    """Ask for the addresses in turn until it is over; return what is printed."""
    told = {"answers": 0, "failures": [], "changes": []}
    last, connection = {}, None
    while not is_over.is_set():
        for address in addresses:
            asked_at = time.time()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
                connection.request("GET", address, headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                state = [answer.status, word in answer.read()]
            except (http.client.HTTPException, OSError) as problem:
                connection = None
                # A server may close a connection that is kept alive just as it is used again.
                if not isinstance(problem, http.client.RemoteDisconnected):
                    told["failures"].append([address, repr(problem), asked_at])
                continue
            told["answers"] += 1
            if answer.status >= 500:
                told["failures"].append([address, answer.status, asked_at])
            before, asked_before = last.get(address, (state, asked_at))
            if state != before:
                told["changes"].append([address, before, state, asked_before, time.time()])
            last[address] = state, asked_at
    return told


def main(port, word, *addresses):
    is_over = threading.Event()

    def wait():
        sys.stdin.read()
        is_over.set()

    threading.Thread(target=wait, daemon=True).start()
    json.dump(read_on(int(port), word.encode(), addresses, is_over), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
