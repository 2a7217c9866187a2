"""The pictures of `make screens`: every kind of page there is, under names that can be foretold."""

import importlib.util
import io
import tomllib
from pathlib import Path

import pytest
from django.urls import resolve
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("screens", ROOT / "tools" / "screens.py")
screens = importlib.util.module_from_spec(spec)
spec.loader.exec_module(screens)

STORIES = ROOT / "newsroom/demo/stories"
KEYS = [tomllib.loads(path.read_text(encoding="utf-8"))["key"] for path in STORIES.glob("*.toml")]
FOR_EVERYBODY = [kind for kind in screens.KINDS if kind.name != "not-found" and not kind.is_debug]
PLACES = {"story": dict.fromkeys(KEYS, 7), "image": 3, "day": "2026/03/02"}


@pytest.mark.parametrize("kind", FOR_EVERYBODY, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_address_leads_to_a_page(kind, language):
    path, _mark, _query = kind.address.format(language=language, **PLACES).partition("?")
    assert resolve(path)


def test_the_history_of_a_story_is_not_taken_for_its_address():
    [kind] = [kind for kind in screens.KINDS if kind.name == "story-history"]
    assert resolve(kind.address.format(language="en", **PLACES)).url_name == "history"


def test_names_tell_kind_language_width_and_scheme():
    names = [screen.file for screen in screens.screens()]
    assert len(set(names)) == len(names)
    sizes = [len(kind.languages) * len(kind.widths) * len(kind.schemes) for kind in screens.KINDS]
    assert len(names) == sum(sizes)
    assert {"article-ko-390-dark.png", "admin-index-en-1440-light.png"} <= set(names)


def test_desk_changes_its_language_once():
    languages = [screen.language for screen in screens.screens()]
    assert languages == sorted(languages)


def test_picture_is_reduced_to_a_palette_without_losing_a_colour_of_the_design():
    picture = Image.linear_gradient("L").convert("RGB")
    plum = (0x7A, 0x3A, 0x78)
    picture.putpixel((7, 7), plum)
    file = io.BytesIO()
    picture.save(file, "PNG")
    few = Image.open(io.BytesIO(screens.reduced(file.getvalue())))
    assert few.mode == "P"
    assert len(few.getcolors()) <= screens.COLOURS + 1
    assert few.convert("RGB").getpixel((7, 7)) == plum


def test_table_links_what_is_there(tmp_path):
    for name in ("front-en-390-light.png", "front-ko-390-dark.png"):
        (tmp_path / name).touch()
    assert screens.table(tmp_path).splitlines()[-1] == (
        "| Front page | en [light](front-en-390-light.png)<br>ko [dark](front-ko-390-dark.png) |  |  |"
    )


class TestTheCommand:
    @pytest.fixture
    def taken(self, monkeypatch):
        """The screens that were to be taken."""
        found = []
        monkeypatch.setattr(screens, "photograph", lambda wanted, folder: found.extend(wanted))
        return found

    def test_goes_on_where_it_stopped(self, tmp_path, taken):
        (tmp_path / "front-en-390-light.png").touch()
        screens.main(["--only", "front", "--to", str(tmp_path)])
        assert len(taken) == 11
        assert (tmp_path / "README.md").exists()

    def test_takes_what_is_there_again_when_asked(self, tmp_path, taken):
        (tmp_path / "front-en-390-light.png").touch()
        screens.main(["--only", "front", "--to", str(tmp_path), "--again"])
        assert len(taken) == 12

    def test_refuses_a_kind_that_there_is_not(self, tmp_path, taken, capsys):
        with pytest.raises(SystemExit):
            screens.main(["--only", "front,frunt", "--to", str(tmp_path)])
        assert "no kind of page: frunt" in capsys.readouterr().err
