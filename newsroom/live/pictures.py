"""Pictures of live entries: chosen from the library, and stored with the file and texts of that time."""

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
    """Raised if a change of live coverage is refused; `reasons` are texts in the user's language.

    field  name of the form field to correct, or ""
    """

    def __init__(self, *reasons, field=""):
        super().__init__(*reasons)
        self.field = field


@dataclass(frozen=True)
class ChosenPicture:
    """A picture of the library for an entry, with its texts in the language of the entry.

    image_id      None to keep the picture; a translation takes it from its source
    alt, caption  "" to use the library's texts
    """

    image_id: int | None
    alt: str = ""
    caption: str = ""


SAME_PICTURE = ChosenPicture(None)  # for a correction of the text only


def print_picture(picture: ChosenPicture | None, language: str, *, before: LiveEntry | None = None) -> dict:
    """Return the picture columns for an entry in a language, or NO_PICTURE if there is no picture.

    before  the row that the entry replaces, or None; some contracts let an entry keep its picture

    The picture is locked until the unit of work ends. Raise LiveRefused if the picture may not be printed,
    has no alt text, or has texts that are too long.
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
    """Return the picture columns for the translation of an entry.

    Return NO_PICTURE if the source has no picture, or if its picture may not be printed in the language.
    Raise LiveRefused if the picture has no alt text, or texts that are too long.
    """
    image = source.image_id and _locked(source.image_id)
    if not image or not _is_printable(image, language, before):
        return NO_PICTURE
    return _printed(image, words, language)


def corrected_picture(row: LiveEntry, source: LiveEntry | None, picture: ChosenPicture | None) -> dict:
    """Return the picture columns that a correction changes, or {}.

    row      the row that is corrected
    source   for a translation, its source: the translation shows the picture of its source
    picture  SAME_PICTURE if the correction does not change the picture; None removes it

    Raise LiveRefused as print_picture does.
    """
    if row.is_translation:
        source = source or row
        if picture is SAME_PICTURE and row.image_id == source.image_id:
            return {}
        return picture_of_translation(source, picture or SAME_PICTURE, row.language, before=row)
    return {} if picture is SAME_PICTURE else print_picture(picture, row.language, before=row)


def has_printed(row: LiveEntry, picture: ChosenPicture | None) -> bool:
    """Return whether a form with this picture and its texts could have posted the row.

    Raise LiveRefused if the texts are too long.
    """
    if picture is None or row.image_id is None:
        return row.image_id == (picture and picture.image_id)
    is_same = picture.image_id in (None, row.image_id)
    return is_same and all(text in ("", getattr(row, name)) for name, text in _words(picture).items())


def _locked(pk):
    images = Image.objects.select_for_update(no_key=True, of=("self",)).select_related("contract")
    return images.filter(pk=pk).first()


def _is_printable(image, language, before):
    """Return whether an entry may print a picture now; a contract may permit existing uses to stay."""
    at, contract = clock.now(), image.contract
    if before is not None and before.image_id == image.pk and contract and contract.keeps_archive:
        return image.has_rights(at) and contract.language in ("", language)
    return image.may_be_printed(at, [language])


def _words(picture):
    """Return alt text and caption as they are stored and sealed. Raise LiveRefused if one is too long."""
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
