"""Pull quotes, fact boxes and galleries in the editor: with the mouse and by keyboard."""

import pytest

from tests.browser.writing import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]

TEXT = "<p>We sail at dawn, Han said.</p>"


@pytest.fixture
def desk(new_page):
    def open_desk(english=""):
        desk = Desk(new_page(), english, "")
        desk.text().click()
        desk.settle()
        return desk

    return open_desk


def pull_quote(words, speaker=""):
    cite = f"<cite>{speaker}</cite>" if speaker else ""
    return f'<blockquote data-kind="pull-quote"><p>{words}</p>{cite}</blockquote>'


class TestPullQuote:
    def test_is_made_of_the_selected_words_and_gets_a_speaker(self, desk):
        desk = desk(TEXT)
        desk.select("We sail at dawn")
        desk.settle()
        desk.page.get_by_role("button", name="Pull quote", exact=True).first.click()
        desk.settle()
        assert desk.stored() == TEXT + pull_quote("We sail at dawn")
        desk.page.get_by_role("button", name="Speaker", exact=True).click()
        desk.type("Han, captain")
        desk.settle()
        assert desk.stored() == TEXT + pull_quote("We sail at dawn", "Han, captain")
        desk.page.get_by_role("button", name="Remove pull quote").click()
        desk.settle()
        assert desk.stored() == TEXT

    def test_comes_back_as_it_was_stored(self, desk):
        body = TEXT + pull_quote("Nobody sails", "Han") + "<blockquote><p>a</p></blockquote>"
        desk = desk(body)
        desk.put_cursor("Nobody sails")
        desk.type("!")
        desk.settle()
        assert desk.stored() == body.replace("sails<", "sails!<")


class TestFactBox:
    def test_is_written_by_keyboard(self, desk):
        desk = desk(TEXT)
        desk.page.get_by_role("button", name="Fact box", exact=True).first.click()
        desk.settle()
        desk.type("The line")
        desk.press("Enter")
        desk.type("It is long.")
        desk.press("Enter")
        desk.page.get_by_role("button", name="List", exact=True).first.click()
        desk.type("11 km")
        desk.press("Control+Enter")
        desk.type("After.")
        desk.settle()
        box = "<h3>The line</h3><p>It is long.</p><ul><li><p>11 km</p></li></ul>"
        assert desk.stored() == f'{TEXT}<aside data-kind="fact-box">{box}</aside><p>After.</p>'
        desk.put_cursor("11 km")
        desk.page.get_by_role("button", name="Remove fact box").click()
        desk.settle()
        assert desk.stored() == f"{TEXT}<p>After.</p>"


def figure(number):
    return f'<figure data-image="{number}"><figcaption>picture {number}</figcaption></figure>'


def gallery(*numbers):
    return f'<div data-kind="gallery">{"".join(map(figure, numbers))}</div>'


class TestGallery:
    def test_is_joined_ordered_and_taken_apart_by_buttons(self, desk):
        desk = desk(TEXT + figure(1) + figure(2) + figure(3))
        for words, button, expected in (
            ("picture 1", "Combine these images into a gallery", gallery(1, 2, 3)),
            ("picture 1", "Move later", gallery(2, 1, 3)),
            ("picture 3", "Move earlier", gallery(2, 3, 1)),
            ("picture 3", "Remove from gallery", gallery(2, 1) + figure(3)),
            ("picture 2", "Dissolve gallery", figure(2) + figure(1) + figure(3)),
        ):
            desk.put_cursor(words)
            desk.settle()
            desk.page.get_by_role("button", name=button).first.click()
            desk.settle()
            assert desk.stored() == TEXT + expected

    def test_is_ordered_by_keyboard_and_left_behind_its_last_caption(self, desk):
        desk = desk(TEXT + gallery(1, 2, 3))
        desk.put_cursor("picture 1")
        desk.settle()
        desk.press("Alt+ArrowDown", "Alt+ArrowDown", "Alt+ArrowUp")
        desk.settle()
        assert desk.stored() == TEXT + gallery(2, 1, 3)
        assert desk.said() == "2 of 3"
        desk.type("!")
        desk.press("Enter", "End")
        desk.type("?")
        desk.press("Enter")
        desk.type("After.")
        desk.settle()
        expected = gallery(2, 1, 3).replace("picture 1", "picture 1!").replace("picture 3", "picture 3?")
        assert desk.stored() == f"{TEXT}{expected}<p>After.</p>"

    def test_has_a_title_from_which_enter_leads_to_the_captions(self, desk):
        desk = desk(TEXT + gallery(1, 2))
        desk.put_cursor("picture 1")
        desk.settle()
        desk.press("ArrowUp")
        desk.settle()
        desk.type("Sea")
        desk.settle()
        assert (
            desk.page.locator(".body-context__place").first.inner_text() == "Gallery › Title of the gallery"
        )
        desk.press("Enter", "Home")
        desk.type("!")
        desk.settle()
        titled = gallery(1, 2).replace(">", "><h3>Sea</h3>", 1)
        assert desk.stored() == TEXT + titled.replace("picture 1", "!picture 1")
