"""The order of the rows under a story, put right by dragging or with the arrow keys."""

import pytest
from playwright.sync_api import expect

from articles.models import Byline, RelatedLink, Section
from tests.browser.axe import faults, is_wider
from tests.browser.test_two_at_once import browser_of
from tests.browser.writing import save
from tests.factories import make_article, make_author, make_section, make_user
from tests.public.newsdesk import make_image

__all__ = ["browser_of"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article():
    article = make_article()
    for position, name in enumerate(["Ada", "Bora", "Chun"]):
        Byline.objects.create(
            article=article, author=make_author(name.lower(), name_en=name), position=position
        )
    return article


@pytest.fixture
def page(browser_of, article):
    return browser_of(article, make_user("editor", role="Managing editors"))


def signed(article):
    return list(article.bylines.order_by("position").values_list("author__name_en", flat=True))


def handles(page):
    return page.locator("#bylines-group").get_by_role("button", name="Move: drag, or use the arrow keys")


class TestRowOrder:
    def test_arrow_keys_move_a_row_and_say_where_it_is(self, page, article):
        assert page.locator("input[name$='-position']:visible").count() == 0, "no number is shown"
        assert page.locator(".bar-saved").inner_text() == "All changes saved", "nothing is typed yet"
        handles(page).nth(2).focus()
        page.keyboard.press("ArrowUp")
        assert page.locator("#row-order").inner_text() == "Place 2 of 3"
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.locator("#row-order").inner_text() == "Place 1 of 3"
        assert page.evaluate("document.activeElement.className") == "row-handle"
        save(page)
        assert signed(article) == ["Chun", "Ada", "Bora"]

    def test_who_may_not_move_the_others_has_no_handles_and_sees_no_number(self, browser_of, article):
        translator = make_user("translator", role="Korean translators")
        page = browser_of(article, translator)
        page.set_viewport_size({"width": 390, "height": 844})
        row = page.locator("#bylines-group .has_original").first
        assert row.locator("td:visible").all_inner_texts() == ["Ada", "Text"]
        article.bylines.create(author=make_author("dana"), role="translation", position=3)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.reload()
        page.wait_for_load_state()
        expect(page.locator("#bylines-group input[name$='-position']:visible")).to_have_count(1)
        expect(handles(page)).to_have_count(0)

    def test_who_may_not_change_a_row_or_choose_a_picture_is_shown_no_field_for_it(self, browser_of, article):
        desk = make_user("desk-ko", role="Korean desk")
        names = "#bylines-group .delete input, .field-lead_image, [class*='field-lead_caption']"
        expect(browser_of(article, desk).locator(f":is({names}):visible")).to_have_count(0)
        article.lead_image = make_image()
        article.save()
        expect(browser_of(article, desk).locator("[class*='field-lead_caption']:visible")).not_to_have_count(
            0
        )

    def test_a_row_is_dragged(self, page, article):
        handles(page).nth(0).hover()
        page.mouse.down()
        box = handles(page).nth(2).bounding_box()
        page.mouse.move(box["x"], box["y"] + box["height"] + 20, steps=10)
        page.mouse.up()
        save(page)
        assert signed(article) == ["Bora", "Chun", "Ada"]

    def test_a_new_row_that_was_moved_up_and_removed_leaves_the_others(self, page, article):
        add = page.locator("#bylines-group .add-row a")
        for _time in range(2):
            add.click()
        handles(page).nth(4).focus()
        for _time in range(4):
            page.keyboard.press("ArrowUp")
        handles(page).nth(1).focus()
        page.keyboard.press("ArrowDown")
        page.locator("#bylines-group .inline-deletelink").first.click()
        page.locator("#bylines-group .inline-deletelink").first.click()
        save(page)
        assert signed(article) == ["Bora", "Ada", "Chun"]


class TestRelatedStory:
    def test_one_field_is_shown_and_the_rest_is_folded(self, page, article):
        page.locator("#related_links-group .add-row a").click()
        row = page.locator("#related_links-group .inline-related:not(.empty-form)")
        assert row.locator("label:visible").all_inner_texts() == ["Our story:"]
        row.get_by_text("A story on another site, or your own title").first.click()
        row.get_by_label("Address").fill("https://elsewhere.example/a")
        save(page)
        assert RelatedLink.objects.get().url == "https://elsewhere.example/a"
        page.locator("#related_links-group .has_original .row > summary").click()
        assert page.locator("#related_links-group .has_original").get_by_label("Address").is_visible()


class TestListOnAPhone:
    def test_the_grips_stand_below_each_other(self, browser_of, article):
        for name in ("money", "arts-and-entertainment"):
            make_section(name, name_en=name * 2)
        page = browser_of(article, make_user("lead", role="Managing editors"), width=390)
        page.goto("/admin/articles/section/")
        grips = page.get_by_role("button", name="Move: drag, or use the arrow keys").all()
        assert len({grip.bounding_box()["x"] for grip in grips}) == 1
        assert not is_wider(page)


class TestList:
    @pytest.fixture
    def list_page(self, browser_of, article):
        for name in ("money", "sports"):  # beside the article’s own
            make_section(name)
        page = browser_of(article, make_user("lead", role="Managing editors"))
        page.goto("/admin/articles/section/")
        return page

    def moved(self, page, act):
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            act()
        assert answer.value.status in (200, 409)
        return list(Section.objects.values_list("slug", flat=True))

    def test_arrow_keys_move_a_section_which_is_saved(self, list_page):
        handle = list_page.get_by_role("button", name="Move: drag, or use the arrow keys").nth(2)
        handle.focus()
        assert self.moved(list_page, lambda: list_page.keyboard.press("ArrowUp"))[1] == "sports"
        assert list_page.locator("#row-order").inner_text() == "Place 2 of 3"
        assert self.moved(list_page, lambda: list_page.keyboard.press("ArrowUp"))[0] == "sports"
        assert list_page.get_by_role("button", name="Move up").count() == 0
        assert not faults(list_page)

    def test_a_section_is_dragged_and_goes_back_if_the_list_has_changed(self, list_page):
        handles = list_page.get_by_role("button", name="Move: drag, or use the arrow keys")

        def drag():
            handles.nth(0).hover()
            list_page.mouse.down()
            box = handles.nth(2).bounding_box()
            list_page.mouse.move(box["x"] + 5, box["y"] + box["height"] + 10, steps=10)
            list_page.mouse.up()

        assert self.moved(list_page, drag) == ["money", "sports", "economy"]
        expect(list_page.locator("#row-order-message")).to_contain_text("Moved.")
        list_page.get_by_role("button", name="Undo").click()
        expect(list_page.locator(".messagelist")).to_contain_text("Undone.")
        list_page.wait_for_load_state()  # nothing moves under the mouse any more
        assert list(Section.objects.values_list("slug", flat=True)) == ["economy", "money", "sports"]
        assert self.moved(list_page, drag) == ["money", "sports", "economy"]
        expect(list_page.locator("#row-order-message")).to_contain_text("Moved.")  # above the rows
        make_section("weather")
        assert self.moved(list_page, drag)[:3] == ["money", "weather", "sports"]
        expect(list_page.get_by_role("alert")).to_contain_text("The list has changed in the meantime.")
        assert list_page.locator("#result_list tbody tr .field-slug").all_inner_texts()[0] == "money"
