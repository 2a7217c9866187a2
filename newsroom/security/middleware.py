"""Middleware that records refused permissions."""

from django.utils.deprecation import MiddlewareMixin

from newsroom.security.log import person_of, record
from newsroom.security.models import SecurityEventKind

OBJECT_NAMES = ("object_id", "article_id", "pk")  # of converters; others may hold a secret


class RefusalMiddleware(MiddlewareMixin):
    """Record each 403 that somebody who is logged in gets; not that of a form whose token has expired.

    By now the transaction of the view has been rolled back.
    """

    def process_response(self, request, response):
        is_refusal = response.status_code == 403 and getattr(request, "csrf_processing_done", False)
        if is_refusal and person_of(request):
            record(SecurityEventKind.PERMISSION_REFUSED, request=request, **describe_page(request))
        return response


def describe_page(request) -> dict:
    """Return method, pattern of the address and id of the object: an address itself may hold a secret."""
    place = request.resolver_match
    described = {"method": request.method, "page": f"/{place.route}" if place else ""}
    number = next((place.kwargs[name] for name in OBJECT_NAMES if name in place.kwargs), "") if place else ""
    return described | ({"object": str(number)[:60]} if number else {})
