"""Export files of WordPress (WXR), with the language pairs of Polylang and WPML.

The element names are those of wp-admin/includes/export.php of WordPress 6.8. Polylang keeps languages and
pairs in the taxonomies "language" and "post_translations"; the plugin WPML Export and Import in the fields
_wpml_import_language_code, _wpml_import_source_language_code and _wpml_import_translation_group.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree

from articles.models import Language
from newsroom.interchange.archive.markup import wordpress_html
from newsroom.interchange.archive.posts import (
    ArchiveName,
    ArchivePicture,
    ArchivePost,
    ArchiveRefused,
    SkippedPost,
    address_parts,
    language_refusal,
)

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
EXCERPT = re.compile(r"\{http://wordpress\.org/export/[\d.]+/excerpt/\}encoded")
WP = re.compile(r"\{http://wordpress\.org/export/[\d.]+/\}(\w+)")
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
# WordPress writes them as they are; XML does not allow them.
CONTROL_CHARACTERS = bytes([*range(9), 11, 12, *range(14, 32)])
STORY_TYPES = {"post"}
DRAFTS = {"draft", "pending", "private", "future"}
# It writes a bare & into the addresses of people who comment.
ERRORS_OF_WORDPRESS = {"ERR_ENTITYREF_SEMICOL_MISSING", "ERR_NAME_REQUIRED", "WAR_UNDECLARED_ENTITY"}
ERRORS_OF_WORDPRESS |= {"ERR_UNDECLARED_ENTITY", "ERR_ENTITYREF_NO_NAME"}
DAMAGED = "%s is damaged: %s. Export it again."
ORDER = re.compile("[0-9]{1,9}")  # Python reads no number of thousands of digits
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic)$", re.I)
NO_DATE = "0000-00-00 00:00:00"
TAG = re.compile(r"<[^<>]*>")
TERM_ID = re.compile(r"\bi:(\d+);")  # in an array as PHP serializes it: a:2:{s:2:"en";i:5;s:2:"ko";i:6;}
# Types of objects that belong to posts or to the site itself; that they are no stories needs no mention.
UNMENTIONED = {"attachment", "custom_css", "customize_changeset", "nav_menu_item", "revision", "wp_block"}
UNMENTIONED |= {"wp_global_styles", "wp_navigation", "wp_template", "wp_template_part"}


class CleanedFile:
    """A binary file without control characters, for a parser that reads it piece by piece."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def read(self, size: int = -1) -> bytes:
        return self.file.read(size).translate(None, CONTROL_CHARACTERS)


class WordPressItem:
    """One <item> of the export: its elements by name, fields by key, terms by taxonomy."""

    def __init__(self, element):
        self.values, self.fields, self.terms, self.comments = {}, {}, {}, 0
        for child in element:
            name = _short_name(child.tag)
            if name == "category":
                term = ArchiveName(_text(child), unquote(child.get("nicename", "")))
                self.terms.setdefault(child.get("domain", ""), []).append(term)
            elif name == "postmeta":
                pair = {_short_name(one.tag): _text(one) for one in child}
                self.fields[pair.get("meta_key", "")] = pair.get("meta_value", "")
            elif name == "comment":
                self.comments += 1
            else:
                self.values[name] = _text(child)

    def __getitem__(self, name):
        return self.values.get(name, "")

    @property
    def source_id(self):
        return self["post_id"]

    @property
    def language(self):
        """Return the first two letters of its language, or "" where no plugin stored one."""
        told = self.fields.get("_wpml_import_language_code", "")
        told = told or next((term.slug or term.name for term in self.terms.get("language", ())), "")
        return told.lower()[:2]

    @property
    def group(self):
        """Return what the posts of one story share, or ""."""
        if number := self.fields.get("_wpml_import_translation_group", ""):
            return f"wpml-{number}"
        return next((term.slug or term.name for term in self.terms.get("post_translations", ())), "")


