"""A demonstration story on its way into Korean: typed by keyboard, published, outdated, updated."""

import re

import pytest
from playwright.sync_api import expect

from articles.body import sanitise
from articles.models import Edition, EditionKind, LanguageProgress, Stage
from articles.publishing import publish
from articles.text.segments import segments_of
from newsroom.demo import content
from tests.browser.test_translation_screen import screen_of, until_saved  # noqa: F401  (a fixture)
from tests.factories import approve, make_article, make_publication, make_user, rewrite

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "bus-14-will-wait-for-the-ferry"
PLACED = re.compile(r"</?(?:a|strong|em|span|figure|figcaption)\b[^>]*>")


def demonstrated():
    """Headline, summary and body of the story in both languages, without what needs other rows, and tags."""
    [story] = [story for story in content.read_stories() if story["key"] == KEY]
    texts = {}
    for language in ("en", "ko"):
        body = sanitise(
            PLACED.sub("", re.sub(r"<figure.*?</figure>", "", story[language]["body"], flags=re.S))
        )
        texts[language] = (story[language]["title"], story[language]["summary"], body)
    return texts


class TestTheWholeWay:
    def publish(self, story, language, **options):
        approve(story, language)
        return publish(story, language, by=None, **options)

    def test_a_story_is_translated_published_outdated_and_mended(self, screen_of, new_page):  # noqa: F811
        make_publication()
        translator, texts = make_user("translator", role="Korean translators"), demonstrated()
        (title, summary, body), korean = texts["en"], segments_of(*texts["ko"])
        story = make_article(title_en=title, summary_en=summary, body_en=body)
        self.publish(story, "en")

        self.translate(screen_of(story, translator), korean)
        assert LanguageProgress.objects.get(article=story, language="ko").stage == Stage.IN_REVIEW
        edition = self.publish(story, "ko")
        assert (edition.headline, edition.summary, edition.body) == texts["ko"]

        before, after = self.change(story, body)
        reader = new_page()
        reader.goto(Edition.objects.get(language="ko").get_absolute_url())
        reader.locator(".outdated summary").click()
        assert reader.locator(".outdated li").count() == 1

        page = screen_of(story, translator)
        [stale] = page.locator(".seg-stale").all()
        assert (stale.locator("del").inner_text()[-len(before) :], after) == (before, "nineteen")
        assert stale.locator("ins").inner_text().endswith(after)
        page.keyboard.press("f")
        page.keyboard.press("s")
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("End")
        page.keyboard.insert_text(" 고쳤다.")
        page.keyboard.press("Control+Enter")
        until_saved(page)
        assert page.locator(".seg-stale").count() == 0
        self.publish(story, "ko", kind=EditionKind.UPDATE)
        reader.reload()
        assert reader.locator(".outdated").count() == 0

    def translate(self, page, korean):
        page.keyboard.press("Alt+ArrowDown")
        for place, segment in enumerate(korean):
            expect(page.locator("[data-translation-rows] textarea").nth(place)).to_be_focused()
            page.keyboard.insert_text(segment.words)
            page.keyboard.press("Control+Enter")
        until_saved(page)
        assert page.locator("[data-translation-rows] .seg.is-settled").count() == len(korean)
        page.keyboard.press("Control+Alt+Enter")
        page.locator(".messagelist .success").wait_for()

    def change(self, story, body):
        """Change one word of one paragraph in English, and tell readers of it; return it before and after."""
        before = re.search(r"<p>[^<]*?\b(eight|nine|ten|two|three|four|five|six)\b", body)[1]
        paragraph = re.search(rf"<p>[^<]*?\b{before}\b[^<]*</p>", body)[0]
        changed = body.replace(paragraph, re.sub(rf"\b{before}\b", "nineteen", paragraph, count=1))
        rewrite(story, body_en=changed)
        self.publish(story, "en", kind=EditionKind.UPDATE)
        return before, "nineteen"
