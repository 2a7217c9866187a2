"""A bare WSGI application that answers with stored responses: the floor of what a server costs.

`/3` and any address below it is the fourth response that tools.bench.readers stored in the file BENCH_FLOOR.
"""

import os
import pickle
from pathlib import Path

# Written by this bench, in a folder of its own.
RESPONSES = pickle.loads(Path(os.environ["BENCH_FLOOR"]).read_bytes())  # noqa: S301


def application(environ, start_response):
    status, headers, body = RESPONSES[int(environ["PATH_INFO"].split("/", 2)[1])]
    start_response(status, headers)
    return [body]
