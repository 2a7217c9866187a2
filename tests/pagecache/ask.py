"""Requests to the page cache's WSGI handler."""

from contextlib import contextmanager
from typing import NamedTuple

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from newsroom.pagecache.addresses import PageAddress

FRESH = {"HTTP_AUTHORIZATION": "Basic tests"}  # with this header the cache is not used


class Variables(RequestFactory):
    """A request factory that returns the WSGI variables of a request."""

    def request(self, **variables):
        return self._base_environ(**variables)


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes

    @property
    def is_hit(self):
        return "hit" in self.headers.get("Cache-Status", "")


def variables(address, method="GET", **environ):
    return Variables().generic(method, address, **environ)


def read_address(asked):
    """Return the PageAddress of the WSGI variables of a request, or None."""
    return PageAddress.read(asked["PATH_INFO"], asked["QUERY_STRING"])


def ask(handler, address, method="GET", **environ):
    """Return the Answer of a handler to a request; `environ` are variables such as HTTP_COOKIE."""
    told = {}

    def start_response(status, headers, exc_info=None):
        told.update(status=int(status.split()[0]), headers=dict(headers))

    with connection_kept():
        parts = handler(variables(address, method, **environ), start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
    return Answer(told["status"], told["headers"], body)


@contextmanager
def connection_kept():
    """Keep the connection of the test open, as Django's own client does."""
    signals = (request_started, request_finished)
    connected = [signal for signal in signals if signal.disconnect(close_old_connections)]
    try:
        yield
    finally:
        for signal in connected:
            signal.connect(close_old_connections)
