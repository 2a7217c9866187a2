"""XLIFF files written and read back unchanged."""

import re
import tomllib
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

import newsroom.demo
from articles.body import sanitise
from articles.text.segments import segments_of
from newsroom.interchange.xliff.formats import read_xliff, write_xliff
from tests.inline import canonical, often
from tests.interchange.xliff.formats.files import TARGET, report, story, unit

VERSIONS = ["1.2", "2.1"]
STORIES = sorted(Path(newsroom.demo.__file__).parent.glob("stories/*.toml"))


def lines_of(unit, version="1.2"):
    return write_xliff([story(unit)], version).decode()


def demonstration(path):
    """Return a demonstration story as an OutgoingStory, with the n-th segments of both texts paired."""
    story_file = tomllib.loads(path.read_text())
    languages = sorted(("en", "ko"), key=lambda language: language != story_file["source_language"])
    columns = [insides(story_file.get(language, {})) for language in languages]
    pairs = enumerate(zip_longest(*columns, fillvalue=""), 1)
    units = [unit(*pair, id=f"k.{n}") for n, pair in pairs if pair[0]]
    return story(*units, source_language=languages[0], target_language=languages[1])


def insides(text):
    """Return the inner HTML of a text's segments, with numbers in its links as in a body."""
    body = sanitise(re.sub(r'data-(article|topic)="[^"]*"', r'data-\1="7"', text.get("body", "")))
    segments = segments_of(text.get("title", ""), text.get("summary", ""), body)
    return [segment.html for segment in segments if segment.html]


class TestWritten:
    def test_of_version_1_2(self):
        text = lines_of(unit(target=TARGET, state="translated"))
        assert (
            '<file original="story-7.d0" datatype="html" source-language="en" target-language="ko">' in text
        )
        assert (
            '<source>The <g id="1" ctype="link">pact <g id="2" ctype="bold">itself</g></g>'
            ' is<x id="3" ctype="lb"/>in force.</source>\n<target state="translated">' in text
        )

    def test_of_version_2_1(self):
        text = lines_of(unit(target=TARGET, state="translated"), "2.1")
        assert ' version="2.1" srcLang="en" trgLang="ko">\n<file id="f1" original="story-7.d0">' in text
        assert '<data id="d1">&lt;a href="https://example.org/x"&gt;</data>' in text
        assert '<ph id="3" dataRef="d5" type="fmt" subType="xlf:lb"/>in force.</source>' in text

    @pytest.mark.parametrize(
        ("state", "old", "new"),
        [
            ("new", 'state="needs-translation"', 'state="initial"'),
            ("stale", 'state="needs-translation"', 'state="initial"'),
            ("translated", 'state="translated"', 'state="translated"'),
            ("approved", 'state="final"', 'state="final"'),
        ],
    )
    def test_says_how_far_a_translation_is(self, state, old, new):
        assert old in lines_of(unit(target="a", state=state))
        assert new in lines_of(unit(target="a", state=state), "2.1")

    def test_an_approved_unit_is_approved(self):
        assert 'approved="yes"' in lines_of(unit(target="a", state="approved"))

    def test_without_a_translation_nothing_is_translated(self):
        assert "<target" not in lines_of(unit(state="translated"))
        assert 'state="initial"' in lines_of(unit(state="translated"), "2.1")

    @pytest.mark.parametrize("version", VERSIONS)
    def test_tools_are_told_to_keep_blanks(self, version):
        assert ' xml:space="preserve"' in lines_of(unit(), version)

    def test_notes_and_lengths_go_along(self):
        noted = unit(notes=("pact: <협정>",), max_length=90)
        assert '<note from="newsroom">pact: &lt;협정&gt;</note>' in lines_of(noted)
        assert 'maxwidth="90" size-unit="char"' in lines_of(noted)
        text = lines_of(noted, "2.1")
        assert "<note>pact: &lt;협정&gt;</note>" in text
        assert '<slr:profiles generalProfile="xliff:codepoints"/>' in text
        assert 'slr:sizeRestriction="90"' in text

    def test_characters_that_no_xml_may_hold_are_left_out(self):
        text = lines_of(unit("a\x00\x0b\ufffeb", notes=("c\x01d",)))
        assert "<source>ab</source>" in text
        assert '<note from="newsroom">cd</note>' in text

    def test_several_stories_are_several_files(self):
        two = [story(), story(id="8", source_language="ko", target_language="en")]
        document = read_xliff(write_xliff(two))
        assert [(s.id, s.source_language) for s in document.stories] == [("7", "en"), ("8", "ko")]

    def test_a_file_of_version_2_1_has_segments(self):
        """The schema of 2.x requires a unit in each <file>; the schema of 1.2 does not."""
        two = [story(), story(id="8")._replace(units=())]
        assert [s.id for s in read_xliff(write_xliff(two, "2.1")).stories] == ["7"]
        assert [s.id for s in read_xliff(write_xliff(two)).stories] == ["7", "8"]

    def test_a_file_of_version_2_1_has_one_direction(self):
        assert [s.id for s in read_xliff(write_xliff([story(), story(id="8")], "2.1")).stories] == ["7", "8"]
        with pytest.raises(ValueError, match="too many"):
            write_xliff([story(), story(source_language="ko", target_language="en")], "2.1")


class TestStructureOf21:
    """Structure that the specification requires of a unit."""

    def unit(self):
        noted = unit(target=TARGET + "<sub>2</sub>, <sub>3</sub>", state="translated", notes=("n",))
        return etree.fromstring(write_xliff([story(noted)], "2.1"))[0].find("{*}unit")

    def test_elements_stand_in_order(self):
        assert [etree.QName(child).localname for child in self.unit()] == ["notes", "originalData", "segment"]

    def test_codes_refer_to_data_that_is_there(self):
        element = self.unit()
        known = {data.get("id") for data in element.iterfind("{*}originalData/{*}data")}
        names = ("dataRef", "dataRefStart", "dataRefEnd")
        used = {code.get(name) for code in element.iter("{*}pc", "{*}ph") for name in names} - {None}
        assert used == known

    def test_ids_are_unique_in_source_and_target(self):
        for column in self.unit().find("{*}segment"):
            ids = [code.get("id") for code in column.iter("{*}pc", "{*}ph")]
            assert len(ids) == len(set(ids)) >= 3


@pytest.mark.parametrize("version", VERSIONS)
class TestThereAndBack:
    @pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
    def test_demonstration_stories(self, version, path):
        went = demonstration(path)
        assert len(went.units) > 1
        came = report(write_xliff([went], version), went)
        translated = [unit.id for unit in went.units if unit.target_html]
        assert (came.unchanged, came.accepted + came.rejected + came.outdated) == (tuple(translated), ())

    @often
    @given(canonical, canonical)
    def test_whatever_a_body_holds(self, version, source, target):
        went = story(unit(source, target))
        came = report(write_xliff([went], version), went)
        assert came.unchanged + came.untouched == ("a1.1",)

    def test_changed_words_are_taken_with_their_tags(self, version):
        went = story(unit(target=TARGET, state="translated"))
        came = write_xliff([went], version).decode().replace("유효하다", "살아 있다").encode()
        [taken] = report(came, went).accepted
        assert taken == ("a1.1", TARGET.replace("유효하다", "살아 있다"), "translated", ())

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "euc-kr"])
    def test_in_other_encodings(self, version, encoding):
        went = story(unit("a", "유효"))
        text = write_xliff([went], version).decode().replace("'UTF-8'", f"'{encoding.removesuffix('-sig')}'")
        assert report(text.encode(encoding), went).unchanged == ("a1.1",)
