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


@register("picture.gone", Severity.BLOCKER, gettext_lazy("Every picture is in the library"))
def check_pictures_exist(context):
    for field, pk in shown_pictures(context):
        if str(pk) not in context.edition.printed["images"]:
            yield Finding(
                field,
                _("Picture %(number)s is not in the library any more.") % {"number": pk},
                hint=_("Choose another picture, or take it out of the text."),
                row=pk,
            )


@register(
    "picture.alt", Severity.BLOCKER, gettext_lazy("Every picture has an alternative text in this language")
)
def check_picture_alts(context):
    for field, pk in pictures_without(context, "alt"):
        yield Finding(
            field,
            _("Picture %(number)s has no alternative text in this language.") % {"number": pk},
            hint=_("Open the picture and say what it shows, for those who cannot see it."),
            row=pk,
        )


@register("picture.credit", Severity.WARNING, gettext_lazy("Every picture says who made it"))
def check_picture_credits(context):
    for field, pk in pictures_without(context, "credit"):
        yield Finding(
            field,
            _("Picture %(number)s has no credit in this language.") % {"number": pk},
            hint=_("Open the picture and say who made it."),
            row=pk,
        )


@register("picture.rights", Severity.BLOCKER, gettext_lazy("The rights of every picture last on that day"))
def check_picture_rights(context):
    places = {pk: field for field, pk in shown_pictures(context)}
    if not places:
        return
    for image in Image.objects.filter(pk__in=places, rights_until__lte=context.at):
        ended = formats.date_format(timezone.localtime(image.rights_until), "DATETIME_FORMAT")
        yield Finding(
            places[image.pk],
            _("On %(when)s the rights of picture %(number)s end.") % {"number": image.pk, "when": ended},
            hint=_("Choose another picture, or enter the new end of its rights."),
            row=image.pk,
        )
