"""Complete files as common tools rewrite them: every segment keeps its tags."""

import re
from copy import deepcopy

import pytest
from lxml import etree

from newsroom.interchange.xliff.elements import NAMESPACE_12 as OLD
from newsroom.interchange.xliff.elements import NAMESPACE_20 as NEW
from newsroom.interchange.xliff.formats import write_xliff
from tests.interchange.xliff.formats.files import report, story, unit

LINK = '<a href="https://a.example/">the plan</a>'
WENT = story(
    unit("Port opens", "", id="s1.1", max_length=200),
    unit(f"See {LINK}.<br>It <em>works</em>. Now.", "", id="s2.1", notes=("plan → 계획",)),
    unit("Nobody translates this.", "", id="s3.1"),
    unit("Ships wait.", "배가 기다린다.", id="s4.1", state="translated"),
    unit("Grain arrives.", "곡물이 온다.", id="s5.1", state="approved"),
)
PLAN = '<a href="https://a.example/">계획</a>을 보라.<br><em>된다</em>. 이제.'


def tree_of(version):
    return etree.fromstring(write_xliff([WENT], version))


def elements(markup, namespace, name="target", **attributes):
    """Return a <target> with the markup inside it."""
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return etree.fromstring(f'<{name} xmlns="{namespace}"{told}>{markup}</{name}>')


def translated(tree, name, target):
    """Insert a <target> after the source of a trans-unit."""
    [found] = tree.xpath(f"//*[@id='{name}' and *[local-name()='source']]")
    found.find(f"{{{OLD}}}source").addnext(target)
    return found


def trados():
    """Return a file with native codes, white space between all elements, and additions of Trados."""
    tree = tree_of("1.2")
    tree.set("{http://sdl.com/FileTypes/SdlXliff/1.0}version", "1.0")
    etree.SubElement(tree[0][0], "{http://sdl.com/FileTypes/SdlXliff/1.0}file-info")
    etree.indent(tree, "  ")
    translated(tree, "s1.1", elements("\n      항구가\n      열린다\n    ", OLD))
    plan = '<g id="1">계획</g>을 보라.<x id="2"/><mrk mtype="x-sdl-comment"><g id="3">된다</g></mrk>. 이제.'
    translated(tree, "s2.1", elements(plan, OLD, state="signed-off"))
    translated(tree, "s3.1", elements("\n      Nobody translates this.\n    ", OLD))
    return etree.tostring(tree, encoding="utf-16", xml_declaration=True)


def memoq():
    """Return a file with codes as bpt, ept and ph with their text, a BOM and CRLF."""
    tree = tree_of("1.2")
    translated(tree, "s1.1", elements("항구가 열린다", OLD)).set("{MQXliff}status", "Confirmed")
    plan = (
        '<bpt id="1" ctype="link">{}</bpt>계획<ept id="1">{}</ept>을 보라.<ph id="2">&lt;br&gt;</ph>'
        '<bpt id="3">{}</bpt>된다<ept id="3">{}</ept>. 이제.'
    )
    translated(tree, "s2.1", elements(plan, OLD))
    text = etree.tostring(tree, encoding="unicode").replace("\n", "\r\n")
    return ("\ufeff<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n" + text).encode()


def matecat():
    """Return a file with sentences in <mrk>, memory matches, long language names and a namespace prefix."""
    tree = tree_of("1.2")
    tree[0].attrib.update({"source-language": "en-US", "target-language": "ko-KR"})
    one = translated(
        tree, "s1.1", elements('<mrk mid="0" mtype="seg">항구가 열린다</mrk>', OLD, state="final")
    )
    one.append(elements("<source>Port</source><target>항</target>", OLD, "alt-trans"))
    sentences = (
        '<mrk mid="0" mtype="seg">{}<g id="1">{}</g>{}<x id="2"/></mrk>'
        '<mrk mid="1" mtype="seg"><g id="3">{}</g>.</mrk> <mrk mid="2" mtype="seg">{}</mrk>'
    )
    target = sentences.format("", "계획", "을 보라.", "된다", "이제.")
    two = translated(tree, "s2.1", elements(target, OLD, state="final"))
    source = sentences.format("See ", "the plan", ".", "It works", "Now.")
    two[0].addnext(elements(source, OLD, "seg-source"))
    three = translated(tree, "s3.1", elements('<mrk mid="0" mtype="seg"/>', OLD))
    three[0].addnext(elements('<mrk mid="0" mtype="seg">Nobody translates this.</mrk>', OLD, "seg-source"))
    text = etree.tostring(tree, encoding="unicode")
    text = text.replace(f'xmlns="{OLD}"', f'xmlns:x="{OLD}"')
    return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text).encode()


