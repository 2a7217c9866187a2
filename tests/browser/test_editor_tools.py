"""The editor's tools: what a button does to the text, and how the keyboard reaches it."""

import pytest

from tests.browser.writing import Desk
from tests.factories import make_publication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.editor_page")]


@pytest.fixture
def desk(same_page):
    def open_desk(english="", korean=""):
        return Desk(same_page(), english, korean)

    return open_desk


class TestBlocks:
    CASES = [
        ("heading", "<p>here</p>", "<h2>here</h2>"),
        ("heading", "<h2>here</h2>", "<p>here</p>"),
        ("heading", '<h2 data-label="lead">here</h2>', "<p>here</p>"),
        ("subheading", "<h2>here</h2>", "<h3>here</h3>"),
        ("paragraph", "<h3>here</h3>", "<p>here</p>"),
        (
            "heading",
            "<ul><li><p>a</p></li><li><p>here</p></li></ul>",
            "<ul><li><p>a</p></li></ul><h2>here</h2>",
        ),
        ("bulletList", "<p>here</p>", "<ul><li><p>here</p></li></ul>"),
        ("bulletList", "<h2>here</h2>", "<ul><li><p>here</p></li></ul>"),
        (
            "bulletList",
            "<ul><li><p>a</p></li></ul><p>here</p><ul><li><p>b</p></li></ul>",
            "<ul><li><p>a</p></li><li><p>here</p></li><li><p>b</p></li></ul>",
        ),
        ("bulletList", "<ul><li><p>here</p></li></ul>", "<p>here</p>"),
        ("orderedList", "<ul><li><p>here</p></li></ul>", "<ol><li><p>here</p></li></ol>"),
        ("quote", "<p>here</p>", "<blockquote><p>here</p></blockquote>"),
        ("quote", "<h2>here</h2>", "<blockquote><p>here</p></blockquote>"),
        ("quote", "<ul><li><p>here</p></li></ul>", "<blockquote><p>here</p></blockquote>"),
        ("quote", "<blockquote><p>here</p><cite>she</cite></blockquote>", "<p>here</p><p>she</p>"),
        (
            "quote",
            '<aside data-kind="insight"><p>here</p></aside>',
            '<aside data-kind="insight"><blockquote><p>here</p></blockquote></aside>',
        ),
        ("rule", "<p>here</p><p>b</p>", "<p>here</p><hr><p>b</p>"),
        ("strong", "<p>here</p>", "<p><strong>here</strong></p>"),
        ("sup", "<p><sub>here</sub></p>", "<p><sup>here</sup></p>"),
        ("foreign", "<p>here</p>", '<p><span lang="ko">here</span></p>'),
        ("foreign", '<p><span lang="ja">here</span></p>', '<p><span lang="ko">here</span></p>'),
    ]

    def test_a_tool_changes_what_is_selected_and_undo_takes_it_back(self, desk):
        """One after the other in one text: what is around the selection stays as it is."""
        cases = [
            (tool, f"here{number};", *(html.replace("here", f"here{number};") for html in texts))
            for number, (tool, *texts) in enumerate(self.CASES)
        ]
        text = "<p>-</p>".join(before for _tool, _words, before, _after in cases)
        desk = desk(text)
        for tool, words, before, after in cases:
            desk.select(words)
            desk.tool(tool).click()
            assert desk.stored() == text.replace(before, after), (tool, before)
            desk.press("Control+z")
            assert desk.posted() == text, (tool, before)

    def test_several_paragraphs_become_one_list_or_quote(self, desk):
        desk = desk("<p>one</p><p>two</p><h2>three</h2>")
        desk.text().click()
        desk.press("Control+a")
        desk.tool("orderedList").click()
        listed = "<ol><li><p>one</p></li><li><p>two</p></li><li><p>three</p></li></ol>"
        assert desk.stored() == listed
        desk.press("Control+a")
        desk.tool("quote").click()
        assert desk.stored() == "<blockquote><p>one</p><p>two</p><p>three</p></blockquote>"

    def test_what_cannot_be_done_here_says_so(self, desk):
        desk = desk('<figure data-image="12"><figcaption>here</figcaption></figure>')
        desk.put_cursor("here")
        for name in ["heading", "bulletList", "quote", "passage"]:
            assert desk.tool(name).get_attribute("aria-disabled") == "true", name
        assert desk.tool("strong").get_attribute("aria-disabled") == "false"

    def test_tools_show_what_stands_at_the_cursor(self, desk):
        desk = desk("<h2>head</h2><ul><li><p>a <strong>bold</strong></p></li></ul>")
        desk.put_cursor("head")
        assert desk.tool("heading").get_attribute("aria-pressed") == "true"
        desk.put_cursor("bol")
        pressed = [
            name
            for name in ("heading", "bulletList", "strong", "em")
            if desk.tool(name).get_attribute("aria-pressed") == "true"
        ]
        assert pressed == ["bulletList", "strong"]


