"""Choosing pictures, stories and topics from within the text, in the stock form of a story."""

import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Article, Image, Term
from tests.browser.writing import IS_SAVED, Desk, InputMethod
from tests.factories import make_article, make_published, make_topic, make_user
from tests.waiting import intercept, until

pytestmark = pytest.mark.django_db(transaction=True)


def png(colour="navy"):
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


def make_image(number, **texts):
    return Image.objects.create(file=ContentFile(png(), name=f"{number}.png"), **texts)


class StoryDesk(Desk):
    """The form of a story, with a user logged in."""

    def __init__(self, page, story, user):
        client = Client()
        client.force_login(user)
        self.page, self.keyboard = page, page.keyboard
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.base_url}]
        )
        page.goto(f"/admin/articles/article/{story.pk}/change/")
        page.locator(".languages details").evaluate_all("(all) => all.forEach((one) => { one.open = true })")
        self.text("body_ko").wait_for()

    @property
    def dialog(self):
        return self.page.get_by_role("dialog")

    def search(self, words):
        self.dialog.get_by_role("searchbox").fill(words)

    def wait_for_results(self, count):
        expect(self.page.locator(".body-results__item")).to_have_count(count)

    def wait_for_the_text(self):
        """The dialog is gone a moment before the text has the focus again."""
        self.dialog.wait_for(state="detached")
        expect(self.page.locator(".ProseMirror-focused")).to_be_focused()

    def results(self):
        return self.dialog.locator(".body-results__item")


@pytest.fixture
def desk(same_page, live_server):
    def open_desk(*, user=None, page=None, **fields):
        story = make_article(languages=("en", "ko"), **{"body_en": "<p>here</p>", **fields})
        page = page or same_page()
        page.base_url = live_server.url
        return StoryDesk(page, story, user or make_user("reporter", role="Reporters"))

    return open_desk


class TestLinks:
    def test_a_story_is_found_in_either_language_and_linked_by_its_number(self, desk):
        target = make_published(title_en="Night market", title_ko="야시장", languages=("en", "ko"))
        make_article(title_en="Something else")
        desk = desk()
        desk.select("here")
        desk.tool("article").click()
        desk.search("야시장")
        desk.results().filter(has_text="Night market").click()
        assert desk.stored() == f'<p><a data-article="{target.pk}">here</a></p>'
        assert desk.dialog.count() == 0
        desk.page.locator(".body-context__target", has_text="Night market").wait_for()
        desk.tool("removeLink").click()
        assert desk.stored() == "<p>here</p>"

    def test_without_a_selection_the_headline_becomes_the_words(self, desk):
        target = make_article(title_en="Night market")
        desk = desk()
        desk.put_cursor("here")
        desk.type(" ")
        desk.tool("article").click()
        desk.search(str(target.pk))
        desk.wait_for_results(1)
        desk.press("ArrowDown", "Enter")
        desk.wait_for_the_text()
        desk.type(" after")
        assert desk.stored() == f'<p>here <a data-article="{target.pk}">Night market</a> after</p>'

    def test_a_topic_is_linked_and_a_term_says_what_readers_are_told(self, desk):
        topic = make_topic("ports", name_en="Ports", name_ko="항만")
        term = Term.objects.create(name_en="Pact", name_ko="협정", explanation_ko="두 항구가 맺었다.")
        desk = desk(body_en="<p>here and there</p>")
        desk.select("here")
        desk.tool("topic").click()
        desk.search("항만")
        desk.results().first.click()
        linked = f'<p><a data-topic="{topic.pk}">here</a> and there</p>'
        assert desk.stored() == linked
        desk.select(" and there")
        desk.tool("term").click()
        desk.search("협정")
        assert "Not explained in this language" in desk.results().first.inner_text()
        desk.results().first.click()
        assert desk.stored() == linked.replace(" and there", f'<a data-term="{term.pk}"> and there</a>')
        desk.page.locator(".body-context__target", has_text="Pact").wait_for()

    def test_an_address_is_checked_before_it_is_taken(self, desk):
        desk = desk()
        desk.select("here")
        desk.press("Control+k")
        address = desk.dialog.get_by_label("Address")
        for wrong in ["javascript:alert(1)", "no where", "/relative"]:
            address.fill(wrong)
            address.press("Enter")
            assert "https://" in desk.dialog.get_by_role("status").inner_text()
        address.fill("example.org/a")
        address.press("Enter")
        desk.wait_for_the_text()
        assert desk.stored() == '<p><a href="https://example.org/a">here</a></p>'
        desk.put_cursor("her")
        desk.press("Control+k")
        assert desk.dialog.get_by_label("Address").input_value() == "https://example.org/a"
        desk.dialog.get_by_label("Address").fill("desk@example.org")
        desk.press("Enter")
        desk.wait_for_the_text()
        assert desk.stored() == '<p><a href="mailto:desk@example.org">here</a></p>'

    def test_escape_leads_back_to_the_text_and_a_search_waits_for_the_input_method(self, desk):
        make_topic("ports", name_en="Ports", name_ko="항만")
        make_topic("banks", name_en="Banks", name_ko="은행")
        desk = desk()
        desk.put_cursor("here")
        desk.tool("topic").click()
        desk.dialog.wait_for()
        desk.press("Escape")
        desk.wait_for_the_text()
        desk.type("!")
        assert desk.stored() == "<p>here!</p>"
        desk.tool("topic").click()
        desk.results().nth(1).wait_for()
        method = InputMethod(desk.page)
        method.compose("ㅎ", "하", "항")
        method.press_enter()
        method.commit("항")
        desk.wait_for_results(1)
        assert "항만" in desk.results().inner_text()


