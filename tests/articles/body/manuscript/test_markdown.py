"""Markdown becomes a draft, and the report accounts for each line."""

import random
import re
import time
import unicodedata

import pytest

from articles.body import embed_names, plain_text, sanitise
from articles.body.manuscript.draft import FrontMatterValue, TextRefused
from articles.body.manuscript.story_text import read_story_text
from articles.body.normal_form import clean_text
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED, MARKDOWN


def read(text, language="en", **options):
    return read_story_text(text, language=language, format="markdown", **options)


def body(*lines, **options):
    """Return the body of a text with these lines after a headline."""
    return read("\n".join(["# Headline", "", *lines]), **options).body


def doubts(*lines):
    """Return the doubts about these lines, which start at line 3, except a missing summary."""
    draft = read("\n".join(["# Headline", "", *lines]))
    return [str(note) for note in draft.doubts if "no summary" not in note.message]


class TestAStoryWithFrontMatter:
    draft = read_story_text(MARKDOWN, language="en")

    def test_is_recognised(self):
        assert (self.draft.format, self.draft.reason) == ("markdown", "it starts with front matter")

    def test_has_its_head_from_there(self):
        assert self.draft.headline == "Maristan and Oldport Reopen Ferry Talks"
        assert self.draft.summary == "Back at the table after six years."

    def test_wishes_for_section_topics_and_author(self):
        assert self.draft.wishes == (
            FrontMatterValue("section", "economy", 4),
            FrontMatterValue("topic", "harbours", 5),
            FrontMatterValue("topic", "Ferries", 5),
            FrontMatterValue("byline", "Bora Testman", 6),
        )

    def test_reports_what_it_does_not_use(self):
        assert [str(note) for note in self.draft.doubts] == ["line 7: not used: date: 2026-03-03"]

    def test_has_the_whole_body(self):
        assert self.draft.body == (
            '<h2 data-label="lead">A Line Across the Strait</h2>'
            '<p>The two port cities are <em>talking</em> about <a href="https://example.com/ferries">ferries</a>.</p>'
            '<aside data-kind="why-it-matters"><p>The old line carried <strong>freight</strong>.</p></aside>'
            "<blockquote><p>The line brings two shores together.</p><cite>Ines Falk, harbour master</cite>"
            "</blockquote><ul><li><p>piers</p></li><li><p>rules</p></li></ul>"
        )

    def test_has_related_stories_in_their_languages(self):
        first, second = self.draft.related
        assert (first.language, first.summary, first.url) == ("ko", "등대 축제가 막을 내렸다.", "")
        assert (second.language, second.title, second.url) == (
            "en",
            "The ice stays",
            "https://example.com/ice",
        )


