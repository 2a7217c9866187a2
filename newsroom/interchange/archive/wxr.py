"""Elements of WordPress export files (WXR 1.0 to 1.2), read as a stream, even from slightly malformed XML.

The names come from wp-admin/includes/export.php of WordPress 6.8. Other programs write the same names in
https namespaces, or omit the namespace declarations.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from django.utils import timezone
from django.utils.translation import gettext as _
from lxml import etree

from newsroom.interchange.archive.posts import ArchiveName, ArchiveRefused

# {namespace}name, or prefix:name if the file does not declare the prefix.
TAG_NAME = re.compile(r"(?:\{(?P<namespace>[^{}]*)\}|(?P<prefix>[\w-]+):)?(?P<name>[^{}:]+)")
WORDPRESS = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[\d.]+/(?P<part>excerpt/)?")
OTHER_NAMESPACES = {
    "purl.org/rss/1.0/modules/content/": "content",
    "purl.org/dc/elements/1.1/": "dc",
    "backend.userland.com/rss2": "",
}
SHORT_NAMES = {
    ("content", "encoded"): "content",
    ("excerpt", "encoded"): "excerpt",
    ("dc", "creator"): "creator",
}
# Errors that lose no content. WordPress writes a bare & in the addresses of commenters, and other programs
# omit declarations.
HARMLESS_ERRORS = {
    *("ERR_ENTITYREF_SEMICOL_MISSING", "ERR_NAME_REQUIRED", "WAR_UNDECLARED_ENTITY", "ERR_UNDECLARED_ENTITY"),
    *("ERR_ENTITYREF_NO_NAME", "ERR_INVALID_CHAR", "NS_ERR_UNDEFINED_NAMESPACE"),
}
# WordPress writes these characters unescaped, but XML does not allow them.
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DECLARED_ENCODING = re.compile(rb"""<\?xml[^<>]*?\bencoding\s*=\s*["']([\w.-]+)""")
BEGINNING = re.compile(r"<\?xml|<rss|<channel")
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
# {declared encoding: larger encoding that its files are often written in}
SUPERSETS = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "iso-8859-1": "cp1252"}
HEAD = 65_536  # bytes that are searched for the declared encoding
NO_DATE = "0000-00-00 00:00:00"
TAG = re.compile(r"<[^<>]*>")


