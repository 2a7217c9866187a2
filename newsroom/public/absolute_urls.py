"""The addresses under which others know our pages: those of SITE_URL, whatever we are called."""

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def absolute_url_builder(request):
    """A function that makes a path an address.

    Whoever asks chooses the name and the port by which he calls us, and a cache may keep the answer for
    everybody: it does not say them again. Only a site that is at home on this machine, where nobody else
    gets to, goes by the name that it is called by.
    """
    if urlsplit(settings.SITE_URL).hostname in THIS_MACHINE:
        return request.build_absolute_uri
    page = settings.SITE_URL + request.path
    return lambda path: urljoin(page, iri_to_uri(path))
