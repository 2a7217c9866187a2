"""Steps on a page before screens.py takes its picture."""

import re

ANSWERS = {"en": "Yes, please: “the housing office expects”.", "ko": "네, 이름을 넣어 주십시오."}
FROM_OUTSIDE = ("어머니는 개펄 냄새로 물때를 아셨다. 나는 그 코를 놋쇠로 만들었다.", "⟨7⟩한물때⟨/7⟩ 시계공")
TERMS = """kind,name_en,name_ko,synonyms_ko,forbidden_ko
concept,tide clock,조석시계,물때시계,
place,Mussel Steps,홍합계단,,조개계단
planet,Mars,화성,,
"""


def run_into_somebody(page):
    """Save a headline as if its form were older than what somebody else has saved since."""
    page.locator("[name=title_en]").evaluate(
        """field => {
            field.form.elements.version_en.value -= 1;
            field.form.elements["initial-title_en"].value = "Night Ferry Fills Up";
            field.value = "Night Ferry Passes 218,000 Passengers in Half a Year";
            field.dispatchEvent(new Event("input", {bubbles: true}));
        }"""
    )
    page.locator("[name=_continue]:visible").first.click()
    page.wait_for_load_state("networkidle")


def answer_a_note(page):
    """Write an answer, and do not send it."""
    answer = page.locator(".note-reply textarea").last
    answer.fill(ANSWERS[page.evaluate("document.documentElement.lang")])


def give_a_link(page):
    """Give somebody outside a link, unless there is one."""
    if page.locator(".shared").count() == 0:
        page.fill("[name=for_whom]", "Ma Ru-han")
        page.click(".share [type=submit]")
        page.wait_for_selector(".shared")
        page.reload()


def go_on_translating(page):
    """Go to the first segment that asks for something."""
    focus(page, page.locator(".seg-new textarea").first)


def begin_at_the_top(page):
    focus(page, page.locator(".seg textarea").first)
    page.evaluate("scrollTo(0, 0)")


def look_at_what_changed(page):
    focus(page, page.locator(".seg-stale textarea").first)


def focus(page, field):
    """Write in a field, and wait for what helps with it."""
    field.focus()
    page.wait_for_selector(".translation-aids section, .translation-aids .quiet")


def list_the_keys(page):
    go_on_translating(page)
    page.keyboard.press("Control+/")
    page.wait_for_selector("#shortcuts[open]")


def bring_a_file_back(page):
    """Show what a file would do that translates two segments, one with a foreign tag."""
    text = page.request.get(f"{page.url}file/?kind=markdown").text()
    lacking = re.compile(r"\n⇒\n\n\n")
    for words in FROM_OUTSIDE:
        text = lacking.sub(f"\n⇒\n\n{words}\n\n", text, count=1)
    send(page, "story.md", "text/markdown", text)
    page.wait_for_selector(".exchange-plan")


def import_terms(page):
    send(page, "terms.csv", "text/csv", TERMS)
    page.wait_for_selector("[name=_write]")


def send(page, name, kind, text):
    page.set_input_files("[type=file]", {"name": name, "mimeType": kind, "buffer": text.encode()})
    page.click("[name=_read]")


def open_what_differs(page):
    page.click(".outdated summary")


MEANWHILE = {
    "run_into_somebody": run_into_somebody,
    "answer_a_note": answer_a_note,
    "give_a_link": give_a_link,
    "go_on_translating": go_on_translating,
    "begin_at_the_top": begin_at_the_top,
    "look_at_what_changed": look_at_what_changed,
    "list_the_keys": list_the_keys,
    "bring_a_file_back": bring_a_file_back,
    "import_terms": import_terms,
    "open_what_differs": open_what_differs,
}
