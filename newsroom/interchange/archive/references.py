"""Sections, topics, authors and pictures of archive posts, found in the newsroom or created.

Each picture is read from a folder with the archive's files, or downloaded, and is stored only once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from articles.media.downloads import DownloadRefused, download
from articles.media.pictures import MAX_BYTES, store_picture
from articles.models import Author, Image, Language, Section, Topic, localized, other
from articles.models.text import free_address, suggest_address
from newsroom.interchange.archive.posts import (
    Archive,
    ArchiveName,
    ArchivePicture,
    ArchivePost,
    address_parts,
    is_picture,
)
from newsroom.interchange.models import ImportedPicture

LONGEST_NAME = 100  # characters in the name of a topic or an author


class NameFinder:
    """Rows of one model by name and slug, cached because most archives repeat a few names."""

    def __init__(self, rows: models.QuerySet):
        self.by_key, self.slugs = {}, set()
        for row in rows:
            self.add(row)

    def add(self, row):
        names = (getattr(row, localized("name", language)) for language in Language)
        for key in filter(None, (row.slug, *names)):
            self.by_key.setdefault(key.casefold(), getattr(row, "merged_into", None) or row)
        self.slugs.add(row.slug)

    def find(self, name: ArchiveName):
        """Return the row with this name in either language, or else with this slug, or None."""
        keys = (name.name, name.name_there, name.slug)
        return next(filter(None, (self.by_key.get(key.casefold()) for key in keys if key)), None)

    def free_slug(self, *wishes: str, spare: str, allow_unicode: bool) -> str:
        """Return a slug from the first usable wish, or `spare`, with a number if the slug is taken."""
        slug = suggest_address(*wishes, allow_unicode=allow_unicode, most=90) or spare
        return free_address(slug, self.slugs, most=LONGEST_NAME)


class ArchiveNames:
    """Rows of the sections, topics and authors that archive posts name.

    Sections are never created, because they are the parts of the newspaper. A category without a section
    becomes a topic. Topics and authors are created if no row has the name.

    created  Counter of created rows by model name
    unfiled  Counter of categories without a section
    """

    def __init__(self, *, default_section: Section | None = None, is_dry: bool = False):
        self.default_section, self.is_dry = default_section, is_dry
        self.sections = NameFinder(Section.objects.all())
        self.topics = NameFinder(Topic.objects.select_related("merged_into"))
        self.authors = NameFinder(Author.objects.all())
        self.created, self.unfiled = Counter(), Counter()

    def section_of(self, posts: list[ArchivePost]) -> Section | None:
        """Return the first section that a category of the posts names, or else `default_section`."""
        named = (self.sections.find(name) for post in posts for name in post.sections)
        return next(filter(None, named), self.default_section)

    def topics_of(self, posts: list[ArchivePost]) -> list[Topic]:
        """Return the topics of a story in the order of its posts. Create missing topics.

        A topic whose name is too long is left out, with a message in the problems of the post.
        """
        topics = []
        for post in posts:
            others = [name for name in post.sections if not self.sections.find(name)]
            self.unfiled.update(name.name for name in others)
            for name in (*others, *post.topics):
                if name.name and len(name.name) <= LONGEST_NAME:
                    topics.append(self.topics.find(name) or self._new_topic(name, post.language))
                else:
                    values = {"name": f"{name.name[:40]}…"}
                    post.problems.append(_("the topic “%(name)s” has a name that is too long") % values)
        return list(dict.fromkeys(topics))

    def authors_of(self, posts: list[ArchivePost]) -> list[Author]:
        """Return the authors of a story. Create missing authors, with the same name in both languages."""
        names = [name for post in posts for name in post.authors if name.name]
        return list(dict.fromkeys(self.authors.find(name) or self._new_author(name) for name in names))

    def _new_topic(self, name, language):
        slug = self.topics.free_slug(name.slug, name.name, spare="topic", allow_unicode=True)
        names = {localized("name", language): name.name}
        names[localized("name", other(language))] = name.name_there[:LONGEST_NAME]
        return self._create(self.topics, Topic(slug=slug, **names))

    def _new_author(self, name):
        short = name.name[:LONGEST_NAME]
        slug = self.authors.free_slug(name.slug, short, spare="author", allow_unicode=False)
        return self._create(self.authors, Author(slug=slug, name_en=short, name_ko=short))

    def _create(self, finder, row):
        if self.is_dry:
            row.pk = -sum(self.created.values()) - 1  # distinguishes it from other unsaved rows
        else:
            row.save()
        self.created[row._meta.model_name] += 1
        finder.add(row)
        return row


# WordPress appends the size to the name of a smaller copy, and “-scaled” to the copy of a very large picture.
SMALLER_COPY = re.compile(r"-\d{2,4}x\d{2,4}(\.\w+)$")
UPLOADS = "/uploads/"
MAX_ALT = 300  # characters; longer alt texts are cut


def imported_pictures(addresses: Iterable[str]) -> dict[str, int]:
    """Return {address: Image id} of imported pictures, also for addresses of smaller copies."""
    wanted = {address: _former_addresses(address) for address in addresses}
    names = {name for forms in wanted.values() for name in forms}
    rows = ImportedPicture.objects.filter(address__in=names).order_by("-pk")
    ids = dict(rows.values_list("address", "image"))
    pictures = {address: next(filter(None, map(ids.get, forms)), None) for address, forms in wanted.items()}
    return {address: pk for address, pk in pictures.items() if pk}


def _former_addresses(address):
    """Return the addresses that an archive may have used for a picture, with http and https."""
    bare = address.partition("?")[0].partition("#")[0].partition("://")[2]
    forms = dict.fromkeys(_with_originals(bare))
    return [f"{scheme}://{form}"[:500] for form in forms for scheme in ("https", "http")]


def _with_originals(address):
    """Return an address, and the addresses of the larger pictures that it may be a copy of."""
    return address, SMALLER_COPY.sub(r"\1", address), SMALLER_COPY.sub(r"-scaled\1", address)


class ArchivePictures:
    """Pictures of an archive, found in the newsroom's library or added to it.

    folders  folders with copies of the archive's files
    fetches  whether to download pictures that are not in the folders
    counts   Counter with the keys "stored" and "missing"
    """

    def __init__(self, archive: Archive, *, folders: Sequence[Path], fetches: bool, by, is_dry: bool):
        self.origin, self.known, self.by, self.is_dry = archive.origin, archive.pictures, by, is_dry
        self.origins = {archive.origin, *archive.former_origins}
        self.folders, self.fetches = [folder.resolve() for folder in folders], fetches
        self.counts, self.found = Counter(), {}

    def find(self, address: str, *, language: str, alt: str = "", caption: str = "") -> int | None:
        """Return the Image id for an address, or None if there is no readable file.

        In a dry run, return -1 for a picture that an import would add.

        alt, caption  texts in `language`; existing texts in the library are kept
        """
        address = self._original(address)
        about = self.known.get(address, ArchivePicture(address))
        texts = {"alt": (alt or about.alt)[:MAX_ALT], "caption": caption or about.caption}
        if address not in self.found:
            self.found[address] = self._stored(address) or self._store(address, texts, language)
            self.counts["stored" if self.found[address] else "missing"] += 1
        elif self.found[address] and not self.is_dry:
            self._complete(self.found[address], texts, language)
        return self.found[address]

    def _original(self, address):
        """Return the address of the original picture for an address of a smaller copy."""
        address = address.partition("?")[0].partition("#")[0][:500]
        return next((name for name in _with_originals(address) if name in self.known), address)

    def _stored(self, address):
        row = ImportedPicture.objects.filter(origin__in=self.origins, address=address).first()
        return row.image_id if row else None

    def _store(self, address, texts, language):
        content = self._content(address)
        if content is None:
            return None
        if self.is_dry:
            return -1
        columns = {localized(name, language): text for name, text in texts.items()}
        try:
            image = store_picture(ContentFile(content, name="picture"), by=self.by, **columns)
        except ValidationError:
            return None
        ImportedPicture.objects.create(origin=self.origin, address=address, image=image)
        return image.pk

    def count_missing(self) -> int:
        """Return the number of pictures listed by the archive that were not imported, now or earlier."""
        rows = ImportedPicture.objects.filter(origin__in=self.origins)
        pictures = {address[:500] for address in self.known if is_picture(address)}
        pictures -= {address for address, number in self.found.items() if number}
        return len(pictures - set(rows.values_list("address", flat=True)))

    def _complete(self, number, texts, language):
        """Set the missing texts of a picture in a language."""
        image = Image.objects.filter(pk=number).first()
        columns = {localized(name, language): text for name, text in texts.items() if text}
        missing = {name: text for name, text in columns.items() if image and not getattr(image, name)}
        if missing:
            for name, text in missing.items():
                setattr(image, name, text)
            image.save(update_fields=list(missing))

    def _content(self, address):
        """Return the bytes of a picture, or None. In a dry run, return b"" instead of downloading it."""
        if path := self._path(address):
            return path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        if not self.fetches:
            return None
        if self.is_dry:
            return b""
        try:
            return download(address, most=MAX_BYTES)
        except DownloadRefused:
            return None

    def _path(self, address):
        """Return the file for an address in one of the folders, or None.

        Search for the part of the address's path after “/uploads/”, then for its whole path.
        """
        path = unquote(address_parts(address).path)
        if "\0" in path:
            return None
        for name in (path.rpartition(UPLOADS)[2].lstrip("/"), path.lstrip("/")):
            for folder in self.folders:
                file = (folder / name).resolve()
                if file.is_relative_to(folder) and file.is_file():
                    return file
        return None