BLOCKS = [
    ("## One", "<h2>One</h2>"),
    ("### Two", "<h3>Two</h3>"),
    ("###### Three", "<h3>Three</h3>"),
    ("# Another", "<h2>Another</h2>"),
    ("Under\n-----", "<h2>Under</h2>"),
    ("### Insight: Big", '<h2 data-label="insight">Big</h2>'),
    ("## **The Lead:** *Big* News", '<h2 data-label="lead"><em>Big</em> News</h2>'),
    ("## Background\n\nIt floats.", '<aside data-kind="background"><p>It floats.</p></aside>'),
    ("**리드**: 배가 떴다.", '<aside data-kind="lead"><p>배가 떴다.</p></aside>'),
    ("> **Background:** It\n> floats.", '<aside data-kind="background"><p>It floats.</p></aside>'),
    ("> Background\n\nIt floats.", '<aside data-kind="background"><p>It floats.</p></aside>'),
    (
        "**Official Stance:** “We sail.”",
        '<aside data-kind="official-stance"><blockquote><p>“We sail.”</p></blockquote></aside>',
    ),
    (
        "## Fact box: The *line*\n\n- one\n- two\n\nAfter.",
        '<aside data-kind="fact-box"><h3>The <em>line</em></h3><ul><li><p>one</p></li>'
        "<li><p>two</p></li></ul></aside><p>After.</p>",
    ),
    (
        "> **정보 상자:** The line\n>\n> It floats.\n>\n> - one",
        '<aside data-kind="fact-box"><h3>The line</h3><p>It floats.</p><ul><li><p>one</p></li></ul></aside>',
    ),
    ("Fact box: The line\n\n## Next", "<h2>The line</h2><h2>Next</h2>"),
    (
        "Pull quote: We sail at dawn",
        '<blockquote data-kind="pull-quote"><p>We sail at dawn</p></blockquote>',
    ),
    (
        "**발췌 인용**\n\n> We sail.\n>\n> -- Tom",
        '<blockquote data-kind="pull-quote"><p>We sail.</p><cite>Tom</cite></blockquote>',
    ),
    ("Tom, mayor: “We sail.”", "<blockquote><p>“We sail.”</p><cite>Tom, mayor</cite></blockquote>"),
    ("> We sail.\n>\n> -- Tom", "<blockquote><p>We sail.</p><cite>Tom</cite></blockquote>"),
    ("A line\nof two.", "<p>A line of two.</p>"),
    ("A line  \nof two.", "<p>A line<br>of two.</p>"),
    ("***", "<hr>"),
    ("1. one\n2. two", "<ol><li><p>one</p></li><li><p>two</p></li></ol>"),
    ("[a][x]\n\n[x]: https://example.com/", '<p><a href="https://example.com/">a</a></p>'),
    ("[a](/rel) b", "<p>[a](/rel) b</p>"),
    ("[a](javascript:b) c", "<p>[a](javascript:b) c</p>"),
    ("<script>a</script>", "<p>&lt;script&gt;a&lt;/script&gt;</p>"),
    ("![A ship](https://example.com/a.png)", '<p><a href="https://example.com/a.png">A ship</a></p>'),
    ("![A ship](a.png)", "<p>A ship (a.png)</p>"),
    ("Type `make`.", "<p>Type make.</p>"),
    ("```\none\n\ntwo\n```", "<p>one</p><p>two</p>"),
    (
        "| a | b |\n|---|---|\n| 1 | **2** |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table>",
    ),
]


class TestABlock:
    @pytest.mark.parametrize(("text", "expected"), BLOCKS)
    def test_becomes(self, text, expected):
        assert body(text) == expected


class TestTheHead:
    def test_is_the_first_h1_wherever_it_stands(self):
        draft = read("Oldport\n\n# The *Headline*\n\nIt sails.")
        assert draft.headline == "The Headline"
        assert draft.body == "<p>Oldport</p><p>It sails.</p>"
        assert "line 1: before the headline" in map(str, draft.doubts)

    @pytest.mark.parametrize(
        "paragraph", ["*All of it.*", "_All of it._", "**All** of it.", "***All of it.***"]
    )
    def test_has_a_summary_when_the_first_paragraph_is_marked_as_a_whole(self, paragraph):
        draft = read(f"# Headline\n\n{paragraph}\n\nIt sails.")
        is_whole = paragraph != "**All** of it."
        assert draft.summary == ("All of it." if is_whole else "")
        assert ("All" in draft.body) != is_whole

    def test_takes_no_label_for_a_summary(self):
        assert read("# Headline\n\n**Background**\n\nIt sails.").summary == ""

    def test_takes_a_first_heading_of_any_level_and_says_so(self):
        draft = read("## Headline\n\nIt sails.")
        assert draft.headline == "Headline"
        assert str(draft.doubts[0]).startswith("line 1: read as the headline")

    def test_is_not_doubled_by_an_h1_that_repeats_the_title(self):
        draft = read("---\ntitle: Same\n---\n# Same\n\n# Other\n")
        assert (draft.headline, draft.body) == ("Same", "<h2>Other</h2>")

    def test_is_refused_without_a_headline(self):
        with pytest.raises(TextRefused, match="Start the text with"):
            read("It sails.\n\n## Two")

    def test_is_refused_when_the_title_is_too_long(self):
        with pytest.raises(TextRefused, match="Line 2 "):
            read(f"---\ntitle: {'x' * 201}\n---\n")

    def test_may_have_korean_front_matter(self):
        draft = read(
            "---\n제목: '항구'\n요약: 문을 연다.\n섹션: 경제\n기자: 홍길동, 김철수\n---\n", language="ko"
        )
        assert (draft.headline, draft.summary) == ("항구", "문을 연다.")
        assert [wish.value for wish in draft.wishes] == ["경제", "홍길동", "김철수"]

    def test_may_fold_the_summary_in_the_front_matter(self):
        draft = read("---\ntitle: 'Same'\nsummary: >-\n  One line\n  and another.\ntopics:\n  - ships\n---\n")
        assert draft.summary == "One line and another."
        assert draft.wishes == (FrontMatterValue("topic", "ships", 7),)


