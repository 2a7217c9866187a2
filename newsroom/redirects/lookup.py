"""The redirect for a request that no page answers: one query by an index."""

from typing import NamedTuple

from django.http import HttpRequest

from newsroom.redirects.addresses import (
    address_candidates,
    requested_address,
    split_address,
    tracking_parameters,
    with_parameters,
)
from newsroom.redirects.models import Redirect
from newsroom.redirects.site_pages import is_reserved

LONGEST_ASKED = 4_000  # characters of an address; a longer one is none that was ever stored


class FoundRedirect(NamedTuple):
    """A redirect with the parameters of the request that its target is to have as well.

    carried  parameters of campaigns that are not part of the old address
    """

    redirect: Redirect
    carried: list[str]

    def with_carried(self, address: str) -> str:
        return with_parameters(address, self.carried)


def find_redirect(request: HttpRequest) -> FoundRedirect | None:
    """Return the redirect for the address of a GET or HEAD, or None. The most precise one counts."""
    query = request.META.get("QUERY_STRING", "")
    if not query.isascii():  # bytes that nobody has percent-encoded
        query = query.encode("latin-1", "ignore").decode("utf-8", "replace")
    if request.method not in {"GET", "HEAD"} or is_reserved(request.path_info):
        return None
    if len(request.path_info) + len(query) > LONGEST_ASKED:
        return None
    asked = split_address(requested_address(request.path_info, query))
    candidates = address_candidates(asked)
    if not candidates:
        return None
    found = Redirect.objects.filter(old_address__in=candidates).order_by()
    redirect = min(found, key=lambda one: candidates.index(one.old_address), default=None)
    if redirect is None:
        return None
    matched = split_address(redirect.old_address).parameters
    return FoundRedirect(redirect, [one for one in tracking_parameters(asked) if one not in matched])
