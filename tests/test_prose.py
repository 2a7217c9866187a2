"""Docstrings and comments are written in the English of Django's documentation.

`make measure` recognises phrases that mark sentences which have to be read twice. In each package at most two
texts of a hundred have one, so that exceptions remain possible. A text without such a phrase can still be
unclear.
"""

from pathlib import Path

import pytest

from tools import measure_house

ROOT = Path(__file__).resolve().parent.parent
MOST_MARKED = 0.02


def package_of(path):
    """Return the first two folders of a path, or its only one."""
    return "/".join(Path(path).parts[:-1][:2])


PACKAGES = sorted({package_of(path) for path in measure_house.python_files(ROOT)} - {""})


@pytest.mark.parametrize("package", PACKAGES)
def test_few_texts_have_to_be_read_twice(package):
    paths = [path for path in measure_house.python_files(ROOT, [package]) if package_of(path) == package]
    texts = [text.text for found in measure_house.texts(ROOT, paths).values() for text in found]
    marked = [text for text in texts if measure_house.is_marked(text)]
    assert len(marked) <= MOST_MARKED * len(texts), "\n\n".join(marked)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Return what was typed by whoever saved it.", True),
        ("Rows of which another process removed some.", True),
        ("How a page is found.", True),
        ("Publish the language.\n\nalone  whether only this language is corrected", False),
        ("Return the rows that the user may edit.", False),
    ],
)
def test_phrases_are_recognised(text, expected):
    assert measure_house.is_marked(text) == expected


def test_comments_in_successive_lines_are_one_text():
    source = "# One\n# sentence.\nx = 1  # noqa: S101\n\n# Another.\n"
    assert [(comment.line, comment.text) for comment in measure_house.comments(source)] == [
        (1, "One sentence."),
        (5, "Another."),
    ]
