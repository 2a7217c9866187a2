"""The pictures of the docs and the tool that takes them."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest
from django.urls import resolve

ROOT = Path(__file__).resolve().parent.parent
spec = importlib.util.spec_from_file_location("screens", ROOT / "tools" / "screens.py")
screens = importlib.util.module_from_spec(spec)
sys.modules["screens"] = screens  # dataclasses look their module up
spec.loader.exec_module(screens)

STORIES = ROOT / "newsroom/demo/stories"
KEYS = [tomllib.loads(path.read_text(encoding="utf-8"))["key"] for path in STORIES.glob("*.toml")]
IDS = dict.fromkeys(KEYS, 7)
PAGES = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*/*.md")]
PICTURE = re.compile(r"!\[[^\]]+\]\([^)]*/screens/([^)]+)\)")


@pytest.mark.parametrize("screen", screens.SCREENS, ids=lambda screen: screen.name)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_address_leads_to_a_page(screen, language):
    path, _mark, _query = screen.address.format(language=language, story=IDS).partition("?")
    assert resolve(path)


def test_the_history_of_a_story_is_not_taken_for_its_address():
    [screen] = [screen for screen in screens.SCREENS if screen.name == "story-history"]
    assert resolve(screen.address.format(language="en", story=IDS)).url_name == "history"


class TestPictures:
    taken = sorted(screens.FOLDER.glob("*.webp"))

    def test_each_is_taken_by_the_tool_and_shown_in_the_docs(self):
        names = [path.name for path in self.taken]
        taken = [(screen.name, language) for screen in screens.SCREENS for language in screen.languages]
        assert names == sorted(f"{name}-{language}.webp" for name, language in taken)
        shown = {name for page in PAGES for name in PICTURE.findall(page.read_text(encoding="utf-8"))}
        assert set(names) == shown

    def test_they_are_few_and_small(self):
        assert len(self.taken) <= 40
        assert sum(path.stat().st_size for path in self.taken) < 4_000_000


def test_the_command_takes_the_screens_that_are_named(monkeypatch):
    taken = []
    monkeypatch.setattr(screens, "require_fonts", lambda: None)
    monkeypatch.setattr(screens, "take", lambda chosen, folder: taken.extend(chosen))
    screens.main(["--only", "story,front"])
    assert [screen.name for screen in taken] == ["front", "story"]


def test_the_command_refuses_a_name_that_it_does_not_know(capsys):
    with pytest.raises(SystemExit):
        screens.main(["--only", "front,frunt"])
    assert "no screen is called frunt" in capsys.readouterr().err
