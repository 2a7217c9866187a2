"""A claim in a real browser: from the letter to the reply above the story and the printed evidence."""

from itertools import combinations

import pytest
from django.utils import translation
from django.utils.translation import gettext

from newsroom.claims.models import Claim
from tests.browser.axe import faults, is_wider
from tests.claims.cases import AGREED
from tests.factories import make_publication, make_published, make_user

LABELS = {"en": "Reply", "ko": "반론보도"}


def is_apart(one, other):
    """Return whether two boxes have room between them."""
    return any(
        max(one[start], other[start]) >= min(one[start] + one[size], other[start] + other[size]) + 4
        for start, size in (("x", "width"), ("y", "height"))
    )


class ManagingEditor:
    """A managing editor who handles a claim in one language and views each screen."""

    def __init__(self, page, language):
        self.page, self.language = page, language

    def words(self, english):
        with translation.override(self.language):
            return gettext(english)

    def look(self):
        assert not is_wider(self.page), self.page.url
        if self.language == "ko":  # the other language has the same elements
            assert faults(self.page) == []

    def submit(self, field):
        with self.page.expect_navigation():
            self.page.press(field, "Enter")

    def press(self, english):
        with self.page.expect_navigation():
            self.page.click(f"#content [type=submit][value='{self.words(english)}']")

    def follow(self, english, more=""):
        with self.page.expect_navigation():
            self.page.click(f"#content a:text-is('{self.words(english)}{more}')")
        self.look()

    def record(self):
        self.page.click(".bar-story summary")
        with self.page.expect_navigation():
            self.page.click(f".bar-story a:text-is('{self.words('Record a claim…')}')")
        self.look()
        self.page.select_option("[name=kind]", "reply")
        self.page.fill("[name=claimant]", "항만공사")
        self.page.fill("[name=wording]", "항구는 닫힌 적이 없다.")
        with self.page.expect_navigation():
            self.page.click("#content [name=_save]")
        self.look()
        places = [one.bounding_box() for one in self.page.locator("#content .submit-row .button").all()]
        assert all(is_apart(*two) for two in combinations(places, 2))

    def publish(self):
        self.follow("Accept the claim", "…")
        self.press("Accept the claim")
        self.follow("Publish the agreed text", "…")
        for name, text in AGREED.items():
            self.page.fill(f"[name={name}]", text)
        self.page.fill("[name=days]", "2")
        self.submit("[name=days]")  # Enter previews
        self.look()
        self.press("Publish the agreed text")
        assert self.words("Published. The claim is closed.") in self.page.inner_text(".messagelist")

    def print_evidence(self):
        self.follow("Evidence about the story")
        assert self.page.locator("#header").is_visible()
        self.page.emulate_media(media="print")
        assert not self.page.locator("#header").is_visible()
        printed = self.page.inner_text("#content")
        self.page.emulate_media(media="screen")
        return printed


@pytest.mark.parametrize(
    ("width", "language"), [(390, "ko"), (1440, "en")], ids=["phone in Korean", "window in English"]
)
def test_a_letter_leads_to_a_reply_above_the_story_and_to_evidence(
    page_of, transactional_db, width, language
):
    make_publication()
    chief = make_user("chief", language=language)
    story = make_published(languages=("en", "ko"))
    locale = {"ko": "ko-KR", "en": "en-US"}[language]
    page = page_of(chief, f"/admin/articles/article/{story.pk}/change/", width=width, locale=locale)
    editor = ManagingEditor(page, language)
    editor.record()
    editor.page.goto("/admin/")
    assert editor.words("Open claims") in editor.page.inner_text("#content")
    editor.page.goto(f"/admin/claims/claim/{Claim.objects.get().pk}/change/")
    editor.publish()
    for code, label in LABELS.items():
        for address in (f"/{code}/articles/{story.pk}/", f"/{code}/"):
            editor.page.goto(address)
            shown = editor.page.locator(f"main .statement[lang={code}]")
            assert shown.inner_text().startswith(label)
            assert AGREED[f"text_{code}"] in shown.inner_text()
            editor.look()
    editor.page.goto(f"/admin/claims/claim/{Claim.objects.get().pk}/change/")
    printed = editor.print_evidence()
    for text in (AGREED["headline_ko"], AGREED["text_en"], editor.words("All seals intact")):
        assert text in printed
