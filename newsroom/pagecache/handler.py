"""The WSGI handler that answers from the page cache, or passes the request to Django.

The page cache never answers requests of logged-in users, requests with `at`, and requests for anything but
readers' pages.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import batched
from typing import cast
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from articles import clock
from articles.recently_used import RecentlyUsed
from newsroom.middleware import CODES, WHOLE_QUERY, CompressionMiddleware
from newsroom.pagecache.addresses import GONE, KINDS, PageAddress, PageKind, is_site_here, page_routes
from newsroom.pagecache.cached_page import HIT, STALE, Answer, AnswerVariant, CachedPage, Headers
from newsroom.pagecache.journal import FIGURES, ChangeJournal
from newsroom.pagecache.kept_parts import MOST_PARTS, KeptParts, keeping_parts
from newsroom.pagecache.release import release_digest

CACHE = "pages"  # key in settings.CACHES
SAFE_METHODS = {"GET", "HEAD"}
HIT_ALONE = [HIT]
PREFIXES = (*(f"/{code}/" for code in CODES), "/sitemap", "/checksums.json", "/robots.txt")
# Headers that make the response depend on the client. Pages to be cached are made without them.
ASKER_HEADERS = {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"}
ASKER_HEADERS |= {"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
MOST_READY = 200  # pages kept ready by this process, in addition to the cache; some 40 KB each
MOST_READY_ASKED = 50  # the same for pages with parameters; invented ones displace no other pages
LARGEST_READY = 200_000  # bytes of a page in all codings; larger pages are not kept ready
# Entries of a cache that PageKind.most_asked is meant for. If MAX_ENTRIES differs, most_asked is scaled.
ALL_PAGES = 10_000
AT_ONCE = 1_000  # pages deleted by one command
PAUSE = 1.0  # seconds; a cache that failed is not asked again for this time

logger = logging.getLogger(__name__)

# (WSGI scheme, scheme in our own proxy's header, host, path, query)
type AskedAddress = tuple[str, str, str, str, str]
# (stamp, seen_at, ends_at, asks_at), as ReadyPage.sure describes them
type SureTime = tuple[object, float, float, float]
# A cached page as its bytes, or a response of Django, which the server closes.
type ServerAnswer = HttpResponseBase | list[bytes]


class PageCacheHandler(WSGIHandler):
    """Django's handler behind the page cache."""

    def __init__(self) -> None:
        super().__init__()
        self.journal, self.pages = ChangeJournal(), PageStore()
        self.parts: KeptParts = RecentlyUsed(MOST_PARTS)
        self.ready: RecentlyUsed[AskedAddress, ReadyPage] = RecentlyUsed(MOST_READY)
        self.ready_asked: RecentlyUsed[AskedAddress, ReadyPage] = RecentlyUsed(MOST_READY_ASKED)
        self.release = release_digest()
        page_routes()  # computed before the server forks its workers
        self.trusted_header = (settings.SECURE_PROXY_SSL_HEADER or [""])[0]

    def __call__(  # type: ignore[override]  # a cached page is sent as its bytes
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> ServerAnswer:
        """Answer a request. Most are answered at once, with a page that was checked a moment ago."""
        address = self.address_of(environ)
        ready_page = (self.ready_asked if address[4] else self.ready).peek(address)
        if (
            ready_page is not None
            and self.is_sure(*ready_page.sure)
            and not environ.get("HTTP_COOKIE")
            and "HTTP_AUTHORIZATION" not in environ
            and not environ.get("SCRIPT_NAME")
            and environ["REQUEST_METHOD"] in SAFE_METHODS
        ):
            FIGURES.hits += 1
            return ready_page.page.answer(environ, start_response, HIT_ALONE, ready_page.answers)
        return self.answer_request(environ, start_response, address)

    def is_sure(self, stamp: object, seen_at: float, ends_at: float, asks_at: float) -> bool:
        """Return whether a page may be sent without a check, given the values of ReadyPage.sure."""
        return stamp is self.journal.stamp and seen_at <= time.time() < ends_at and time.monotonic() < asks_at

    def address_of(self, environ: WSGIEnvironment) -> AskedAddress:
        """Return the requested address with its scheme."""
        return (
            environ["wsgi.url_scheme"],
            environ.get(self.trusted_header, ""),
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
        )

    def answer_request(
        self, environ: WSGIEnvironment, start_response: StartResponse, address: AskedAddress
    ) -> ServerAnswer:
        """Answer a request that no ready page answers at once."""
        if isinstance(caches[CACHE], DummyCache) or not is_page(environ):
            return self.ask_django(environ, start_response)
        self.journal.follow()
        if self.journal.has_redacted:
            self.drop_redacted_words()
        return self.answer_page(environ, start_response, address)

    def drop_redacted_words(self) -> None:
        """Clear all caches: text was removed for legal reasons, and no cached copy may contain it."""
        self.journal.has_redacted = False
        for kept in (self.pages, self.parts, self.ready, self.ready_asked):
            kept.clear()

    def answer_page(
        self, environ: WSGIEnvironment, start_response: StartResponse, address: AskedAddress
    ) -> ServerAnswer:
        """Answer with a reader's page that is ready in this process, cached, or made now."""
        if may_see_more(environ):
            return self.make_own_page(environ, start_response)
        stamp, seen_at, now = self.journal.stamp, time.time(), clock.now()
        ready_page = (self.ready_asked if address[4] else self.ready).get(address)
        if ready_page and self.journal.holds(ready_page, now):
            self.mark_sure(ready_page, now, seen_at, stamp)
            return self.send_ready(ready_page, environ, start_response, now)
        page_address = PageAddress.read(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if page_address is None:
            return self.make_own_page(environ, start_response)
        ready_page = page_address.kind and self.find_page(address, page_address, now)
        if ready_page:
            return self.send_ready(ready_page, environ, start_response, now)
        return self.make_page(environ, start_response, page_address)

    def find_page(
        self, address: AskedAddress, page_address: PageAddress, now: datetime
    ) -> "ReadyPage | None":
        """Return a valid ReadyPage for the page address, from this process or the cache, or None."""
        known = (*address[:3], page_address.path, page_address.query)
        kept = self.ready_asked if page_address.query else self.ready
        ready_page = kept.get(known) if known != address else None
        if ready_page and self.journal.holds(ready_page, now):
            return ready_page
        for page in self.pages.find(page_address, self.digest_of(address, page_address)):
            if self.journal.holds(page, now):
                ready_page = ReadyPage(page)
                if page.size <= LARGEST_READY:
                    kept.keep(known, ready_page)
                return ready_page
        return None

    def mark_sure(self, ready_page: "ReadyPage", now: datetime, seen_at: float, stamp: object) -> None:
        """Allow a valid page to be sent without a check until something changes or the journal is read."""
        if settings.CDN_SECONDS or self.journal.is_stale:
            return  # its headers differ from one answer to the next
        ends_at = seen_at + self.journal.seconds_unchanged(ready_page, now)
        ready_page.sure = stamp, seen_at, ends_at, min(self.journal.asks_at, clock.asks_at())

    def send_ready(
        self,
        ready_page: "ReadyPage",
        environ: WSGIEnvironment,
        start_response: StartResponse,
        now: datetime,
    ) -> list[bytes]:
        """Answer with a page that is still valid."""
        if settings.CDN_SECONDS or self.journal.is_stale:
            is_stale = self.journal.is_stale
            FIGURES.stale += is_stale
            FIGURES.hits += not is_stale
            mark = STALE if is_stale else HIT
            headers = [mark, *self.shared_headers(ready_page.page, now)]
            return ready_page.page.answer(environ, start_response, headers)
        FIGURES.hits += 1
        return ready_page.page.answer(environ, start_response, HIT_ALONE, ready_page.answers)

    def make_own_page(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        """Let Django make a page for this client only. It is not cached, but may use cached parts."""
        FIGURES.own += 1
        with keeping_parts(self.journal, self.parts):
            return super().__call__(environ, start_response)

    def ask_django(self, environ: WSGIEnvironment, start_response: StartResponse) -> HttpResponseBase:
        """Let Django answer a request that is not for a reader's page."""
        response = super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            self.journal.look_again()
        return response

    def digest_of(self, address: AskedAddress, page_address: PageAddress) -> str:
        """Return a digest of everything that a cached page depends on except the database and the clock."""
        scheme, proxy_scheme, host, *_asked = address
        if not is_site_here():  # pages do not show the host of the request, so its port is left out
            host = split_domain_port(host)[0] or host
        parts = [self.release, scheme, proxy_scheme, host, page_address.path, page_address.query]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def make_page(
        self, environ: WSGIEnvironment, start_response: StartResponse, page_address: PageAddress
    ) -> ServerAnswer:
        """Let Django make the page for all readers, cache it if possible, and answer.

        The view receives only the parameters of its page kind. A redirect of an old address may need all.
        """
        FIGURES.made += 1
        position = self.journal.position
        inner = {name: value for name, value in environ.items() if name not in ASKER_HEADERS}
        inner |= {"REQUEST_METHOD": "GET", WHOLE_QUERY: environ.get("QUERY_STRING", "")}
        inner |= {"PATH_INFO": page_address.path, "QUERY_STRING": page_address.query}
        with keeping_parts(self.journal, self.parts):
            response = super().__call__(inner, lambda *_: None)  # type: ignore[arg-type]  # Django drops it
        page = CachedPage.from_response(response, position)
        if page is None:
            return answer_once(response, environ, start_response)
        response.close()
        if page_address.kind:
            digest = self.digest_of(self.address_of(environ), page_address)
            self.pages.keep(page_address, digest, page)
        return page.answer(environ, start_response, self.shared_headers(page, clock.now()))

    def shared_headers(self, page: CachedPage, now: datetime) -> Headers:
        """Return the headers that let a CDN cache a page, or none if no CDN is configured."""
        if not settings.CDN_SECONDS:
            return []
        return page.shared_headers(min(settings.CDN_SECONDS, self.journal.seconds_known(page, now)))


def is_page(environ: WSGIEnvironment) -> bool:
    """Return whether a request is for a reader's page."""
    path: str = environ["PATH_INFO"]
    is_read = environ["REQUEST_METHOD"] in SAFE_METHODS and not environ.get("SCRIPT_NAME")
    return is_read and path.startswith(PREFIXES) and not path.endswith(".jpg")


def may_see_more(environ: WSGIEnvironment) -> bool:
    """Return whether a request has credentials that may show its user more than readers see."""
    cookies = environ.get("HTTP_COOKIE", "")
    return "HTTP_AUTHORIZATION" in environ or f"{settings.SESSION_COOKIE_NAME}=" in cookies


def answer_once(
    response: HttpResponseBase, environ: WSGIEnvironment, start_response: StartResponse
) -> HttpResponseBase:
    """Send a response that is not cached, as the client requires: compressed, 304, or without a body."""
    request = WSGIRequest(environ)
    if response.status_code == 200 and response.has_header("ETag"):
        etag, page = response["ETag"], cast("HttpResponse", response)  # streams are accepted, too
        response = get_conditional_response(request, etag=etag, response=page) or response
    compression = CompressionMiddleware(lambda _request: response)
    answer: HttpResponseBase = compression.process_response(request, response)
    if request.method == "HEAD" and isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = ()
    elif request.method == "HEAD" and isinstance(answer, HttpResponse):
        answer.content = b""
    cookies = [("Set-Cookie", cookie.OutputString()) for cookie in answer.cookies.values()]
    start_response(f"{answer.status_code} {answer.reason_phrase}", [*answer.items(), *cookies])
    return answer


class ReadyPage:
    """A page that was requested recently, ready in this process to be sent.

    It has the attributes that ChangeJournal.holds reads.

    answers  answers made so far: {(coding, whether the client had it): (status, headers, body)}
    sure     (stamp, seen_at, ends_at, asks_at): the page is valid without a check while the journal has this
             stamp, from seen_at to ends_at by time.time(), and before asks_at by time.monotonic(), when the
             database is queried again
    """

    __slots__ = ("answers", "at", "keys", "page", "position", "sure", "until")

    def __init__(self, page: CachedPage):
        self.page = page
        self.answers: dict[AnswerVariant, Answer] = {}
        self.sure: SureTime = (None, 0, 0, 0)
        self.keys, self.at, self.until, self.position = page.keys, page.at, page.until, page.position


def slot_name(kind: PageKind, is_asked: bool, number: int) -> str:
    return f"{kind.name}{'?' if is_asked else ''}{number}"


def read_slot(slot: str) -> tuple[str, CachedPage] | None:
    """Return (digest, page) from a slot of the cache, or None."""
    return cast("tuple[str, CachedPage] | None", caches[CACHE].get(slot))


class PageStore:
    """Pages in Django's cache. A cache that fails counts as empty and is not used for a second.

    Each kind of page has a fixed number of slots, and the digest of a page selects its slot. Strangers who
    invent addresses can therefore displace only pages of one kind, and never fill the memory.
    """

    def __init__(self) -> None:
        self.failed_at = float("-inf")
        own = settings.CACHES[CACHE].get("OPTIONS", {}).get("MAX_ENTRIES")
        self.share = own / ALL_PAGES if own else 1  # scales PageKind.most_asked to the size of this cache

    def find(self, address: PageAddress, digest: str) -> Iterator[CachedPage]:
        """Yield the pages cached for an address, usually one or none."""
        for slot in self._slots(address, digest):
            known, page = self._try(partial(read_slot, slot)) or ("", None)
            if known == digest and page is not None:
                yield page

    def keep(self, address: PageAddress, digest: str, page: CachedPage) -> None:
        slots = self._slots(address, digest)
        slot = slots[-1 if page.status.startswith("410") else 0]
        seconds = max(1, (page.until - clock.now()).total_seconds())
        self._try(lambda: caches[CACHE].set(slot, (digest, page), seconds))

    def _slots(self, address: PageAddress, digest: str) -> list[str]:
        """Return the slot for a page; if its kind may answer 410, also the slot for that answer, last."""
        kind, number = address.kind, int(digest[:16], 16)
        assert kind is not None  # pages without a kind are never cached
        kinds = [(kind, bool(address.query))]
        if kind.may_be_gone:
            kinds.append((GONE, True))
        return [
            slot_name(page_kind, asked, number % self._most(page_kind, asked)) for page_kind, asked in kinds
        ]

    def _most(self, kind: PageKind, is_asked: bool) -> int:
        """Return the number of slots of a kind, for pages with or without parameters."""
        return max(1, int(kind.most_asked * self.share)) if is_asked else kind.most

    def clear(self) -> None:
        """Delete all pages, but nothing else: Valkey also stores the counts of login attempts."""
        sides = [(kind, asked) for kind in KINDS for asked in (False, True)]
        slots = (slot_name(*side, number) for side in sides for number in range(self._most(*side)))

        def delete() -> None:
            for some in batched(slots, AT_ONCE):
                caches[CACHE].delete_many(some)

        self._try(delete)

    def _try[Result](self, act: Callable[[], Result]) -> Result | None:
        if time.monotonic() - self.failed_at < PAUSE:
            return None
        try:
            return act()
        except Exception as problem:  # each backend has its own errors
            self.failed_at = time.monotonic()
            logger.warning("The page cache does not respond: %s", type(problem).__name__)
            return None
