"""One instant per request: every question about what is live is asked of the same moment."""

from django.utils import timezone


class InstantMiddleware:
    """Set request.at, the instant that every public query of this request is asked of."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = timezone.now()
        return self.get_response(request)
