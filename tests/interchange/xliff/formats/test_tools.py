"""Files as translation tools write them: codes in other elements, sentences, notes of the tool."""

import pytest

from tests.interchange.xliff.formats.files import SOURCE, report, story, target_of, unit, xliff12, xliff21


class TestVersion12:
    @pytest.mark.parametrize(
        ("target", "text"),
        [
            ('<g id="1">가</g><x id="3"/>', "⟨1⟩가⟨/1⟩⟨3/⟩"),
            ('<bx id="1"/>가<ex id="1"/>', "⟨1⟩가⟨/1⟩"),
            ('<bx id="2" rid="1"/>가<ex id="5" rid="1"/>', "⟨2⟩가⟨/2⟩"),
            ('<bpt id="1">&lt;a&gt;</bpt>가<ept id="1">&lt;/a&gt;</ept>', "⟨1⟩가⟨/1⟩"),
            ('<bpt id="1" rid="2"/><bpt id="2" rid="1"/>가<ept id="7" rid="1"/>나<ept id="8" rid="2"/>',
             "⟨1⟩⟨2⟩가⟨/2⟩나⟨/1⟩"),
            ('<bpt id="1"/>가<ept id="9" rid="1"/>', "⟨1⟩가⟨/1⟩"),
            ('<it id="1" pos="open">x</it>가<it id="1" pos="close">y</it>', "⟨1⟩가⟨/1⟩"),
            ('가<ph id="3">&lt;br/&gt;<sub>x</sub></ph>', "가⟨3/⟩"),
            ('<mrk mtype="x-comment" comment="?">가</mrk> <mrk mtype="protected">나</mrk>', "가 나"),
            ("<![CDATA[<b>가</b>]]>", "<b>가</b>"),
            ("가<!-- nobody reads this --><?tool this neither?>나", "가나"),
            ("⟨1⟩가⟨/1⟩", "⟨⟨1⟩가⟨⟨/1⟩"),
        ],
    )  # fmt: skip
    def test_codes(self, target, text):
        assert target_of(xliff12(target)) == text

    def test_what_a_tool_marks_for_itself_is_no_trouble(self):
        [taken] = report(xliff12('<mrk mtype="x-comment">가</mrk>')).accepted
        assert {problem.kind for problem in taken.problems} == {"missing"}

    def test_sentences_are_joined(self):
        before = (
            '<seg-source><mrk mtype="seg" mid="0">A.</mrk> <mrk mtype="seg" mid="1">B.</mrk></seg-source>'
        )
        target = '<mrk mtype="seg" mid="0">가.</mrk> <mrk mtype="seg" mid="1">나.</mrk>'
        assert report(xliff12(target, before=before)).accepted[0].html == "가. 나."

    def test_a_sentence_without_translation_is_noticed(self):
        before = (
            '<seg-source><mrk mtype="seg" mid="0">A.</mrk> <mrk mtype="seg" mid="1">B.</mrk></seg-source>'
        )
        target = '<mrk mtype="seg" mid="0">가.</mrk> <mrk mtype="seg" mid="1"></mrk>'
        assert report(xliff12(target, before=before)).rejected[0].reason == "partial"

    def test_matches_from_a_memory_are_not_the_target(self):
        after = '<alt-trans match-quality="80"><source>y</source><target>다른 것</target></alt-trans>'
        assert target_of(xliff12("가", after=after)) == "가"

    def test_units_in_groups_are_found(self):
        grouped = xliff12("가").replace(b"<trans-unit", b'<group id="g"><trans-unit')
        assert target_of(grouped.replace(b"</trans-unit>", b"</trans-unit></group>")) == "가"

    @pytest.mark.parametrize(
        ("state", "ours"),
        [
            ("", ""),
            (' state="needs-translation"', "new"),
            (' state="needs-review-translation"', "translated"),
            (' state="signed-off"', "approved"),
            (' state="final"', "approved"),
            (' state="x-whatever"', "translated"),
        ],
    )
    def test_states(self, state, ours):
        assert report(xliff12("가", attributes=state)).accepted[0].state == ours

    def test_a_source_copied_to_the_target_is_no_translation_unless_said_so(self):
        now = story(unit("Reuters"))
        assert report(xliff12("Reuters", attributes=' state="new"'), now).untouched == ("a1.1",)
        assert report(xliff12("Reuters"), now).rejected[0].reason == "copied"
        assert report(xliff12("Reuters", attributes=' state="final"'), now).accepted[0].html == "Reuters"

    def test_a_number_is_the_same_in_both_languages(self):
        assert report(xliff12('<g id="1">4.5%</g>'), story(unit("<em>4.5%</em>"))).accepted


