"""A newsletter from front page to mailbox; a reader from the footer to the button. By visible labels."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect

from newsroom.newsletters.models import NewsletterIssue, Subscription
from tests.browser.axe import faults, is_wider
from tests.factories import make_publication, make_published, make_user
from tests.newsletters.issues import make_subscription

pytestmark = pytest.mark.django_db(transaction=True)
READER = "reader@example.com"
LABELS = {
    "en": {
        "menu": "Newsletters",
        "new": "New English newsletter",
        "save": "Save",
        "send": "Send to 1 subscriber…",
    }
    | {"now": "Send now", "sent": "Accepted by the mail server", "footer": "Newsletter"}
    | {"address": "Email address", "subscribe": "Subscribe", "confirm": "Confirm subscription"}
    | {"done": "Subscribed", "leave": "Unsubscribe", "left": "Unsubscribed"},
    "ko": {"menu": "뉴스레터", "new": "새 한국어 뉴스레터", "save": "저장", "send": "구독자 1명에게 발송…"}
    | {"now": "지금 발송", "sent": "메일 서버가 받음", "footer": "뉴스레터"}
    | {"address": "이메일 주소", "subscribe": "구독하기", "confirm": "구독 확인"}
    | {"done": "구독을 시작했습니다", "leave": "구독 해지", "left": "구독을 해지했습니다"},
}
# Whether every line of a long headline is beside its box, and none below it.
STANDS_BESIDE = """(label) => {
    const words = label.lastChild, range = document.createRange();
    words.textContent = "Harbor ".repeat(60);
    range.selectNodeContents(words);
    const { right } = label.querySelector("input").getBoundingClientRect();
    const lines = [...range.getClientRects()].filter(({ width }) => width);
    return lines.length > 1 && lines.every(({ left }) => left >= right);
}"""
LOOKS = [("en", 1440, "light"), ("ko", 390, "dark")]


@pytest.fixture
def newspaper(transactional_db):
    make_publication()
    make_published(languages=("en", "ko"))


def link_of(message, step):
    return urlsplit(re.search(rf"https?://\S+/newsletter/{step}/\w+/", message.body)[0]).path


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_an_editor_sends_the_front_page(page_of, newspaper, language, width, scheme):
    labels = LABELS[language]
    make_subscription(READER, language=language)
    user = make_user(language=language)
    page = page_of(user, "/admin/newsletters/newsletterissue/", width=width, color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_contain_text(labels["menu"])
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("link", name=labels["new"]).click()
    expect(page).to_have_url(re.compile(r"/add/"))
    assert page.locator("#id_stories label").first.evaluate(STANDS_BESIDE)
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("button", name=labels["save"], exact=True).first.click()
    expect(page.get_by_role("link", name=labels["send"])).to_be_visible()
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("link", name=labels["send"]).click()
    expect(page.get_by_role("button", name=labels["now"])).to_be_visible()
    assert faults(page) == [] and not is_wider(page)
    page.get_by_role("button", name=labels["now"]).click()
    expect(page.get_by_text(labels["sent"])).to_be_visible()
    assert faults(page) == [] and not is_wider(page)
    assert [message.to for message in mail.outbox] == [[READER]]
    assert NewsletterIssue.objects.get().finished_at
    page.goto(f"{page.url}message/")
    expect(page.get_by_role("link", name=labels["leave"])).to_be_visible()
    assert not is_wider(page)


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_a_reader_subscribes_and_leaves_without_scripts(same_page, newspaper, language, width, scheme):
    labels = LABELS[language]
    page = same_page(width=width, color_scheme=scheme, java_script_enabled=False)
    page.goto(f"/{language}/")
    page.get_by_role("contentinfo").get_by_role("link", name=labels["footer"], exact=True).click()
    page.get_by_label(labels["address"]).fill("no address")
    page.get_by_role("button", name=labels["subscribe"]).click()
    expect(page.get_by_label(labels["address"])).to_have_value("no address")
    page.get_by_label(labels["address"]).fill(READER)
    page.get_by_role("button", name=labels["subscribe"]).click()
    expect(page).to_have_url(re.compile("/requested/$"))
    page.goto(link_of(mail.outbox[0], "confirm"))
    page.get_by_role("button", name=labels["confirm"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(labels["done"])
    page.goto(f"/{language}/newsletter/unsubscribe/{Subscription.objects.get().token}/")
    page.get_by_role("button", name=labels["leave"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(labels["left"])
    assert not is_wider(page)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_form(same_page, newspaper, language, width, scheme):
    page = same_page(width=width, color_scheme=scheme)
    page.goto(f"/{language}/newsletter/")
    page.get_by_role("button", name=LABELS[language]["subscribe"]).click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    assert faults(page) == [] and not is_wider(page)
