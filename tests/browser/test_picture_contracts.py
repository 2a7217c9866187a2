"""Contracts and tags of pictures where they are chosen: the gallery of a story, and many in the library."""

from datetime import date
from functools import partial

import pytest
from playwright.sync_api import expect

from articles.models import PictureContract, PictureTag
from articles.models.image import change_tags
from tests.browser.axe import faults, is_wider
from tests.factories import make_article, make_user
from tests.public.newsdesk import make_image

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "en": {
        "choose": "Choose an image",
        "mark": "Not usable now: see its contract and rights",
        "only": "Usable now only",
        "tag": "Tag",
        "action": "Change tags…",
        "run": "Run",
        "add": "Tags to add:",
        "save": "Save",
        "done": "The tags of 2 images were changed.",
    },
    "ko": {
        "choose": "사진 고르기",
        "mark": "지금 쓸 수 없음: 계약과 권리를 확인하십시오",
        "only": "지금 쓸 수 있는 것만",
        "tag": "태그",
        "action": "태그 바꾸기…",
        "run": "실행",
        "add": "더할 태그:",
        "save": "저장",
        "done": "사진 2장의 태그를 바꾸었습니다.",
    },
}


@pytest.fixture(params=[(1440, "en"), (390, "ko")])
def look(request, page_of):
    """A function that opens an address as an editor, and the words of its language."""
    width, language = request.param
    locale = {"en": "en-US", "ko": "ko-KR"}[language]
    return partial(page_of, make_user(), width=width, locale=locale), WORDS[language]


def test_the_gallery_marks_and_narrows(look):
    open_page, words = look
    ended = PictureContract.objects.create(supplier="Nexo", last_day=date(2020, 1, 1))
    make_image(contract=ended)
    tagged = make_image()
    change_tags([tagged], add=["storm"])
    make_image()
    page = open_page(f"/admin/articles/article/{make_article().pk}/change/")
    page.get_by_role("button", name=words["choose"]).click()
    results = page.locator(".body-results__item")
    expect(results).to_have_count(3)
    expect(results.filter(has_text=words["mark"])).to_have_count(1)
    page.get_by_label(words["only"]).check()
    expect(results).to_have_count(2)
    page.get_by_role("combobox", name=words["tag"]).select_option("storm")
    expect(results).to_have_count(1)
    assert faults(page, within=".body-dialog") == []
    assert not is_wider(page)


def test_many_images_get_a_tag(look):
    open_page, words = look
    images = [make_image() for _number in range(3)]
    page = open_page("/admin/articles/image/")
    for image in images[:2]:
        page.locator(f".action-select[value='{image.pk}']").check()
    assert faults(page, within="#changelist") == []
    page.locator("select[name=action]").select_option(label=words["action"])
    page.get_by_role("button", name=words["run"], exact=True).click()
    page.get_by_label(words["add"]).fill("Night, 밤")
    assert faults(page, within="#content") == []
    assert not is_wider(page)
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_text(words["done"])).to_be_visible()
    found = PictureTag.objects.filter(image__in=images).values_list("image", "name")
    assert sorted(found) == sorted((image.pk, name) for image in images[:2] for name in ("night", "밤"))
