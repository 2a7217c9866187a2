"""Storage of pictures and their renditions in a folder, safe against a disk that fills up."""

import errno
from collections.abc import Iterator
from typing import NamedTuple

from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class StorageUnavailable(OSError):
    """A storage elsewhere that does not answer, or refuses: nothing was read, and nothing is there in part.

    code  the storage's own word for it, such as AccessDenied or ConnectTimeoutError
    """

    def __init__(self, code: str):
        super().__init__(errno.EIO, f"the object storage refuses or does not answer ({code})")
        self.code = code


class StoredFile(NamedTuple):
    """The name of a file in a storage, and its size in bytes."""

    name: str
    size: int


def is_whole(name: str) -> bool:
    """Return whether a name is not that of a file which is being written."""
    return not name.endswith(".part")


class WholeFileStorage(FileSystemStorage):
    """Files that are there whole or not at all: written beside their place, and moved there in the end."""

    def _save(self, name, content):
        part = f"{name}.{get_random_string(12)}.part"
        try:
            part = super()._save(part, content)
            while True:
                try:
                    file_move_safe(self.path(part), self.path(name))
                except FileExistsError:  # by an upload of the same moment
                    name = self.get_available_name(name)
                else:
                    return name
        except BaseException:
            self.delete(part)
            raise

    def list_files(self, folder: str) -> Iterator[StoredFile]:
        """Yield all files below a folder, in the order of their names, but for those half written."""
        folders, files = self.listdir(folder)
        for name in sorted([*folders, *files]):
            path = f"{folder}/{name}"
            if name in folders:
                yield from self.list_files(path)
            elif is_whole(name):
                yield StoredFile(path, self.size(path))
