"""Pictures of the library that pasted HTML shows, found by their addresses on the web."""

from collections.abc import Collection
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from articles.admin import site
from articles.media.renditions.sizes import parse_rendition
from articles.models import Image

MOST_ADDRESSES = 200
LONGEST_ADDRESS = 2000


def find_pasted(request: HttpRequest) -> JsonResponse:
    """Answer with {"found": [[address, id]]} for each `address` at which a picture of the library stands."""
    given = request.POST.getlist("address")[:MOST_ADDRESSES]
    # PostgreSQL takes no NUL, not even one that was written as %00.
    addresses = [one for one in given if len(one) <= LONGEST_ADDRESS and "\x00" not in unquote(one)]
    found = own_pictures(addresses, request.build_absolute_uri(settings.MEDIA_URL))
    for find in site.PICTURE_FINDERS:
        found = find([address for address in addresses if address not in found]) | found
    return JsonResponse({"found": list(found.items())})


def own_pictures(addresses: Collection[str], media_url: str) -> dict[str, int]:
    """Return {address: id of the Image} of those that are files of ours, or renditions of them.

    media_url  the address of all files, absolute
    """
    names = {address: _file_name(address, media_url) for address in addresses}
    stored = Image.objects.filter(file__in=filter(None, names.values())).values_list("file", "pk")
    ids = dict(stored)
    return {address: ids[name] for address, name in names.items() if name in ids}


def _file_name(address, media_url):
    """Return the name of the stored file at an address, "" where that is none of ours."""
    try:
        own, ours = urlsplit(urljoin(media_url, address)), urlsplit(media_url)
    except ValueError:
        return ""
    if own.netloc != ours.netloc or not own.path.startswith(ours.path):
        return ""
    name = unquote(own.path.removeprefix(ours.path))
    original, _slash, last = name.rpartition("/")
    return original if parse_rendition(last) else name
