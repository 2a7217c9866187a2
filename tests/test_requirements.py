"""Every package is pinned with hashes, and each direct requirement has a comment with its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMPILED = ["requirements.txt", "requirements/dev.txt"]
INPUTS = ["requirements/base.in", "requirements/dev.in"]


def packages(text):
    """Return the packages of a compiled file as {name: whole entry}."""
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    return {entry.partition("==")[0].partition("[")[0]: entry.strip() for entry in entries if entry.strip()}


def choices(text):
    """Return the (name, reason) of each line of an input that chooses a package."""
    lines = [line for line in text.splitlines() if re.match(r"[A-Za-z]", line)]
    return [(re.match(r"[\w-]+", line)[0].lower(), line.partition("#")[2].strip()) for line in lines]


@pytest.mark.parametrize("name", COMPILED)
def test_every_package_is_pinned_with_hashes(name):
    entries = packages((ROOT / name).read_text())
    assert len(entries) > 15
    for entry in entries.values():
        assert re.match(
            r"[a-z0-9-]+(\[[a-z,]+\])?==[\w.]+( ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", entry
        ), entry


@pytest.mark.parametrize("name", COMPILED)
def test_no_index_is_named(name):
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted", (ROOT / name).read_text())


@pytest.mark.parametrize(("source", "compiled"), list(zip(INPUTS, COMPILED, strict=True)))
def test_what_is_chosen_is_pinned_and_has_its_reason(source, compiled):
    pinned = packages((ROOT / compiled).read_text())
    for package, reason in choices((ROOT / source).read_text()):
        assert package in pinned
        assert reason, f"{package} needs a reason in {source}"


def test_development_has_the_very_packages_of_production():
    development = packages((ROOT / "requirements/dev.txt").read_text())
    production = packages((ROOT / "requirements.txt").read_text())
    assert {name for name, entry in production.items() if development.get(name) != entry} == set()


def test_map_gives_the_reason_for_each_package_that_is_chosen():
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for source in INPUTS:
        for package, _reason in choices((ROOT / source).read_text()):
            assert re.search(rf"(?<![\w-]){package}(?![\w-])", text, re.IGNORECASE), (
                f"{package} is not in ARCHITECTURE.md"
            )
