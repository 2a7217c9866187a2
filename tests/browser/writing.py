"""A page with the editor, as a person uses it: keyboard, input method, clipboard."""

from contextlib import contextmanager
from urllib.parse import urlencode

from articles.body import sanitise
from tests.waiting import intercept

PASTE = """(node, items) => {
    const data = new DataTransfer()
    for (const [type, text] of Object.entries(items)) data.setData(type, text)
    const paste = {clipboardData: data, bubbles: true, cancelable: true}
    return node.dispatchEvent(new ClipboardEvent("paste", paste))
}"""  # returns whether the paste is left to the browser
SELECT = """(root, [words, start, end]) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node; (node = walker.nextNode()); ) {
        const at = node.data.indexOf(words)
        if (at < 0 || !node.parentElement.isContentEditable) continue
        const held = getSelection()
        const isHeld = held.anchorOffset === at + start && held.focusOffset === at + end
        if (held.anchorNode === node && isHeld) return true
        held.setBaseAndExtent(node, at + start, node, at + end)
        document.dispatchEvent(new Event("selectionchange"))
        return false
    }
    throw Error(`not found: ${words}`)
}"""


IS_SAVED = """() => {
    if (document.readyState !== "complete") return false
    const { state } = document.querySelector(".bar-saved")?.dataset ?? { state: "saved" }
    return state === "saved" || (state === "unsaved" && document.querySelector(".errornote") !== null)
}"""


def save(page):
    """Press “Save” of a form, and wait until all is saved, or the form says why it is not."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_function(IS_SAVED)


def settle(page):
    """ProseMirror takes focus and selection over in events of its own, the latest of them after 50 ms.

    Waited for by a timer of the page itself: on a busy machine its clock may run late.
    """
    page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 100))")


@contextmanager
def drafts_held(page):
    """Hold back the requests that autosave a form, so that the form says that its changes are unsaved."""
    held = []
    intercept(page, "**/autosave/", lambda route: held.append(route))
    yield
    page.unroute("**/autosave/")
    for route in held:
        route.continue_()


class Desk:
    """Two bodies side by side. Without `field`, the English one is meant."""

    def __init__(self, page, english="", korean="", address="/bodies/"):
        self.page, self.address = page, address
        self.keyboard = page.keyboard
        self.open(english, korean)

    def open(self, english="", korean=""):
        """Open the page, again with other bodies if it is there already."""
        self.page.goto(f"{self.address}?{urlencode({'body_en': english, 'body_ko': korean})}")
        self.page.locator(".ProseMirror").nth(1).wait_for()

    def text(self, field="body_en"):
        """The element that is written in."""
        return self.page.locator(f".body-editor:has(+ [name={field}]) .ProseMirror")

    def tool(self, name, field="body_en"):
        return self.page.locator(f".body-editor:has(+ [name={field}]) [data-tool={name}]")

    def posted(self, field="body_en"):
        """Return the data that the form would send now."""
        return self.page.locator(f"[name={field}]").input_value()

    def stored(self, field="body_en"):
        """Return the stored part of it."""
        return sanitise(self.posted(field))

    def select(self, words, field="body_en"):
        """Select the first place of the words, within one stretch of text."""
        self._set_selection(words, field, 0, len(words))

    def put_cursor(self, words, field="body_en", *, before=False):
        """Behind the words, or before them."""
        place = 0 if before else len(words)
        self._set_selection(words, field, place, place)

    def _set_selection(self, words, field, start, end):
        self.text(field).focus()
        self.settle()
        # If the editor then restores its own selection, that is noticed, and the text is selected again.
        for _turn in range(5):
            if self.text(field).evaluate(SELECT, [words, start, end]):
                return
            self.settle()
        raise AssertionError(f"The editor does not let {words!r} be selected.")

    def settle(self):
        settle(self.page)

    def type(self, words):
        self.keyboard.type(words)

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)

    def paste(self, html=None, text="", field="body_en"):
        items = {"text/plain": text} | ({"text/html": html} if html is not None else {})
        self.text(field).evaluate(PASTE, items)

    def said(self, field="body_en"):
        """Return the editor's message."""
        return self.page.locator(f".body-editor:has(+ [name={field}]) .body-editor__status").inner_text()


class InputMethod:
    """A Korean input method, as the browser sees one."""

    def __init__(self, page):
        self.browser = page.context.new_cdp_session(page)

    def compose(self, *steps):
        """Show each step underlined: compose("ㅎ", "하", "한")."""
        for text in steps:
            end = len(text)
            self.browser.send(
                "Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end}
            )

    def commit(self, text):
        self.browser.send("Input.insertText", {"text": text})

    def press_enter(self):
        """Enter as browsers report it while an input method composes."""
        for kind in ("rawKeyDown", "keyUp"):
            self.browser.send(
                "Input.dispatchKeyEvent",
                {"type": kind, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
            )