class TestPassages:
    KINDS = [
        "The Lead", "Why It Matters", "Official Stance", "Harbor Insight", "Background", "By the Numbers",
    ]  # fmt: skip

    def test_a_passage_of_every_kind_is_chosen_by_its_name(self, desk):
        make_publication()
        desk = desk("<p>one</p><ul><li><p>two</p></li></ul><p>three</p>")
        desk.select("one")
        desk.tool("passage").click()
        assert desk.page.get_by_role("menuitemradio").all_inner_texts() == self.KINDS
        desk.page.get_by_role("menuitemradio", name="Official Stance").click()
        assert desk.stored().startswith('<aside data-kind="official-stance"><p>one</p></aside><ul>')

    def test_the_label_is_shown_in_the_language_of_the_text(self, desk):
        make_publication(insight_name_ko="항구의 눈")
        passage = '<aside data-kind="insight"><p>a</p></aside>'
        desk = desk(passage, passage)
        shown = "(node) => getComputedStyle(node, '::before').content"
        assert desk.text().locator("aside").evaluate(shown) == '"Harbor Insight"'
        assert desk.text("body_ko").locator("aside").evaluate(shown) == '"항구의 눈"'

    def test_a_passage_changes_its_kind_and_loses_it(self, desk):
        desk = desk('<aside data-kind="background"><p>here</p><ul><li><p>b</p></li></ul></aside>')
        desk.put_cursor("here")
        desk.tool("kind").click()
        desk.page.get_by_role("menuitemradio", name="The Lead").click()
        assert desk.posted() == '<aside data-kind="lead"><p>here</p><ul><li><p>b</p></li></ul></aside>'
        desk.tool("unwrap").click()
        assert desk.posted() == "<p>here</p><ul><li><p>b</p></li></ul>"

    def test_a_heading_gets_a_label_and_loses_it(self, desk):
        desk = desk("<h2>here</h2>")
        desk.put_cursor("here")
        desk.tool("label").click()
        desk.page.get_by_role("menuitemradio", name="The Lead").click()
        assert desk.posted() == '<h2 data-label="lead">here</h2>'
        desk.tool("label").click()
        desk.page.get_by_role("menuitemradio", name="No label").click()
        assert desk.posted() == "<h2>here</h2>"

    def test_two_enters_lead_out_of_a_passage_and_a_quote(self, desk):
        desk = desk('<aside data-kind="lead"><p>here</p></aside><blockquote><p>there</p></blockquote>')
        for words in ["here", "there"]:
            desk.put_cursor(words)
            desk.press("Enter", "Enter")
            desk.type("out")
        assert desk.stored() == (
            '<aside data-kind="lead"><p>here</p></aside><p>out</p>'
            "<blockquote><p>there</p></blockquote><p>out</p>"
        )

    def test_a_quote_names_its_speaker(self, desk):
        desk = desk("<blockquote><p>here</p></blockquote>")
        desk.put_cursor("here")
        desk.tool("speaker").click()
        desk.type("Bora Testman, minister")
        desk.press("Enter")
        desk.type("after")
        assert desk.stored() == (
            "<blockquote><p>here</p><cite>Bora Testman, minister</cite></blockquote><p>after</p>"
        )


