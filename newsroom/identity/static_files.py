"""Static files of the identity: wordmarks, generated style sheets, and template tags with their URLs."""

from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.templatetags.static import static
from django.utils import timezone

from newsroom.identity.configuration import CLASS, Identity, Wordmark, default_pairs, identity
from newsroom.identity.fonts import fonts_css

register = template.Library()  # "identity" in settings.TEMPLATES
DEFAULT_COLOURS, OWN_COLOURS = "css/section_colours.css", "identity/section_colours.css"
OWN_FONTS = "identity/fonts.css"


def identity_files(own_identity: Identity) -> dict[str, Path | bytes]:
    """Return {name: path or content} of the static files that an identity adds."""
    files: dict[str, Path | bytes] = {
        mark.name: mark.path for marks in own_identity.wordmarks.values() for mark in marks
    }
    if own_identity.section_colours:
        files[OWN_COLOURS] = section_colours_css(own_identity).encode()
    if own_identity.fonts:
        files[OWN_FONTS] = fonts_css(list(own_identity.fonts.values())).encode()
    return files


def section_colours_css(own_identity: Identity) -> str:
    """Return the style sheet of all section colours: the newspaper's own, and defaults for the others."""
    pairs = default_pairs() | {f"{CLASS}{name}": pair for name, pair in own_identity.section_colours.items()}
    rules = [
        f"{name} {{ --colour: light-dark({light}, {dark}); }}\n"
        for name, (light, dark) in pairs.items()
        if name.startswith(CLASS)
    ]
    return "".join(rules)


@register.simple_tag
def section_colours_sheet() -> str:
    """Return the URL of the style sheet of section colours."""
    address = collected_address(OWN_COLOURS) if identity().section_colours else ""
    return address or static(DEFAULT_COLOURS)


@register.simple_tag
def fonts_sheet() -> str:
    """Return the URL of the style sheet of the newspaper's fonts, or ""."""
    return collected_address(OWN_FONTS) if identity().fonts else ""


@register.simple_tag
def own_style_sheet() -> str:
    """Return the URL of the newspaper's own style sheet, or ""."""
    name = identity().style_sheet
    return collected_address(name) if name else ""


@register.simple_tag
def wordmarks(language: str) -> list[tuple[Wordmark, str]]:
    """Return [(wordmark, URL)] for a language, light before dark; [] unless all are collected."""
    marks = [(mark, collected_address(mark.name)) for mark in identity().wordmarks.get(language, [])]
    return marks if all(address for _mark, address in marks) else []


def collected_address(name: str) -> str:
    """Return the URL of a static file, or "" if it has not been collected."""
    try:
        return static(name)
    except ValueError:  # not in the manifest of collected files
        return ""


def not_collected(own_identity: Identity) -> list[str]:
    """Return the names of the identity's static files that are missing until `collectstatic` runs."""
    names = [*identity_files(own_identity), *([own_identity.style_sheet] if own_identity.style_sheet else [])]
    return [name for name in names if not collected_address(name)]


class IdentityStorage(Storage):
    """Files of an identity under their names as static files."""

    def __init__(self, files):
        self.files = files

    def path(self, name):
        return str(self.files[name]) if isinstance(self.files[name], Path) else name

    def exists(self, name):
        return name in self.files

    def _open(self, name, mode="rb"):
        source = self.files[name]
        return File(source.open("rb")) if isinstance(source, Path) else ContentFile(source)

    def get_modified_time(self, name):
        """Return the current time, so that a replacement is collected even if its file is older."""
        return timezone.now()


class IdentityFinder(BaseFinder):
    """Finder of the files of the identity, for `collectstatic` and for development."""

    def check(self, **kwargs):
        return []

    def list(self, ignore_patterns):
        storage = IdentityStorage(identity_files(identity()))
        for name in storage.files:
            if not matches_patterns(name, ignore_patterns or []):
                yield name, storage

    def find(self, path, find_all=False):
        source = identity_files(identity()).get(path)
        if isinstance(source, bytes):
            source = written_file(path, source)
        if source is None:
            return []
        return [str(source)] if find_all else str(source)


def written_file(name: str, content: bytes) -> Path:
    """Write a generated file to its place under STATIC_ROOT, for development, and return its path."""
    path = Path(settings.STATIC_ROOT) / name
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path
