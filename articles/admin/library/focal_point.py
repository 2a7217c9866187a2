"""How a picture is cut around its focal point, for people who set it."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.media.renditions.ahead import fallback
from articles.media.renditions.table import CROPS, Rendition, height, widths

CUTS = {
    "card": pgettext_lazy("crop of a picture", "In lists"),
    "wide": pgettext_lazy("crop of a picture", "On top, on a phone"),
    "square": pgettext_lazy("crop of a picture", "Portrait"),
}


def crops(image):
    """The crops that readers' pages make, as they are now; a script shows what they become."""
    if not image.pk or not image.file or not image.width:
        return "—"
    cuts = format_html_join("", CUT, [cut(image, crop) for crop in CUTS])
    return format_html('<ul class="focal-crops" data-handle="{}">{}</ul>', HANDLE, cuts)


CUT = '<li><img src="{}" alt="" width="{}" height="{}" loading="lazy" data-crop="{}"><span>{}</span></li>'
HANDLE = _(
    "Focal point in percent: %(x)s from the left, %(y)s from the top. Arrow keys move it, with Shift farther."
)


def cut(image, crop):
    offered = widths((image.width, image.height), crop)
    rendition = Rendition(crop, (image.focal_x, image.focal_y), fallback(offered), "jpg")
    address = reverse("public:media", args=[f"{image.file.name}/{rendition.name}"])
    shown = 180
    return address, shown, height(CROPS[crop], crop, shown), " ".join(map(str, CROPS[crop])), CUTS[crop]
