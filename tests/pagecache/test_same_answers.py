"""Tests of readers' pages run again with the page cache, each request twice: the second is a hit."""

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from newsroom.pagecache.handler import PageCacheHandler, is_page
from tests.pagecache.ask import ask, read_address, variables
from tests.previews import test_previews
from tests.public import test_leaks, test_most_read, test_time_machine

pytestmark = pytest.mark.sqlite  # the random walk makes the same queries on both databases


class KeptClient(Client):
    """A client that sends requests to the page cache where possible, and to Django otherwise."""

    def __init__(self):
        super().__init__()
        caches["pages"].clear()
        self.page_cache, self.hits = PageCacheHandler(), 0

    def post(self, *arguments, **options):
        self.page_cache.journal.look_again()
        return super().post(*arguments, **options)

    def get(self, path, data=None, **options):
        if data or options or not self.is_kept(path):
            return super().get(path, data, **options)
        return self.twice(path, "GET")

    def head(self, path, **options):
        return self.twice(path, "HEAD") if self.is_kept(path) else super().head(path, **options)

    def is_kept(self, path):
        asked = variables(path)
        return not self.cookies and is_page(asked) and read_address(asked) is not None

    def twice(self, path, method):
        self.page_cache.journal.look_again()
        first, second = (ask(self.page_cache, path, method) for _time in range(2))
        assert (first.status, first.body) == (second.status, second.body), path
        self.hits += second.is_hit
        headers = {name: value for name, value in second.headers.items() if name != "Cache-Status"}
        return HttpResponse(second.body, status=second.status, headers=headers)


class KeptMixin:
    client_class = KeptClient


@pytest.mark.long
class KeptLeakTests(KeptMixin, test_leaks.LeakTests):
    def test_no_answer_holds_what_readers_may_not_see(self):
        super().test_no_answer_holds_what_readers_may_not_see()
        self.assertGreater(self.crawler.hits, 100)


class KeptBeaconTests(KeptMixin, test_most_read.BeaconTests):
    pass


class KeptMostReadTests(KeptMixin, test_most_read.ListTests):
    test_pages_pay_one_query_for_it = None  # kept pages make no query


class KeptEmbargoTests(KeptMixin, test_time_machine.EmbargoTests):
    pass


class KeptStrangersTests(KeptMixin, test_time_machine.StrangersTests):
    pass


class KeptPreviewTests(KeptMixin, test_previews.OutsiderTests):
    pass
