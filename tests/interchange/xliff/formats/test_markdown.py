"""Markdown files, including those changed by Word, Google Docs and people."""

import re

import pytest
from hypothesis import given

from newsroom.interchange.xliff import formats
from newsroom.interchange.xliff.document import TranslationFileRefused, compare_returned_story
from tests.inline import canonical, often
from tests.interchange.xliff.formats.files import TARGET, story, unit

WENT = story(unit(target=TARGET, notes=("pact:\n협정",)), unit("2 < 3 [*] \\ &amp;", id="b.1"))


def text_of(went=WENT):
    return formats.write_translation_markdown([went]).decode()


def report(text, now=WENT):
    data = text if isinstance(text, bytes) else text.encode()
    return compare_returned_story(now, formats.read_translation_markdown(data).stories[0])


class TestWritten:
    def test_each_segment_shows_its_source_above_its_target(self):
        assert re.search(
            r"## §§ a1\.1/[0-9a-f]{8}\n\n\(pact: 협정\)\n\n"
            r"> The ⟨1⟩pact ⟨2⟩itself⟨/2⟩⟨/1⟩ is⟨3/⟩in force\.\n\n"
            r"⇒\n\n⟨1⟩협정 ⟨2⟩자체⟨/2⟩⟨/1⟩는⟨3/⟩유효하다\.\n",
            text_of(),
        )

    def test_segments_are_called_as_people_call_them(self):
        assert re.search(r"## §§ a1\.1/[0-9a-f]{8} · 제목\n", text_of(story(unit(called="제목"))))

    def test_signs_of_markdown_are_escaped(self):
        assert r"> 2 \< 3 \[\*\] \\ &" in text_of()

    def test_the_head_names_story_and_languages(self):
        assert text_of().startswith("# Pact\n\n§§ story-7.d0 · en → ko\n\nWrite each translation below")


class TestRead:
    def test_what_was_not_touched_changes_nothing(self):
        found = report(text_of())
        assert (found.unchanged, found.untouched, found.accepted) == (("a1.1",), ("b.1",), ())

    @often
    @given(canonical, canonical)
    def test_whatever_a_body_holds_comes_back(self, source, target):
        went = story(unit(source, target), unit("b", "나", id="b.1"))
        found = report(text_of(went), went)
        assert found.unchanged[-2:] + found.untouched in (("a1.1", "b.1"), ("b.1", "a1.1"))

    def test_a_new_translation_is_taken(self):
        [taken] = report(text_of() + "\n2보다 ⟨1⟩크다\n").accepted
        assert (taken.id, taken.html) == ("b.1", "2보다 크다")
        assert [(problem.kind, problem.label) for problem in taken.problems] == [("unknown", 1)]

    def test_what_changed_here_meanwhile_is_not_overwritten(self):
        now = WENT._replace(units=(unit(target="우리 것"), WENT.units[1]))
        assert report(text_of(), now).untouched == ("a1.1", "b.1")
        assert report(text_of().replace("유효하다", "살아 있다"), now).conflicts[0].id == "a1.1"

    def test_lines_are_joined(self):
        assert report(text_of() + "하나\n\n둘 \n").accepted[0].html == "하나 둘"

    def test_several_stories_stand_in_one_file(self):
        data = formats.write_translation_markdown([WENT, WENT._replace(id="8")])
        assert [(s.id, len(s.units)) for s in formats.read_translation_markdown(data).stories] == [
            ("7", 2),
            ("8", 2),
        ]

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: re.sub(r"(?m)^(#+|>) ", "", text),
            lambda text: re.sub(r"(?m)^## (.*)$", r"**\1**", text),
            lambda text: re.sub(r"([#>⟨.\-])(?![^⟨\n]*⟩)", r"\\\1", text),
            lambda text: text.replace("⇒", "   ⇒ "),
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\n\n"),
            lambda text: ("\ufeff" + text).encode("utf-16"),
            lambda text: text + "\n\n§§\n",
        ],
        ids=["no signs", "bold", "escaped", "indented", "CRLF", "double spaced", "UTF-16", "stray sign"],
    )
    def test_other_programs_may_change_its_form(self, change):
        assert report(change(text_of())).unchanged == ("a1.1",)

    def test_a_source_that_changed_is_shown_as_it_went_out(self):
        now = WENT._replace(digest="d1", units=WENT.units[1:])
        [stale] = report(text_of(), now).outdated
        assert stale.source == "The ⟨1⟩pact ⟨2⟩itself⟨/2⟩⟨/1⟩ is⟨3/⟩in force."

    def test_markup_is_text(self):
        [taken] = report(text_of() + "<script>x()</script> ⟨strong⟩둘⟨/strong⟩\n").accepted
        assert taken.html == "&lt;script&gt;x()&lt;/script&gt; 둘"
        assert [problem.label for problem in taken.problems] == ["strong"]

    def test_without_a_target_line_there_is_no_target(self):
        assert report(text_of().replace("⇒", "")).rejected[0].reason == "empty"


class TestRefused:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"PK\x03\x04", "Word"),
            (b"a\x00\x00", "NUL"),
            (b"", "no line"),
            (b"# A text\n\nof ours\n", "no line"),
            ("§§ story-7.d0 · en → ko\n".encode(), "no segments"),
            (b"x" * 1_000_001, "1000 kB"),
            (text_of().encode() * 2, "Story 7 "),
            ("".join(f"§§ story-{n}.a\n" for n in range(1, 1002)).encode(), "1000 stories"),
        ],
    )
    def test_with_a_reason(self, data, words):
        with pytest.raises(TranslationFileRefused, match=words):
            formats.read_translation_markdown(data)

    def test_without_languages_those_of_the_story_count(self):
        assert report(text_of().replace(" · en → ko", "")).unchanged == ("a1.1",)
        with pytest.raises(TranslationFileRefused, match="ko → en"):
            report(text_of().replace("en → ko", "ko -> en"))