class TestTables:
    def test_a_new_table_has_a_head_and_takes_text_by_tab(self, desk):
        desk = desk()
        desk.text().click()
        desk.tool("table").click()
        desk.type("Numbers")
        desk.press("Enter")
        for cell in ["a", "b", "c", "1", "2", "3"]:
            desk.type(cell)
            desk.press("Tab")
        assert desk.stored() == (
            "<table><caption>Numbers</caption><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td><td>3</td></tr><tr><td></td><td></td><td></td></tr></tbody></table>"
        )

    def test_tab_leads_from_the_caption_to_the_cells_and_back(self, desk):
        desk = desk()
        desk.text().click()
        desk.tool("table").click()
        desk.type("Numbers")
        desk.press("Tab")
        desk.type("Votes")
        desk.press("Shift+Tab")
        desk.type(" of a day")
        assert desk.stored().startswith(
            "<table><caption>Numbers of a day</caption><thead><tr><th>Votes</th><th></th><th></th></tr>"
        )
        desk.press("Shift+Tab")
        assert not desk.text().evaluate("(node) => node.contains(document.activeElement)")

    def test_rows_and_columns_come_and_go(self, desk):
        desk = desk("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>")
        desk.put_cursor("a")
        desk.tool("addRow").click()
        desk.tool("addColumn").click()
        row = "<td></td><td></td><td></td>"
        assert desk.posted() == (
            f"<table><tbody><tr><td>a</td><td></td><td>b</td></tr><tr>{row}</tr></tbody></table>"
        )
        desk.tool("headRow").click()
        assert desk.posted().startswith("<table><thead><tr><th>a</th><th></th><th>b</th></tr></thead>")
        desk.tool("removeColumn").click()
        desk.put_cursor("b")
        desk.tool("removeRow").click()
        assert "<td>b" not in desk.posted()
        desk.press("Control+z")
        desk.put_cursor("b")
        desk.tool("removeTable").click()
        assert desk.posted() == ""

    def test_the_last_tab_leaves_the_text(self, desk):
        desk = desk("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>")
        desk.put_cursor("b")
        desk.press("Tab")
        assert not desk.text().evaluate("(node) => node.contains(document.activeElement)")


class TestKeyboard:
    def test_the_tools_are_one_stop_and_arrows_lead_through_them(self, desk):
        desk = desk("<p>here</p>")
        desk.select("here")
        desk.press("Alt+F10")
        focused = "() => document.activeElement.dataset.tool"
        assert desk.page.evaluate(focused) == "paragraph"
        desk.press("ArrowRight", "ArrowRight", "ArrowRight")
        assert desk.page.evaluate(focused) == "strong"
        desk.press("Enter")
        assert desk.stored() == "<p><strong>here</strong></p>"
        assert desk.text().evaluate("(node) => node === document.activeElement")
        desk.press("Alt+F10")
        assert desk.page.evaluate(focused) == "strong"
        desk.press("End")
        assert desk.page.evaluate(focused) == "redo"
        desk.press("Escape")
        assert desk.text().evaluate("(node) => node === document.activeElement")

    def test_menus_are_used_without_a_mouse(self, desk):
        desk = desk("<p>here</p>")
        desk.put_cursor("here")
        desk.tool("passage").focus()
        desk.press("Enter", "ArrowDown", "ArrowDown", "Enter")
        assert desk.stored() == '<aside data-kind="official-stance"><p>here</p></aside>'
        desk.tool("kind").focus()
        desk.press("Enter", "Escape")
        assert desk.page.get_by_role("menu").count() == 0
        assert desk.page.evaluate("() => document.activeElement.dataset.tool") == "kind"

    def test_every_tool_has_a_name(self, desk):
        page = desk('<aside data-kind="lead"><p>a</p></aside>').page
        names = page.locator(".body-editor button").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('aria-label') || one.textContent.trim())"
        )
        assert len(names) > 40
        assert all(names)
