"""Asks the handler of WSGI requests as a server does."""

from typing import NamedTuple

from django.test import RequestFactory

FRESH = {"HTTP_AUTHORIZATION": "Basic tests"}  # goes by the cache


class Variables(RequestFactory):
    """Makes the variables of a request instead of a request."""

    def request(self, **variables):
        return self._base_environ(**variables)


class Answer(NamedTuple):
    status: int
    headers: dict
    body: bytes

    @property
    def is_hit(self):
        return "hit" in self.headers.get("Cache-Status", "")


def ask(handler, address, method="GET", **environ):
    """Return the Answer of a handler to a request; `environ` are variables such as HTTP_COOKIE."""
    made = Variables().generic(method, address, **environ)
    told = {}

    def start_response(status, headers, exc_info=None):
        told.update(status=int(status.split()[0]), headers=dict(headers))

    parts = handler(made, start_response)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return Answer(told["status"], told["headers"], body)