class WordPressExport:
    """An export of WordPress, read piece by piece however large it is.

    origin    by default the host of the site
    language  of posts for which no plugin stored one, or "" to leave them out
    Raise ArchiveRefused for a file that is no such export.
    """

    def __init__(self, path: Path, *, origin: str = "", language: str = ""):
        self.path, self.language = path, language
        self.origin, self.site, self.total = origin, "", 0
        self.pictures, self.attachments, self.authors, self.notes = {}, {}, {}, []
        self.attached = {}  # {id of a post: [(place, digits, id of a picture that belongs to it)]}
        self.group_sizes = Counter()
        self.terms, self.term_pairs = {}, {}
        for element in self._elements():
            self._index(element)
        self.names_there = self._names_there()
        self.origin = (self.origin or self.site)[:100]
        if not self.site:
            raise ArchiveRefused(f"{path} is not an export of WordPress: it has no <wp:base_site_url>.")

    def count_objects(self):
        return self.total

    def read_stories(self) -> Iterator[list[ArchivePost] | SkippedPost]:
        """Yield each story when its last post was read, and what is none as it comes."""
        waiting = {}
        for element in self._elements():
            if element.tag != "item":
                continue
            item = WordPressItem(element)
            if not self._is_story(item):
                yield SkippedPost(item.source_id, _reason(item))
            elif not item.group:
                yield [self._post(item)]
            else:
                posts = waiting.setdefault(item.group, [])
                posts.append(self._post(item))
                if len(posts) == self.group_sizes[item.group]:
                    yield waiting.pop(item.group)

    def _elements(self):
        """Yield the items of the file and the elements before them, and forget each afterwards."""
        try:
            with self.path.open("rb") as file:
                parsed = etree.iterparse(
                    CleanedFile(file), resolve_entities=False, no_network=True, huge_tree=True, recover=True
                )
                for _event, element in parsed:
                    parent = element.getparent()
                    if parent is None or parent.tag != "channel":
                        continue
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del parent[0]
                _refuse_damage(parsed.error_log, self.path)
        except OSError as error:
            raise ArchiveRefused(f"{self.path} cannot be read: {error.strerror}") from error
        except etree.XMLSyntaxError as error:
            raise ArchiveRefused(DAMAGED % (self.path, error.msg)) from error

    def _index(self, element):
        """Note what posts refer to: the site, authors, attachments, and how many posts a story has."""
        name = _short_name(element.tag)
        if name in ("category", "tag", "term"):
            self._index_term({_short_name(one.tag): _text(one) for one in element})
        elif name == "base_site_url":
            self.site = address_parts(_text(element)).netloc or _text(element)
        elif name == "author":
            author = {_short_name(one.tag): _text(one) for one in element}
            login = author.get("author_login", "")
            self.authors[login] = ArchiveName(_plain(author.get("author_display_name")) or login, login)
        elif name == "item":
            self.total += 1
            item = WordPressItem(element)
            if item["post_type"] == "attachment" and item["attachment_url"]:
                self._index_attachment(item)
            elif self._is_story(item) and item.group:
                self.group_sizes[item.group] += 1

    def _index_term(self, term):
        """Note the name of a category or tag by its id, and which two Polylang says are the same."""
        if term.get("term_taxonomy") == "term_translations":
            ids = TERM_ID.findall(term.get("term_description", ""))
            self.term_pairs |= dict(zip(ids, reversed(ids), strict=True)) if len(ids) == 2 else {}
        elif name := term.get("cat_name") or term.get("tag_name"):
            slug = term.get("category_nicename") or term.get("tag_slug") or ""
            self.terms[term.get("term_id")] = ArchiveName(_plain(name), unquote(slug))

    def _names_there(self):
        """Return {(slug, name) of a category or tag: its name in the other language}."""
        pairs = ((self.terms.get(one), self.terms.get(there)) for one, there in self.term_pairs.items())
        return {(one.slug, one.name): there.name for one, there in pairs if one and there}

    def _index_attachment(self, item):
        alt = item.fields.get("_wp_attachment_image_alt", "")
        picture = ArchivePicture(item["attachment_url"], _plain(alt), _plain(item["excerpt"]))
        self.attachments[item.source_id] = self.pictures[picture.address] = picture
        if IMAGE_FILE.search(picture.address):
            place = int(item["menu_order"]) if ORDER.fullmatch(item["menu_order"]) else 0
            one = (place, len(item.source_id), item.source_id)
            self.attached.setdefault(item["post_parent"], []).append(one)

    def _is_story(self, item):
        """Return whether an item is a post of a language of ours."""
        is_kept = item["status"] == "publish" or item["status"] in DRAFTS
        return item["post_type"] in STORY_TYPES and is_kept and self._language(item) in Language.values

    def _language(self, item):
        return item.language or self.language

    def _post(self, item):
        is_published = item["status"] == "publish" and not item["post_password"]
        at = _instant(item["post_date_gmt"]) if is_published else None
        creators = [ArchiveName(term.name, term.slug) for term in item.terms.get("author", ())]
        login = item["creator"]
        attached = [one for _place, _digits, one in sorted(self.attached.get(item.source_id, ()))]
        html, problems = wordpress_html(item["content"], self.attachments, attached)
        return ArchivePost(
            source_id=item.source_id,
            language=self._language(item),
            group=item.group,
            is_translation=bool(item.fields.get("_wpml_import_source_language_code")),
            headline=_plain(item["title"]),
            summary=_plain(item["excerpt"]),
            html=html,
            base_url=item["link"] or f"https://{self.site}/",
            published_at=at,
            slug=unquote(item["post_name"]),
            url=item["link"],
            other_urls=[f"/?p={item.source_id}"],
            sections=[self._named(term) for term in item.terms.get("category", ())],
            topics=[self._named(term) for term in item.terms.get("post_tag", ())],
            authors=creators or ([self.authors.get(login, ArchiveName(login, login))] if login else []),
            lead_picture=self.attachments.get(item.fields.get("_thumbnail_id", "")),
            problems=[*problems, *_problems(item, at, is_published)],
        )

    def _named(self, term):
        name = _plain(term.name)
        return ArchiveName(name, term.slug, self.names_there.get((term.slug, name), ""))


