"""Checks of files: pictures, the bucket, static files, the site's identity, disk space and permissions."""

import shutil
import stat
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.media.storage import StorageUnavailable
from newsroom.identity.configuration import FILE, read_identity
from newsroom.identity.static_files import not_collected
from newsroom.operations.installation.check import (
    InstallationCheck,
    Readiness,
    attention,
    broken,
    fine,
    unknown,
)

CONTENT = b"A file of manage.py doctor; it may be deleted."
LITTLE_SPACE, NO_SPACE = 1_000_000_000, 100_000_000  # free bytes; less needs attention, or is broken
SECRET_FILES = ("secret_key", "demo_password", ".env")  # in the data folder
LOCAL = {"localhost", "127.0.0.1", "::1"}


class StorageCheck(InstallationCheck):
    name = "storage"
    label = gettext_lazy("Storage of pictures")
    needs_database = False

    @property
    def readiness(self):
        """Role in /readyz: none for a bucket, because frequent writes cost money (see BucketCheck)."""
        return Readiness.LEFT_OUT if settings.MEDIA_BUCKET else Readiness.REQUIRED

    def examine(self):
        remedy = _("Allow the newsroom’s keys to list the bucket, and to get, put and delete objects.")
        if not settings.MEDIA_BUCKET:
            remedy = _("Give the newsroom’s system user write access to `media` in the data folder.")
        try:
            is_same = read_back(store_check_file()) == CONTENT
        except (OSError, SuspiciousOperation) as error:
            words = _("A test file cannot be written and read back: `%(error)s`.")
            name = getattr(error, "code", None) or getattr(error, "strerror", None) or type(error).__name__
            return broken(words % {"error": name}, remedy)
        if not is_same:
            return broken(
                _("A file reads back differently from how it was written."), _("Look for faults of the disk.")
            )
        return fine(_("Files can be written, read and deleted."))


def store_check_file() -> str:
    """Store a small file and return its name."""
    return default_storage.save(f"check-{get_random_string(12).lower()}.txt", ContentFile(CONTENT))


def read_back(name: str) -> bytes:
    """Return the content of a stored file, and delete the file."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    finally:
        default_storage.delete(name)


class BucketCheck(InstallationCheck):
    """Check of the bucket's availability.

    It is not required for /readyz: all servers share the bucket, and pages can be read without it.
    """

    name = "bucket"
    label = gettext_lazy("Bucket of pictures")
    readiness = Readiness.REPORTED
    needs_database = False

    def examine(self):
        if not settings.MEDIA_BUCKET:
            return fine(_("Pictures are kept in the data folder of this server."))
        try:
            default_storage.require_answer()
        except StorageUnavailable as error:
            return broken(
                _("The bucket `%(bucket)s` refuses or does not answer: `%(error)s`.")
                % {"bucket": settings.MEDIA_BUCKET, "error": error.code},
                _("Compare `MEDIA_BUCKET` and the variables `S3_…` with the object storage."),
            )
        return fine(_("The bucket `%(bucket)s` answers.") % {"bucket": settings.MEDIA_BUCKET})


class BucketPrivacyCheck(InstallationCheck):
    """Check of the bucket's privacy: no public access, and no old versions of deleted pictures."""

    name = "bucket_privacy"
    label = gettext_lazy("Privacy of the bucket")
    needs_database = False

    def examine(self):
        if not settings.MEDIA_BUCKET:
            return fine(_("Pictures are kept in the data folder of this server."))
        if is_public():
            return broken(
                _("Anyone can read the bucket, including unpublished images."),
                _("Block public access to the bucket: the newsroom serves the pictures itself."),
            )
        try:
            keeps_versions = default_storage.keeps_versions()
        except StorageUnavailable as error:
            words = _("No one else can read the bucket. Versioning could not be checked: `%(error)s`.")
            return unknown(words % {"error": error.code})
        if keeps_versions:
            return attention(
                _("Versioning is on: content removed for legal reasons stays in the bucket."),
                _("Turn versioning off and delete old versions. `manage.py backup` copies pictures, too."),
            )
        return fine(_("Only the newsroom can read the bucket, and deleted files are gone."))


def is_public() -> bool:
    """Return whether anyone can read a file in the bucket. Stores a test file, and deletes it afterwards."""
    name = store_check_file()
    try:
        return default_storage.is_public(name)  # type: ignore[attr-defined]  # a class of articles.media.storage
    finally:
        default_storage.delete(name)


