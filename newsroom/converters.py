"""Path converters of readers' pages and previews. A value that does not match is a 404."""

import unicodedata

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

from newsroom.middleware import CODES


class LanguageConverter(StringConverter):
    regex = "|".join(sorted(CODES))


class NumberConverter(IntConverter):
    """A positive integer such as an id, without leading zeros, at most 18 digits to fit a database column."""

    regex = "[1-9][0-9]{0,17}"


class NameConverter(StringConverter):
    """One path segment in any script. Decomposed Hangul, which some systems send, is composed."""

    regex = r"[^/\x00]+"  # PostgreSQL does not accept NUL

    def to_python(self, value):
        return unicodedata.normalize("NFC", value)


class FeedConverter(StringConverter):
    regex = "atom|json"


class SitemapConverter(StringConverter):
    regex = "stories|topics|authors"


class DigestConverter(StringConverter):
    """Thirty-two hexadecimal digits: a digest of the content, which then never changes, or a secret token."""

    regex = "[0-9a-f]{32}"


class FontConverter(StringConverter):
    """The name of a font in style sheets, such as headline-ko."""

    regex = f"(?:headline|text)-(?:{'|'.join(sorted(CODES))})"


class YearConverter(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value):
        return f"{value:04}"


class TwoDigitConverter(IntConverter):
    regex = "[0-9]{2}"

    def to_url(self, value):
        return f"{value:02}"


register_converter(LanguageConverter, "language")
register_converter(NumberConverter, "number")
register_converter(NameConverter, "name")
register_converter(FeedConverter, "feed")
register_converter(SitemapConverter, "sitemap")
register_converter(DigestConverter, "digest")
register_converter(FontConverter, "font")
register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "two_digits")
