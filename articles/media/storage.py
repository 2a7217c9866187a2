"""Storage of pictures and renditions in a folder, without partial files if the disk is full."""

import errno
from collections.abc import Iterator
from typing import NamedTuple

from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage
from django.utils.crypto import get_random_string


class StorageUnavailable(OSError):
    """Raised if a remote storage does not answer, or refuses. No partial file is read or written.

    code  the error code of the storage or name of the client's error (AccessDenied, ConnectTimeoutError), or
          a short reason
    """

    def __init__(self, code: str):
        super().__init__(errno.EIO, f"the object storage refuses or does not answer ({code})")
        self.code = code


class StoredFile(NamedTuple):
    """The name of a file in a storage, and its size in bytes."""

    name: str
    size: int


def is_whole(name: str) -> bool:
    """Return whether the name of a file says that it is complete: partial files end in ".part"."""
    return not name.endswith(".part")


class WholeFileStorage(FileSystemStorage):
    """A storage without partial files: a file is written under a temporary name, then moved."""

    def _save(self, name, content):
        part = f"{name}.{get_random_string(12)}.part"
        try:
            part = super()._save(part, content)
            while True:
                try:
                    file_move_safe(self.path(part), self.path(name))
                except FileExistsError:  # a concurrent upload has taken the name
                    name = self.get_available_name(name)
                else:
                    return name
        except BaseException:
            self.delete(part)
            raise

    def list_files(self, folder: str) -> Iterator[StoredFile]:
        """Yield all files below a folder, ordered by name, except partial files."""
        folders, files = self.listdir(folder)
        for name in sorted([*folders, *files]):
            path = f"{folder}/{name}"
            if name in folders:
                yield from self.list_files(path)
            elif is_whole(name):
                yield StoredFile(path, self.size(path))