class TestPictures:
    def test_a_picture_is_found_shown_and_captioned_in_place(self, desk):
        image = make_image(
            1, alt_en="A crane", alt_ko="기중기", credit_en="Sea & Co.", caption_en="The crane"
        )
        make_image(2, alt_en="A desk")
        desk = desk()
        desk.put_cursor("here")
        desk.tool("figure").click()
        desk.search("기중기")
        desk.wait_for_results(1)
        desk.results().click()
        shown = desk.text().get_by_role("img", name="A crane")
        shown.wait_for()
        assert shown.evaluate("(node) => node.decode().then(() => node.naturalWidth)") == 60
        empty = f'<p>here</p><figure data-image="{image.pk}"><figcaption></figcaption></figure>'
        assert desk.stored() == empty
        hint = (
            desk.text().locator("figcaption").evaluate("(node) => getComputedStyle(node, '::after').content")
        )
        assert "The crane" in hint
        desk.type("Our own caption")
        assert desk.stored() == empty.replace("<figcaption>", "<figcaption>Our own caption")

    def test_a_picture_is_changed_and_removed(self, desk):
        first, second = make_image(1, alt_en="A crane"), make_image(2, alt_en="A desk")
        figure = '<figure data-image="{}"><figcaption>caption</figcaption></figure>'
        desk = desk(body_en=figure.format(first.pk))
        desk.put_cursor("caption")
        desk.tool("changePicture").click()
        desk.results().filter(has_text="A desk").click()
        assert desk.stored() == figure.format(second.pk)
        desk.text().get_by_role("img", name="A desk").wait_for()
        desk.tool("removePicture").click()
        assert desk.stored() == ""

    def test_more_pictures_come_on_request(self, desk):
        for number in range(26):
            make_image(number, alt_en=f"Picture number {number}")
        desk = desk()
        desk.put_cursor("here")
        desk.tool("figure").click()
        desk.results().nth(23).wait_for()
        desk.dialog.get_by_role("button", name="Show more").click()
        desk.results().nth(25).wait_for()
        assert desk.dialog.get_by_role("button", name="Show more").count() == 0
        assert desk.results().nth(24).evaluate("(node) => node === document.activeElement")

    def test_several_make_a_gallery_in_the_order_in_which_they_are_chosen(self, desk):
        crane, gull = make_image(1, alt_en="A crane"), make_image(2, alt_en="A gull")
        desk = desk()
        desk.put_cursor("here")
        desk.page.get_by_role("button", name="Gallery", exact=True).first.click()
        desk.wait_for_results(2)
        desk.results().filter(has_text="A gull").click()
        insert = desk.dialog.get_by_role("button", name="Insert gallery")
        insert.press("Enter")
        desk.dialog.get_by_text("Choose at least 2.").wait_for()
        desk.search("crane")
        desk.wait_for_results(1)
        desk.results().click()
        expect(desk.dialog.get_by_text("Chosen: 2")).to_be_visible()
        desk.dialog.get_by_role("button", name="Leave out: A gull").click()
        desk.search("")
        desk.results().filter(has_text="A gull").click()
        insert.click()
        desk.wait_for_the_text()
        empty = '<figure data-image="{}"><figcaption></figcaption></figure>'
        figures = empty.format(crane.pk) + empty.format(gull.pk)
        assert desk.stored() == f'<p>here</p><div data-kind="gallery">{figures}</div>'

    def upload(self, desk, content):
        desk.dialog.get_by_text("Upload an image").click()
        self.send(desk, content)

    def send(self, desk, content, **texts):
        file = {"name": "a.png", "mimeType": "image/png", "buffer": content}
        desk.dialog.get_by_label("Image file").set_input_files(file)
        for label, text in texts.items():
            desk.dialog.locator(f"[name={label}]").fill(text)
        desk.dialog.get_by_role("button", name="Upload and insert").click()

    def test_a_picture_is_uploaded_without_leaving_the_text_after_two_refusals(self, desk):
        desk = desk()
        desk.put_cursor("here")
        desk.tool("figure").click()
        self.upload(desk, b"no picture")
        expect(desk.dialog.get_by_role("status")).to_contain_text("alt text")
        desk.dialog.locator("[name=alt_en]").fill("A crane")
        desk.dialog.get_by_role("button", name="Upload and insert").click()
        desk.dialog.get_by_text("not an image that can be read").wait_for()
        assert desk.dialog.locator("[name=alt_en]").input_value() == "A crane", "nothing typed is lost"
        assert desk.stored() == "<p>here</p>"
        assert not Image.objects.exists()
        self.send(desk, png(), alt_ko="기중기", credit_ko="한바다")
        desk.text().get_by_role("img", name="A crane").wait_for()
        image = Image.objects.get()
        assert (image.alt_ko, image.credit_ko, image.created_by.username) == ("기중기", "한바다", "reporter")
        assert f'<figure data-image="{image.pk}">' in desk.stored()

    def test_a_refusal_is_not_wiped_out_by_the_end_of_the_search(self, desk):
        make_image(1, alt_en="A crane")
        desk, held = desk(), []
        intercept(desk.page, "**/*page=1*", lambda route: held.append(route))
        desk.put_cursor("here")
        desk.tool("figure").click()
        self.upload(desk, png())
        expect(desk.dialog.get_by_role("status")).to_contain_text("alt text")
        assert until(desk.page, lambda: held)
        held[0].continue_()
        desk.wait_for_results(1)
        expect(desk.dialog.get_by_role("status")).to_contain_text("alt text")

    def test_a_picture_that_is_not_in_the_library_is_told(self, desk):
        desk = desk(body_en='<figure data-image="999"><figcaption>caption</figcaption></figure>')
        told = desk.text().get_by_text("Image 999 is not in the library.")
        told.wait_for()
        assert told.count() == 1

    def test_a_pasted_picture_is_offered_for_upload(self, desk):
        desk = desk()
        desk.put_cursor("here")
        desk.text().evaluate(
            """(node) => {
                const data = new DataTransfer()
                data.items.add(new File(["x"], "pasted.png", {type: "image/png"}))
                node.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}))
            }"""
        )
        desk.dialog.wait_for()
        name = desk.dialog.get_by_label("Image file").evaluate("(node) => node.files[0].name")
        assert name == "pasted.png"


