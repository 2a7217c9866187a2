"""WSGI entry point of the peer. `python -m tools.bench.peer.wsgi` fills its database from standard input.

The lines are JSON, written by tools.bench.sites: first the rows that stories share, then the stories.
"""

import json
import sys
from itertools import batched

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.utils.dateparse import parse_datetime

AT_ONCE = 500

application = get_wsgi_application()


def main():
    from django.db import connection

    from tools.bench.peer.models import Category, Photo, Report, Tag, Writer

    call_command("migrate", run_syncdb=True, verbosity=0)
    shared = json.loads(sys.stdin.readline())
    for model, name in ((Category, "sections"), (Tag, "topics"), (Writer, "authors"), (Photo, "images")):
        model.objects.bulk_create(model(**row) for row in shared[name])
    related = []
    for lines in batched(sys.stdin, AT_ONCE):
        rows = [json.loads(line) for line in lines]
        tags = [(row["id"], tag) for row in rows for tag in row.pop("topics")]
        related += [(row["id"], other) for row in rows for other in row.pop("related")]
        Report.objects.bulk_create(
            Report(**row | {"published_at": parse_datetime(row["published_at"])}) for row in rows
        )
        link = Report.tags.through
        link.objects.bulk_create(link(report_id=report, tag_id=tag) for report, tag in tags)
    link = Report.related.through
    for pairs in batched(related, AT_ONCE):
        link.objects.bulk_create(link(from_report_id=start, to_report_id=end) for start, end in pairs)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
