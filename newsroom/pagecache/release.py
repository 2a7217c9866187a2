"""The digest of a release: of the code, files and settings that readers' pages are made from."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# Files that change pages: code, data beside it, templates, translations, versions of libraries.
CODE_PATTERNS = ("articles/**/*", "newsroom/**/*", "templates/**/*", "locale/**/*.mo", "requirements.txt")
COMPILED = "__pycache__"
# Files below SITE_DIR that change pages. The manifest of static files covers its static files.
IDENTITY_PATTERNS = ("identity.toml", "templates/**/*", "**/*.woff2", "**/*.ttf", "**/*.otf")
# Environment settings that pages and their headers show. tests/pagecache/test_release.py checks the list.
PAGE_SETTINGS = (
    *("AI_TRAINING", "DEBUG", "FEED_AUTHORITY", "MOST_READ_FROM", "NEWSLETTERS", "SECRET_KEY", "SITE_URL"),
    *("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_HSTS_SECONDS", "TIME_ZONE"),
)


@cache
def release_digest() -> str:
    """Return a digest of the code, files and settings that pages depend on.

    It contains no absolute path, so servers with different folders share the pages of one release.
    """
    digest = hashlib.sha256()
    for folder, patterns in ((settings.BASE_DIR, CODE_PATTERNS), (settings.SITE_DIR, IDENTITY_PATTERNS)):
        paths = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
        for path in sorted(paths):
            if COMPILED not in path.parts:
                digest.update(str(path.relative_to(folder)).encode() + content_of(path))
    digest.update(content_of(Path(settings.STATIC_ROOT, "staticfiles.json")))
    digest.update(content_of(Path(settings.EMBED_PROVIDERS)))
    values = [getattr(settings, name) for name in PAGE_SETTINGS]
    digest.update(repr([*values, settings.DATABASES["default"]["NAME"]]).encode())
    return digest.hexdigest()


def content_of(path: Path) -> bytes:
    """Return the digest of a file, or b"" if it does not exist."""
    return hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
