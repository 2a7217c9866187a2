"""Checks of the lead picture and the pictures in the text: alternative text, credit, rights."""

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import body
from articles.checks.registry import Finding, Severity, register
from articles.models import Image


def shown_pictures(context):
    """Yield (field, id) of each picture that would be printed, the lead picture first."""
    edition = context.edition
    if edition.lead_image_id:
        yield "lead_image", edition.lead_image_id
    for pk in sorted(body.references(edition.body).images - {edition.lead_image_id}):
        yield "body", pk


def pictures_without(context, word):
    """Yield (field, id) of the printed pictures that lack a text: "alt" or "credit"."""
    printed = context.edition.printed["images"]
    for field, pk in shown_pictures(context):
        picture = printed.get(str(pk))
        if picture is not None and not picture[word].strip():
            yield field, pk


@register("picture.gone", Severity.BLOCKER, gettext_lazy("Every image is in the library"))
def check_pictures_exist(context):
    for field, pk in shown_pictures(context):
        if str(pk) not in context.edition.printed["images"]:
            message = _("Image %(number)s is no longer in the library.") % {"number": pk}
            yield Finding(field, message, hint=_("Choose another image, or remove it from the text."), row=pk)


@register("picture.alt", Severity.BLOCKER, gettext_lazy("Every image has alt text in this language"))
def check_picture_alts(context):
    for field, pk in pictures_without(context, "alt"):
        message = _("Image %(number)s has no alt text in this language.") % {"number": pk}
        hint = _("Open the image and describe it for people who cannot see it.")
        yield Finding(field, message, hint=hint, row=pk)


@register("picture.credit", Severity.WARNING, gettext_lazy("Every image has a credit"))
def check_picture_credits(context):
    for field, pk in pictures_without(context, "credit"):
        message = _("Image %(number)s has no credit in this language.") % {"number": pk}
        yield Finding(field, message, hint=_("Open the image and enter its credit."), row=pk)


@register("picture.rights", Severity.BLOCKER, gettext_lazy("The rights to every image are valid on that day"))
def check_picture_rights(context):
    places = {pk: field for field, pk in shown_pictures(context)}
    for image in Image.objects.filter(pk__in=places, rights_until__lte=context.at):
        ended = formats.date_format(timezone.localtime(image.rights_until), "DATETIME_FORMAT")
        message = _("On %(when)s, the rights to image %(number)s end.") % {"number": image.pk, "when": ended}
        hint = _("Choose another image, or enter a new end date for its rights.")
        yield Finding(places[image.pk], message, hint=hint, row=image.pk)
