"""The handler of WSGI requests: answers from the page cache, in front of Django, or asks Django.

What is asked by somebody who is logged in, by an address with `at`, or for anything but a page of readers
goes to Django as if there were no cache.
"""

import hashlib
import logging
import time
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.cache import get_conditional_response

from articles import clock
from articles.recently_used import RecentlyUsed
from newsroom.middleware import CODES, CompressionMiddleware
from newsroom.pagecache.cached_page import HIT, STALE, CachedPage
from newsroom.pagecache.journal import FIGURES, ChangeJournal
from newsroom.pagecache.kept_parts import MOST_PARTS, keeping_parts
from newsroom.pagecache.release import release_digest

CACHE = "pages"  # its name in settings.CACHES
SAFE_METHODS = {"GET", "HEAD"}
HIT_ALONE = [HIT]
# The query parameters that pages read: a page that reads another one has to add it here. All others, such as
# those of campaigns, are left out of the key of a page, for they change nothing on it.
PARAMETERS = frozenset({"before", "page", "q", "section", "author", "since", "until", "in", "order"})
LONGEST_QUERY = 300  # characters; a longer one is not kept
PREFIXES = (*(f"/{code}/" for code in CODES), "/sitemap", "/checksums.json", "/robots.txt")
# Headers that would make the answer one for this client alone; a page that is kept is made without them.
ASKER_HEADERS = {"HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"}
ASKER_HEADERS |= {"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
MOST_READY = 200  # pages kept ready by this process, beside the cache; some 40 KB each
LARGEST_READY = 200_000  # bytes, in all codings
PAUSE = 1.0  # seconds for which a cache that failed is not asked

logger = logging.getLogger(__name__)


class PageCacheHandler(WSGIHandler):
    """Django's handler behind the page cache."""

    def __init__(self):
        super().__init__()
        self.journal, self.pages = ChangeJournal(), PageStore()
        self.parts, self.ready = RecentlyUsed(MOST_PARTS), RecentlyUsed(MOST_READY)
        self.release = release_digest()
        self.trusted_header = (settings.SECURE_PROXY_SSL_HEADER or [""])[0]

    def __call__(self, environ, start_response):
        """Answer a request: at once with a page that was found to hold a moment ago, as most are."""
        address = self.address_of(environ)
        ready_page = self.ready.peek(address)
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

    def is_sure(self, stamp, seen_at, ends_at, asks_at):
        """Return whether a page may be sent without a check: the arguments are those of ReadyPage.sure."""
        return stamp is self.journal.stamp and seen_at <= time.time() < ends_at and time.monotonic() < asks_at

    def address_of(self, environ):
        """Return the address that was asked for, with all that tells whether the request came by https.

        The values are (scheme, that of the header of our own proxy, host, path, query).
        """
        return (
            environ["wsgi.url_scheme"],
            environ.get(self.trusted_header, ""),
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            environ.get("QUERY_STRING", ""),
        )

    def answer_request(self, environ, start_response, address):
        """Answer a request that no ready page answers at once."""
        if isinstance(caches[CACHE], DummyCache) or not is_page(environ):
            return self.ask_django(environ, start_response)
        self.journal.follow()
        if self.journal.has_redacted:
            self.drop_redacted_words()
        return self.answer_page(environ, start_response, address)

    def drop_redacted_words(self):
        """Drop all that is kept: words were removed for legal reasons, and no copy may have them."""
        self.journal.has_redacted = False
        for kept in (self.pages, self.parts, self.ready):
            kept.clear()

    def answer_page(self, environ, start_response, address):
        """Answer with a page of readers that is ready in this process, kept in the cache, or made now."""
        if may_see_more(environ):
            return self.make_own_page(environ, start_response)
        stamp, seen_at, now = self.journal.stamp, time.time(), clock.now()
        ready_page = self.ready.get(address)
        if ready_page and self.journal.holds(ready_page, now):
            self.mark_sure(ready_page, now, seen_at, stamp)
            return self.send_ready(ready_page, environ, start_response, now)
        key, is_kept = self.key_of(environ)
        if key is None:
            return self.make_own_page(environ, start_response)
        page = self.pages.get(key)
        if page and self.journal.holds(page, now):
            ready_page = ReadyPage(page)
            if is_kept and page.size <= LARGEST_READY:
                self.ready.keep(address, ready_page)
            return self.send_ready(ready_page, environ, start_response, now)
        return self.make_page(environ, start_response, key if is_kept else None)

    def mark_sure(self, ready_page, now, seen_at, stamp):
        """Let a page that holds be sent without a check until something changes or the journal reads."""
        if settings.CDN_SECONDS or self.journal.is_stale:
            return  # its headers change
        ends_at = seen_at + self.journal.seconds_unchanged(ready_page, now)
        ready_page.sure = stamp, seen_at, ends_at, min(self.journal.asks_at, clock.asks_at())

    def send_ready(self, ready_page, environ, start_response, now):
        """Answer with a page that holds."""
        if settings.CDN_SECONDS or self.journal.is_stale:
            is_stale = self.journal.is_stale
            FIGURES.stale += is_stale
            FIGURES.hits += not is_stale
            mark = STALE if is_stale else HIT
            headers = [mark, *self.shared_headers(ready_page.page, now)]
            return ready_page.page.answer(environ, start_response, headers)
        FIGURES.hits += 1
        return ready_page.page.answer(environ, start_response, HIT_ALONE, ready_page.answers)

    def make_own_page(self, environ, start_response):
        """Let Django make a page that is not kept, for this client alone; kept parts may be used in it."""
        FIGURES.own += 1
        with keeping_parts(self.journal, self.parts):
            return super().__call__(environ, start_response)

    def ask_django(self, environ, start_response):
        """Let Django answer a request that is not for a page of readers."""
        response = super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] not in SAFE_METHODS:
            self.journal.look_again()
        return response

    def key_of(self, environ):
        """Return (key of the page in the cache, whether it may be kept); (None, False) if it is never cached.

        Parameters that no page reads are ignored to find a page. What is made for such a request is not kept.
        """
        query = environ.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return None, False
        parameters = parse_qsl(query, keep_blank_values=True) if query else []
        if any(name == "at" for name, _value in parameters):  # the time machine
            return None, False
        known = [(name, value) for name, value in parameters if name in PARAMETERS]
        parts = [self.release, *self.address_of(environ)[:-1], urlencode(known)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest(), known == parameters

    def make_page(self, environ, start_response, key):
        """Let Django make the page for everybody, keep it under the key unless that is None, and answer."""
        FIGURES.made += 1
        position = self.journal.position
        inner = {name: value for name, value in environ.items() if name not in ASKER_HEADERS}
        with keeping_parts(self.journal, self.parts):
            response = super().__call__(inner | {"REQUEST_METHOD": "GET"}, lambda *_arguments: None)
        page = CachedPage.from_response(response, position)
        if page is None:
            return answer_once(response, environ, start_response)
        response.close()
        if key:
            self.pages.set(key, page)
        return page.answer(environ, start_response, self.shared_headers(page, clock.now()))

    def shared_headers(self, page, now):
        """Return the headers that let a CDN keep a page; none where no CDN is set."""
        if not settings.CDN_SECONDS:
            return []
        return page.shared_headers(min(settings.CDN_SECONDS, self.journal.seconds_known(page, now)))


def is_page(environ):
    """Return whether somebody asks for a page of readers."""
    path = environ["PATH_INFO"]
    is_read = environ["REQUEST_METHOD"] in SAFE_METHODS and not environ.get("SCRIPT_NAME")
    return is_read and path.startswith(PREFIXES) and not path.endswith(".jpg")


def may_see_more(environ):
    """Return whether a request has credentials, by which somebody may see more than readers do."""
    cookies = environ.get("HTTP_COOKIE", "")
    return "HTTP_AUTHORIZATION" in environ or f"{settings.SESSION_COOKIE_NAME}=" in cookies


def answer_once(response, environ, start_response):
    """Answer with a response that is not kept, as the client asked: compressed, 304, or without its body."""
    request = WSGIRequest(environ)
    if response.status_code == 200 and response.has_header("ETag"):
        response = get_conditional_response(request, etag=response["ETag"], response=response)
    response = CompressionMiddleware(lambda _request: response).process_response(request, response)
    if request.method == "HEAD" and response.streaming:
        response.streaming_content = ()
    elif request.method == "HEAD":
        response.content = b""
    cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
    start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
    return response


class ReadyPage:
    """A page that was asked for lately, ready in this process to be sent.

    It has the attributes that ChangeJournal.holds reads.

    answers  answers made so far: {(coding, whether the client had it): (status, headers, body)}
    sure     (stamp, seen_at, ends_at, asks_at): the page holds without a check while the journal has this
             stamp, from seen_at to ends_at by time.time(), and before asks_at by time.monotonic(), when the
             database is asked again
    """

    __slots__ = ("answers", "at", "keys", "page", "position", "sure", "until")

    def __init__(self, page: CachedPage):
        self.page, self.answers, self.sure = page, {}, (None, 0, 0, 0)
        self.keys, self.at, self.until, self.position = page.keys, page.at, page.until, page.position


class PageStore:
    """The pages in Django's cache. One that fails is as if it were empty, and left alone for a second."""

    def __init__(self):
        self.failed_at = float("-inf")

    def get(self, key):
        return self._try(lambda: caches[CACHE].get(key))

    def set(self, key, page):
        seconds = max(1, (page.until - clock.now()).total_seconds())
        self._try(lambda: caches[CACHE].set(key, page, seconds))

    def clear(self):
        self._try(lambda: caches[CACHE].clear())

    def _try(self, act):
        if time.monotonic() - self.failed_at < PAUSE:
            return None
        try:
            return act()
        except Exception as problem:  # each backend has errors of its own
            self.failed_at = time.monotonic()
            logger.warning("The cache of pages does not answer: %s", type(problem).__name__)
            return None