class TestRefusals:
    def test_who_is_logged_out_is_told_and_keeps_the_text(self, desk):
        desk = desk()
        desk.put_cursor("here")
        desk.type(" more")
        desk.page.context.clear_cookies()
        desk.tool("topic").click()
        desk.dialog.get_by_text("You are logged out").wait_for()
        desk.press("Escape")
        assert desk.stored() == "<p>here more</p>"


class TestSaving:
    def test_an_untouched_body_is_no_change_and_a_touched_one_is_kept(self, desk):
        image = make_image(1, alt_en="A crane")
        body = (
            '<h2 data-label="lead">a</h2><p>here</p><aside data-kind="insight"><p>b</p></aside>'
            f'<figure data-image="{image.pk}"><figcaption>c</figcaption></figure>'
        )
        desk = desk(body_en=body)
        save = desk.page.get_by_role("button", name="Save", exact=True)
        before = the_story().history.count()
        save.first.click()
        desk.page.wait_for_function(IS_SAVED)
        assert the_story().history.count() == before
        desk.put_cursor("here")
        desk.type(", now")
        save.first.click()
        desk.page.wait_for_function(IS_SAVED)
        assert the_story().body_en == body.replace("here", "here, now")


def the_story():
    return Article.objects.get(title_en="Harbor opens")
