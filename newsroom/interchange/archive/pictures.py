"""Pictures of an archive in the library: each once, from a folder of its files, or downloaded."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from articles.media.downloads import DownloadRefused, download
from articles.media.pictures import MAX_BYTES, store_picture
from articles.models import Image, localized
from newsroom.interchange.archive.posts import ArchivePicture
from newsroom.interchange.models import ImportedPicture

# WordPress puts the size of a smaller copy behind the name of a picture; the largest may be “scaled”.
SMALLER_COPY = re.compile(r"-\d{2,4}x\d{2,4}(\.\w+)$")
UPLOADS = "/uploads/"
MAX_ALT = 300


def imported_pictures(addresses: Iterable[str]) -> dict[str, int]:
    """Return {address: id of the Image} of pictures that an archive brought, smaller copies of them too."""
    wanted = {address: _former_addresses(address) for address in addresses}
    names = {name for forms in wanted.values() for name in forms}
    rows = ImportedPicture.objects.filter(address__in=names).order_by("-pk")
    ids = dict(rows.values_list("address", "image"))
    found = {address: next(filter(None, map(ids.get, forms)), None) for address, forms in wanted.items()}
    return {address: pk for address, pk in found.items() if pk}


def _former_addresses(address):
    """Return the addresses under which an archive may have named a picture, over http and https."""
    bare = address.partition("?")[0].partition("#")[0].partition("://")[2]
    forms = (bare, SMALLER_COPY.sub(r"\1", bare), SMALLER_COPY.sub(r"-scaled\1", bare))
    return [f"{scheme}://{form}"[:500] for form in dict.fromkeys(forms) for scheme in ("https", "http")]


class ArchivePictures:
    """Finds the Image of a picture, and adds it to the library if it is not there.

    known    {address: ArchivePicture} of what the archive knows about its pictures
    folders  with copies of its files
    fetches  whether to download what is not in the folder
    counts   Counter of what was "stored" and is "missing"
    """

    def __init__(self, origin, known, *, folders: Sequence[Path], fetches: bool, by, is_dry: bool):
        self.origin, self.known, self.by, self.is_dry = origin, known, by, is_dry
        self.folders, self.fetches = [folder.resolve() for folder in folders], fetches
        self.counts, self.found = Counter(), {}

    def find(self, address: str, *, language: str, alt: str = "", caption: str = "") -> int | None:
        """Return the id of the Image for an address; None if there is no such file, or none that can be read.

        alt, caption  in a language; the library keeps what it has already
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
        """Return the address of the picture itself, for that of a smaller copy."""
        address = address.partition("?")[0].partition("#")[0][:500]
        names = (address, SMALLER_COPY.sub(r"\1", address), SMALLER_COPY.sub(r"-scaled\1", address))
        return next((name for name in names if name in self.known), address)

    def _stored(self, address):
        row = ImportedPicture.objects.filter(origin=self.origin, address=address).first()
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

    def _complete(self, number, texts, language):
        """Set the texts that a picture lacks in a language."""
        image = Image.objects.filter(pk=number).first()
        columns = {localized(name, language): text for name, text in texts.items() if text}
        missing = {name: text for name, text in columns.items() if image and not getattr(image, name)}
        if missing:
            for name, text in missing.items():
                setattr(image, name, text)
            image.save(update_fields=list(missing))

    def _content(self, address):
        """Return the bytes of a picture, or None."""
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
        """Return the file of an address: its path below that of the uploads, or all of it, in a folder."""
        path = unquote(urlsplit(address).path)
        if "\0" in path:
            return None
        for name in (path.rpartition(UPLOADS)[2].lstrip("/"), path.lstrip("/")):
            for folder in self.folders:
                found = (folder / name).resolve()
                if found.is_relative_to(folder) and found.is_file():
                    return found
        return None
