#!/usr/bin/env python3
"""Figures on the structure of the code, beside their targets: `make measure`.

With --sample, print docstrings and comments drawn at random instead, for a review of their English.

Python files      every *.py under ROOT that git does not ignore, also empty ones, except migrations and
                  tests: folders named migrations or tests, conftest.py, tests.py and test_*.py.
Lines of Python   all lines of these files, with blank lines and comments.
Class names       the share of the distinct names of classes, also nested ones, that are defined in two or
                  more files. Meta, Media and Command do not count: Django prescribes them.
Function names    the same for functions at the top level of a module.
Longest           lines of a file, and of a function without its signature and docstring.
Marked texts      the share of docstrings and blocks of comments, also of tests, that is_marked recognises as
                  hard to read. A text without a mark can still be unclear.
Modules           the share of all modules that exactly one other module imports, anywhere in its text.
                  `from a import b` imports a.b if that is a module, else a. Names in strings (settings,
                  include(), import_module) are not seen.
Largest folder    the most files directly in one folder, without __init__.py.
Private imports   of names or modules that a library marks as private. One is permitted, for taggit; see
                  tests/test_architecture.py.
Types             errors of mypy, as in `make lint`.
Requests          files with a function that runs during the second GET of the form of a story that is
                  published in both languages, or when the second segment of a story is translated.
                  DATABASE_URL chooses the server of the test database, which is removed afterwards.
"""

