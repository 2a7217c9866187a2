"""Checks of the bucket that holds the pictures, where one is set."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.media.storage import StorageUnavailable
from newsroom.operations.installation.check import (
    InstallationCheck,
    Readiness,
    attention,
    broken,
    fine,
    unknown,
)

LOCAL = {"localhost", "127.0.0.1", "::1"}


class BucketCheck(InstallationCheck):
    """Whether the bucket answers. Reported alone: all servers share it, and pages can be read without it."""

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
    """Whether pictures can be had past the newsroom, or after they were removed."""

    name = "bucket_privacy"
    label = gettext_lazy("Privacy of the bucket")
    needs_database = False

    def examine(self):
        if not settings.MEDIA_BUCKET:
            return fine(_("Pictures are kept in the data folder of this server."))
        if is_public():
            return broken(
                _("Everybody can read the bucket, with pictures that are not published."),
                _("Block public access to the bucket: the newsroom serves the pictures itself."),
            )
        try:
            keeps_versions = default_storage.keeps_versions()
        except StorageUnavailable as error:
            words = _(
                "Nobody else can read the bucket. It does not say whether it keeps versions: `%(error)s`."
            )
            return unknown(words % {"error": error.code})
        if keeps_versions:
            return attention(
                _("The bucket keeps versions: what is removed for legal reasons stays in it."),
                _("Turn versioning off and delete old versions. `manage.py backup` copies pictures, too."),
            )
        return fine(_("Nobody but the newsroom can read the bucket, and what is deleted is gone."))


def is_public() -> bool:
    """Return whether anybody may read a file that is stored, and deleted again."""
    wanted = f"check-{get_random_string(12).lower()}.txt"
    name = default_storage.save(wanted, ContentFile(b"A file of manage.py doctor; it may be deleted."))
    try:
        return default_storage.is_public(name)
    finally:
        default_storage.delete(name)


def check_bucket(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Return what `check --deploy` says of a bucket that does not answer, or is asked in the clear."""
    if not settings.MEDIA_BUCKET:
        return []
    found = []
    endpoint = urlsplit(settings.S3["endpoint_url"])
    if endpoint.scheme == "http" and endpoint.hostname not in LOCAL:
        hint = "Write https://, unless nobody else is on the network between."
        found.append(checks.Warning("S3_ENDPOINT is not encrypted.", hint=hint, id="newsroom.W001"))
    try:
        default_storage.require_answer()
    except StorageUnavailable as error:
        hint = "Compare MEDIA_BUCKET and the variables S3_… with the object storage."
        found.append(checks.Error(f"The bucket cannot be used: {error.code}.", hint=hint, id="newsroom.E001"))
    return found
