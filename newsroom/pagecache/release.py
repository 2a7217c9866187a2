"""The digest of a release: of the code, the files and the settings that readers' pages show."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

# Files whose change makes other pages: see release_digest.
CODE_PATTERNS = (
    "newsroom/**/*.py",
    "articles/**/*.py",
    "**/templates/**/*.html",
    "templates/**/*",
    "locale/**/*.mo",
)
# The same below SITE_DIR; its static files are in the manifest.
IDENTITY_PATTERNS = ("identity.toml", "templates/**/*", "**/*.woff2", "**/*.ttf", "**/*.otf")


@cache
def release_digest():
    """Return a digest of the code and of the settings that pages show: other code makes other pages."""
    digest = hashlib.sha256()
    for pattern in CODE_PATTERNS:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(path.read_bytes() if path.is_file() else b"")
    for path in sorted(path for one in IDENTITY_PATTERNS for path in settings.SITE_DIR.glob(one)):
        digest.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    digest.update(manifest.read_bytes() if manifest.is_file() else b"")
    values = (settings.SITE_URL, settings.SECRET_KEY, settings.TIME_ZONE, settings.FEED_AUTHORITY)
    values += (settings.MOST_READ_FROM, settings.AI_TRAINING, settings.DATABASES["default"]["NAME"])
    digest.update(repr(values).encode())
    return digest.hexdigest()
