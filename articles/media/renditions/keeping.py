"""Storage of renditions: beside the pictures, one folder for each original."""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

FOLDER = "renditions"


def folder(name):
    """The folder of the renditions of a file, given by its stored name, which never gets other bytes.

    Its own, also where the same photograph was uploaded in another month: either may be removed.
    """
    digest = sha256(name.encode()).hexdigest()[:32]
    return f"{FOLDER}/{digest[:2]}/{digest}"


def path(name, rendition):
    return f"{folder(name)}/{rendition.name}"


def is_kept(name, rendition):
    return default_storage.exists(path(name, rendition))


def kept(name):
    """The names of all renditions of a file that there are: one question to the storage."""
    try:
        return set(default_storage.listdir(folder(name))[1])
    except FileNotFoundError:
        return set()


def keep(name, rendition, content):
    keep_as(path(name, rendition), content)


def keep_as(wanted, content):
    """Keep bytes under a path. Where another process was faster, its copy stands.

    Where they cannot be written (OSError), no half of them stays: it would be served for good.
    """
    if not default_storage.exists(wanted):
        try:
            stored = default_storage.save(wanted, ContentFile(content))
        except OSError:
            default_storage.delete(wanted)
            raise
        if stored != wanted:
            default_storage.delete(stored)


def forget(name):
    """Remove all renditions of a file."""
    for rendition in kept(name):
        default_storage.delete(f"{folder(name)}/{rendition}")
    default_storage.delete(folder(name))
