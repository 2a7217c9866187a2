"""The stories that are covered live, which lists mark."""

from datetime import datetime

from newsroom.live.models import LiveCoverage
from newsroom.pagecache.kept_parts import kept_part
from newsroom.pagecache.page_keys import depend_on_coverages


def stories_with_live_coverage(at: datetime) -> frozenset[int]:
    """Return the ids of the stories that are covered live at an instant; one query, unless they are kept."""
    return kept_part(("covered stories",), lambda: _read(at))


def _read(at):
    depend_on_coverages()
    return frozenset(LiveCoverage.objects.live(at).order_by().values_list("article_id", flat=True))
