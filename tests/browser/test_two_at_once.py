"""Two people at one story, each in a browser of their own."""

import pytest

from articles.models import Article
from tests.browser.writing import save, settle
from tests.factories import make_article, make_user, rewrite

pytestmark = [pytest.mark.sqlite, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

BODY = "<p>The harbor opens.</p><p>Boats come in.</p><p>The mayor speaks.</p>"


@pytest.fixture
def browser_of(page_of):
    """Return a function that opens a story's form in a separate browser for a user."""

    def open_browser(article, user, **options):
        page = page_of(user, f"/admin/articles/article/{article.pk}/change/", **options)
        page.wait_for_load_state()
        return page

    return open_browser


@pytest.fixture
def two(browser_of):
    """A function that opens a story in two browsers: the reporter's and the desk's."""

    def open_two(article):
        roles = [("reporter", "Reporters", "Bora"), ("desk", "Managing editors", "Dana")]
        return [
            browser_of(article, make_user(name, role=role, first_name=first, last_name="Example"))
            for name, role, first in roles
        ]

    return open_two


def write_in(page, paragraph, words, language="en"):
    page.locator(f".language-{language} .ProseMirror > *").nth(paragraph).click()
    settle(page)
    page.keyboard.press("End")
    page.keyboard.type(words)


class TestBack:
    def test_it_shows_what_is_saved_and_takes_nothing_back(self, browser_of):
        article = make_article(body_en=BODY)
        page = browser_of(article, make_user("reporter", role="Reporters"))
        write_in(page, 0, " It is old.")
        save(page)
        page.goto("/admin/")
        rewrite(article, body_en=BODY.replace("Boats", "Nine boats"))
        page.go_back()
        page.locator(".language-en .ProseMirror").wait_for()
        page.fill("#id_summary_en", "It opens late.")
        save(page)
        article.refresh_from_db()
        assert "Nine boats" in article.body_en
        assert article.summary_en == "It opens late."

    def test_the_form_of_a_story_that_is_saved_by_now_is_empty(self, browser_of):
        page = browser_of(make_article(), make_user("reporter", role="Reporters"))
        page.goto("/admin/articles/article/add/")
        page.fill("#id_title_en", "Harbor closes")
        save(page)
        page.wait_for_url("**/change/")
        page.go_back()
        page.locator(".language-en .ProseMirror").wait_for()
        assert page.input_value("#id_title_en") == ""


class TestOneLanguage:
    def test_two_paragraphs_are_both_kept_and_it_is_told(self, two):
        one, other = two(make_article(body_en=BODY))
        write_in(one, 0, " It is old.")
        write_in(other, 2, " He is late.")
        save(one)
        save(other)
        assert Article.objects.get().body_en == (
            "<p>The harbor opens. It is old.</p><p>Boats come in.</p><p>The mayor speaks. He is late.</p>"
        )
        told = other.locator(".messagelist").inner_text()
        assert "Bora Example changed the English text" in told and "paragraph 1" in told

    def test_the_same_words_are_asked_and_no_character_is_lost(self, two):
        one, other = two(make_article(body_en=BODY))
        write_in(one, 1, " Seven of them.")
        write_in(other, 1, " Nine of them.")
        save(one)
        save(other)
        assert "Nine of them." in other.locator(".language-en .ProseMirror").inner_text()
        assert "Seven of them." in other.locator(".overlap").inner_text()
        other.get_by_role("button", name="Use theirs").focus()
        other.keyboard.press("Enter")
        assert "Seven of them." in other.locator(".language-en .ProseMirror").inner_text()
        other.get_by_role("button", name="Keep mine").press("Enter")
        write_in(other, 1, " Seven came first.")
        save(other)
        assert "<p>Boats come in. Nine of them. Seven came first.</p>" in Article.objects.get().body_en

    def test_what_was_written_on_since_is_not_overwritten_by_a_choice(self, two):
        one, other = two(make_article(body_en=BODY))
        write_in(one, 1, " Seven of them.")
        write_in(other, 1, " Nine of them.")
        save(one)
        save(other)
        write_in(other, 0, " At last.")
        other.get_by_role("button", name="Use theirs").click()
        text = other.locator(".language-en .ProseMirror").inner_text()
        assert "At last." in text and "Seven of them." in text and "Nine" not in text


class TestTwoLanguages:
    def test_there_is_no_conflict_at_all(self, two):
        one, other = two(make_article(languages=("en", "ko"), body_en=BODY))
        write_in(one, 0, " It is old.")
        write_in(other, 0, " 오래된 항구다.", language="ko")
        save(one)
        save(other)
        assert not other.locator(".errornote, .messagelist .warning").count()
        article = Article.objects.get()
        assert "It is old." in article.body_en and "오래된 항구다." in article.body_ko
