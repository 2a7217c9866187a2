"""Plain text as desks receive it becomes a draft, and the report accounts for each line."""

import unicodedata

import pytest

from articles.body import sanitise
from articles.body.manuscript.draft import MAX_HEADLINE, TextRefused
from articles.body.manuscript.story_text import read_story_text
from articles.models import Article
from tests.articles.body.manuscript.sample_texts import KOREAN, LABELLED


def read(text, language="en", **options):
    return read_story_text(text, language=language, format="labelled", **options)


def body(*lines, **options):
    """Return the body of a text with these lines after a headline and a summary."""
    return read("\n".join(["Headline", "The summary.", *lines]), **options).body


def doubts(*lines, language="en"):
    """Return the doubts about these lines, which start at line 3."""
    draft = read("\n".join(["Headline", "The summary.", *lines]), language=language)
    return [str(note) for note in draft.doubts]


class TestAStoryOfTheUsualKind:
    draft = read_story_text(LABELLED, language="en")

    def test_is_recognised_as_labelled_text(self):
        assert self.draft.format == "labelled"

    def test_starts_with_headline_and_summary(self):
        assert self.draft.headline.startswith("Maristan and Oldport Reopen")
        assert self.draft.summary.startswith("Maristan and Oldport are back")

    def test_has_four_headings_the_first_and_last_labelled(self):
        assert self.draft.body.count("<h2") == 4
        assert '<h2 data-label="lead">A Line Across the Strait</h2>' in self.draft.body
        assert "<h2>From Crates to Commuters</h2>" in self.draft.body
        assert '<h2 data-label="insight">More Than a Boat</h2>' in self.draft.body

    def test_has_one_passage_of_each_label(self):
        assert self.draft.body.count("<aside") == 2
        assert '<aside data-kind="why-it-matters"><p>The old line, closed in 2019,' in self.draft.body
        assert '<aside data-kind="official-stance"><blockquote><p>"The line aims' in self.draft.body

    def test_keeps_no_label_and_no_asterisk_in_the_text(self):
        for word in ("Lead", "Why It Matters", "Official Stance", "GULL", "Insight", "*"):
            assert word not in self.draft.body

    def test_sets_marked_words_in_bold(self):
        assert "on <strong>forty</strong> days" in self.draft.body
        assert "growth <strong>rate</strong> of" in self.draft.body

    def test_keeps_related_summaries_in_their_own_language(self):
        assert [item.language for item in self.draft.related] == ["ko"] * 4
        assert self.draft.related[3].summary == "시장이 새 항만청장을 임명했다. 임기는 2년이다."
        assert not any(item.url or item.title for item in self.draft.related)

    def test_reports_line_by_line(self):
        told = [str(note) for note in self.draft.notes]
        assert told[:5] == [
            "line 1: headline",
            "line 2: summary",
            "line 3: heading, label The Lead",
            "line 4: paragraph",
            "line 5: passage, label Why It Matters: paragraph",
        ]
        assert "line 9: passage, label Official Stance: quote" in told
        assert "line 15: start of the related stories" in told
        assert "line 16: related story, summary in Korean, no link yet" in told

    def test_reports_the_brand_that_it_takes_off(self):
        [doubt] = self.draft.doubts
        assert str(doubt).startswith("line 13: the name “GULL” was removed")

    def test_has_a_canonical_body(self):
        assert sanitise(self.draft.body) == self.draft.body


class TestAKoreanStory:
    draft = read_story_text(KOREAN, language="ko")

    def test_has_its_labels(self):
        assert '<h2 data-label="lead">해협을 잇는 뱃길</h2>' in self.draft.body
        assert '<aside data-kind="why-it-matters"><p>2019년에' in self.draft.body
        assert '<aside data-kind="official-stance"><blockquote><p>“두 해안을' in self.draft.body
        assert '<h2 data-label="insight">배 한 척보다 큰 이야기</h2>' in self.draft.body

    def test_has_a_heading_without_full_stop(self):
        assert "<h2>화물에서 여객으로</h2>" in self.draft.body

    def test_keeps_prose_with_a_quotation_as_prose(self):
        assert "<p>시장은 “부두가 먼저다”라고 말했다.</p>" in self.draft.body

    def test_tells_the_languages_of_related_stories_apart(self):
        assert [item.language for item in self.draft.related] == ["en", "ko"]