class TestRelatedStories:
    def test_end_at_the_next_heading(self):
        draft = read("# H\n\n관련 기사\n\n하나다.\n> 둘이다.\n\n## After\n\nIt sails.")
        assert [item.summary for item in draft.related] == ["하나다.", "둘이다."]
        assert draft.body == "<h2>After</h2><p>It sails.</p>"

    def test_may_follow_without_an_empty_line(self):
        draft = read("# H\n\n**Related stories:**\nOne thing.\nhttps://example.com/two")
        assert [(item.summary, item.url) for item in draft.related] == [
            ("One thing.", ""),
            ("", "https://example.com/two"),
        ]


DOUBTS = [
    ("- a\n  - b", "lines 3–4: a list in a list: its items were moved to the outer list"),
    ("3. c", "line 3: the list started at 3 and now starts at 1"),
    ("[a](/rel)", "line 3: “/rel” is not a complete address and does not become a link"),
    ('[a](https://b.example "t")', "line 3: the title of a link was left out: “t”"),
    ("`make`", "line 3: “make” was marked as code and is now text"),
    ("```py\nx\n```", "lines 3–5: code became plain paragraphs (py)"),
    ("![a](b.png)", "line 3: the image b.png became a link: add it from the library"),
    ("An open **mark", "line 3: an asterisk remains in the text: “An open **mark”"),
    ("|a|\n|-|\n|b|c d|", "lines 3–5: not imported: c d"),
    (
        "[x]: https://example.com",
        "line 3: left out, because it only defines a link: [x]: https://example.com",
    ),
    (
        "It sails.\nInsight: It floats.",
        "lines 3–4: “Insight: It floats.” is inside a paragraph: put an empty line before it",
    ),
    ("## Key Takeaway: Ships", "line 3: “Key Takeaway” is not a known label: kept as text"),
]


YOUTUBE = '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'


class TestContentOfOtherSites:
    @pytest.mark.parametrize(
        "text",
        [
            '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?si=x" allowfullscreen></iframe>',
            '<iframe\n  src="//www.youtube.com/embed/dQw4w9WgXcQ">\n</iframe>',
            "https://youtu.be/dQw4w9WgXcQ",
        ],
    )
    def test_becomes_an_embed(self, text):
        assert body("one", "", text, "", "two") == f"<p>one</p>{YOUTUBE}<p>two</p>"
        assert doubts("one", "", text, "", "two") == []

    def test_of_a_site_that_is_not_known_becomes_a_link_with_a_notice(self):
        frame = '<iframe src="//maps.example/a?b=1&amp;c=2" title="map"></iframe>'
        link = '<a href="https://maps.example/a?b=1&amp;c=2">https://maps.example/a?b=1&amp;c=2</a>'
        assert body(frame) == f"<p>{link}</p>"
        [doubt] = doubts(frame)
        assert doubt.startswith("line 3: the frame became a link")

    def test_in_a_sentence_stays_as_it_was_typed(self):
        text = "Look: https://youtu.be/dQw4w9WgXcQ or <iframe src=https://a.example/>"
        assert embed_names(body(text)) == []
        assert "&lt;iframe src=https://a.example/&gt;" in body(text)

    def test_without_an_address_stays_as_it_was_typed(self):
        assert body("<iframe title=x></iframe>") == "<p>&lt;iframe title=x&gt;&lt;/iframe&gt;</p>"


class TestADoubt:
    @pytest.mark.parametrize(("text", "expected"), DOUBTS)
    def test_is_told(self, text, expected):
        assert expected in doubts(text)


