"""Pull quotes and fact boxes in the editor: with the mouse and by keyboard."""

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
