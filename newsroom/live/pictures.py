"""The picture of a live entry: chosen from the library, and printed with its file and words of then."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles import clock
from articles.models import Image, PictureUse, localized
from articles.models.logged import LONGEST_ALT, LONGEST_CAPTION, OTHER_LANGUAGE
from articles.models.text import line, printed_prose
from articles.refusals import Refused
from articles.text.punctuation import typeset_quotes
from newsroom.live.models import LiveEntry

NO_PICTURE = {"image_id": None, "picture_file": "", "picture_width": 0, "picture_height": 0}
NO_PICTURE |= {"alt": "", "caption": "", "credit": "", "withheld": ""}


class LiveRefused(Refused):
    """Refusal of a change of live coverage; `reasons` say why, in the user's language.

    field  of the form, which is to change; "" for none
    """

    def __init__(self, *reasons, field=""):
        super().__init__(*reasons)
        self.field = field


@dataclass(frozen=True)
class ChosenPicture:
    """A picture of the library that an entry is to show, with its words in the language of the entry.

    image_id      None for that of another row, as a translation shows the one of its source
    alt, caption  "" for those of the library
    """

    image_id: int | None
    alt: str = ""
    caption: str = ""


SAME_PICTURE = ChosenPicture(None)  # where a correction is of the text alone


def print_picture(picture: ChosenPicture | None, language: str, *, before: LiveEntry | None = None) -> dict:
    """Return the columns of a picture as an entry in a language prints it now; without one, those of none.

    before  the row that the entry replaces: its picture may stay although its contract has ended
    The picture is locked until the unit of work ends. Raise LiveRefused for one that may not be printed, or
    that has no alt text.
    """
    if picture is None:
        return NO_PICTURE
    image = _locked(picture.image_id)
    if image is None:
        raise LiveRefused(_("This image is no longer in the library. Choose another."), field="image")
    if not _is_printable(image, language, before):
        reason = _(
            "Its rights or its contract do not permit this image in this language now. Choose another."
        )
        raise LiveRefused(reason, field="image")
    return _printed(image, picture, language)


def picture_of_translation(
    source: LiveEntry, words: ChosenPicture, language: str, *, before: LiveEntry | None = None
) -> dict:
    """Return the columns of the picture of a source as its translation prints it.

    Those of none where it may not be printed in that language. Raise LiveRefused if it has no alt text.
    """
    image = source.image_id and _locked(source.image_id)
    if not image or not _is_printable(image, language, before):
        return NO_PICTURE
    return _printed(image, words, language)


def corrected_picture(row: LiveEntry, source: LiveEntry | None, picture: ChosenPicture | None) -> dict:
    """Return the columns of a picture that change where an entry is corrected.

    source   of a translation, whose picture it shows from now on
    picture  SAME_PICTURE where the correction says nothing of it
    """
    if row.is_translation:
        source = source or row
        if picture is SAME_PICTURE and row.image_id == source.image_id:
            return {}
        return picture_of_translation(source, picture or SAME_PICTURE, row.language, before=row)
    return {} if picture is SAME_PICTURE else print_picture(picture, row.language, before=row)


def has_printed(row: LiveEntry, picture: ChosenPicture | None) -> bool:
    """Return whether a row may have come of a form with this picture and these words."""
    if picture is None or row.image_id is None:
        return row.image_id == (picture and picture.image_id)
    is_same = picture.image_id in (None, row.image_id)
    return is_same and all(text in ("", getattr(row, name)) for name, text in _words(picture).items())


def _locked(pk):
    found = Image.objects.select_for_update(no_key=True, of=("self",)).select_related("contract")
    return found.filter(pk=pk).first()


def _is_printable(image, language, before):
    """Return whether an entry may print a picture now; a contract may leave it where it was."""
    at, contract = clock.now(), image.contract
    if before is not None and before.image_id == image.pk and contract and contract.keeps_archive:
        return image.has_rights(at) and contract.language in ("", language)
    return image.may_be_printed(at, [language])


def _words(picture):
    """Return alt text and caption in their stored form, which the digest covers. Raise LiveRefused."""
    words = {"alt": typeset_quotes(line(picture.alt)), "caption": printed_prose(picture.caption)}
    for name, most in (("alt", LONGEST_ALT), ("caption", LONGEST_CAPTION)):
        if len(words[name]) > most:
            reason = _("The text is too long. Use up to %(most)d characters.") % {"most": most}
            raise LiveRefused(reason, field=name)
    return words


def _printed(image, picture, language):
    library = {name: getattr(image, localized(name, language)) for name in ("alt", "caption", "credit")}
    words = library | {name: text for name, text in _words(picture).items() if text}
    if not words["alt"]:
        reason = _("Image %(number)s has no alt text in this language.") % {"number": image.pk}
        raise LiveRefused(reason, field="alt")
    withheld = [use for use in (PictureUse.SOCIAL, PictureUse.FEEDS) if image.withholds(use)]
    if image.contract and image.contract.language:
        withheld.append(OTHER_LANGUAGE)
    return words | {
        "image_id": image.pk,
        "picture_file": image.file.name,
        "picture_width": image.width,
        "picture_height": image.height,
        "withheld": " ".join(withheld),
    }
