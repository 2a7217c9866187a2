"""The bench: what it counts, and the table that it prints."""

import io
import os
import subprocess
import sys

import pytest
from lxml import etree

from tools.bench import __main__ as bench
from tools.bench import growth, processes


class TestPercentile:
    @pytest.mark.parametrize(("share", "milliseconds"), [(0.5, 50), (0.99, 99), (1, 100)])
    def test_is_a_latency_that_was_measured(self, share, milliseconds):
        latencies = [number / 1000 for number in range(100, 0, -1)]
        assert processes.percentile(latencies, share) == pytest.approx(milliseconds)

    def test_of_one_latency_is_that(self):
        assert processes.percentile([0.25], 0.99) == 250


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

        processes.send(application, "/ko/search/?q=%EA%B0%80", {"Accept-Encoding": "gzip"})
        assert seen[:2] == [("/ko/search/", "q=%EA%B0%80", "gzip"), "closed"]


class TestTable:
    def test_has_the_columns_of_its_rows_in_one_width(self):
        rows = [
            {"page": "article", "cpu_ms": 12.34, "queries": 11, "bytes": 24958},
            {"page": "feed", "cpu_ms": 0.5, "queries": 2, "bytes": None},
        ]
        assert bench.table(rows).splitlines() == [
            "| page    | CPU, ms | queries |  bytes |",
            "| ------- | ------: | ------: | -----: |",
            "| article |    12.3 |      11 | 24,958 |",
            "| feed    |    0.50 |       2 |        |",
        ]


class TestGrowth:
    ROWS = (
        {"page": "article", "cpu": {10: 2.0, 100: 3.0}, "work": {10: 8, 100: 8}},
        {"page": "list", "cpu": {10: 4.0, 100: 4.0}, "work": {10: 0, 100: 5}},
    )

    def test_is_that_from_the_first_size_to_the_last(self):
        assert growth.growth_table(self.ROWS, "cpu") == [
            {"page": "article", "10": 2.0, "100": 3.0, "growth": 1.5},
            {"page": "list", "10": 4.0, "100": 4.0, "growth": 1},
        ]
        assert bench.table(growth.growth_table(self.ROWS, "work")).splitlines()[2].endswith("|   1.00 |")

    def test_is_a_chart_with_a_line_and_a_name_for_each_page(self, tmp_path):
        growth.write_chart(tmp_path / "chart.svg", self.ROWS, "Pages & sizes")
        chart = etree.parse(tmp_path / "chart.svg").getroot()
        words = [one.text for one in chart.iter("{*}text")]
        assert {"Pages & sizes", "10", "100", "article", "list"} <= {*words}
        assert len([one for one in chart.iter("{*}path") if one.get("stroke")]) == 2


class TestChart:
    @pytest.mark.parametrize(
        ("values", "steps"), [([3, 7], [2, 5, 10]), ([1, 10], [1, 2, 5, 10]), ([0.4], [0.2, 0.5])]
    )
    def test_has_steps_around_all_values(self, values, steps):
        assert growth.steps_around(values) == pytest.approx(steps)

    def test_has_names_apart_and_above_the_axis(self):
        bottom = growth.HEIGHT - growth.BOTTOM
        places = sorted(growth.spread({"a": bottom, "b": bottom - 1, "c": bottom - 2, "d": 60}).values())
        assert places[0] == 60
        assert places[-1] <= bottom
        assert all(two - one >= growth.APART for one, two in zip(places, places[1:], strict=False))
