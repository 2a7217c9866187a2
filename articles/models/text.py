"""Model fields that normalise text."""

from collections.abc import Collection, Iterable
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.body.normal_form import clean_address, clean_text, drop_surrogates
from articles.text.punctuation import typeset_quotes


def line(text: str) -> str:
    """Normalise text of one line: NFC, no invisible characters, single spaces, stripped."""
    return clean_text(drop_surrogates(text)).strip(" ")


def prose(text: str) -> str:
    """Normalise each line with line(), and each line break to a line feed."""
    return "\n".join(line(part) for part in drop_surrogates(text).splitlines()).strip("\n")


def printed_prose(text: str) -> str:
    """Normalise prose for readers, with typographic quotation marks."""
    return typeset_quotes(prose(text))


def matches_any(columns: Iterable[str], words: str, lookup: str = "icontains") -> models.Q:
    """Return the condition that one of the columns contains the words, or matches them by another lookup."""
    return models.Q(*((f"{column}__{lookup}", words) for column in columns), _connector=models.Q.OR)


def named(rows: models.QuerySet, columns: Collection[str], words: str) -> models.QuerySet:
    """Return the rows whose name equals the words, ignoring case, or else those whose name contains them."""
    exact = rows.filter(matches_any(columns, words, "iexact"))
    return exact if exact.exists() else rows.filter(matches_any(columns, words))


class NormalText:
    """Mixin for fields that normalise their text whenever it is stored or looked up.

    `pre_save` covers save, create and bulk_create and leaves the normalised text on the instance;
    `to_python` covers forms and loaddata; `get_prep_value` covers update and filter.
    Migrations name the Django field, as the database column is the same.
    """

    normal = staticmethod(line)

    def pre_save(self, model_instance, add):
        written = super().pre_save(model_instance, add)
        text = self._normal(written)
        if text != written:
            setattr(model_instance, self.attname, text)
        return text

    def to_python(self, value):
        return self._normal(super().to_python(value))

    def get_prep_value(self, value):
        return self._normal(super().get_prep_value(value))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.stored_as}", args, kwargs

    def _normal(self, value):
        return self.normal(value) if isinstance(value, str) else value


class LineField(NormalText, models.CharField):
    """One line of text: a headline, a name."""

    stored_as = "CharField"


class PrintedText:
    """Mixin for fields that readers see beside a story: stored with typographic quotation marks.

    Forms and look-ups keep the marks as typed, so that saving an unchanged form does not change a row.
    """

    def pre_save(self, model_instance, add):
        text = super().pre_save(model_instance, add)
        if isinstance(text, str) and (typeset := typeset_quotes(text)) != text:
            setattr(model_instance, self.attname, typeset)
            return typeset
        return text


class PrintedLineField(PrintedText, LineField):
    """One line of text that is printed with a story."""


MOST_IN_PROSE = 10_000  # characters
refuse_long_prose = MaxLengthValidator(
    MOST_IN_PROSE,
    _("This has %(show_value)d characters and can have up to %(limit_value)d. Shorten it."),
)


class ProseField(NormalText, models.TextField):
    """Text without markup: a summary, a note. Forms refuse more than MOST_IN_PROSE characters."""

    default_validators = [refuse_long_prose]
    stored_as = "TextField"
    normal = staticmethod(prose)


class PrintedProseField(PrintedText, ProseField):
    """Text without markup that is printed with a story."""


class AddressField(NormalText, models.SlugField):
    """A URL slug that may contain Hangul."""

    stored_as = "SlugField"


def suggest_address(*names: str, allow_unicode: bool, most: int) -> str:
    """Return a slug of the first name that yields one, else "".

    most  maximum length in characters; longer slugs are cut at a hyphen if possible
    """
    slugs = (slugify(line(name), allow_unicode=allow_unicode) for name in names)
    slug = next(filter(None, slugs), "")
    if len(slug) > most:
        slug = slug[:most].rpartition("-")[0] or slug[:most]
    return slug.strip("-_")


def free_address(address: str, taken: Collection[str], *, most: int) -> str:
    """Return the slug, or the slug with the first number that makes it free; "" for "".

    most  maximum length in characters, including the number
    """
    if not address:
        return ""
    numbered = (f"{address[: most - len(f'-{number}')]}-{number}" for number in count(2))
    return next(free for free in chain([address], numbered) if free not in taken)


def refuse_misleading_address(url: str) -> None:
    """Raise ValidationError for an address that links may not have: https://bank.example@evil.example/."""
    if clean_address(url) is None:
        raise ValidationError(
            _("Enter an address that begins with http:// or https://, without a user name before the host.")
        )


class WebAddressField(models.URLField):
    """An external web address, restricted like links in texts. Migrations name Django's URLField."""

    default_validators = [*models.URLField.default_validators, refuse_misleading_address]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
