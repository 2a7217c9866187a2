"""A crawler that follows every link of the site."""

import re
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse

from tests.public.newsdesk import page_of

STARTS = ["/", "/en/", "/ko/", "/robots.txt", "/sitemap.xml"]
LINKS = "//a/@href | //link[@rel='canonical' or @rel='alternate' or @rel='next']/@href | //img/@src"
LOCATION = re.compile("<loc>([^<]*)</loc>")


def crawl(client, more=()):
    """Return {address: response} of all pages reached from the front pages and from `more`.

    Redirects are included, and followed.
    """
    found, waiting = {}, [*STARTS, *more]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        response = found[address] = whole(client.get(address))
        waiting += [link for link in links_of(address, response) if is_ours(link)]
    return found


def reached(answers):
    """Return the answers of a crawl that can be reached from the front pages."""
    found, waiting = {}, [*STARTS]
    while waiting:
        address = waiting.pop()
        if address not in found:
            found[address] = answers[address]
            waiting += [link for link in links_of(address, answers[address]) if is_ours(link)]
    return found


def links_of(address, response):
    """Return the addresses that a response links to, without host and fragment."""
    if response.has_header("Location"):
        links = [response["Location"]]
    elif response.get("Content-Type", "").startswith("text/html"):
        links = page_of(response).xpath(LINKS)
    elif is_sitemap(response):
        links = LOCATION.findall(response.content.decode())
    else:
        links = []
    return [absolute(address, link) for link in links]


def absolute(address, link):
    parts = urlsplit(urljoin(f"http://testserver{address}", link))
    if parts.netloc != "testserver":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def whole(response):
    """Return the response; a streamed sitemap with its whole content."""
    if not response.streaming or not is_sitemap(response):
        return response
    content = b"".join(response.streaming_content)
    return HttpResponse(content, status=response.status_code, headers=response.headers)


def is_sitemap(response):
    return response.get("Content-Type", "").startswith("application/xml")


def is_ours(address):
    return address.startswith("/") and not address.startswith(("/admin/", "/static/"))
