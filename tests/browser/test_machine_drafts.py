"""A story that a machine drafts, from the translators' screen to the reader."""

import json
import re

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from articles.models import Edition, LanguageProgress, Stage
from articles.publishing import publish
from articles.workflow.transitions import perform
from newsroom.machine_translation.models import MachineRequest
from tests.browser.test_translation_screen import screen_of, translator, until_saved
from tests.factories import HOUR, approve, make_article, make_published, make_user
from tests.machine_translation.engine_server import TAG, engine_server, engine_settings

__all__ = ["screen_of", "translator"]

pytestmark = pytest.mark.django_db(transaction=True)

PIERS = 38  # and a headline and a summary: 40 segments
MARKED, WRONG = (
    {5, 17},
    {8, 21, 30},
)  # piers in bold, whose tags are lost; piers whose ships are counted wrongly
SUMMARY = "The test harbor opens on Monday, its office said."
PIER = re.compile(r"Pier (\d+) opened with (\d+) ships")


def translate(text):
    words = TAG.sub("", text)
    if pier := PIER.search(words):
        number, ships = map(int, pier.groups())
        return f"부두 {number}번이 배 {ships + 30 * (number in WRONG)}척으로 문을 열었다."
    return (
        "항구 문 열어" if len(words) < 20 else "시험항구가 다음 주 월요일에 문을 연다고 항만사무소가 밝혔다."
    )


def body():
    piers = (f"Pier {one} opened with {one + 40} ships." for one in range(1, PIERS + 1))
    return "".join(
        f"<p>{f'<strong>{words}</strong>' if number in MARKED else words}</p>"
        for number, words in enumerate(piers, 1)
    )


@pytest.fixture(params=["deepl", "openai"])
def engine(request):
    with engine_server() as server:
        server.translate = translate
        address = server.origin + ("" if request.param == "deepl" else "/v1")
        with override_settings(MACHINE_TRANSLATION=engine_settings(request.param, address)):
            yield server


def write(page, row, text):
    row.locator("textarea").fill(text)
    page.keyboard.press("Control+Enter")
    until_saved(page)


class TestMachineDrafts:
    def test_a_story_of_forty_segments_reaches_readers_with_its_origin(
        self,
        screen_of,
        translator,
        engine,
        live_server,
    ):
        article = make_published(
            body_en=body(), summary_en="The test harbor opens on Monday, its office said."
        )
        page = screen_of(article, translator)
        page.get_by_role("link", name="Machine drafts").click()
        page.get_by_role("button", name="Draft open segments").click()
        expect(page.locator("[data-progress]")).to_contain_text("Finished")
        page.goto(f"/admin/translations/{article.pk}/ko/")
        drafts = page.locator(".seg[data-draft]")
        expect(drafts).to_have_count(PIERS + 2 - len(MARKED))
        expect(page.locator(".seg[data-state=new]")).to_have_count(len(MARKED))
        expect(page.locator(".seg-failing")).to_have_count(len(WRONG))
        page.get_by_role("button", name="Submit for review").click()
        expect(page.locator(".messagelist .error").first).to_contain_text(
            "machine drafts have not been confirmed"
        )

        for number in MARKED | WRONG:
            row = page.locator(".seg", has_text=f"Pier {number} opened").first
            marks = ("⟨1⟩", "⟨/1⟩") if number in MARKED else ("", "")
            write(page, row, f"부두 {number}번이 배 {number + 40}척으로 문을 열었다.".join(marks))
        while (waiting := drafts.count()) > 0:
            drafts.first.locator("textarea").focus()
            page.keyboard.press("Control+Enter")
            expect(drafts).to_have_count(waiting - 1)
        until_saved(page)
        page.keyboard.press("Control+Alt+Enter")
        page.locator(".messagelist .success").wait_for()
        assert LanguageProgress.objects.get(article=article, language="ko").stage == Stage.IN_REVIEW

        perform("approve", article, language="ko", by=make_user("editor"))
        edition = publish(article, "ko", by=None)
        machine = Edition.objects.get(pk=edition.pk).printed["machine"]
        assert machine["share"] > 90 and len(machine["segments"]) == PIERS + 2 - len(MARKED)
        label = "기계 번역 후 편집 · 편집국"
        page.goto(edition.get_absolute_url())
        expect(page.locator(".dateline")).to_contain_text(label)
        [told] = page.locator("script[type='application/ld+json']").all_text_contents()
        [node] = [one for one in json.loads(told)["@graph"] if one["@type"] == "NewsArticle"]
        assert node["creditText"] == label
        assert label in page.request.get(f"{live_server.url}/ko/feed.atom").text()

    def test_nothing_of_an_embargoed_story_leaves(self, screen_of, translator, engine):
        article = make_article(body_en=body())
        approve(article, "en")
        publish(article, "en", by=None, at=article.changed_at + 48 * HOUR)
        page = screen_of(article, translator)
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Alt+m")
        expect(page.locator(".seg-refused")).to_contain_text("this text is not published yet")
        page.get_by_role("link", name="Machine drafts").click()
        expect(page.get_by_role("button", name="Draft open segments")).to_have_count(0)
        assert engine.calls == []
        assert not MachineRequest.objects.exists()

    def test_one_segment_is_drafted_by_its_key(self, screen_of, translator, engine):
        page = screen_of(make_published(body_en=body()), translator)
        row = page.locator(".seg", has_text="Pier 2 opened").first
        row.locator("textarea").focus()
        page.keyboard.press("Alt+m")
        expect(row.locator("textarea")).to_have_value("부두 2번이 배 42척으로 문을 열었다.")
        expect(row.locator("[data-state-label]")).to_have_text("Machine draft")
        page.keyboard.press("Control+Enter")
        expect(row.locator("[data-state-label]")).not_to_have_text("Machine draft")
        row = page.locator(".seg", has_text="Pier 3 opened").first
        row.locator("textarea").fill("사람이 쓴 문장이다.")
        page.keyboard.press("Alt+m")
        row.get_by_role("button", name="Keep the text").click()
        expect(row.locator("textarea")).to_have_value("사람이 쓴 문장이다.")
        row.locator("textarea").focus()
        page.keyboard.press("Alt+m")
        row.get_by_role("button", name="Replace the text with this draft").click()
        expect(row.locator("textarea")).to_have_value("부두 3번이 배 43척으로 문을 열었다.")
        assert len(engine.calls) == 2
