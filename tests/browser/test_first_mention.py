"""A first mention opens its explanation in place, without a script."""

import pytest
from playwright.sync_api import expect

from articles.models import Term
from tests.browser.axe import faults
from tests.factories import make_publication, make_topic
from tests.public.newsdesk import tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def address():
    """Return a page of a story that marks a term twice, in Korean."""
    make_publication()
    topic = make_topic("pacts", name_ko="협정")
    term = Term.objects.create(
        name_en="Strait Pact", name_ko="해협협정", explanation_ko="두 항구가 맺은 약속.", topic=topic
    )
    mark = f'<a data-term="{term.pk}">해협협정</a>'
    body = f"<p>{mark}을 다시 논의한다. 오래된 {mark}이다.</p>" + "<p>긴 글이다.</p>" * 60
    story = tell(languages=("ko",), topics=[topic], body_ko=body)
    return f"/ko/articles/{story.pk}/"


@pytest.mark.parametrize("width", [1440, 390])
def test_it_opens_by_keyboard_and_leads_to_the_topic(same_page, address, width):
    page = same_page(width=width, locale="ko-KR", java_script_enabled=False)
    page.goto(address)
    explanation = page.get_by_role("dialog", name="해협협정")
    expect(explanation).to_be_hidden()
    page.get_by_role("button", name="해협협정 설명").focus()
    page.keyboard.press("Enter")
    expect(explanation).to_be_in_viewport(ratio=1)
    expect(explanation).to_contain_text("두 항구가 맺은 약속.")
    page.keyboard.press("Escape")
    expect(explanation).to_be_hidden()
    expect(page.get_by_role("button", name="해협협정 설명")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="‘협정’ 기사 모두 보기")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_title("협정 · 시험항구신문")


def test_it_opens_by_a_tap_on_the_words_and_closes_by_one_beside_it(same_page, address):
    page = same_page(width=390, has_touch=True)
    page.goto(address)
    page.locator(".mention label").tap()
    explanation = page.get_by_role("dialog")
    expect(explanation).to_be_visible()
    page.locator("h1").tap()
    expect(explanation).to_be_hidden()
    page.locator(".mention label").tap()
    page.get_by_role("button", name="닫기").tap()
    expect(explanation).to_be_hidden()


def test_on_a_phone_its_sign_is_large_enough_for_a_finger_and_axe_finds_nothing(same_page, address):
    page = same_page(width=390)
    page.goto(address)
    box = page.get_by_role("button", name="해협협정 설명").bounding_box()
    assert min(box["width"], box["height"]) >= 24
    page.locator(".mention label").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not faults(page)


def test_it_is_a_list_on_paper(same_page, address):
    page = same_page()
    page.goto(address)
    expect(page.get_by_text("용어 설명")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("용어 설명")).to_be_visible()
    expect(page.get_by_text("두 항구가 맺은 약속.")).to_be_visible()
    expect(page.locator(".mention button")).to_be_hidden()
