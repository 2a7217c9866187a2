"""A story from the desk to the reader, in a real browser: written, reviewed, published, translated."""

from io import BytesIO

import pytest
from PIL import Image as Picture
from playwright.sync_api import expect

from articles.admin.story.screens import LEAVE, OPEN
from articles.models import Edition, LanguageProgress
from tests.browser.writing import IS_SAVED
from tests.factories import make_publication, make_section, make_user

pytestmark = [pytest.mark.sqlite, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"


@pytest.fixture
def newsroom():
    make_publication()
    make_section(name_en="Economy", name_ko="경제")
    make_user("managing")


def harbour_picture():
    file = BytesIO()
    Picture.new("RGB", (1200, 800), "#357").save(file, "JPEG")
    return {"name": "harbour.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


class Desk:
    """The form of one story, used as an editor uses it."""

    def __init__(self, page):
        self.page = page

    def log_in(self):
        self.page.goto("/admin/login/")
        self.page.fill("[name=login]", "managing")
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url("**/admin/")

    def body(self, field):
        return self.page.locator(f".body-editor:has(+ [name={field}]) .ProseMirror")

    def tool(self, field, name):
        self.page.locator(f".body-editor:has(+ [name={field}]) [data-tool={name}]").click()

    def write_passage(self, field, kind, words):
        self.tool(field, "passage")
        self.page.get_by_role("menuitemradio", name=kind).click()
        self.page.keyboard.type(words)

    def insert_new_picture(self, field, alt):
        self.tool(field, "figure")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_text("Upload an image").click()
        dialog.get_by_label("Image file").set_input_files(harbour_picture())
        dialog.get_by_label("Alt text (English)").fill(alt)
        dialog.get_by_role("button", name="Upload and insert").click()
        dialog.wait_for(state="hidden")

    def save(self):
        self.page.locator(".bar [name=_continue]").click()
        self.page.wait_for_function(IS_SAVED)

    def step(self, name, language):
        """Press a button of the bar, wherever it lies, and fill the page that it opens in the drawer."""
        button = self.page.locator(f"[name=_action][value='{name}:{language}']")
        if not button.is_visible():
            self.page.locator(".bar-panel", has=button).locator("summary").click()
        self.page.evaluate("window.isBefore = true")
        with self.page.expect_response(lambda one: one.headers.get("x-drawer") in (OPEN, LEAVE)) as answer:
            button.click()
        if answer.value.headers["x-drawer"] == OPEN:
            self.fill_action()
        self.page.wait_for_function("() => !window.isBefore && document.readyState === 'complete'")

    def fill_action(self):
        """Pages of actions: a reason, a look at the warnings of preflight."""
        self.page.locator("#action_form").wait_for()
        reason = self.page.locator("[name=reason]")
        look = self.page.locator("[type=checkbox][name=confirmed]")
        if reason.count():
            reason.fill("Alone at night.")
        if look.count():
            look.check()
        self.page.locator("#action_form .submit-row [type=submit]").click()


def test_story_goes_from_the_desk_to_readers_of_both_languages(newsroom, new_page):
    page = new_page()
    desk = Desk(page)
    desk.log_in()
    page.goto("/admin/articles/article/add/")
    page.fill("[name=title_en]", "Harbour opens its second gate")
    page.fill("[name=summary_en]", "Ships no longer wait for the tide.")
    page.select_option("[name=section]", label="Economy")
    desk.body("body_en").click()
    page.keyboard.type("The second gate opened on Monday.")
    page.keyboard.press("Enter")
    desk.write_passage("body_en", "Why It Matters", "Ships wait for hours.")
    desk.save()
    desk.body("body_en").locator("p").first.click()
    desk.insert_new_picture("body_en", "A gate between two piers")
    for name in ("submit", "approve-alone", "publish"):
        desk.step(name, "en")
    edition = Edition.objects.get(language="en")

    reader = new_page()
    reader.goto(f"/en/articles/{edition.article_id}/")
    assert reader.locator("h1").inner_text() == "Harbour opens its second gate"
    passage = reader.locator("aside.passage--why-it-matters")
    assert "Why It Matters" in passage.inner_text() and "Ships wait for hours." in passage.inner_text()
    picture = reader.get_by_alt_text("A gate between two piers")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 600
    assert reader.request.get(f"/ko/articles/{edition.article_id}/").status == 404

    page.locator("details:has([name=title_ko]) > summary").first.click()
    page.fill("[name=title_ko]", "항구 둘째 문 열어")
    page.fill("[name=summary_ko]", "배가 물때를 기다리지 않는다.")
    desk.body("body_ko").click()
    page.keyboard.insert_text("월요일에 둘째 문이 열렸다.")
    for name in ("submit", "approve-alone", "publish"):
        desk.step(name, "ko")

    reader.goto(f"/ko/articles/{edition.article_id}/")
    assert reader.locator("h1").inner_text() == "항구 둘째 문 열어"
    reader.locator("main a[hreflang=en]").first.click()
    reader.wait_for_url("**/en/articles/**")
    assert reader.locator("h1").inner_text() == "Harbour opens its second gate"
    reader.locator("main a[hreflang=ko]").first.click()
    reader.wait_for_url("**/ko/articles/**")
    assert reader.locator("main").inner_text().count("월요일에 둘째 문이 열렸다.") == 1
    assert set(LanguageProgress.objects.values_list("stage", flat=True)) == {"approved"}
