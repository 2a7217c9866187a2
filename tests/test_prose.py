"""Docstrings and comments are written in the English of Django's documentation.

The phrases below mark sentences that have to be read twice. In each package at most two texts of a hundred
have one, so that exceptions remain possible. A text without such a phrase can still be unclear.
"""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_MARKED = 0.02
MARKED = re.compile(
    r"\b(of|for|in|by|with|from|to) (what|whom|whose)\b"
    r"|\b(of|in|by|with|from|at|on|for|to|under|after|before|behind|between) which\b"
    r"|\b(that|those) of\b|\b(what|who)(so)?ever\b|\b(some|no)body\b|\bthere(of|in)\b"
    r"|\bstand(s|ing)? (there|here|in|at|beside|apart)\b|\btold\b|\btells? (of|that|whether)\b"
    r"|\bmeanwhile\b|\banew\b|\b(of|by) itself\b|\balone\b",
    re.IGNORECASE,
)
PARAMETER = re.compile(r"^ *(\w+, )*alone\b.*", re.MULTILINE)  # a line that explains a parameter of this name
FIRST_WORDS = re.compile(r"(What|Which|Where|How|Who|Of|Those|Things)\b")
TOPS = ("articles", "newsroom", "tools", "tests")
PACKAGES = [
    *(f"{top}/*.py" for top in TOPS),
    *sorted(
        {f"{path.parent.relative_to(ROOT)}/**/*.py" for top in TOPS for path in ROOT.glob(f"{top}/*/*.py")}
    ),
]


def docstrings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def comments(source):
    """Yield each block of comments as one text."""
    block, last = [], 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "noqa" not in token.string:
            if block and token.start[0] > last + 1:
                yield " ".join(block)
                block = []
            block.append(token.string.lstrip("# "))
            last = token.start[0]
    yield " ".join(block)


def texts_of(package):
    for path in sorted(ROOT.glob(package)):
        if "migrations" not in path.parts:
            source = path.read_text()
            yield from filter(None, [*docstrings(source), *comments(source)])


def is_marked(text):
    return bool(MARKED.search(PARAMETER.sub("", text)) or FIRST_WORDS.match(text))


@pytest.mark.parametrize("package", PACKAGES)
def test_few_texts_have_to_be_read_twice(package):
    texts = list(texts_of(package))
    marked = [text for text in texts if is_marked(text)]
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
    assert is_marked(text) == expected


def test_comments_in_successive_lines_are_one_text():
    assert list(comments("# One\n# sentence.\nx = 1\n\n# Another.\n")) == ["One sentence.", "Another."]
