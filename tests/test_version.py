"""The version has one source, and agrees with the changelog and the container."""

import re
from pathlib import Path

from newsroom.operations.installation.configuration import VersionCheck
from newsroom.version import VERSION

ROOT = Path(__file__).resolve().parent.parent


def test_version_is_of_three_numbers():
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_changelog_has_an_entry_for_it():
    assert re.search(rf"^## {re.escape(VERSION)} ", (ROOT / "CHANGELOG.md").read_text(), re.M)


def test_installation_says_it():
    assert f"Majubon {VERSION}" in VersionCheck().examine().found


def test_container_has_the_file_that_says_it():
    assert "pyproject.toml" in (ROOT / "docs/deploy/Containerfile").read_text()
