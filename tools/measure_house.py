#!/usr/bin/env python3
"""Figures on the structure of the code, beside their targets: `make measure`.

Python files      every *.py under ROOT that git does not ignore, also empty ones, except migrations and
                  tests: folders named migrations or tests, conftest.py, tests.py and test_*.py.
Lines of Python   all lines of these files, with blank lines and comments.
Class names       the share of the distinct names of classes, also nested ones, that are defined in two or
                  more files. Meta, Media and Command do not count: Django prescribes them.
Function names    the same for functions at the top level of a module.
Docstrings        of modules, classes and functions, if their first word is in OPENING.
Modules           the share of all modules that exactly one other module imports, anywhere in its text.
                  `from a import b` imports a.b if that is a module, else a. Names in strings (settings,
                  include(), import_module) are not seen.
Largest folder    the most files directly in one folder, without __init__.py.
Story form        files with a function that runs during the second GET of the form of a story that is
                  published in both languages. DATABASE_URL chooses the database server; only a test database
                  is created there, and removed.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent.parent
EXCLUDED = re.compile(r"(^|/)(migrations/|tests/|conftest\.py$|tests\.py$|test_[^/]*\.py$)")
PRESCRIBED = {"Meta", "Media", "Command"}
OPENING = re.compile(r"(What|Which|Where|How|Who|Of|Those)\b")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
FORM = "/admin/articles/article/{id}/change/"


class Figure(NamedTuple):
    """A measured value. `offenders` are lines of text, one for each item that counts against it."""

    label: str
    value: float
    target: float  # upper limit
    unit: str = ""
    offenders: tuple = ()

    @property
    def is_met(self):
        return self.value <= self.target

    def __str__(self):
        value = f"{self.value:,.1f} %" if self.unit == "%" else f"{self.value:,}"
        target = f"≤ {self.target:,}{' %' if self.unit == '%' else ''}"
        return f"{self.label:52}{value:>10}{target:>12}{'' if self.is_met else '   missed'}"


def code_files(root, packages=()):
    """Return the paths of the code relative to root, of all code or of the given folders and files."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *packages]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603
    paths = {path for path in listed.split("\0") if path.endswith(".py") and not EXCLUDED.search(path)}
    return sorted(path for path in paths if (root / path).exists())  # git lists moved files, too


def parse(root, paths):
    """Return {path: syntax tree}."""
    return {path: ast.parse((root / path).read_text(encoding="utf-8"), path) for path in paths}


def definitions(trees, kinds, *, nested):
    """Return {name: ["path:line", …]} of the definitions of these kinds, at the top level or anywhere."""
    found = defaultdict(list)
    for path, tree in trees.items():
        for node in ast.walk(tree) if nested else tree.body:
            if isinstance(node, kinds) and node.name not in PRESCRIBED:
                found[node.name].append(f"{path}:{node.lineno}")
    return found


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


def unclear_docstrings(trees):
    """Return "path:line: first line" of each docstring that opens with a word of OPENING."""
    found = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS)):
                text = ast.get_docstring(node) or ""
                if OPENING.match(text):
                    found.append((path, node.body[0].lineno, text.partition("\n")[0]))
    return [f"{path}:{line}: {text}" for path, line, text in sorted(found)]


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
    found = {name: set() for name in names}
    for name, path in names.items():
        package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        for source, part in imported_names(trees[path], package):
            target = f"{source}.{part}" if f"{source}.{part}" in names else source
            if target in names and target != name:
                found[target].add(name)
    return found


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
    docstrings = tuple(unclear_docstrings(trees))
    importers = module_importers(trees)
    single = tuple(f"{name}: {min(others)}" for name, others in importers.items() if len(others) == 1)
    folders = files_by_folder(paths)
    crowded = tuple(f"{folder}: {count} files" for folder, count in folders.most_common() if count > 25)
    return [
        Figure("Python files", len(paths), 604),
        Figure("lines of Python", lines, 51_000),
        duplicate_names_figure("class names defined in two or more files", 1, classes),
        duplicate_names_figure("function names defined in two or more modules", 5, functions),
        Figure("docstrings that start with What, Which, Where …", len(docstrings), 0, "", docstrings),
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


def form_figure(root):
    """Return the figure of the story form. Needs the packages of requirements/dev.txt."""
    sys.path.insert(0, str(root))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.db import connection

    django.setup()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        executed = executed_by_form()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    files = {str(root / path): path for path in code_files(root)}
    found = tuple(sorted(files[path] for path in executed & files.keys()))
    return Figure("project files executed for one GET of the story form", len(found), 80, "", found)


def executed_by_form():
    """Return the file names of all code that runs during the second GET of the story form."""
    from django.test import Client

    from tests.factories import make_published, make_user

    user, client = make_user(), Client()
    client.force_login(user)
    address = FORM.format(id=make_published(languages=("en", "ko"), by=user).pk)
    client.get(address)
    with files_executed() as executed:
        response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} answers {response.status_code}.")
    return executed


def main(arguments=None):
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument(
        "root", type=Path, nargs="?", default=HERE, help="another codebase (the story form is left out)"
    )
    parser.add_argument("--packages", default="", help="folders or files of ROOT, separated by commas")
    parser.add_argument("--list", action="store_true", help="also list the offenders of each figure")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a figure misses its target")
    parser.add_argument("--no-form", action="store_true", help="leave out the story form")
    options = parser.parse_args(arguments)
    root, packages = options.root.resolve(), [name for name in options.packages.split(",") if name]
    if not code_files(root, packages):
        parser.error(f"no Python files of git in {root} {options.packages}".rstrip())
    figures = static_figures(root, packages)
    if root == HERE and not packages and not options.no_form:
        figures.append(form_figure(root))
    print(*figures, sep="\n")
    for figure in figures if options.list else ():
        if figure.offenders:
            print(f"\n# {figure.label}", *figure.offenders, sep="\n")
    sys.exit(1 if options.check and not all(figure.is_met for figure in figures) else 0)


if __name__ == "__main__":
    main()
