"""Logo and icons of the publication. Files in the folder BRANDING replace those in static/img."""

from django.contrib.staticfiles import finders
from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from PIL import Image

ICON, LOGO, TOUCH_ICON = "img/icon-192.png", "img/icon-512.png", "img/apple-touch-icon.png"
MASKABLE = "img/icon-maskable-512.png"  # phones crop it to a circle
SHARE_PICTURE = "img/share.png"  # of pages without a picture
# Width and height in pixels.
SIZES = {
    ICON: (192, 192),
    LOGO: (512, 512),
    MASKABLE: (512, 512),
    TOUCH_ICON: (180, 180),
    SHARE_PICTURE: (1200, 630),
}


@register
def check_sizes(app_configs, **kwargs):
    """Return a warning for each image that is missing, unreadable or of another size."""
    return [warning for path, size in SIZES.items() if (warning := _examined(path, size))]


def _examined(path, size):
    file = finders.find(path)
    try:
        with Image.open(file or "") as picture:
            problem = "{} × {} pixels".format(*picture.size) if picture.size != size else ""
    except OSError:
        problem = "no picture that can be read"
    if problem:
        hint = "Put a PNG of {} × {} pixels there; docs/en/settings.md says how.".format(*size)
        return CheckWarning(f"{file or path} is {problem}.", hint=hint, id="newsroom.W001")
    return None
