"""Checks of the lead picture, pictures in the text and galleries: alt texts, captions, rights, contracts."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import body, clock
from articles.body.content import MOST_PICTURES, galleries, gallery_pictures
from articles.checks.context import CheckContext
from articles.checks.registry import Finding, Severity, register
from articles.models import ContractState, EditionPicture, Image, Language, PictureUse, localized
from articles.models.image import PictureContract
from articles.models.planning import day_of, start_of


def shown_pictures(context: CheckContext) -> Iterator[tuple[str, int]]:
    """Yield (field, id) of each picture to be printed, the lead picture first."""
    edition = context.edition
    if edition.lead_image_id:
        yield "lead_image", edition.lead_image_id
    for pk in sorted(context.references.images - {edition.lead_image_id}):
        yield "body", pk


def pictures_without(context: CheckContext, word: str) -> Iterator[tuple[str, int]]:
    """Yield (field, id) of the printed pictures without a text: "alt" or "credit"."""
    printed = context.edition.printed["images"]
    for field, pk in shown_pictures(context):
        picture = printed.get(str(pk))
        if picture is not None and not picture[word].strip():
            yield field, pk


@register("picture.gone", Severity.BLOCKER, gettext_lazy("Every image is in the library"))
def check_pictures_exist(context: CheckContext) -> Iterator[Finding]:
    for field, pk in shown_pictures(context):
        if str(pk) not in context.edition.printed["images"]:
            message = _("Image %(number)s is no longer in the library.") % {"number": pk}
            yield Finding(field, message, hint=_("Choose another image, or remove it from the text."), row=pk)


@register("picture.alt", Severity.BLOCKER, gettext_lazy("Every image has alt text in this language"))
def check_picture_alts(context: CheckContext) -> Iterator[Finding]:
    for field, pk in pictures_without(context, "alt"):
        message = _("Image %(number)s has no alt text in this language.") % {"number": pk}
        hint = _("Open the image and describe it for people who cannot see it.")
        yield Finding(field, message, hint=hint, row=pk)


@register("picture.credit", Severity.WARNING, gettext_lazy("Every image has a credit"), is_kept=False)
def check_picture_credits(context: CheckContext) -> Iterator[Finding]:
    required = {
        image.pk
        for _field, image, contract in contracted_pictures(context)
        if required_credit(context, contract)
    }
    for field, pk in pictures_without(context, "credit"):
        if pk not in required:
            message = _("Image %(number)s has no credit in this language.") % {"number": pk}
            yield Finding(field, message, hint=_("Open the image and enter its credit."), row=pk)


@register(
    "picture.rights",
    Severity.BLOCKER,
    gettext_lazy("The rights to every image are valid on that day"),
    is_kept=False,
)
def check_picture_rights(context: CheckContext) -> Iterator[Finding]:
    for field, image in context.shared(library_pictures):
        if image.has_rights(context.at):
            continue
        ended = formats.date_format(timezone.localtime(image.rights_until), "DATETIME_FORMAT")
        message = _("On %(when)s, the rights to image %(number)s end.") % {"number": image.pk, "when": ended}
        hint = _("Choose another image, or enter a new end date for its rights.")
        yield Finding(field, message, hint=hint, row=image.pk)


def library_pictures(context: CheckContext) -> list[tuple[str, Image]]:
    """Return [(field, Image with its contract)] of the printed pictures, in one query."""
    places = {pk: field for field, pk in shown_pictures(context)}
    images = Image.objects.filter(pk__in=places).select_related("contract").order_by("-pk")
    return [(places[image.pk], image) for image in images]


def contracted_pictures(context: CheckContext) -> list[tuple[str, Image, PictureContract]]:
    pictures = context.shared(library_pictures)
    return [(field, image, image.contract) for field, image in pictures if image.contract]


@register(
    "picture.contract",
    Severity.BLOCKER,
    gettext_lazy("The contract of every image is in force"),
    is_kept=False,
)
def check_picture_contracts(context: CheckContext) -> Iterator[Finding]:
    """Yield a Finding for each contract that is not in force at the time of publication.

    A contract that has ended does not block a new edition if it allows the picture to stay in the archive,
    and the story had the picture by the last day of the contract.
    """
    for field, image, contract in contracted_pictures(context):
        known: dict[str, object] = {"number": image.pk, "contract": contract}
        state = contract.state_on(day_of(context.at))
        if state == ContractState.TO_COME:
            message = _("The contract of image %(number)s (%(contract)s) begins on %(day)s.")
            assert contract.first_day is not None  # it begins
            known["day"] = formats.date_format(contract.first_day, "DATE_FORMAT")
        elif state == ContractState.ENDED and not is_in_archive(context, image, contract):
            if contract.state_on(day_of(clock.now())) == ContractState.ENDED:
                message = _("The contract of image %(number)s (%(contract)s) ended on %(day)s.")
            else:  # it ends before the planned publication
                message = _("The contract of image %(number)s (%(contract)s) ends on %(day)s.")
            assert contract.last_day is not None  # it has ended
            known["day"] = formats.date_format(contract.last_day, "DATE_FORMAT")
        else:
            continue
        hint = _("Choose another image, or enter the new dates of the contract.")
        yield Finding(field, message % known, hint=hint, row=image.pk)


def is_in_archive(context: CheckContext, image: Image, contract: PictureContract) -> bool:
    """Return whether the story showed the picture by the last day of a contract that permits archives."""
    if not contract.keeps_archive or not context.article.pk:
        return False
    assert contract.last_day is not None  # it has ended
    until = min(start_of(contract.last_day + timedelta(days=1)), clock.now())
    printed = EditionPicture.objects.filter(article=context.article, image=image)
    return printed.filter(edition__live_from__lt=until).exists()


@register(
    "picture.language",
    Severity.BLOCKER,
    gettext_lazy("Every image is permitted in this language"),
    is_kept=False,
)
def check_picture_languages(context: CheckContext) -> Iterator[Finding]:
    for field, image, contract in contracted_pictures(context):
        if contract.language in ("", context.language):
            continue
        permitted = Language(contract.language).label
        known = {"number": image.pk, "contract": contract, "language": permitted}
        message = _("The contract of image %(number)s (%(contract)s) permits it only in: %(language)s.")
        yield Finding(field, message % known, hint=_("Choose another image."), row=image.pk)


@register("picture.use", Severity.BLOCKER, gettext_lazy("The lead image is permitted as such"), is_kept=False)
def check_picture_uses(context: CheckContext) -> Iterator[Finding]:
    for field, image, contract in contracted_pictures(context):
        if field != "lead_image" or contract.allows(PictureUse.LEAD):
            continue
        known = {"number": image.pk, "contract": contract}
        message = _("The contract of image %(number)s (%(contract)s) does not permit it as a lead image.")
        hint = _("Choose another lead image. You may use this one in the text.")
        yield Finding(field, message % known, hint=hint, row=image.pk)


@register(
    "picture.ending",
    Severity.WARNING,
    gettext_lazy("No image has to be removed from the story soon"),
    is_kept=False,
)
def check_ending_contracts(context: CheckContext) -> Iterator[Finding]:
    for field, image, contract in contracted_pictures(context):
        if contract.keeps_archive or contract.state_on(day_of(context.at)) != ContractState.ENDING:
            continue
        assert contract.last_day is not None  # it is ending
        day = formats.date_format(contract.last_day, "DATE_FORMAT")
        known = {"number": image.pk, "contract": contract, "day": day}
        message = _(
            "The contract of image %(number)s (%(contract)s) ends on %(day)s, and the story must not show it "
            "any longer."
        )
        yield Finding(field, message % known, hint=_("Choose another image, if possible."), row=image.pk)


@register(
    "picture.wording",
    Severity.WARNING,
    gettext_lazy("Every image has the credit that its contract requires"),
    is_kept=False,
)
def check_required_credits(context: CheckContext) -> Iterator[Finding]:
    printed = context.edition.printed["images"]
    for field, image, contract in contracted_pictures(context):
        wording = required_credit(context, contract)
        credit = printed.get(str(image.pk), {}).get("credit", "")
        if wording.casefold() in credit.casefold():
            continue
        known = {"number": image.pk, "contract": contract, "credit": wording}
        message = _("The contract of image %(number)s (%(contract)s) requires another credit.") % known
        yield Finding(field, message, hint=_("Open the image and enter: “%(credit)s”") % known, row=image.pk)


def required_credit(context: CheckContext, contract: PictureContract) -> str:
    return str(getattr(contract, localized("credit", context.language)))


@register("gallery.size", Severity.WARNING, gettext_lazy("Every gallery has from 2 to 30 images"))
def check_gallery_sizes(context: CheckContext) -> Iterator[Finding]:
    for gallery in galleries(context.edition.body):
        [numbers] = gallery_pictures(gallery)
        number = len(numbers)
        if 2 <= number <= MOST_PICTURES:
            continue
        message = ngettext("A gallery has %(number)d image.", "A gallery has %(number)d images.", number)
        hint = _("Add images to it, or dissolve it.")
        if number > MOST_PICTURES:
            hint = _("Divide it: a gallery has up to %(most)d images.") % {"most": MOST_PICTURES}
        words = body.plain_text(gallery).partition("\n")[0]
        row = numbers[0] if numbers else None
        yield Finding("body", message % {"number": number}, hint=hint, passage=words, row=row)


@register(
    "gallery.caption",
    Severity.WARNING,
    gettext_lazy("Every image of a gallery has a caption in this language"),
)
def check_gallery_captions(context: CheckContext) -> Iterator[Finding]:
    printed = context.edition.printed["images"]
    blocks = body.body_blocks("".join(map(body.without_galleries, galleries(context.edition.body))))
    for figure in (block for block in blocks if block.startswith("<figure")):
        [pk] = body.references(figure).images
        picture = printed.get(str(pk))  # a missing picture is reported by another check
        if picture and not picture["caption"].strip() and not body.plain_text(figure):
            message = _("Image %(number)s has no caption in its gallery.") % {"number": pk}
            hint = _("Enter one below the image, or in the library.")
            yield Finding("body", message, hint=hint, row=pk)


@register(
    "languages.galleries", Severity.WARNING, gettext_lazy("Both languages have the same images in galleries")
)
def check_galleries_in_both(context: CheckContext) -> Iterator[Finding]:
    here, there = context.edition.body, context.article.text("body", context.other_language)
    if not body.plain_text(here) or not body.plain_text(there):
        return
    ours, theirs = gallery_pictures(here), gallery_pictures(there)
    if ours == theirs:
        return
    numbers = sorted({*chain(*ours)} ^ {*chain(*theirs)})
    message = _("The galleries of the two languages differ.")
    if numbers:
        named = ", ".join(map(str, numbers))
        message = _("The galleries of the two languages differ in these images: %(numbers)s") % {
            "numbers": named
        }
    yield Finding("body", message, hint=_("Give both languages the same galleries, in the same order."))
