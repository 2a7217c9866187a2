"""HTTP for readers' pages: absolute URLs, and responses without personal data that are always revalidated."""

import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag
from django.utils.encoding import iri_to_uri
from django.utils.http import parse_http_date_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.pagecache.addresses import PageKind, is_site_here
from newsroom.pagecache.page_keys import collect_dependencies

type UrlBuilder = Callable[[str], str]  # turns a path into an absolute URL


def absolute_url_builder(request: HttpRequest) -> UrlBuilder:
    """Return a function that turns a path into an absolute URL below SITE_URL.

    The host of the request is used only if SITE_URL is on this machine: the client chooses it, and a cache
    may serve the response to all readers. References other than absolute paths are resolved against the
    address of the request, as browsers do.
    """
    root = request.build_absolute_uri("/").removesuffix("/") if is_site_here() else settings.SITE_URL

    def absolute(path):
        if path.startswith("/") and not path.startswith("//"):
            return root + iri_to_uri(path)
        return urljoin(root + request.path, iri_to_uri(path))

    return absolute


logger = logging.getLogger(__name__)

# Browsers and shared caches revalidate a stored page each time, so that a withdrawal is visible at once.
FRESH = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"


def public_page(kind: PageKind) -> Callable:
    """Return a decorator for a view whose page is the same for all readers.

    The view accepts only GET and HEAD, and its pages get an ETag. request.GET has only the parameters of the
    kind, because the page cache ignores all others. `?at=` is 404, except for staff (time_machine).
    """

    def decorate(view):
        # Exempt from CSRF checks, so that a POST gets 405 instead of a missing-token error.
        @csrf_exempt
        @require_safe
        @wraps(view)
        def respond(request, *args, **kwargs):
            if "at" in request.GET and request.ribbon is None:
                raise Http404
            request.GET = parameters_of(kind, request.GET)
            with collect_dependencies(request.at) as dependencies:
                response = view(request, *args, **kwargs)
            response.dependencies = dependencies  # for the page cache
            return response if request.ribbon else add_cache_headers(request, response)

        respond.page_kind = kind
        return respond

    return decorate


def parameters_of(kind: PageKind, query: QueryDict) -> QueryDict:
    """Return a query with only the parameters that pages of the kind read."""
    others = query.keys() - set(kind.parameters)
    if not others:
        return query
    known = query.copy()
    for name in others:
        del known[name]
    return known


def add_cache_headers(request, response):
    """Return the response with cache headers and ETag; a 304 or 412 if the request's conditions say so."""
    response.headers.setdefault("Cache-Control", FRESH)
    if not response.get("Content-Type", "").startswith("image/"):  # set here, so that a 304 has the same Vary
        patch_vary_headers(response, ["Accept-Encoding"])
    if response.status_code != 200 or response.streaming:
        return response
    set_response_etag(response)
    modified = parse_http_date_safe(response.get("Last-Modified", ""))
    answer = get_conditional_response(
        request, etag=response["ETag"], last_modified=modified, response=response
    )
    if hasattr(response, "_csp_config"):  # a 304 needs it, too: browsers apply its headers to their copy
        allow_sources(answer, response._csp_config)
    return answer


def redirect_to_slug(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect permanently to an address with the current slug, keeping the `?before=` parameter.

    Links to live entries and to editions in a history have this parameter, and may have a former slug.
    """
    before = request.GET.get("before")
    query = f"?{urlencode({'before': before})}" if before else ""
    return HttpResponsePermanentRedirect(f"{address}{query}")


def answer_later(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log an error of the storage and return 503, which asks the client to try again after five seconds."""
    logger.warning("%s cannot be served: %s", request.path, error)
    return HttpResponse(status=503, headers={"Retry-After": "5", "Cache-Control": PRIVATE})


def allow_sources(response: HttpResponse, sources: dict[str, list[str]]) -> None:
    """Add directives to the content security policy of one response, as csp_override does for a view."""
    response._csp_config = getattr(response, "_csp_config", settings.SECURE_CSP) | sources  # type: ignore[attr-defined]  # read by Django’s middleware
