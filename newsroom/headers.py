"""Middleware for security headers, compression, and HEAD responses without a body."""

from django.middleware.gzip import GZipMiddleware

# Nothing here asks for a camera, a place or a payment; no frame or script from elsewhere may either.
PERMISSIONS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
# Types whose content is text, apart from text/…; pictures are compressed already.
WORDS = ("json", "xml", "javascript")


class HeadersMiddleware:
    """Add Permissions-Policy and Cross-Origin-Resource-Policy, unless a view set its own; empty HEAD."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.permissions = ", ".join(f"{name}=()" for name in PERMISSIONS)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.method == "HEAD":
            leave_out_body(response)
        return response


def leave_out_body(response):
    """Keep the headers, length included. Gunicorn would send the body, and a client on the same
    connection would take it for the answer to what it asks next.
    """
    if response.streaming:
        response.streaming_content = ()
        response.file_to_stream = None  # else the server sends the file by itself
    else:
        response.content = b""


class CompressionMiddleware(GZipMiddleware):
    """Compress what everybody may keep: pages, feeds and sitemaps, never a page of the newsroom.

    From the length of a compressed page one may guess what is in it, bit by bit (BREACH). Only what is
    marked as public is compressed, in which there is nothing to be guessed; so it needs no random bytes,
    and the same page is always the same.
    """

    max_random_bytes = 0

    def process_response(self, request, response):
        is_public = "public" in response.get("Cache-Control", "")
        if response.status_code == 304:
            weaken_tag(request, response)
        return super().process_response(request, response) if is_public and is_text(response) else response


def weaken_tag(request, response):
    """Give a 304 the tag of the compressed page that the asker has, which compressing made a weak one."""
    tag = response.get("ETag", "")
    if tag.startswith('"') and f"W/{tag}" in request.headers.get("If-None-Match", ""):
        response.headers["ETag"] = f"W/{tag}"


def is_text(response):
    kind = response.get("Content-Type", "").partition(";")[0].strip()
    return kind.startswith("text/") or kind.endswith(WORDS)