LINES = [
    ("Insight: The tide turns.", '<aside data-kind="insight"><p>The tide turns.</p></aside>'),
    ("WHY IT MATTERS : It floats.", '<aside data-kind="why-it-matters"><p>It floats.</p></aside>'),
    ("**Why It Matters:** It floats.", '<aside data-kind="why-it-matters"><p>It floats.</p></aside>'),
    ("**Why It Matters**: It floats.", '<aside data-kind="why-it-matters"><p>It floats.</p></aside>'),
    ("[Background] It floated.", '<aside data-kind="background"><p>It floated.</p></aside>'),
    ("【배경】 배가 떴다.", '<aside data-kind="background"><p>배가 떴다.</p></aside>'),
    ("숫자로 보기: 세 척이다.", '<aside data-kind="by-the-numbers"><p>세 척이다.</p></aside>'),
    ("왜중요한가： 배가 떴다.", '<aside data-kind="why-it-matters"><p>배가 떴다.</p></aside>'),
    ("프리즘 인사이트: 큰 이야기", '<h2 data-label="insight">큰 이야기</h2>'),
    ("Here is one Insight: it floats.", "<p>Here is one Insight: it floats.</p>"),
    (
        "Tom Reed, mayor: “We will sail.”",
        "<blockquote><p>“We will sail.”</p><cite>Tom Reed, mayor</cite></blockquote>",
    ),
    (
        "“We will sail.” — Tom Reed, mayor",
        "<blockquote><p>“We will sail.”</p><cite>Tom Reed, mayor</cite></blockquote>",
    ),
    (
        "홍길동 시장: “출항합니다.”",
        "<blockquote><p>“출항합니다.”</p><cite>홍길동 시장</cite></blockquote>",
    ),
    (
        "공식 입장: 홍길동 시장: “출항합니다.”",
        '<aside data-kind="official-stance"><blockquote><p>“출항합니다.”</p>'
        "<cite>홍길동 시장</cite></blockquote></aside>",
    ),
    ("Then the mayor said: “We will sail.”", "<p>Then the mayor said: “We will sail.”</p>"),
    ("“One,” he said, “and two.”", "<p>“One,” he said, “and two.”</p>"),
    ("“We will sail.”", "<p>“We will sail.”</p>"),
    ("A *small* boat sails.", "<p>A <em>small</em> boat sails.</p>"),
    ("A **small *new* boat** sails.", "<p>A <strong>small <em>new</em> boat</strong> sails.</p>"),
    ("A ***new*** boat sails.", "<p>A <strong><em>new</em></strong> boat sails.</p>"),
    ("*중요*한 일이다.", "<p><em>중요</em>한 일이다.</p>"),
    ("It took 2*3*4 days.", "<p>It took 2*3*4 days.</p>"),
    (
        "See [the plan](https://example.com/a_(b)).",
        '<p>See <a href="https://example.com/a_(b)">the plan</a>.</p>',
    ),
    ("See [the plan](/plan).", "<p>See [the plan](/plan).</p>"),
    ("5 < 6 & <b>bold</b>.", "<p>5 &lt; 6 &amp; &lt;b&gt;bold&lt;/b&gt;.</p>"),
    ("* * *", "<hr>"),
    ("The reasons are these:", "<p>The reasons are these:</p>"),
    ("한국어 소제목", "<h2>한국어 소제목</h2>"),
]


class TestALine:
    @pytest.mark.parametrize(("line", "expected"), LINES)
    def test_becomes(self, line, expected):
        assert body(line, "The end is near.").removesuffix("<p>The end is near.</p>") == expected

    def test_is_no_heading_when_it_is_long(self):
        assert body("word " * 30) == f"<p>{('word ' * 30).strip()}</p>"

    def test_is_no_heading_when_it_is_an_address(self):
        assert body("Before.", "https://video.example/7", "After.") == (
            "<p>Before.</p><p>https://video.example/7</p><p>After.</p>"
        )

    def test_uses_the_publications_own_name_of_its_insight(self):
        assert body("Gull's View: It floats.", insight_names=("Gull's View",)).startswith(
            '<aside data-kind="insight">'
        )


class TestBlocks:
    def test_bullets_become_one_list(self):
        assert body("- one", "• two", "* three") == (
            "<ul><li><p>one</p></li><li><p>two</p></li><li><p>three</p></li></ul>"
        )

    def test_numbers_that_count_become_a_numbered_list(self):
        assert body("1. one", "2) two") == "<ol><li><p>one</p></li><li><p>two</p></li></ol>"

    def test_numbers_that_do_not_count_stay(self):
        assert (
            body("3. June was warm.", "7. July was not.") == "<p>3. June was warm.</p><p>7. July was not.</p>"
        )
        assert doubts("3. June was warm.")[0].startswith("line 3: numbered")

    def test_numbers_that_begin_to_count_late_become_a_list_from_there(self):
        assert body("3. June was warm.", "1. one", "2. two") == (
            "<p>3. June was warm.</p><ol><li><p>one</p></li><li><p>two</p></li></ol>"
        )

    def test_a_label_alone_names_the_list_that_follows(self):
        assert body("By the Numbers:", "- one ship", "- two piers", "It sails.") == (
            '<aside data-kind="by-the-numbers"><ul><li><p>one ship</p></li><li><p>two piers</p></li></ul>'
            "</aside>"
            "<p>It sails.</p>"
        )

    def test_a_label_that_names_nothing_stays_as_a_heading(self):
        assert body("It sails.", "Background") == "<p>It sails.</p><h2>Background</h2>"
        assert doubts("It sails.", "Background") == [
            "line 4: no passage follows the label “Background”: kept as a heading"
        ]

    def test_quoted_lines_become_a_quote_with_its_speaker(self):
        assert body("> We sail.", "> All of us.", "> — Tom Reed") == (
            "<blockquote><p>We sail.</p><p>All of us.</p><cite>Tom Reed</cite></blockquote>"
        )


