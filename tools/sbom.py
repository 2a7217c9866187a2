"""Write the software bill of materials of this version: `make sbom`, or `python -m tools.sbom [FILE]`.

Its format is CycloneDX 1.6 as JSON, for tools that look for vulnerable versions and unwanted licenses.

The list is made with cyclonedx-python-lib. The command cyclonedx-py cannot make it: from requirements.txt it
gives hashes but neither licenses nor relations, and from an environment it gives no hashes and includes the
tools for development. It lists neither the scripts in the editor bundle nor fonts and data.
"""

import hashlib
import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from newsroom.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = Path(__file__).with_name("shipped_parts.toml")
EDITOR = "django-prose-editor"
LICENSES = LicenseFactory()
ENTRY = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[^\]]*\])?==(?P<version>[\w.]+)(?: ; (?P<marker>[^\\]+?))? \\$", re.M
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VIA = re.compile(r"^    #(?: via)? +(\S.*)$", re.M)
CHOSEN = "-r requirements/base.in"
LONGEST_NAME = 60  # characters of a license name; some packages give the whole text
BUNDLE = "django_prose_editor/static/django_prose_editor/editor.js.map"
NPM_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")


class LockedPackage(NamedTuple):
    """An entry of requirements.txt.

    marker     condition for the systems that install it, "" for all
    hashes     SHA-256 of each of its files
    needed_by  names of packages, and CHOSEN if we require it directly
    """

    name: str
    version: str
    marker: str
    hashes: list[str]
    needed_by: list[str]


def read_locked(text: str) -> list[LockedPackage]:
    """Return the entries of a compiled requirements file."""
    starts = list(ENTRY.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    packages = []
    for start, end in zip(starts, ends, strict=True):
        entry = text[start.start() : end]
        needed_by = [name.strip() for name in VIA.findall(entry)]
        name, marker = start["name"], start["marker"] or ""
        packages.append(LockedPackage(name, start["version"], marker, HASH.findall(entry), needed_by))
    return packages


def license_words(name: str) -> list[str]:
    """Return the license of a package: [expression], or the texts of other fields; [] if not installed."""
    try:
        metadata = distribution(name).metadata
    except PackageNotFoundError:  # the package is installed on other systems only
        return []
    if expression := metadata.get("License-Expression"):
        return [expression]
    said = (metadata.get("License") or "").strip()
    classifiers = [
        classifier
        for classifier in metadata.get_all("Classifier") or []
        if classifier.startswith("License :: ")
    ]
    named = [classifier.rpartition(" :: ")[2] for classifier in classifiers]
    return ([said] if said and len(said) <= LONGEST_NAME else []) + named


def bundled_scripts() -> list[str]:
    """Return the names of npm packages in the editor bundle, from its source map."""
    sources = json.loads(distribution("django-prose-editor").locate_file(BUNDLE).read_text())["sources"]
    return sorted({name for source in sources for name in NPM_PACKAGE.findall(source)})


def make_bom() -> Bom:
    """Return the parts of this version: packages and their relations, scripts of the editor, fonts, data."""
    bom = Bom()
    majubon = Component(
        name="majubon", version=VERSION, type=ComponentType.APPLICATION, bom_ref=f"majubon=={VERSION}"
    )
    majubon.licenses.add(LICENSES.make_from_string("BSD-3-Clause"))
    bom.metadata.component = majubon
    locked = read_locked((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    packages = {package.name: package_component(package) for package in locked}
    packages[EDITOR].components.update(map(script_component, bundled_scripts()))
    for name, component in packages.items():
        bom.components.add(component)
        bom.register_dependency(
            component, [packages[package.name] for package in locked if name in package.needed_by]
        )
    bom.register_dependency(
        majubon, [packages[package.name] for package in locked if CHOSEN in package.needed_by]
    )
    for part in shipped_parts():
        bom.components.add(shipped_component(part))
    return bom


def package_component(package) -> Component:
    """Return a locked package as a component, which is optional if only some systems install it."""
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{package.name}/{package.version}/"),
        hashes=[sha256(digest) for digest in package.hashes],
    )
    component = Component(
        name=package.name,
        version=package.version,
        bom_ref=f"{package.name}=={package.version}",
        purl=PackageURL("pypi", name=package.name, version=package.version),
        licenses=map(LICENSES.make_from_string, license_words(package.name)),
        external_references=[files],
    )
    if package.marker:
        component.scope = ComponentScope.OPTIONAL
        component.properties.add(Property(name="majubon:installed-where", value=package.marker))
    return component


def script_component(name) -> Component:
    """Return an npm package of the editor bundle, which does not record its version."""
    group, _slash, own = name.rpartition("/")
    return Component(
        name=own, group=group or None, purl=PackageURL("npm", group, own), bom_ref=f"{EDITOR}/{name}"
    )


def shipped_parts() -> list[dict]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["part"]


def shipped_component(part) -> Component:
    """Return a font or a word list, with the hash of each of its files."""
    files = [
        Component(
            name=name,
            type=ComponentType.FILE,
            bom_ref=name,
            hashes=[sha256(hashlib.sha256((ROOT / name).read_bytes()).hexdigest())],
        )
        for name in part["files"]
    ]
    return Component(
        name=part["name"],
        version=part["version"],
        type=ComponentType.DATA,
        bom_ref=part["name"],
        licenses=[LICENSES.make_from_string(part["license"])],
        external_references=[
            ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part["source"]))
        ],
        components=files,
    )


def sha256(digest) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=digest)


def sbom_text() -> str:
    """Return the bill of materials as JSON. Raise ValueError if it does not match the schema."""
    text = JsonV1Dot6(make_bom()).output_as_string(indent=1)
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"The list of parts is not valid: {error}")
    return text


def main(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(sbom_text() + "\n", encoding="utf-8")
    print(f"Wrote {path}.")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else f"dist/majubon-{VERSION}.cdx.json"))
