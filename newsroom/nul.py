"""NUL characters, which PostgreSQL takes in no text: they end here instead of in a broken page."""


class NulMiddleware:
    """Leave NULs out of what is asked for, and cookies that hold one out of the request.

    An address with one fits no converter; what is posted is left to the forms, which name the field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}
        return self.get_response(request)


def without_nul(query):
    """A copy of a QueryDict in which no name and no value has a NUL."""
    cleaned = query.copy()
    cleaned.clear()
    for name, values in query.lists():
        cleaned.setlist(name.replace("\x00", ""), [value.replace("\x00", "") for value in values])
    return cleaned
