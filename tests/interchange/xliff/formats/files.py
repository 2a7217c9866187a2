"""Outgoing stories, and small XLIFF files as tools return them."""

from newsroom.interchange.xliff.document import OutgoingStory, OutgoingUnit, compare_returned_story
from newsroom.interchange.xliff.formats import read_xliff

SOURCE = 'The <a href="https://example.org/x">pact <strong>itself</strong></a> is<br>in force.'
TARGET = '<a href="https://example.org/x">협정 <strong>자체</strong></a>는<br>유효하다.'


def unit(source=SOURCE, target="", id="a1.1", **fields):
    return OutgoingUnit(id, "paragraph", source, target, **fields)


def story(*units, **fields):
    fields = {"id": "7", "source_language": "en", "target_language": "ko", "title": "Pact", **fields}
    return OutgoingStory(**{"digest": "d0", **fields}, units=units or (unit(),))


def xliff12(target, *, before="", after="", attributes="", head=""):
    """Return a file of version 1.2 with one unit, with the given <target> and surroundings."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:t="urn:some-tool">
<file original="story-7.d0" source-language="en" target-language="ko" datatype="html"><body>
<trans-unit id="a1.1"><source>x</source>{before}
<target{attributes}>{target}</target>{after}
</trans-unit></body></file></xliff>""".encode()


def xliff21(parts, version="2.1"):
    """Return a file of version 2.x with one unit, with the given segments."""
    languages = 'srcLang="en-US" trgLang="ko-KR"'
    return f"""<xliff version="{version}" {languages} xmlns="urn:oasis:names:tc:xliff:document:2.0">
<file id="f1" original="story-7.d0"><unit id="a1.1">{parts}</unit></file></xliff>""".encode()


def target_of(data):
    """Return the target text, as read, of a file with one unit."""
    [story] = read_xliff(data).stories
    [unit] = story.units.values()
    return unit.target


def report(data, now=None):
    """Return the report on a file, compared with a story."""
    return compare_returned_story(now or story(), read_xliff(data).stories[0])