def omegat():
    """Return a file with the source as target if nothing is translated, in another order, without states."""
    tree = tree_of("1.2")
    translated(tree, "s1.1", elements("항구가 열린다", OLD))
    translated(tree, "s2.1", elements('<g id="1">계획</g>을 보라.<x id="2"/><g id="3">된다</g>. 이제.', OLD))
    copied = deepcopy(tree.xpath("//*[@id='s3.1']/*")[0])
    copied.tag = f"{{{OLD}}}target"
    translated(tree, "s3.1", copied)
    for one in tree.iter(f"{{{OLD}}}target"):
        one.attrib.pop("state", None)
    body = tree[0][1]
    body[:] = reversed(body)
    return re.sub(r'="([^"\']*)"', r"='\1'", etree.tostring(tree, encoding="unicode")).encode()


def okapi():
    """Return a file of version 2.1: sentences as segments, a split pair, a group, a module with texts."""
    tree = tree_of("2.1")
    units = {one.get("id"): one for one in tree.iter(f"{{{NEW}}}unit")}
    first = units["s1.1"].find(f"{{{NEW}}}segment")
    first.append(elements("항구가 열린다", NEW))
    first.attrib.update({"id": "s1", "state": "reviewed", "subState": "okp:done"})
    matches = etree.fromstring(
        f'<m:matches xmlns:m="urn:oasis:names:tc:xliff:matches:2.0" xmlns="{NEW}">'
        '<m:match ref="#1"><source>Port</source><target>항</target></m:match></m:matches>'
    )
    units["s1.1"].insert(0, matches)
    two = units["s2.1"]
    two.remove(two.find(f"{{{NEW}}}segment"))
    parts = (
        '<segment id="s1"><source>See <sc id="1"/>the plan<ec startRef="1"/>.<ph id="2"/></source>'
        '<target><sc id="1"/>계획<ec startRef="1"/>을 보라.<ph id="2"/></target></segment>'
        '<segment id="s2"><source>It <pc id="3">works</pc>.</source>'
        '<target><pc id="3">된다</pc>.</target></segment>'
        '<ignorable id="i1"><source> </source></ignorable>'
        '<segment id="s3"><source>Now.</source><target>이제.</target></segment>'
    )
    two.extend(elements(parts, NEW, "unit"))
    group = etree.Element(f"{{{NEW}}}group", id="g1")
    for one in units.values():
        group.append(one)
    tree[0].append(group)
    return etree.tostring(tree, pretty_print=True)


class TestRewritten:
    @pytest.mark.parametrize("tool", [trados, memoq, matecat, omegat, okapi])
    def test_what_was_translated_is_taken_and_the_rest_stays(self, tool):
        found = report(tool(), WENT)
        assert {one.id: one.html for one in found.accepted} == {"s1.1": "항구가 열린다", "s2.1": PLAN}
        assert [one.problems for one in found.accepted] == [(), ()]
        assert set(found.unchanged) == {"s4.1", "s5.1"}
        assert (found.conflicts, found.outdated) == ((), ())

    @pytest.mark.parametrize("tool", [memoq, matecat, okapi])
    def test_what_was_not_translated_is_not_worth_a_word(self, tool):
        assert report(tool(), WENT).untouched == ("s3.1",)

    @pytest.mark.parametrize("tool", [trados, omegat])
    def test_where_the_source_was_copied_it_is_told(self, tool):
        assert [(one.id, one.reason) for one in report(tool(), WENT).rejected] == [("s3.1", "copied")]