def _refuse_damage(errors, path):
    """Raise ArchiveRefused for errors of an XML file other than those of WordPress itself."""
    found = [error for error in errors if error.type_name not in ERRORS_OF_WORDPRESS]
    if found:
        raise ArchiveRefused(DAMAGED % (path, f"line {found[0].line}: {found[0].message}"))


def _problems(item, at, is_published):
    """Yield what of a post is not imported as it was."""
    if item["post_password"]:
        yield "was protected by a password: imported as a draft"
    elif item["status"] in ("private", "future"):
        yield f"was {'private' if item['status'] == 'private' else 'scheduled'}: imported as a draft"
    if is_published and at is None:
        yield "has no date: imported as a draft"
    if item.comments:
        yield f"has comments, which are left out: {item.comments}"


def _reason(item):
    """Return why an item is no story; "" for what no person takes for one."""
    kind, status = item["post_type"], item["status"]
    if kind in UNMENTIONED or status in ("auto-draft", "inherit"):
        return ""
    if kind not in STORY_TYPES:
        return f"is of the type “{kind}” and not a post"
    if status == "trash":
        return "is in the trash"
    if status != "publish" and status not in DRAFTS:
        return f"has the unknown status “{status}”"
    return language_refusal(item.language)


def _short_name(tag):
    """Return the local name of a tag of WordPress, "content", "excerpt" and "creator", or the tag itself."""
    if tag == CONTENT:
        return "content"
    if tag == CREATOR:
        return "creator"
    if not isinstance(tag, str):  # a comment
        return ""
    if EXCERPT.fullmatch(tag):
        return "excerpt"
    match = WP.fullmatch(tag)
    return match[1] if match else tag


def _text(element):
    return (element.text or "").strip()


def _plain(text):
    """Return a title or excerpt without tags and entities."""
    return " ".join(unescape(TAG.sub("", text or "")).split())


def _instant(text):
    """Return the instant of a date in UTC, or None."""
    if not text or text == NO_DATE:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
