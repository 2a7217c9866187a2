"""How long a text is and how long it had better be, said in the way of each language."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from articles.body import plain_text
from articles.checks.text.wholeness import MOST
from articles.models import Language


def format_length(body, language):
    """A body in words; a Korean one in characters, as it is paid: "412 words", "1,203 characters"."""
    text = " ".join(plain_text(body or "").split())
    count = len(text.split()) if language == Language.EN else len(text)
    return length_units(language)[0 if count == 1 else 1] % {
        "number": number_format(count, force_grouping=True)
    }


def length_units(language):
    """The words of a length, for one and for more."""
    if language == Language.EN:
        return [ngettext("%(number)s word", "%(number)s words", number) for number in (1, 2)]
    return [ngettext("%(number)s character", "%(number)s characters", number) for number in (1, 2)]


def length_attributes(field, language):
    """data attributes for static/js/admin/story_text.js, which counts as one types."""
    if field == "body":
        one, many = length_units(language)
        return {"data-count": Language(language).value, "data-one": one, "data-many": many}
    return {
        "data-most": str(MOST[field, Language(language)]),
        "data-within": gettext("%(number)s of about %(most)s characters"),
        "data-beyond": gettext("%(number)s characters: more than about %(most)s is long"),
    }
