"""The lead picture at the top of a story: chosen in the gallery, captioned for this story."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from playwright.sync_api import expect

from articles.models import Article, Image
from articles.workflow.edit_session import editing
from tests.browser.axe import faults, is_wider
from tests.browser.clicks import Clicks
from tests.browser.writing import IS_SAVED
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)
CHOOSE = {"en": "Choose an image", "ko": "사진 고르기"}
REMOVE = {"en": "Remove image", "ko": "사진 빼기"}


def make_image(number, colour="navy", **texts):
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(out, "PNG")
    return Image.objects.create(file=ContentFile(out.getvalue(), name=f"{number}.png"), **texts)


@pytest.fixture
def story_page(page_of):
    """A function that opens the form of a story as a desk editor: (story, page, Clicks)."""

    def open_page(*, width=1440, language="en", java_script_enabled=True, **fields):
        story = make_article(languages=("en", "ko"), **fields)
        page = page_of(
            make_user("desk", role="Managing editors"),
            f"/admin/articles/article/{story.pk}/change/",
            width=width,
            locale={"en": "en-US", "ko": "ko-KR"}[language],
            java_script_enabled=java_script_enabled,
        )
        return story, page, Clicks(page)

    return open_page


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [1440, 390])
def test_two_clicks_choose_a_picture_that_is_saved_with_its_caption(story_page, width, language):
    image = make_image(
        1, alt_en="A quay", alt_ko="부두", caption_en="The quay at noon.", caption_ko="한낮의 부두."
    )
    make_image(2, "teal", alt_en="A lighthouse", alt_ko="등대")
    story, page, clicks = story_page(width=width, language=language)
    clicks.click(page.get_by_role("button", name=CHOOSE[language]))
    alt = {"en": "A quay", "ko": "부두"}[language]  # of the screen, though the story is written in English
    clicks.click(page.get_by_role("dialog").get_by_role("button", name=alt))
    caption = page.locator("#id_lead_caption_en")
    expect(caption).to_have_attribute("placeholder", "The quay at noon.")
    expect(page.get_by_role("button", name=CHOOSE[language])).to_have_count(0)
    clicks.report(f"lead picture, {width} px, {language}")
    assert clicks.count <= 2 and clicks.pages == 0
    assert not is_wider(page)
    caption.fill("Readers wait.")
    page.locator(".bar [name=_continue]").click()
    page.wait_for_function(IS_SAVED)
    saved = Article.objects.get(pk=story.pk)
    assert (saved.lead_image, saved.lead_caption_en, saved.lead_caption_ko) == (image, "Readers wait.", "")


class TestPanel:
    def test_axe_finds_no_fault_and_a_removed_picture_leaves_the_way_to_another(self, story_page):
        image = make_image(1, alt_en="A quay", caption_en="The quay at noon.")
        story, page, _clicks = story_page(lead_image=image, lead_caption_en="Noon.")
        page.locator(".lead-picture.has-gallery").wait_for()
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert faults(page, within=".lead-picture") == [], width
        page.get_by_role("button", name=REMOVE["en"]).click()
        expect(page.get_by_role("button", name=CHOOSE["en"])).to_be_focused()
        expect(page.locator(".lead-picture__image img")).to_be_hidden()
        page.locator(".bar [name=_continue]").click()
        page.wait_for_function(IS_SAVED)
        saved = Article.objects.get(pk=story.pk)
        assert (saved.lead_image, saved.lead_caption_en) == (None, "Noon.")

    def test_a_picture_that_two_people_chose_is_asked_about(self, story_page):
        story, page, _clicks = story_page(lead_image=make_image(1, alt_en="A quay"))
        make_image(2, "teal", alt_en="A lighthouse")
        with editing(story.pk) as copy:
            copy.lead_image = make_image(3, "olive", alt_en="A market")
        page.get_by_role("button", name="Change image").click()
        page.get_by_role("dialog").get_by_role("button", name="A lighthouse").click()
        page.locator(".bar [name=_continue]").click()
        expect(page.locator("#choice-lead_image")).to_be_visible()
        expect(page.locator("#choice-lead_image")).to_contain_text("A market")

    def test_the_gallery_works_by_keyboard(self, story_page):
        image = make_image(1, alt_en="A quay")
        _story, page, _clicks = story_page()
        page.get_by_role("button", name=CHOOSE["en"]).press("Enter")
        page.locator(".body-results__item").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#id_lead_image")).to_have_value(str(image.pk))
        expect(page.get_by_role("button", name="Change image")).to_be_focused()

    def test_without_scripts_the_field_and_its_captions_are_there(self, story_page):
        image = make_image(1, alt_en="A quay")
        story, page, _clicks = story_page(lead_image=image, java_script_enabled=False)
        expect(page.locator("#id_lead_image")).to_be_visible()
        page.locator("#id_lead_caption_ko").fill("부두의 아침.")
        page.locator(".bar [name=_continue]").click()
        assert Article.objects.get(pk=story.pk).lead_caption_ko == "부두의 아침."