def check_bucket(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Return the messages of `check --deploy` about a bucket that is unavailable or accessed unencrypted."""
    if not settings.MEDIA_BUCKET:
        return []
    messages: list[checks.CheckMessage] = []
    endpoint = urlsplit(settings.S3["endpoint_url"])
    if endpoint.scheme == "http" and endpoint.hostname not in LOCAL:
        hint = "Use https:// unless the network to the storage is private."
        messages.append(checks.Warning("S3_ENDPOINT is not encrypted.", hint=hint, id="newsroom.W001"))
    try:
        default_storage.require_answer()  # type: ignore[attr-defined]  # a class of articles.media.storage
    except StorageUnavailable as error:
        hint = "Compare MEDIA_BUCKET and the variables S3_… with the object storage."
        messages.append(
            checks.Error(f"The bucket cannot be used: {error.code}.", hint=hint, id="newsroom.E001")
        )
    return messages


class StaticFilesCheck(InstallationCheck):
    name = "static"
    label = gettext_lazy("Static files")
    needs_database = False

    def examine(self):
        if settings.DEBUG or not hasattr(staticfiles_storage, "read_manifest"):
            return fine(_("Static files are served from where they are developed."))
        if not staticfiles_storage.read_manifest():
            return broken(
                _("The list of static files is missing: pages have neither styles nor scripts."),
                _("Run `python manage.py collectstatic --noinput`, and restart the newsroom."),
            )
        return fine(_("Static files have been collected."))


class IdentityCheck(InstallationCheck):
    """Check of the newspaper's own design: its file has no errors, and its static files are collected."""

    name = "identity"
    label = gettext_lazy("Identity of the site")
    needs_database = False

    def examine(self):
        folder = Path(settings.SITE_DIR)
        look = read_identity(folder)
        if look.faults:
            keys = ", ".join(dict.fromkeys(fault.key or FILE for fault in look.faults))
            return attention(
                _("Invalid settings in `%(file)s`: `%(keys)s`. The site uses the defaults for them.")
                % {"file": folder / FILE, "keys": keys},
                _("Run `python manage.py check` for the reasons, and correct the file."),
            )
        if missing := not_collected(look):
            return attention(
                _("Not collected: `%(names)s`.") % {"names": ", ".join(missing)},
                _("Run `python manage.py collectstatic --noinput`, and restart the newsroom."),
            )
        words = _("`%(file)s` is in use.") if look.is_there else _("There is no `%(file)s`.")
        own = own_templates(folder)
        return fine(
            words % {"file": folder / FILE}
            + (" " + _("Templates of its own: `%(names)s`.") % {"names": ", ".join(own)} if own else "")
        )


def own_templates(folder: Path) -> list[str]:
    """Return the names of a newspaper's own templates, relative to its template folder."""
    root = folder / "templates"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


class DiskCheck(InstallationCheck):
    name = "disk"
    label = gettext_lazy("Disk space")
    readiness = Readiness.REPORTED
    needs_database = False

    def examine(self):
        usage = shutil.disk_usage(settings.DATA_DIR)
        values = {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
        words = _("%(free)s of %(total)s are free in the data folder.") % values
        if usage.free >= LITTLE_SPACE:
            return fine(words)
        report = broken if usage.free < NO_SPACE else attention
        return report(words, _("Free disk space or enlarge the disk. Nothing can be saved on a full disk."))


class PermissionsCheck(InstallationCheck):
    name = "permissions"
    label = gettext_lazy("File permissions")
    needs_database = False

    def examine(self):
        folder = Path(settings.DATA_DIR)
        exposed = [path for path in secret_files(folder) if is_exposed(path)]
        if exposed:
            names = ", ".join(str(path) for path in exposed)
            # If the folder is closed, all present and future files in it are protected, too.
            closed = dict.fromkeys(folder if path.parent == folder else path for path in exposed)
            return broken(
                _("Every user of this server can read `%(files)s`.") % {"files": names},
                _("Run `chmod o= %(files)s`.") % {"files": " ".join(str(path) for path in closed)},
            )
        if folder.stat().st_mode & stat.S_IRWXO:
            return attention(
                _("Every user of this server can read the data folder, including unpublished images."),
                _("Run `chmod o= %(files)s`.") % {"files": folder},
            )
        return fine(_("Other users of this server cannot read secrets or the data folder."))


def secret_files(folder: Path) -> list[Path]:
    """Return the existing files that must stay private: secrets, and the SQLite database."""
    paths = [folder / name for name in SECRET_FILES] + [settings.BASE_DIR / ".env"]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        paths += [Path(f"{database['NAME']}{ending}") for ending in ("", "-wal")]
    return [path for path in paths if path.is_file()]


def is_exposed(path: Path) -> bool:
    """Return whether users outside owner and group can read a file, considering its folder, too."""
    return bool(path.stat().st_mode & stat.S_IROTH and path.parent.stat().st_mode & stat.S_IXOTH)
