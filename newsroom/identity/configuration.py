"""The identity of a newspaper from `site/identity.toml` in the data folder: colours, wordmarks, fonts.

A faulty value is reported as a Fault, and the default look is used instead, so that pages are always shown.
docs/en/customising.md describes the file.
"""

import logging
import math
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from lxml import etree

from newsroom.identity.fonts import ROLES, Font, FontError, read_font

logger = logging.getLogger(__name__)

FILE = "identity.toml"
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "ko")
COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
CLASS = ".colour-"
STYLE_SHEETS = ("site.css", "section_colours.css")
PAIR = re.compile(r"(--[a-z]+|\.colour-[a-z]+)[: {][^;]*?light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
GROUNDS = ("--paper", "--wash")
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of any size


def default_pairs() -> dict[str, tuple[str, str]]:
    """Return {custom property or class: (light, dark)} from the style sheets, as "#rrggbb"."""
    sheets = [
        Path(settings.BASE_DIR, "static/css", name).read_text(encoding="utf-8") for name in STYLE_SHEETS
    ]
    return {name: (light, dark) for sheet in sheets for name, light, dark in PAIR.findall(sheet)}


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted([luminance(first), luminance(second)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" as WCAG defines it, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class Fault(NamedTuple):
    """A key of the file, such as "wordmark.en.light" or "" for the whole file, and its problem."""

    key: str
    problem: str

    def __str__(self):
        return f"{self.key or FILE}: {self.problem}"


class Wordmark(NamedTuple):
    """A wordmark in one language and scheme. Only the ratio of width to height matters."""

    language: str
    scheme: str
    path: Path
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name of the static file."""
        return f"identity/wordmark-{self.language}-{self.scheme}.svg"


@dataclass
class Identity:
    """The visual identity of a newspaper. Every part may be empty."""

    wordmarks: dict[str, list[Wordmark]] = field(default_factory=dict)  # by language: light, then dark
    section_colours: dict[str, tuple[str, str]] = field(default_factory=dict)  # {"harbor": (light, dark)}
    style_sheet: str = ""  # the name of a static file
    fonts: dict[tuple[str, str], Font] = field(default_factory=dict)  # {("headline", "ko"): Font}
    faults: list[Fault] = field(default_factory=list)
    is_there: bool = False  # whether the file exists


def identity() -> Identity:
    """Return the identity of the newspaper, read once per process; with DEBUG, at each call."""
    return read_identity(Path(settings.SITE_DIR)) if settings.DEBUG else _read_once(settings.SITE_DIR)


@lru_cache(maxsize=4)
def _read_once(folder):
    folder = Path(folder)  # a str is a faster cache key, and each page calls this four times
    loaded = read_identity(folder)
    for fault in loaded.faults:
        logger.error("%s is not valid: %s", folder / FILE, fault, extra={"about": fault})
    return loaded


def colour_pairs() -> dict[str, tuple[str, str]]:
    """Return {custom property or class: (light, dark)} of all colours, including the newspaper's own."""
    own = {f"{CLASS}{name}": pair for name, pair in identity().section_colours.items()}
    return default_pairs() | own


def light_colour(name: str) -> str:
    """Return a colour's light variant by custom property ("--paper") or class (".colour-harbor")."""
    return colour_pairs()[name][0]


def read_identity(folder: Path) -> Identity:
    """Return the Identity that the file in a folder describes, or an empty Identity if there is no file."""
    try:
        table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Identity()
    except OSError as error:
        return Identity(faults=[Fault("", f"cannot be read: {error.strerror}")], is_there=True)
    except ValueError as error:  # not TOML, or not UTF-8
        return Identity(faults=[Fault("", f"is no TOML in UTF-8: {error}")], is_there=True)
    return _Reader(folder, table).read_identity()


class _Reader:
    """Reads the values of one file into the Identity `found`, with a Fault for each invalid value."""

    def __init__(self, folder, table):
        self.folder, self.table = folder, table
        self.found = Identity(is_there=True)

    def read_identity(self):
        known = {"wordmark", "section_colours", "style_sheet", "fonts"}
        self.refuse_others("", self.table, known)
        self.read_wordmarks()
        self.read_section_colours()
        self.read_fonts()
        if "style_sheet" in self.table:
            self.read_style_sheet(self.table["style_sheet"])
        return self.found

    def add_fault(self, key, problem):
        self.found.faults.append(Fault(key, problem))

    def refuse_others(self, prefix, table, known):
        for key in table:
            if key not in known:
                self.add_fault(f"{prefix}{key}", f"is not known; write one of {', '.join(sorted(known))}")

    def table_at(self, key, parent, known) -> dict:
        """Return the table at a key, or {} if it is missing or not a table."""
        table = parent.get(key.rpartition(".")[2], {})
        if not isinstance(table, dict):
            self.add_fault(key, "is no table")
            return {}
        self.refuse_others(f"{key}.", table, known)
        return {name: value for name, value in table.items() if name in known}

    def read_wordmarks(self):
        languages = self.table_at("wordmark", self.table, set(LANGUAGES))
        for language in languages:
            key = f"wordmark.{language}"
            files = self.table_at(key, languages, set(SCHEMES))
            if files and "light" not in files:
                self.add_fault(f"{key}.light", "is missing; it is shown wherever there is no other")
            marks = [self.wordmark(language, scheme, files[scheme]) for scheme in SCHEMES if scheme in files]
            if marks and None not in marks and marks[0].scheme == "light":
                self.found.wordmarks[language] = marks

    def wordmark(self, language, scheme, value) -> Wordmark | None:
        def read_wordmark(path):
            return Wordmark(language, scheme, path, *measure_wordmark(path.read_bytes()))

        return self.read_file(f"wordmark.{language}.{scheme}", value, read_wordmark)  # type: ignore[return-value]  # read_file returns the result of `read`

    def read_file(self, key, value, read: Callable[[Path], Wordmark | Font]) -> Wordmark | Font | None:
        """Return the result of `read` for the file named at a key, or None if it is unusable."""
        path = self.file_at(key, value, self.folder)
        if path is None:
            return None
        try:
            return read(path)
        except (WordmarkError, FontError) as error:
            self.add_fault(key, f"{path} {error}")
        except OSError as error:
            self.add_fault(key, f"{path} cannot be read: {error.strerror}")
        return None

    def file_at(self, key, value, folder) -> Path | None:
        """Return the path of a file named relative to a folder, or None if it is missing or outside."""
        path = folder / value if isinstance(value, str) and "\0" not in value else folder
        if not path.resolve().is_relative_to(folder.resolve()) or path == folder:
            self.add_fault(key, f"names no file in {folder}: {value!r}")
        elif not path.is_file():
            self.add_fault(key, f"there is no file at {path}")
        else:
            return path
        return None

    def read_fonts(self):
        languages = self.table_at("fonts", self.table, set(LANGUAGES))
        for language in languages:
            files = self.table_at(f"fonts.{language}", languages, set(ROLES))
            for role in ROLES:
                font = self.font(role, language, files[role]) if role in files else None
                if font:
                    self.found.fonts[role, language] = font

    def font(self, role, language, value) -> Font | None:
        return self.read_file(f"fonts.{language}.{role}", value, partial(read_font, role, language))  # type: ignore[return-value]  # the same

    def read_style_sheet(self, value):
        if self.file_at("style_sheet", value, self.folder / "static") is None:
            return
        if not value.endswith(".css"):
            self.add_fault("style_sheet", f"has no name that ends with .css: {value!r}")
        else:
            self.found.style_sheet = Path(value).as_posix()

    def read_section_colours(self):
        pairs = default_pairs()
        names = {name.removeprefix(CLASS) for name in pairs if name.startswith(CLASS)}
        colours = self.table_at("section_colours", self.table, names)
        for name in colours:
            key = f"section_colours.{name}"
            given = self.table_at(key, colours, set(SCHEMES))
            faults = list(colour_faults(key, given, pairs))
            self.found.faults += faults
            if not faults:
                self.found.section_colours[name] = (given["light"].lower(), given["dark"].lower())


def colour_faults(key: str, given: dict, pairs: dict[str, tuple[str, str]]) -> Iterator[Fault]:
    """Yield the faults of a colour: both schemes are required, with enough contrast for text."""
    for column, scheme in enumerate(SCHEMES):
        value = given.get(scheme)
        if not (isinstance(value, str) and COLOUR.match(value.lower())):
            yield Fault(f"{key}.{scheme}", f"is no color like #1f5685: {value!r}")
            continue
        for ground in GROUNDS:
            ratio = contrast(value.lower(), pairs[ground][column])
            if ratio < LEAST_CONTRAST:
                yield Fault(
                    f"{key}.{scheme}",
                    f"{value} has a contrast of {ratio:.2f} to 1 with the background "
                    f"{pairs[ground][column]}; {LEAST_CONTRAST} to 1 is needed",
                )


MOST_WORDMARK_BYTES = 32_000
SVG = "{http://www.w3.org/2000/svg}"
XHTML = "http://www.w3.org/1999/xhtml"
LINKS = ("href", "src", "base")  # in any namespace
REFUSED = {"script", "foreignObject", "iframe", "image", "a", "audio", "video", "handler", "listener"}
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
LETTERS = {"text", "tspan", "tref", "textPath", "font"}
ANIMATED = {"animate", "set", "animateTransform", "animateMotion"}
# External references in a style. A backslash could encode any of them.
OUTSIDE = re.compile(r"@import|image-set|\\|url\(\s*+['\"]?+\s*+(?!['\"#])", re.I)
LENGTH = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\Z")
PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class WordmarkError(ValueError):
    """Raised if an SVG file cannot be used as a wordmark. The message gives the reason."""


def measure_wordmark(content: bytes) -> tuple[int, int]:
    """Return width and height of an SVG file in hundredths of its height, such as (483, 100).

    Raise WordmarkError for a file that is too large, runs or loads anything, has text elements or no shape,
    or does not state a size.
    """
    if len(content) > MOST_WORDMARK_BYTES:
        raise WordmarkError(f"has {len(content):,} bytes; at most {MOST_WORDMARK_BYTES:,} are accepted")
    try:
        root = etree.fromstring(content, etree.XMLParser(**PARSER))
    except etree.XMLSyntaxError as error:
        raise WordmarkError(f"is not well-formed XML: {error.msg}") from None
    if root.tag != f"{SVG}svg":
        raise WordmarkError('is not an SVG: its root is not <svg xmlns="http://www.w3.org/2000/svg">')
    if root.getroottree().docinfo.doctype:
        raise WordmarkError("has a DOCTYPE; remove it")
    for node in root.getroottree().xpath("//processing-instruction()"):
        raise WordmarkError(f"has a processing instruction <?{node.target}?>; remove it")
    for element in root.iter(etree.Element):
        _examine(element)
    if next(root.iter(*(f"{SVG}{name}" for name in SHAPES)), None) is None:
        raise WordmarkError(f"has no shape: draw the name as <{'>, <'.join(sorted(SHAPES))}>")
    return _size_of(root)


def _examine(element):
    name, space = etree.QName(element).localname, etree.QName(element).namespace
    if name in LETTERS:
        raise WordmarkError(
            f"contains text in <{name}>; convert it to paths, because readers may not have the font"
        )
    if name in REFUSED | ANIMATED or space == XHTML:
        raise WordmarkError(f"has an element <{name}>; only static shapes are accepted")
    for key, value in element.attrib.items():
        attribute = etree.QName(key).localname
        if attribute.lower().startswith("on"):
            raise WordmarkError(f"has a script in the attribute {attribute}")
        if attribute in LINKS and not value.strip().startswith("#"):
            raise WordmarkError(f"refers to something outside itself in {attribute}: {value[:60]!r}")
        _examine_style(value)
    if name == "style":
        _examine_style("".join(element.itertext()))


def _examine_style(text):
    if OUTSIDE.search(text):
        raise WordmarkError(f"refers to something outside itself in a style: {text.strip()[:60]!r}")


def _size_of(root):
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    lengths = [LENGTH.match(value) for value in box[2:]] if len(box) == 4 else [None, None]
    width, height = (float(length.group(1)) if length else 0.0 for length in lengths)
    if not (width > 0 and height > 0 and math.isfinite(width) and math.isfinite(height)):
        raise WordmarkError('has no viewBox of four numbers, such as viewBox="0 0 480 100"')
    ratio = width / height
    if not 0.5 <= ratio <= 30:
        raise WordmarkError(f"has an aspect ratio of {ratio:.2f}; 0.5 to 30 is accepted")
    return round(100 * ratio), 100
