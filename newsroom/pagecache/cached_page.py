"""A cached page: the bytes of its response in each content coding, and its dependencies."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from newsroom.pagecache.page_keys import MANY, SITE, end_of_day

GZIP_LEVEL = 6
BROTLI_QUALITY = 5
STALE_IF_ERROR = 3600  # seconds; a CDN may show a stale page this long if the site does not answer
LARGEST = 2_000_000  # bytes of an uncompressed page; larger pages are not cached
KEPT_STATUSES = {200, 410}  # 410: a withdrawn story
# Headers that are set for each answer and not cached.
OWN_HEADERS = {"content-length", "etag", "cache-status", "vary"}
# Keys in a Surrogate-Key header. A page with more sends MANY and SITE: some proxies refuse longer headers.
MOST_KEYS = 100
type Headers = list[tuple[str, str]]
# Content coding, and whether the client has the page already.
type AnswerVariant = tuple[str, bool]
# Status line, headers and body.
type Answer = tuple[str, Headers, list[bytes]]

HIT = ("Cache-Status", "newsroom; hit")
STALE = ("Cache-Status", "newsroom; hit; detail=database-unreachable")


@dataclass(slots=True, frozen=True)
class CachedPage:
    """A cached response.

    status       the status line, "200 OK"
    headers      all except OWN_HEADERS
    etag         of the uncompressed page, without quotes; "" if it has none
    modified_at  the instant in its Last-Modified header, or None
    bodies       {content coding: bytes}; "" is the uncompressed page
    keys         keys of the objects that it shows (newsroom.pagecache.page_keys)
    at           the instant of its content
    until        the instant when it expires even if no change is recorded
    position     id of the last event that the process had read before it made the page
    """

    status: str
    headers: Headers
    etag: str
    modified_at: datetime | None
    bodies: dict[str, bytes]
    keys: frozenset[str]
    at: datetime
    until: datetime
    position: int

    @classmethod
    def from_response(cls, response: HttpResponseBase, position: int) -> "CachedPage | None":
        """Return the page of a response, or None if the response must not be cached.

        A response is cached if its view has public_page (newsroom.public.responses), its status is in
        KEPT_STATUSES, Cache-Control is public, no cookie is set, and it varies only by content coding.
        Pictures, streams and pages above LARGEST are not cached.
        """
        dependencies = getattr(response, "dependencies", None)
        if dependencies is None or response.status_code not in KEPT_STATUSES:
            return None
        if not isinstance(response, HttpResponse):  # a stream
            return None
        kind, policy = response.get("Content-Type", ""), response.get("Cache-Control", "")
        if "public" not in policy or kind.startswith("image/") or response.cookies:
            return None
        if response.get("Vary", "Accept-Encoding") != "Accept-Encoding":
            return None
        if len(response.content) > LARGEST:
            return None
        return cls(
            status=f"{response.status_code} {response.reason_phrase}",
            headers=[header for header in response.items() if header[0].lower() not in OWN_HEADERS],
            etag=response.get("ETag", "").strip('"'),
            modified_at=read_http_date(response.get("Last-Modified", "")),
            bodies={
                "": response.content,
                "gzip": gzip.compress(response.content, GZIP_LEVEL, mtime=0),
                "br": brotli.compress(response.content, quality=BROTLI_QUALITY),
            },
            keys=frozenset(dependencies.keys),
            at=dependencies.at,
            until=min(filter(None, [dependencies.until, end_of_day(dependencies.at)])),
            position=position,
        )

    @property
    def size(self) -> int:
        """The size of all bodies together, in bytes."""
        return sum(map(len, self.bodies.values()))

    def answer(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        more: Headers,
        answers: dict[AnswerVariant, Answer] | None = None,
    ) -> list[bytes]:
        """Answer a WSGI request and return the body, in the best coding that the client accepts.

        The body is [] for a HEAD request, and with status 304 if the client has the page already.

        more     headers that replace the page's own
        answers  a dict that caches the answers with these headers for later requests; or None
        """
        variant = best_coding(environ.get("HTTP_ACCEPT_ENCODING", "")), self.is_known_to(environ)
        answer = answers.get(variant) if answers is not None else None
        if answer is None:
            answer = self.make_answer(*variant, more)
            if answers is not None:
                answers[variant] = answer
        status, headers, body = answer
        start_response(status, headers[:])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else body

    def make_answer(self, coding: str, is_known: bool, more: Headers) -> Answer:
        """Return (status, headers, body) of a WSGI answer.

        coding    content coding of the body, "" for none
        is_known  whether the client has the page already
        """
        headers = [*self.headers, ("Vary", "Accept-Encoding")]
        if self.etag:
            headers.append(("ETag", f'W/"{self.etag}"' if coding else f'"{self.etag}"'))
        if more:
            names = {name for name, _value in more}
            headers = [*(header for header in headers if header[0] not in names), *more]
        if is_known:
            return "304 Not Modified", [header for header in headers if header[0] != "Content-Type"], []
        body = self.bodies[coding]
        headers.append(("Content-Length", str(len(body))))
        if coding:
            headers.append(("Content-Encoding", coding))
        return self.status, headers, [body]

    def shared_headers(self, seconds: int) -> Headers:
        """Return the headers for a CDN that may show the page for some seconds without revalidation."""
        keys = sorted(self.keys) if len(self.keys) <= MOST_KEYS else [MANY, SITE]
        policy = f"public, max-age=0, s-maxage={seconds}, stale-if-error={STALE_IF_ERROR}"
        return [("Cache-Control", policy), ("Surrogate-Key", " ".join(keys))]

    def is_known_to(self, environ: WSGIEnvironment) -> bool:
        """Return whether the client has this page (RFC 9110, 13.1): by its ETag, or else by its date."""
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if not (tags or "HTTP_IF_MODIFIED_SINCE" in environ) or not self.status.startswith("200"):
            return False
        if tags:
            return bool(self.etag) and (f'"{self.etag}"' in tags or tags.strip() == "*")
        since = read_http_date(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        return bool(since and self.modified_at and self.modified_at <= since)


def read_http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


@lru_cache(maxsize=256)
def best_coding(accepted: str) -> str:
    """Return the best coding that an Accept-Encoding header accepts: "br", "gzip" or "".

    Codings with a weight of zero are refused. Other weights and "*" are ignored.
    """
    taken = set()
    for part in accepted[:500].lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return next((coding for coding in ("br", "gzip") if coding in taken), "")
