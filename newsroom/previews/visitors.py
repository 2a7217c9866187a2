"""What is kept of whoever opens a preview link: as much as tells one opening from another."""

from ipaddress import ip_address, ip_network

from django.conf import settings

KEPT = {4: 24, 6: 48}  # bits of an address; the rest would say which house it was


def is_page_opening(request):
    """Whether somebody opens the page; not who asks for its headers, nor a browser that looks ahead."""
    ahead = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "GET" and "prefetch" not in ahead


def browser_name(request):
    """What the browser calls itself; of an app that unfolds links, its own name."""
    return " ".join(request.headers.get("User-Agent", "").split())


def network_address(request):
    """The network of an address, "203.0.113.0/24"; "" when there is none."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:  # the nearest proxy is ours, and wrote what stands last
        told = request.headers.get("X-Forwarded-For", told).rpartition(",")[2]
    try:
        address = ip_address(told.strip())
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{KEPT[address.version]}", strict=False))
