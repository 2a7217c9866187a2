"""Content of other sites in the editor: cards from addresses and code, captions, the table of providers."""

import json

import pytest

from articles.body.embeds import find_embed
from tests.articles.body.embed_attacks import HOSTILE
from tests.articles.body.test_embeds import ADDRESSES
from tests.browser.writing import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]

ADDRESS = "https://youtu.be/dQw4w9WgXcQ"
CARD = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'
LINK = f'<p><a href="{ADDRESS}">{ADDRESS}</a></p>'


@pytest.fixture
def desk(new_page):
    def open_desk(english=""):
        desk = Desk(new_page(), english, "")
        desk.text().click()
        desk.settle()
        return desk

    return open_desk


def test_address_on_its_own_line_is_a_link_until_it_is_made_a_card(desk):
    desk = desk()
    desk.paste("", ADDRESS)
    assert desk.stored() == LINK
    desk.page.get_by_role("button", name="Show as a card: Video on YouTube").click()
    desk.page.keyboard.type("The launch")
    desk.settle()
    assert desk.stored() == CARD.replace("></figcaption>", ">The launch</figcaption>")


def test_one_key_makes_the_card_and_undo_the_link(desk):
    desk = desk()
    desk.paste("", ADDRESS)
    desk.press("Control+e")
    desk.settle()
    assert desk.stored() == CARD
    desk.press("Control+z")
    desk.settle()
    assert desk.stored() == LINK


def test_pasted_code_is_a_card(desk):
    desk = desk()
    desk.paste("", '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=x"></iframe>')
    assert desk.stored() == CARD


def test_tool_asks_for_the_address(desk):
    desk = desk()
    page = desk.page
    page.get_by_role("button", name="Video, post or map of another site").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address").fill("https://example.org/")
    dialog.get_by_role("button", name="Apply").click()
    assert "cannot be shown as a card" in dialog.inner_text()
    dialog.get_by_label("Address").fill("https://vimeo.com/76979871")
    dialog.get_by_role("button", name="Apply").click()
    desk.settle()
    page.keyboard.type("Second")
    desk.settle()
    assert desk.stored() == '<figure data-embed="vimeo:76979871"><figcaption>Second</figcaption></figure>'


def test_stored_card_comes_back_and_can_be_removed(desk):
    desk = desk(f"<p>a</p>{CARD}<p>b</p>")
    assert desk.stored() == f"<p>a</p>{CARD}<p>b</p>"
    figure = desk.page.locator("figure[data-embed]")
    assert "Video on YouTube" in figure.inner_text()
    figure.locator("figcaption").click()
    desk.settle()
    desk.page.get_by_role("button", name="Remove card").click()
    desk.settle()
    assert desk.stored() == "<p>a</p><p>b</p>"


def test_both_languages_of_the_code_recognise_the_same_addresses(desk):
    page = desk().page
    addresses = [address for address, _name in ADDRESSES] + HOSTILE
    found = page.evaluate(
        """async (addresses) => {
            const { embedName } = await import("newsroom-editor/embeds");
            const { embeds } = JSON.parse(document.querySelector("[data-body-editor]").dataset.bodyEditor);
            return addresses.map((address) => embedName(embeds, address));
        }""",
        addresses,
    )
    expected = [reference.name if (reference := find_embed(address)) else "" for address in addresses]
    assert dict(zip(addresses, found, strict=True)) == dict(zip(addresses, expected, strict=True)), (
        json.dumps(found)
    )
