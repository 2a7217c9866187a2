"""The people of a newsroom, each in their own browser, and its readers."""

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from articles.admin.story.actions import ACTIONS
from articles.models import Language
from tests.browser.writing import IS_SAVED, Desk
from tests.factories import make_user

PASSWORD = "correct horse battery"
LOCALES = {"en": "en-US", "ko": "ko-KR"}
DESKS = {"en": "English desk", "ko": "Korean desk"}
TRANSLATORS = {"en": "English translators", "ko": "Korean translators"}
PHONE, WINDOW = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
# Both directions make the same queries, so that one is enough for PostgreSQL.
ENGLISH_FIRST = pytest.param(
    ("en", "ko"), id="English first", marks=[pytest.mark.sqlite, pytest.mark.postgresql]
)
KOREAN_FIRST = pytest.param(("ko", "en"), id="Korean first", marks=pytest.mark.long)

HAS_ANSWERED = """() => document.readyState === "complete"
    && (!window.isFormer || document.querySelector("#action-drawer[open] #action_form") !== null)"""


class Person(Desk):
    """A person at the desk, with screens in their language."""

    def __init__(self, page, username, language):
        self.page, self.keyboard, self.language = page, page.keyboard, language
        page.goto("/admin/login/")
        assert page.locator("h1").inner_text() == self.words("Log in to the newsroom")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.press("[name=password]", "Enter")
        assert page.locator("html").get_attribute("lang") == language

    def words(self, english, **told):
        """Return the text that this person reads where an English screen says `english`."""
        with translation.override(self.language):
            words = gettext(english)
        return words % told if told else words

    def spoken(self, words):
        """Return a lazy string in the language of this person's screens."""
        with translation.override(self.language):
            return str(words)

    def label(self, language):
        return self.spoken(Language(language).label)

    def take(self, device):
        self.page.set_viewport_size(device)

    def first_thing(self):
        """Return the first task of the first screen as (reason, whole text)."""
        self.page.goto("/admin/")
        kicker = self.page.locator(".next .next-kicker").inner_text()
        return " ".join(kicker.split()), self.page.locator(".next").inner_text()

    def next_thing(self):
        """Return the next action that the story's bar offers."""
        return self.page.locator(".bar .next").inner_text()

    def open_form(self, story):
        """Open the form of a story by its address."""
        self.page.goto(f"/admin/articles/article/{story}/change/")

    def accept_what_changed(self, story, language):
        """Confirm each outdated segment on the translation screen without a change."""
        self.page.goto(f"/admin/translations/{story}/{language}/")
        stale = self.page.locator(".seg-stale")
        for left in range(stale.count(), 0, -1):
            stale.first.locator("textarea").focus()
            self.page.keyboard.press("Alt+a")
            expect(stale).to_have_count(left - 1)

    def follow_first_thing(self):
        with self.page.expect_navigation():
            self.page.locator(".next a.button").click()

    def go_to(self, story, screen="change"):
        self.page.goto(f"/admin/articles/article/{story}/{screen}/")

    def write(self, language, text):
        """Type a headline, a summary and paragraphs into an empty form."""
        self.page.fill(f"[name=title_{language}]", text.headline)
        self.page.fill(f"[name=summary_{language}]", text.summary)
        self.text(f"body_{language}").click()
        expect(self.text(f"body_{language}")).to_be_focused()
        for number, paragraph in enumerate(text.paragraphs):
            if number:
                self.press("Enter")
            self.type(paragraph)

    def mend(self, wrong, right, field):
        """Replace words of a text."""
        self.select(wrong, field)
        self.type(right)

    def add_paragraph(self, words, field):
        paragraphs = self.text(field).locator("p")
        self.put_cursor(paragraphs.last.inner_text().strip(), field)
        self.press("Enter")
        expect(paragraphs.last).to_have_text("")
        self.type(words)
        expect(paragraphs.last).to_have_text(words)

    def save(self):
        self.page.locator(".bar [name=_continue]").click()
        self.page.wait_for_function(IS_SAVED)

    def offered(self):
        """Return the steps that are offered: {"submit:en", …}."""
        buttons = self.page.locator("[name=_action]")
        return set(buttons.evaluate_all("all => all.map((one) => one.value)"))

    def step(self, name, language, **answers):
        self.begin_action(name, language)
        self.finish_action(name, language, **answers)

    def begin_action(self, name, language):
        """Press a button of the bar or its menu, and wait for its form or another page."""
        button = self.page.locator(f"[name=_action][value='{name}:{language}']")
        if not button.is_visible():
            self.page.locator(".bar-panel", has=button).locator("summary").click()
        self.page.evaluate("window.isFormer = true")
        button.click()
        self.page.wait_for_function(HAS_ANSWERED)

    def finish_action(self, name, language, **answers):
        """Fill in the form of the step, and check that the page says it is done."""
        if self.page.locator("#action_form").count():
            for field, answer in answers.items():
                self.answer(field, answer)
            look = self.page.locator("[type=checkbox][name=confirmed]")
            if look.count():  # earlier confirmations are not asked for again
                look.check()
            with self.page.expect_navigation():
                self.page.locator("#action_form .submit-row [type=submit]").click()
        done = f"{self.label(language)}: {self.spoken(ACTIONS[name].done)}"
        assert done in self.page.locator(".messagelist").inner_text()

    def answer(self, field, answer):
        asked = self.page.locator(f"#action_form [name={field}]")
        if asked.first.get_attribute("type") == "radio":
            self.page.locator(f"#action_form [name={field}][value={answer}]").check()
        else:
            asked.fill(answer)

    def warnings(self):
        return self.page.locator("#action_form .finding")


class Reader:
    """A reader without an account, who reads one story in both languages."""

    def __init__(self, page):
        self.page = page

    def reads(self, story, language):
        """Return the whole text of the story's page."""
        self.page.goto(f"/{language}/articles/{story}/")
        assert self.page.locator("html").get_attribute("lang") == language
        return self.page.locator("main").inner_text()

    def status(self, address):
        return self.page.request.get(address).status

    def list_of(self, address):
        self.page.goto(address)
        return self.page.locator("main").inner_text()


class Newsroom:
    """Five people and a reader around one story, written in `source` and translated to `target`.

    Writers have screens in the language they write; the managing editor in the one of the translation.
    """

    def __init__(self, new_page, source, target):
        self.source, self.target, self.story = source, target, None
        bora = {"first_name": "Bora", "last_name": "Testman", "name_ko": "김보라"}
        people = {
            "reporter": ("Reporters", source, bora),
            "desk": (DESKS[source], source, {}),
            "translator": (TRANSLATORS[target], target, {}),
            "target_desk": (DESKS[target], target, {}),
            "managing": ("Managing editors", target, {}),
        }
        for username, (role, language, named) in people.items():
            make_user(username, role=role, language=language, **named)
            page = new_page(locale=LOCALES[language])
            setattr(self, username, Person(page, username, language))
        self.reader = Reader(new_page())
