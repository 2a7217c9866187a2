"""How templates of readers' pages show pictures."""

from django import template

from newsroom.public.pictures import place_picture

register = template.Library()


@register.inclusion_tag("public/tags/picture.html", name="picture")
def picture_tag(picture, place, *, css="", language="", first=False):
    """A picture at one of newsroom.public.pictures.PLACES.

    language  of its alternative text where that is not the page's
    first     true for the picture that readers see first: fetched before others, and not lazily
    """
    return {
        "shown": place_picture(picture, place),
        "alt": picture.alt,
        "css": css,
        "language": language,
        "first": first,
    }
