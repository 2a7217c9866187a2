"""The list of parts of a release is complete, valid, and agrees with the files."""

import json
import re
from pathlib import Path

import pytest

from tests.test_requirements import packages
from tools.sbom import license_words, read_locked, sbom_text, shipped_parts

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = (ROOT / "requirements.txt").read_text()


@pytest.fixture(scope="module")
def sbom():
    """Return the list of parts as data, validated against its schema."""
    return json.loads(sbom_text())


@pytest.fixture(scope="module")
def components(sbom):
    return {one["name"]: one for one in sbom["components"]}


def test_every_locked_package_is_in_it_with_version_and_hashes(components):
    entries = packages(REQUIREMENTS)
    assert len(entries) > 15
    for name, entry in entries.items():
        [files] = components[name]["externalReferences"]
        hashes = sorted(re.findall(r"sha256:([0-9a-f]{64})", entry))
        assert sorted(one["content"] for one in files["hashes"]) == hashes
        assert f"=={components[name]['version']} " in entry


def test_every_package_that_is_installed_here_has_a_license(components):
    without = {name for name in packages(REQUIREMENTS) if "licenses" not in components[name]}
    assert without == {name for name in packages(REQUIREMENTS) if not license_words(name)} <= {"colorama"}


def test_relations_are_those_of_the_lock(sbom, components):
    needs = {one["ref"]: one.get("dependsOn", []) for one in sbom["dependencies"]}
    django = f"django=={components['django']['version']}"
    assert django in needs[sbom["metadata"]["component"]["bom-ref"]]
    assert [one.partition("==")[0] for one in needs[django]] == ["asgiref", "sqlparse", "tzdata"]


def test_scripts_of_the_editor_are_in_it(components):
    scripts = {one["purl"] for one in components["django-prose-editor"]["components"]}
    assert {"pkg:npm/prosemirror-model", "pkg:npm/%40tiptap/core"} <= scripts


def test_fonts_and_data_of_others_are_in_it(components):
    named = {name for part in shipped_parts() for name in part["files"]}
    fonts = {path for ending in ("otf", "ttf", "woff2") for path in ROOT.glob(f"newsroom/**/*.{ending}")}
    lists = {path for path in ROOT.glob("articles/**/*.txt") if "# Taken from" in path.read_text()[:600]}
    assert named == {path.relative_to(ROOT).as_posix() for path in fonts | lists}
    assert components["Pretendard Bold"]["licenses"] == [{"license": {"id": "OFL-1.1"}}]


def test_package_of_one_system_is_optional():
    [one] = read_locked(
        f"colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:{'a' * 64}\n    # via tqdm\n"
    )
    assert one == ("colorama", "0.4.6", "sys_platform == 'win32'", ["a" * 64], ["tqdm"])
