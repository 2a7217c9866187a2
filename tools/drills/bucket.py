"""A bucket in object storage of the drills' own: moto, which stands in for S3, and a way to it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.drills.site import QUIET, Way, free_port, wait_for

BUCKET, KEY = "newsroom-pictures", "drill"


@contextmanager
def bucket() -> Iterator[tuple[dict[str, str], Way]]:
    """Yield the variables of a newsroom that keeps its pictures there, and the way, which can be closed."""
    import boto3

    port = free_port()
    # Not in this process, whose readers would keep it from answering.
    command = [sys.executable, "-m", "moto.server", "--host=127.0.0.1", f"--port={port}"]
    storage = subprocess.Popen(command, **QUIET)
    way = Way("127.0.0.1", port)
    variables = {
        "MEDIA_BUCKET": BUCKET,
        "S3_ENDPOINT": f"http://127.0.0.1:{way.port}",
        "S3_ACCESS_KEY_ID": KEY,
        "S3_SECRET_ACCESS_KEY": KEY,
    }
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": KEY, "region_name": "us-east-1"}
    try:
        wait_for(port)
        boto3.client("s3", endpoint_url=variables["S3_ENDPOINT"], **keys).create_bucket(Bucket=BUCKET)
        yield variables, way
    finally:
        way.close()
        storage.terminate()
        storage.wait(30)
