"""Pictures in a bucket: the interface of Django's storages, and faults as on a disk."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from unittest import mock

import pytest
from botocore.exceptions import ClientError
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from articles.media import bucket as module
from articles.media.bucket import BucketStorage, RetryPause, make_client
from articles.media.storage import StorageUnavailable
from tests.object_storage import NOBODY, access_to

NAME = "pictures/2026/11/항구 (1).jpg"


class TestFiles:
    def test_are_read_as_they_were_saved(self, bucket):
        assert bucket.storage.save(NAME, ContentFile(b"a picture")) == NAME
        with bucket.storage.open(NAME) as file:
            assert (file.name, file.size, file.read()) == (NAME, 9, b"a picture")
        assert bucket.storage.size(NAME) == 9
        assert bucket.storage.get_modified_time(NAME).tzinfo

    def test_never_take_the_place_of_another(self, bucket):
        bucket.storage.save(NAME, ContentFile(b"first"))
        with mock.patch.object(
            bucket.storage, "exists", side_effect=[False, True, False]
        ):  # two saves at the same moment
            other = bucket.storage.save(NAME, ContentFile(b"second"))
        assert other != NAME
        assert bucket.storage.open(NAME).read() == b"first"
        assert bucket.storage.open(other).read() == b"second"

    def test_that_are_missing_are_missed_like_those_of_a_disk(self, bucket):
        assert not bucket.storage.exists(NAME)
        bucket.storage.delete(NAME)
        for read in (bucket.storage.open, bucket.storage.size):
            with pytest.raises(FileNotFoundError):
                read(NAME)

    def test_are_listed_by_folder_and_all_with_their_sizes(self, bucket):
        for name in ("b/2.jpg", "a.jpg", "b/1.jpg"):
            bucket.storage.save(name, ContentFile(b"xyz"))
        assert bucket.storage.listdir("") == (["b"], ["a.jpg"])
        assert bucket.storage.listdir("b") == ([], ["1.jpg", "2.jpg"])
        assert bucket.storage.listdir("none") == ([], [])
        assert list(bucket.storage.list_files("b")) == [("b/1.jpg", 3), ("b/2.jpg", 3)]

    def test_below_a_prefix_are_apart(self, bucket):
        part = BucketStorage(bucket.storage.bucket, "news/one")
        part.save("b/a.jpg", ContentFile(b"x"))
        assert bucket.names() == ["news/one/b/a.jpg"]
        assert list(part.list_files()) == [("b/a.jpg", 1)]
        assert part.listdir("b") == ([], ["a.jpg"])

    @pytest.mark.parametrize("name", ["../a.jpg", "/a.jpg", "", "a/../../b"])
    def test_have_no_name_that_leads_elsewhere(self, bucket, name):
        with pytest.raises(SuspiciousFileOperation):
            bucket.storage.open(name)

    def test_are_written_as_a_whole_only(self, bucket):
        with pytest.raises(ValueError, match="only be opened for reading"):
            bucket.storage.open(NAME, "wb")

    def test_of_any_size_are_copied_in_parts(self, bucket, tmp_path):
        (tmp_path / "a").write_bytes(b"x" * 9_000_000)
        sent = []
        bucket.storage.upload(tmp_path / "a", "dump", sent.append)
        bucket.storage.download("dump", tmp_path / "b")
        assert (tmp_path / "b").stat().st_size == sum(sent) == 9_000_000

    def test_have_addresses_at_the_newsroom(self):
        assert BucketStorage("pictures").url("a b.jpg") == "/media/a%20b.jpg"


class TestBucket:
    def test_is_asked_whether_it_answers(self, bucket, object_storage):
        bucket.storage.require_answer()
        with pytest.raises(StorageUnavailable):
            BucketStorage("there-is-none").require_answer()

    def test_that_anybody_may_read_is_noticed(self, bucket):
        bucket.storage.save(NAME, ContentFile(b"x"))
        assert not bucket.storage.is_public(NAME)
        bucket.storage.client.put_object_acl(Bucket=bucket.storage.bucket, Key=NAME, ACL="public-read")
        assert bucket.storage.is_public(NAME)

    def test_that_keeps_versions_is_noticed(self, bucket):
        assert not bucket.storage.keeps_versions()
        status = {"Status": "Enabled"}
        bucket.storage.client.put_bucket_versioning(
            Bucket=bucket.storage.bucket, VersioningConfiguration=status
        )
        assert bucket.storage.keeps_versions()


@pytest.fixture
def storage(settings):
    settings.S3 = access_to(NOBODY)
    return BucketStorage("pictures")


def client_error(code, status):
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "GetObject")


@contextmanager
def mute_server():
    """Yield the address of a server that accepts connections but sends nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


class TestFaults:
    @pytest.mark.parametrize("code", ["AccessDenied", "NoSuchBucket", "InvalidAccessKeyId"])
    def test_a_refusal_is_named_and_asked_again_at_once(self, storage, code):
        for _attempt in range(2):
            with pytest.raises(StorageUnavailable, match=code), storage.calling(NAME):
                raise client_error(code, 403)

    def test_a_storage_that_is_not_there(self, storage):
        with pytest.raises(StorageUnavailable, match="EndpointConnectionError"):
            storage.open(NAME)

    def test_a_storage_that_says_nothing_is_given_up(self, storage, settings):
        with mute_server() as address:
            settings.S3 = access_to(address)
            storage.client = make_client(connect=0.2, read=0.2, attempts=1)
            with pytest.raises(StorageUnavailable, match="ReadTimeoutError"):
                storage.exists(NAME)

    def test_a_file_that_comes_byte_by_byte_is_given_up(self, monkeypatch, settings):
        monkeypatch.setattr(module, "MOST_SECONDS", 0.2)
        with (
            sending(settings, b"x" * 100, of=100) as sent,
            pytest.raises(StorageUnavailable, match="took too long"),
        ):
            BucketStorage("pictures").open(NAME)
        assert len(sent) < 100

    def test_a_file_that_breaks_off_is_not_taken_for_a_whole_one(self, settings):
        with sending(settings, b"xy", of=3), pytest.raises(StorageUnavailable):
            BucketStorage("pictures").open(NAME)
        with sending(settings, b"xy", of=2):
            assert BucketStorage("pictures").open(NAME).read() == b"xy"


@contextmanager
def sending(settings, content, *, of):
    """Run a storage that sends a file of `of` bytes slowly, twenty a second. Yield the bytes sent."""
    sent = bytearray()

    def answer():
        here, _address = listener.accept()
        with here, suppress(OSError):  # the client has closed the connection
            here.recv(65_536)
            here.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {of}\r\n\r\n".encode())
            for byte in content:
                here.sendall(bytes([byte]))
                sent.append(byte)
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.S3 = access_to(f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield sent
        thread.join(10)


class TestRetryPause:
    def test_one_asks_again_and_the_others_do_not_wait_beside_it(self):
        turns = RetryPause()
        with mock.patch.object(module.time, "monotonic") as now:
            now.return_value = 100
            turns.begin()
            turns.end(is_away=True)
            with pytest.raises(StorageUnavailable):
                turns.begin()
            now.return_value += module.PAUSE
            turns.begin()
            with pytest.raises(StorageUnavailable):
                turns.begin()
            turns.end(is_away=False)
            turns.begin()