class TestContentOfOtherSites:
    def test_becomes_an_embed_or_a_link_with_a_notice(self):
        frame = '<iframe src="https://maps.example/7"></iframe>'
        draft = read("\n".join(["Headline", "Summary here.", "https://youtu.be/dQw4w9WgXcQ", frame]))
        assert draft.body == (
            '<figure data-embed="youtube:dQw4w9WgXcQ"><figcaption></figcaption></figure>'
            '<p><a href="https://maps.example/7">https://maps.example/7</a></p>'
        )
        assert "line 4: the frame became a link" in str(draft.doubts[-1])


class TestTheHead:
    def test_has_no_summary_when_the_second_line_is_something_else(self):
        draft = read("Headline\nThe Lead: A Line\nIt sails.")
        assert draft.summary == ""
        assert draft.body.startswith('<h2 data-label="lead">')
        assert "line 1: no summary was found" in map(str, draft.doubts)

    def test_is_plain_text(self):
        draft = read("A **bold** headline\nA [link](https://example.com/).")
        assert (draft.headline, draft.summary) == ("A bold headline", "A link.")
        assert "line 2: the link to https://example.com/ was removed: this is plain text" in map(
            str, draft.doubts
        )

    def test_is_refused_when_the_headline_is_too_long(self):
        assert read("x" * MAX_HEADLINE).headline == "x" * MAX_HEADLINE
        with pytest.raises(TextRefused, match=r"Line 2 .* 201 characters .* shorter headline"):
            read("\n" + "x" * (MAX_HEADLINE + 1))

    def test_holds_as_much_as_the_column(self):
        assert Article._meta.get_field("title_en").max_length == MAX_HEADLINE

    @pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\u200b\n"])
    def test_is_missing_in_an_empty_text(self, text):
        with pytest.raises(TextRefused, match="The text is empty"):
            read_story_text(text, language="en")

    def test_is_refused_with_nul(self):
        with pytest.raises(TextRefused, match="NUL"):
            read("Head\x00line")


class TestTheText:
    def test_is_composed(self):
        draft = read_story_text(unicodedata.normalize("NFD", KOREAN), language="ko")
        assert draft == read_story_text(KOREAN, language="ko")

    def test_may_end_its_lines_in_any_way(self):
        for end in ("\r\n", "\r", "\u2028"):
            assert read_story_text(LABELLED.replace("\n", end), language="en") == read_story_text(
                LABELLED, language="en"
            )

    def test_keeps_line_numbers_across_empty_lines(self):
        assert [note.first for note in read("\n\nHeadline\n\nThe summary.\n").notes] == [3, 5]

    def test_is_questioned_when_it_is_in_the_other_language(self):
        draft = read_story_text(KOREAN, language="en")
        assert "lines 1–14: the text looks like Korean but was entered as English" in map(str, draft.doubts)


DOUBTS = [
    ("It costs 5*3 won.", "line 3: an asterisk remains in the text: “It costs 5*3 won.”"),
    ("An open **mark stays.", "line 3: an asterisk remains in the text: “An open **mark stays.”"),
    ("See [the plan](/plan).", "line 3: “/plan” is not a complete address and does not become a link"),
    ("A <b>bold</b> move.", "line 3: HTML is not interpreted: readers see “<b>” as it is"),
    ("Fish &amp; chips sell.", "line 3: HTML is not interpreted: readers see “&amp;” as it is"),
    ("Key Takeaway: it floats.", "line 3: “Key Takeaway” is not a known label: kept as text"),
    ("What Comes Next?", "line 3: read as a paragraph, but it is short. Should it be a heading?"),
    ("A Deal With the U.S.", "line 3: read as a paragraph, but it is short. Should it be a heading?"),
    ("and so they went.", "line 3: starts with a lowercase letter. Is it the end of the line above?"),
    ("By Bora Testman", "line 3: this looks like a byline: add the author under Bylines"),
    ("홍길동 기자", "line 3: this looks like a byline: add the author under Bylines"),
    ("A Heading Without Text", "line 3: a heading with nothing below it"),
]


class TestADoubt:
    @pytest.mark.parametrize(("line", "expected"), DOUBTS)
    def test_is_told(self, line, expected):
        assert expected in doubts(line)

    def test_is_not_told_of_plain_prose(self):
        assert doubts("It sails.", "Nobody was hurt.", "A Heading", "The ship is new.") == []
