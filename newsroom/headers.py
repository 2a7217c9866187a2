"""The security headers that Django does not set by itself."""

# Nothing here asks for a camera, a place or a payment; no frame or script from elsewhere may either.
PERMISSIONS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")


class HeadersMiddleware:
    """Add Permissions-Policy and Cross-Origin-Resource-Policy; a view that sets its own keeps it."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.permissions = ", ".join(f"{name}=()" for name in PERMISSIONS)

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
