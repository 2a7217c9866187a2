"""Network addresses of requests."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

KEPT = {4: 24, 6: 48}  # bits of an address; more would identify a household


def client_address(request: HttpRequest) -> str:
    """Return the network address that a request came from; "" without one."""
    client = request.META.get("REMOTE_ADDR") or ""
    if settings.BEHIND_PROXY:  # our own proxy appended the last address; the others anybody may write
        client = request.headers.get("X-Forwarded-For", client).rpartition(",")[2]
    try:
        address = ip_address(client.strip())
    except ValueError:
        return ""
    # Without the zone of a link-local address, which no column of addresses takes.
    return str(getattr(address, "ipv4_mapped", None) or address).partition("%")[0]


def network_of(address: str) -> str:
    """Return the network of an address, "203.0.113.0/24"; "" without one."""
    return str(ip_network(f"{address}/{KEPT[ip_address(address).version]}", strict=False)) if address else ""


def client_network(request: HttpRequest) -> str:
    """Return the network that a request came from; "" without one."""
    return network_of(client_address(request))
