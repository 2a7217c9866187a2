"""What Django leaves to the server: some security headers, and that HEAD is answered without a body."""

# Nothing here asks for a camera, a place or a payment; no frame or script from elsewhere may either.
PERMISSIONS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


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
