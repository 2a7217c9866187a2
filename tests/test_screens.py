"""The pictures of the docs and the tool that takes them."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.urls import resolve
from PIL import Image

from newsroom.public.urls import in_language, of_story
from tools.screens import __main__ as command
from tools.screens import docs_pictures as screens
from tools.screens import sheets

ROOT = Path(__file__).resolve().parent.parent
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
    monkeypatch.setattr(command, "require_fonts", lambda: None)
    monkeypatch.setattr(screens, "take", taken.extend)
    command.main(["docs", "--only", "story,front"])
    assert [screen.name for screen in taken] == ["front", "story"]


def test_the_command_refuses_a_name_that_it_does_not_know(capsys):
    with pytest.raises(SystemExit):
        command.main(["docs", "--only", "front,frunt"])
    assert "there is no picture called frunt" in capsys.readouterr().err


class TestPageTypes:
    """Page types on contact sheets, which tests/browser/test_layout.py also examines."""

    # They answer with a file, a redirect, the result of a form, or a part of a page.
    OTHERS = {
        *("manifest", "front_feed", "corrections_feed", "section_feed", "topic_feed", "author_feed"),
        *("social_card", "article_shortlink", "pageview", "search_suggestions", "opensearch"),
        *("newsletter_subscribe", "newsletter_unsubscribe", "live"),
    }

    def test_are_all_types_of_readers_pages(self):
        names = {one.name for one in [*in_language, *of_story] if hasattr(one, "name")}
        paths = [one.path("en", IDS, date(2026, 11, 29)).partition("?")[0] for one in sheets.PAGE_TYPES]
        shown = {resolve(path).url_name for path in paths if "no-such-page" not in path}
        assert names - shown == self.OTHERS

    def test_have_names_of_their_own(self):
        names = [one.name for one in sheets.PAGE_TYPES]
        assert len(names) == len(set(names))


class TestSheets:
    def pictures(self, colour):
        return {
            (scheme, width): Image.new("RGB", (width, 100), colour)
            for scheme in sheets.SCHEMES
            for width in sheets.WIDTHS
        }

    def test_a_sheet_for_each_scheme(self, tmp_path):
        assert sheets.write_sheets("front-en", [self.pictures("white")], tmp_path) == []
        assert sorted(path.name for path in tmp_path.iterdir()) == ["front-en-dark.jpg", "front-en-light.jpg"]

    def test_a_page_that_differs_is_named_and_shown_twice(self, tmp_path):
        before, now = self.pictures("white"), self.pictures("white")
        now["dark", 390].putpixel((200, 50), (0, 0, 0))
        assert sheets.write_sheets("front-en", [now, before], tmp_path) == ["front-en-dark"]
        heights = {path.stem: Image.open(path).height for path in tmp_path.iterdir()}
        assert heights["front-en-dark"] > heights["front-en-light"]
