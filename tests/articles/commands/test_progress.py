"""The progress of a command, on a terminal and in a file."""

from io import StringIO
from unittest import mock

from django.core.management.base import OutputWrapper

from articles.management.command_line import ProgressBar


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_file_gets_a_line_for_each_tenth():
    out = StringIO()
    progress = ProgressBar(OutputWrapper(out), 4000, "stories read")
    for _batch in range(400):
        progress.advance(10)
    lines = out.getvalue().splitlines()
    assert (len(lines), lines[0], lines[-1]) == (
        10, "400 of 4,000 stories read", "4,000 of 4,000 stories read",
    )  # fmt: skip


def test_a_terminal_has_one_line_with_the_time_that_is_left():
    out = Terminal()
    with mock.patch("articles.management.command_line.monotonic", side_effect=[0, 30, 600]):
        progress = ProgressBar(OutputWrapper(out), 300, "stories read")
        progress.advance(150)
        progress.advance(50)
    progress.advance(200)
    half, most, whole = out.getvalue().split("\r")[1:]
    assert half.startswith(f"[{'#' * 15}{'-' * 15}] 150 of 300 stories read, 30 s left")
    assert "5 min left" in most
    assert whole.startswith(f"[{'#' * 30}] 300 of 300 stories read")
    assert out.getvalue().count("\n") == 1
