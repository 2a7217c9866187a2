"""A folder with the identity of a newspaper."""

from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage

GREEN = ("#0b5d1e", "#7fd08c")
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 100"><path d="M0 0h480v100z"/></svg>'
ALL = """
style_sheet = "css/own.css"

[wordmark.en]
light = "mark.svg"
dark = "mark.svg"

[wordmark.ko]
light = "mark.svg"

[section_colours.harbor]
light = "#0b5d1e"
dark = "#7FD08C"
"""


def write_identity(folder: Path, text: str = ALL) -> Path:
    """Write an identity file, and the files that it may name. Return the folder."""
    (folder / "static/css").mkdir(parents=True, exist_ok=True)
    (folder / "identity.toml").write_text(text, encoding="utf-8")
    (folder / "mark.svg").write_text(MARK)
    (folder / "script.svg").write_text(MARK.replace("<path", "<script/><path"))
    (folder / "static/css/own.css").write_text(".colophon { color: var(--accent); }\n")
    (folder / "static/own.txt").touch()
    return folder


class StorageOfOurs(StaticFilesStorage):
    """Storage of static files that were collected without an identity."""

    def url(self, name):
        if name.startswith("identity/") or name == "css/own.css":
            raise ValueError(f"Missing staticfiles manifest entry for {name!r}")
        return super().url(name)
