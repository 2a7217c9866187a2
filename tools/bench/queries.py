"""Number of database queries of requests to a WSGI application: `python -m tools.bench.queries MODULE`.

Reads a JSON list of [path, headers] from standard input, writes the list of numbers.
"""

import importlib
import io
import json
import sys
from urllib.parse import unquote_to_bytes

TIMES = 3


def count_queries(application, path, headers):
    """Return the number of queries of a request, the least of several: some are made once a second."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _time in range(TIMES):
        with CaptureQueriesContext(connection) as queries:
            send(application, path, headers)
            counts.append(len(queries))
    return min(counts)


def send(application, path, headers):
    """Send a GET to a WSGI application and read its answer to the end."""
    address, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    response = application(environ, lambda status, headers, error=None: None)
    for _part in response:
        pass
    if hasattr(response, "close"):
        response.close()


def main():
    application = importlib.import_module(sys.argv[1]).application
    print(json.dumps([count_queries(application, *request) for request in json.load(sys.stdin)]))


if __name__ == "__main__":
    main()