class TestRecognition:
    @pytest.mark.parametrize(
        ("text", "format"),
        [
            (LABELLED, "labelled"),
            (KOREAN, "labelled"),
            (MARKDOWN, "markdown"),
            ("# Head\ntext", "markdown"),
            ("Head\n====\ntext", "markdown"),
            ("#1 in the world\ntext", "labelled"),
            ("Head\n---\ntext", "labelled"),
            ("Head\n\n```\n# comment\n```", "labelled"),
            ("---\nnot front matter\n---", "labelled"),
        ],
    )
    def test_tells_the_formats_apart(self, text, format):
        assert read_story_text(text, language="en").format == format

    def test_can_be_overruled(self):
        draft = read_story_text("# Head\nThe summary.", language="en", format="labelled")
        assert (draft.format, draft.headline, draft.reason) == ("labelled", "# Head", "as selected")


PIECES = [
    "# Head", "## Heading **two**", "The Lead: A Line", "Why It Matters: It floats, they say.", "Background",
    "배경:", "PRISM Insight: More", "공식 입장: “출항합니다.”", "Tom Reed, mayor: “We will sail.”",
    "plain *words* and **more**.", "2 * 3 ** 4", "- item one", "* item two", "1. first", "2. second",
    "7) seventh", "> quoted words", "> — Speaker", "관련 기사", "Related stories: first thing",
    "https://example.com/a", "[words](https://example.com/b) rest", "[x]: https://example.com/c", "[rel](/d)",
    "https://youtu.be/dQw4w9WgXcQ", "<iframe src=https://example.com/e></iframe>",
    "---", "***", "```", "    indented code", "| a | b |", "|---|---|", "| 1 | 2 | 3 |", "title: A title",
    "<b>html</b> &amp; more", "한국어 문장이다.", "소제목", "", "\u200b", "By Jane Doe", "![picture](e.png)",
    "`code` here", "ends with colon:", "===", "\t tab", "~~~ info", "*", "**", "[", "# ", ">",
]  # fmt: skip


def words(text):
    return set(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text)))


def soup(seed):
    """Return random lines. Half of those with words end in a unique word."""
    chance = random.Random(seed)
    lines = [chance.choice(PIECES) for _ in range(chance.randint(1, 25))]
    return [
        f"{line} u{number}x" if re.search(r"\w", line) and chance.random() < 0.5 else line
        for number, line in enumerate(lines)
    ]


LABEL_WORDS = "The Lead Why It Matters Background 배경 공식 입장 Insight 관련 기사 Related stories iframe src"
LIST_NUMBERS = "1 2 7"


class TestAnyText:
    """Nothing is lost: the report contains all that the draft does not."""

    @pytest.mark.parametrize("format", ["markdown", "labelled"])
    @pytest.mark.parametrize("seed", range(150))
    def test_is_accounted_for_line_by_line(self, seed, format):
        lines = ["# Head line", *soup(seed)]
        draft = read_story_text("\n".join(lines), language="en", format=format)
        covered = {line for note in draft.notes for line in range(note.first, note.last + 1)}
        assert {number for number, line in enumerate(lines, 1) if clean_text(line).strip()} <= covered

    @pytest.mark.parametrize("format", ["markdown", "labelled"])
    @pytest.mark.parametrize("seed", range(150))
    def test_keeps_every_word(self, seed, format):
        lines = ["# Head line", *soup(seed)]
        draft = read_story_text("\n".join(lines), language="en", format=format)
        related = [f"{item.title} {item.summary} {item.url}" for item in draft.related]
        text = [draft.headline, draft.summary, draft.body, plain_text(draft.body), *related]
        held = words(" ".join([*text, *(note.message for note in draft.notes)]))
        assert words("\n".join(lines)) - held - words(f"{LABEL_WORDS} {LIST_NUMBERS}") == set()

    @pytest.mark.parametrize("seed", range(30))
    def test_makes_a_canonical_body(self, seed):
        draft = read_story_text("\n".join(["# Head", *soup(seed)]), language="en")
        assert sanitise(draft.body) == draft.body

    def test_is_read_in_time_proportional_to_its_length(self):
        begin = time.process_time()
        for piece in ("**a ", "*a", "[a](", "> ", "- ", "a: ", "“a: ", "*", "`", "[", "**Insight ", "2. a\n"):
            for format in ("markdown", "labelled"):
                read_story_text("# Head\n\nSummary.\n\n" + piece * 900, language="en", format=format)
        assert time.process_time() - begin < 20  # usually under a second