import argparse
import ast
import io
import os
import random
import re
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent.parent
TESTS = re.compile(r"(^|/)(tests/|conftest\.py$|tests\.py$|test_[^/]*\.py$)")
MIGRATIONS = re.compile(r"(^|/)migrations/")
PRESCRIBED = {"Meta", "Media", "Command"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
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
FORM = "/admin/articles/article/{id}/change/"
LONGEST_SHOWN = 20  # offenders listed of the longest files and functions


class Figure(NamedTuple):
    """A measured value. `offenders` are lines of text, one for each item that counts against it."""

    label: str
    value: float
    target: float = float("inf")  # upper limit
    unit: str = ""
    offenders: tuple = ()

    @property
    def is_met(self):
        return self.value <= self.target

    def __str__(self):
        value = f"{self.value:,.1f} %" if self.unit == "%" else f"{self.value:,}"
        target = f"≤ {self.target:,}{' %' if self.unit == '%' else ''}" if self.target < float("inf") else ""
        return f"{self.label:62}{value:>10}{target:>12}{'' if self.is_met else '   missed'}".rstrip()


def python_files(root, packages=()):
    """Return the paths of all Python files except migrations, relative to root and sorted.

    packages   folders and files of root to choose from; empty for all
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *packages]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603
    paths = {path for path in listed.split("\0") if path.endswith(".py") and not MIGRATIONS.search(path)}
    return sorted(path for path in paths if (root / path).exists())  # git also lists deleted and moved files


def code_files(root, packages=()):
    """Return the paths of python_files that are not tests."""
    return [path for path in python_files(root, packages) if not TESTS.search(path)]


def parse(root, paths):
    """Return {path: syntax tree}."""
    return {path: ast.parse((root / path).read_text(encoding="utf-8"), path) for path in paths}


def definitions(trees, kinds, *, nested):
    """Return {name: ["path:line", …]} of the definitions of these kinds, at the top level or anywhere."""
    places = defaultdict(list)
    for path, tree in trees.items():
        for node in ast.walk(tree) if nested else tree.body:
            if isinstance(node, kinds) and node.name not in PRESCRIBED:
                places[node.name].append(f"{path}:{node.lineno}")
    return places


def duplicate_names(defined):
    """Return the definitions whose name occurs in two or more files, those in most files first."""
    files = {name: {place.partition(":")[0] for place in places} for name, places in defined.items()}
    names = sorted(files, key=lambda name: (-len(files[name]), name))
    return {name: defined[name] for name in names if len(files[name]) > 1}


def duplicate_names_figure(label, target, defined):
    duplicates = duplicate_names(defined)
    lines = tuple(f"{name}: {' '.join(places)}" for name, places in duplicates.items())
    return Figure(label, percentage(duplicates, defined), target, "%", lines)


def percentage(part, whole):
    return 100 * len(part) / max(len(whole), 1)


class Text(NamedTuple):
    """A docstring, or the comments of successive lines as one text."""

    line: int
    name: str  # the class or function of a docstring; "" for modules and comments
    text: str


def docstrings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS)) and (text := ast.get_docstring(node)):
            yield Text(node.body[0].lineno, getattr(node, "name", ""), text)


def comments(source):
    """Yield a Text for each block of comments. Lines with `noqa` are left out."""
    block, last = [], 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and "noqa" not in token.string:
            if block and token.start[0] > last + 1:
                yield Text(last - len(block) + 1, "", " ".join(block))
                block = []
            block.append(token.string.lstrip("# "))
            last = token.start[0]
    if block:
        yield Text(last - len(block) + 1, "", " ".join(block))


def texts(root, paths):
    """Return {path: its docstrings and comments, as a list of Text}."""
    sources = {path: (root / path).read_text(encoding="utf-8") for path in paths}
    return {path: [*docstrings(source), *comments(source)] for path, source in sources.items()}


def is_marked(text):
    """Return whether a text contains a phrase that often makes a sentence hard to read."""
    return bool(MARKED.search(PARAMETER.sub("", text)) or FIRST_WORDS.match(text))


def prose_figure(root, packages):
    written = [
        (path, text)
        for path, own_texts in texts(root, python_files(root, packages)).items()
        for text in own_texts
    ]
    marked = tuple(f"{path}:{text.line}: {text.text}" for path, text in written if is_marked(text.text))
    return Figure(
        "docstrings and comments with a phrase that is hard to read",
        percentage(marked, written),
        2,
        "%",
        marked,
    )


def print_sample(root, packages, count, seed):
    """Print docstrings and comments drawn at random. For the same code, a seed always draws the same."""
    written = [
        f"{path}:{text.line} {text.name}\n    " + text.text.replace("\n", "\n    ")
        for path, own_texts in texts(root, python_files(root, packages)).items()
        for text in own_texts
    ]
    drawn = random.Random(seed).sample(written, min(count, len(written)))  # noqa: S311
    for number, text in enumerate(drawn, 1):
        print(f"{number}. {text}\n")


def longest_file(root, paths):
    lengths = {path: (root / path).read_text(encoding="utf-8").count("\n") for path in paths}
    return longest("lines of the longest Python file", 600, lengths)


def longest_function(trees):
    lengths = {
        f"{path}:{node.lineno} {node.name}": node.end_lineno - statements(node)[0].lineno + 1
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and statements(node)
    }
    return longest("lines of the longest function", 40, lengths)


def statements(node):
    """Return the statements of a module, class or function after its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def longest(label, target, lengths):
    """Return the Figure of the longest of {name: lines}."""
    names = sorted(lengths, key=lengths.get, reverse=True)[:LONGEST_SHOWN]
    return Figure(
        label,
        max(lengths.values(), default=0),
        target,
        "",
        tuple(f"{name}: {lengths[name]}" for name in names),
    )


def module_names(paths):
    """Return {dotted name: path}. A package has no __init__ in its name."""
    return {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in paths}


def imported_names(tree, package):
    """Yield the imports of a module in a package, as pairs: a dotted name, and a name in it or ""."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                parents = package.split(".")
                source = ".".join([*parents[: len(parents) - node.level + 1], *filter(None, [node.module])])
            yield from ((source, alias.name) for alias in node.names)


def module_importers(trees):
    """Return {module: set of other modules that import it} of all modules, as dotted names."""
    names = module_names(trees)
    importers = {name: set() for name in names}
    for name, path in names.items():
        package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        for source, part in imported_names(trees[path], package):
            target = f"{source}.{part}" if f"{source}.{part}" in names else source
            if target in names and target != name:
                importers[target].add(name)
    return importers


def files_by_folder(paths):
    """Return a Counter of the Python files directly in each folder, without __init__.py."""
    return Counter(str(Path(path).parent) for path in paths if Path(path).name != "__init__.py")


def static_figures(root, packages=()):
    """Return the figures that are computed from the source text."""
    paths = code_files(root, packages)
    trees = parse(root, paths)
    lines = sum((root / path).read_text(encoding="utf-8").count("\n") for path in paths)
    classes = definitions(trees, ast.ClassDef, nested=True)
    functions = definitions(trees, FUNCTIONS, nested=False)
    importers = module_importers(trees)
    single = tuple(f"{name}: {min(others)}" for name, others in importers.items() if len(others) == 1)
    folders = files_by_folder(paths)
    crowded = tuple(f"{folder}: {count} files" for folder, count in folders.most_common() if count > 25)
    return [
        Figure("Python files", len(paths)),
        Figure("lines of Python", lines),
        longest_file(root, paths),
        longest_function(trees),
        duplicate_names_figure("class names defined in two or more files", 1, classes),
        duplicate_names_figure("function names defined in two or more modules", 5, functions),
        prose_figure(root, packages),
        Figure("modules imported by exactly one other", percentage(single, importers), 25, "%", single),
        Figure("Python files in the largest folder", max(folders.values(), default=0), 25, "", crowded),
    ]


@contextmanager
def files_executed():
    """Yield the set of files whose functions are called inside the block, in any thread."""
    files, watch, tool = set(), sys.monitoring, sys.monitoring.PROFILER_ID

    def note(code, offset):
        files.add(code.co_filename)
        return watch.DISABLE  # each function once

    watch.use_tool_id(tool, "measure_house")
    watch.register_callback(tool, watch.events.PY_START, note)
    watch.restart_events()
    watch.set_events(tool, watch.events.PY_START)
    try:
        yield files
    finally:
        watch.set_events(tool, watch.events.NO_EVENTS)
        watch.free_tool_id(tool)


def project_figures(root):
    """Yield the figures that need this project: its settings, and the packages of requirements/dev.txt."""
    sys.path.insert(0, str(root))
    from tests.architecture import private_imports

    private = tuple(f"{module}: {name}" for module, name in private_imports(root, ("articles", "newsroom")))
    yield Figure("imports of private parts of libraries", len(private), 1, "", private)
    yield types_figure(root)
    yield from request_figures(root)


def types_figure(root):
    checked = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "mypy", "--no-error-summary"],
        cwd=root, check=False, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    errors = tuple(line for line in checked.stdout.splitlines() if ": error: " in line)
    if checked.returncode > 1:
        sys.exit(checked.stderr or checked.stdout)
    return Figure("errors of mypy", len(errors), 0, "", errors)


def request_figures(root):
    """Return the figures of requests, on a test database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection

    django.setup()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        executed = {"GET of the story form": executed_by_form(), "saved segment": executed_by_segment()}
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    project = {str(root / path): path for path in code_files(root)}
    figures = []
    for request, files in executed.items():
        paths = tuple(sorted(project[file] for file in files & project.keys()))
        figures.append(Figure(f"project files executed for one {request}", len(paths), 80, "", paths))
    return figures


def executed_by_form():
    """Return the file names of all code that runs during the second GET of the story form."""
    from django.test import Client

    from tests.factories import make_published, make_user

    user, client = make_user(), Client()
    client.force_login(user)
    address = FORM.format(id=make_published(languages=("en", "ko"), by=user).pk)
    client.get(address)
    with files_executed() as executed:
        expect_success(client.get(address))
    return executed


def executed_by_segment():
    """Return the file names of all code that runs when the second segment of a story is translated."""
    from django.test import Client

    from tests.translations.screen import TranslationScreenCase

    TranslationScreenCase.setUpTestData()
    screen = TranslationScreenCase()
    screen.client = Client()
    screen.setUp()
    expect_success(screen.post(1, text="항구"))
    fields = screen.fields(2, text="항구는 월요일에 문을 연다.")
    with files_executed() as executed:
        expect_success(
            screen.client.post(f"{screen.address}segment/", fields, headers={"Accept": "application/json"})
        )
    return executed


def expect_success(response):
    if response.status_code != 200:
        sys.exit(f"{response.request['PATH_INFO']} answers {response.status_code}.")


def main(arguments=None):
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument(
        "root", type=Path, nargs="?", default=HERE, help="another codebase (only static figures)"
    )
    parser.add_argument("--packages", default="", help="folders or files of ROOT, separated by commas")
    parser.add_argument("--list", action="store_true", help="also list the offenders of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a figure misses its target")
    parser.add_argument(
        "--static", action="store_true", help="only the figures computed from the source text"
    )
    parser.add_argument(
        "--sample", type=int, metavar="N", help="print N docstrings and comments drawn at random"
    )
    parser.add_argument("--seed", type=int, help="draw the same texts again")
    options = parser.parse_args(arguments)
    root, packages = options.root.resolve(), [name for name in options.packages.split(",") if name]
    if not code_files(root, packages):
        parser.error(f"no Python files of git in {root} {options.packages}".rstrip())
    if options.sample:
        print_sample(root, packages, options.sample, options.seed)
        return
    figures = static_figures(root, packages)
    if root == HERE and not packages and not options.static:
        figures.extend(project_figures(root))
    print(*figures, sep="\n")
    for figure in figures if options.list else ():
        if figure.offenders:
            print(f"\n# {figure.label}", *figure.offenders, sep="\n")
    sys.exit(1 if options.check and not all(figure.is_met for figure in figures) else 0)


if __name__ == "__main__":
    main()
