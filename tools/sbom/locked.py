"""The locked Python packages of requirements.txt, and the licenses that installed ones name."""

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import NamedTuple

ENTRY = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[^\]]*\])?==(?P<version>[\w.]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.M
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^    #(?: via)? +(\S.*)$", re.M)
CHOSEN = "-r requirements/base.in"
LONGEST_NAME = 60  # letters of a license that is named; some packages give the whole text
BUNDLE = "django_prose_editor/static/django_prose_editor/editor.js.map"
NPM_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")


class LockedPackage(NamedTuple):
    """An entry of requirements.txt.

    hashes  SHA-256, of each file in which it comes
    needed_by  names of packages, CHOSEN among them if we chose it ourselves
    marker  on which systems alone it is installed, "" for all
    """

    name: str
    version: str
    marker: str
    hashes: list[str]
    needed_by: list[str]


def read_locked(text: str) -> list[LockedPackage]:
    """Return the entries of a compiled file of requirements."""
    starts = list(ENTRY.finditer(text))
    ends = [one.start() for one in starts[1:]] + [len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        entry = text[start.start() : end]
        needed_by = [name.strip() for name in VIA.findall(entry)]
        name, marker = start["name"], start["marker"] or ""
        found.append(LockedPackage(name, start["version"], marker, HASH.findall(entry), needed_by))
    return found


def license_words(name: str) -> list[str]:
    """Return the license of an installed package: one expression, or what it says in other fields."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:  # of another system
        return []
    if expression := metadata.get("License-Expression"):
        return [expression]
    said = (metadata.get("License") or "").strip()
    classifiers = [one for one in metadata.get_all("Classifier") or [] if one.startswith("License :: ")]
    named = [one.rpartition(" :: ")[2] for one in classifiers]
    return ([said] if said and len(said) <= LONGEST_NAME else []) + named


def bundled_scripts() -> list[str]:
    """Return the names of npm packages in the bundle of the editor, from its source map."""
    sources = json.loads(distribution("django-prose-editor").locate_file(BUNDLE).read_text())["sources"]
    return sorted({name for source in sources for name in NPM_PACKAGE.findall(source)})
