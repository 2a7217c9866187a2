"""Pictures of the docs in English and Korean, with the browser in that language and in Seoul time."""

import io
import re
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tools.screens.demonstration import (
    LOCALES,
    ROOT,
    ids_of_stories,
    launch,
    log_in,
    manage,
    open_page,
    serve,
)

FOLDER = ROOT / "docs/screens"
DESK, PHONE = (1280, 960), (390, 844)  # width and maximum height
FERRY = "{story[night-ferry-200000-passengers]}"
CREDIT_UNION = "{story[fishers-credit-union-opens-on-the-quay]}"
ROOMS = "{story[rooms-above-the-shops]}"
TIDE_CLOCK = "{story[new-tide-clock-agrees-with-the-moon]}"
BUOYS = "{story[storm-buoys-speak-one-language]}"
BUS = "{story[bus-14-will-wait-for-the-ferry]}"
REPLIES = {"en": "Yes, please: “the housing office expects”.", "ko": "네, 이름을 넣어 주십시오."}
FROM_TRANSLATOR = (
    "어머니는 개펄 냄새로 물때를 아셨다. 나는 그 코를 놋쇠로 만들었다.",
    "⟨7⟩한물때⟨/7⟩ 시계공",
)


# Steps on a page before its picture is taken.


def mistype_figure(page):
    """Save 460 members in the Korean summary, where the English has 640, and open the finding."""
    set_value(page, "summary_ko", "value.replace(/\\d+명/, '460명')")
    save(page)
    page.goto(page.locator("#bar-ko .status-finding a").first.evaluate("link => link.href"))
    page.locator("#bar-ko").evaluate("panel => panel.open = true")


def provoke_conflict(page):
    """Save a headline as if another user had saved the story since the form was opened."""
    page.locator("[name=version_en]").evaluate("field => field.value -= 1")
    page.locator("[name=initial-title_en]").evaluate("field => field.value = 'Night Ferry Fills Up'")
    set_value(page, "title_en", "'Night Ferry Passes 218,000 Passengers in Half a Year'")
    with page.expect_navigation(wait_until="networkidle"):
        press_save(page)


def correct_beside_text(page):
    """Correct a figure in the headline, and open the form of a correction beside the text."""
    set_value(page, "title_en", "value.replace('200,000', '208,000')")
    page.locator("button[value='publish-as:en']").first.evaluate("button => button.click()")
    page.locator("#action_form .live-changes").wait_for()
    page.locator("#action_form [name=kind][value=correction]").check()


def set_value(page, name, expression):
    """Set a field of the story form, even if it is collapsed. `expression` may use its old `value`."""
    page.locator(f"[name={name}]").evaluate(
        f"field => {{ const value = field.value; field.value = {expression};"
        " field.dispatchEvent(new Event('input', {bubbles: true})); }"
    )


