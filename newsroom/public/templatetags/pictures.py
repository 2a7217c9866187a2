"""Template tag for pictures."""

from django import template

from newsroom.public.pictures import place_picture

register = template.Library()


@register.inclusion_tag("public/tags/picture.html", name="picture")
def picture_tag(picture, place, *, css="", language="", first=False):
    """Render a picture at one of newsroom.public.pictures.PLACES.

    language  of its alternative text, if not the page's
    first     true for the first visible picture: fetched before others, and not lazily
    """
    return {
        "shown": place_picture(picture, place),
        "alt": picture.alt,
        "css": css,
        "language": language,
        "first": first,
    }