class TestVersion21:
    def target(self, content):
        return target_of(xliff21(f"<segment><source>x</source><target>{content}</target></segment>"))

    @pytest.mark.parametrize(
        ("target", "text"),
        [
            ('<pc id="1" dataRefStart="d9">가</pc><ph id="3"/>', "⟨1⟩가⟨/1⟩⟨3/⟩"),
            ('<sc id="1"/>가<ec startRef="1"/>', "⟨1⟩가⟨/1⟩"),
            ('<sc id="1" isolated="yes"/>가<ec id="1" isolated="yes"/>', "⟨1⟩가⟨/1⟩"),
            ('<mrk id="m1" type="term">가</mrk><sm id="m2" type="comment"/>나<em startRef="m2"/>', "가나"),
            ('가<cp hex="0007"/>나', "가나"),
        ],
    )
    def test_codes(self, target, text):
        assert self.target(target) == text

    def test_segments_are_joined_with_what_is_between_them(self):
        data = xliff21(
            '<segment id="s1"><source>A.</source><target>가.<sc id="1"/></target></segment>'
            "<ignorable><source> </source></ignorable>"
            '<segment id="s2"><source>B.</source><target>나.<ec startRef="1"/></target></segment>'
        )
        assert target_of(data) == "가.⟨1⟩ 나.⟨/1⟩"

    def test_segments_stand_in_the_order_of_the_target(self):
        data = xliff21(
            '<segment><source>A.</source><target order="3">가.</target></segment>'
            '<ignorable><source> </source><target order="2"> </target></ignorable>'
            '<segment><source>B.</source><target order="1">나.</target></segment>'
        )
        assert target_of(data) == "나. 가."

    def test_a_nonsensical_order_is_none(self):
        data = '<segment><source>A</source><target order="99999999999x">가</target></segment>'
        assert target_of(xliff21(data)) == "가"

    def test_a_segment_without_translation_is_noticed(self):
        data = xliff21(
            "<segment><source>A.</source><target>가.</target></segment><segment><source>B.</source></segment>"
        )
        assert report(data).rejected[0].reason == "partial"

    @pytest.mark.parametrize(
        ("states", "ours"),
        [
            (["final", "final"], "approved"),
            (["final", "reviewed"], "translated"),
            (["final", "initial"], "new"),
            (["final", ""], ""),
        ],
    )
    def test_a_unit_is_as_far_as_its_last_segment(self, states, ours):
        data = [f'<segment state="{s}"><source>A</source><target>가</target></segment>' for s in states]
        assert report(xliff21("".join(data))).accepted[0].state == ours

    def test_version_2_0_is_read_too(self):
        data = "<segment><source>A</source><target>가</target></segment>"
        assert report(xliff21(data, "2.0")).accepted[0].html == "가"


class TestNothingOfTheFileIsMarkup:
    @pytest.mark.parametrize(
        ("target", "html", "problems"),
        [
            ('<g id="9" onclick="x()">가</g>', "가", [("unknown", 9)]),
            ('<g id="1" href="javascript:x()">가</g>', '<a href="https://example.org/x">가</a>', []),
            ('<g id="&lt;script&gt;">가</g>', "가", [("unknown", "<script>")]),
            ("<g>가</g>", "가", [("unknown", "")]),
            ('<x id="onload"/>가<x id="onload"/>', "가", [("unknown", "onload")]),
            ('<g id="em-1">가</g>', "가", [("unknown", "em")]),
            ("&lt;script&gt;x()&lt;/script&gt;", "&lt;script&gt;x()&lt;/script&gt;", []),
            ('<script xmlns="http://www.w3.org/1999/xhtml">x()</script>', "x()", [("unknown", "script")]),
            ('<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>가', "가",
             [("unknown", "include")]),
            ("<![CDATA[<img src=x onerror=y>]]>", "&lt;img src=x onerror=y&gt;", []),
            ("⟨1⟩가⟨/1⟩ ⟨em⟩나⟨/em⟩", "⟨1⟩가⟨/1⟩ ⟨em⟩나⟨/em⟩", []),
        ],
    )  # fmt: skip
    def test_codes_are_rebuilt_from_the_source(self, target, html, problems):
        [taken] = report(xliff12(target)).accepted
        assert taken.html == html
        found = [(problem.kind, problem.label) for problem in taken.problems if problem.kind != "missing"]
        assert found == problems

    def test_a_missing_tag_is_named(self):
        [taken] = report(xliff12('<g id="1">가</g>')).accepted
        assert [(problem.kind, problem.label) for problem in taken.problems] == [
            ("missing", 2),
            ("missing", 3),
        ]

    def test_tags_in_another_order_follow_their_numbers(self):
        [taken] = report(xliff12('나<x id="3"/><g id="2">가<g id="1">다</g></g>')).accepted
        assert (
            taken.html == '나<br><strong>가</strong><a href="https://example.org/x"><strong>다</strong></a>'
        )
        assert (taken.problems, SOURCE.count("<strong>")) == ((), 1)
