"""Content of other sites in the editor: cards from addresses and code, captions, the table of providers."""

import json

import pytest
from django.test import Client

from articles.body.embeds import find_embed
from tests.articles.body.embed_attacks import HOSTILE
from tests.articles.body.test_embeds import ADDRESSES
from tests.browser.writing import Desk
from tests.factories import make_user
from tests.public.newsdesk import make_image
from tests.waiting import intercept

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
    page.get_by_role("button", name="Video, post or map from another site").first.click()
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


FACTS = {"title": "The launch", "author": "Harbor TV", "picture": None, "problem": ""}


def open_facts(desk, **facts):
    """Open the dialog of a card whose provider answers with facts; return (page, dialog)."""
    page = desk.page
    intercept(page, "**/pick/embed/", lambda route: route.fulfill(json=FACTS | facts))
    page.locator("figure[data-embed] figcaption").click()
    desk.settle()
    page.get_by_role("button", name="Title, author, image…").click()
    return page, page.get_by_role("dialog", name="Title, author and image")


def test_title_author_and_picture_are_fetched_at_a_click(desk):
    image = make_image()
    desk = desk(CARD)
    picture = {"id": image.pk, "src": image.file.url, "width": 4, "height": 3, "alt": {"en": "A crane"}}
    page, dialog = open_facts(desk, picture=picture)
    dialog.get_by_role("button", name="Fetch title and image").click()
    dialog.get_by_text("Fetched. Check it").wait_for()
    dialog.get_by_role("img", name="A crane").wait_for()
    dialog.get_by_role("button", name="Apply").click()
    desk.settle()
    facts = f'data-image="{image.pk}" data-title="The launch" data-author="Harbor TV"'
    assert desk.stored() == CARD.replace("><figcaption", f" {facts}><figcaption")
    figure = page.locator("figure[data-embed]")
    assert "The launch" in figure.inner_text()
    figure.locator("img").wait_for()


def test_what_was_typed_stays_and_what_was_fetched_is_offered(desk):
    desk = desk(CARD)
    _page, dialog = open_facts(desk, title="Another <b>title</b>")
    dialog.get_by_label("Title", exact=True).fill("Our title")
    dialog.get_by_role("button", name="Fetch title and image").click()
    use = dialog.get_by_role("button", name="Use this: Another <b>title</b>")
    use.wait_for()
    assert dialog.get_by_label("Title", exact=True).input_value() == "Our title"
    assert dialog.get_by_label("Author").input_value() == "Harbor TV"
    use.click()
    assert dialog.get_by_label("Title", exact=True).input_value() == "Another <b>title</b>"
    dialog.get_by_label("Author").press("Enter")
    desk.settle()
    assert 'data-title="Another &lt;b&gt;title&lt;/b&gt;"' in desk.stored()


def test_everything_is_entered_by_hand_without_a_network(desk):
    image, client = make_image(), Client()
    client.force_login(make_user("reporter", role="Reporters"))
    desk = desk(CARD)
    page, dialog = open_facts(desk)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([session | {"url": page.evaluate("location.origin")}])
    page.unroute("**/pick/embed/")
    intercept(
        page, "**/pick/embed/", lambda route: route.fulfill(status=422, json={"errors": ["No answer."]})
    )
    dialog.get_by_role("button", name="Fetch title and image").click()
    dialog.get_by_text("No answer.").wait_for()
    dialog.get_by_label("Title", exact=True).fill("Ours")
    dialog.get_by_role("button", name="Choose an image").click()
    page.get_by_role("dialog", name="Choose an image").get_by_role("button", name="A crane").click()
    dialog.get_by_role("button", name="Change image").wait_for()
    dialog.get_by_role("button", name="Apply").click()
    desk.settle()
    assert f'data-image="{image.pk}" data-title="Ours"' in desk.stored()
    desk.press("Control+z")
    desk.settle()
    assert desk.stored() == CARD


def test_sites_that_are_not_asked_have_no_such_button(desk):
    desk = desk(CARD.replace("youtube:dQw4w9WgXcQ", "openstreetmap:15/37.5547/126.9707"))
    _page, dialog = open_facts(desk)
    assert dialog.get_by_label("Title", exact=True).is_visible()
    assert dialog.get_by_role("button", name="Fetch title and image").count() == 0
