"""The bench: what it counts, and the table that it prints."""

import io
import os
import subprocess
import sys

import pytest

from tools.bench import client, processes, queries, report


class TestPercentile:
    @pytest.mark.parametrize(("share", "milliseconds"), [(0.5, 50), (0.99, 99), (1, 100)])
    def test_is_a_latency_that_was_measured(self, share, milliseconds):
        latencies = [number / 1000 for number in range(100, 0, -1)]
        assert client.percentile(latencies, share) == pytest.approx(milliseconds)

    def test_of_one_latency_is_that(self):
        assert client.percentile([0.25], 0.99) == 250


class TestProcessorTime:
    def test_is_that_of_a_process_and_none_once_it_has_ended(self):
        command = [sys.executable, "-c", "sum(range(10**6)); input()"]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            while not processes.cpu_seconds(process.pid):
                pass
            assert 0 < processes.cpu_seconds(process.pid) < 30
            process.communicate(b"\n")
        assert processes.cpu_seconds(process.pid) == 0

    def test_between_two_instants_counts_processes_that_began_since(self):
        assert processes.cpu_between({1: 2.0, 2: 5.0}, {1: 2.5, 3: 1.0}) == 1.5

    def test_of_the_database_is_not_asked_of_processes_elsewhere(self):
        assert not processes.is_postgres(os.getpid())


class TestQueries:
    def test_a_request_reaches_the_application_with_its_headers_and_is_read_to_the_end(self):
        seen = []

        class Response(io.BytesIO):
            def close(self):
                seen.append("closed")

        def application(environ, start_response):
            seen.append((environ["PATH_INFO"], environ["QUERY_STRING"], environ["HTTP_ACCEPT_ENCODING"]))
            return Response(b"page")

        queries.send(application, "/ko/search/?q=%EA%B0%80", {"Accept-Encoding": "gzip"})
        assert seen[:2] == [("/ko/search/", "q=%EA%B0%80", "gzip"), "closed"]


class TestTable:
    def test_has_the_columns_of_its_rows_in_one_width(self):
        rows = [
            {"page": "article", "cpu_ms": 12.34, "queries": 11, "bytes": 24958},
            {"page": "feed", "cpu_ms": 0.5, "queries": 2, "bytes": None},
        ]
        assert report.table(rows).splitlines() == [
            "| page    | CPU, ms | queries |  bytes |",
            "| ------- | ------: | ------: | -----: |",
            "| article |    12.3 |      11 | 24,958 |",
            "| feed    |    0.50 |       2 |        |",
        ]
