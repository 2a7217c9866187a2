"""The digest of data: all digests of the project are made by one function."""

import hashlib
import json
from typing import Any


def digest_of(data: Any, *, length: int = 64) -> str:
    """Return the SHA-256 of bytes or of JSON data as hexadecimal digits, the first `length` of 64.

    The order of keys does not count. Of what JSON does not know, the words of str() count.
    """
    if not isinstance(data, bytes):
        data = json.dumps(data, sort_keys=True, separators=(",", ":"), default=str).encode()
    return hashlib.sha256(data).hexdigest()[:length]
