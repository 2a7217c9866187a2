"""The folder of an exported newsroom: tables/articles.Article.jsonl, media/…, media.jsonl, manifest.json."""

from pathlib import Path

from newsroom.interchange.transfer.files import MediaFile, path_within, read_manifest, read_media_list

FORMAT = 1


class NewsroomFolder:
    """The folder, its parts as paths."""

    def __init__(self, path: Path):
        self.path = path
        self.manifest, self.media_list = path / "manifest.json", path / "media.jsonl"

    def table(self, label: str) -> Path:
        return self.path / "tables" / f"{label}.jsonl"

    def media_file(self, name: str) -> Path:
        """Return the path of a media file. Raise TransferRefused for a name that leads out of the folder."""
        return path_within(self.path / "media", name)

    def read_manifest(self) -> dict:
        """Return the manifest. Raise TransferRefused for a folder that is no whole export, or a newer one."""
        return read_manifest(self.manifest, FORMAT)

    def read_media_list(self) -> list[MediaFile]:
        return read_media_list(self.media_list)