def save(page):
    """Save, and wait until the page has applied the answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/change/" in answer.url):
        press_save(page)
    page.wait_for_load_state("networkidle")


def press_save(page):
    page.locator("[name=_continue]:visible").first.click()


def write_reply(page):
    language = page.evaluate("document.documentElement.lang")
    page.locator(".note-reply textarea").last.fill(REPLIES[language])


def focus_first_segment(page):
    focus(page, ".seg textarea")
    page.evaluate("scrollTo(0, 0)")


def focus(page, selector):
    """Focus the first of these fields, and wait for the aids of its segment."""
    page.locator(selector).first.focus()
    page.wait_for_selector(".translation-aids section, .translation-aids .quiet")


def upload_translation(page):
    """Upload a file that translates two segments, one with an unknown tag, and show the planned changes."""
    text = page.request.get(f"{page.url}file/?kind=markdown").text()
    for words in FROM_TRANSLATOR:
        text = re.sub(r"\n⇒\n\n\n", f"\n⇒\n\n{words}\n\n", text, count=1)
    file = {"name": "story.md", "mimeType": "text/markdown", "buffer": text.encode()}
    page.set_input_files("[type=file]", file)
    page.click("[name=_read]")
    page.wait_for_selector(".exchange-plan")


def open_changed_passages(page):
    page.click(".outdated summary")


@dataclass
class Screen:
    """A page of the demonstration and its picture.

    address    may contain {language} and {story[slug]}, the id of the story with that English slug
    step       a function to call with the page first
    languages  languages of the pictures
    """

    name: str
    address: str
    step: object = None
    size: tuple = DESK
    scheme: str = "light"
    languages: tuple = tuple(LOCALES)


SCREENS = [
    Screen("front", "/{language}/"),
    Screen("article", f"/{{language}}/articles/{BUS}/", size=PHONE, scheme="dark"),
    Screen("search", "/{language}/search/?q=ferry"),
    Screen("story-history", f"/{{language}}/articles/{FERRY}/any/history/"),
    Screen("outdated", f"/{{language}}/articles/{BUOYS}/", open_changed_passages, languages=("ko",)),
    Screen("dashboard", "/admin/"),
    Screen("board", "/admin/board/"),
    Screen("front-pages", "/admin/front-pages/?language={language}"),
    Screen("terms", "/admin/articles/term/"),
    Screen("note", f"/admin/articles/article/{ROOMS}/notes/", write_reply, size=PHONE),
    Screen("preflight", f"/admin/articles/article/{ROOMS}/preflight/"),
    Screen("history", f"/admin/articles/article/{FERRY}/history/"),
    Screen("conflict", f"/admin/articles/article/{FERRY}/change/", provoke_conflict),
    Screen("queue", "/admin/translations/"),
    Screen("translation", f"/admin/translations/{TIDE_CLOCK}/ko/", focus_first_segment),
    Screen("stale", f"/admin/translations/{BUOYS}/ko/", partial(focus, selector=".seg-stale textarea")),
    Screen("review", f"/admin/translations/{CREDIT_UNION}/ko/review/"),
    Screen("exchange", f"/admin/translations/{TIDE_CLOCK}/ko/exchange/", upload_translation),
    # Last, because they change stories that other pages list.
    Screen("correction", f"/admin/articles/article/{FERRY}/change/", correct_beside_text),
    Screen("story", f"/admin/articles/article/{CREDIT_UNION}/change/", mistype_figure),
]


def photograph(page, screen, address):
    """Return the picture of a page as PNG, as high as the page, up to the height of the screen."""
    page.goto(address)
    if screen.step:
        screen.step(page)
    width, greatest = screen.size
    height = min(page.evaluate("document.documentElement.scrollHeight"), greatest)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(250)
    return page.screenshot()


def take(screens, folder=FOLDER):
    """Take the pictures of the screens, and write each into a folder as NAME-LANGUAGE.webp."""
    with tempfile.TemporaryDirectory(prefix="newsroom-screens-", ignore_cleanup_errors=True) as name:
        data = Path(name)
        with serve(data) as address, sync_playwright() as playwright:
            manage("follow_log", "--once", folder=data)  # otherwise the index page shows delays
            story = ids_of_stories(data)
            browsers = {language: launch(playwright, language) for language in LOCALES}
            sessions = {}
            for language, browser in browsers.items():
                with open_page(browser, address, language) as page:
                    sessions[language] = log_in(page, data)
            pictures = [(screen, language) for screen in screens for language in screen.languages]
            for screen, language in pictures:
                session = sessions[language] if screen.address.startswith("/admin/") else None
                shown = {"size": screen.size, "scheme": screen.scheme, "session": session}
                with open_page(browsers[language], address, language, **shown) as page:
                    path = screen.address.format(language=language, story=story)
                    picture = Image.open(io.BytesIO(photograph(page, screen, path)))
                file = folder / f"{screen.name}-{language}.webp"
                picture.convert("RGB").save(file, quality=82, method=6)
                print(f"{file.name}, {file.stat().st_size // 1024} KB", flush=True)
