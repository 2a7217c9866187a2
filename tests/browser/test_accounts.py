"""Accounts in a real browser: passkey, codes, recovery, invitation, and the accounts of an organization."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.accounts.attempts import forget_all_attempts
from tests.accounts.provider import provider_of
from tests.accounts.test_second_factors import SECURITY, code_of
from tests.browser.axe import faults, is_wider
from tests.factories import make_user

PASSWORD = "correct horse battery"
SCREENS = [(390, "ko"), (1440, "en")]
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Visitor:
    """A person at the login page who reads one language."""

    def __init__(self, page, language):
        self.page, self.language = page, language

    def words(self, english):
        with translation.override(self.language):
            return gettext(english)

    def look(self):
        """Fail if the page is hard to use for some, or wider than the window."""
        assert faults(self.page) == []
        assert not is_wider(self.page)

    def enter(self, login="editor", password=PASSWORD):
        self.page.goto("/admin/login/")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", password)
        with self.page.expect_navigation():
            self.page.press("[name=password]", "Enter")

    def enter_code(self, code):
        cache.clear()  # a code counts once in half a minute
        forget_all_attempts()
        self.page.fill("[name=code]", code)
        with self.page.expect_navigation():
            self.page.press("[name=code]", "Enter")

    def leave(self):
        self.page.goto("/admin/account/logout/")
        with self.page.expect_navigation():
            self.page.click("main [type=submit]")

    def is_inside(self):
        return self.page.locator("details.account").count() == 1


@pytest.fixture(params=SCREENS, ids=["phone in Korean", "window in English"])
def visitor(request, same_page, transactional_db):
    width, language = request.param
    locale = {"ko": "ko-KR", "en": "en-US"}[language]
    return Visitor(same_page(is_new=True, width=width, locale=locale), language)


def test_passkey_app_and_recovery_code_open_the_newsroom(visitor):
    make_user(language=visitor.language)
    page = visitor.page
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto("/admin/login/")
    visitor.look()
    visitor.enter()
    page.goto(SECURITY)
    visitor.look()
    # A passkey is enough to log in.
    page.click("a[href$='webauthn/add/']")
    visitor.look()
    page.check("[name=passwordless]")
    page.click("#key_button")
    page.wait_for_url("**/recovery-codes/")
    visitor.look()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    visitor.leave()
    page.goto("/admin/login/?next=/admin/articles/topic/")
    page.click("#key_button")
    page.wait_for_selector("details.account", state="attached")
    assert page.url.endswith("/admin/articles/topic/")
    # An app, whose codes come after the password.
    page.goto(f"{SECURITY}totp/activate/")
    visitor.look()
    page.click("details summary >> nth=-1")
    secret = page.locator(".secret").inner_text()
    visitor.enter_code(code_of(secret))
    visitor.leave()
    visitor.enter()
    assert page.url.endswith("/authenticate/")
    visitor.look()
    visitor.enter_code("000000")
    assert not visitor.is_inside()
    visitor.enter_code(code_of(secret))
    assert visitor.is_inside()
    # A recovery code, once the phone is lost.
    visitor.leave()
    visitor.enter()
    visitor.enter_code(codes[0])
    assert visitor.is_inside()


def test_invitation_leads_from_the_form_into_the_newsroom(visitor, same_page):
    make_user("house", role="Administrators", email="house@example.org", language=visitor.language)
    visitor.enter("house")
    page = visitor.page
    page.goto("/admin/accounts/user/add/")
    visitor.look()
    page.fill("[name=first_name]", "Dana")
    page.fill("[name=email]", "dana@example.org")
    page.check(f"[name=language][value={visitor.language}]")
    page.check("[name=groups] >> nth=0")
    with page.expect_navigation():
        page.click("[name=_save]")
    assert "dana@example.org" in page.locator(".messagelist").inner_text()
    [message] = mail.outbox
    address = re.search(r"http://[^/]+(/\S+)", message.body)[1]
    guest = Visitor(same_page(width=page.viewport_size["width"]), visitor.language)
    guest.page.goto(address)
    guest.page.fill("[name=new_password1]", "a harbor of many words")
    guest.page.fill("[name=new_password2]", "a harbor of many words")
    with guest.page.expect_navigation():
        guest.page.click("main [type=submit]")
    assert guest.is_inside()
    assert guest.page.locator("html").get_attribute("lang") == visitor.language
    # And out again, handing over what there is.
    page.goto("/admin/accounts/user/?q=dana")
    page.click("#result_list tbody th a")
    page.click("a[href$='hand-over/']")
    visitor.look()
    with page.expect_navigation():
        page.click("main [type=submit]")
    guest.page.goto("/admin/")
    assert not guest.is_inside()


@pytest.mark.parametrize("is_known", [True, False])
def test_account_of_an_organization_opens_that_of_the_same_address(
    same_page, transactional_db, settings, is_known
):
    make_user(email="bora@example.org")
    visitor = Visitor(same_page(), "en")
    person = {"email": "bora@example.org", "email_verified": is_known}
    with provider_of(**person) as told:
        for name, value in told.items():
            setattr(settings, name, value)
        visitor.page.goto("/admin/login/?next=/admin/articles/topic/")
        visitor.page.click("text=Log in with Dalmuri")
        if is_known:
            visitor.page.wait_for_url("**/admin/articles/topic/")
            assert visitor.is_inside()
        else:
            told = "there is no newsroom account with your email address"
            expect(visitor.page.locator("main")).to_contain_text(told)
            visitor.page.wait_for_load_state()
            assert not visitor.is_inside()
