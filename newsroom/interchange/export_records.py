"""The security log's record of files that were taken away, by screens and by commands."""

from collections.abc import Iterable

from django.http import HttpRequest

from newsroom.security.log import record
from newsroom.security.models import SecurityEventKind

MOST_STORIES = 100  # ids in one event


def record_export(
    what: str,
    file_format: str,
    count: int,
    *,
    request: HttpRequest | None = None,
    stories: Iterable[int] = (),
) -> None:
    """Record an export: what it holds, the format of the file, the number of entries, ids of stories."""
    details = {"what": what, "format": file_format, "count": count}
    if listed := list(stories)[:MOST_STORIES]:
        details["stories"] = listed
    record(SecurityEventKind.EXPORTED, request=request, **details)
