"""The folder of one backup, and the folders of all."""

import re
from pathlib import Path

from newsroom.interchange.transfer.files import MediaFile, read_manifest, read_media_list

FORMAT = 1
NAME = "%Y%m%dT%H%M%SZ"
IS_NAME = re.compile(r"\d{8}T\d{6}Z")


class BackupFolder:
    """One backup, its parts as paths. Without a manifest it is not complete."""

    def __init__(self, path: Path):
        self.path = path
        self.manifest, self.media_list = path / "manifest.json", path / "media.jsonl"
        self.settings = path / "settings.env"

    def database(self, vendor: str) -> Path:
        return self.path / ("database.dump" if vendor == "postgresql" else "database.sqlite3")

    @property
    def is_complete(self) -> bool:
        return self.manifest.is_file()

    def read_manifest(self) -> dict:
        """Return the manifest. Raise TransferRefused for a backup that is not whole, or a newer one."""
        return read_manifest(self.manifest, FORMAT)

    def read_media_list(self) -> list[MediaFile]:
        return read_media_list(self.media_list)


def list_backups(root: Path) -> list[BackupFolder]:
    """Return the backups in a folder, complete or not, the oldest first."""
    return [BackupFolder(path) for path in sorted(root.iterdir()) if IS_NAME.fullmatch(path.name)]