class CleanedFile:
    """An XML file converted to UTF-8 for a parser, without control characters and leading PHP warnings.

    unreadable  number of characters that could not be decoded and became “�”
    Raise LookupError for an unknown encoding.
    """

    def __init__(self, file: BinaryIO):
        self.file, self.unreadable = file, 0
        head = file.read(HEAD)
        self.decoder = getincrementaldecoder(encoding_of(head))(errors="replace")
        text = self.decoder.decode(head)
        beginning = BEGINNING.search(text)
        self.waiting = text[beginning.start() :] if beginning else text

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; b"" only at the end."""
        text, self.waiting = CONTROL_CHARACTERS.sub("", self.waiting), ""
        while not text:
            piece = self.file.read(size)
            text = CONTROL_CHARACTERS.sub("", self.decoder.decode(piece, final=not piece))
            if not piece:
                break
        self.unreadable += text.count("\ufffd")
        return text.encode("utf-8", "replace")


def encoding_of(head: bytes) -> str:
    """Return the encoding of an XML file, based on its first bytes."""
    marked = (name for mark, name in BYTE_ORDER_MARKS.items() if head.startswith(mark))
    declared = DECLARED_ENCODING.search(head)
    name = declared[1].decode("ascii").casefold() if declared else "utf-8"
    return next(marked, SUPERSETS.get(name, name))


def read_elements(path: Path, notes: list[str]) -> Iterator[etree._Element]:
    """Yield the items of a file and the elements before them, and clear each element after its use.

    notes  a list whose content is replaced by a sentence if characters of the file could not be read

    Raise ArchiveRefused for a file that cannot be read, is not XML, or is incomplete.
    """
    try:
        with path.open("rb") as file:
            cleaned = CleanedFile(file)
            parsed = etree.iterparse(
                cleaned,
                encoding="utf-8",
                resolve_entities=False,
                no_network=True,
                huge_tree=True,
                recover=True,
            )
            for _event, element in parsed:
                parent = element.getparent()
                if parent is None or short_name(parent.tag) != "channel":
                    continue
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
            _refuse_damage(parsed.error_log, path)
    except OSError as error:
        values = {"path": path, "reason": error.strerror}
        raise ArchiveRefused(_("%(path)s cannot be read: %(reason)s.") % values) from error
    except LookupError as error:
        raise ArchiveRefused(_("%(path)s has an unknown encoding.") % {"path": path}) from error
    except etree.XMLSyntaxError as error:
        raise ArchiveRefused(_damage(path, error.msg)) from error
    if cleaned.unreadable:
        notes[:] = [
            _("%(count)s characters of the file cannot be read and became “�”.")
            % {"count": f"{cleaned.unreadable:,}"}
        ]


def _refuse_damage(errors, path):
    """Raise ArchiveRefused for XML errors that lose content."""
    serious = [error for error in errors if error.type_name not in HARMLESS_ERRORS]
    if serious:
        raise ArchiveRefused(_damage(path, f"{serious[0].line}: {serious[0].message}"))


def _damage(path, reason):
    return _("%(path)s is damaged: line %(reason)s. Export it again.") % {"path": path, "reason": reason}


def short_name(tag: str) -> str:
    """Return the name of a WordPress or RSS element without its namespace, and any other tag unchanged.

    The names are "content" and "excerpt" for the texts of a post, "creator" for its author, and "" for an XML
    comment.
    """
    match = TAG_NAME.fullmatch(tag) if isinstance(tag, str) else None  # the tag of a comment is a function
    if match is None:
        return ""
    prefix = match["prefix"] or ""
    if match["namespace"]:
        wordpress = WORDPRESS.fullmatch(match["namespace"])
        bare = match["namespace"].partition("://")[2].casefold()
        prefix = ("excerpt" if wordpress["part"] else "wp") if wordpress else OTHER_NAMESPACES.get(bare)
    if prefix in ("", "wp"):
        return match["name"]
    return SHORT_NAMES.get((prefix, match["name"]), tag)


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def values_of(element: etree._Element) -> dict[str, str]:
    """Return the texts of an element's children by their short names."""
    return {short_name(child.tag): text_of(child) for child in element}


def plain_text(text: str | None) -> str:
    """Return a title or excerpt without tags and entities."""
    return " ".join(unescape(TAG.sub("", text or "")).split())


class WordPressItem:
    """One <item> of the export: elements by name, fields by key, terms by taxonomy."""

    def __init__(self, element):
        self.values, self.fields, self.terms, self.comments = {}, {}, {}, 0
        for child in element:
            name = short_name(child.tag)
            if name == "category":
                term = ArchiveName(text_of(child), unquote(child.get("nicename", "")))
                self.terms.setdefault(child.get("domain", "category"), []).append(term)
            elif name == "postmeta":
                pair = values_of(child)
                self.fields[pair.get("meta_key", "")] = pair.get("meta_value", "")
            elif name == "comment":
                self.comments += 1
            else:
                self.values[name] = text_of(child)

    def __getitem__(self, name):
        return self.values.get(name, "")

    @property
    def source_id(self):
        """The number of the item, or else its guid, or else its address, or else ""."""
        return (self["post_id"] or self["guid"] or self["link"])[:200]

    @property
    def kind(self):
        return self["post_type"] or "post"

    @property
    def language(self):
        """The first two letters of the item's language, or "" if no plugin stored one."""
        told = self.fields.get("_wpml_import_language_code", "")
        told = told or next((term.slug or term.name for term in self.terms.get("language", ())), "")
        return told.lower()[:2]

    @property
    def group(self):
        """The key that the posts of one story share, or ""."""
        if number := self.fields.get("_wpml_import_translation_group", ""):
            return f"wpml-{number}"
        return next((term.slug or term.name for term in self.terms.get("post_translations", ())), "")

    @property
    def published_at(self):
        """The instant of the item's date in UTC, or None."""
        for name, read in DATES.items():
            text = self[name]
            if not text or text == NO_DATE:
                continue
            try:
                return read(text).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        return None


def _utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _local(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.get_default_timezone())


def _feed_date(text):
    if " -0001 " in text:  # an empty date of WordPress, which Python parses as the year 2000
        raise ValueError(text)
    return parsedate_to_datetime(text)


DATES = {"post_date_gmt": _utc, "pubDate": _feed_date, "post_date": _local}  # most reliable first
