"""Whether readers' pages show a file of the library: what may be fetched by everybody."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from articles.models.edition import Edition
from articles.models.filing import EditionPicture
from articles.models.image import Image
from articles.models.language import Language, localized
from articles.models.people import Author
from articles.models.publication import Page

FOREVER = 10**10


class FileVisibility(NamedTuple):
    """That a file is shown, and until when its rights stand (None: without end)."""

    until: datetime | None

    def seconds(self, at):
        """For how many whole seconds from an instant everybody may see it."""
        return int((self.until - at).total_seconds()) if self.until else FOREVER


def public_visibility(name, at):
    """Shown, of a stored file that an edition, an author or a standing page shows; else None.

    What a correction replaced stays in the public history, with its pictures, until the story is taken
    back. A picture that must go from there as well has its rights ended.
    """
    printed = Edition.objects.not_taken_back(at).printing(name).order_by()
    for until in printed.values_list("picture_filings__image__rights_until", flat=True)[:1]:
        return FileVisibility(until) if until is None or until > at else None
    image = Image.objects.with_rights(at).filter(file=name).only("pk", "rights_until").first()
    return (
        FileVisibility(image.rights_until) if image and (is_portrait(image) or is_on_a_page(image)) else None
    )


def is_portrait(image):
    return Author.objects.filter(photo=image).exists()


def is_on_a_page(image):
    mention = f'data-image="{image.pk}"'
    bodies = [(f"{localized('body', language)}__contains", mention) for language in Language]
    return Page.objects.filter(Q(*bodies, _connector=Q.OR)).exists()


def is_in_library(name):
    """Whether it is the file of an image, or was one when an edition printed it."""
    return Image.objects.filter(file=name).exists() or EditionPicture.objects.filter(name=name).exists()


def may_see_library(user):
    """Whether somebody is of the newsroom and may see pictures that no reader sees yet."""
    return user.is_active and user.is_staff and _has_any(user, "view_image", "change_image", "view_article")


def _has_any(user, *permissions):
    return any(user.has_perm(f"articles.{permission}") for permission in permissions)
