"""A bare WSGI application that returns stored responses: the minimum cost of a server.

`/3` and any path below it return the fourth response that tools.bench.readers stored in the file BENCH_FLOOR.
"""

import os
import pickle
from pathlib import Path

# Safe to load, because this benchmark has written the file, in its own folder.
RESPONSES = pickle.loads(Path(os.environ["BENCH_FLOOR"]).read_bytes())  # noqa: S301


def application(environ, start_response):
    status, headers, body = RESPONSES[int(environ["PATH_INFO"].split("/", 2)[1])]
    start_response(status, headers)
    return [body]
