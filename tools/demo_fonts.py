"""Write the demonstration's fonts, which npm downloads: `python -m tools.demo_fonts`.

Each is a subset of a font under the SIL Open Font License: Hangul of KS X 1001 or Latin of Europe, with
punctuation. It gets a new name, because some names are reserved. Its license is stored beside it.
"""

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

from newsroom.identity.fonts import BASIC, cut_font, syllables_of_ks_x_1001

FOLDER = Path(__file__).resolve().parent.parent / "newsroom/demo/look/fonts"
SIGNS = BASIC + "·…‥「」『』〈〉《》【】〔〕※○●◎□■△▲▽▼◇◆☆★→←↑↓×÷±€₩£¥§©®°℃%㎡㎞㎏"
LATIN = "".join(map(chr, range(0xA0, 0x180)))


class DemoFont(NamedTuple):
    """A font of the demonstration: its name, its npm package and the path in it, and its characters."""

    name: str
    package: str
    path: str
    characters: str

    @property
    def file_name(self):
        return self.name.lower().replace(" ", "-")


FONTS = (
    DemoFont(
        "Majubon Myeongjo",
        "@expo-google-fonts/nanum-myeongjo@0.4.1",
        "800ExtraBold/NanumMyeongjo_800ExtraBold.ttf",
        SIGNS + syllables_of_ks_x_1001(),
    ),
    DemoFont(
        "Majubon Serif",
        "@expo-google-fonts/source-serif-4@0.4.1",
        "700Bold/SourceSerif4_700Bold.ttf",
        SIGNS + LATIN,
    ),
)


def fetch_package(name: str) -> dict[str, bytes]:
    """Return {path: content} of the files in an npm package."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, name]
        subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL)
        [archive] = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            contents = {member.name: files.extractfile(member) for member in files if member.isfile()}
            return {name.removeprefix("package/"): file.read() for name, file in contents.items() if file}


def name_font(content: bytes, name: str) -> bytes:
    """Return a font with its name replaced."""
    font, out = TTFont(io.BytesIO(content), recalcTimestamp=False), io.BytesIO()
    names = {1: name, 2: "Regular", 3: name, 4: name, 6: name.replace(" ", "")}
    for name_id, words in names.items():
        font["name"].setName(words, name_id, 3, 1, 0x409)
    font.save(out)
    return out.getvalue()


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        files = fetch_package(font.package)
        content = name_font(cut_font(files[font.path], font.characters), font.name)
        (FOLDER / f"{font.file_name}.woff2").write_bytes(content)
        (FOLDER / f"{font.file_name}-LICENSE.txt").write_bytes(files["LICENSE_FONT"])


if __name__ == "__main__":
    main()
