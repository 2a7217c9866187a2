"""A pytest plugin with object storage: a moto server in this process, instead of S3."""

import logging
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from django.core.files.storage import default_storage

BUCKET = "newsroom-pictures"
NOBODY = "http://127.0.0.1:1"  # no server listens there


@pytest.fixture(scope="session")
def object_storage():
    """Yield the address of a server of object storage."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(object_storage, settings):
    """Return an empty StandInBucket, and configure the newsroom to keep its pictures in it."""
    from articles.media.bucket import BucketStorage

    settings.S3 = access_to(object_storage)
    settings.MEDIA_BUCKET = BUCKET
    kind = f"{BucketStorage.__module__}.{BucketStorage.__name__}"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": kind, "OPTIONS": {"bucket": BUCKET}}}
    urlopen(f"{object_storage}/moto-api/reset", data=b"", timeout=10).close()  # noqa: S310  (our own server)
    found = StandInBucket(BucketStorage(BUCKET))
    found.storage.client.create_bucket(Bucket=BUCKET)
    return found


def access_to(endpoint):
    keys = {"access_key_id": "test", "secret_access_key": "test"}
    return keys | {"endpoint_url": endpoint, "region": "us-east-1"}


class StandInBucket:
    def __init__(self, storage):
        self.storage = storage

    def names(self):
        """Return the names of all files in the bucket."""
        return [one.name for one in self.storage.list_files()]


@contextmanager
def nobody_answers(settings):
    """Point the picture storage to an address without a server, as when the network is cut."""
    before = settings.S3
    settings.S3 = access_to(NOBODY)
    forget_storage(settings)
    yield
    settings.S3 = before
    forget_storage(settings)


def forget_storage(settings):
    """Make Django create its storage again with the present settings."""
    settings.STORAGES = dict(settings.STORAGES)
    assert default_storage
