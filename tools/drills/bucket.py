"""A bucket in object storage of the drills' own: moto, which stands in for S3, and a way to it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tools.drills.site import Way

BUCKET, KEY = "newsroom-pictures", "drill"


@contextmanager
def bucket() -> Iterator[tuple[dict[str, str], Way]]:
    """Yield the variables of a newsroom that keeps its pictures there, and the way, which can be closed."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    storage = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    storage.start()
    way = Way(*storage.get_host_and_port())
    variables = {
        "MEDIA_BUCKET": BUCKET,
        "S3_ENDPOINT": f"http://127.0.0.1:{way.port}",
        "S3_ACCESS_KEY_ID": KEY,
        "S3_SECRET_ACCESS_KEY": KEY,
    }
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY, "region_name": "us-east-1"}
    try:
        boto3.client("s3", endpoint_url=variables["S3_ENDPOINT"], **keys).create_bucket(Bucket=BUCKET)
        yield variables, way
    finally:
        way.close()
        storage.stop()
