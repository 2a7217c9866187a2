"""File storage in a bucket of S3-compatible object storage.

Every call has a time limit of some seconds, and its errors are OSErrors, like disk errors. Files in a bucket
have no public address: readers get pictures only from the newsroom, which checks each request.
"""

import io
import mimetypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Lock
from urllib.parse import urljoin

import boto3
from boto3.exceptions import Boto3Error
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible
from django.utils.encoding import filepath_to_uri
from django.utils.functional import cached_property
from urllib3.exceptions import HTTPError

from articles.media.storage import StorageUnavailable, StoredFile

CONNECT, READ, ATTEMPTS = 2, 5, 2  # seconds to connect, seconds without data, attempts
MOST_SECONDS = 20  # to read one picture; then StorageUnavailable is raised
PAUSE = 3  # seconds without requests to a storage that was unavailable
PIECE = 256 * 1024  # bytes read at once
MISSING = {"404", "NoSuchKey", "NotFound"}
OVERLOADED = {500, 502, 503, 504}
TAKEN = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}


@deconstructible
class BucketStorage(Storage):
    """A bucket, or the part of it below a prefix.

    Files are opened and saved in memory, as pictures are. Large files need upload() and download().

    bucket      its name; endpoint, region and keys come from the settings
    prefix      folder of all files, without slashes at its ends; "" for the whole bucket
    is_patient  whether to try longer, for work without a waiting user, such as a backup

    Methods raise StorageUnavailable if the bucket does not answer or refuses.
    """

    def __init__(self, bucket: str, prefix: str = "", *, is_patient: bool = False):
        self.bucket, self.prefix, self.is_patient = bucket, prefix, is_patient
        self.turns = RetryPause()

    @cached_property
    def client(self):
        """The client of this process, shared by all threads because it takes 7 MB."""
        if self.is_patient:
            return make_client(connect=10, read=60, attempts=5)
        return make_client(connect=CONNECT, read=READ, attempts=ATTEMPTS)

    @cached_property
    def impatient_client(self):
        """A client that only checks whether the bucket answers."""
        return make_client(connect=0.5, read=0.5, attempts=1)

    def key(self, name: str) -> str:
        """Return the key of a name. Raise SuspiciousFileOperation if it would be outside the prefix."""
        parts = PurePosixPath(name).parts
        if not parts or ".." in parts or name.startswith("/"):
            raise SuspiciousFileOperation(f"{name!r} is not a valid file name.")
        return f"{self.prefix}/{name}" if self.prefix else name

    def _open(self, name, mode="rb"):
        """Return the File, read as a whole, so that errors occur before the response to a reader begins.

        Raise ValueError for a mode other than "rb".
        """
        if mode != "rb":
            raise ValueError("Files of a bucket can only be opened for reading. Use save() to write a file.")
        with self.calling(name):
            answer = self.client.get_object(Bucket=self.bucket, Key=self.key(name))
            content = read_in_time(answer["Body"], answer["ContentLength"])
        return File(io.BytesIO(content), name)

    def _save(self, name, content):
        while not self.save_new(name, content):  # a concurrent upload has taken the name
            name = self.get_available_name(name)
        return name

    def save_new(self, name: str, content: File) -> bool:
        """Save a file, unless its name is taken. Return whether it was saved."""
        content.seek(0)
        body = content.read()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        target = {"Bucket": self.bucket, "Key": self.key(name)}
        try:
            with self.calling(name):
                self.client.put_object(**target, Body=body, ContentType=kind, IfNoneMatch="*")
        except FileExistsError:
            return False
        return True

    def delete(self, name: str) -> None:
        with self.calling(name):
            self.client.delete_object(Bucket=self.bucket, Key=self.key(name))

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return self._head(name)["ContentLength"]

    def get_modified_time(self, name: str) -> datetime:
        return self._head(name)["LastModified"]

    def _head(self, name):
        with self.calling(name):
            return self.client.head_object(Bucket=self.bucket, Key=self.key(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return (names of folders, names of files) in a folder. A bucket has no empty folders."""
        folders, files = [], []
        for page in self._pages(path, Delimiter="/"):
            folders += [PurePosixPath(prefix["Prefix"]).name for prefix in page.get("CommonPrefixes", ())]
            files += [PurePosixPath(entry["Key"]).name for entry in page.get("Contents", ())]
        return folders, files

    def list_files(self, folder: str = "") -> Iterator[StoredFile]:
        """Yield all files below a folder, ordered by name."""
        start = len(self.prefix) + 1 if self.prefix else 0
        for page in self._pages(folder):
            for entry in page.get("Contents", ()):
                yield StoredFile(entry["Key"][start:], entry["Size"])

    def _pages(self, folder, **options):
        parts = [part for part in (self.prefix, folder.strip("/")) if part]
        prefix = "/".join([*parts, ""]) if parts else ""
        with self.calling(folder):
            paginator = self.client.get_paginator("list_objects_v2")
            yield from paginator.paginate(Bucket=self.bucket, Prefix=prefix, **options)

    def url(self, name: str | None) -> str:
        """Return the address on the newsroom's own site, as for files in a folder."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name or "").lstrip("/"))

    def upload(self, path: Path, name: str, watch: Callable[[int], None] | None = None) -> None:
        """Copy a large file into the bucket, in parts. Replace an existing file.

        watch  called with the number of bytes sent since the last call
        """
        with self.calling(name):
            self.client.upload_file(str(path), self.bucket, self.key(name), Callback=watch)

    def download(self, name: str, path: Path, watch: Callable[[int], None] | None = None) -> None:
        """Copy a large file from the bucket."""
        with self.calling(name):
            self.client.download_file(self.bucket, self.key(name), str(path), Callback=watch)

    def require_answer(self) -> None:
        """Raise StorageUnavailable unless the bucket exists and grants access, within about a second."""
        try:
            with self.calling(""):
                self.impatient_client.head_bucket(Bucket=self.bucket)
        except FileNotFoundError:
            raise StorageUnavailable("NoSuchBucket") from None

    def is_public(self, name: str) -> bool:
        """Return whether a file can be read without keys."""
        client = make_client(connect=CONNECT, read=READ, attempts=1, signature_version=UNSIGNED)
        try:
            client.head_object(Bucket=self.bucket, Key=self.key(name))
        except ClientError:
            return False
        return True

    def keeps_versions(self) -> bool:
        """Return whether the bucket keeps deleted files as old versions."""
        with self.calling(""):
            return self.client.get_bucket_versioning(Bucket=self.bucket).get("Status") == "Enabled"

    @contextmanager
    def calling(self, name: str):
        """Context manager around a call: raise its errors as file errors.

        These are FileNotFoundError, FileExistsError and StorageUnavailable. During the pause after an error,
        raise StorageUnavailable instead of calling.
        """
        self.turns.begin()
        is_away = False
        try:
            yield
        except ClientError as error:
            code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]
            if code in MISSING:
                raise FileNotFoundError(2, "No such file", name) from error
            if code in TAKEN:
                raise FileExistsError(17, "File exists", name) from error
            is_away = status["HTTPStatusCode"] in OVERLOADED
            raise StorageUnavailable(code) from error
        except (BotoCoreError, Boto3Error) as error:
            is_away = True
            cause = error.__context__ if isinstance(error, Boto3Error) else error
            raise StorageUnavailable(describe_fault(cause or error)) from error
        except StorageUnavailable:
            is_away = True
            raise
        finally:
            self.turns.end(is_away=is_away)


def describe_fault(error: BaseException) -> str:
    """Return the error code of the storage, or else the class name of the boto3 error."""
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__


class RetryPause:
    """A pause that keeps threads from waiting, all at once, for an unavailable storage.

    After an error, calls fail for some seconds. Then one thread tries, and the others follow if it succeeds.
    """

    def __init__(self):
        self.lock, self.is_away, self.tries_at = Lock(), False, 0.0

    def begin(self) -> None:
        """Raise StorageUnavailable during the pause after an error."""
        with self.lock:
            now = time.monotonic()
            if self.is_away and now < self.tries_at:
                raise StorageUnavailable("it did not respond a moment ago")
            if self.is_away:
                self.tries_at = now + MOST_SECONDS

    def end(self, *, is_away: bool) -> None:
        with self.lock:
            self.is_away, self.tries_at = is_away, time.monotonic() + PAUSE


def make_client(*, connect: float, read: float, attempts: int, **options):
    """Return a client for the object storage in the settings. Limits are in seconds."""
    config = Config(
        connect_timeout=connect,
        read_timeout=read,
        retries={"mode": "standard", "total_max_attempts": attempts},
        # Storages outside AWS rarely support host names for buckets, or the checksums of AWS.
        s3={"addressing_style": "path" if settings.S3["endpoint_url"] else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        **options,
    )
    # Uses its own session, since boto3's default session is not thread-safe. Missing keys are looked up as
    # usual in boto3: in AWS environment variables, AWS files, and the machine's role.
    session = boto3.session.Session(
        aws_access_key_id=settings.S3["access_key_id"] or None,
        aws_secret_access_key=settings.S3["secret_access_key"] or None,
        region_name=settings.S3["region"],
    )
    return session.client("s3", endpoint_url=settings.S3["endpoint_url"] or None, config=config)


def read_in_time(body, length: int) -> bytes:
    """Return a body of `length` bytes. Raise StorageUnavailable if it is incomplete or too slow."""
    until, pieces = time.monotonic() + MOST_SECONDS, []
    try:
        with body as stream:  # the urllib3 response, closed at the end
            while piece := stream.read1(PIECE):  # `read` would wait for a whole piece
                pieces.append(piece)
                if time.monotonic() > until:
                    raise StorageUnavailable("it took too long")
    except HTTPError as error:
        raise StorageUnavailable(type(error).__name__) from error
    content = b"".join(pieces)
    if len(content) != length:
        raise StorageUnavailable("the connection was lost")
    return content
